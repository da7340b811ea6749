//! What documents look like, and what no document may do.

mod forms;
mod golden;
mod sample;
mod sheet;
mod unknown;

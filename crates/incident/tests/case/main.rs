//! What the clocks and duties of an incident say when people slip, settle, and enter again.

mod common;
mod duties;
mod moments;
mod settled;
mod slips;

//! What the clocks and duties of an incident say when people slip, settle, and enter again.

mod accepted;
mod again;
mod common;
mod duties;
mod facts;
mod filings;
mod first;
mod groups;
mod moments;
mod reach;
mod settled;
mod slips;
mod starts;

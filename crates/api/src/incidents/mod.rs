//! Incidents: a module for each document, and one for what several of them hold.
//!
//! Fields stand in the order of their names, as they were first printed.

pub mod after;
pub mod blocks;
pub mod clocks;
pub mod differences;
pub mod duties;
pub mod groups;
pub mod list;
pub mod page;
pub mod pushes;
pub mod scopes;
pub mod steps;

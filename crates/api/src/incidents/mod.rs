//! Incidents: a module for each document, and for what several of them hold ([`scopes`], [`pushes`]).
//!
//! Fields stand in the order of their names, as they were first printed. What an incident keeps is copied in by who fills a
//! document, so that a change of what is kept changes no answer unseen; what a step does ([`steps::Step::what`]) alone stands
//! as it was entered.

pub mod after;
pub mod blocks;
pub mod clocks;
pub mod differences;
pub mod duties;
pub mod groups;
pub mod learnt;
pub mod list;
pub mod page;
pub mod pushes;
pub mod scopes;
pub mod steps;

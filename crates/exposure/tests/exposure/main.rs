//! Questions to real ledgers on a disk in memory, against slow twins and small models.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod among;
mod by;
mod clear;
mod common;
mod coverage;
mod geo;
mod history;
mod index;
mod issued;
mod kleene;
mod people;
mod people_model;
mod random;
mod twin;
mod who;

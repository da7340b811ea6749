//! Documents of an incident: exact bytes of the case under both versions of the law, and what no document may say.

mod at_once;
mod case;
mod documentation;
mod facts;
mod filed;
mod form;
mod golden;
mod graded;
mod languages;
mod lint;
mod lint_known;
mod named;
mod numbers;
mod preserved;
mod pressing;
mod since;
mod starts;
mod unproven;
mod unstarted;
mod waiting;

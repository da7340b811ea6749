//! Subjects of whom a person said that they are in an incident, or that they are not. Either is a decision of this person.
//! The one adds whom he names and the fields that he names, and none of their reads, for it is not known which of them belong
//! to it; the other takes what was read of somebody from every figure, and is told beside them, for who takes out the most
//! may be wrong, or may want the leak to be small.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{error::CaseError, incident::Incident};

/// Decisions to name people out that a version keeps, those of the most subjects first; of the rest only how many subjects.
/// A step that freezes a version must stay far below 1 MiB.
const DECISIONS_MAX: usize = 8;

/// Characters of the reason of such a decision that a version keeps; the step has all of it.
const REASON_CHARS_MAX: usize = 200;

/// What is said of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Inclusion {
    /// Ids of the fields that are said to have leaked; empty where nobody said which.
    pub fields: BTreeSet<String>,
    /// Controllers who answer for it; empty is every controller of the incident.
    pub controllers: BTreeSet<String>,
    /// Who said so last.
    pub by: String,
}

impl Inclusion {
    /// Whether a controller answers for it.
    #[must_use]
    pub fn is_of(&self, controller: &str) -> bool {
        self.controllers.is_empty() || self.controllers.contains(controller)
    }
}

/// Those of a scope version who were named by a person, beside its figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Named {
    /// Subjects who were named.
    pub subjects: u64,
    /// Of these, those of whom no read of the selection tells.
    pub beyond: u64,
    /// People whom they add to those of the figures; `None` where no relation is known.
    pub people: Option<u64>,
    /// Of how many each field is said to have leaked.
    pub by_field: BTreeMap<String, u64>,
    /// Who named them.
    pub by: BTreeSet<String>,
}

/// Who named a subject out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exclusion {
    /// Who said so last.
    pub by: String,
    /// Why.
    pub why: String,
}

/// A decision that subjects are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedOut {
    /// Who took it.
    pub by: String,
    /// Why: of a longer reason its beginning.
    pub why: String,
    /// Subjects whom it takes from the figures.
    pub subjects: u64,
}

/// Those of whom the selection of a version tells, and who are in none of its figures because a person named them out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Excluded {
    /// Subjects who were read.
    pub subjects: u64,
    /// Reads of them.
    pub reads: u64,
    /// Reads of them of which it cannot be said whether they belong to it.
    pub undecided: u64,
    /// People at most; `None` where no relation is known.
    pub people: Option<u64>,
    /// The decisions, that of the most subjects first.
    pub decisions: Vec<NamedOut>,
    /// Subjects of further decisions, which are not listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Excluded {
    /// Says whose decisions they are: of each subject that was read, who named it out and why.
    #[must_use]
    pub fn decided<'e>(mut self, of: impl Iterator<Item = &'e Exclusion>) -> Excluded {
        let mut counts: BTreeMap<&Exclusion, u64> = BTreeMap::new();
        of.for_each(|one| *counts.entry(one).or_default() += 1);
        let mut decisions: Vec<NamedOut> = counts
            .into_iter()
            .map(|(of, subjects)| NamedOut {
                by: of.by.clone(),
                why: beginning(&of.why),
                subjects,
            })
            .collect();
        decisions.sort_by_key(|of| std::cmp::Reverse(of.subjects));
        let others = decisions.split_off(decisions.len().min(DECISIONS_MAX));
        self.others = others.iter().map(|of| of.subjects).sum();
        self.decisions = decisions;
        self
    }

    /// Who took the decisions that are listed, each once.
    #[must_use]
    pub fn by(&self) -> BTreeSet<&str> {
        self.decisions.iter().map(|of| of.by.as_str()).collect()
    }
}

fn beginning(why: &str) -> String {
    let why = why.trim();
    match why.char_indices().nth(REASON_CHARS_MAX) {
        Some((end, _)) => format!("{}…", why.get(..end).unwrap_or_default()),
        None => why.to_owned(),
    }
}

impl Incident {
    /// Takes subjects out of whom somebody says that they are not in it, whatever the selections say.
    pub(super) fn exclude(&mut self, subjects: &[String], by: &str, why: &str) {
        self.included.retain(|of, _| !subjects.contains(of));
        for subject in subjects {
            let (by, why) = (by.to_owned(), why.to_owned());
            self.excluded.insert(subject.clone(), Exclusion { by, why });
        }
    }

    /// Takes subjects in of whom somebody says that they are in it. What was said of one before stays.
    pub(super) fn include(
        &mut self,
        subjects: &[String],
        fields: &[String],
        controller: Option<&str>,
        by: &str,
    ) -> Result<(), CaseError> {
        self.has_one(controller)?;
        self.excluded.retain(|of, _| !subjects.contains(of));
        for subject in subjects {
            let known = self.included.contains_key(subject);
            let of = self.included.entry(subject.clone()).or_default();
            of.fields.extend(fields.iter().cloned());
            by.clone_into(&mut of.by);
            match controller {
                // Every controller: whoever is named beside answers already.
                None => of.controllers.clear(),
                Some(_) if known && of.controllers.is_empty() => {}
                Some(controller) => drop(of.controllers.insert(controller.to_owned())),
            }
        }
        Ok(())
    }
}

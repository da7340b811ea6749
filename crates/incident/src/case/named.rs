//! Subjects of whom a person said that they are in an incident. That is a decision of this person: it adds whom he names
//! and the fields that he names, and none of their reads, for it is not known which of them belong to it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{error::CaseError, incident::Incident};

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

impl Incident {
    /// Takes subjects in of whom somebody says that they are in it. What was said of one before stays.
    pub(super) fn include(
        &mut self,
        subjects: &[String],
        fields: &[String],
        controller: Option<&str>,
        by: &str,
    ) -> Result<(), CaseError> {
        if let Some(controller) = controller
            && !self.controllers.iter().any(|of| of == controller)
        {
            return Err(self.unknown("controller", controller, &self.controllers));
        }
        self.excluded.retain(|of| !subjects.contains(of));
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

//! What versions of a scope keep beside their steps: the exposure, those whom it reached, and by which cause each came
//! or went. Exposures and those reached are named by their digest, so that the step pins them.

use event::ErrorClass;
use exposure::{ExposureSet, Labelled, Reached};
use incident::case::{Cause, Frozen, Incident};
use ledger::SubjectId;

use super::Cases;
use crate::{asking, failure::Failure};

/// Causes in the order in which inputs are changed; a step of [`exposure::moved`] is a place in it.
pub(super) const LADDER: [Cause; 6] = Cause::ALL;

/// What is kept, by the word that its name begins with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kept {
    /// Subjects and fields.
    Set,
    /// Identifiers that were reached.
    People,
    /// What became of each subject that is other, and why.
    Causes,
    /// What became of each person who is other, and why.
    PeopleCauses,
}

impl Kept {
    fn word(self) -> &'static str {
        match self {
            Kept::Set => "set",
            Kept::People => "people",
            Kept::Causes => "causes",
            Kept::PeopleCauses => "people-causes",
        }
    }
}

/// The label of what became of somebody, with the step that did it.
pub(super) fn label(what: u64, step: usize) -> u64 {
    (step as u64) << 2 | what
}

/// The number of what became of somebody, and the cause.
pub(super) fn of_label(label: u64) -> Option<(u64, Cause)> {
    let step = usize::try_from(label >> 2).ok()?;
    Some((label & 3, *LADDER.get(step)?))
}

impl Cases<'_> {
    /// Keeps what a step pins by its digest.
    pub(super) fn keep_pinned(&self, what: Kept, bytes: &[u8]) -> Result<(), Failure> {
        self.keep_set(&pinned(what, &asking::sha256(bytes)), bytes)
    }

    /// Keeps the causes of a version.
    pub(super) fn keep_causes(
        &self,
        what: Kept,
        (incident, of): (&Incident, &Frozen),
        causes: &Labelled,
    ) -> Result<(), Failure> {
        self.keep_set(&causes_name(what, incident, of), &causes.to_bytes())
    }

    /// What a version pins by its digest, each under a name of its own: for whoever hands it over.
    pub(crate) fn pinned_of(
        &self,
        incident: &Incident,
        of: &Frozen,
    ) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let mut all = vec![(
            format!("scope-{}", of.version),
            self.kept(Kept::Set, &of.set, (incident, of))?,
        )];
        if let Some(people) = &of.people {
            let bytes = self.kept(Kept::People, &people.reached, (incident, of))?;
            all.push((format!("people-{}", of.version), bytes));
        }
        Ok(all)
    }

    /// The exposure of a version, as it was kept.
    pub(super) fn kept_set(
        &self,
        incident: &Incident,
        of: &Frozen,
    ) -> Result<ExposureSet, Failure> {
        let bytes = self.kept(Kept::Set, &of.set, (incident, of))?;
        let labelled = Labelled::from_bytes(&bytes).ok_or_else(|| damaged(incident, of))?;
        Ok(ExposureSet::from(&labelled))
    }

    /// Those whom a version reached, as they were kept under a digest.
    pub(super) fn kept_reached(
        &self,
        sha256: &str,
        (incident, of): (&Incident, &Frozen),
    ) -> Result<Reached, Failure> {
        let bytes = self.kept(Kept::People, sha256, (incident, of))?;
        Reached::from_bytes(&bytes).ok_or_else(|| damaged(incident, of))
    }

    /// Who is other in a version than in the one before: the number of what became of each, and the cause.
    pub(super) fn kept_causes(
        &self,
        what: Kept,
        (incident, of): (&Incident, &Frozen),
    ) -> Result<Vec<(SubjectId, u64, Cause)>, Failure> {
        let bytes = self.set(&causes_name(what, incident, of))?;
        let bytes = bytes.ok_or_else(|| damaged(incident, of))?;
        let labelled = Labelled::from_bytes(&bytes).ok_or_else(|| damaged(incident, of))?;
        let told = |(subject, label)| {
            let (what, cause) = of_label(label)?;
            Some((subject, what, cause))
        };
        let told: Option<Vec<_>> = labelled.iter().map(told).collect();
        told.ok_or_else(|| damaged(incident, of))
    }

    fn kept(
        &self,
        what: Kept,
        sha256: &str,
        (incident, of): (&Incident, &Frozen),
    ) -> Result<Vec<u8>, Failure> {
        let bytes = self.set(&pinned(what, sha256))?;
        let is = |bytes: &Vec<u8>| asking::sha256(bytes) == sha256;
        bytes.filter(is).ok_or_else(|| damaged(incident, of))
    }
}

fn pinned(what: Kept, sha256: &str) -> String {
    format!("{}/{sha256}", what.word())
}

fn causes_name(what: Kept, incident: &Incident, of: &Frozen) -> String {
    let start = of.set.get(..16).unwrap_or(&of.set);
    format!("{}/{}/{}/{start}", what.word(), incident.id, of.version)
}

/// What is kept of a version is not there, or is another.
pub(super) fn damaged(incident: &Incident, of: &Frozen) -> Failure {
    let message = format!(
        "what scope version {} of incident {} keeps is missing or is not what was entered in the ledger",
        of.version, incident.id
    );
    Failure::new(ErrorClass::Broken, message)
}

//! What open incidents were ordered to preserve, whoever may see them: who deletes a log must not have to know why it
//! is kept.

use incident::case::{Mode, Number, ObligationKind, Stage};

use super::Cases;
use crate::failure::Failure;

/// An order to preserve.
#[derive(Debug, Clone)]
pub(crate) struct Preserving {
    /// The incident.
    pub(crate) incident: Number,
    /// Its obligation, such as `O1`.
    pub(crate) obligation: String,
    /// The systems that it concerns, as they were written.
    pub(crate) systems: Vec<String>,
}

impl Cases<'_> {
    /// Orders to preserve of incidents that are real and neither closed nor merged. An answer ends what was asked and
    /// not that it is kept.
    pub(crate) fn preserving(&self) -> Result<Vec<Preserving>, Failure> {
        let mut all = Vec::new();
        for id in self.numbers()? {
            let Some(incident) = self.told(id)? else {
                continue;
            };
            let is_over = matches!(incident.stage, Stage::Closed | Stage::Merged);
            if is_over || incident.mode == Mode::Exercise {
                continue;
            }
            let kept = incident.obligations.into_iter();
            let kept = kept.filter(|of| of.kind == ObligationKind::Preservation);
            all.extend(kept.map(|of| Preserving {
                incident: id,
                obligation: of.id,
                systems: of.systems,
            }));
        }
        Ok(all)
    }
}

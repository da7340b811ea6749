//! Shapes that figures do not tell apart, so that what a subject was shown fits into one number.

use ledger::Shape;

use crate::{plan::FALSE, plan::Ground};

/// Classes at most: a bit each in the lower half of a number, of which a walk needs three for itself.
pub(super) const CLASSES_MAX: usize = 29;

/// What becomes of a row, by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It cannot match.
    Pass,
    /// It is decided from its columns.
    Look,
    /// It counts, where everything else holds.
    Count(u8),
}

/// Classes of the shapes that may match.
#[derive(Debug)]
pub(super) struct Classes {
    of_shape: Vec<Step>,
    /// One shape of each class.
    pub(super) shapes: Vec<u32>,
    /// Whether a read of the class shows recipients.
    pub(super) shows: Vec<bool>,
}

impl Classes {
    /// Classes by the truth of each shape; `None` when there are too many.
    pub(super) fn of(ground: &Ground<'_>, truths: Option<&[u8]>) -> Option<Classes> {
        let mut classes = Classes {
            of_shape: Vec::new(),
            shapes: Vec::new(),
            shows: Vec::new(),
        };
        let all = ground.snapshot.state.shapes.iter().zip(&ground.exposed);
        for ((code, (shape, exposed)), at) in (0u32..).zip(all).zip(0usize..) {
            let truth = truths.map_or(crate::plan::TRUE, |truths| {
                truths.get(at).copied().unwrap_or(crate::plan::UNDECIDED)
            });
            let step = match truth {
                FALSE => Step::Pass,
                crate::plan::UNDECIDED => Step::Look,
                _ if !exposed.subject_known => Step::Look,
                _ => Step::Count(classes.class(ground, code, shape)?),
            };
            classes.of_shape.push(step);
        }
        Some(classes)
    }

    fn class(&mut self, ground: &Ground<'_>, code: u32, shape: &Shape) -> Option<u8> {
        let exposed = |code: u32| ground.exposed.get(code as usize);
        let mine = exposed(code)?;
        let same = |other: &u32| {
            let shapes = &ground.snapshot.state.shapes;
            let as_mine = exposed(*other).is_some_and(|other| {
                other.route.map(|route| &route.id) == mine.route.map(|route| &route.id)
                    && other.fields == mine.fields
                    && other.recipient_fields == mine.recipient_fields
            });
            as_mine
                && shapes.get(*other as usize).is_some_and(|other| {
                    other.source == shape.source && other.unmatched == shape.unmatched
                })
        };
        if let Some(known) = self.shapes.iter().position(same) {
            return u8::try_from(known).ok();
        }
        if self.shapes.len() == CLASSES_MAX {
            return None;
        }
        self.shapes.push(code);
        self.shows.push(!mine.recipient_fields.is_empty());
        u8::try_from(self.shapes.len() - 1).ok()
    }

    pub(super) fn step(&self, shape: u32) -> Step {
        self.of_shape
            .get(shape as usize)
            .copied()
            .unwrap_or(Step::Look)
    }
}

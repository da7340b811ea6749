//! What retention deleted: an answer that would have read it is not complete, and says when it was.

use std::collections::BTreeMap;

use event::Millis;
use ledger::{DeletedFile, Snapshot};

use crate::{
    coverage::Question,
    doubts::{Doubt, DoubtKind},
    reach::reach,
    spans::{ALL, Span, joined, within},
};

/// The retention class of control events.
const CONTROL: &str = "control";

/// The time up to which control events were deleted, if any were.
pub(crate) fn deleted_to(snapshot: &Snapshot) -> Option<Millis> {
    let files = snapshot.standing.deleted.values();
    let of_control = files.filter(|file| file.class() == CONTROL);
    of_control.map(|file| file.times.1).max()
}

/// A doubt for each retention class of which a question asks something that was deleted.
pub(crate) fn deleted(snapshot: &Snapshot, question: Question<'_>) -> Vec<Doubt> {
    let mut by_class: BTreeMap<&str, Vec<&DeletedFile>> = BTreeMap::new();
    for file in snapshot.standing.deleted.values() {
        by_class.entry(file.class()).or_default().push(file);
    }
    let classes = by_class.into_iter();
    classes
        .filter_map(|(class, files)| of_class(class, &files, &asked(snapshot, question, class)))
        .collect()
}

/// The times of which a question asks the reads of a class. Control events tell of reads of any class,
/// and a credential or a kind lives on beyond the time of its event.
fn asked(snapshot: &Snapshot, question: Question<'_>, class: &str) -> Vec<Span> {
    let of_control = class == CONTROL;
    if of_control && (question.names_issued || question.names_kind) {
        return vec![ALL];
    }
    let sources = snapshot.state.sources.iter();
    let of_class = sources.filter(|source| of_control || source.class == class);
    joined(
        of_class
            .flat_map(|source| reach(question.expr, &source.id))
            .collect(),
    )
}

fn of_class(class: &str, files: &[&DeletedFile], asked: &[Span]) -> Option<Doubt> {
    let spans = joined(
        files
            .iter()
            .flat_map(|file| within(file.times, asked))
            .collect(),
    );
    if spans.is_empty() {
        return None;
    }
    let files = files
        .iter()
        .filter(|file| !within(file.times, asked).is_empty());
    let rows: u64 = files.clone().map(|file| file.rows).sum();
    let times = files.clone().map(|file| file.times);
    let (first, last) = times.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let epochs = files.map(|file| file.epoch);
    let (low, high) = (epochs.clone().min()?, epochs.max()?);
    let because = match class {
        CONTROL => format!(
            "retention deleted {rows} control events of epochs {low} to {high}, between {first} and {last}: whether a credential was issued, who was whose recipient and who had withdrawn is not known for then"
        ),
        class => format!(
            "retention deleted {rows} reads of class {class} in epochs {low} to {high}, between {first} and {last}: they are not in this answer"
        ),
    };
    Some(Doubt {
        source: String::new(),
        kind: DoubtKind::Deleted,
        spans,
        events: Some(rows),
        quarantined: 0,
        stated_from: 0,
        because,
    })
}

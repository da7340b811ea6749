//! Roster: who was in the population when, so that a gap can say how many people it concerns at most.
//!
//! The identity changes of the ledger say who joined when. That they are all of them nobody can see:
//! a person states it, for some kinds of subject and up to a time. Without that, how many a gap may
//! concern is *cannot say*, never a guess.

use event::{Change, Millis, SubjectKind};
use hashbrown::HashMap;
use ledger::{Control, ControlKind, SubjectId};

use crate::{coverage::latest, doubts::Doubt, gather::ShardFigures, plan::Ground};

/// A statement that everybody of some kinds is known, up to a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Base kinds of subject that it speaks of.
    pub kinds: Vec<SubjectKind>,
    /// Up to when.
    pub through: Millis,
    /// Who stated it.
    pub by: String,
    /// Position of its act in the log.
    pub position: u64,
}

/// How many subjects the doubts of an answer concern at most, beyond those in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possibly {
    /// At most so many; null where nobody can say.
    pub at_most: Option<u64>,
    /// How that is known, or why it is not.
    pub because: String,
}

/// How many more than those found may be concerned by what is in doubt.
pub(crate) fn possibly(
    ground: &Ground<'_>,
    doubts: &[Doubt],
    found: &[ShardFigures],
) -> Option<Possibly> {
    let by = latest(doubts)?.min(record_end(ground));
    let covers = |roster: &&Roster| roster.through >= by;
    let Some(roster) = ground
        .rosters
        .iter()
        .filter(covers)
        .max_by_key(|roster| roster.position)
    else {
        let known = ground.rosters.iter().map(|roster| roster.through).max();
        return Some(Possibly {
            at_most: None,
            because: match known {
                // Of a record that has not begun there is no moment by which anybody was there.
                _ if by == Millis::MAX => {
                    "no source has brought a read yet, so how many were there is not known"
                        .to_owned()
                }
                None => format!(
                    "no roster was stated to be complete, so how many were there by {by} is not known: `nunchi roster complete` states it"
                ),
                Some(through) => format!(
                    "the roster is complete up to {through} only, so how many were there by {by} is not known: `nunchi roster complete` states it"
                ),
            },
        });
    };
    let (there, left) = count(ground, roster, by, found);
    let kinds: Vec<&str> = roster.kinds.iter().map(|kind| kind.word()).collect();
    Some(Possibly {
        at_most: Some(left),
        because: format!(
            "{there} subjects ({}) by {by}, less those of the answer; the roster is complete up to {} by the statement of {} at position {}; people who are only in address books are not in it",
            kinds.join(", "),
            roster.through,
            roster.by,
            roster.position
        ),
    })
}

/// The latest event of any source.
fn record_end(ground: &Ground<'_>) -> Millis {
    let spoken = ground.snapshot.state.spoken.iter();
    let ends = spoken.filter_map(|spoken| spoken.span.map(|(_, last)| last));
    ends.max().unwrap_or(Millis::MAX)
}

/// Subjects of the roster who were there by a time, and those of them who were not found.
fn count(ground: &Ground<'_>, roster: &Roster, by: Millis, found: &[ShardFigures]) -> (u64, u64) {
    let joined = joined(&ground.controls);
    let state = &ground.snapshot.state;
    let (mut there, mut left) = (0, 0);
    for ((shard, kinds), figures) in (0u16..).zip(&state.kinds).zip(found) {
        let mut read = figures.touched.subjects().map(|(id, _)| id).peekable();
        for (id, code) in (0u32..).zip(kinds) {
            let is_read = read.next_if_eq(&id).is_some();
            let of_kind = SubjectKind::from_code(*code).is_some_and(|k| roster.kinds.contains(&k));
            // Somebody of whom no joining is known may have been there all the time.
            let was_there = joined
                .get(&SubjectId { shard, id }.to_u64())
                .is_none_or(|time| *time <= by);
            if of_kind && was_there {
                there += 1;
                left += u64::from(!is_read);
            }
        }
    }
    (there, left)
}

/// When each subject joined first.
fn joined(controls: &[Control]) -> HashMap<u64, Millis> {
    let mut joined: HashMap<u64, Millis> = HashMap::new();
    let is_joining = |control: &&Control| {
        control.kind == ControlKind::Identity
            && Change::from_code(control.code) == Some(Change::Joined)
    };
    for control in controls.iter().filter(is_joining) {
        if let Some(subject) = control.subject {
            let first = joined.entry(subject).or_insert(control.time);
            *first = control.time.min(*first);
        }
    }
    joined
}

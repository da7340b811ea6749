//! What a subject is as of a moment: its base kind, moved by identity changes.

use event::{Change, Millis, SubjectKind};
use hashbrown::HashMap;
use ledger::{Control, ControlKind, State, SubjectId};

/// Kinds of subjects over time.
#[derive(Debug, Default)]
pub struct Kinds {
    /// Shard → subject number → changes, oldest first.
    changes: Vec<HashMap<u32, Vec<(Millis, SubjectKind)>>>,
}

impl Kinds {
    /// Collects the identity changes.
    #[must_use]
    pub fn new(shards: u16, controls: &[Control]) -> Kinds {
        let mut kinds = Kinds {
            changes: vec![HashMap::new(); usize::from(shards)],
        };
        // Of two changes at one time the later arrival holds, however the events are stored.
        let mut arrivals: Vec<&Control> = controls
            .iter()
            .filter(|c| c.kind == ControlKind::Identity)
            .collect();
        arrivals.sort_by_key(|control| control.position);
        for control in arrivals {
            let (Some(subject), Some(kind)) = (
                control.subject_id(),
                Change::from_code(control.code).and_then(kind_after),
            ) else {
                continue;
            };
            if let Some(of_shard) = kinds.changes.get_mut(usize::from(subject.shard)) {
                of_shard
                    .entry(subject.id)
                    .or_default()
                    .push((control.time, kind));
            }
        }
        for changes in kinds.changes.iter_mut().flat_map(HashMap::values_mut) {
            changes.sort_by_key(|(time, _)| *time);
        }
        kinds
    }

    /// The subjects of a shard that were not of one kind at all times.
    pub(crate) fn varying(&self, state: &State, shard: u16) -> impl Iterator<Item = u32> {
        let of_shard = self.changes.get(usize::from(shard));
        let moved = move |(id, changes): (&u32, &Vec<(Millis, SubjectKind)>)| {
            let base = state.base_kind(shard, *id);
            let moved =
                base == SubjectKind::Member && changes.iter().any(|(_, kind)| *kind != base);
            moved.then_some(*id)
        };
        of_shard.into_iter().flatten().filter_map(moved)
    }

    /// What a subject was at a time.
    #[must_use]
    pub fn at(&self, state: &State, subject: SubjectId, time: Millis) -> SubjectKind {
        self.course(state, subject).at(time)
    }

    /// The kinds of one subject over time, for many questions about it.
    pub(crate) fn course(&self, state: &State, subject: SubjectId) -> Course<'_> {
        let base = state.base_kind(subject.shard, subject.id);
        // A change only moves members: staff who leave stay staff.
        let of_shard = self
            .changes
            .get(usize::from(subject.shard))
            .filter(|_| base == SubjectKind::Member);
        let changes = of_shard
            .filter(|all| !all.is_empty())
            .and_then(|all| all.get(&subject.id));
        Course {
            base,
            changes: changes.map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

/// The kinds of one subject over time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course<'k> {
    base: SubjectKind,
    changes: &'k [(Millis, SubjectKind)],
}

impl Course<'_> {
    pub(crate) fn at(self, time: Millis) -> SubjectKind {
        let after = self.changes.partition_point(|(at, _)| *at <= time);
        let change = after
            .checked_sub(1)
            .and_then(|index| self.changes.get(index));
        change.map_or(self.base, |(_, kind)| *kind)
    }
}

fn kind_after(change: Change) -> Option<SubjectKind> {
    match change {
        Change::Joined | Change::Awake => Some(SubjectKind::Member),
        Change::Dormant => Some(SubjectKind::Dormant),
        Change::Withdrawn => Some(SubjectKind::Withdrawn),
        Change::Left | Change::KeyGranted | Change::KeyRevoked => None,
    }
}

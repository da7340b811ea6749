//! Who came, went or changed between two sets, and by which of the steps that lead from one to the other.

use std::collections::BTreeMap;

use ledger::SubjectId;

use crate::answer::ExposureSet;

/// What became of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moved {
    /// It is in the last set and not in the first.
    Added,
    /// It is in the first set and not in the last.
    Removed,
    /// It is in both, with other fields.
    Changed,
}

/// Who is other in the last of these sets than in the first, with what became of each and the number of the step
/// that did it: that from set `n` to set `n + 1`. Where several did, the last holds, for what it found was undone.
#[must_use]
pub fn moved(sets: &[&ExposureSet]) -> BTreeMap<SubjectId, (Moved, usize)> {
    let mut all = BTreeMap::new();
    let (Some(first), Some(last)) = (sets.first(), sets.last()) else {
        return all;
    };
    let step = |subject: &SubjectId| {
        let fields: Vec<_> = sets.iter().map(|set| set.get(subject)).collect();
        last_step(&fields)
    };
    for (subject, fields) in *last {
        let what = match first.get(subject) {
            None => Moved::Added,
            Some(before) if before != fields => Moved::Changed,
            Some(_) => continue,
        };
        all.insert(*subject, (what, step(subject)));
    }
    for subject in first.keys().filter(|subject| !last.contains_key(subject)) {
        all.insert(*subject, (Moved::Removed, step(subject)));
    }
    all
}

/// The step that last changed what sets, one after the other, say of somebody; what earlier ones did was undone.
pub(crate) fn last_step<T: PartialEq>(said: &[T]) -> usize {
    let mut steps = said.iter().zip(said.iter().skip(1));
    let last = steps.rposition(|(before, after)| before != after);
    last.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use event::FieldSet;

    use super::*;

    fn set(of: &[(u32, u64)]) -> ExposureSet {
        let subjects = of
            .iter()
            .map(|(id, fields)| (SubjectId { shard: 0, id: *id }, FieldSet(*fields)));
        subjects.collect()
    }

    #[test]
    fn each_is_told_by_the_step_that_last_changed_it() {
        let sets = [
            set(&[(1, 1), (2, 1), (3, 1)]),
            set(&[(1, 1), (2, 1), (4, 1)]),
            set(&[(1, 3), (2, 1), (4, 1), (5, 1)]),
            set(&[(1, 3), (2, 1), (4, 1)]),
        ];
        let sets: Vec<&ExposureSet> = sets.iter().collect();
        let told: Vec<(u32, Moved, usize)> = moved(&sets)
            .into_iter()
            .map(|(subject, (what, step))| (subject.id, what, step))
            .collect();
        let wanted = [
            (1, Moved::Changed, 1),
            (3, Moved::Removed, 0),
            (4, Moved::Added, 0),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn equal_sets_tell_of_nobody() {
        let set = set(&[(1, 1)]);
        assert!(moved(&[&set, &set]).is_empty());
        assert!(moved(&[]).is_empty());
    }
}

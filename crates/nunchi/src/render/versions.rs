//! Versions of the scope of an incident, copied into the documents of the contract.

use std::collections::BTreeMap;

use api::{
    Time,
    incidents::scopes::{self, Decision, Figures, KeptPeople, Named, Version},
};
use event::Millis;
use incident::case::{self, Excluded, Frozen, FrozenPeople, PeopleFigure};

/// A version; a share of one was frozen with it and tells no time of its own.
pub(crate) fn version(of: &Frozen, frozen_at: Option<Millis>) -> Version {
    let share = |(controller, of): (&String, &Frozen)| (controller.clone(), version(of, None));
    let shares = of.shares.as_ref();
    Version {
        added_by_controller: of.added_by_controller.clone(),
        catalogue: of.catalogue,
        changes: of.changes.iter().map(change).collect(),
        completeness: of.completeness.clone(),
        epoch: of.epoch,
        excluded: of.excluded.as_ref().map(named_out),
        figures: figures(&of.figures),
        first: of.first.map(Time),
        frozen_at: frozen_at.map(Time),
        gaps: of.gaps.clone(),
        last: of.last.map(Time),
        named: of.named.as_ref().map(named),
        people: of.people.as_ref().map(kept),
        possibly: of.possibly.as_ref().map(|of| scopes::Possibly {
            at_most: of.at_most,
            because: of.because.clone(),
            is_known_gap: of.is_known_gap,
        }),
        relation: of.relation,
        root: of.root.clone(),
        selection: of.selection.clone(),
        set: of.set.clone(),
        shares: shares.map(|of| of.iter().map(share).collect()),
        size: of.size,
        version: of.version,
    }
}

fn figures(of: &case::Figures) -> Figures {
    // Taken apart by name, so that a figure which is added is not forgotten here.
    let case::Figures {
        accesses,
        reads,
        records,
        subjects,
        exposures,
        people: by_people,
        people_because,
        by_field,
        by_kind,
        by_route,
        by_controller,
        pseudonymised,
        processors,
        classes,
        ghosts,
        undecided,
        undecided_subjects,
        addresses,
    } = of;
    Figures {
        accesses: *accesses,
        addresses: *addresses,
        by_controller: pairs(by_controller),
        by_field: pairs(by_field),
        by_kind: pairs(by_kind),
        by_route: pairs(by_route),
        classes: classes.clone(),
        exposures: *exposures,
        ghosts: *ghosts,
        people: by_people.as_ref().map(people),
        people_because: people_because.clone(),
        processors: processors.clone(),
        pseudonymised: pseudonymised.clone(),
        reads: *reads,
        records: *records,
        subjects: *subjects,
        undecided: *undecided,
        undecided_subjects: *undecided_subjects,
    }
}

fn pairs(of: &BTreeMap<String, case::Pair>) -> BTreeMap<String, scopes::Pair> {
    let pair = |(name, of): (&String, &case::Pair)| {
        let (reads, subjects) = (of.reads, of.subjects);
        (name.clone(), scopes::Pair { reads, subjects })
    };
    of.iter().map(pair).collect()
}

/// A number of people.
pub(crate) fn people(of: &PeopleFigure) -> scopes::People {
    scopes::People {
        best: of.best,
        high: of.high,
        low: of.low,
        method: of.method.clone(),
        recipients: of.recipients,
        undated: of.undated,
    }
}

/// Whom a cause brought and took.
pub(crate) fn change(of: &case::Change) -> scopes::Change {
    scopes::Change {
        added: of.added,
        cause: of.cause.word().to_owned(),
        changed: of.changed,
        gained: of.gained,
        removed: of.removed,
    }
}

/// The same of people.
pub(crate) fn people_change(of: &case::PeopleChange) -> scopes::PeopleChange {
    scopes::PeopleChange {
        added: of.added,
        cause: of.cause.word().to_owned(),
        merged: of.merged,
        removed: of.removed,
    }
}

fn kept(of: &FrozenPeople) -> KeptPeople {
    let changes = of.changes.as_ref();
    KeptPeople {
        because: of.because.clone(),
        changes: changes.map(|of| of.iter().map(people_change).collect()),
        reached: of.reached.clone(),
        relations: of.relations,
    }
}

fn named(of: &case::Named) -> Named {
    Named {
        beyond: of.beyond,
        by: of.by.clone(),
        by_field: of.by_field.clone(),
        people: of.people,
        subjects: of.subjects,
    }
}

fn named_out(of: &Excluded) -> scopes::NamedOut {
    let decision = |of: &case::NamedOut| Decision {
        by: of.by.clone(),
        subjects: of.subjects,
        why: of.why.clone(),
    };
    scopes::NamedOut {
        decisions: of.decisions.iter().map(decision).collect(),
        others: Some(of.others).filter(|others| *others > 0),
        people: of.people,
        reads: of.reads,
        subjects: of.subjects,
        undecided: of.undecided,
    }
}

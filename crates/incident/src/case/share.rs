//! What each controller answers for: its share of a version of the scope, what that brings, and what laws are asked with
//! of this controller.
//!
//! A share is a version of its own over the reads of the controller's routes. Where none was frozen, nothing is said of
//! one controller from the figures of several.

use event::catalogue::LegalClass;

use super::{
    incident::Incident,
    scope::{Frozen, Pair},
};
use crate::law::{Bounds, ClockKey, Fact, Facts, Trigger};

/// What a class of fields says when a law asks.
pub const CLASS_FACTS: [(Fact, LegalClass); 2] = [
    (Fact::Sensitive, LegalClass::Sensitive),
    (Fact::UniqueId, LegalClass::UniqueIdentifier),
];

impl Incident {
    /// What a controller answers for of a version; `None` where that was not frozen.
    #[must_use]
    pub fn share<'f>(&self, scope: &'f Frozen, controller: &str) -> Option<&'f Frozen> {
        let by = &scope.figures.by_controller;
        match &scope.shares {
            Some(shares) if !shares.is_empty() => shares.get(controller),
            // The catalogue names nobody else.
            Some(_) => Some(scope),
            // Frozen before shares were: all reads are of this controller, or nobody said whose they are and there is
            // no other.
            None if by.contains_key(controller) => (by.len() == 1).then_some(scope),
            None => (by.is_empty() && self.controllers.len() == 1).then_some(scope),
        }
    }

    /// The subjects and reads of a version that a controller answers for; `None` where that was not counted.
    #[must_use]
    pub fn part_of(&self, scope: &Frozen, controller: &str) -> Option<Pair> {
        let figures = &scope.figures;
        match figures.by_controller.get(controller) {
            Some(pair) => Some(*pair),
            None if !figures.by_controller.is_empty() => Some(Pair::default()),
            None => self.share(scope, controller).map(|share| Pair {
                subjects: share.figures.subjects,
                reads: share.figures.reads,
            }),
        }
    }

    /// Whether a controller must tell somebody of what a version brings.
    pub(super) fn brings(&self, scope: &Frozen, controller: &str) -> bool {
        match (self.share(scope, controller), &scope.shares) {
            (Some(share), _) => share.brings(),
            // Of a controller that was not told apart it cannot be said that nothing is owed.
            (None, Some(_)) => scope.brings(),
            (None, None) => {
                let added = scope.added_by_controller.get(controller);
                added.is_some_and(|added| *added > 0)
            }
        }
    }

    /// How many subjects of its controller a clock is about; `None` where it is about a fact, or that was not counted, as of
    /// what was filed before anybody was.
    #[must_use]
    pub fn subjects_of(&self, clock: &ClockKey) -> Option<u64> {
        match &clock.trigger {
            Trigger::Incident if self.reached_nobody(clock).is_some() => None,
            Trigger::Incident | Trigger::Group { scope: 1 } => {
                let part = self.part_of(self.version(1)?, &clock.controller)?;
                Some(part.subjects)
            }
            Trigger::Group { scope } => {
                let version = self.version(*scope)?;
                match self.share(version, &clock.controller) {
                    Some(share) => Some(share.added()),
                    None => version.added_by_controller.get(&clock.controller).copied(),
                }
            }
            Trigger::Fact { .. } => None,
        }
    }

    /// What the version of a group brings to the controller of a clock; `None` where it is about no group, or that was not
    /// frozen.
    #[must_use]
    pub fn brought(&self, clock: &ClockKey) -> Option<&Frozen> {
        match &clock.trigger {
            Trigger::Group { scope } => self.share(self.version(*scope)?, &clock.controller),
            Trigger::Incident | Trigger::Fact { .. } => None,
        }
    }

    /// What laws are asked with of a controller: what people said, the people of its share of the latest scope, and
    /// whether others may be concerned by what the record lacks.
    #[must_use]
    pub fn law_facts(&self, controller: &str) -> Facts {
        let Some(scope) = self.scope() else {
            return self.said_of(Some(controller));
        };
        let mut facts = self.facts_of(Some(controller), self.share(scope, controller));
        // Subjects are counted by controller, where nothing else was.
        let part = self.part_of(scope, controller);
        facts.identifiers = facts.identifiers.max(part.map_or(0, |of| of.subjects));
        // What a person says of the whole incident stands before what the catalogue says of its routes.
        if self.pseudonymised(controller).is_some_and(|of| of.is_all()) {
            facts.says.entry(Fact::Pseudonymised).or_insert(true);
        }
        if scope.figures.processors.contains(controller) {
            facts.says.entry(Fact::Processor).or_insert(true);
        }
        facts
    }

    /// The same of a share: that of a version which is not the latest, or `None` where none was frozen. Without a controller
    /// it is of the incident.
    #[must_use]
    pub fn facts_of(&self, controller: Option<&str>, share: Option<&Frozen>) -> Facts {
        let mut facts = self.said_of(controller);
        let Some(share) = share else { return facts };
        let people = share.figures.people.as_ref();
        let named = share.named.as_ref().and_then(|of| of.people).unwrap_or(0);
        facts.identifiers = share.figures.subjects.saturating_add(named);
        let possibly = share.possibly.as_ref();
        // That there are fewer than a law asks for cannot be said of those whom a gap may concern.
        let beside = match (possibly, share.completeness.as_str()) {
            (Some(of), _) => of.at_most.unwrap_or(u64::MAX),
            (None, "complete") => 0,
            (None, _) => u64::MAX,
        };
        // Nor of those whom somebody named out: a proposal of the rules rests on what was read, and not on that decision.
        let out = share.excluded.as_ref();
        let out = out.map_or(0, |of| of.people.unwrap_or(of.subjects));
        // Nor of those whose reads may belong to it.
        let beside = beside
            .saturating_add(out)
            .saturating_add(undecided_at_most(share));
        facts.people = people.map(|people| Bounds {
            low: people.low.saturating_add(named),
            high: people.high.saturating_add(named).saturating_add(beside),
        });
        for (fact, class) in CLASS_FACTS {
            let mut by_name = share.named.iter().flat_map(|of| of.by_field.keys());
            let is_named = by_name.any(|id| share.figures.is_of(id, class));
            match share.figures.reads_class(class) {
                // The ledger goes before what people say, and so does whoever named somebody into it with such a field.
                reads if reads == Some(true) || is_named => {
                    facts.says.insert(fact, true);
                }
                // What the record lacks may have held it.
                Some(false) if share.completeness == "complete" => {
                    facts.says.entry(fact).or_insert(false);
                }
                _ => {}
            }
        }
        if possibly.is_some_and(|of| of.is_known_gap && of.at_most != Some(0)) {
            facts.says.entry(Fact::NotSingledOut).or_insert(true);
        }
        facts
    }
}

/// How many people the reads concern at most of which it cannot be said whether they belong: each identifier one. Where these
/// were not counted, or an address book may name others beside, there is no such number.
fn undecided_at_most(share: &Frozen) -> u64 {
    let figures = &share.figures;
    let people = figures.people.as_ref();
    let has_books = people.is_some_and(|of| of.recipients.is_some());
    match (figures.undecided, figures.undecided_subjects) {
        (0, _) => 0,
        (_, Some(identifiers)) if !has_books => identifiers,
        _ => u64::MAX,
    }
}

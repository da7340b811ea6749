//! Whose awareness counts: of the moments and choices of an incident, those of one controller.
//!
//! Its own moments count, and those that name nobody unless its own was entered after them. The incident itself goes by
//! moments that name nobody, and by any where there are none.

use event::Millis;

use super::{
    awareness::{Awareness, Candidate, CandidateId, Choice, OpenAgain, Ruling},
    clock::{Clock, Trigger},
    facts::Facts,
    held::enter_all,
    open::Opening,
    regime::{Regime, Start},
};

/// What of them stands for one controller, or for the incident where it names none.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    pub(super) all: &'a Awareness,
    pub(super) controller: Option<&'a str>,
}

impl<'a> Of<'a> {
    /// Which moment rules for a start, as of a moment: the last choice for it, else the last for everybody, else the earliest
    /// candidate, as also where a merge made the choice open again. The incident itself
    /// goes by moments that name no controller, and by any where there are none.
    #[must_use]
    pub fn ruling(self, start: Start, now: Millis) -> Ruling<'a> {
        match self.last_choice(start, now) {
            Some((choice, true)) => match choice
                .candidate
                .and_then(|id| self.all.get(id).map(|c| (id, c)))
            {
                Some((id, candidate)) => Ruling::Chosen(id, candidate, choice),
                None => Ruling::Unknown(choice),
            },
            _ => self
                .earliest(start, now)
                .map_or(Ruling::Nothing, |(id, candidate)| {
                    Ruling::Preselected(id, candidate)
                }),
        }
    }

    /// The choice for a start that rules no longer, as of a moment, for a merge brought an earlier candidate after it.
    #[must_use]
    pub fn open_again(self, start: Start, now: Millis) -> Option<&'a Choice> {
        match self.last_choice(start, now)? {
            (choice, false) => Some(choice),
            (_, true) => None,
        }
    }

    /// The moment that rules for a start, as of a moment; `None` when nothing or the unknown rules.
    #[must_use]
    pub fn moment(self, start: Start, now: Millis) -> Option<Millis> {
        match self.ruling(start, now) {
            Ruling::Preselected(_, candidate) | Ruling::Chosen(_, candidate, _) => {
                Some(candidate.at)
            }
            Ruling::Nothing | Ruling::Unknown(_) => None,
        }
    }

    /// The clocks that the incident opens under a regime, as of a moment: each from the earliest of its starts
    /// that is known. Where the moment was chosen to be unknown and no other start is known, and where the law of that day
    /// cannot be counted, it cannot say.
    #[must_use]
    pub fn open(self, regime: &Regime, facts: &Facts, now: Millis) -> Vec<Clock> {
        let mut clocks: Vec<Clock> = Vec::new();
        for start in Start::ALL {
            if self.ruling(start, now) == Ruling::Nothing {
                continue;
            }
            let at = self.moment(start, now);
            let controller = self.controller.unwrap_or_default();
            let opening = Opening::new(controller, Trigger::Incident, start, at, facts);
            enter_all(&mut clocks, regime.open_or_say(&opening));
        }
        clocks
    }

    /// The last choice for a start that was made by a moment, and whether it still rules.
    fn last_choice(self, start: Start, now: Millis) -> Option<(&'a Choice, bool)> {
        // What is chosen for everybody is chosen for who has moments of its own only where it is a moment that counts for it.
        let is_for = |of: &Choice| {
            let chosen = of.candidate.and_then(|id| Some((id, self.all.get(id)?)));
            let is_its = || match chosen {
                Some((id, candidate)) => self.counts(id, candidate, now),
                None => self.first_own(now).is_none(),
            };
            of.controller.as_deref() == self.controller || (of.controller.is_none() && is_its())
        };
        let made = || {
            let all = self.all.choices.iter().enumerate();
            all.filter(|(_, of)| of.start == start && of.at <= now && is_for(of))
        };
        // What was chosen for it stands until somebody chooses for it again, whatever is chosen for everybody.
        let own = made().rfind(|(_, of)| of.controller.as_deref() == self.controller);
        let (place, choice) = own.or_else(|| made().next_back())?;
        let is_over = |of: &OpenAgain| {
            let is_its = of.start == start && of.controller == choice.controller;
            is_its && of.at <= now && of.choices > place
        };
        Some((choice, !self.all.again.iter().any(is_over)))
    }

    /// The first moment of its own, in the order of entry.
    pub(super) fn first_own(self, now: Millis) -> Option<CandidateId> {
        let own =
            |(_, one): &(CandidateId, &Candidate)| one.is_known(now) && one.is_of(self.controller);
        self.controller?;
        self.all.numbered().find(own).map(|(id, _)| id)
    }

    /// Whether a moment counts for it: its own, and one that names nobody unless its own was entered after that.
    pub(super) fn counts(self, id: CandidateId, of: &Candidate, now: Millis) -> bool {
        match (&of.controller, self.controller) {
            (None, None) => true,
            (None, Some(_)) => self.first_own(now).is_none_or(|own| own < id),
            (named, own) => named.as_deref() == own,
        }
    }

    fn earliest(self, start: Start, now: Millis) -> Option<(CandidateId, &'a Candidate)> {
        let mut those = self.all.candidates(now);
        those.retain(|(_, one)| one.kind.is_awareness() && one.knew.starts(start));
        let found = those.iter().find(|(id, one)| self.counts(*id, one, now));
        let any = those.first().filter(|_| self.controller.is_none());
        found.or(any).copied()
    }

    /// Choices of it that rule no longer, for a moment came that counts for it and whoever chose could not see.
    pub(super) fn opened_again(self, came: &Candidate, choices: usize) -> Vec<OpenAgain> {
        let starts = Start::ALL
            .into_iter()
            .filter(|start| came.kind.is_awareness() && came.knew.starts(*start));
        let again = starts.filter_map(|start| {
            let choice = match self.ruling(start, came.entered) {
                Ruling::Chosen(_, chosen, choice) if came.at < chosen.at => choice,
                Ruling::Unknown(choice) => choice,
                _ => return None,
            };
            Some(OpenAgain {
                start,
                controller: choice.controller.clone(),
                choices,
                at: came.entered,
            })
        });
        again.collect()
    }
}

//! The duties of an incident: what the rules propose of each with what is known of its controller, and which of them the
//! law of the day of awareness does not know.

use event::Millis;

use super::{error::CaseError, incident::Incident, scope::Pseudonymised};
use crate::law::{self, Answer, Clock, Day, DutyKey, Proposal, Regime, RegisterRow, Ruling};

impl Incident {
    /// Every duty of its regimes and controllers, decided or not, as of a moment. One that the law of the day of
    /// awareness does not know does not apply, and nobody is asked.
    ///
    /// # Errors
    /// When a regime is not there.
    pub fn duties(&self, now: Millis) -> Result<Vec<RegisterRow<'_>>, CaseError> {
        self.duties_beside(&self.clocks(now)?, now)
    }

    /// The same, where all clocks of the moment are at hand.
    ///
    /// # Errors
    /// As for [`Incident::duties`].
    pub fn duties_beside(
        &self,
        clocks: &[Clock],
        now: Millis,
    ) -> Result<Vec<RegisterRow<'_>>, CaseError> {
        let mut regimes = Vec::new();
        for id in &self.regimes {
            regimes.push(law::regime(id)?);
        }
        let controllers: Vec<&str> = self.controllers.iter().map(String::as_str).collect();
        let mut rows = self.register.rows(regimes, &controllers, now);
        for row in &mut rows {
            row.absent_on = self.absent_on(row.regime, &row.duty, clocks, now);
            if row.absent_on.is_some() && row.standing.is_none() {
                row.answer = Answer::DoesNotApply;
            }
        }
        Ok(rows)
    }

    /// What the rules propose of a duty of the register.
    #[must_use]
    pub fn proposal_of(&self, row: &RegisterRow<'_>) -> Proposal {
        match row.absent_on {
            Some(day) => Proposal::absent(row.regime, day),
            None => {
                let facts = self.law_facts(&row.duty.controller);
                row.regime.propose(&row.duty.clock, &facts)
            }
        }
    }

    /// What the rules propose of a duty, as of a moment.
    ///
    /// # Errors
    /// When the regime is not there.
    pub fn proposal(&self, duty: &DutyKey, now: Millis) -> Result<Proposal, CaseError> {
        let regime = law::regime(&duty.regime)?;
        let clocks = self.clocks(now)?;
        Ok(match self.absent_on(regime, duty, &clocks, now) {
            Some(day) => Proposal::absent(regime, day),
            None => regime.propose(&duty.clock, &self.law_facts(&duty.controller)),
        })
    }

    /// How much of what was read of a controller is of routes that are pseudonymised; `None` where nothing is, or no scope
    /// says it.
    #[must_use]
    pub fn pseudonymised(&self, controller: &str) -> Option<Pseudonymised> {
        let scope = self.scope()?;
        let reads = *scope.figures.pseudonymised.get(controller)?;
        let of = self.part_of(scope, controller)?.reads;
        (reads > 0).then_some(Pseudonymised {
            reads,
            of,
            undecided: scope.figures.undecided,
        })
    }

    /// The day of awareness whose law knows no such duty. A clock of it that something opened says that there is one.
    fn absent_on(
        &self,
        regime: &Regime,
        duty: &DutyKey,
        clocks: &[Clock],
        now: Millis,
    ) -> Option<Day> {
        if clocks.iter().any(|clock| DutyKey::of(&clock.key) == *duty) {
            return None;
        }
        let aware = self.awareness.of(&duty.controller);
        let rules = || regime.clocks.iter();
        let own = || rules().filter(|rule| rule.id == duty.clock);
        let starts = || own().flat_map(|rule| &rule.starts);
        let is_unknown =
            |start: &law::Start| matches!(aware.ruling(*start, now), Ruling::Unknown(_));
        if starts().any(is_unknown) {
            return None;
        }
        let moment = |start: &law::Start| aware.moment(*start, now);
        let anything = || {
            rules()
                .flat_map(|rule| &rule.starts)
                .filter_map(moment)
                .min()
        };
        let since = starts().filter_map(moment).min().or_else(anything)?;
        let version = regime.version_at(since).ok()?;
        let has_it = own().any(|rule| rule.versions.contains(&version.id));
        regime.day(since).ok().filter(|_| !has_it)
    }
}

//! A clock: the time limit of one duty, for one controller, for one trigger, and what was recorded on it.
//!
//! A clock is only added to. What it says of itself at a moment is in [`super::State`].

use std::fmt;

use event::Millis;

use super::day::Span;
use super::filing::Filing;
use super::regime::{ClockRule, Effect, Limit, Words};
use super::request::{LAW_ENFORCEMENT, Request, allows};

/// What opened a clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// The incident itself.
    Incident,
    /// The people that a version of the scope adds.
    Group {
        /// The number of that scope version.
        scope: u32,
    },
    /// A fact that was confirmed later.
    Fact {
        /// The id of the fact.
        id: String,
    },
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trigger::Incident => f.write_str("incident"),
            Trigger::Group { scope } => write!(f, "group of scope {scope}"),
            Trigger::Fact { id } => write!(f, "fact {id}"),
        }
    }
}

impl Trigger {
    /// It as the flag of a command, with a blank before it; nothing of the incident itself.
    #[must_use]
    pub fn flag(&self) -> String {
        match self {
            Trigger::Incident => String::new(),
            Trigger::Group { scope } => format!(" --group {scope}"),
            Trigger::Fact { id } => format!(" --fact {id}"),
        }
    }
}

/// To what a clock belongs. No two clocks have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockKey {
    /// The regime, such as `kr-pipa`.
    pub regime: String,
    /// The clock of the regime, such as `KR-PIPA-NOTICE`.
    pub clock: String,
    /// The controller.
    pub controller: String,
    /// What opened it.
    pub trigger: Trigger,
}

impl fmt::Display for ClockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} ({})",
            self.clock, self.controller, self.trigger
        )
    }
}

impl ClockKey {
    /// The same clock, as the incident itself opens it.
    #[must_use]
    pub fn of_incident(&self) -> ClockKey {
        ClockKey {
            trigger: Trigger::Incident,
            ..self.clone()
        }
    }
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Our own, earlier moment; `None` where the law names no number.
    pub target: Option<Millis>,
    /// The legal limit; what is received at this very moment is in time. `None` where the law names no number.
    pub limit: Option<Millis>,
    /// The rule of counting in one sentence.
    pub rule: Words,
}

/// A delay that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    /// The code of the permitted delay.
    pub code: String,
    /// The moment since which its cause lasts.
    pub from: Millis,
    /// The moment at which the end of the cause was recorded.
    pub ended: Option<Millis>,
    /// When somebody looked at it last: when it was recorded, or recorded again while it lasted.
    pub looked: Millis,
    /// Why, in words.
    pub reason: String,
    /// The id of what shows it.
    pub evidence: String,
    /// Who recorded it.
    pub by: String,
}

/// What became of a possibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The leak was confirmed then.
    Confirmed(Millis),
    /// It was established then that there was no leak.
    NoLeak(Millis),
}

impl Outcome {
    /// When that was established.
    #[must_use]
    pub fn at(self) -> Millis {
        match self {
            Outcome::Confirmed(at) | Outcome::NoLeak(at) => at,
        }
    }
}

/// Why something cannot be recorded on a clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The law does not permit this delay for this duty.
    #[error("{clock}: {code:?} names no delay that {law} permits; permitted: {permitted}")]
    DelayNotPermitted {
        /// The clock.
        clock: String,
        /// The code that was given.
        code: String,
        /// The article.
        law: String,
        /// The codes of the clock with their articles, or `none`.
        permitted: String,
    },
    /// This is no delay but a decision that the duty does not apply.
    #[error(
        "{clock}: {code:?} ({law}) is no delay: record it as a decision that the duty does not apply, with evidence"
    )]
    IsADecision {
        /// The clock.
        clock: String,
        /// The code that was given.
        code: String,
        /// The article.
        law: String,
    },
    /// A request of law enforcement is no plain delay.
    #[error(
        "{clock}: {code:?} is a request with a document, an end and a daily review: record it as one (`nunchi incident request`)"
    )]
    IsARequest {
        /// The clock.
        clock: String,
        /// The code that was given.
        code: String,
    },
    /// Such a request holds notices alone.
    #[error(
        "{clock} ({law}) is no notice to people: a request of police or prosecutors holds notices, never what an authority, a controller or the public must be told"
    )]
    NoNotice {
        /// The clock.
        clock: String,
        /// The article.
        law: String,
    },
    /// The law of the clock does not let it wait.
    #[error(
        "{clock}: {law} knows no delay at the request of police or prosecutors: the notice is due as it was"
    )]
    NoRequest {
        /// The clock.
        clock: String,
        /// The article.
        law: String,
    },
    /// The law of the clock names no such cause, and counsel did not decide.
    #[error(
        "{clock}: {law} names no such cause: it waits only where counsel has decided so. Take the decision in as evidence of grade decision, then name it and who decided"
    )]
    NeedsCounsel {
        /// The clock.
        clock: String,
        /// The article.
        law: String,
    },
    /// The cause began after the limit, and after the end of every cause that moved it.
    #[error(
        "{clock}: the cause began at {from}, after the limit {limit}, and nothing that counts lasted until then: it does not excuse what was late before"
    )]
    CauseTooLate {
        /// The clock.
        clock: String,
        /// When the cause began.
        from: Millis,
        /// The limit, or the end of what moved it.
        limit: Millis,
    },
    /// There is no open delay of that code.
    #[error(
        "{clock}: no delay {code:?} is open; open: {open}. Record it first, or name the one that is"
    )]
    NoOpenDelay {
        /// The clock.
        clock: String,
        /// The code that was given.
        code: String,
        /// Those that are open, or `none`.
        open: String,
    },
    /// A moment comes before what it follows.
    #[error(
        "{clock}: {at} is before {after}: what ends, is filed or settled comes after its beginning"
    )]
    Backwards {
        /// The clock.
        clock: String,
        /// The moment that was given.
        at: Millis,
        /// The moment it must not come before.
        after: Millis,
    },
    /// A late filing without its reason.
    #[error("{clock}: received late by {late}: say why")]
    LateWithoutReason {
        /// The clock.
        clock: String,
        /// How late.
        late: Span,
    },
    /// A filing that was received before the one that counts, and is no correction.
    #[error(
        "{clock}: receipt {receipt} of {first} was recorded first, and {at} is before it: what follows comes later. If that \
         receipt was recorded wrongly, or the report was wrong, name it and the error (--corrects {receipt:?} --error …)"
    )]
    BeforeFirst {
        /// The clock.
        clock: String,
        /// The moment given.
        at: Millis,
        /// The receipt of the filing that counts.
        receipt: String,
        /// When that was received.
        first: Millis,
    },
    /// A receipt that is recorded at the clock already.
    #[error(
        "{clock}: receipt {receipt} is recorded here, of {at}: what is filed again has a receipt of its own, and a record that is \
         wrong is corrected by name (--corrects {receipt:?} --error …)"
    )]
    SameReceipt {
        /// The clock.
        clock: String,
        /// The receipt.
        receipt: String,
        /// When that was received.
        at: Millis,
    },
    /// A correction of what was not filed.
    #[error(
        "{clock}: no filing with receipt {receipt:?} is recorded here to be corrected; there is: {known}"
    )]
    NoSuchFiling {
        /// The clock.
        clock: String,
        /// What was named.
        receipt: String,
        /// The receipts that are recorded, or `none`.
        known: String,
    },
    /// Something that must be said is empty.
    #[error("{clock}: {what} is empty: a record names who, why and what shows it")]
    Empty {
        /// The clock.
        clock: String,
        /// What is empty.
        what: &'static str,
    },
    /// What became of the possibility was recorded.
    #[error(
        "{clock}: it was settled as {outcome}, known since {at}, and is settled once. A leak that became known otherwise is \
         entered as such (`nunchi incident aware … --knew leak`)"
    )]
    SettledAlready {
        /// The clock.
        clock: String,
        /// `a leak` or `no leak`.
        outcome: &'static str,
        /// Since when that is known.
        at: Millis,
    },
    /// Only a possibility can be confirmed or turn out to be none.
    #[error(
        "{clock}: it tells of no possibility, and only the notice of one is settled, such as KR-PIPA-POSS; a leak that is known \
         is entered with `nunchi incident aware … --knew leak`"
    )]
    NoPossibility {
        /// The clock.
        clock: String,
    },
}

/// A clock and all that was recorded on it. Made by [`super::Regime::open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// To what it belongs.
    pub key: ClockKey,
    /// The version of the law it follows; `None` while awareness is unknown, and of a day whose law is not shipped.
    pub version: Option<String>,
    /// Its rule.
    pub rule: ClockRule,
    /// From when it counts; `None` is unknown.
    pub started: Option<Millis>,
    pub(crate) limit: Limit,
    pub(crate) due: Option<Due>,
    /// Why nothing can be counted from where it starts, such as a day whose law is not shipped.
    pub(crate) uncounted: Option<String>,
    pub(crate) filings: Vec<Filing>,
    pub(crate) taken_back: Vec<Filing>,
    pub(crate) delays: Vec<Delay>,
    pub(crate) requests: Vec<Request>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) retracted: Option<Millis>,
}

impl Clock {
    /// When it is due; `None` while awareness is unknown, or nothing can be counted from it.
    #[must_use]
    pub fn due(&self) -> Option<&Due> {
        self.due.as_ref()
    }

    /// The filings recorded on it, in the order in which they were recorded.
    #[must_use]
    pub fn filings(&self) -> &[Filing] {
        &self.filings
    }

    /// The delays recorded on it.
    #[must_use]
    pub fn delays(&self) -> &[Delay] {
        &self.delays
    }

    /// What became of the possibility that it tells of, where it tells of one and somebody said so.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// Records a filing. Every one stays; [`Clock::counting`] says which counts.
    ///
    /// # Errors
    /// When it was received before the clock began, is late without a reason, or names nobody or no receipt, or corrects
    /// without naming the error.
    pub fn file(&mut self, filing: Filing) -> Result<(), ClockError> {
        self.not_empty(&filing.by, "the name of who filed")?;
        self.not_empty(&filing.receipt, "the number of the receipt")?;
        self.not_empty(&filing.evidence, "the evidence of the receipt")?;
        if let Some(of) = &filing.corrects {
            self.not_empty(&of.error, "the error that is corrected")?;
        }
        // People whom a version adds may have been told before they were counted: who records that says so of them.
        let is_group = matches!(self.key.trigger, Trigger::Group { .. });
        if let Some(started) = self.started.filter(|_| !is_group) {
            self.in_order(filing.at, started)?;
        }
        let silent = filing
            .late_because
            .as_ref()
            .is_none_or(|why| why.trim().is_empty());
        match self.limit_at(filing.at) {
            Some(limit) if filing.at > limit && silent && self.filings.is_empty() => {
                Err(ClockError::LateWithoutReason {
                    clock: self.key.clock.clone(),
                    late: Span::between(limit, filing.at),
                })
            }
            _ => {
                self.filings.push(filing);
                Ok(())
            }
        }
    }

    /// Records a delay that the law permits for this clock.
    ///
    /// # Errors
    /// When the law does not permit it here; the error names the article and the codes that it permits.
    pub fn permit(&mut self, mut delay: Delay) -> Result<(), ClockError> {
        let clock = || self.key.clock.clone();
        if delay.code == LAW_ENFORCEMENT && self.rule.law_enforcement.is_some() {
            return Err(ClockError::IsARequest {
                clock: clock(),
                code: delay.code,
            });
        }
        let Some(permitted) = self.rule.delay(&delay.code) else {
            return Err(ClockError::DelayNotPermitted {
                clock: clock(),
                code: delay.code,
                law: self.rule.law.clone(),
                permitted: self.rule.permitted(),
            });
        };
        delay.code.clone_from(&permitted.code);
        if permitted.effect == Effect::Duty {
            return Err(ClockError::IsADecision {
                clock: clock(),
                code: delay.code,
                law: permitted.law.clone(),
            });
        }
        self.not_empty(&delay.reason, "the reason of the delay")?;
        self.not_empty(&delay.by, "the name of who recorded the delay")?;
        if permitted.effect == Effect::Suspends {
            self.not_empty(&delay.evidence, "the evidence of the delay")?;
            if let Some(limit) = self.due.as_ref().and_then(|due| due.limit)
                && let Some(due) = self.causes(limit, delay.from).reach
                && delay.from > due
            {
                return Err(ClockError::CauseTooLate {
                    clock: clock(),
                    from: delay.from,
                    limit: due,
                });
            }
        }
        self.enter_delay(delay);
        Ok(())
    }

    /// Enters a delay. Recorded again while it lasts it was looked at again, and goes on.
    pub(crate) fn enter_delay(&mut self, delay: Delay) {
        let same = |of: &&mut Delay| of.code == delay.code && of.ended.is_none();
        match self.delays.iter_mut().find(same) {
            Some(open) => {
                open.looked = open.looked.max(delay.looked);
                open.from = open.from.min(delay.from);
            }
            None => self.delays.push(delay),
        }
    }

    /// Records that the cause of a delay has ended: from that moment the duty is due at once.
    ///
    /// # Errors
    /// When no delay of that code is open, or the end comes before the beginning.
    pub fn end_delay(&mut self, code: &str, at: Millis) -> Result<(), ClockError> {
        let named = self.rule.delay_code(code);
        let open = |delay: &Delay| delay.code == named && delay.ended.is_none();
        let Some(place) = self.delays.iter().position(open) else {
            return Err(self.no_open_delay(code));
        };
        if let Some(from) = self.delays.get(place).map(|delay| delay.from) {
            self.in_order(at, from)?;
        }
        if let Some(delay) = self.delays.get_mut(place) {
            delay.ended = Some(at);
        }
        Ok(())
    }

    /// Records what became of the possibility that this clock tells of.
    ///
    /// # Errors
    /// When the clock tells of none, it was recorded before, or known before the possibility was.
    pub fn learn(&mut self, outcome: Outcome) -> Result<(), ClockError> {
        self.tells_of_possibility()?;
        if let Some(first) = self.outcomes.first() {
            return Err(ClockError::SettledAlready {
                clock: self.key.clock.clone(),
                outcome: match first {
                    Outcome::Confirmed(_) => "a leak",
                    Outcome::NoLeak(_) => "no leak",
                },
                at: first.at(),
            });
        }
        if let Some(started) = self.started {
            self.in_order(outcome.at(), started)?;
        }
        self.outcomes.push(outcome);
        Ok(())
    }

    /// Records that those who were told of a possibility were told that there was no leak.
    ///
    /// # Errors
    /// When the clock tells of no possibility.
    pub fn retract(&mut self, at: Millis) -> Result<(), ClockError> {
        self.tells_of_possibility()?;
        self.retracted = Some(self.retracted.map_or(at, |first| first.min(at)));
        Ok(())
    }

    /// Makes our own target no later than the limit of a possibility notice whose place this clock takes: who
    /// was to be told by then that something may have leaked should not be told later that it has. The legal
    /// limit stays that of this clock.
    pub fn stand_in_for(&mut self, possibility: &Clock) {
        let limit = possibility.due.as_ref().and_then(|due| due.limit);
        let takes_its_place = possibility.rule.replaced_by.as_deref() == Some(&self.rule.id);
        if let (Some(due), Some(limit), true) = (&mut self.due, limit, takes_its_place) {
            due.target = due.target.map(|target| target.min(limit));
        }
    }

    fn tells_of_possibility(&self) -> Result<(), ClockError> {
        match self.rule.replaced_by {
            Some(_) => Ok(()),
            None => Err(ClockError::NoPossibility {
                clock: self.key.clock.clone(),
            }),
        }
    }

    fn no_open_delay(&self, code: &str) -> ClockError {
        let open = self.delays.iter().filter(|of| of.ended.is_none());
        let open: Vec<&str> = open.map(|of| of.code.as_str()).collect();
        ClockError::NoOpenDelay {
            clock: self.key.clock.clone(),
            code: code.to_owned(),
            open: match open.is_empty() {
                true => "none".to_owned(),
                false => open.join(", "),
            },
        }
    }

    /// Lets it wait for the requests that are about it, where its law allows that: by the same rule as when they were
    /// recorded.
    pub(crate) fn asked_to_wait(&mut self, requests: &[Request]) {
        let about = requests.iter().filter(|of| of.is_about(&self.key));
        let allowed = about.filter(|of| allows(&self.rule, of).is_ok());
        self.requests = allowed.cloned().collect();
    }

    fn not_empty(&self, text: &str, what: &'static str) -> Result<(), ClockError> {
        if text.trim().is_empty() {
            return Err(ClockError::Empty {
                clock: self.key.clock.clone(),
                what,
            });
        }
        Ok(())
    }

    fn in_order(&self, at: Millis, after: Millis) -> Result<(), ClockError> {
        if at < after {
            return Err(ClockError::Backwards {
                clock: self.key.clock.clone(),
                at,
                after,
            });
        }
        Ok(())
    }
}

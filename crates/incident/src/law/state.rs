//! What a clock says of itself at a moment. Nothing recorded for later is seen.

use event::Millis;

use super::clock::{Clock, Delay, Due, Outcome};
use super::day::Span;
use super::duty::{Answer, DutyKey, Register};
use super::regime::{Limit, Words};
use super::request::REVIEW_MS;

/// The state of a clock at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Awareness is unknown, or its day has no law that is shipped, so no limit is: never *on time*, whatever was filed.
    CannotSay {
        /// When something was filed all the same.
        filed: Option<Millis>,
        /// Why nothing can be counted from awareness; `None` where awareness is unknown.
        because: Option<String>,
    },
    /// It begins later than the moment of asking.
    NotBegun,
    /// The limit is ahead.
    Running {
        /// Until the limit.
        left: Span,
        /// Whether our own target has passed.
        target_passed: bool,
    },
    /// The limit has passed and nothing was filed.
    Overdue {
        /// Since the limit.
        by: Span,
    },
    /// The law names no number: without undue delay.
    WithoutNumber {
        /// Since it began.
        open: Span,
    },
    /// A permitted delay lasts.
    Delayed {
        /// Its code.
        code: String,
        /// Since when.
        since: Millis,
        /// By when somebody looks at it again: a day after the last look, as of a request.
        review: Millis,
        /// For how long that is overdue, where it is.
        unreviewed: Option<Span>,
    },
    /// Police or prosecutors asked that the notice wait, and the law allows it.
    Waits {
        /// The request, such as `R1`.
        request: String,
        /// Until it lapses.
        lapses: Span,
        /// For how long the daily review is overdue, where it is.
        unreviewed: Option<Span>,
    },
    /// Due at once: a delay ended, a request lapsed, a fact was confirmed, or a notice must be retracted.
    AtOnce {
        /// From which moment.
        since: Millis,
        /// How long ago that was.
        open: Span,
    },
    /// Filed, and not late by any number.
    Filed {
        /// The moment of receipt.
        at: Millis,
        /// From the moment it was due at once, or from its beginning where the law names no number.
        after: Option<Span>,
    },
    /// Filed after the limit.
    FiledLate {
        /// The moment of receipt.
        at: Millis,
        /// After the limit.
        late: Span,
        /// The reason that was given. Awareness may have moved after the filing: then there may be none.
        because: Option<String>,
    },
    /// A person decided that the duty does not apply, or that a report under another law counts as made.
    Stopped {
        /// When that was decided.
        at: Millis,
        /// Whether it is the latter.
        is_deemed: bool,
        /// How long the limit had passed by then.
        overdue: Option<Span>,
    },
    /// The leak was confirmed in time: the document of another clock takes its place.
    Replaced {
        /// That clock.
        by: String,
        /// When the leak was confirmed.
        at: Millis,
    },
    /// There was no leak, and nobody had been told of one yet.
    FellAway {
        /// When that was established.
        at: Millis,
    },
    /// There was no leak, and those who had been told of a possibility were told so.
    Retracted {
        /// When they were told.
        at: Millis,
        /// After it was established.
        after: Span,
    },
}

impl State {
    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            State::Running { .. }
            | State::Overdue { .. }
            | State::WithoutNumber { .. }
            | State::Delayed { .. }
            | State::Waits { .. }
            | State::AtOnce { .. }
            | State::CannotSay { .. } => true,
            State::NotBegun
            | State::Filed { .. }
            | State::FiledLate { .. }
            | State::Stopped { .. }
            | State::Replaced { .. }
            | State::FellAway { .. }
            | State::Retracted { .. } => false,
        }
    }
}

/// A limit once the delays that were recorded are counted in.
enum Held {
    /// A cause still lasts: the state that it gives.
    Open(State),
    /// A cause ended after the limit: due at once from then.
    Ended(Millis),
    /// No delay moves it.
    Plain,
}

impl Clock {
    /// What it says at a moment, given the duty decisions.
    #[must_use]
    pub fn state(&self, duties: &Register, now: Millis) -> State {
        let filed = self.counting(now).map(|filing| filing.at);
        let (Some(started), None) = (self.started, &self.uncounted) else {
            let because = self.uncounted.clone();
            return self
                .stopped(duties, now)
                .filter(|_| filed.is_none())
                .unwrap_or(State::CannotSay { filed, because });
        };
        if started > now {
            return State::NotBegun;
        }
        if let Some(at) = filed {
            return self.retraction(now).unwrap_or_else(|| self.filed(at, now));
        }
        if let Some(stopped) = self.stopped(duties, now) {
            return stopped;
        }
        if let Some(over) = self.possibility_over(now) {
            return over;
        }
        self.waiting(started, now)
    }

    /// The legal limit after which something is late, as of a moment; `None` while a delay lasts, of what is due at once
    /// and where the law names no number otherwise, and where awareness is unknown.
    pub(crate) fn limit_at(&self, now: Millis) -> Option<Millis> {
        let limit = self.due.as_ref()?.limit?;
        match self.held(limit, now) {
            Held::Plain if self.limit != Limit::AtOnce => Some(limit),
            Held::Open(_) | Held::Ended(_) | Held::Plain => None,
        }
    }

    /// The moment of the next thing to do, for the order of clocks.
    pub(crate) fn urgency(&self, duties: &Register, now: Millis) -> Option<Millis> {
        match self.state(duties, now) {
            State::AtOnce { since, .. } => Some(since),
            State::Running { .. } | State::Overdue { .. } => self.due.as_ref()?.limit,
            _ => None,
        }
    }

    /// Whether the document of another clock has taken its place.
    pub(crate) fn is_replaced(&self, now: Millis) -> bool {
        let over = self.started.and_then(|_| self.possibility_over(now));
        matches!(over, Some(State::Replaced { .. }))
    }

    fn waiting(&self, started: Millis, now: Millis) -> State {
        let Some(due) = &self.due else {
            return State::CannotSay {
                filed: None,
                because: None,
            };
        };
        let Some(limit) = due.limit else {
            return match self.held(started, now) {
                Held::Open(state) => state,
                Held::Ended(since) => at_once(since, now),
                Held::Plain => State::WithoutNumber {
                    open: Span::between(started, now),
                },
            };
        };
        match self.held(limit, now) {
            Held::Open(state) => state,
            Held::Ended(since) => at_once(since, now),
            Held::Plain if self.limit == Limit::AtOnce => at_once(limit, now),
            Held::Plain if now > limit => State::Overdue {
                by: Span::between(limit, now),
            },
            Held::Plain => State::Running {
                left: Span::between(now, limit),
                target_passed: due.target.is_some_and(|target| now > target),
            },
        }
    }

    fn filed(&self, at: Millis, now: Millis) -> State {
        let started = self.started.unwrap_or(at);
        if at < started {
            return State::Filed { at, after: None };
        }
        let due_at = self.due.as_ref().and_then(|due| due.limit);
        let since = |from| State::Filed {
            at,
            after: Some(Span::between(from, at)),
        };
        let Some(limit) = due_at else {
            return match self.held(started, at) {
                Held::Ended(ended) => since(ended),
                _ => since(started),
            };
        };
        match self.held(limit, at) {
            Held::Ended(ended) => since(ended),
            // Somebody told it before it was entered here.
            Held::Plain if self.limit == Limit::AtOnce && at < limit => {
                State::Filed { at, after: None }
            }
            Held::Plain if self.limit == Limit::AtOnce => since(limit),
            Held::Plain if at > limit => State::FiledLate {
                at,
                late: Span::between(limit, at),
                because: self.late_because(now).map(str::to_owned),
            },
            _ => State::Filed { at, after: None },
        }
    }

    /// How causes that count move a limit. One that ended by the limit leaves it as it was.
    fn held(&self, limit: Millis, now: Millis) -> Held {
        let causes = self.causes(limit, now);
        // Of several the one that lapses last says when the notice is due.
        let holding = causes.requests.iter().filter(|of| of.holds(now));
        if let Some(request) = holding.max_by_key(|of| of.ends()) {
            return Held::Open(State::Waits {
                request: request.id.clone(),
                lapses: Span::between(now, request.ends()),
                unreviewed: request.unreviewed(now),
            });
        }
        let lasts = |delay: &&&Delay| delay.ended.is_none_or(|end| end > now);
        if let Some(delay) = causes.delays.iter().find(lasts) {
            return Held::Open(delayed(delay, now));
        }
        let ends = causes.delays.iter().filter_map(|delay| delay.ended);
        match ends.chain(causes.requests.iter().map(|of| of.ends())).max() {
            Some(end) if end > limit => Held::Ended(end),
            _ => Held::Plain,
        }
    }

    fn stopped(&self, duties: &Register, now: Millis) -> Option<State> {
        let decision = duties.standing(&DutyKey::of(&self.key), now)?;
        if !decision.answer.stops() {
            return None;
        }
        let limit = self.limit_at(decision.at);
        let overdue = limit.filter(|limit| decision.at > *limit);
        Some(State::Stopped {
            at: decision.at,
            is_deemed: decision.answer == Answer::Deemed,
            overdue: overdue.map(|limit| Span::between(limit, decision.at)),
        })
    }

    /// A possibility that was settled before anybody was told of it, and by the limit. What was settled after
    /// the limit leaves the clock overdue: it was due before.
    fn possibility_over(&self, now: Millis) -> Option<State> {
        let by = self.rule.replaced_by.clone()?;
        let limit = self.due.as_ref()?.limit;
        let in_time = |at: Millis| at <= now && limit.is_none_or(|limit| at <= limit);
        match self.last_outcome(now)? {
            Outcome::Confirmed(at) if in_time(at) => Some(State::Replaced { by, at }),
            Outcome::NoLeak(at) if in_time(at) => Some(State::FellAway { at }),
            _ => None,
        }
    }

    /// What is owed to those who were told of a possibility that turned out to be none.
    fn retraction(&self, now: Millis) -> Option<State> {
        let found = self.no_leak(now)?;
        // Who was told of a possibility is told of its end by the next filing, once that is known.
        let next = self.filings.iter().filter(|of| of.corrects.is_none());
        let next = next.map(|filing| filing.at);
        let told = next.filter(|at| *at >= found).chain(self.retracted);
        Some(match told.filter(|at| *at <= now).min() {
            Some(at) => State::Retracted {
                at,
                after: Span::between(found, at),
            },
            None => at_once(found, now),
        })
    }

    /// When it was known that there was no leak, where that is what became of the possibility by a moment.
    pub(super) fn no_leak(&self, now: Millis) -> Option<Millis> {
        match self.last_outcome(now)? {
            Outcome::NoLeak(found) => Some(found),
            Outcome::Confirmed(_) => None,
        }
    }

    /// When it is due as of a moment: that there was no leak is told at once after it was known, whatever the limit of the
    /// possibility was, and has no target before.
    #[must_use]
    pub fn due_now(&self, now: Millis) -> Option<Due> {
        match self.counting(now).and_then(|_| self.no_leak(now)) {
            Some(found) => Some(Due {
                target: None,
                limit: Some(found),
                rule: Words {
                    ko: "유출등이 없었던 사실을 알게 된 즉시, 가능성을 통지받은 사람에게".to_owned(),
                    en: "That there was no leak is told at once, to those who were told of a possible one"
                        .to_owned(),
                },
            }),
            None => self.due.clone(),
        }
    }

    fn last_outcome(&self, now: Millis) -> Option<Outcome> {
        let seen = self.outcomes.iter().filter(|outcome| outcome.at() <= now);
        seen.max_by_key(|outcome| outcome.at()).copied()
    }
}

fn at_once(since: Millis, now: Millis) -> State {
    State::AtOnce {
        since,
        open: Span::between(since, now),
    }
}

fn delayed(delay: &Delay, now: Millis) -> State {
    let review = delay.looked.plus(REVIEW_MS);
    State::Delayed {
        code: delay.code.clone(),
        since: delay.from,
        review,
        unreviewed: (now > review).then(|| Span::between(review, now)),
    }
}

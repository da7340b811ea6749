//! When a report is due, how late it is and why.

use event::Millis;
use incident::law::{self, Clock, Span, State, Trigger};

use super::{
    Draft, Filing,
    deeds::first_filing,
    moments::{duration, with_note},
    version::nothing_starts,
};
use crate::{Field, Ground, Part, Row, Value};

/// From here on a length of time is printed in days and hours, and the exact one stands beside it.
const EXACT_FROM_MS: i64 = 100 * 3_600_000;

impl Draft<'_> {
    /// The section that says which report it is.
    pub(super) fn which(&self, number: &str, filing: Filing) -> Vec<Part> {
        let mut parts = vec![Part::Fields {
            fields: self.filing(number, filing),
        }];
        parts.extend(self.follow_ups(filing));
        parts
    }

    /// What groups of people and confirmed facts made due of this report; a first one has none.
    pub(super) fn follow_ups(&self, filing: Filing) -> Option<Part> {
        let law = self.law.filter(|_| filing != Filing::First)?;
        let (register, now) = (&self.given.incident.register, self.given.now);
        let header = [
            ("무엇", "What"),
            ("확인", "Known"),
            ("기한", "Due"),
            ("접수", "Received"),
            ("지연", "Late by"),
        ];
        let of_law = |of: &&Clock| of.key.clock == law.clock && of.key.trigger != Trigger::Incident;
        let rows = self.clocks.iter().filter(of_law).map(|clock| {
            let due = clock.due().map(|due| {
                let no_number = || self.text("지체 없이", "without undue delay");
                due.limit.map_or_else(no_number, Value::time)
            });
            let received = first_filing(clock, now).map(|of| Value::time(of.at));
            let late = self.late(clock, &clock.state(register, now));
            Row::new(
                self.steps("clocks"),
                vec![
                    Some(Value::text(self.trigger_words(&clock.key))),
                    clock.started.map(Value::time),
                    due,
                    received.or_else(|| Some(self.text("접수 기록 없음", "no receipt on record"))),
                    late.or_else(|| Some(Value::text("–"))),
                ],
            )
        });
        Some(self.table(
            ("추가 신고 기한", "Further reports"),
            &header,
            rows.collect(),
        ))
    }

    /// Which report it is, when it is due, how late it is and why.
    pub(super) fn filing(&self, number: &str, filing: Filing) -> Vec<Field> {
        let numbered = |n: u32| format!("{number}-{n}");
        let by = self.given.controller.name.as_str();
        let label = self.say("신고 구분", "Which report");
        let which = vec![Value::text(filing.name(self.lang))];
        let which = Field::new(numbered(1), label, Ground::statement(by), which);
        let mut fields = vec![which];
        fields.extend(self.lateness(number, 2));
        fields
    }

    /// What a clock of the document waits for that nothing has started.
    fn not_begun(&self, clock: Option<&Clock>) -> Option<String> {
        let law = self
            .law
            .filter(|_| clock.is_none_or(|of| of.started.is_none()))?;
        let rules = law.regime.clocks.iter().filter(|of| of.id == law.clock);
        let mut starts = rules.flat_map(|rule| &rule.starts);
        let (ko, en) = nothing_starts(*starts.next()?);
        Some(self.say(ko, en))
    }

    /// Due, late by how much, and why; numbered from a number on.
    pub(super) fn lateness(&self, number: &str, from: u32) -> Vec<Field> {
        let numbered = |n: u32| format!("{number}-{}", from + n);
        let label = self.say("법정 기한", "Due by law");
        let clock = self.own_clock();
        let due = clock.and_then(|of| of.due());
        let limit = due.and_then(|due| due.limit).map(Value::time);
        let limit = Field::new(
            numbered(0),
            label,
            self.steps("clocks"),
            limit.into_iter().collect(),
        );
        let rule = due.map(|due| self.words(&due.rule).to_owned());
        let limit = with_note(limit, rule.or_else(|| self.not_begun(clock)));
        let state = clock.map(|of| of.state(&self.given.incident.register, self.given.now));
        let label = self.say("지연", "Late by");
        let late = clock
            .zip(state.as_ref())
            .and_then(|(clock, state)| self.late(clock, state));
        let received = state.as_ref().and_then(received_at).map(Value::time);
        let late = Field::new(
            numbered(1),
            label,
            self.steps("clocks"),
            late.into_iter().chain(received).collect(),
        );
        let mut fields = vec![
            limit,
            with_note(late, state.as_ref().and_then(|of| self.since(of))),
        ];
        fields.extend(self.lateness_reason(&numbered(2), state.as_ref()));
        let beside = clock.map_or_else(Vec::new, |clock| self.other_filings(clock));
        fields.extend((3..).zip(beside).map(|(n, (label, filing, note))| {
            let by = Ground::statement(filing.by.as_str());
            let late = clock.and_then(|of| of.late_by(filing));
            let values = late
                .map(|late| duration(late.ms))
                .into_iter()
                .chain([Value::time(filing.at)]);
            with_note(
                Field::new(numbered(n), label, by, values.collect()),
                Some(note),
            )
        }));
        fields
    }

    /// Filings beside the one that counts, and those whose record was taken back: what each is, and its receipt.
    fn other_filings<'c>(&self, clock: &'c Clock) -> Vec<(String, &'c law::Filing, String)> {
        let now = self.given.now;
        let receipt = |of: &law::Filing| format!("{} · {}", of.to, of.receipt);
        let mut all: Vec<(String, &law::Filing, String)> = Vec::new();
        for filing in clock.beside(now) {
            let (label, note) = match &filing.corrects {
                None => (self.say("추가 접수", "Also received"), receipt(filing)),
                Some(of) => {
                    let what = self.say("정정한 잘못", "the error that is corrected");
                    let label = self.say(
                        &format!("{} 정정", of.receipt),
                        &format!("Correction of {}", of.receipt),
                    );
                    (
                        label,
                        format!("{}\n{what}: “{}”", receipt(filing), of.error),
                    )
                }
            };
            all.push((label, filing, note));
        }
        for filing in clock.taken_back().iter().filter(|of| of.at <= now) {
            let label = self.say("철회된 접수 기록", "Record of a receipt, taken back");
            all.push((label, filing, receipt(filing)));
        }
        all
    }

    /// A note of a clock with the filings that stand beside the one that counts.
    pub(super) fn noted_filings(&self, clock: &Clock, note: Option<String>) -> Option<String> {
        let beside = self.other_filings(clock).into_iter();
        let lines = beside.map(|(label, filing, note)| {
            let late = clock.late_by(filing).map(|late| {
                self.say(
                    &format!(" ({} 지연)", late.korean()),
                    &format!(" (late by {late})"),
                )
            });
            format!("{label}: {note}{}", late.unwrap_or_default())
        });
        let all: Vec<String> = note.into_iter().chain(lines).collect();
        (!all.is_empty()).then(|| all.join("\n"))
    }

    fn late(&self, clock: &Clock, state: &State) -> Option<Value> {
        match state {
            State::FiledLate { late: span, .. } | State::Overdue { by: span } => {
                Some(duration(span.ms))
            }
            State::Filed { after: Some(_), .. } | State::AtOnce { .. } => {
                self.at_once_words(clock, state).map(Value::text)
            }
            State::Filed { .. } => Some(self.text("늦지 않음", "not late")),
            State::Running { .. } => Some(self.text("기한이 지나지 않음", "not due yet")),
            State::WithoutNumber { .. } => Some(self.text(
                "지체 없이(시한을 정하지 않음)",
                "without undue delay: the law names no number",
            )),
            State::Stopped {
                is_deemed: true, ..
            } => Some(self.text(
                "다른 법에 따른 신고로 신고한 것으로 봄(결정)",
                "deemed reported under another law (decided)",
            )),
            State::Stopped { .. } => Some(self.text("의무 없음(결정)", "no duty (decided)")),
            State::Delayed { code, .. } => {
                let cause = self.delay_words(clock, code);
                Some(self.text(
                    &format!("허용된 지연 사유가 있는 동안 ({cause})"),
                    &format!("while the cause of a permitted delay lasts ({cause})"),
                ))
            }
            State::Waits { request, .. } => Some(self.text(
                &format!("수사기관의 요청이 있는 동안 ({request})"),
                &format!("while a request of law enforcement lasts ({request})"),
            )),
            _ => None,
        }
    }

    /// How long something took that has no number: it is due at once, or without delay. `None` of what has one.
    pub(super) fn at_once_words(&self, clock: &Clock, state: &State) -> Option<String> {
        let has_moment = clock.due().is_some_and(|due| due.limit.is_some());
        Some(match state {
            State::AtOnce { open, .. } => self.say(
                &format!("즉시 이행 대상, {}째 이행 기록 없음", open.korean()),
                &format!("due at once, open for {open}"),
            ),
            State::Filed {
                after: Some(after), ..
            } if has_moment => self.say(
                &format!("즉시 이행 대상, {} 걸림", after.korean()),
                &format!("due at once, and took {after}"),
            ),
            State::Filed {
                after: Some(after), ..
            } => self.say(
                &format!("지체 없이(시한을 정하지 않음), {} 걸림", after.korean()),
                &format!("without undue delay: no number, and took {after}"),
            ),
            _ => return None,
        })
    }

    fn since(&self, state: &State) -> Option<String> {
        let exact = match state {
            State::FiledLate { late, .. } => self.exact(*late),
            State::Overdue { by } => self.exact(*by),
            _ => None,
        };
        let lines: Vec<String> = exact.into_iter().chain(self.received(state)).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn exact(&self, span: Span) -> Option<String> {
        (span.ms >= EXACT_FROM_MS).then(|| self.say(&span.korean(), &span.to_string()))
    }

    fn received(&self, state: &State) -> Option<String> {
        match state {
            State::FiledLate { .. } | State::Filed { .. } => {
                let receipt = self.own_clock()?.counting(self.given.now)?;
                let word = self.say("접수", "received");
                Some(format!("{word}: {} · {}", receipt.to, receipt.receipt))
            }
            State::Overdue { .. } => Some(self.say(
                "기한이 지났고 접수된 기록이 없음",
                "overdue, and no receipt is on record",
            )),
            _ => None,
        }
    }

    /// The reason of what is late. Only what is late has one.
    fn lateness_reason(&self, number: &str, state: Option<&State>) -> Option<Field> {
        let label = ("지연 사유", "Reason of the delay");
        match state? {
            State::FiledLate { because, .. } => {
                let filing = self.own_clock()?.counting(self.given.now)?;
                let because = because.clone().filter(|why| !why.trim().is_empty());
                Some(match because {
                    Some(because) => {
                        let by = Ground::statement(filing.by.as_str());
                        Field::new(
                            number,
                            self.say(label.0, label.1),
                            by,
                            vec![Value::text(because)],
                        )
                    }
                    None => self.human(number, label, &["other.late"]),
                })
            }
            State::Overdue { .. } => Some(self.human(number, label, &["other.late"])),
            _ => None,
        }
    }
}

/// When what was filed was received: the moment that counts.
fn received_at(state: &State) -> Option<Millis> {
    match state {
        State::FiledLate { at, .. } | State::Filed { at, .. } => Some(*at),
        _ => None,
    }
}

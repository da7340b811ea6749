//! When it became known, what that made due, and how late what was filed is.

use event::Millis;
use incident::{
    case::{Step, What},
    law::{Candidate, CandidateId, Clock, Kind, Knew, Ruling, State, Trigger},
};

use super::{Draft, Filing, deeds::first_filing};
use crate::{Field, Ground, Part, Row, Value};

impl Draft<'_> {
    /// The moment that rules, how it became known, and why this one.
    pub(super) fn awareness(&self, number: &str) -> Vec<Field> {
        let numbered = |n: u32| format!("{number}-{n}");
        let Some(law) = self.law else {
            return Vec::new();
        };
        let ruling = self.ruling(law.start);
        let moment = ruled(&ruling).map(|(_, of)| Value::time(of.at));
        let how = ruled(&ruling).map(|(_, of)| self.how_known(of));
        let ground = self.ruling_ground(&ruling);
        let label = self.say("인지 일시", "Aware since");
        let when = Field::new(
            numbered(1),
            label,
            ground.clone(),
            moment.into_iter().collect(),
        );
        let label = self.say("인지 경위", "How it became known");
        let how = Field::new(
            numbered(2),
            label,
            ground.clone(),
            how.into_iter().collect(),
        );
        let label = self.say("이 시각으로 정한 이유", "Why this moment");
        let why = match &ruling {
            Ruling::Chosen(_, _, choice) => vec![Value::text(choice.reason.as_str())],
            _ => Vec::new(),
        };
        let why = Field::new(numbered(3), label, ground, why);
        let shown = ruled(&ruling).and_then(|(_, of)| self.shown_by([&of.evidence]));
        vec![
            with_note(when, self.unruled(&ruling)),
            with_note(how, shown),
            why,
        ]
    }

    /// What must be said where nobody chose a moment, or chose that it is unknown.
    fn unruled(&self, ruling: &Ruling<'_>) -> Option<String> {
        match ruling {
            Ruling::Chosen(..) => None,
            Ruling::Preselected(..) => Some(self.say(
                "개인정보 보호책임자가 아직 정하지 않아 가장 이른 후보 시각을 따름",
                "nobody has chosen yet: the earliest candidate stands",
            )),
            Ruling::Unknown(choice) => {
                let word = self.say(
                    "인지 시각을 알 수 없다고 정함",
                    "it was decided that the moment is unknown",
                );
                Some(format!("{word}: {} ({})", choice.reason, choice.by))
            }
            Ruling::Nothing => Some(self.say(
                "기록된 인지 후보가 없음",
                "no candidate moment is on record",
            )),
        }
    }

    pub(super) fn ruling_ground(&self, ruling: &Ruling<'_>) -> Ground {
        match ruling {
            Ruling::Chosen(_, _, choice) => Ground::decision(choice.by.as_str()),
            Ruling::Preselected(_, candidate) => Ground::statement(self.entered_by(candidate)),
            Ruling::Nothing | Ruling::Unknown(_) => Ground::Unknown,
        }
    }

    /// Who entered a candidate; who knew, where the step is not found.
    fn entered_by(&self, candidate: &Candidate) -> String {
        let is = |step: &&Step| match &step.what {
            What::Candidate { happened, who, .. } => {
                *happened == candidate.at && *who == candidate.who && step.at == candidate.entered
            }
            _ => false,
        };
        let step = self.given.incident.steps.iter().find(is);
        step.map_or_else(|| candidate.who.clone(), |step| step.by.clone())
    }

    fn how_known(&self, candidate: &Candidate) -> Value {
        Value::text(format!("{} ({})", self.kind(candidate.kind), candidate.who))
    }

    /// Every candidate, with what it would make due under the clock of the document.
    pub(super) fn candidates(&self) -> Result<Part, super::FormsError> {
        let mut header = vec![
            ("시각", "When"),
            ("계기", "What happened"),
            ("안 사람", "Who knew"),
            ("안 내용", "What"),
            ("증거", "Evidence"),
        ];
        if self.law.is_some() {
            header.push(("이 시각이면 기한", "Would be due"));
            header.push(("선택", "Chosen"));
        }
        let mut rows = Vec::new();
        for (id, candidate) in self.given.incident.awareness.candidates(self.given.now) {
            rows.push(self.candidate(id, candidate)?);
        }
        Ok(self.table(
            ("인지 후보 시각", "Moments that may have been awareness"),
            &header,
            rows,
        ))
    }

    fn candidate(&self, id: CandidateId, of: &Candidate) -> Result<Row, super::FormsError> {
        let dash = || Some(Value::text("–"));
        let shown = self
            .evidence(&of.evidence)
            .map(|of| Value::text(of.id.as_str()));
        let mut cells = vec![
            Some(Value::time(of.at)),
            Some(Value::text(self.kind(of.kind))),
            Some(Value::text(of.who.as_str())),
            Some(Value::text(self.knew(of.knew))),
            shown.or_else(dash),
        ];
        if let Some(law) = self.law {
            let ruling = self.ruling(law.start);
            let chosen = ruled(&ruling).is_some_and(|(ruled, _)| ruled == id);
            cells.push(self.would_be_due(id)?.map(Value::time).or_else(dash));
            cells.push(match (chosen, &ruling) {
                (true, Ruling::Chosen(..)) => Some(self.text("선택됨", "chosen")),
                (true, _) => Some(self.text("정하지 않음(가장 이른 후보)", "stands, not chosen")),
                _ => dash(),
            });
        }
        Ok(Row::new(Ground::statement(self.entered_by(of)), cells))
    }

    fn would_be_due(&self, id: CandidateId) -> Result<Option<Millis>, super::FormsError> {
        let Some(law) = self.law else { return Ok(None) };
        let (incident, facts) = (self.given.incident, self.facts());
        let all = incident
            .awareness
            .prospects(law.regime, &facts, None, self.given.now);
        let Ok(all) = all else { return Ok(None) };
        let found = all
            .into_iter()
            .find(|of| of.id == id && of.clock == law.clock);
        Ok(found.and_then(|of| of.due).and_then(|due| due.limit))
    }

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
            let late = self.late(&clock.state(register, now));
            Row::new(
                self.steps("clocks"),
                vec![
                    Some(Value::text(self.trigger_words(&clock.key.trigger))),
                    clock.started.map(Value::time),
                    due,
                    received.or_else(|| Some(self.text("접수 전", "not yet"))),
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
        let limit = with_note(limit, due.map(|due| self.words(&due.rule).to_owned()));
        let state = clock.map(|of| of.state(&self.given.incident.register, self.given.now));
        let label = self.say("지연", "Late by");
        let late = state.as_ref().and_then(|state| self.late(state));
        let late = Field::new(
            numbered(1),
            label,
            self.steps("clocks"),
            late.into_iter().collect(),
        );
        let mut fields = vec![
            limit,
            with_note(late, state.as_ref().and_then(|of| self.since(of))),
        ];
        fields.extend(self.lateness_reason(&numbered(2), state.as_ref()));
        fields
    }

    fn late(&self, state: &State) -> Option<Value> {
        match state {
            State::FiledLate { late: span, .. } | State::Overdue { by: span } => {
                Some(duration(span.ms))
            }
            State::Filed { .. } => Some(self.text("늦지 않음", "not late")),
            State::Running { .. } => Some(self.text("기한이 지나지 않음", "not due yet")),
            State::WithoutNumber { .. } => Some(self.text(
                "지체 없이(시한을 정하지 않음)",
                "without undue delay: the law names no number",
            )),
            State::Stopped { .. } => Some(self.text("의무 없음(결정)", "no duty (decided)")),
            State::Delayed { code, .. } => Some(self.text(
                &format!("허용된 지연 사유가 있는 동안 ({code})"),
                &format!("while the cause of a permitted delay lasts ({code})"),
            )),
            State::AtOnce { open, .. } => Some(duration(open.ms)),
            _ => None,
        }
    }

    fn since(&self, state: &State) -> Option<String> {
        match state {
            State::FiledLate { at, .. } | State::Filed { at, .. } => {
                let receipt = self.own_clock()?.filings().iter().find(|of| of.at == *at)?;
                let word = self.say("접수", "received");
                Some(format!("{word}: {} · {}", receipt.to, receipt.receipt))
            }
            State::Overdue { .. } => Some(self.say(
                "기한이 지났고 아직 접수되지 않음",
                "overdue, and nothing was received yet",
            )),
            _ => None,
        }
    }

    /// The reason of what is late. Only what is late has one.
    fn lateness_reason(&self, number: &str, state: Option<&State>) -> Option<Field> {
        let label = ("지연 사유", "Reason of the delay");
        match state? {
            State::FiledLate { at, because, .. } => {
                let filing = self.own_clock()?.filings().iter().find(|of| of.at == *at)?;
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

    /// What sort of moment.
    pub(super) fn kind(&self, kind: Kind) -> String {
        match kind {
            Kind::OutsideMessage => self.say("외부 연락", "message from outside"),
            Kind::Complaint => self.say("고객 민원", "complaint"),
            Kind::FindingTold => self.say(
                "탐지 알림(아무도 열지 않음)",
                "finding told, opened by nobody",
            ),
            Kind::FindingOpened => self.say("탐지를 사람이 확인함", "finding opened"),
            Kind::ReportToCiso => self.say(
                "정보보호 최고책임자에게 보고",
                "report to the security officer",
            ),
            Kind::ReportToCpo => self.say(
                "개인정보 보호책임자에게 보고",
                "report to the privacy officer",
            ),
            Kind::ReportToCeo => self.say("대표이사에게 보고", "report to the chief executive"),
            Kind::ToldByProcessor => self.say("수탁자의 통지", "told by a processor"),
            Kind::ToldByAuthority => self.say("기관의 통지", "told by an authority"),
            Kind::Confirmation => self.say("자체 확인", "own confirmation"),
            Kind::OwnStatement => self.say("자체 발표 또는 신고", "own statement"),
        }
    }

    fn knew(&self, knew: Knew) -> String {
        match knew {
            Knew::Incident => self.say("침해사고 발생", "that something happened"),
            Knew::Possibility => self.say("유출 가능성", "that data may have leaked"),
            Knew::Leak => self.say("유출", "that data leaked"),
        }
    }
}

/// The candidate that rules.
pub(super) fn ruled<'a>(ruling: &Ruling<'a>) -> Option<(CandidateId, &'a Candidate)> {
    match ruling {
        Ruling::Chosen(id, candidate, _) | Ruling::Preselected(id, candidate) => {
            Some((*id, *candidate))
        }
        Ruling::Nothing | Ruling::Unknown(_) => None,
    }
}

pub(super) fn duration(ms: i64) -> Value {
    Value::Duration {
        ms: u64::try_from(ms).unwrap_or(0),
    }
}

pub(super) fn with_note(field: Field, note: Option<String>) -> Field {
    match note {
        Some(note) => field.with_note(note),
        None => field,
    }
}

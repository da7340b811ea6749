//! When it became known, what that made due, and how late what was filed is.

use event::Millis;
use incident::{
    case::{Step, What},
    law::{Candidate, CandidateId, Kind, Knew, Ruling, Start},
};

use super::{Draft, version::nothing_starts};
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
            with_note(when, self.unruled(&ruling, law.start)),
            with_note(how, shown),
            why,
        ]
    }

    /// What must be said where nobody chose a moment, or chose that it is unknown.
    fn unruled(&self, ruling: &Ruling<'_>, start: Start) -> Option<String> {
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
            Ruling::Nothing => {
                let (ko, en) = nothing_starts(start);
                Some(self.say(ko, en))
            }
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
        let incident = self.given.incident;
        let is = |step: &&Step| match &step.what {
            What::Candidate { happened, who, .. } => {
                let entered = incident.counts_as_of(step).max(*happened);
                *happened == candidate.at && *who == candidate.who && entered == candidate.entered
            }
            _ => false,
        };
        let step = incident.steps.iter().find(is);
        step.map_or_else(|| candidate.who.clone(), |step| step.by.clone())
    }

    fn how_known(&self, candidate: &Candidate) -> Value {
        Value::text(format!("{} ({})", self.kind(candidate.kind), candidate.who))
    }

    /// Every candidate, with what it would make due under the clock of the document.
    pub(super) fn candidates(&self) -> Part {
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
            if self.is_ours(candidate.controller.as_deref()) {
                rows.push(self.candidate(id, candidate));
            }
        }
        self.table(
            ("인지 후보 시각", "Moments that may have been awareness"),
            &header,
            rows,
        )
    }

    fn candidate(&self, id: CandidateId, of: &Candidate) -> Row {
        let dash = || Some(Value::text("–"));
        let shown = self
            .evidence(&of.evidence)
            .map(|of| Value::text(of.id.as_str()));
        let mut cells = vec![
            Some(Value::time(of.at)),
            Some(Value::text(self.kind(of.kind))),
            Some(Value::text(who_knew(of))),
            Some(Value::text(self.knew(of.knew))),
            shown.or_else(dash),
        ];
        if let Some(law) = self.law {
            let ruling = self.ruling(law.start);
            let chosen = ruled(&ruling).is_some_and(|(ruled, _)| ruled == id);
            cells.push(self.would_be_due(id).map(Value::time).or_else(dash));
            cells.push(match (chosen, &ruling) {
                (true, Ruling::Chosen(..)) => Some(self.text("선택됨", "chosen")),
                (true, _) => Some(self.text("정하지 않음(가장 이른 후보)", "stands, not chosen")),
                _ => dash(),
            });
        }
        Row::new(Ground::statement(self.entered_by(of)), cells)
    }

    fn would_be_due(&self, id: CandidateId) -> Option<Millis> {
        let law = self.law?;
        let (incident, facts) = (self.given.incident, self.facts());
        let all = incident
            .awareness
            .prospects(law.regime, &facts, self.given.now);
        let found = all
            .into_iter()
            .find(|of| of.id == id && of.clock == law.clock);
        found.and_then(|of| of.due).and_then(|due| due.limit)
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
            Knew::Materiality => self.say("중대하다는 결정", "that it was decided to be material"),
            Knew::ToldPeople => self.say("정보주체에게 통지함", "that people had been told"),
            Knew::ToldAuthority => self.say("기관에 신고함", "that an authority had been told"),
        }
    }
}

/// Who knew, and for which controller where the moment is of one.
pub(super) fn who_knew(of: &Candidate) -> String {
    match &of.controller {
        Some(controller) => format!("{} ({controller})", of.who),
        None => of.who.clone(),
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

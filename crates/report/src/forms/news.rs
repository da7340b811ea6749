//! What was confirmed: of an additional report since the document that was filed before, of a first and a final one all
//! of it. That a fact is older than what was filed before is no difference to it, so the table is held against nothing.

use event::Millis;
use incident::{
    Grade,
    case::{KnownFact, Step, What},
    law::{Span, Trigger},
};

use super::{Draft, Filing, SaidGrade, graded, moments::duration};
use crate::{Document, Ground, Row, Section, Value};

/// The section of what was confirmed.
const NEWS: &str = "news";

/// A document without what was confirmed since the one before it.
pub(super) fn without_news(document: &Document) -> Document {
    let mut document = document.clone();
    document.sections.retain(|of| of.id != NEWS);
    document
}

impl Draft<'_> {
    /// What was confirmed, newest last, with how long ago.
    pub(super) fn news(&self, filing: Filing) -> Section {
        let (ko, en) = match filing {
            Filing::Final => ("확인된 사실(전체)", "Facts confirmed, all of them"),
            Filing::First | Filing::Additional => ("추가로 확인된 사실", "Facts confirmed since"),
        };
        let header = [
            ("확인 사실", "Fact"),
            ("내용", "What"),
            ("확인 일시", "Confirmed"),
            ("확인 후 경과", "Since then"),
            ("신고 기한", "Due"),
            ("닫는 항목", "Closes"),
            ("증거", "Evidence"),
        ];
        let facts = self.given.incident.facts.iter();
        let mut facts: Vec<(Millis, &KnownFact)> = facts
            .filter_map(|fact| Some((fact.confirmed?, fact)))
            .filter(|(at, fact)| *at <= self.given.now && self.is_news(*at, fact, filing))
            .collect();
        facts.sort_by_key(|(at, _)| *at);
        let rows = facts.into_iter().map(|(at, fact)| self.fact_row(at, fact));
        let table = self.table((ko, en), &header, rows.collect());
        self.section(NEWS, ko, en, vec![table])
    }

    /// Whether the document that was filed before could not tell of a fact: it was confirmed later, or what is said of it
    /// was entered later.
    fn is_news(&self, confirmed: Millis, fact: &KnownFact, filing: Filing) -> bool {
        let Some(before) = self.given.before.filter(|_| filing != Filing::Final) else {
            return true;
        };
        let made = before.document.made;
        let entered = self.entered(fact);
        let entered = entered.map(|step| self.given.incident.counts_as_of(step));
        confirmed > made || entered.is_some_and(|at| at > made)
    }

    /// The last step that says something of a fact, whether it was taken here or elsewhere.
    fn entered(&self, fact: &KnownFact) -> Option<&Step> {
        let incident = self.given.incident;
        let of_fact = |step: &&Step| {
            let is_fact = matches!(step.what.inner(), What::Fact { .. });
            is_fact && incident.called(step.number) == Some(fact.id.as_str())
        };
        incident.standing().rfind(of_fact)
    }

    fn fact_row(&self, at: Millis, fact: &KnownFact) -> Row {
        let clock = self.clocks.iter().find(|clock| {
            let of_fact = matches!(&clock.key.trigger, Trigger::Fact { id } if *id == fact.id);
            of_fact && self.law.is_some_and(|law| clock.key.clock == law.clock)
        });
        let due = clock
            .and_then(|of| of.due())
            .and_then(|due| due.limit)
            .map(Value::time);
        let dash = || Some(Value::text("–"));
        let shown = self.nameable(&fact.evidence);
        let cells = vec![
            Some(Value::text(fact.id.as_str())),
            Some(Value::text(fact.words.as_str())),
            Some(Value::time(at)),
            Some(duration(Span::between(at, self.given.now).ms)),
            due.or_else(dash),
            if fact.closes.is_empty() {
                dash()
            } else {
                Some(Value::text(fact.closes.join(", ")))
            },
            if shown.is_empty() {
                dash()
            } else {
                Some(Value::text(shown.join(", ")))
            },
        ];
        Row::new(self.fact_ground(fact), cells)
    }

    /// How a fact of the incident is known. One that nothing shows is somebody's word.
    fn fact_ground(&self, fact: &KnownFact) -> Ground {
        let by = self.entered(fact).map_or("", |step| &step.by).to_owned();
        let shown = self.nameable(&fact.evidence);
        let basis = self.shown_in_record(&format!("fact {} ({})", fact.id, shown.join(", ")));
        let said = graded::shown(self.given.incident, SaidGrade::Fact, &fact.evidence);
        let is_shown = said == SaidGrade::Fact;
        match fact.grade {
            // Never graded better than what shows it.
            Grade::Fact if is_shown => Ground::Fact(basis),
            Grade::Estimate => Ground::Estimate {
                method: self.say(
                    "사건 기록에 적힌 대로",
                    "as the record of the incident says",
                ),
                basis: Some(basis),
            },
            Grade::Decision => Ground::Decision { by },
            Grade::Unknown => Ground::Unknown,
            Grade::Fact | Grade::Statement => Ground::Statement { by },
        }
    }
}

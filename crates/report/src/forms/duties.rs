//! Whether the duty applies: what the rules say of each reason, and what a person decided.

use incident::{
    case::{CLASS_FACTS, Step, What},
    law::{Again, Answer, Condition, Decision, DutyKey, Fact, Known, Proposal, Question, Then},
};

use super::Draft;
use crate::{Field, Ground, Part, Row, Value};

impl Draft<'_> {
    /// Every reason that the law knows for the duty of the document, and whether it is so.
    pub(super) fn trigger(&self) -> Part {
        let header = [("사유(근거)", "Reason (law)"), ("해당 여부", "Is it so")];
        let mut rows = Vec::new();
        if let Some(law) = self.law {
            let facts = self.facts();
            let asked = law
                .regime
                .questions
                .iter()
                .filter(|of| of.clocks.iter().any(|id| id == law.clock));
            for question in asked {
                let met = |one: &Condition| match one.met(&facts) {
                    Known::No if self.may_be_learnt(one) => Known::Unknown,
                    met => met,
                };
                let met: Vec<Known> = question.when.iter().map(met).collect();
                rows.push(self.reason(question, &met));
            }
        }
        self.table(("신고 요건", "What makes it a duty"), &header, rows)
    }

    fn reason(&self, question: &Question, met: &[Known]) -> Row {
        let all = match (met.contains(&Known::No), met.contains(&Known::Unknown)) {
            (true, _) => Known::No,
            (false, true) => Known::Unknown,
            (false, false) => Known::Yes,
        };
        let answer = match (all, question.then) {
            (Known::Yes, Then::Applies) => Some(self.text("해당", "yes")),
            (Known::Yes, Then::DoesNotApply) => {
                Some(self.text("해당(의무 제외 사유)", "yes: the duty does not apply"))
            }
            (Known::No, _) => Some(self.text("해당하지 않음", "no")),
            (Known::Unknown, _) => None,
        };
        // What is not so rests on the condition that is not met.
        let decides = question.when.iter().zip(met).find(|(_, met)| **met == all);
        let ground = match (&answer, decides) {
            (None, _) => Ground::Unknown,
            (Some(_), Some((condition, _))) => self.condition_ground(condition),
            (Some(_), None) => self.steps("duties"),
        };
        Row::new(
            ground,
            vec![
                // The article names the reason, so that it stands there even where the answer is unknown.
                Some(Value::text(format!(
                    "{} ({})",
                    self.words(&question.why),
                    self.article(&question.law)
                ))),
                answer,
            ],
        )
    }

    /// Whether people or fields that the ledger learnt of, and no version counts, may meet a condition that is not met.
    fn may_be_learnt(&self, condition: &Condition) -> bool {
        let is_of_what_was_read = match condition {
            Condition::People { .. } => true,
            Condition::Is(fact) => CLASS_FACTS.iter().any(|(of, _)| of == fact),
            Condition::IsNot(_) | Condition::Risk(_) => false,
        };
        is_of_what_was_read && self.learnt_of_more().is_some()
    }

    fn condition_ground(&self, condition: &Condition) -> Ground {
        match condition {
            Condition::People { .. } => {
                let people = self.scope.and_then(|of| of.figures.people.as_ref());
                match people {
                    Some(people) => Ground::Estimate {
                        method: self.recorded_words(&people.method),
                        basis: self.scope.map(|scope| self.basis(scope)),
                    },
                    // Identifiers that were read are somebody's, however many people they are.
                    None if self.identifiers() > 0 => self.figure(),
                    None => Ground::Unknown,
                }
            }
            Condition::Is(fact) | Condition::IsNot(fact) => self.fact_ground_of(*fact),
            Condition::Risk(_) => {
                let judged = |step: &Step| match &step.what {
                    What::Risk { controller, .. } => Some(controller.clone()),
                    _ => None,
                };
                self.last_of_ours(judged)
                    .map_or(Ground::Unknown, |step| Ground::decision(step.by.as_str()))
            }
        }
    }

    /// What the answer to a fact rests on: the classes of the fields that were read, else whoever said so.
    fn fact_ground_of(&self, fact: Fact) -> Ground {
        let class = CLASS_FACTS.iter().find(|(of, _)| *of == fact);
        let reads = class.and_then(|(_, class)| self.reads_class(*class));
        match (reads, self.who_said(fact)) {
            (Some(true), _) | (Some(false), None) => self.figure(),
            (_, Some(by)) => Ground::statement(by),
            // Nobody said so: it follows from what the record lacks.
            (None, None) if fact == Fact::NotSingledOut => self.figure(),
            (None, None) => Ground::Unknown,
        }
    }

    /// Who said last whether a fact is so.
    pub(super) fn who_said(&self, fact: Fact) -> Option<&str> {
        let said = |step: &Step| match &step.what {
            What::Says {
                fact: of,
                controller,
                ..
            } if *of == fact => Some(controller.clone()),
            _ => None,
        };
        self.last_of_ours(said).map(|step| step.by.as_str())
    }

    /// The last step of those that name a controller or none: what was said of ours stands before what was said of all.
    fn last_of_ours(&self, names: impl Fn(&Step) -> Option<Option<String>>) -> Option<&Step> {
        let steps = self.given.incident.steps.iter();
        let ours = steps.filter(|step| names(step).is_some_and(|of| self.is_ours(of.as_deref())));
        ours.max_by_key(|step| (names(step).flatten().is_some(), step.number))
    }

    /// What was said of a fact, else what the form says, else unknown.
    pub(super) fn fact_field(
        &self,
        number: &str,
        label: (&str, &str),
        (fact, yes, no): (Fact, (&str, &str), (&str, &str)),
        key: &str,
    ) -> Field {
        let is = self.given.incident.facts_of(self.whose(), None).is(fact);
        let value = match is {
            Known::Yes => self.text(yes.0, yes.1),
            Known::No => self.text(no.0, no.1),
            Known::Unknown => return self.human(number, label, &[key]),
        };
        let by = self.who_said(fact).unwrap_or_default();
        Field::new(
            number,
            self.say(label.0, label.1),
            Ground::statement(by),
            vec![value],
        )
    }

    /// What was decided of the duty, and what the rules propose.
    pub(super) fn decision(&self, number: &str) -> Vec<Field> {
        let Some(law) = self.law else {
            return Vec::new();
        };
        let key = DutyKey {
            regime: law.regime.id.clone(),
            clock: law.clock.to_owned(),
            controller: self.given.controller.id.clone(),
        };
        let proposal = law.regime.propose(law.clock, &self.facts());
        let proposed = self.proposed(format!("{number}-1"), &proposal);
        let standing = self.given.incident.register.standing(&key, self.given.now);
        let label = self.say("신고 의무 결정", "What was decided");
        let number = format!("{number}-2");
        let decided = match standing {
            None => {
                let again = self.asked_again(&key);
                super::moments::with_note(Field::unknown(number, label), again)
            }
            Some(of) => {
                let values = vec![
                    self.answer(of.answer),
                    Value::time(of.at),
                    Value::text(of.reason.as_str()),
                ];
                let field = Field::new(number, label, Ground::decision(of.by.as_str()), values);
                super::moments::with_note(field, self.shown_by(&of.evidence))
            }
        };
        vec![proposed, decided]
    }

    /// What the rules propose; that a duty does not apply they do not where the ledger knows of more than the version counts.
    fn proposed(&self, number: String, proposal: &Proposal) -> Field {
        let label = self.say("규칙에 따른 제안", "What the rules propose");
        let learnt = self.learnt_of_more();
        if let (Answer::DoesNotApply, Some(learnt)) = (proposal.answer, learnt) {
            return Field::unknown(number, label).with_note(learnt);
        }
        let proposed = vec![self.answer(proposal.answer)];
        let proposed = Field::new(number, label, self.steps("duties"), proposed);
        let may_be_more = |of: &&Condition| match of {
            Condition::People { place, .. } => place.is_none(),
            // Over gaps it is these that leave a class unknown, whatever is undecided.
            Condition::Is(fact) => {
                self.is_complete() && CLASS_FACTS.iter().any(|(of, _)| of == fact)
            }
            Condition::IsNot(_) | Condition::Risk(_) => false,
        };
        match proposal.answer {
            Answer::Undecided if proposal.unknown().iter().any(may_be_more) => {
                super::moments::with_note(proposed, self.may_be_more_note())
            }
            _ => proposed,
        }
    }

    /// What was decided of a duty that is to be decided again, and what is known since.
    pub(super) fn asked_again(&self, key: &DutyKey) -> Option<String> {
        let register = &self.given.incident.register;
        let again = register.again(key, self.given.now)?;
        let is_it = |of: &&Decision| of.duty == *key && of.at <= again.at;
        let last = register.decisions().iter().rfind(is_it)?;
        let (ko, en) = since(again);
        Some(self.say(
            &format!(
                "{}의 ‘{}’ 결정 뒤 {ko}: 다시 결정해야 함",
                last.by,
                said(last.answer).0
            ),
            &format!(
                "to be decided again: {} decided that it {}, and since then {en}",
                last.by,
                said(last.answer).1
            ),
        ))
    }

    pub(super) fn answer(&self, answer: Answer) -> Value {
        match answer {
            Answer::Applies => self.text("의무 있음", "the duty applies"),
            Answer::DoesNotApply => self.text("의무 없음", "the duty does not apply"),
            Answer::Deemed => self.text(
                "다른 법에 따른 신고로 신고한 것으로 봄",
                "deemed reported under another law",
            ),
            Answer::Undecided => self.text("정하지 못함", "cannot be said"),
        }
    }
}

/// What became known after a decision, in Korean and in English.
fn since(again: &Again) -> (String, String) {
    let added = again.added.map(|of| match of.identifiers {
        0 => (
            format!("{}명이 더해짐(범위 V{})", of.people, of.version),
            format!("V{} adds {} people", of.version, of.people),
        ),
        identifiers => (
            format!("식별자 {identifiers}개가 더해짐(범위 V{})", of.version),
            format!("V{} adds {identifiers} identifiers", of.version),
        ),
    });
    let proposed = again.proposed.map(|(_, now)| {
        (
            format!("규칙의 제안이 ‘{}’(으)로 바뀜", said(now).0),
            format!("the rules propose that it {}", said(now).1),
        )
    });
    let is_one = again.is_one.then(|| {
        (
            "침해사고가 아닌 것으로 종결되었다가 다시 열림".to_owned(),
            "it was closed as no incident and is open again".to_owned(),
        )
    });
    let all: Vec<(String, String)> = added.into_iter().chain(proposed).chain(is_one).collect();
    let (ko, en): (Vec<String>, Vec<String>) = all.into_iter().unzip();
    (ko.join(", "), en.join(", and "))
}

fn said(answer: Answer) -> (&'static str, &'static str) {
    match answer {
        Answer::Applies => ("의무 있음", "applies"),
        Answer::DoesNotApply => ("의무 없음", "does not apply"),
        Answer::Deemed => (
            "다른 법에 따른 신고로 신고한 것으로 봄",
            "is deemed reported under another law",
        ),
        Answer::Undecided => ("정하지 못함", "cannot be said"),
    }
}

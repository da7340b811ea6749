//! What was done: who was told, how the reading was ended.

use event::Millis;
use incident::{
    case::{Step, What},
    grouped,
    law::{Clock, ClockKey, Filing, State, ToWhom, Trigger},
};

use super::{Draft, fields};
use crate::{Field, Ground, Part, Row, Section, Unit, Value, printed::moment_in};

impl Draft<'_> {
    /// The clocks on which people are told, of the regime of the document.
    fn people_clocks(&self) -> impl Iterator<Item = &Clock> {
        let regime = self.law.map(|law| law.regime.id.as_str());
        self.clocks.iter().filter(move |clock| {
            let fact = matches!(clock.key.trigger, Trigger::Fact { .. });
            clock.rule.to == ToWhom::People
                && !fact
                && regime.is_none_or(|id| clock.key.regime == id)
        })
    }

    /// Who was told, group by group.
    pub(super) fn told(&self) -> Part {
        let header = [
            ("대상", "Whom"),
            ("식별자", "Identifiers"),
            ("기한", "Due"),
            ("통지 일시", "Told"),
            ("방법과 접수", "How"),
        ];
        let mut rows: Vec<Row> = self.people_clocks().map(|of| self.told_row(of)).collect();
        if rows.is_empty() {
            // No clock runs on it, which says nothing of whether people were told.
            rows.push(Row::new(Ground::Unknown, Vec::new()));
        }
        let caption = ("정보주체 통지", "Whether data subjects were told");
        self.table(caption, &header, rows)
    }

    fn told_row(&self, clock: &Clock) -> Row {
        let state = clock.state(&self.given.incident.register, self.given.now);
        let first = first_filing(clock, self.given.now);
        let due = clock.due().map(|due| {
            let no_number = || self.text("지체 없이", "without undue delay");
            due.limit.map_or_else(no_number, Value::time)
        });
        let told = match (&state, first) {
            (_, Some(filing)) => Value::time(filing.at),
            (
                State::Stopped {
                    is_deemed: true, ..
                },
                None,
            ) => self.text(
                "다른 법에 따른 통지로 통지한 것으로 봄(결정)",
                "deemed made under another law (decided)",
            ),
            (State::Stopped { .. }, None) => self.text("의무 없음(결정)", "no duty (decided)"),
            (State::Replaced { .. }, None) => {
                self.text("유출 통지로 갈음", "replaced by the notice of the leak")
            }
            (State::FellAway { .. }, None) => self.text("유출 없음으로 확인", "there was no leak"),
            _ => self.text("통지 기록 없음", "no notice on record"),
        };
        let how = first.map(|of| format!("{} · {}", of.to, of.receipt));
        let mut how: Vec<String> = how.into_iter().chain(self.delays_of(clock)).collect();
        if how.is_empty() {
            how.push("–".to_owned());
        }
        let ground = match first {
            Some(filing) => Ground::statement(filing.by.as_str()),
            None => self.steps("clocks"),
        };
        let name = format!(
            "{}: {}{}",
            self.words(&clock.rule.names),
            self.trigger_words(&clock.key),
            self.brought_words(clock)
        );
        let size = self
            .given
            .incident
            .subjects_of(&clock.key)
            .map(|n| Value::count(n, Unit::Subjects));
        Row::new(
            ground,
            vec![
                Some(Value::text(name)),
                size,
                due,
                Some(told),
                Some(Value::text(how.join("\n"))),
            ],
        )
    }

    /// The permitted delays of a clock that are on record, each with how long its cause lasted: what is told after the
    /// limit may be in time by them.
    fn delays_of(&self, clock: &Clock) -> Vec<String> {
        let zone = &self.given.zone;
        let known = clock.delays().iter().filter(|of| of.from <= self.given.now);
        let words = known.map(|of| {
            let (cause, from) = (self.delay_words(clock, &of.code), moment_in(zone, of.from));
            match of.ended.filter(|ended| *ended <= self.given.now) {
                Some(ended) => {
                    let ended = moment_in(zone, ended);
                    self.say(
                        &format!("허용된 지연: {cause}, {from}부터 {ended}까지"),
                        &format!("permitted delay: {cause}, from {from} to {ended}"),
                    )
                }
                None => self.say(
                    &format!("허용된 지연: {cause}, {from}부터"),
                    &format!("permitted delay: {cause}, since {from}"),
                ),
            }
        });
        words.collect()
    }

    /// Whether people were told, in one field: when and how, or that they were not.
    pub(super) fn told_field(&self, number: &str, (ko, en): (&str, &str)) -> Field {
        let filed = self
            .people_clocks()
            .filter_map(|clock| first_filing(clock, self.given.now))
            .min_by_key(|of| of.at);
        let label = self.say(ko, en);
        match filed {
            Some(of) => {
                let values = vec![Value::time(of.at), Value::text(of.to.as_str())];
                Field::new(number, label, Ground::statement(of.by.as_str()), values)
            }
            None if self.people_clocks().next().is_none() => self.human(number, (ko, en), &[]),
            None => {
                let values = vec![self.text("통지 기록 없음", "no notice on record")];
                Field::new(number, label, self.steps("clocks"), values)
            }
        }
    }

    /// The people and the fields that the version of a group brings, beside its subjects.
    fn brought_words(&self, clock: &Clock) -> String {
        let Some(share) = self.given.incident.brought(&clock.key) else {
            return String::new();
        };
        let mut words = Vec::new();
        match share.people_added() {
            Some(0) => {}
            Some(n) => words.push(self.say(
                &format!("추가된 사람 {}명", grouped(n)),
                &format!(
                    "{} {} added",
                    grouped(n),
                    if n == 1 { "person" } else { "people" }
                ),
            )),
            None if share.people_unsaid().is_some() => words.push(self.say(
                "추가된 사람 수는 말할 수 없음",
                "how many people are added cannot be said",
            )),
            None => {}
        }
        if share.gained() > 0 {
            let n = grouped(share.gained());
            words.push(self.say(
                &format!("항목이 더해진 식별자 {n}개"),
                &format!("{n} identifiers with further fields"),
            ));
        }
        match words.is_empty() {
            true => String::new(),
            false => format!(" ({})", words.join(", ")),
        }
    }

    /// Whom or what a clock is about. What was filed before the first scope, or elsewhere, is told apart from its people.
    pub(super) fn trigger_words(&self, key: &ClockKey) -> String {
        let reached_nobody = self.given.incident.reached_nobody(key);
        match &key.trigger {
            Trigger::Incident if reached_nobody.is_some() => {
                self.say("최초 범위와 별도", "apart from the first scope")
            }
            Trigger::Incident | Trigger::Group { scope: 1 } => self.say("최초 범위", "first scope"),
            Trigger::Group { scope } => self.say(
                &format!("범위 {scope}에서 추가된 사람"),
                &format!("added by scope {scope}"),
            ),
            Trigger::Fact { id } => self.say(&format!("확인 사실 {id}"), &format!("fact {id}")),
        }
    }

    /// Whether people of the first scope, or of a group, were not told though nobody decided that they need not be.
    pub(super) fn some_not_told(&self) -> bool {
        self.people_clocks().any(|clock| {
            clock
                .state(&self.given.incident.register, self.given.now)
                .is_open()
                && first_filing(clock, self.given.now).is_none()
        })
    }

    /// The end of the reading, as recorded.
    pub(super) fn containment(&self, number: &str) -> Vec<Field> {
        let incident = self.given.incident;
        let done = |step: &&Step| {
            matches!(step.what, What::Contained { .. })
                && incident.counts_as_of(step) <= self.given.now
        };
        let step = incident.steps.iter().rfind(done);
        let (since, measures, ground) = match step.map(|step| (&step.what, step.by.as_str())) {
            Some((What::Contained { since, measures }, by)) => (
                self.read_on(*since),
                vec![Value::text(measures.as_str())],
                Ground::statement(by),
            ),
            _ => (Vec::new(), Vec::new(), Ground::Unknown),
        };
        let label = self.say("열람이 끝난 시각", "Contained since");
        let since = Field::new(format!("{number}-1"), label, ground.clone(), since);
        let label = self.say("차단 조치", "How it was contained");
        vec![
            since,
            Field::new(format!("{number}-2"), label, ground, measures),
        ]
    }

    /// Since when it is said to be contained, and the last read of the scope where that came later.
    fn read_on(&self, since: Millis) -> Vec<Value> {
        let mut values = vec![Value::time(since)];
        let last = self.scope.and_then(|scope| scope.last);
        if let Some(last) = last.filter(|last| *last > since) {
            values.push(self.text(
                "그 뒤에도 열람됨(범위 기준), 마지막 열람",
                "and read after that, as the scope counts; the last time",
            ));
            values.push(Value::time(last));
        }
        values
    }

    /// What was done against the leak: as contained, and what a person wrote beside it.
    pub(super) fn measures(&self, number: &str, (ko, en): (&str, &str)) -> Section {
        let human = |at: u8, label, key| self.human(&format!("{number}-{at}"), label, &[key]);
        let mut all = self.containment(number);
        all.extend([
            human(
                3,
                ("그 밖에 취한 조치", "Further measures taken"),
                "measures.taken",
            ),
            human(4, ("조치 결과", "Results"), "measures.result"),
            human(5, ("앞으로의 조치", "Measures planned"), "measures.planned"),
        ]);
        self.section("measures", ko, en, vec![fields(all)])
    }
}

/// The filing that counts, as of a moment.
pub(super) fn first_filing(clock: &Clock, now: Millis) -> Option<&Filing> {
    clock.counting(now)
}

//! Who received the report, and the record that it rests on.

use incident::grouped;

use super::{Draft, deeds::first_filing};
use crate::{Field, Ground, Part, Section, Value};

impl Draft<'_> {
    /// Authority, person, contact and receipt: as filed, else as the form says.
    pub(super) fn receiving(&self, number: &str) -> Vec<Field> {
        let filed = self
            .own_clock()
            .and_then(|clock| first_filing(clock, self.given.now));
        let regime = self.law.map_or("", |law| law.regime.id.as_str());
        let asked = [
            (1, "authority", ("기관명", "Authority")),
            (2, "person", ("담당자", "Person in charge")),
            (3, "contact", ("연락처", "Contact")),
            (4, "receipt", ("접수번호", "Number of the receipt")),
        ];
        let field = |(n, part, label): (u32, &str, (&str, &str))| {
            let number = format!("{number}-{n}");
            let of_filing = filed.map(|filed| match part {
                "authority" => filed.to.as_str(),
                "receipt" => filed.receipt.as_str(),
                _ => "",
            });
            match (filed, of_filing) {
                (Some(filed), Some(words)) if !words.is_empty() => {
                    let by = Ground::statement(filed.by.as_str());
                    Field::new(
                        number,
                        self.say(label.0, label.1),
                        by,
                        vec![Value::text(words)],
                    )
                }
                _ => {
                    let key = format!("receiving.{regime}.{part}");
                    self.human(&number, label, &[&key])
                }
            }
        };
        asked.into_iter().map(field).collect()
    }

    /// What the document can be held against: the ledger, its head, the scope and its set.
    pub(super) fn record(&self) -> Section {
        let head = &self.given.head;
        let of_head = format!("{} · {}", grouped(head.size), head.root);
        let mut all = vec![
            self.recorded_as(
                ("원장", "Ledger"),
                self.steps("steps"),
                self.given.origin.to_owned(),
            ),
            self.recorded_as(
                ("작성할 때의 체크포인트", "Checkpoint when this was written"),
                self.steps("steps"),
                of_head,
            ),
        ];
        all.extend(self.frozen_inputs());
        all.extend(self.learnt_field());
        let heading = ("근거 기록", "The record behind this document");
        self.section(
            "record",
            heading.0,
            heading.1,
            vec![Part::Fields { fields: all }],
        )
    }

    /// The version of the scope with its inputs.
    fn frozen_inputs(&self) -> Vec<Field> {
        let label = ("이 문서의 범위", "Scope of this document");
        let Some(scope) = self.scope else {
            return vec![Field::unknown("", self.say(label.0, label.1))];
        };
        let (version, epoch) = (scope.version, scope.epoch);
        let (catalogue, relation) = (scope.catalogue, scope.relation);
        let inputs = self.say(
            &format!("범위 {version}, 봉인 {epoch}, 항목 목록 {catalogue}, 관계 {relation}"),
            &format!("scope {version}, epoch {epoch}, catalogue {catalogue}, relations {relation}"),
        );
        let frozen = self.given.incident.frozen_at(version).map(Value::time);
        let when = self.say("범위 확정 일시", "Frozen");
        let set = format!("SHA-256 {}", scope.set);
        vec![
            self.recorded_as(label, self.figure(), inputs),
            Field::new("", when, self.steps("show"), frozen.into_iter().collect()),
            self.recorded_as(
                ("대상 명단의 지문", "Digest of the set"),
                self.steps("show"),
                set,
            ),
        ]
    }

    fn recorded_as(&self, (ko, en): (&str, &str), ground: Ground, words: String) -> Field {
        Field::new("", self.say(ko, en), ground, vec![Value::text(words)])
    }
}

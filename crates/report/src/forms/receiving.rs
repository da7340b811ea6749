//! Who received the report, and the record that it rests on.

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
        let one = |ko: &str, en: &str, ground: Ground, values: Vec<Value>| {
            Field::new("", self.say(ko, en), ground, values)
        };
        let head = &self.given.head;
        let of_head = vec![Value::text(format!(
            "{} · {}",
            crate::printed::grouped(head.size),
            head.root
        ))];
        let mut all = vec![
            one(
                "원장",
                "Ledger",
                self.steps("steps"),
                vec![Value::text(self.given.origin)],
            ),
            one(
                "작성할 때의 체크포인트",
                "Checkpoint when this was written",
                self.steps("steps"),
                of_head,
            ),
        ];
        match self.scope {
            Some(scope) => {
                let frozen = self
                    .given
                    .incident
                    .frozen_at(scope.version)
                    .map(Value::time);
                let set = vec![Value::text(format!("SHA-256 {}", scope.set))];
                let inputs = self.say(
                    &format!(
                        "범위 {}, 봉인 {}, 항목 목록 {}, 관계 {}",
                        scope.version, scope.epoch, scope.catalogue, scope.relation
                    ),
                    &format!(
                        "scope {}, epoch {}, catalogue {}, relations {}",
                        scope.version, scope.epoch, scope.catalogue, scope.relation
                    ),
                );
                all.push(one(
                    "이 문서의 범위",
                    "Scope of this document",
                    self.figure(),
                    vec![Value::text(inputs)],
                ));
                all.push(one(
                    "범위 확정 일시",
                    "Frozen",
                    self.figure(),
                    frozen.into_iter().collect(),
                ));
                all.push(one(
                    "대상 명단의 지문",
                    "Digest of the set",
                    self.figure(),
                    set,
                ));
            }
            None => all.push(Field::unknown(
                "",
                self.say("이 문서의 범위", "Scope of this document"),
            )),
        }
        self.section(
            "record",
            "근거 기록",
            "The record behind this document",
            vec![Part::Fields { fields: all }],
        )
    }
}

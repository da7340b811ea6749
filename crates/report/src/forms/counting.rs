//! How the scope was counted: its versions, the method, and what the record lacks.

use incident::case::{Cause, Frozen};

use super::{Draft, case_scale::Counted};
use crate::{Field, Ground, Part, Row, Unit, Value};

impl Draft<'_> {
    /// Every version up to the one of which is spoken, each under its own head.
    pub(super) fn ladder(&self) -> Part {
        let mut header = vec![
            ("범위", "Scope"),
            ("확정", "Frozen"),
            ("식별자", "Identifiers"),
            ("추가", "Added"),
            ("추가된 사람", "People added"),
            ("항목이 더해진 식별자", "With further fields"),
            ("제외", "Removed"),
            ("달라진 이유", "Why"),
        ];
        let case = self.case_header();
        header.extend(case.as_ref().map(|(ko, en)| (ko.as_str(), en.as_str())));
        let last = self.version.map_or(0, |of| of.version);
        let versions = self.given.incident.scopes.iter();
        let rows = versions
            .filter(|of| of.version <= last)
            .map(|of| self.rung(of));
        self.breakdown(("산정 경과", "How the scope grew"), &header, rows.collect())
    }

    /// A version as it stands in this document: what was not frozen for its controller alone is unknown.
    fn rung(&self, version: &Frozen) -> Row {
        let frozen = self.given.incident.frozen_at(version.version);
        let share = match self.law {
            None => Some(version),
            Some(_) => {
                let controller = &self.given.controller.id;
                self.given.incident.share(version, controller)
            }
        };
        let Some(scope) = share else {
            let number = Value::text(version.version.to_string());
            return Row::new(Ground::Unknown, vec![Some(number), frozen.map(Value::time)]);
        };
        let causes = scope
            .changes
            .iter()
            .filter(|of| of.added + of.removed + of.changed > 0);
        let causes: Vec<String> = causes.map(|of| self.cause_words(of.cause)).collect();
        let none = match scope.version {
            1 => self.say("최초 범위", "first scope"),
            _ => self.say("변동 없음", "no change"),
        };
        let mut cells = vec![
            Some(Value::text(scope.version.to_string())),
            frozen.map(Value::time),
            Some(Value::count(scope.figures.subjects, Unit::Subjects)),
            self.moved(scope, scope.added()),
            match (scope.version, scope.people_added()) {
                (1, _) => Some(Value::text("–")),
                (_, Some(n)) => Some(Value::count(n, Unit::People)),
                (_, None) => Some(self.text("말할 수 없음", "cannot say")),
            },
            self.moved(scope, scope.gained()),
            self.moved(scope, scope.removed()),
            Some(Value::text(if causes.is_empty() {
                none
            } else {
                causes.join(", ")
            })),
        ];
        if self.given.case_scale.is_some() {
            let subjects = scope.figures.subjects;
            cells.push(
                self.case_cell(&[(Counted::Scope, subjects), (Counted::Added, scope.added())]),
            );
        }
        let is_share = scope.selection != version.selection;
        let basis = match scope.version {
            // When the first was frozen is on record, and how a share came from the one before.
            version if version == 1 || is_share => self.recorded("show"),
            version => {
                let id = self.given.incident.id;
                self.command(format!("incident diff {id} {} {version}", version - 1))
            }
        };
        Row::new(Ground::Fact(basis), cells)
    }

    /// Whom a version brought or took; the first has none before it.
    fn moved(&self, scope: &Frozen, n: u64) -> Option<Value> {
        match scope.version {
            1 => Some(Value::text("–")),
            _ => Some(Value::count(n, Unit::Subjects)),
        }
    }

    fn cause_words(&self, cause: Cause) -> String {
        match cause {
            Cause::LateIssuance => self.say("발급 여부가 달리 확인됨", cause.sentence()),
            Cause::LateSource => self.say("뒤늦게 들어온 기록", cause.sentence()),
            Cause::Selection => self.say("질의 변경", cause.sentence()),
            Cause::Catalogue => self.say("항목 목록 변경", cause.sentence()),
            Cause::Correction => self.say("사람이 지정함", cause.sentence()),
            Cause::Relation => self.say("관계가 뒤늦게 확인됨", cause.sentence()),
        }
    }

    /// Method, completeness and gaps, as numbered fields.
    pub(super) fn counted_how(&self, number: &str) -> Vec<Field> {
        let numbered = |n: u32| format!("{number}-{n}");
        vec![
            self.method(&numbered(1)),
            self.completeness(&numbered(2)),
            self.gaps(&numbered(3)),
            self.undecided(&numbered(4)),
            self.ghosts(&numbered(5)),
            self.possibly(&numbered(6)),
        ]
    }

    /// How many what the record lacks concerns beside: an estimate from the roster, *cannot say how many* without one,
    /// and never nobody because nobody looked.
    pub(super) fn possibly(&self, number: &str) -> Field {
        let label = self.say(
            "로그 공백으로 더 있을 수 있는 식별자(최대)",
            "Identifiers that the gaps may concern beside (at most)",
        );
        let cannot = self.say("몇 명인지 말할 수 없음", "cannot say how many");
        match self.scope.map(|scope| (scope, &scope.possibly)) {
            None => Field::unknown(number, label),
            Some((scope, Some(of))) => match of.at_most {
                Some(n) => {
                    let ground = Ground::Estimate {
                        method: self.recorded_words(&of.because),
                        basis: Some(self.basis(scope)),
                    };
                    Field::new(number, label, ground, vec![Value::count(n, Unit::Subjects)])
                }
                None => {
                    let because = self.recorded_words(&of.because);
                    Field::unknown(number, label).with_note(format!("{cannot}: {because}"))
                }
            },
            Some((_, None)) if self.is_complete() => {
                let none = self.text("없음(기록에 빠짐 없음)", "none: the record is complete");
                Field::new(number, label, self.figure(), vec![none])
            }
            Some((_, None)) => Field::unknown(number, label).with_note(cannot),
        }
    }

    fn method(&self, number: &str) -> Field {
        let label = self.say("사람 수 산정 방법", "How people were counted");
        let people = self.scope.and_then(|of| of.figures.people.as_ref());
        let method = people.map(|people| Value::text(self.recorded_words(&people.method)));
        let field = Field::new(number, label, self.figure(), method.into_iter().collect());
        let because = self.scope.and_then(|of| of.figures.people_because.as_ref());
        match because {
            Some(because) if field.values().is_empty() => {
                field.with_note(self.recorded_words(because))
            }
            _ => field,
        }
    }

    /// Integrity is another question, and is answered by the proof of the ledger.
    pub(super) fn completeness(&self, number: &str) -> Field {
        let label = self.say("기록의 빠짐 여부", "Completeness of the record");
        let word = self.scope.map(|scope| match scope.completeness.as_str() {
            "complete" => self.text("빠짐 없음", "complete"),
            "gaps" => self.text("빠진 기록이 있음", "the record has gaps"),
            other => Value::text(other),
        });
        Field::new(number, label, self.figure(), word.into_iter().collect())
    }

    pub(super) fn gaps(&self, number: &str) -> Field {
        let label = self.say("로그 공백", "Gaps of the record");
        let Some(scope) = self.scope else {
            return Field::unknown(number, label);
        };
        let mut values: Vec<Value> = scope
            .gaps
            .iter()
            .map(|gap| Value::text(self.recorded_words(gap)))
            .collect();
        if values.is_empty() && scope.completeness == "complete" {
            values.push(self.text("없음", "none"));
        }
        Field::new(number, label, self.figure(), values)
    }

    /// Reads of which it cannot be said whether they belong, and of how many identifiers they are. They are in no figure.
    pub(super) fn undecided(&self, number: &str) -> Field {
        let label = self.say(
            "포함 여부를 말할 수 없는 열람과 그 식별자(수치 밖)",
            "Reads of which it cannot be said whether they belong, and their identifiers (beside the figures)",
        );
        let figures = self.figures();
        let reads = figures.map(|of| Value::count(of.undecided, Unit::Reads));
        let subjects = figures
            .filter(|of| of.undecided > 0)
            .and_then(|of| of.undecided_subjects)
            .map(|n| Value::count(n, Unit::Subjects));
        let values = reads.into_iter().chain(subjects).collect();
        Field::new(number, label, self.figure(), values)
    }

    fn ghosts(&self, number: &str) -> Field {
        let label = (
            "없는 사람을 가리킨 열람",
            "Reads that named nobody who exists",
        );
        let field = self.count(number, label, |of| Some(of.ghosts), Unit::Reads);
        self.noted(
            field,
            Counted::Ghosts,
            self.scope.map(|of| of.figures.ghosts),
        )
    }

    /// From the first to the last read. It is never the day of discovery: nothing but reads stands here.
    pub(super) fn period(&self, number: &str, label: (&str, &str)) -> Field {
        let span = self.scope.and_then(|scope| {
            Some(Value::Span {
                from: scope.first?,
                to: Some(scope.last?),
            })
        });
        let label = self.say(label.0, label.1);
        let field = Field::new(number, label, self.figure(), span.into_iter().collect());
        self.but_left_out(self.or_said(field))
    }
}

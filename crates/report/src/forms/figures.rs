//! What the frozen scope says: which fields of how many, whose, how it was counted, and what the record lacks.

use event::catalogue::LegalClass;
use incident::{
    case::{Figures, Pair},
    grouped,
};

use super::{Draft, case_scale::Counted};
use crate::{Field, Ground, Part, Row, Table, Unit, Value};

impl Draft<'_> {
    pub(super) fn figures(&self) -> Option<&Figures> {
        self.scope.map(|scope| &scope.figures)
    }

    /// A figure of the scope; unknown where none was frozen or the scope does not have it.
    pub(super) fn count(
        &self,
        number: &str,
        (ko, en): (&str, &str),
        of: impl Fn(&Figures) -> Option<u64>,
        unit: Unit,
    ) -> Field {
        let n = self.figures().and_then(of);
        let values = n.map(|n| Value::count(n, unit)).into_iter().collect();
        Field::new(number, self.say(ko, en), self.figure(), values)
    }

    /// The fields that were read, each with how many subjects and reads.
    pub(super) fn items(&self) -> Part {
        let mut part = self.items_of(self.by_field());
        if let Part::Table(table) = &mut part {
            table.rows.extend(self.named_items());
        }
        part
    }

    /// The fields that most people are concerned by, and how many more there are.
    pub(super) fn most_items(&self, most: usize) -> (Part, usize) {
        let mut of = self.by_field();
        of.sort_by_key(|(_, pair)| std::cmp::Reverse(pair.subjects));
        let cut = of.len().saturating_sub(most);
        of.truncate(most);
        (self.items_of(of), cut)
    }

    fn items_of(&self, of: Vec<(&str, Pair)>) -> Part {
        let header = [
            ("항목", "Item"),
            ("구분", "Class"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let known = of.into_iter().map(|(id, pair)| {
            let class = self
                .class_of(id)
                .map(|class| Value::text(self.class_word(class)));
            let label = Value::text(self.field_label(id));
            self.pair_row(vec![Some(label), class], pair)
        });
        let caption = ("유출등이 된 항목", "Items leaked");
        self.breakdown(caption, &header, known.collect())
    }

    /// The names of the fields that were read.
    pub(super) fn items_field(&self, number: &str, (ko, en): (&str, &str)) -> Field {
        let labels = self.by_field().into_iter();
        let values = labels.map(|(id, _)| Value::text(self.field_label(id)));
        let field = Field::new(number, self.say(ko, en), self.figure(), values.collect());
        self.or_said(field)
    }

    /// What was read of each field, in the order of the catalogue; those that it does not know come last.
    pub(super) fn by_field(&self) -> Vec<(&str, Pair)> {
        let place = |id: &str| self.given.fields.iter().position(|field| field.id == id);
        let by_field = self.figures().map(|of| &of.by_field);
        let pairs = by_field.into_iter().flatten();
        let mut pairs: Vec<(&str, Pair)> = pairs.map(|(id, pair)| (id.as_str(), *pair)).collect();
        pairs.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
        pairs
    }

    pub(super) fn pair_row(&self, mut cells: Vec<Option<Value>>, pair: Pair) -> Row {
        cells.push(Some(Value::count(pair.subjects, Unit::Subjects)));
        cells.push(Some(Value::count(pair.reads, Unit::Reads)));
        Row::new(self.figure(), cells)
    }

    pub(super) fn table(
        &self,
        (ko, en): (&str, &str),
        header: &[(&str, &str)],
        rows: Vec<Row>,
    ) -> Part {
        Part::Table(Table {
            caption: self.say(ko, en),
            header: header.iter().map(|(ko, en)| self.say(ko, en)).collect(),
            rows,
        })
    }

    /// A table of figures. Where no scope was frozen, or reads were not told apart this way, it says unknown: an empty
    /// one would say that there are none.
    pub(super) fn breakdown(
        &self,
        caption: (&str, &str),
        header: &[(&str, &str)],
        mut rows: Vec<Row>,
    ) -> Part {
        let none_read = self.figures().is_some_and(|of| of.reads == 0);
        if rows.is_empty() && !none_read {
            rows.push(Row::new(Ground::Unknown, Vec::new()));
        }
        self.table(caption, header, rows)
    }

    /// How a field of the catalogue is called; its id where the catalogue has no label for it.
    pub(super) fn field_label(&self, id: &str) -> String {
        let field = self.given.fields.iter().find(|field| field.id == id);
        field.map_or_else(|| id.to_owned(), |field| self.say(&field.ko, &field.en))
    }

    pub(super) fn class_of(&self, id: &str) -> Option<LegalClass> {
        let field = self.given.fields.iter().find(|field| field.id == id);
        field.map(|field| field.class)
    }

    pub(super) fn class_word(&self, class: LegalClass) -> String {
        match class {
            LegalClass::Ordinary => self.say("일반", "ordinary"),
            LegalClass::Sensitive => self.say("민감정보", "sensitive"),
            LegalClass::UniqueIdentifier => self.say("고유식별정보", "unique identifier"),
            LegalClass::Financial => self.say("금융정보", "financial"),
            LegalClass::Credential => self.say("인증정보", "opens something"),
        }
    }

    /// Whether a field of a class was read; `None` where no scope was frozen, or that is not known of it.
    pub(super) fn reads_class(&self, class: LegalClass) -> Option<bool> {
        self.figures()?.reads_class(class)
    }

    /// Whether a class is in it, as a field. The ledger goes before what people say.
    pub(super) fn class_field(
        &self,
        number: &str,
        label: (&str, &str),
        class: LegalClass,
    ) -> Field {
        let label = self.say(label.0, label.1);
        if self.reads_class(class) != Some(true)
            && let Some(ground) = self.named_class(class)
        {
            let values = vec![self.text("포함", "included")];
            return Field::new(number, label, ground, values);
        }
        let reads = self.reads_class(class);
        let learnt = self.learnt_of_more().filter(|_| reads != Some(true));
        let value = match reads {
            Some(true) => Some(self.text("포함", "included")),
            Some(false) if self.is_complete() && learnt.is_none() => Some(self.text(
                "포함되지 않음(열람된 항목의 분류 기준)",
                "not included, by the classes of the fields that were read",
            )),
            Some(false) | None => None,
        };
        let values = value.into_iter().collect();
        let field = Field::new(number, label, self.figure(), values);
        let is_undecided = self.figures().is_some_and(|of| of.undecided > 0);
        let field = match reads {
            Some(false) | None if self.figures().is_some() && !self.is_complete() => field.with_note(self.say(
                "말할 수 없음: 열람된 항목에는 없으나, 기록에 빠진 부분이 있음",
                "cannot say: no field of this class is known to be read, and the record has gaps",
            )),
            None if is_undecided => field.with_note(self.say(
                "말할 수 없음: 열람된 항목에는 없으나, 포함 여부를 말할 수 없는 열람이 있음",
                "cannot say: no field of this class is known to be read, and there are reads of which it cannot be said whether they \
                 belong",
            )),
            _ => field,
        };
        self.or_said(learnt.into_iter().fold(field, Field::with_further_note))
    }

    /// Living humans: an estimate with its bounds and method.
    pub(super) fn people(&self, number: &str) -> Field {
        let label = self.say(
            "정보주체 수(사람, 중복 제거)",
            "Data subjects (people, each once)",
        );
        let Some((scope, people)) = self
            .scope
            .and_then(|of| Some((of, of.figures.people.as_ref()?)))
        else {
            let field = Field::unknown(number, label);
            let because = self.figures().and_then(|of| of.people_because.clone());
            return self.or_said(match because {
                Some(because) => field.with_note(self.recorded_words(&because)),
                None => field,
            });
        };
        let ground = Ground::Estimate {
            method: self.recorded_words(&people.method),
            basis: Some(self.basis(scope)),
        };
        let range = Value::Range {
            low: people.low,
            best: Some(people.best),
            high: Some(people.high),
            unit: Unit::People,
        };
        let field = Field::new(number, label, ground, vec![range]);
        let field = self.but_left_out(field);
        match self.other_controllers() {
            true => field.with_further_note(
                self.say("모든 처리자를 합한 수", "of all controllers together"),
            ),
            false => field,
        }
    }

    /// Said before figures, where others answer for a part of the scope: whose they are.
    pub(super) fn together(&self) -> Option<Part> {
        let by = &self.version?.figures.by_controller;
        let others = by.keys().any(|id| *id != self.given.controller.id);
        let text = match self.scope {
            _ if !others => return None,
            Some(_) => self.say(
                "아래 수치는 이 개인정보처리자가 책임지는 경로에서 이루어진 열람에 한하여 센 것이다.",
                "The figures below are of the reads of this controller's routes alone.",
            ),
            None => self.say(
                "이 범위는 처리자별로 세기 전에 확정되어, 이 개인정보처리자의 수치를 말할 수 없다. 새 범위를 확정한다.",
                "This version was frozen before controllers were counted apart, so nothing can be said of this one: freeze a new version.",
            ),
        };
        Some(Part::Text { text })
    }

    /// Identifiers of the whole scope.
    pub(super) fn subjects(&self, number: &str) -> Field {
        let field = self.count(
            number,
            ("식별자 수", "Identifiers"),
            |of| Some(of.subjects),
            Unit::Subjects,
        );
        let field = self.noted(field, Counted::Scope, self.figures().map(|of| of.subjects));
        let field = self.but_left_out(field);
        let beside = self
            .undecided_note()
            .into_iter()
            .chain(self.possibly_note());
        beside.fold(field, Field::with_further_note)
    }

    /// Said with the size of a report: reads that may belong to it, and are not in it.
    fn undecided_note(&self) -> Option<String> {
        let (ko, en) = self.undecided_words()?;
        Some(self.say(
            &format!("포함 여부를 말할 수 없는 {ko}는 이 수치에 들어 있지 않음"),
            &format!("not in it, for it cannot be said whether they belong: {en}"),
        ))
    }

    /// Said of a duty of which the rules cannot say whether it applies: reads that may belong may be of others, or of more.
    pub(super) fn may_be_more_note(&self) -> Option<String> {
        let (ko, en) = self.undecided_words()?;
        Some(self.say(
            &format!("포함 여부를 말할 수 없는 {ko}가 있어, 해당하지 않는다고 정하지 못함"),
            &format!("not said to be none, for of {en} it cannot be said whether they belong"),
        ))
    }

    /// How many reads of how many identifiers may belong to the size of a report, in Korean and English.
    fn undecided_words(&self) -> Option<(String, String)> {
        self.law?;
        let figures = self.figures().filter(|of| of.undecided > 0)?;
        let reads = grouped(figures.undecided);
        let (of_ko, of_en) = match figures.undecided_subjects {
            Some(n) => {
                let ids = if n == 1 { "identifier" } else { "identifiers" };
                let n = grouped(n);
                (format!("(식별자 {n}개)"), format!(" of {n} {ids}"))
            }
            None => (String::new(), String::new()),
        };
        Some((
            format!("열람 {reads}회{of_ko}"),
            format!("{reads} reads{of_en}"),
        ))
    }

    /// Said with the size of a report: whom the gaps may concern beside. Pages for the room have a line of their own.
    fn possibly_note(&self) -> Option<String> {
        self.law?;
        let of = self.scope?.possibly.as_ref()?;
        Some(match of.at_most {
            Some(n) => self.say(
                &format!("로그 공백으로 최대 {}개가 더 있을 수 있음", grouped(n)),
                &format!(
                    "the gaps of the record may concern at most {} more",
                    grouped(n)
                ),
            ),
            None => self.say(
                "로그 공백으로 더 있을 수 있으며, 몇 개인지는 말할 수 없음",
                "the gaps of the record may concern more; how many cannot be said",
            ),
        })
    }

    pub(super) fn noted(&self, field: Field, counted: Counted, n: Option<u64>) -> Field {
        match n.and_then(|n| self.of_the_case(counted, n)) {
            Some(note) => field.with_note(note),
            None => field,
        }
    }

    /// Items that the sources say they returned; unknown where they do not say.
    pub(super) fn records(&self, number: &str) -> Field {
        let field = self.count(number, ("건수", "Records"), |of| of.records, Unit::Records);
        match field.values() {
            [] if self.scope.is_some() => self.or_said(field.with_note(self.say(
                "원천 기록이 돌려준 건수를 남기지 않음",
                "the sources do not say how many records they returned",
            ))),
            _ => field,
        }
    }
}

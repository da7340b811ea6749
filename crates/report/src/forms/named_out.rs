//! Those whom a person named out of a scope. They were read, and stand in none of its figures by the decision of this
//! person: whoever reads a figure is told beside it how many they are, by whom and why.

use incident::{
    case::{Excluded, NamedOut},
    grouped,
};

use super::Draft;
use crate::{Field, Ground, Note, Row, Unit, Value};

impl Draft<'_> {
    /// Those who were named out, where the selection tells of anybody who was.
    fn left_out(&self) -> Option<&Excluded> {
        self.scope?.excluded.as_ref()
    }

    fn left_out_ground(of: &Excluded) -> Ground {
        let by: Vec<&str> = of.by().into_iter().collect();
        Ground::decision(by.join(", "))
    }

    /// One row of kinds for each decision: it counts them, and no figure does.
    pub(super) fn left_out_rows(&self) -> Vec<Row> {
        let Some(of) = self.left_out() else {
            return Vec::new();
        };
        let rows = of.decisions.iter().map(|one| self.decision_row(one));
        let others = (of.others > 0).then(|| {
            let by = self.say("그 밖의 결정", "further decisions");
            let label = self.text(
                "그 밖의 결정으로 제외함(위 수치에 없음)",
                "named out by further decisions, in no figure",
            );
            Row::new(
                Ground::decision(by),
                vec![
                    Some(label),
                    Some(Value::count(of.others, Unit::Subjects)),
                    Some(Value::text("–")),
                ],
            )
        });
        rows.chain(others).collect()
    }

    fn decision_row(&self, one: &NamedOut) -> Row {
        let why = self.quoted(&one.why);
        let label = self.say(
            &format!("사람이 제외함(위 수치에 없음), {why}"),
            &format!("named out by a person, in no figure; {why}"),
        );
        let cells = vec![
            Some(Value::text(label)),
            Some(Value::count(one.subjects, Unit::Subjects)),
            Some(Value::text("–")),
        ];
        Row::new(Ground::decision(one.by.as_str()), cells)
    }

    /// The same as a field, with the reasons.
    pub(super) fn left_out_field(&self) -> Option<Field> {
        let of = self.left_out()?;
        let label = self.say(
            "사람이 제외함(위 수치에 없음)",
            "Named out by a person, in no figure",
        );
        let values = vec![Value::count(of.subjects, Unit::Subjects)];
        let field = Field::new("", label, Self::left_out_ground(of), values);
        let reasons: Vec<String> = of.decisions.iter().map(|of| self.quoted(&of.why)).collect();
        Some(field.with_note(reasons.join("\n")))
    }

    /// A figure of a report with what it is without. Pages for the room have a field of their own.
    pub(super) fn but_left_out(&self, field: Field) -> Field {
        let (Some(of), Some(_)) = (self.left_out(), self.law) else {
            return field;
        };
        field.with_further_note(self.left_out_words(of))
    }

    /// What whoever signs reads first.
    pub(super) fn left_out_note(&self) -> Option<Note> {
        Some(Note {
            name: self.say("사람이 제외한 식별자", "Named out by a person"),
            text: self.left_out_words(self.left_out()?),
        })
    }

    /// How many there are, by whom, and what is not known of them.
    fn left_out_words(&self, of: &Excluded) -> String {
        let by: Vec<&str> = of.by().into_iter().collect();
        let (by, n) = (by.join(", "), grouped(of.subjects));
        let were = match of.subjects {
            1 => "identifier that was",
            _ => "identifiers that were",
        };
        let mut words = self.say(
            &format!("열람된 식별자 {n}개가 {by}의 결정으로 제외되어 이 수치에 없음"),
            &format!("without {n} {were} read and that {by} named out"),
        );
        if of.undecided > 0 {
            words.push_str(&self.say(
                &format!(", 포함 여부를 말할 수 없는 열람 {}건도 없음", of.undecided),
                &format!(
                    ", and without {} of their reads of which it cannot be said whether they belong",
                    of.undecided
                ),
            ));
        }
        words
    }
}

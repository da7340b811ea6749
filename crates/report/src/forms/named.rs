//! Those whom a person named in a scope. That they are in it is the decision of this person, and no fact of the ledger:
//! they stand beside the figures, and none of their reads is in them.

use event::catalogue::LegalClass;
use incident::case::Named;

use super::Draft;
use crate::{Field, Ground, Row, Unit, Value};

impl Draft<'_> {
    /// Those who were named, where anybody was.
    fn by_name(&self) -> Option<&Named> {
        self.scope?.named.as_ref()
    }

    fn named_ground(named: &Named) -> Ground {
        let by: Vec<&str> = named.by.iter().map(String::as_str).collect();
        Ground::decision(by.join(", "))
    }

    /// The fields that a person says leaked, each with of how many.
    pub(super) fn named_items(&self) -> Vec<Row> {
        let Some(named) = self.by_name() else {
            return Vec::new();
        };
        let rows = named.by_field.iter().map(|(id, n)| {
            let label = self.field_label(id);
            let label = self.say(
                &format!("{label} (사람이 지정함)"),
                &format!("{label} (named by a person)"),
            );
            let class = self.class_of(id).map(|of| Value::text(self.class_word(of)));
            let count = Value::count(*n, Unit::Subjects);
            let cells = vec![
                Some(Value::text(label)),
                class,
                Some(count),
                Some(Value::text("–")),
            ];
            Row::new(Self::named_ground(named), cells)
        });
        rows.collect()
    }

    /// How many are in it because a person named them, as a row of kinds. No read of the selection tells of them.
    pub(super) fn named_row(&self) -> Option<Row> {
        let named = self.by_name().filter(|of| of.beyond > 0)?;
        let cells = vec![
            Some(self.text(
                "사람이 지정함(위 수치 밖)",
                "named by a person, beside the figures",
            )),
            Some(Value::count(named.beyond, Unit::Subjects)),
            Some(Value::text("–")),
        ];
        Some(Row::new(Self::named_ground(named), cells))
    }

    /// The same as a field.
    pub(super) fn named_field(&self) -> Option<Field> {
        let named = self.by_name().filter(|of| of.beyond > 0)?;
        let label = self.say(
            "사람이 지정함(위 수치 밖)",
            "Named by a person, beside the figures",
        );
        let values = vec![Value::count(named.beyond, Unit::Subjects)];
        Some(Field::new("", label, Self::named_ground(named), values))
    }

    /// What it rests on that a class was read, where a person says so and no read does.
    pub(super) fn named_class(&self, class: LegalClass) -> Option<Ground> {
        let named = self.by_name()?;
        let is = |id: &String| self.class_of(id) == Some(class);
        named
            .by_field
            .keys()
            .any(is)
            .then(|| Self::named_ground(named))
    }
}

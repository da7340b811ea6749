//! What is preserved: holds of the ledger, orders of authorities with when each came, and since when which system deletes
//! nothing any more. An order is of the day on which it came, not of the day on which somebody entered it.

use event::Millis;
use incident::case::{Obligation, ObligationKind, Stopped};

use super::{Draft, given::Held};
use crate::{Field, Ground, Part, Row, Value};

/// Holds that a field lists, the first placed first; the number of those cut is said.
const HOLDS_MAX: usize = 10;

impl Draft<'_> {
    /// The holds that are in force: a fact of the ledger, and none is one too.
    pub(super) fn holds(&self, number: &str) -> Field {
        let label = self.say(
            "자료보전 현황(원장의 보전)",
            "What is preserved: holds of the ledger",
        );
        let held = self.given.holds;
        let mut values: Vec<Value> = Vec::new();
        for of in held.iter().take(HOLDS_MAX) {
            values.push(Value::text(self.hold_words(of)));
            values.push(Value::time(of.placed));
        }
        match held.len().saturating_sub(HOLDS_MAX) {
            0 if held.is_empty() => {
                values.push(self.text("보전 중인 것 없음", "no hold is in force"))
            }
            0 => {}
            cut => values.push(self.text(&format!("이 밖에 {cut}건"), &format!("and {cut} more"))),
        }
        Field::new(number, label, self.of_holds(), values)
    }

    fn of_holds(&self) -> Ground {
        Ground::Fact(self.command(format!("hold list --at {}", self.given.now)))
    }

    fn hold_words(&self, of: &Held) -> String {
        let number = of.number;
        let (ko, en) = match of.classes.join(", ") {
            all if all.is_empty() => ("전체".to_owned(), "everything".to_owned()),
            classes => (format!("보관 구분 {classes}"), format!("class {classes}")),
        };
        let (from, to) = (of.from != Millis::MIN, of.to != Millis::MAX);
        let (ko, en) = match from || to {
            true => (
                format!("{ko}, 일부 기간"),
                format!("{en}, of a part of the time"),
            ),
            false => (ko, en),
        };
        self.say(
            &format!("보전 {number}: {ko}, 설정 일시"),
            &format!("hold {number} over {en}, placed"),
        )
    }

    /// Orders to preserve, with what was answered, and what was stopped because of them.
    pub(super) fn preservation(&self) -> Vec<Part> {
        let header = [
            ("명령 기관", "From"),
            ("명령 일시", "Received"),
            ("대상", "What"),
            ("대상 시스템", "Systems"),
            ("이행 일시", "Done"),
            ("이행 내용", "How"),
            ("증거(SHA-256)", "Evidence (SHA-256)"),
            ("기록 일시", "Entered"),
        ];
        let rows = self.orders().map(|of| self.order(of));
        let orders = self.table(
            ("기록된 자료보전 명령", "Preservation orders on record"),
            &header,
            rows.collect(),
        );
        let mut parts = vec![orders];
        parts.extend(self.stopped());
        parts
    }

    fn orders(&self) -> impl Iterator<Item = &Obligation> {
        let owed = self.given.incident.obligations.iter();
        owed.filter(|of| of.kind == ObligationKind::Preservation)
    }

    fn order(&self, order: &Obligation) -> Row {
        let asked = |step: &&incident::case::Step| {
            self.given.incident.called(step.number) == Some(order.id.as_str())
        };
        let step = self.given.incident.standing().find(asked);
        let digest = self.evidence(&order.evidence).map(|of| match &of.sha256 {
            Some(digest) => format!("{} {digest}", of.id),
            None => of.id.clone(),
        });
        let by = step.map_or(order.owner.as_str(), |step| &step.by);
        let reply = order.reply.as_ref();
        let cells = vec![
            Some(Value::text(order.from.as_str())),
            Some(Value::time(order.received)),
            Some(Value::text(order.asked.as_str())),
            Some(Value::text(order.systems.join(", "))),
            reply.map(|of| Value::time(of.at)),
            order.last_said().map(|of| Value::text(of.words.as_str())),
            digest.map(Value::text),
            step.map(|step| Value::time(step.at)),
        ];
        Row::new(Ground::statement(by), cells)
    }

    /// Since when which deletion is stopped: that of the ledger by its holds, that of other systems as was answered. What
    /// an order names and nobody says is unknown.
    fn stopped(&self) -> Option<Part> {
        let mut rows: Vec<Row> = Vec::new();
        for of in self.given.holds.iter().take(HOLDS_MAX) {
            let name = self.say(
                &format!("원장(보전 {})", of.number),
                &format!("the ledger (hold {})", of.number),
            );
            let cells = vec![Some(Value::text(name)), Some(Value::time(of.placed))];
            rows.push(Row::new(self.of_holds(), cells));
        }
        for order in self.orders() {
            rows.extend(order.systems.iter().map(|of| self.system(order, of)));
        }
        let header = [
            ("대상 시스템", "System"),
            ("자동삭제 중지 일시", "Deletion stopped since"),
        ];
        let caption = ("자동삭제 중지", "Deletion that was stopped");
        (!rows.is_empty()).then(|| self.table(caption, &header, rows))
    }

    fn system(&self, order: &Obligation, system: &str) -> Row {
        let name = Value::text(format!("{system} ({})", order.id));
        let is = |of: &&Stopped| of.system == system;
        // A correction that says nothing of a system leaves what was said of it before.
        let said = [order.last_said(), order.reply.as_ref()];
        let mut said = said.into_iter().flatten();
        let found = said.find_map(|reply| Some((reply, reply.stopped.iter().find(is)?)));
        let Some((reply, since)) = found else {
            return Row::new(Ground::Unknown, vec![Some(name)]);
        };
        let steps = &self.given.incident.steps;
        let by = steps.iter().find(|step| step.number == reply.step);
        let by = by.map_or(order.owner.as_str(), |step| &step.by);
        let cells = vec![Some(name), Some(Value::time(since.at))];
        Row::new(Ground::statement(by), cells)
    }
}

//! How the attacker looked, as a report to the network authority lists it: the addresses and keys that read most, and how
//! many more there are. Of those whose data was read nothing stands here but numbers.

use super::{Draft, given::IndicatorKind};
use crate::{Part, Row, Unit, Value};

impl Draft<'_> {
    /// The first indicators as a table, and where the rest is; nothing where none was asked for.
    pub(super) fn indicators(&self) -> Vec<Part> {
        let Some(seen) = self.given.indicators.filter(|_| self.scope.is_some()) else {
            return Vec::new();
        };
        let header = [
            ("지표", "Indicator"),
            ("구분", "Kind"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let rows = seen.listed.iter().map(|of| {
            let kind = match of.kind {
                IndicatorKind::Address { is_shared: false } => self.text("주소", "address"),
                IndicatorKind::Address { is_shared: true } => self.text(
                    "주소(통신사 공유, 다른 사람도 씀)",
                    "address that a carrier shares among its customers",
                ),
                IndicatorKind::Key => self.text("서명키", "signing key"),
            };
            let cells = vec![
                Some(Value::text(of.value.as_str())),
                Some(kind),
                Some(Value::count(of.subjects, Unit::Subjects)),
                Some(Value::count(of.reads, Unit::Reads)),
            ];
            Row::new(self.figure(), cells)
        });
        let caption = (
            "공격 지표(식별자가 많은 순)",
            "Indicators, those with the most identifiers first",
        );
        let mut parts = vec![self.breakdown(caption, &header, rows.collect())];
        if seen.more > 0 {
            let more = incident::grouped(seen.more);
            let text = self.say(
                &format!("이 밖에 침해지표 {more}건은 별도 파일로 낸다."),
                &format!("{more} more stand in a file of their own (nunchi incident indicators)."),
            );
            parts.push(Part::Text { text });
        }
        parts
    }
}

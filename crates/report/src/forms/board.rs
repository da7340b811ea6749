//! The page for the board: the same facts, and who was told when (PIPA 31(4)3: the privacy officer reports to the
//! chief executive and the board, who answer in the end).

use event::Millis;
use incident::law::{Kind as Moment, ToWhom};

use super::{Draft, FormsError, Given, Space, deeds::first_filing, moments::who_knew};
use crate::{Document, Ground, Kind, Lang, Missing, Part, Row, Value};

/// Clocks on the page of the board.
const CLOCKS_MAX: usize = 6;

/// Open decisions on it.
const DECISIONS_MAX: usize = 6;

/// Who was told, on it: the first ones.
const TOLD_MAX: usize = 10;

/// Open facts on it, in the order of entry; the number of those cut is said.
const OPEN_MAX: usize = 6;

/// The page for the board.
///
/// # Errors
/// When the incident does not concern the controller, or has no such scope version.
pub fn board(given: &Given<'_>, lang: Lang) -> Result<Document, FormsError> {
    board_in(given, lang, Space::WHOLE)
}

/// The page for the board in a space.
///
/// # Errors
/// As for [`board`].
pub fn board_in(given: &Given<'_>, lang: Lang, space: Space) -> Result<Document, FormsError> {
    let draft = Draft::new(given, lang, None)?;
    let pressing = draft.clock_parts(space.rows(CLOCKS_MAX))?;
    let (decisions, cut) = draft.undecided_duties(space.rows(DECISIONS_MAX));
    let mut to_decide = vec![Part::Decisions { decisions }];
    to_decide.extend(draft.cut_note(cut));
    let mut now = draft.standing_fields();
    now.push(draft.human("", ("경위", "How"), &["course.how"]));
    let numbers = draft.size();
    let sections = vec![
        draft.section(
            "standing",
            "지금",
            "Now",
            vec![Part::Fields { fields: now }],
        ),
        draft.section(
            "numbers",
            "규모",
            "Size",
            vec![Part::Fields { fields: numbers }],
        ),
        draft.section(
            "told",
            "누가 언제 알았는가",
            "Who was told when",
            draft.told_when(space.rows(TOLD_MAX)),
        ),
        draft.section("clocks", "기한", "Clocks", pressing),
        draft.section("decisions", "정해야 할 것", "To decide", to_decide),
    ];
    let title = draft.say(
        "이사회 보고: 개인정보 유출",
        "Briefing of the board: leak of personal data",
    );
    let title = draft.called(&title);
    let mut document = draft.document(Kind::Board, title, sections);
    let still = draft.still_missing(&document.missing);
    document.missing.extend(still);
    document
        .missing
        .extend(draft.open_facts(space.rows(OPEN_MAX)));
    document.marks.push(draft.say("대외비", "Confidential"));
    Ok(document)
}

impl Draft<'_> {
    /// Officers, authorities and people, in the order in which they were told.
    fn told_when(&self, most: usize) -> Vec<Part> {
        let header = [
            ("누구", "Who"),
            ("일시", "When"),
            ("무엇으로", "How"),
            ("증거", "Evidence"),
        ];
        let mut told: Vec<(Millis, Row)> = Vec::new();
        for (_, of) in self.given.incident.awareness.candidates(self.given.now) {
            let cells = vec![
                Some(Value::text(who_knew(of))),
                Some(Value::time(of.at)),
                Some(Value::text(self.kind(of.kind))),
                self.named(&of.evidence),
            ];
            told.push((of.at, Row::new(Ground::statement(of.who.as_str()), cells)));
        }
        for clock in self.clocks.iter().filter(|of| of.rule.to != ToWhom::Public) {
            if let Some(of) = first_filing(clock, self.given.now) {
                let cells = vec![
                    Some(Value::text(self.owed_words(clock))),
                    Some(Value::time(of.at)),
                    Some(Value::text(format!("{} · {}", of.to, of.receipt))),
                    self.named(&of.evidence),
                ];
                let by = Ground::statement(of.by.as_str());
                told.push((of.at, Row::new(by, cells)));
            }
        }
        told.sort_by_key(|(at, _)| *at);
        let cut = told.len().saturating_sub(most);
        told.truncate(most);
        let rows = told.into_iter().map(|(_, row)| row);
        let rows = self.officers_not_told().into_iter().chain(rows).collect();
        let told = self.table(("알린 기록", "On record"), &header, rows);
        let mut parts = vec![told];
        parts.extend(self.cut_note(cut));
        parts
    }

    /// Officers of whom no record says that they were told: that stands first, for the board asks for it first.
    fn officers_not_told(&self) -> Vec<Row> {
        let row =
            |kind: Moment| Row::new(Ground::Unknown, vec![Some(Value::text(self.kind(kind)))]);
        self.not_told().into_iter().map(row).collect()
    }

    fn not_told(&self) -> Vec<Moment> {
        let candidates = self.given.incident.awareness.candidates(self.given.now);
        let none = |kind: &Moment| !candidates.iter().any(|(_, of)| of.kind == *kind);
        let officers = [
            Moment::ReportToCeo,
            Moment::ReportToCiso,
            Moment::ReportToCpo,
        ];
        officers.into_iter().filter(none).collect()
    }

    /// What the sheet of the same minute says to be missing beside what the page itself leaves unknown, and the officers of
    /// whom no record says that they were told.
    fn still_missing(&self, here: &[Missing]) -> Vec<Missing> {
        let fields = self.numbers();
        let numbers = self.section("numbers", "", "", vec![Part::Fields { fields }]);
        let numbers = self.missing(&[numbers]).into_iter();
        let numbers = numbers.filter(|of| !here.iter().any(|told| told.what == of.what));
        let officers = self.not_told().into_iter().map(|kind| Missing {
            number: String::new(),
            what: self.kind(kind),
            why: Some(self.say("알렸다는 기록이 없음", "no record says that they were told")),
            who: None,
            expected: None,
        });
        numbers
            .chain(self.undated_missing())
            .chain(officers)
            .collect()
    }

    fn named(&self, evidence: &str) -> Option<Value> {
        let shown = self.evidence(evidence).map(|of| of.id.as_str());
        Some(Value::text(shown.unwrap_or("–")))
    }
}

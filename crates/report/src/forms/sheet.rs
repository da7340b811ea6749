//! The sheet of the war room: two pages that work when the server does not. Clocks, numbers with grades, what is
//! unknown, decisions, contacts.

use event::Millis;
use incident::{case::Stage, law::Span};

use super::{Draft, FormsError, Given, Space, form::CONTACTS};
use crate::{Document, Ground, Kind, Lang, Missing, Part, Row, Table, Value};

/// Clocks on the sheet. What is over stands last and is cut first; the number of those cut is said.
const CLOCKS_MAX: usize = 11;

/// Decisions on it. The undecided stand first; the number of those cut is said.
const DECISIONS_MAX: usize = 8;

/// Obligations on the sheet. The open ones stand first; the number of those cut is said.
const OWED_MAX: usize = 8;

/// Open facts on the sheet, in the order of entry; the number of those cut is said.
const OPEN_MAX: usize = 8;

/// Fields on the sheet, those that concern most people first; the number of those cut is said.
const ITEMS_MAX: usize = 12;

/// The sheet of an incident.
///
/// # Errors
/// When the incident does not concern the controller, or has no such scope version.
pub fn sheet(given: &Given<'_>, lang: Lang) -> Result<Document, FormsError> {
    sheet_in(given, lang, Space::WHOLE)
}

/// The sheet of an incident in a space.
///
/// # Errors
/// As for [`sheet`].
pub fn sheet_in(given: &Given<'_>, lang: Lang, space: Space) -> Result<Document, FormsError> {
    let draft = Draft::new(given, lang, None)?;
    let pressing = draft.clock_parts(space.rows(CLOCKS_MAX))?;
    let (decisions, cut) = draft.duties(space.rows(DECISIONS_MAX));
    let mut decided = vec![Part::Decisions { decisions }];
    decided.extend(draft.cut_note(cut));
    let (items, cut) = draft.most_items(space.rows(ITEMS_MAX));
    let fields = draft.numbers();
    let mut numbers = vec![Part::Fields { fields }, items];
    numbers.extend(draft.cut_note(cut));
    let sections = vec![
        draft.section(
            "standing",
            "지금",
            "Now",
            vec![Part::Fields {
                fields: draft.standing_fields(),
            }],
        ),
        draft.section("clocks", "기한", "Clocks", pressing),
        draft.section("numbers", "숫자", "Numbers", numbers),
        draft.section("decisions", "결정", "Decisions", decided),
        draft.section(
            "owed",
            "요구와 약속",
            "Asked and promised",
            draft.owed(space.rows(OWED_MAX)),
        ),
        draft.section("contacts", "연락처", "Contacts", vec![draft.contacts()]),
    ];
    let title = draft.say("사고 상황표", "Situation sheet");
    let title = draft.called(&title);
    let mut document = draft.document(Kind::Sheet, title, sections);
    document.missing.extend(draft.undated_missing());
    document
        .missing
        .extend(draft.open_facts(space.rows(OPEN_MAX)));
    if given.incident.stage != Stage::Closed {
        document.marks.push(draft.say("대외비", "Confidential"));
    }
    Ok(document)
}

impl Draft<'_> {
    /// What is known to be open: facts that nobody has confirmed.
    pub(super) fn open_facts(&self, most: usize) -> Vec<Missing> {
        let incident = self.given.incident;
        let open = incident.facts.iter().filter(|of| of.confirmed.is_none());
        let cut = open.clone().count().saturating_sub(most);
        let more = (cut > 0).then(|| Missing {
            number: String::new(),
            what: self.say(
                &format!("이 밖에 확인되지 않은 사실 {cut}건. 전체는 사고 기록에 있다."),
                &format!("{cut} more open facts; all of them stand in the record of the incident."),
            ),
            why: None,
            who: None,
            expected: None,
        });
        let shown = open.take(most);
        let shown = shown.map(|of| Missing {
            number: of.id.clone(),
            what: of.words.clone(),
            why: Some(self.say(
                "적은 사람의 말 그대로이며, 아직 확인되지 않음",
                "as somebody wrote it down; not confirmed yet",
            )),
            who: None,
            expected: None,
        });
        shown.chain(more).collect()
    }

    /// What authorities asked and what was promised, the open first.
    fn owed(&self, most: usize) -> Vec<Part> {
        let mut all: Vec<_> = self.given.incident.obligations.iter().collect();
        all.sort_by_key(|of| (of.reply.is_some(), of.due.is_none(), of.due));
        let cut = all.len().saturating_sub(most);
        all.truncate(most);
        let dash = || Some(Value::text("–"));
        let rows = all.into_iter().map(|of| {
            let done = of.reply.as_ref().map(|reply| Value::time(reply.at));
            let open = || Some(self.open_words(of.due));
            Row::new(
                Ground::statement(of.owner.as_str()),
                vec![
                    Some(Value::text(format!("{} {}", of.id, of.asked))),
                    Some(Value::text(of.from.as_str())),
                    of.due.map(Value::time).or_else(dash),
                    done.or_else(open),
                ],
            )
        });
        let header = [
            ("무엇", "What"),
            ("누가", "From"),
            ("기한", "Due"),
            ("이행", "Done"),
        ];
        let table = self.table(
            ("요구와 약속", "Asked and promised"),
            &header,
            rows.collect(),
        );
        let mut parts = vec![table];
        parts.extend(self.cut_note(cut));
        parts
    }

    /// That nobody answered yet, and by how much that is too late.
    fn open_words(&self, due: Option<Millis>) -> Value {
        let late = due.map(|due| Span::between(due, self.given.now));
        let Some(span) = late.filter(|of| of.ms > 0) else {
            return self.text("아직", "open");
        };
        Value::text(self.say(
            &format!("아직, 기한 {} 지남", span.korean()),
            &format!("open, OVERDUE by {span}"),
        ))
    }

    /// Whom to call. A role of which nothing is known stands there all the same.
    pub(super) fn contacts(&self) -> Part {
        let header = [
            ("역할", "Role"),
            ("부서와 이름", "Department and name"),
            ("전화", "Telephone"),
            ("전자우편", "E-mail"),
        ];
        let rows = CONTACTS.iter().map(|(role, ko, en)| {
            let said = |part: &str| {
                self.given
                    .form
                    .said(&format!("contacts.{role}.{part}"), self.lang)
            };
            let text = |part: &str| {
                said(part)
                    .and_then(|of| of.text(self.lang))
                    .map(str::to_owned)
            };
            let name = [text("department"), text("name")];
            let name = name.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let (phone, email) = (text("phone"), text("email"));
            let known = ["department", "name", "phone", "email"]
                .iter()
                .find_map(|part| said(part));
            let ground = known.map_or(Ground::Unknown, |of| self.ground(of));
            let cells = vec![
                Some(Value::text(self.say(ko, en))),
                Some(Value::text(name)),
                phone.map(Value::text),
                email.map(Value::text),
            ];
            Row::new(ground, cells)
        });
        let caption = self.say("연락처", "Contacts");
        Part::Table(Table {
            caption,
            header: header.iter().map(|(ko, en)| self.say(ko, en)).collect(),
            rows: rows.collect(),
        })
    }
}

//! Documents of an incident from one set of facts: reports to authorities, the sheet of the war room, the page for
//! the board; and what must be looked at before one of them leaves ([`lint`]).
//!
//! [`report`] makes the report of a regime, [`sheet`] and [`board`] the other two, each from [`Given`] alone. A field
//! holds what the frozen scope or a recorded step says, or what a person wrote in the [`Form`]; what nobody said is
//! unknown. Which version of the law a report follows is decided by the moment of awareness.
//!
//! Not here: notices to people, which are made one by one; PDF; reading or keeping any file.

use incident::case::Mode;

use crate::{Changes, Document, Field, Grade, Kind, Lang, Missing, Part, Section};

mod apart;
mod article;
mod board;
mod case_scale;
mod counting;
mod deeds;
mod draft;
mod duties;
mod eu_33;
mod figures;
mod form;
mod given;
mod graded;
mod ids;
mod indicators;
mod kr_net;
mod kr_pipa;
mod lateness;
mod later;
mod learnt;
mod lint;
mod listed;
mod missing;
mod moments;
mod named;
mod named_out;
mod news;
mod opening;
mod preserved;
mod receiving;
mod recorded;
mod room;
mod sheet;
mod space;
mod undated;
mod unstarted;
mod version;
mod waiting;

pub use board::{board, board_in};
use draft::{Draft, Rules};
pub use form::{
    EVIDENCE_MAX, Expected, FORM_BYTES_MAX, Form, FormError, LINE_CHARS_MAX, Said, SaidGrade,
    TEXT_CHARS_MAX, example,
};
pub use given::{Before, Filing, FormsError, Given, Held, Indicator, IndicatorKind, Indicators};
pub use learnt::{Beside, Learnt};
pub use lint::{LintFinding, LintRule, Severity, lint, lint_known};
pub use missing::Lacking;
use news::without_news;
pub use recorded::recorded;
pub use sheet::{sheet, sheet_in};
pub use space::Space;

/// The section of the items that leaked.
const ITEMS: &str = "items";
/// The section of when it leaked.
const WHEN: &str = "when";
/// The section of how it leaked.
const HOW: &str = "how";
/// The field of what people can do.
const PROTECT: &str = "6-1";
/// The field of how non-members are told.
const PLAN: &str = "2-2";

/// The part of a section that is a list of fields.
fn fields(fields: Vec<Field>) -> Part {
    Part::Fields { fields }
}

/// The report of a regime.
///
/// # Errors
/// When the incident does not ask the regime or does not concern the controller, no version of the law or scope is
/// there, or what was filed before is missing or of another document.
pub fn report(
    given: &Given<'_>,
    regime: &str,
    filing: Filing,
    lang: Lang,
) -> Result<Document, FormsError> {
    report_and_lacking(given, regime, filing, lang).map(|(document, _)| document)
}

/// The report of a regime, and what people were asked for it in vain, in the order of its fields.
///
/// # Errors
/// As for [`report`].
pub fn report_and_lacking(
    given: &Given<'_>,
    regime: &str,
    filing: Filing,
    lang: Lang,
) -> Result<(Document, Vec<Lacking>), FormsError> {
    let rules = version::rules(given, regime)?;
    let draft = Draft::new(given, lang, Some(rules))?;
    let mut sections = match rules.regime.id.as_str() {
        "kr-pipa" => kr_pipa::sections(&draft, filing)?,
        "kr-net" => kr_net::sections(&draft, filing)?,
        "eu-33" => eu_33::sections(&draft, filing)?,
        _ => listed::sections(&draft, filing)?,
    };
    sections.push(draft.news(filing));
    sections.push(draft.record());
    let mut document = draft.document(Kind::Report, title(&draft, filing), sections);
    document.regime = draft.regime();
    document
        .notes
        .extend(draft.opening(filing, &document.missing));
    document.marks.extend(draft.stale());
    document.changes = changes(given, filing, &document)?;
    let mut lacking = draft.lacking.into_inner();
    for of in &mut lacking {
        of.first &= wanted_first(&rules, &of.number);
    }
    Ok((document, lacking))
}

fn title(draft: &Draft<'_>, filing: Filing) -> String {
    let regime = draft.law.map_or("", |law| law.regime.id.as_str());
    let name = match regime {
        "kr-pipa" => draft.say("개인정보 유출등 신고서", "Report of a personal data leak"),
        "kr-net" => draft.say("침해사고 신고서", "Report of a security incident"),
        "eu-33" => draft.say(
            "개인정보 침해 신고서(GDPR 제33조)",
            "Notification of a personal data breach (GDPR Art. 33)",
        ),
        _ => draft.say(
            "개인정보 유출 신고 항목",
            "Fields of the report of a personal data leak",
        ),
    };
    format!("{name} ({})", filing.name(draft.lang))
}

/// Characters of what an incident is called, in the title of a page.
const CALLED_MAX: usize = 60;

impl Draft<'_> {
    /// A title with what the incident is called, for people who have several of them on the table. No report to an
    /// authority has it: it is a name of the house.
    fn called(&self, title: &str) -> String {
        let name = self.given.incident.title.trim();
        let mut cut: String = name.chars().take(CALLED_MAX).collect();
        if cut.len() < name.len() {
            cut.push('…');
        }
        format!("{title} · {cut}")
    }

    /// The document of sections; what they leave unknown is missing.
    fn document(&self, kind: Kind, title: String, sections: Vec<Section>) -> Document {
        let incident = self.given.incident;
        let notes = self
            .later_note(kind)
            .into_iter()
            .chain(self.since_note())
            .chain(self.learnt_note())
            .collect();
        Document {
            lang: self.lang,
            kind,
            title,
            incident: incident.id.to_string(),
            regime: None,
            exercise: incident.mode == Mode::Exercise,
            marks: Vec::new(),
            notes,
            accepted: Vec::new(),
            made: self.given.now,
            zone: self.given.zone.clone(),
            missing: self.missing(&sections),
            sections,
            changes: None,
        }
    }

    fn missing(&self, sections: &[Section]) -> Vec<Missing> {
        let parts = sections.iter().flat_map(|section| &section.parts);
        let fields = parts.filter_map(|part| match part {
            Part::Fields { fields } => Some(fields),
            _ => None,
        });
        let unknown = fields
            .flatten()
            .filter(|of| of.ground().grade() == Grade::Unknown);
        unknown
            .map(|field| {
                let regime = self.law.map_or("", |law| law.regime.id.as_str());
                let id = format!("{regime}.{}", field.number);
                let expected = self.given.form.expected(&id);
                Missing {
                    number: field.number.clone(),
                    what: field.label.clone(),
                    why: field.note.clone(),
                    who: expected.and_then(|of| of.who.clone()),
                    expected: expected.and_then(|of| of.by),
                }
            })
            .collect()
    }
}

/// What is other than in what was filed before.
fn changes(
    given: &Given<'_>,
    filing: Filing,
    now: &Document,
) -> Result<Option<Changes>, FormsError> {
    let Some(before) = given.before else {
        return match filing {
            Filing::First => Ok(None),
            _ => Err(FormsError::NothingBefore {
                filing: filing.word(),
            }),
        };
    };
    let named = |of: &Document| {
        let rules = of.regime.as_ref().map_or("no rules", |of| &of.id);
        format!("{rules} ({}), incident {}", of.lang.tag(), of.incident)
    };
    let (found, wanted) = (named(before.document), named(now));
    if found != wanted {
        return Err(FormsError::OtherBefore { found, wanted });
    }
    let (old, new) = (without_news(before.document), without_news(now));
    Ok(Some(Changes::between(&old, &new, before.name, before.at)))
}

/// Whether the law wants a field in a first report too.
fn wanted_first(rules: &Rules, number: &str) -> bool {
    let item = match rules.regime.id.as_str() {
        "kr-pipa" => kr_pipa::item(number),
        "kr-net" => kr_net::item(number),
        "eu-33" => eu_33::item(number),
        _ => None,
    };
    let mut asked = rules.regime.asks(&rules.version.id, rules.clock);
    item.is_some_and(|item| asked.any(|of| of.number == item && !of.open_first))
}

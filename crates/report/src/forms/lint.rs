//! What must be looked at before a document leaves: what regulators had corrected, and what no document may hold.
//!
//! A finding says where, what and what would be right; it never repeats what counsel wrote or a planted value.

use incident::{
    case::{Figures, Frozen},
    law,
    statement::{self, Facts},
};

use super::{Given, HOW, ITEMS, PLAN, PROTECT, WHEN, graded, later, learnt};
use crate::{Document, Grade, Kind, Lang, Value};

mod finding;
mod left_out;
mod personal;
mod texts;
mod typed;
mod unproven;
mod unused;
mod words;

pub use finding::{LintFinding, LintRule, Severity};
use personal::{EMAIL, names_somebody};
use texts::{Place, in_words, places};
use words::{ABSOLUTE, BELITTLING, NO_ACTION, NO_PLAN, NOT_TOLD};

/// Sections whose texts claim nothing of ours: what the law says, and what stands elsewhere too.
const NO_CLAIM: [&str; 4] = ["trigger", "told", "missing", CHANGES];

/// What changed since the document before: what is new in it stands in its own place too, and what was is no text of ours.
const CHANGES: &str = "changes";

/// Everything to look at in a finished document, errors first. `planted` are values that were put into contact
/// sources so that they are seen where no value may stand.
#[must_use]
pub fn lint(document: &Document, given: &Given<'_>, planted: &[&str]) -> Vec<LintFinding> {
    lint_known(document, given, planted, None)
}

/// As [`lint`], where it is known what the ledger proves of what is told: an absolute word that these facts carry needs no
/// other evidence.
#[must_use]
pub fn lint_known(
    document: &Document,
    given: &Given<'_>,
    planted: &[&str],
    known: Option<&Facts>,
) -> Vec<LintFinding> {
    let version = given.incident.version_or_latest(given.version);
    let scope = version.and_then(|of| given.stated(document.kind, of));
    let nothing = Facts::default();
    let mut lint = Lint {
        document,
        given,
        scope,
        known: known.unwrap_or(&nothing),
        places: places(document),
        found: Vec::new(),
    };
    lint.title();
    lint.belittling();
    lint.items();
    lint.left_out();
    lint.discovery();
    lint.absolute();
    lint.non_members();
    lint.no_action();
    lint.counsel();
    lint.planted(planted);
    lint.form();
    lint.typed();
    lint.unproven();
    lint.older();
    lint.uncertain();
    lint.found.sort();
    lint.found.dedup();
    lint.found
}

struct Lint<'a> {
    document: &'a Document,
    given: &'a Given<'a>,
    scope: Option<&'a Frozen>,
    /// What is known beside the scope; nothing where nobody asked.
    known: &'a Facts,
    places: Vec<Place>,
    found: Vec<LintFinding>,
}

impl Lint<'_> {
    fn find(
        &mut self,
        severity: Severity,
        rule: LintRule,
        place: impl Into<String>,
        says: impl Into<String>,
    ) {
        let place = place.into();
        self.found.push(LintFinding {
            severity,
            rule,
            text: self.text_at(&place),
            place,
            says: says.into(),
        });
    }

    /// The text at a place, by which a person who lets a warning stand says of which text it is.
    fn text_at(&self, place: &str) -> String {
        let of_form = place.strip_prefix("form ").and_then(|key| {
            let said = self.given.form.said(key, self.document.lang)?;
            said.text(self.document.lang)
        });
        let at_place = || {
            self.places
                .iter()
                .find(|of| of.name == place)
                .map(|of| of.text.as_str())
        };
        match place {
            "title" => self.document.title.clone(),
            _ => of_form.or_else(at_place).unwrap_or_default().to_owned(),
        }
    }

    /// Documents in which the law itself calls it a leak.
    fn is_of_leak(&self) -> bool {
        let regime = self.document.regime.as_ref();
        let notice = matches!(self.document.kind, Kind::Notice | Kind::Posting);
        notice || regime.is_some_and(|of| of.id.starts_with("KR-PIPA"))
    }

    /// Items 1 and 2 of the law: what leaked, when and how.
    fn is_item_1_or_2(&self, place: &Place) -> bool {
        let by_section = [ITEMS, WHEN, HOW, "size"].contains(&place.section.as_str());
        let notice = matches!(self.document.kind, Kind::Notice | Kind::Posting);
        by_section || (notice && place.number.starts_with(['1', '2']))
    }

    fn title(&mut self) {
        let word = match self.document.lang {
            Lang::Ko => "유출",
            Lang::En => "leak",
        };
        if self.is_of_leak() && !self.document.title.to_lowercase().contains(word) {
            let says = format!("the title does not say {word:?}: it is what the law calls it");
            self.find(Severity::Error, LintRule::Title, "title", says);
        }
    }

    fn belittling(&mut self) {
        let title = self.document.title.clone();
        let places = self.places.clone();
        for word in BELITTLING.iter().map(|parts| parts.concat()) {
            let says = || typed::smaller(&word);
            if in_words(&title, &word) {
                self.find(Severity::Error, LintRule::Belittling, "title", says());
            }
            let said = places.iter().filter(|of| of.section != CHANGES);
            for place in said.filter(|of| in_words(&of.text, &word)) {
                let severity = self.belittles(place);
                self.find(severity, LintRule::Belittling, &place.name, says());
            }
        }
    }

    /// How much a word that makes a leak smaller matters at a place.
    fn belittles(&self, place: &Place) -> Severity {
        match self.is_of_leak() && self.is_item_1_or_2(place) {
            true => Severity::Error,
            false => Severity::Warning,
        }
    }

    fn items(&mut self) {
        let (Some(scope), Kind::Report) = (self.scope, self.document.kind) else {
            return;
        };
        let said: Vec<&Place> = self
            .places
            .iter()
            .filter(|of| of.section == ITEMS)
            .collect();
        let mut missing = Vec::new();
        for id in scope.figures.by_field.keys() {
            let field = self.given.fields.iter().find(|of| of.id == *id);
            let label = field.map_or(id, |of| match self.document.lang {
                Lang::Ko => &of.ko,
                Lang::En => &of.en,
            });
            let first_line = |of: &&&Place| of.text.lines().any(|line| line == label);
            match said.iter().find(first_line) {
                None => missing.push((Severity::Error, format!("{label} was read and is not named: name every field of the scope"))),
                Some(_) if field.is_none() => missing.push((
                    Severity::Warning,
                    format!("{id} has no label: give it one in the catalogue, as a customer would read it"),
                )),
                Some(_) => {}
            }
        }
        for (severity, says) in missing {
            self.find(severity, LintRule::Items, "items", says);
        }
    }

    fn discovery(&mut self) {
        let moments: Vec<event::Millis> = self
            .given
            .incident
            .awareness
            .candidates(self.given.now)
            .iter()
            .map(|(_, of)| of.at)
            .collect();
        let reads = self.scope.and_then(|of| Some((of.first?, of.last?)));
        let says =
            "the moment of the leak is from the first to the last read, never the day of discovery";
        for place in self
            .places
            .clone()
            .into_iter()
            .filter(|of| of.section == WHEN)
        {
            let wrong = place.values.iter().any(|value| match value {
                Value::Span { from, to } => {
                    reads.is_some_and(|(first, last)| *from != first || *to != Some(last))
                }
                Value::Time { at } => moments.contains(at),
                Value::Text { text } => moments.iter().any(|at| {
                    let day = self.day(*at);
                    let read = reads.is_some_and(|(first, last)| {
                        self.day(first) == day || self.day(last) == day
                    });
                    !read && text.contains(&day)
                }),
                _ => false,
            });
            if wrong {
                self.find(Severity::Error, LintRule::Discovery, place.name, says);
            }
        }
    }

    fn day(&self, at: event::Millis) -> String {
        let east = i64::from(self.document.zone.minutes_east) * 60_000;
        let (year, month, day) = at.plus(east).civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn absolute(&mut self) {
        let mut found = Vec::new();
        let claims = statement::claims(self.known);
        let may_claim = |of: &&Place| !NO_CLAIM.contains(&of.section.as_str());
        for place in self.places.iter().filter(may_claim) {
            let sentences = claims(&place.text);
            let words = sentences.iter().filter_map(|of| {
                let word = ABSOLUTE.iter().find(|word| in_words(&of.text, word))?;
                Some((typed::claimed(place, of.is_open), word))
            });
            // The first that a person cannot let stand, else the first.
            if let Some((severity, word)) = words.min_by_key(|of| of.0)
                && !self.is_shown(place)
            {
                found.push((severity, place.name.clone(), typed::without_evidence(word)));
            }
        }
        for (severity, place, says) in found {
            self.find(severity, LintRule::Absolute, place, says);
        }
    }

    /// Whether a place names evidence that the incident has and that is graded as a fact: somebody's word shows nothing
    /// without exception.
    fn is_shown(&self, place: &Place) -> bool {
        let evidence = self.given.incident.evidence.iter();
        let mut facts = evidence.filter(|of| of.grade == incident::Grade::Fact);
        facts.any(|of| in_words(&place.text, &of.id) || in_words(&place.beside, &of.id))
    }

    fn non_members(&mut self) {
        let named = |of: &Figures| {
            let recipients = of.by_kind.get("recipient");
            recipients.is_some_and(|of| of.subjects > 0)
        };
        let shown = |of: &Figures| {
            let recipients = of.people.as_ref().and_then(|of| of.recipients);
            recipients.is_some_and(|n| n > 0)
        };
        let figures = self.scope.map(|of| &of.figures);
        let are = figures.is_some_and(|of| named(of) || shown(of));
        let of_pipa = self.document.kind == Kind::Report && self.is_of_leak();
        if !are || !of_pipa {
            return;
        }
        let plans = self.places.iter().filter(|of| of.number == PLAN);
        let plan = |of: &Place| match of.grade {
            Grade::Unknown => Some((
                Severity::Error,
                "recipients are in the scope: say how non-members are told (people.non_members)",
            )),
            _ if is_no_plan(&of.text) => Some((
                Severity::Error,
                "recipients are in the scope, and the answer says nothing: say how non-members are told (people.non_members)",
            )),
            // Eight non-members in ten were left out in the case, and telling them was ordered.
            _ if NOT_TOLD.iter().any(|word| in_words(&of.text, word)) => Some((
                Severity::Warning,
                "it reads as if non-members were not told, and they are in the scope: the law makes no difference, and an authority \
                 has ordered it; say how they are told",
            )),
            _ => None,
        };
        let found: Vec<_> = plans.filter_map(plan).collect();
        for (severity, says) in found {
            self.find(severity, LintRule::NonMembers, PLAN, says);
        }
    }

    fn no_action(&mut self) {
        if !self.advises() {
            return;
        }
        for place in self.places.clone() {
            if let Some(word) = NO_ACTION.iter().find(|word| in_words(&place.text, word)) {
                let says = typed::beside_advice(word);
                self.find(Severity::Error, LintRule::NoAction, place.name, says);
            }
        }
    }

    /// Whether the document tells people what to do, under whichever number its law has for it.
    fn advises(&self) -> bool {
        let notice = matches!(self.document.kind, Kind::Notice | Kind::Posting);
        let advice = |of: &&Place| of.number == PROTECT || (notice && of.number == "3");
        let mut places = self.places.iter().filter(advice);
        let said = self.given.form.said("relief.protect", self.document.lang);
        said.is_some() || places.any(|of| of.grade != Grade::Unknown)
    }

    fn counsel(&mut self) {
        let says = "it holds something of counsel's, which stands in no document";
        self.everywhere(self.given.privileged, LintRule::Counsel, says);
    }

    fn planted(&mut self, planted: &[&str]) {
        let words: Vec<String> = planted.iter().map(|of| (*of).to_owned()).collect();
        let says =
            "it holds a value of the contact source: documents name fields and hold no value";
        self.everywhere(&words, LintRule::Planted, says);
    }

    fn everywhere(&mut self, words: &[String], rule: LintRule, says: &str) {
        let words = words.iter().filter(|word| !word.trim().is_empty());
        for word in words {
            let title = [&self.document.title]
                .into_iter()
                .chain(&self.document.marks);
            if title.into_iter().any(|text| in_words(text, word)) {
                self.find(Severity::Error, rule, "title", says);
            }
            for place in self.places.clone() {
                if in_words(&place.text, word) || in_words(&place.beside, word) {
                    self.find(Severity::Error, rule, place.name, says);
                }
            }
        }
    }

    /// Texts of the form: what they name, and those that the ledger left no place for.
    fn form(&mut self) {
        let mut found = Vec::new();
        for (key, said) in self.given.form.all() {
            for id in &said.evidence {
                if !self.given.incident.evidence.iter().any(|of| of.id == *id) {
                    let says = format!("the incident has no evidence {id:?}");
                    found.push((LintRule::Evidence, Severity::Error, key, says));
                }
            }
            let lowered = graded::lowered(self.given.incident, said.grade, &said.evidence);
            if let Some((word, pieces)) = lowered {
                let says = format!(
                    "it is said to be a {word}, and {pieces}: it is printed as a statement; name evidence that shows it, or write grade = \"statement\""
                );
                found.push((LintRule::Grade, Severity::Error, key, says));
            }
            let what = said.text(self.document.lang).and_then(names_somebody);
            // Where a contact is asked for, its address is what is asked.
            let is_asked = key.starts_with("contacts.") && what == Some(EMAIL);
            if let Some(what) = what.filter(|_| !is_asked) {
                let says = format!(
                    "{what} stands in it: documents name fields and hold no value, and nobody's own number"
                );
                found.push((LintRule::Person, Severity::Warning, key, says));
            }
            if let Some(text) = said.text(self.document.lang)
                && self.is_field(key)
                && !self.places.iter().any(|of| of.text.contains(text))
            {
                let says = "the text stands nowhere: the ledger says this, or it is said elsewhere"
                    .to_owned();
                found.push((LintRule::Unused, Severity::Warning, key, says));
            }
        }
        let is_told = |key: &str| self.is_field(key);
        for key in unused::keys(self.given, self.document.lang, &self.places, is_told) {
            let says = "the text stands in no document of this incident: no law of it asks for it, or the record says this".to_owned();
            found.push((LintRule::Unused, Severity::Warning, key, says));
        }
        for (rule, severity, key, says) in found {
            self.find(severity, rule, format!("form {key}"), says);
        }
    }

    /// Whether a key is that of a field of this document.
    fn is_field(&self, key: &str) -> bool {
        let regime = self.regime().map(|of| of.id.as_str());
        key.split_once('.')
            .is_some_and(|(of, _)| Some(of) == regime)
    }

    fn regime(&self) -> Option<&'static law::Regime> {
        let clock = &self.document.regime.as_ref()?.id;
        law::regimes().find(|of| of.clocks.iter().any(|rule| rule.id == *clock))
    }

    fn older(&mut self) {
        if let Some(later) = later::later(self.given, self.document.kind) {
            let says = format!(
                "{}: leave --scope out, unless it is meant",
                later.words(Lang::En)
            );
            self.find(Severity::Warning, LintRule::Older, "scope", says);
        }
        if let Some(learnt) = learnt::warned(self.given.learnt) {
            let says = format!(
                "the ledger learnt of more after the last version was frozen, and no figure of this document has it: {learnt}: \
                 run `nunchi incident scope {} --reason …` first, unless it is meant",
                self.given.incident.id
            );
            self.find(Severity::Warning, LintRule::Older, "scope", says);
        }
    }

    fn uncertain(&mut self) {
        let Some(regime) = self.regime() else { return };
        for says in &regime.uncertain {
            self.find(
                Severity::Warning,
                LintRule::Uncertain,
                &regime.id,
                says.as_str(),
            );
        }
    }
}

/// Whether a whole answer says nothing of a plan.
fn is_no_plan(text: &str) -> bool {
    let is_kept = |c: &char| c.is_alphanumeric() || *c == '/';
    let answer: String = text.to_lowercase().chars().filter(is_kept).collect();
    answer.is_empty() || NO_PLAN.contains(&answer.as_str())
}

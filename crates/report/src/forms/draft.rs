//! A document in the making: the language, the law and the figures at hand, and what was asked of people in vain.

use std::cell::RefCell;

use incident::{
    case::{Evidence, Frozen},
    law::{self, Clock, Facts, Regime, Ruling, Start, Trigger},
};

use super::{
    Given, Said, SaidGrade,
    form::{CONTACT_PARTS, is_prose},
    given::FormsError,
    graded,
    missing::Lacking,
};
use crate::{Basis, Checkpoint, Field, Ground, Lang, Part, Section, Value};

/// Bytes of a question that a document prints in full. A longer one is named by its version, which `nunchi scope` takes.
const QUESTION_BYTES_MAX: usize = 1_000;

/// See the module.
pub(super) struct Draft<'a> {
    pub(super) given: &'a Given<'a>,
    pub(super) lang: Lang,
    /// The version of the scope of which is spoken; `None` where none was frozen.
    pub(super) version: Option<&'a Frozen>,
    /// What is stated of it: of a report the share of its controller, for the data of others is not its to report; of a
    /// page for the room all of it. `None` where none was frozen, or no share of it.
    pub(super) scope: Option<&'a Frozen>,
    /// Every clock of the incident for the controller.
    pub(super) clocks: Vec<Clock>,
    /// The rules; `None` for documents that no law asks for.
    pub(super) law: Option<Rules>,
    /// What people were asked and did not say.
    pub(super) lacking: RefCell<Vec<Lacking>>,
}

/// The rules that a document follows.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) regime: &'static Regime,
    /// The clock whose report it is.
    pub(super) clock: &'static str,
    /// What starts that clock.
    pub(super) start: Start,
    /// The version of the law; the newest where awareness is unknown.
    pub(super) version: &'static law::Version,
}

impl<'a> Draft<'a> {
    /// A draft for a controller of the incident.
    pub(super) fn new(
        given: &'a Given<'a>,
        lang: Lang,
        law: Option<Rules>,
    ) -> Result<Draft<'a>, FormsError> {
        let incident = given.incident;
        let id = &given.controller.id;
        if !incident.controllers.contains(id) {
            return Err(FormsError::Controller {
                incident: incident.id,
                controller: id.clone(),
                known: incident.controllers.join(", "),
            });
        }
        let version = match given.version {
            None => incident.scope(),
            Some(version) => Some(incident.version(version).ok_or(FormsError::Version {
                incident: incident.id,
                version,
                known: incident.scopes.len(),
            })?),
        };
        let mut clocks = incident.clocks(given.now)?;
        let last = version.map_or(0, |scope| scope.version);
        // A report speaks for one controller; the room and the board look at all of them.
        let everybody = law.is_none();
        let scope = match everybody {
            true => version,
            false => version.and_then(|of| incident.share(of, id)),
        };
        clocks.retain(|clock| {
            let spoken_of = match &clock.key.trigger {
                Trigger::Group { scope } => *scope <= last,
                Trigger::Incident | Trigger::Fact { .. } => true,
            };
            spoken_of && (everybody || clock.key.controller == *id)
        });
        Ok(Draft {
            given,
            lang,
            version,
            scope,
            clocks,
            law,
            lacking: RefCell::default(),
        })
    }

    /// One of two wordings.
    pub(super) fn say(&self, ko: &str, en: &str) -> String {
        match self.lang {
            Lang::Ko => ko.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    /// One of two wordings as a value.
    pub(super) fn text(&self, ko: &str, en: &str) -> Value {
        Value::text(self.say(ko, en))
    }

    /// The words of a law in the language.
    pub(super) fn words<'w>(&self, words: &'w law::Words) -> &'w str {
        match self.lang {
            Lang::Ko => &words.ko,
            Lang::En => &words.en,
        }
    }

    /// An article of a law.
    pub(super) fn article(&self, law: &str) -> String {
        match self.lang {
            Lang::Ko => super::article::korean(law),
            Lang::En => law.to_owned(),
        }
    }

    /// A section.
    pub(super) fn section(&self, id: &str, ko: &str, en: &str, parts: Vec<Part>) -> Section {
        Section {
            id: id.to_owned(),
            heading: self.say(ko, en),
            parts,
        }
    }

    // What assertions rest on.

    /// The question behind every figure of a version: asked again as of its head it gives the same for ever.
    pub(super) fn basis(&self, scope: &Frozen) -> Basis {
        Basis {
            query: self.question(scope),
            checkpoint: Checkpoint {
                size: scope.size,
                root: scope.root.clone(),
            },
        }
    }

    /// What a version asked. A selection that fills pages, as one from which thousands were named out does, is asked by the
    /// number of the version.
    fn question(&self, scope: &Frozen) -> String {
        let asked = &scope.selection;
        if asked.len() <= QUESTION_BYTES_MAX {
            return asked.clone();
        }
        let incident = self.given.incident;
        let named = format!("incident {} scope {}", incident.id, scope.version);
        match incident.version(scope.version) {
            Some(whole) => asked.replacen(&whole.selection, &named, 1),
            None => asked.clone(),
        }
    }

    /// A figure of the version of which is spoken; unknown where none was frozen.
    pub(super) fn figure(&self) -> Ground {
        self.scope
            .map_or(Ground::Unknown, |scope| Ground::Fact(self.basis(scope)))
    }

    /// What follows from the recorded steps alone.
    pub(super) fn steps(&self, of: &str) -> Ground {
        Ground::Fact(self.recorded(of))
    }

    /// A question of the incident: by the steps that there were, as of the moment of the document, so that it gives the
    /// same for ever.
    pub(super) fn recorded(&self, of: &str) -> Basis {
        let Given { incident, now, .. } = self.given;
        let step = incident.steps.last().map_or(0, |step| step.number);
        let id = incident.id;
        self.command(format!("incident {of} {id} --step {step} --at {now}"))
    }

    /// The same, with what of its answer is meant.
    pub(super) fn shown_in_record(&self, what: &str) -> Basis {
        let mut basis = self.recorded("show");
        basis.query.push_str(&format!(" # {what}"));
        basis
    }

    /// A question that is a command of its own.
    pub(super) fn command(&self, line: String) -> Basis {
        Basis {
            query: format!("nunchi {line}"),
            checkpoint: self.given.head.clone(),
        }
    }

    /// A piece of evidence of the incident.
    pub(super) fn evidence(&self, id: &str) -> Option<&'a Evidence> {
        let mut all = self.given.incident.evidence.iter();
        all.find(|of| of.id == id)
    }

    /// Those of some ids that are evidence of the incident.
    pub(super) fn nameable<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> Vec<&'i str> {
        let known = |id: &&String| self.evidence(id).is_some();
        ids.into_iter().filter(known).map(String::as_str).collect()
    }

    /// The ids of those that may be named, as a note.
    pub(super) fn shown_by<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> Option<String> {
        let named = self.nameable(ids);
        let word = self.say("증거", "Evidence");
        (!named.is_empty()).then(|| format!("{word}: {}", named.join(", ")))
    }

    // What people say.

    /// A field that people fill in: the text of the field itself, else the first of the keys that says something.
    pub(super) fn human(&self, number: &str, (ko, en): (&str, &str), keys: &[&str]) -> Field {
        let label = self.say(ko, en);
        let own = self.law.map(|law| format!("{}.{number}", law.regime.id));
        let all = own.as_deref().into_iter().chain(keys.iter().copied());
        let said = all.filter_map(|key| self.given.form.said(key, self.lang));
        match said.into_iter().next() {
            Some(said) => self.said(number, label, said),
            None => {
                let key = keys.first().copied().or(own.as_deref()).unwrap_or_default();
                self.lacks(number, &label, key, true);
                Field::unknown(number, label)
            }
        }
    }

    /// What reads cannot tell of: a person says it, and it is never *no* because nobody did.
    pub(super) fn unseen(&self, number: &str, label: (&str, &str), key: &str) -> Field {
        let field = self.human(number, label, &[key]);
        match field.values() {
            [] => field.with_note(self.say(
                "원장에는 열람이 기록될 뿐이므로 이것은 사람이 확인함",
                "the ledger sees reads alone: a person says this",
            )),
            _ => field,
        }
    }

    /// A field that the ledger leaves unknown, and that a person may know all the same.
    pub(super) fn or_said(&self, field: Field) -> Field {
        let Some(law) = self.law else { return field };
        let id = format!("{}.{}", law.regime.id, field.number);
        match self.given.form.said(&id, self.lang) {
            Some(said) if field.values().is_empty() => {
                let mut filled = self.said(&field.number, field.label, said);
                let own = filled.note.take();
                let notes = [field.note, own].into_iter().flatten();
                notes.fold(filled, Field::with_further_note)
            }
            _ => field,
        }
    }

    fn said(&self, number: &str, label: String, said: &Said) -> Field {
        let text = said.text(self.lang).unwrap_or_default();
        let field = Field::new(number, label, self.ground(said), vec![Value::text(text)]);
        match self.shown_by(&said.evidence) {
            Some(note) => field.with_note(note),
            None => field,
        }
    }

    /// What a text rests on. A fact or decision is one only with evidence that the incident has and that is graded so.
    pub(super) fn ground(&self, said: &Said) -> Ground {
        let by = said.by.as_deref().or(self.given.form.filled_by());
        let by = by.map_or_else(|| self.settings(), str::to_owned);
        let shown: Vec<&Evidence> = said
            .evidence
            .iter()
            .filter_map(|id| self.evidence(id))
            .collect();
        match graded::shown(self.given.incident, said.grade, &said.evidence) {
            SaidGrade::Decision => Ground::Decision { by },
            SaidGrade::Fact => Ground::Fact(self.shown_in_record(&shown_as(&shown))),
            SaidGrade::Statement => Ground::Statement { by },
        }
    }

    fn settings(&self) -> String {
        self.say("서식 작성자", "whoever filled in the form")
    }

    /// Something that the organisation says of itself. The same key serves every language.
    pub(super) fn config(&self, number: &str, (ko, en): (&str, &str), key: &str) -> Field {
        self.human(number, (ko, en), &[key])
    }

    /// A contact: its parts in one field, unknown where none of them is given.
    pub(super) fn contact(&self, number: &str, (ko, en): (&str, &str), role: &str) -> Field {
        let label = self.say(ko, en);
        let keys = CONTACT_PARTS.map(|(part, ..)| format!("contacts.{role}.{part}"));
        let said = |key: &String| self.given.form.said(key, self.lang);
        let ground = keys
            .iter()
            .find_map(said)
            .map_or(Ground::Unknown, |of| self.ground(of));
        let text = |of: &Said| of.text(self.lang).map(Value::text);
        let values: Vec<Value> = keys.iter().filter_map(said).filter_map(text).collect();
        for key in keys.iter().filter(|key| said(key).is_none()) {
            // One way to reach somebody is a contact; the rest may follow.
            self.lacks(number, &label, key, values.is_empty());
        }
        Field::new(number, label, ground, values)
    }

    /// Keeps in mind that something was asked in vain, once a key.
    fn lacks(&self, number: &str, label: &str, key: &str, needed: bool) {
        let prose = is_prose(key);
        let lang = if prose {
            format!(".{}", self.lang.tag())
        } else {
            String::new()
        };
        let key = format!("{key}{lang}");
        let mut lacking = self.lacking.borrow_mut();
        if lacking.iter().any(|of| of.key == key) {
            return;
        }
        lacking.push(Lacking {
            number: number.to_owned(),
            label: label.to_owned(),
            key,
            first: needed,
        });
    }

    // Moments.

    /// The moment that rules for the clock of the document.
    pub(super) fn ruling(&self, start: Start) -> Ruling<'a> {
        let (awareness, now) = (&self.given.incident.awareness, self.given.now);
        match self.whose() {
            Some(controller) => awareness.of(controller).ruling(start, now),
            None => awareness.ruling(start, now),
        }
    }

    /// The controller that the document speaks for; `None` where it looks at all of them.
    pub(super) fn whose(&self) -> Option<&'a str> {
        self.law.map(|_| self.given.controller.id.as_str())
    }

    /// Whether what names a controller, or none, is of the one that the document speaks for.
    pub(super) fn is_ours(&self, controller: Option<&str>) -> bool {
        controller.is_none() || self.whose().is_none() || controller == self.whose()
    }

    /// The clock of the document that the incident itself opened.
    pub(super) fn own_clock(&self) -> Option<&Clock> {
        let law = self.law?;
        self.clocks
            .iter()
            .find(|of| of.key.clock == law.clock && of.key.trigger == Trigger::Incident)
    }

    /// What laws are asked with.
    pub(super) fn facts(&self) -> Facts {
        self.given.incident.facts_of(self.whose(), self.scope)
    }

    /// The identifiers of the scope for which the controller answers.
    pub(super) fn identifiers(&self) -> u64 {
        let (incident, id) = (self.given.incident, &self.given.controller.id);
        let part = self.scope.and_then(|scope| incident.part_of(scope, id));
        part.map_or(0, |part| part.subjects)
    }

    /// Whether the record holds every read of the scope.
    pub(super) fn is_complete(&self) -> bool {
        self.scope
            .is_some_and(|of| of.completeness == "complete" && of.gaps.is_empty())
    }
}

fn shown_as(evidence: &[&Evidence]) -> String {
    let one = |of: &&Evidence| match &of.sha256 {
        Some(digest) => format!("evidence {} (SHA-256 {digest})", of.id),
        None => format!("evidence {}", of.id),
    };
    evidence.iter().map(one).collect::<Vec<_>>().join(", ")
}

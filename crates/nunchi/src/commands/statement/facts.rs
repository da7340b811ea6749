//! What an incident knows, as statements are held against it.
//!
//! Numbers come from its frozen scopes, never from a question asked by the way: what is published rests on a version.
//! A field is *clear* only where the ledger, asked now, proves it.

use exposure::{Asked, Verdict};
use incident::{
    Both, Grade,
    case::{Evidence as Taken, Frozen, Incident},
    statement::{Absolute, Evidence, Facts, FieldFact, Seen},
};

use super::{figures, moments, now, words};
use crate::{asking, failure::Failure, home::Home};

/// What whoever asks says beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// Which evidence carries which absolute words.
    pub(super) carries: &'a [String],
    /// What people are advised to do.
    pub(super) advises: &'a [String],
    /// Whether the data was made public.
    pub(super) made_public: bool,
}

/// What of an incident a text speaks of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Of<'a> {
    /// The controller that speaks, and answers for its share; `None` is the whole incident.
    pub(super) controller: Option<&'a str>,
    /// The version of the scope; `None` is the latest.
    pub(super) version: Option<u32>,
}

/// The version that a text is held against, and those before it; of a controller its shares.
fn versions<'i>(
    incident: &'i Incident,
    of: Of<'_>,
) -> Result<(&'i Frozen, Vec<&'i Frozen>), Failure> {
    let id = incident.id;
    let kept = |frozen: &'i Frozen| match of.controller {
        Some(controller) => incident.share(frozen, controller),
        None => Some(frozen),
    };
    let until = of.version.unwrap_or(u32::MAX);
    let mut all: Vec<&Frozen> = incident
        .scopes
        .iter()
        .filter(|of| of.version <= until)
        .collect();
    let Some(last) = all.pop() else {
        return Err(Failure::usage(format!(
            "incident {id} has no scope yet, and numbers rest on one: `nunchi incident scope {id} --reason …`"
        )));
    };
    let scope = kept(last).ok_or_else(|| {
        Failure::usage(format!(
            "version {} of incident {id} has no share of {}: freeze a new one with `nunchi incident scope {id} --reason …`",
            last.version,
            of.controller.unwrap_or_default()
        ))
    })?;
    Ok((scope, all.into_iter().filter_map(kept).collect()))
}

/// Everything that is known, for somebody who asks.
pub(super) fn of(
    home: &Home,
    incident: &Incident,
    of: Of<'_>,
    beside: Beside<'_>,
) -> Result<Facts, Failure> {
    let (scope, earlier) = versions(incident, of)?;
    let catalogue = &home.settings.catalogue;
    let taken: Vec<&Taken> = incident.evidence.iter().collect();
    let carried = beside
        .carries
        .iter()
        .map(|text| carried(incident, &taken, text));
    let zone = asking::zone(catalogue);
    Ok(Facts {
        version: scope.version,
        figures: figures::of(scope, catalogue),
        earlier: earlier
            .iter()
            .flat_map(|of| figures::of(of, catalogue))
            .collect(),
        moments: moments::of(incident, scope, of.controller, (&zone, now(home)))?,
        fields: fields(home, scope)?,
        evidence: carried.collect::<Result<_, _>>()?,
        advice: beside.advises.to_vec(),
        published: beside.made_public,
    })
}

/// What the record says of each field of the catalogue.
fn fields(home: &Home, scope: &Frozen) -> Result<Vec<FieldFact>, Failure> {
    let catalogue = &home.settings.catalogue;
    let is_touched = |id: &str| {
        scope
            .figures
            .by_field
            .get(id)
            .is_some_and(|of| of.reads > 0)
    };
    let unread: Vec<String> = catalogue
        .fields
        .iter()
        .filter(|field| !is_touched(&field.id))
        .map(|field| field.id.clone())
        .collect();
    let verdicts = match unread.is_empty() {
        true => std::collections::BTreeMap::new(),
        false => untouched(home, scope, unread)?,
    };
    let seen = |id: &str| match verdicts.get(id).map(|of| of.verdict) {
        _ if is_touched(id) => Seen::Touched,
        Some(Verdict::Touched) => Seen::Touched,
        Some(Verdict::Clear) => Seen::Clear,
        Some(Verdict::CannotSay) | None => Seen::CannotSay,
    };
    let fields = catalogue.fields.iter().map(|field| FieldFact {
        name: field.id.clone(),
        title: Both::new(field.ko.clone(), field.en.clone()),
        also: words::of_field(&field.id)
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        seen: seen(&field.id),
    });
    Ok(fields.collect())
}

/// Asks the ledger of the fields that the frozen scope does not show.
fn untouched(
    home: &Home,
    scope: &Frozen,
    unread: Vec<String>,
) -> Result<std::collections::BTreeMap<String, exposure::Untouched>, Failure> {
    let snapshot = home.snapshot()?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::parse(ground.catalogue, &scope.selection)?;
    let asked = Asked {
        untouched: unread,
        ..Asked::default()
    };
    let (answer, _) = exposure::scope(home.disk(), &ground, &selection, &asked)?;
    Ok(answer.untouched)
}

/// Reads `deleted=E7:laptop,노트북`. What it is about must be said, so that evidence of one thing carries no other.
fn carried(incident: &Incident, taken: &[&Taken], text: &str) -> Result<Evidence, Failure> {
    let wrong = |what: String| Failure::usage(format!("--carries {text:?}: {what}"));
    let parts = text.split_once('=').and_then(|(word, rest)| {
        let (id, about) = rest.split_once(':')?;
        Some((word.trim(), id.trim(), about))
    });
    let (word, id, about) = parts
        .ok_or_else(|| wrong("write WORD=ID:ABOUT, such as deleted=E7:laptop,노트북".to_owned()))?;
    let says = Absolute::from_word(word).ok_or_else(|| {
        wrong(asking::unknown(
            "absolute word",
            word,
            &Absolute::ALL.map(Absolute::word),
        ))
    })?;
    let about: Vec<String> = about
        .split(',')
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    if about.is_empty() {
        return Err(wrong(
            "say what it is about: a word that must stand beside it".to_owned(),
        ));
    }
    let of_evidence = taken.iter().find(|of| of.id == id);
    let of_evidence = of_evidence.map(|of| (of.grade, format!("{id} {}", of.item)));
    let of_fact = incident.facts.iter().find(|of| of.id == id);
    // What nobody has confirmed is no fact yet, whatever it is called.
    let grade = |of: &incident::case::KnownFact| of.confirmed.map_or(Grade::Unknown, |_| of.grade);
    let of_fact = of_fact.map(|of| (grade(of), format!("{id} {}", of.words)));
    let (grade, source) = of_evidence.or(of_fact).ok_or_else(|| {
        let id = incident.id;
        wrong(format!(
            "incident {id} has no such evidence or fact: see `nunchi incident show {id}`"
        ))
    })?;
    Ok(Evidence {
        says,
        about,
        source,
        grade,
    })
}

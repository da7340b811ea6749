//! How what was lost while it was held is told: as findings beside those of the detectors. An obligation of an incident
//! that somebody may not see is not told to them, nor is a loss that nothing else held.

use event::Millis;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{DETECTOR, Looked, Loss, Owed, Watched};
use crate::{asking, cases::Cases, failure::Failure, home::Home, printer::note, render::shown};

/// Files that are told of a finding.
const FILES_TOLD: usize = 5;

/// Who asks, and what of incidents they may see.
pub(crate) struct Seen<'h> {
    cases: Option<Cases<'h>>,
    by: String,
}

impl<'h> Seen<'h> {
    /// What somebody may see. Where the incidents cannot be read, none is seen.
    pub(crate) fn by(home: &'h Home, by: String) -> Seen<'h> {
        let cases = Cases::open_if_any(home);
        let cases = cases.unwrap_or_else(|failure| {
            note(&format!(
                "what rests on incidents alone is left out, for they cannot be read: {}",
                failure.message
            ));
            None
        });
        Seen { cases, by }
    }

    fn may_see(&self, owed: &Owed) -> bool {
        let cases = self.cases.as_ref();
        cases.is_some_and(|cases| cases.incident(owed.incident, &self.by).is_ok())
    }

    /// Whether somebody may see a loss.
    pub(crate) fn sees(&self, loss: &Loss) -> bool {
        self.of(loss).is_some()
    }

    /// The obligations that held something, as far as they may be seen; `None` where nothing is left that held it.
    fn of(&self, loss: &Loss) -> Option<Vec<Owed>> {
        let owed = loss.lost.held.owed.iter();
        let owed: Vec<Owed> = owed.filter(|of| self.may_see(of)).cloned().collect();
        (!owed.is_empty() || !loss.lost.held.holds.is_empty()).then_some(owed)
    }
}

/// The losses that somebody may see, as findings.
pub(crate) fn findings(home: &Home, watched: &Watched, by: &str) -> Vec<Value> {
    findings_of(home, (watched, &watched.losses), by)
}

fn findings_of(home: &Home, (watched, losses): (&Watched, &[Loss]), by: &str) -> Vec<Value> {
    if losses.is_empty() {
        return Vec::new();
    }
    let seen = Seen::by(home, by.to_owned());
    let zone = asking::zone(&home.settings.catalogue);
    let of = |loss: &Loss| Some(document(watched, loss, &seen.of(loss)?, &zone));
    losses.iter().filter_map(of).collect()
}

/// A loss as a finding: the same names as those of the detectors have, and what was held.
fn document(watched: &Watched, loss: &Loss, owed: &[Owed], zone: &TimeZone) -> Value {
    let time = |ms: i64| Millis(ms).to_string();
    let files = loss.files.iter();
    let files: Vec<(&u32, &super::File)> = files
        .filter_map(|number| Some((number, watched.files.get(number)?)))
        .collect();
    let first = files.iter().map(|(_, of)| of.first).min();
    let ends: Option<Vec<Millis>> = files.iter().map(|(_, of)| of.to).collect();
    let to = ends.and_then(|ends| ends.into_iter().max());
    let gone = loss.still_gone();
    let state = if gone == 0 { "withdrawn" } else { "open" };
    json!({
        "id": loss.id(),
        "detector": DETECTOR,
        "severity": "critical",
        "state": state,
        "withdrawn_because": (gone == 0).then_some("all of it is there again"),
        "found": loss.found.to_string(),
        "first": first.map(|of| of.to_string()),
        "last": to.map(|of| of.to_string()),
        "cluster": null,
        "person": null,
        "keys": [],
        "reads": null,
        "served": null,
        "people": null,
        "people_before": null,
        "counted": null,
        "within": null,
        "expected_at_most": null,
        "because": because(loss, owed, (first, to), gone, zone),
        "selection": null,
        "examples": [],
        "held": {
            "source": loss.source,
            "oldest_before": time(loss.lost.oldest_before),
            "oldest_now": loss.lost.oldest_now.map(time),
            "lost_from": first.map(|of| of.to_string()),
            "lost_to": to.map(|of| of.to_string()),
            "last_seen": time(loss.lost.last_seen),
            "holds": loss.lost.held.holds,
            "obligations": owed,
            "more_holds": loss.lost.held.more_holds,
            "more_obligations": more_owed(loss, owed),
            "files": files.len(),
            "still_gone": gone,
            "examples": files.iter().take(FILES_TOLD).map(|(number, of)| json!({
                "file": of.path.to_string_lossy(),
                "first": of.first.to_string(),
                "to": of.to.map(|to| to.to_string()),
                "gone": !loss.back.contains(number),
            })).collect::<Vec<_>>(),
        },
    })
}

/// Why, as a sentence that stands alone.
fn because(
    loss: &Loss,
    owed: &[Owed],
    (first, to): (Option<Millis>, Option<Millis>),
    gone: usize,
    zone: &TimeZone,
) -> String {
    let at = |at: Millis| shown(at, zone);
    let files = match loss.files.len() {
        1 => "a file".to_owned(),
        many if gone < many && gone > 0 => format!("{many} files, of which {gone} still are"),
        many => format!("{many} files"),
    };
    let verb = if loss.files.len() == 1 { "is" } else { "are" };
    let reach = match (first, to) {
        (Some(first), Some(to)) => format!("events from {} to {} at the latest", at(first), at(to)),
        (Some(first), None) => format!("events from {} on, nobody knows how far", at(first)),
        _ => "events".to_owned(),
    };
    let before = Millis(loss.lost.oldest_before);
    let oldest = match loss.lost.oldest_now.map(Millis) {
        None => "nothing of the source is available any more".to_owned(),
        Some(now) if now > before => format!(
            "the oldest event available was of {} and now is of {}",
            at(before),
            at(now)
        ),
        Some(_) => format!("the oldest event available still is of {}", at(before)),
    };
    format!(
        "held data of {} is being deleted: {files} with {reach} {verb} gone since the look of {}; {oldest}; held by {}",
        loss.source,
        at(Millis(loss.lost.last_seen)),
        held_by(loss, owed),
    )
}

/// How many obligations there were beside those that are named. Which incidents they are of is not known, so that only
/// who may see all that are named is told of them.
fn more_owed(loss: &Loss, owed: &[Owed]) -> usize {
    match owed.len() == loss.lost.held.owed.len() {
        true => loss.lost.held.more_owed,
        false => 0,
    }
}

/// What held it, in words.
fn held_by(loss: &Loss, owed: &[Owed]) -> String {
    let holds = loss.lost.held.holds.iter();
    let holds = holds.map(|number| format!("hold {number}"));
    let more = |number: usize, what: &str| (number > 0).then(|| format!("{number} more {what}"));
    let more_holds = more(loss.lost.held.more_holds, "holds");
    let obligations = owed
        .iter()
        .map(|of| format!("{} of incident {}", of.obligation, of.incident));
    let all = holds.chain(more_holds).chain(obligations);
    let all = all.chain(more(more_owed(loss, owed), "orders to preserve"));
    all.collect::<Vec<_>>().join(", ")
}

/// What is told of a held finding beside what is told of every finding.
pub(crate) fn lines(finding: &Value, zone: &TimeZone) -> Vec<String> {
    let held = &finding["held"];
    let at = |value: &Value| {
        let at = value.as_str().and_then(|text| Millis::parse(text).ok());
        at.map_or_else(|| "-".to_owned(), |at| shown(at, zone))
    };
    let mut lines = vec![
        format!("source     {}", held["source"].as_str().unwrap_or_default()),
        format!(
            "oldest     {} before, {} now",
            at(&held["oldest_before"]),
            at(&held["oldest_now"])
        ),
        format!(
            "lost       {} to {}",
            at(&held["lost_from"]),
            at(&held["lost_to"])
        ),
        format!("last seen  {}", at(&held["last_seen"])),
        format!(
            "files      {}, {} still gone",
            held["files"], held["still_gone"]
        ),
    ];
    for file in held["examples"].as_array().into_iter().flatten() {
        let gone = match file["gone"] == json!(true) {
            true => "GONE",
            false => "there again",
        };
        let name = file["file"].as_str().unwrap_or_default();
        lines.push(format!("  {}  {gone:<11} {name}", at(&file["first"])));
    }
    lines
}

/// Says what a look found, to whoever made it.
pub(crate) fn note_news(home: &Home, looked: &Looked) {
    for why in looked
        .unknown
        .values()
        .collect::<std::collections::BTreeSet<_>>()
    {
        note(&format!(
            "whether all that is watched is there cannot be said: {why}"
        ));
    }
    if looked.news == 0 {
        return;
    }
    match asking::asker(None) {
        Err(Failure { message, .. }) => note(&message),
        Ok(by) => {
            let first = looked.watched.losses.len() - looked.news;
            let new = looked.watched.losses.get(first..).unwrap_or_default();
            for finding in findings_of(home, (&looked.watched, new), &by) {
                note(&format!(
                    "HELD DATA: {}: see `nunchi finding show {}`",
                    finding["because"].as_str().unwrap_or_default(),
                    finding["id"].as_str().unwrap_or_default()
                ));
            }
        }
    }
}

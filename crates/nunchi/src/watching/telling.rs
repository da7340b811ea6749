//! How what was lost while it was held is told: as findings beside those of the detectors. An obligation of an incident
//! that somebody may not see is not told to them, nor is a loss that nothing else held.

use api::{Found, HeldFile, HeldLoss, IncidentNumber, Preserving, Time};
use event::Millis;
use jiff::tz::TimeZone;

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
pub(crate) fn findings(home: &Home, watched: &Watched, by: &str) -> Vec<Found> {
    findings_of(home, (watched, &watched.losses), by)
}

fn findings_of(home: &Home, (watched, losses): (&Watched, &[Loss]), by: &str) -> Vec<Found> {
    if losses.is_empty() {
        return Vec::new();
    }
    let seen = Seen::by(home, by.to_owned());
    let zone = asking::zone(&home.settings.catalogue);
    let of = |loss: &Loss| Some(document(watched, loss, &seen.of(loss)?, &zone));
    losses.iter().filter_map(of).collect()
}

/// A loss as a finding: what those of the detectors say of reads is not known of it, and what was held stands beside.
fn document(watched: &Watched, loss: &Loss, owed: &[Owed], zone: &TimeZone) -> Found {
    let files = loss.files.iter();
    let files: Vec<(&u32, &super::File)> = files
        .filter_map(|number| Some((number, watched.files.get(number)?)))
        .collect();
    let first = files.iter().map(|(_, of)| of.first).min();
    let ends: Option<Vec<Millis>> = files.iter().map(|(_, of)| of.to).collect();
    let to = ends.and_then(|ends| ends.into_iter().max());
    let gone = loss.still_gone();
    Found {
        because: because(loss, owed, (first, to), gone, zone),
        cluster: None,
        counted: None,
        detector: DETECTOR.to_owned(),
        examples: Vec::new(),
        expected_at_most: None,
        first: first.map(Time),
        found: Time(loss.found),
        held: Some(held(loss, owed, (&files, (first, to)), gone)),
        id: loss.id(),
        incidents: None,
        keys: Vec::new(),
        last: to.map(Time),
        people: None,
        people_before: None,
        person: None,
        reads: None,
        selection: None,
        served: None,
        severity: "critical".to_owned(),
        state: if gone == 0 { "withdrawn" } else { "open" }.to_owned(),
        story: None,
        together_with: Vec::new(),
        withdrawn_because: (gone == 0).then(|| "all of it is there again".to_owned()),
        within: None,
    }
}

/// Files of a loss by their numbers, and the times of what is lost.
type Reach<'a> = (
    &'a [(&'a u32, &'a super::File)],
    (Option<Millis>, Option<Millis>),
);

fn held(loss: &Loss, owed: &[Owed], (files, (first, to)): Reach<'_>, gone: usize) -> HeldLoss {
    let file = |(number, of): &(&u32, &super::File)| HeldFile {
        file: of.path.to_string_lossy().into_owned(),
        first: Time(of.first),
        gone: !loss.back.contains(number),
        to: of.to.map(Time),
    };
    let order = |of: &Owed| Preserving {
        incident: IncidentNumber::from(of.incident.to_string().as_str()),
        obligation: of.obligation.clone(),
    };
    HeldLoss {
        examples: files.iter().take(FILES_TOLD).map(file).collect(),
        files: files.len() as u64,
        holds: loss.lost.held.holds.clone(),
        last_seen: Time(Millis(loss.lost.last_seen)),
        lost_from: first.map(Time),
        lost_to: to.map(Time),
        more_holds: loss.lost.held.more_holds as u64,
        more_obligations: more_owed(loss, owed) as u64,
        obligations: owed.iter().map(order).collect(),
        oldest_before: Time(Millis(loss.lost.oldest_before)),
        oldest_now: loss.lost.oldest_now.map(|at| Time(Millis(at))),
        source: loss.source.clone(),
        still_gone: gone as u64,
    }
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
pub(crate) fn lines(held: &HeldLoss, zone: &TimeZone) -> Vec<String> {
    let at = |at: Option<Time>| at.map_or_else(|| "-".to_owned(), |at| shown(at.0, zone));
    let mut lines = vec![
        format!("source     {}", held.source),
        format!(
            "oldest     {} before, {} now",
            at(Some(held.oldest_before)),
            at(held.oldest_now)
        ),
        format!("lost       {} to {}", at(held.lost_from), at(held.lost_to)),
        format!("last seen  {}", at(Some(held.last_seen))),
        format!("files      {}, {} still gone", held.files, held.still_gone),
    ];
    for file in &held.examples {
        let gone = if file.gone { "GONE" } else { "there again" };
        lines.push(format!(
            "  {}  {gone:<11} {}",
            at(Some(file.first)),
            file.file
        ));
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
                    finding.because, finding.id
                ));
            }
        }
    }
}

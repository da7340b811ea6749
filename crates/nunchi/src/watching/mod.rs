//! Watching that what is held is not deleted: the files of every source are remembered with how far they reach, each
//! look says which of them are gone, and one that is gone while it is held is a finding.
//!
//! A look is made at the start of every `ingest`, before a hold is placed, before an incident is told to preserve, and
//! by `nunchi sources watch`. What it finds is an act of the ledger before it is told. What is pushed, such as standard
//! input, is no file and is not watched.

mod held;
mod here;
mod record;
pub(crate) mod telling;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use event::{Act, ActKind, Acts, Millis};
use ledger::{Ledger, Names, OWN_SOURCE};

pub(crate) use self::held::{check_systems, refuse_deletion, warn_of_unwatched};
pub(crate) use self::record::{File, Loss, Owed, Watched};
use self::{
    held::Grounds,
    here::{Finder, Where},
    record::{Body, FILES_MAX, Held, Lost, RUNS_MAX, Seen, runs},
};
use crate::{
    asking,
    failure::Failure,
    home::Home,
    ingest::{Input, Offered},
    printer::note,
};

/// What findings call this detector.
pub(crate) const DETECTOR: &str = "held_data_deleted";

const DAY_MS: i64 = 86_400_000;

/// What a look gave.
pub(crate) struct Looked {
    pub(crate) watched: Watched,
    /// Numbers of files of which it cannot be said whether they are there, and why.
    pub(crate) unknown: BTreeMap<u32, String>,
    /// How many of the losses are new.
    pub(crate) news: usize,
}

/// Looks for every file that was seen, among the files that are named and where it was. What changed is recorded.
pub(crate) fn look(home: &Home, ledger: &mut Ledger, offered: &[Input]) -> Result<Looked, Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let keys = home.act_keys()?.ok_or(ledger::OpenError::Key("book"))?;
    let controls = snapshot.controls_but_issuances(home.disk())?;
    let mut watched = Watched::of_acts(&controls, &keys)?;
    let mut finder = Finder::new(home.disk(), offered);
    let mut unknown = BTreeMap::new();
    let mut found: BTreeMap<String, Change> = BTreeMap::new();
    for (number, file) in &watched.files {
        let change = found.entry(file.source.clone()).or_default();
        match finder.find(file) {
            Where::Here(path) => change.is_here(*number, file, path),
            Where::Gone if !file.gone => change.gone.push(*number),
            Where::Gone => {}
            Where::Unknown(why) => drop(unknown.insert(*number, why)),
        }
    }
    let before = watched.losses.len();
    let mut writer = Writer::new(home, ledger);
    let anything_gone = found.values().any(|change| !change.gone.is_empty());
    let grounds = anything_gone.then(|| Grounds::of(home, &snapshot, &controls));
    for (source, change) in found {
        let gone = grounds
            .as_ref()
            .map(|grounds| grounds.judged(&watched, &change.gone, &mut unknown));
        writer.change(&mut watched, &source, &change, &gone.unwrap_or_default())?;
    }
    writer.end()?;
    let news = watched.losses.len() - before;
    Ok(Looked {
        watched,
        unknown,
        news,
    })
}

/// Looks before something else is done, and says what is new. That it cannot look is no reason not to do it.
pub(crate) fn look_before(home: &Home, ledger: &mut Ledger, offered: &[Input]) -> Option<Watched> {
    match look(home, ledger, offered) {
        Ok(looked) => {
            telling::note_news(home, &looked);
            Some(looked.watched)
        }
        Err(failure) => {
            note(&format!(
                "whether held data was deleted could not be looked at: {}",
                failure.message
            ));
            None
        }
    }
}

/// What is other than it was of the files of one source.
#[derive(Default)]
struct Change {
    moved: Vec<(u32, File)>,
    back: Vec<u32>,
    gone: Vec<u32>,
}

impl Change {
    fn is_here(&mut self, number: u32, file: &File, path: std::path::PathBuf) {
        if file.gone {
            self.back.push(number);
        }
        // Where it lies is remembered for its folder; rotation gives it another name every day, and that is no news.
        if path.parent() != file.path.parent() {
            let moved = File {
                path,
                ..file.clone()
            };
            self.moved.push((number, moved));
        }
    }
}

/// Remembers the files that a run went through, and how far they reach.
pub(crate) fn remember(
    home: &Home,
    ledger: &mut Ledger,
    watched: &mut Watched,
    offered: &[Offered],
) -> Result<(), Failure> {
    let known: BTreeMap<[u8; 32], u32> = watched
        .files
        .iter()
        .map(|(number, file)| (file.sha256, *number))
        .collect();
    let mut next = watched.next();
    let mut done = BTreeSet::new();
    let mut room = watched.room();
    let mut left_out = 0_usize;
    let mut seen: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for one in offered.iter().filter(|of| done.insert(of.id.sha256)) {
        let before = known.get(&one.id.sha256);
        let before = before.and_then(|number| Some((*number, watched.files.get(number)?)));
        let Some(file) = seen_of(home, one, before.map(|(_, file)| file)) else {
            continue;
        };
        let number = match before {
            Some((_, was)) if *was == file => continue,
            Some((number, _)) => number,
            None if room == 0 => {
                left_out += 1;
                continue;
            }
            None => {
                room -= 1;
                next = next.saturating_add(1);
                next - 1
            }
        };
        let of_source = seen.entry(file.source.clone()).or_default();
        of_source.push(Seen::of(number, &file));
    }
    if left_out > 0 {
        note(&format!(
            "{left_out} files are not watched: {FILES_MAX} are watched at the most"
        ));
    }
    let mut writer = Writer::new(home, ledger);
    for (source, seen) in seen {
        for body in Body::of_seen(&source, seen) {
            writer.record(watched, &body)?;
        }
    }
    writer.end()
}

/// A file as it is known after a run; `None` where no event of it can be dated.
fn seen_of(home: &Home, offered: &Offered, before: Option<&File>) -> Option<File> {
    let end_of_day = |last: Millis| Millis((last.0.div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS));
    let path = here::absolute(&offered.input.path);
    let (first, to) = match (before, offered.span) {
        (Some(file), None) => (file.first, file.to),
        (Some(file), Some((first, last))) => {
            let to = end_of_day(last);
            let to = match file.to {
                Some(before) => Some(before.max(to)),
                // How far it reached when it was read before it was watched is not known.
                None => Some(to).filter(|_| !offered.continued),
            };
            (file.first.min(first), to)
        }
        (None, Some((first, last))) if !offered.continued => (first, Some(end_of_day(last))),
        (None, _) => (here::first_event(home, &offered.input)?, None),
    };
    let kept = before.filter(|file| file.path.parent() == path.parent());
    Some(File {
        source: offered.input.source.clone(),
        sha256: offered.id.sha256,
        bytes: offered.id.prefix_bytes,
        path: kept.map_or(path, |file| file.path.clone()),
        first,
        to,
        gone: before.is_some_and(|file| file.gone),
    })
}

/// Records what a look found, under one signed head.
struct Writer<'h, 'l> {
    home: &'h Home,
    ledger: &'l mut Ledger,
    wrote: bool,
}

impl<'h, 'l> Writer<'h, 'l> {
    fn new(home: &'h Home, ledger: &'l mut Ledger) -> Writer<'h, 'l> {
        Writer {
            home,
            ledger,
            wrote: false,
        }
    }

    /// Records what changed of one source. `gone` are the files that are, by what held them.
    fn change(
        &mut self,
        watched: &mut Watched,
        source: &str,
        change: &Change,
        gone: &BTreeMap<Held, Vec<u32>>,
    ) -> Result<(), Failure> {
        // What is recorded now is no look that found things as they were.
        let last_seen = watched.looked.get(source).copied().unwrap_or_default();
        let moved = change.moved.iter();
        let moved = moved.map(|(number, file)| Seen::of(*number, file));
        for body in Body::of_seen(source, moved.collect()) {
            self.record(watched, &body)?;
        }
        for back in runs(&change.back).chunks(RUNS_MAX) {
            let body = Body {
                watch: source.to_owned(),
                back: back.to_vec(),
                ..Body::default()
            };
            self.record(watched, &body)?;
        }
        for (held, numbers) in gone {
            self.gone(watched, (source, last_seen), numbers, held)?;
        }
        Ok(())
    }

    /// Records that files are gone, and what was lost where something held them.
    fn gone(
        &mut self,
        watched: &mut Watched,
        (source, last_seen): (&str, Millis),
        numbers: &[u32],
        held: &Held,
    ) -> Result<(), Failure> {
        for part in runs(numbers).chunks(RUNS_MAX) {
            let mut body = Body {
                watch: source.to_owned(),
                gone: part.to_vec(),
                ..Body::default()
            };
            if held.is_held() {
                body.lost = Some(Lost {
                    oldest_before: watched.oldest(source).unwrap_or_default().0,
                    oldest_now: watched.oldest_without(source, part).map(|of| of.0),
                    last_seen: last_seen.0,
                    held: held.capped(),
                });
            }
            self.record(watched, &body)?;
        }
        Ok(())
    }

    fn record(&mut self, watched: &mut Watched, body: &Body) -> Result<(), Failure> {
        let time = Millis(self.home.clock().now_ms());
        let receipt = self.ledger.record(Act {
            time,
            kind: ActKind::Watch,
            by: OWN_SOURCE.to_owned(),
            body: body.to_bytes(&asking::salt(self.home)?)?,
        })?;
        watched.take(receipt.position, time, body);
        self.wrote = true;
        Ok(())
    }

    fn end(self) -> Result<(), Failure> {
        if self.wrote {
            self.ledger.close_block()?;
        }
        Ok(())
    }
}

//! What was seen of the files of sources, as acts of the ledger say it: which files there are, how far each reaches,
//! which of them are gone, and what was lost while it was held.
//!
//! The memory is nothing but the acts in their order, so that whoever deletes a log cannot delete that it was there.
//! Their bodies are sealed: a path may hold a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use event::{ActKind, Millis, limits::ACT_BODY_BYTES_MAX};
use incident::case::Number;
use ledger::{ActKeys, Control};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{acts, asking::SALT_BYTES, failure::Failure, home::Home, keys};

/// Runs of numbers of files in one act at the most, so that it fits the body of an act. Further ones stand in an act,
/// and a finding, of their own.
pub(super) const RUNS_MAX: usize = 100;

/// Holds, and obligations, that an act names at the most of what held a file, so that it fits its body. How many more
/// there were is said.
pub(super) const HELD_MAX: usize = 10;

/// Bytes of a path that is remembered at the most, as JSON writes it, so that a file fits the body of an act. A longer
/// one is not remembered, and its file is looked for among those that are named.
const PATH_BYTES_MAX: usize = 2048;

/// Files that are watched at the most, about 300 bytes of memory each. Beyond it those that are gone and were not held
/// are forgotten, and further ones are read and not watched, which is said.
pub(super) const FILES_MAX: usize = 100_000;

/// A file of a source that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// The source.
    pub(crate) source: String,
    /// SHA-256 of its first bytes, which is what a file is known by.
    pub(crate) sha256: [u8; 32],
    /// How many first bytes that covers.
    pub(crate) bytes: u64,
    /// Where it was found.
    pub(crate) path: PathBuf,
    /// The time of its first event.
    pub(crate) first: Millis,
    /// The end of the day of its last event, UTC, so that a file that grows is not news each time; `None` where nobody
    /// read it to its end while it was watched.
    pub(crate) to: Option<Millis>,
    /// Whether the last look did not find it.
    pub(crate) gone: bool,
}

/// An obligation to preserve.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Owed {
    /// The incident.
    pub(crate) incident: Number,
    /// Its obligation, such as `O1`.
    pub(crate) obligation: String,
}

/// What holds a file. The order of all is that of its fields, and what nothing holds stands first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Held {
    /// Holds in force, by number.
    pub(crate) holds: Vec<u32>,
    /// Obligations of open incidents.
    pub(crate) owed: Vec<Owed>,
    /// How many further holds there were than are named.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) more_holds: usize,
    /// How many further obligations there were than are named.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) more_owed: usize,
}

/// Whether a number of further things is none, which is not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_none(number: &usize) -> bool {
    *number == 0
}

impl Held {
    /// As many as an act names, and how many more there are.
    pub(super) fn capped(&self) -> Held {
        Held {
            holds: self.holds.iter().take(HELD_MAX).copied().collect(),
            owed: self.owed.iter().take(HELD_MAX).cloned().collect(),
            more_holds: self.holds.len().saturating_sub(HELD_MAX),
            more_owed: self.owed.len().saturating_sub(HELD_MAX),
        }
    }

    /// Whether anything does.
    pub(crate) fn is_held(&self) -> bool {
        !self.holds.is_empty() || !self.owed.is_empty()
    }
}

/// Files that were gone at one look and were held: a finding.
#[derive(Debug, Clone)]
pub(crate) struct Loss {
    /// Position of its act.
    pub(crate) position: u64,
    /// When it was found.
    pub(crate) found: Millis,
    /// The source.
    pub(crate) source: String,
    /// The numbers of the files.
    pub(crate) files: Vec<u32>,
    /// Those of them that were there again at a later look; one that goes once more is another loss.
    pub(crate) back: BTreeSet<u32>,
    /// What was said of it.
    pub(crate) lost: Lost,
}

impl Loss {
    /// How many of its files were never there again.
    pub(crate) fn still_gone(&self) -> usize {
        self.files.len().saturating_sub(self.back.len())
    }

    /// Its id: the first 8 bytes of SHA-256 over the detector and the position of the act, as hex.
    pub(crate) fn id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(super::DETECTOR);
        hash.update(self.position.to_le_bytes());
        let digest = hash.finalize();
        ledger::hex(digest.get(..8).unwrap_or_default())
    }
}

/// What an act says of files that are gone and were held. Times in milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lost {
    /// The oldest event that was available before.
    pub(crate) oldest_before: i64,
    /// The oldest that still is; `None` where nothing of the source is.
    pub(crate) oldest_now: Option<i64>,
    /// When a look last found things as they were before.
    pub(crate) last_seen: i64,
    /// What held them.
    pub(crate) held: Held,
}

/// The body of an act of kind watch. Names never change.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Body {
    /// The source.
    pub(super) watch: String,
    /// Files that are new, or of which something else is known than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) seen: Vec<Seen>,
    /// Runs of numbers of files that are gone: first and last of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) gone: Vec<(u32, u32)>,
    /// Runs of numbers of files that are there again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) back: Vec<(u32, u32)>,
    /// What was lost, where what is gone was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lost: Option<Lost>,
}

/// A file in an act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seen {
    n: u32,
    sha256: String,
    bytes: u64,
    path: String,
    first_ms: i64,
    to_ms: Option<i64>,
}

impl Seen {
    pub(super) fn of(number: u32, file: &File) -> Seen {
        // A path that is no text would not lead back to the file.
        let path = file.path.to_str().unwrap_or_default().to_owned();
        let written = serde_json::to_string(&path).map_or(usize::MAX, |text| text.len());
        Seen {
            n: number,
            sha256: ledger::hex(&file.sha256),
            bytes: file.bytes,
            path: match written <= PATH_BYTES_MAX {
                true => path,
                false => String::new(),
            },
            first_ms: file.first.0,
            to_ms: file.to.map(|to| to.0),
        }
    }

    fn file(&self, source: &str) -> Option<File> {
        Some(File {
            source: source.to_owned(),
            sha256: keys::unhex(&self.sha256)?,
            bytes: self.bytes,
            path: PathBuf::from(&self.path),
            first: Millis(self.first_ms),
            to: self.to_ms.map(Millis),
            gone: false,
        })
    }
}

impl Body {
    /// Acts that say which files of a source were seen: as many in each as fit.
    pub(super) fn of_seen(source: &str, seen: Vec<Seen>) -> Vec<Body> {
        let mut bodies: Vec<Body> = Vec::new();
        for one in seen {
            let fits = bodies.last_mut().filter(|body| {
                let more = serde_json::to_vec(&one).map_or(usize::MAX, |of| of.len());
                body.len().saturating_add(more) < ACT_BODY_BYTES_MAX
            });
            match fits {
                Some(body) => body.seen.push(one),
                None => bodies.push(Body {
                    watch: source.to_owned(),
                    seen: vec![one],
                    ..Body::default()
                }),
            }
        }
        bodies
    }

    fn len(&self) -> usize {
        let any = ledger::hex(&[0; SALT_BYTES]);
        self.to_bytes(&any).map_or(usize::MAX, |of| of.len())
    }

    /// Canonical JSON, with what nobody can guess: its keys stand in their order.
    pub(super) fn to_bytes(&self, salt: &str) -> Result<Vec<u8>, Failure> {
        let bytes = serde_json::to_value(self).and_then(|mut value| {
            value["salt"] = Value::from(salt);
            serde_json::to_vec(&value)
        });
        bytes.map_err(|e| {
            let message = format!("what was seen of {} has no JSON form: {e}", self.watch);
            Failure::new(event::ErrorClass::Internal, message)
        })
    }
}

/// Numbers as runs: first and last of each.
pub(super) fn runs(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

/// All that the acts say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watched {
    /// Files by number, from 1.
    pub(crate) files: BTreeMap<u32, File>,
    /// What was lost while it was held, the earliest first.
    pub(crate) losses: Vec<Loss>,
    /// When something was last recorded of a source.
    pub(crate) looked: BTreeMap<String, Millis>,
}

impl Watched {
    /// What the acts of a directory say; nothing without the book key.
    pub(crate) fn read(home: &Home, controls: &[Control]) -> Result<Watched, Failure> {
        match home.act_keys()? {
            Some(keys) => Watched::of_acts(controls, &keys),
            None => Ok(Watched::default()),
        }
    }

    pub(super) fn of_acts(controls: &[Control], keys: &ActKeys) -> Result<Watched, Failure> {
        let mut watched = Watched::default();
        for act in acts::opened(controls, keys, &[ActKind::Watch]) {
            let (control, body) = act?;
            watched.take(control.position, control.time, &body);
        }
        Ok(watched)
    }

    /// Takes the next act in.
    pub(super) fn take(&mut self, position: u64, time: Millis, body: &Body) {
        self.looked.insert(body.watch.clone(), time);
        for seen in &body.seen {
            if let Some(file) = seen.file(&body.watch) {
                self.files.insert(seen.n, file);
            }
        }
        if self.files.len() > FILES_MAX {
            self.forget();
        }
        let gone = self.set_gone(&body.gone, true);
        let back = self.set_gone(&body.back, false);
        for loss in &mut self.losses {
            let of_loss = back.iter().filter(|number| loss.files.contains(number));
            loss.back.extend(of_loss);
        }
        if let Some(lost) = &body.lost {
            self.losses.push(Loss {
                position,
                found: time,
                source: body.watch.clone(),
                files: gone,
                back: BTreeSet::new(),
                lost: lost.clone(),
            });
        }
    }

    /// Forgets what is gone and was not held, which is no business of anybody: a log that retention took gives its place
    /// back. The next number is never among them, for what was seen last is there.
    fn forget(&mut self) {
        let free = self.free();
        self.files.retain(|number, _| !free.contains(number));
    }

    /// Files that are gone and were not held when they went.
    fn free(&self) -> BTreeSet<u32> {
        let lost: BTreeSet<u32> = self.losses.iter().flat_map(|of| of.files.clone()).collect();
        let gone = self.files.iter().filter(|(_, file)| file.gone);
        let gone = gone.map(|(number, _)| *number);
        gone.filter(|number| !lost.contains(number)).collect()
    }

    /// How many further files may be watched.
    pub(super) fn room(&self) -> usize {
        let kept = self.files.len().saturating_sub(self.free().len());
        FILES_MAX.saturating_sub(kept)
    }

    fn set_gone(&mut self, runs: &[(u32, u32)], gone: bool) -> Vec<u32> {
        let mut set = Vec::new();
        for (first, last) in runs.iter().filter(|(first, last)| first <= last) {
            for (number, file) in self.files.range_mut(first..=last) {
                file.gone = gone;
                set.push(*number);
            }
        }
        set
    }

    /// The number of the next file.
    pub(super) fn next(&self) -> u32 {
        let last = self.files.last_key_value();
        last.map_or(1, |(number, _)| number.saturating_add(1))
    }

    /// The oldest event of a source that is available.
    pub(crate) fn oldest(&self, source: &str) -> Option<Millis> {
        self.oldest_without(source, &[])
    }

    /// The same, once some runs of files are gone.
    pub(super) fn oldest_without(&self, source: &str, gone: &[(u32, u32)]) -> Option<Millis> {
        let goes = |number: &u32| {
            gone.iter()
                .any(|(first, last)| (first..=last).contains(&number))
        };
        let of_source = self.files.iter().filter(|(_, of)| of.source == source);
        let here = of_source.filter(|(number, of)| !of.gone && !goes(number));
        here.map(|(_, of)| of.first).min()
    }
}

//! Who could have held the keys and credentials of an incident, from when to when, and who of them left: as the
//! sources of identities and issuances tell it. People stand by id; a copy that nobody told of stands nowhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use api::{Time, incidents::groups};
use event::{Change, Millis};
use exposure::{Ground, PseudoId, Seen, selection::IssuedWord};
use jiff::tz::TimeZone;
use ledger::{ControlKind, SubjectId};

use super::showing::shown;
use crate::{failure::Failure, home::Home, printer::grouped, render::Grid};

/// What the reads of an incident presented.
#[derive(Default)]
pub(super) struct Held {
    keys: BTreeMap<u32, Presented>,
    /// Credentials that were issued.
    issued: HashMap<u64, Presented>,
    /// Credentials that were not, or of which nothing can be said.
    not_issued: HashSet<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Presented {
    reads: u64,
    span: Option<(Millis, Millis)>,
}

impl Presented {
    fn unite(&mut self, other: Presented) {
        self.reads += other.reads;
        let spans = self.span.into_iter().chain(other.span);
        self.span = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    }
}

impl Held {
    pub(super) fn take(&mut self, seen: &Seen) {
        let one = Presented {
            reads: 1,
            span: Some((seen.time, seen.time)),
        };
        if let Some(key) = seen.read.key {
            self.keys.entry(key).or_default().unite(one);
        }
        match (seen.read.credential, seen.read.issued) {
            (Some(of), Ok(IssuedWord::Yes | IssuedWord::Expired)) => {
                self.issued.entry(of).or_default().unite(one);
            }
            (Some(of), _) => drop(self.not_issued.insert(of)),
            (None, _) => {}
        }
    }

    pub(super) fn unite(&mut self, other: Held) {
        for (key, more) in other.keys {
            self.keys.entry(key).or_default().unite(more);
        }
        for (of, more) in other.issued {
            self.issued.entry(of).or_default().unite(more);
        }
        self.not_issued.extend(other.not_issued);
    }
}

/// The list.
pub(super) struct Custody {
    keys: Vec<KeyHeld>,
    credentials: Vec<CredentialHeld>,
    not_issued: u64,
}

struct KeyHeld {
    key: Option<String>,
    presented: Presented,
    holders: Vec<Holder>,
}

/// Somebody who could have held a key.
struct Holder {
    who: SubjectId,
    from: Millis,
    /// When it was taken back.
    to: Option<Millis>,
    /// When that person left, and did not come again.
    left: Option<Millis>,
}

struct CredentialHeld {
    id: u64,
    presented: Presented,
    holder: Option<SubjectId>,
    from: Option<Millis>,
    to: Option<Millis>,
    left: Option<Millis>,
}

/// The list of what was presented.
pub(super) fn of(home: &Home, ground: &Ground<'_>, held: &Held) -> Result<Custody, Failure> {
    let changes = changes(ground);
    let left = left(&changes);
    let key = |(code, presented): (&u32, &Presented)| KeyHeld {
        key: ground.snapshot.text(*code).map(str::to_owned),
        presented: *presented,
        holders: holders(&changes, *code, &left),
    };
    Ok(Custody {
        keys: held.keys.iter().map(key).collect(),
        credentials: match held.issued.is_empty() {
            true => Vec::new(),
            false => credentials(home, ground, held, &left)?,
        },
        not_issued: held.not_issued.len() as u64,
    })
}

type Changed = (Millis, Change, SubjectId, Option<u32>);

/// Every change of an identity, in the order of time.
fn changes(ground: &Ground<'_>) -> Vec<Changed> {
    let identity = ground
        .controls
        .iter()
        .filter(|of| of.kind == ControlKind::Identity);
    let mut changes: Vec<Changed> = identity
        .filter_map(|of| {
            let who = of.subject.and_then(SubjectId::from_u64)?;
            Some((of.time, Change::from_code(of.code)?, who, of.key))
        })
        .collect();
    // Who gives a key back and leaves in one moment gave it back first.
    changes.sort_by_key(|(time, change, who, key)| (*time, *change == Change::Left, *who, *key));
    changes
}

/// When those left who did not come again.
fn left(changes: &[Changed]) -> HashMap<SubjectId, Millis> {
    let mut left = HashMap::new();
    for (time, change, who, _) in changes {
        match change {
            Change::Left => drop(left.insert(*who, *time)),
            Change::Joined => drop(left.remove(who)),
            _ => {}
        }
    }
    left
}

fn holders(changes: &[Changed], key: u32, left: &HashMap<SubjectId, Millis>) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    let of_key = changes.iter().filter(|(.., of)| *of == Some(key));
    for (time, change, who, _) in of_key {
        let open = holders
            .iter_mut()
            .find(|of| of.who == *who && of.to.is_none());
        match (change, open) {
            (Change::KeyGranted, None) => holders.push(Holder {
                who: *who,
                from: *time,
                to: None,
                left: left.get(who).copied(),
            }),
            (Change::KeyRevoked, Some(holder)) => holder.to = Some(*time),
            _ => {}
        }
    }
    holders
}

fn credentials(
    home: &Home,
    ground: &Ground<'_>,
    held: &Held,
    left: &HashMap<SubjectId, Millis>,
) -> Result<Vec<CredentialHeld>, Failure> {
    let controls = ground.snapshot.controls(home.disk())?;
    let issuances = controls
        .iter()
        .filter(|of| of.kind == ControlKind::Issuance);
    let mut all: Vec<CredentialHeld> = issuances
        .filter_map(|of| {
            let id = of.credential?;
            let holder = of.subject.and_then(SubjectId::from_u64);
            Some(CredentialHeld {
                id,
                presented: *held.issued.get(&id)?,
                holder,
                from: of.from.or(Some(of.time)),
                to: of.to,
                left: holder.and_then(|who| left.get(&who).copied()),
            })
        })
        .collect();
    all.sort_by_key(|of| (std::cmp::Reverse(of.presented.reads), of.id, of.from));
    Ok(all)
}

fn id(who: SubjectId) -> String {
    PseudoId::Subject(who).to_string()
}

fn used(of: Presented) -> Option<groups::Used> {
    of.span.map(|(first, last)| groups::Used {
        first: Time(first),
        last: Time(last),
    })
}

fn key_document(of: &KeyHeld) -> groups::Key {
    let holder = |of: &Holder| groups::Holder {
        from: Time(of.from),
        holder: id(of.who),
        left: of.left.map(Time),
        taken_back: of.to.map(Time),
    };
    groups::Key {
        holders: of.holders.iter().map(holder).collect(),
        key: of.key.clone(),
        reads: of.presented.reads,
        used: used(of.presented),
    }
}

fn credential_document(of: &CredentialHeld) -> groups::Credential {
    groups::Credential {
        credential: PseudoId::Credential(of.id).to_string(),
        from: of.from.map(Time),
        holder: of.holder.map(id),
        left: of.left.map(Time),
        reads: of.presented.reads,
        until: of.to.map(Time),
        used: used(of.presented),
    }
}

impl Custody {
    pub(super) fn document(&self, top: usize) -> groups::Custody {
        let credentials = self.credentials.iter().take(top);
        groups::Custody {
            credential_count: self.credentials.len() as u64,
            credentials: credentials.map(credential_document).collect(),
            credentials_not_issued: self.not_issued,
            keys: self.keys.iter().map(key_document).collect(),
        }
    }

    pub(super) fn table(&self, zone: &TimeZone, top: usize) -> Vec<String> {
        let at = |at: Option<Millis>| at.map_or("-".to_owned(), |at| shown(at, zone));
        let mut lines = vec!["CUSTODY: who could have held what the reads presented".to_owned()];
        for of in &self.keys {
            let key = of.key.as_deref().unwrap_or("-");
            let (first, last) = of.presented.span.unzip();
            let reads = grouped(of.presented.reads);
            let (first, last) = (at(first), at(last));
            lines.push(format!("key {key}: {reads} reads, {first} to {last}"));
            if of.holders.is_empty() {
                lines.push("  no source tells who was granted it".to_owned());
                continue;
            }
            let mut grid = Grid::new(&["", "holder", "from", "taken back", "left"]);
            for holder in &of.holders {
                let (from, to) = (at(Some(holder.from)), at(holder.to));
                grid.row(&[String::new(), id(holder.who), from, to, at(holder.left)]);
            }
            lines.extend(grid.lines());
        }
        if self.not_issued > 0 {
            lines.push(format!(
                "{} credentials of which no issuance is known: by the record nobody held them",
                grouped(self.not_issued)
            ));
        }
        if self.credentials.is_empty() {
            return lines;
        }
        let mut grid = Grid::new(&["credential", "holder", ">reads", "from", "until", "left"]);
        for of in self.credentials.iter().take(top) {
            grid.row(&[
                PseudoId::Credential(of.id).to_string(),
                of.holder.map_or("-".to_owned(), id),
                grouped(of.presented.reads),
                at(of.from),
                at(of.to),
                at(of.left),
            ]);
        }
        lines.extend(grid.lines());
        if self.credentials.len() > top {
            let more = grouped((self.credentials.len() - top) as u64);
            lines.push(format!("and {more} more; --top says how many"));
        }
        lines
    }
}

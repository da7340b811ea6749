//! Public acts: texts beside the tree, each the one whose digest an act put into the ledger. They
//! explain what retention deleted, and must themselves have been allowed: no file that a hold covers,
//! no hold released without two of those who may approve.

use std::collections::{BTreeMap, BTreeSet};

use event::{ActKind, Millis};
use proof::{Verifier, open_note};
use sha2::{Digest, Sha256};

use crate::{
    adopted::Origins,
    inspection::Inspection,
    keys::change,
    limits::TEXT_BYTES_MAX,
    report::Place,
    text::{hex, unhex, word, words},
};

/// Acts of the ledger that have a text: position → code and digest.
pub(crate) type Recorded = BTreeMap<u64, (u8, [u8; 32])>;

/// Whether acts of this code stand in the clear beside the tree.
pub(crate) fn is_public(code: u8) -> bool {
    let kind = ActKind::from_code(code);
    kind.is_some_and(|kind| {
        matches!(
            kind,
            ActKind::Hold
                | ActKind::Release
                | ActKind::Retain
                | ActKind::Erase
                | ActKind::Adopt
                | ActKind::Approvers
                | ActKind::Renew
                | ActKind::Key
        )
    })
}

/// One text, as far as the check needs it.
#[derive(Debug)]
pub(crate) struct PublicAct {
    pub(crate) path: String,
    pub(crate) number: u32,
    pub(crate) kind: ActKind,
    pub(crate) position: u64,
    pub(crate) digest: [u8; 32],
    /// SHA-256 of the text.
    sha256: [u8; 32],
    pub(crate) lines: Vec<String>,
}

/// A file that retention says it deleted.
#[derive(Debug, Clone)]
pub(crate) struct Absent {
    pub(crate) act: u32,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    times: (Millis, Millis),
}

/// A file that is not here, and which act is said to explain it.
#[derive(Debug)]
pub(crate) struct Explained {
    pub(crate) path: String,
    pub(crate) act: u32,
    /// Class of its rows.
    pub(crate) class: String,
    pub(crate) absent: Absent,
}

/// Reads the texts there are, in their order.
pub(crate) fn read_acts(scene: &mut Inspection<'_>) -> Vec<PublicAct> {
    let mut acts: Vec<PublicAct> = Vec::new();
    let mut number = 0;
    for entry in scene.list("tree/acts") {
        let path = format!("tree/acts/{}", entry.name);
        if entry.name.ends_with(".new") {
            continue;
        }
        number += 1;
        if path != format!("tree/acts/{number:06}.txt") {
            let message = format!("the public act of number {number} should stand here");
            scene.broken(&path, Place::Whole, message);
            continue;
        }
        let Some(bytes) = scene.need(&path, TEXT_BYTES_MAX) else {
            continue;
        };
        match parse(&path, number, &bytes) {
            Some(act) => acts.push(act),
            None => scene.broken(&path, Place::Whole, "it is no public act of version 1"),
        }
    }
    acts
}

fn parse(path: &str, number: u32, bytes: &[u8]) -> Option<PublicAct> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.strip_suffix("\nend\n")?.split('\n');
    if lines.next() != Some("nunchi act 1") {
        return None;
    }
    let said: u32 = word(lines.next(), "number")?.parse().ok()?;
    let kind = ActKind::from_word(word(lines.next(), "kind")?)?;
    let position = word(lines.next(), "position")?.parse().ok()?;
    Millis::parse(word(lines.next(), "time")?).ok()?;
    word(lines.next(), "reason")?;
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    let body = format!("{{\"act\":{number},\"sha256\":\"{}\"}}", hex(&sha256));
    let known = said == number && is_public(kind.code());
    known.then(|| PublicAct {
        path: path.to_owned(),
        number,
        kind,
        position,
        digest: Sha256::digest(body.as_bytes()).into(),
        sha256,
        lines: lines.map(str::to_owned).collect(),
    })
}

/// What retention says it deleted, by epoch and name.
pub(crate) fn absences(
    scene: &mut Inspection<'_>,
    acts: &[PublicAct],
) -> BTreeMap<(u32, String), Absent> {
    let mut all = BTreeMap::new();
    for act in acts.iter().filter(|act| act.kind == ActKind::Retain) {
        for line in &act.lines {
            if !line.starts_with("file ") {
                continue;
            }
            let Some((file, absent)) = absence(act.number, line) else {
                scene.broken(&act.path, Place::Whole, "a line of a file does not parse");
                continue;
            };
            if all.insert(file, absent).is_some() {
                let message = "it deletes a file that an act before it deleted";
                scene.broken(&act.path, Place::Whole, message);
            }
        }
    }
    all
}

fn absence(act: u32, line: &str) -> Option<((u32, String), Absent)> {
    let [epoch, name, bytes, rows, first, last] = words(Some(line), "file")?;
    let absent = Absent {
        act,
        bytes: bytes.parse().ok()?,
        rows: rows.parse().ok()?,
        times: (Millis::parse(first).ok()?, Millis::parse(last).ok()?),
    };
    Some(((epoch.parse().ok()?, name.to_owned()), absent))
}

/// What a hold covers.
struct Span {
    classes: Option<Vec<String>>,
    times: (Millis, Millis),
}

impl Span {
    fn parse(lines: &[String]) -> Option<Span> {
        let [classes, span] = lines else { return None };
        let [from, to] = words(Some(span), "span")?;
        let bound = |text: &str, open| match text {
            "-" => Some(open),
            text => Millis::parse(text).ok(),
        };
        Some(Span {
            classes: match word(Some(classes), "classes")? {
                "*" => None,
                some => Some(some.split(',').map(str::to_owned).collect()),
            },
            times: (bound(from, Millis::MIN)?, bound(to, Millis::MAX)?),
        })
    }

    fn covers(&self, class: &str, (first, last): (Millis, Millis)) -> bool {
        let of_class = self
            .classes
            .as_ref()
            .is_none_or(|classes| classes.iter().any(|of| of == class));
        of_class && first <= self.times.1 && last >= self.times.0
    }
}

/// What the acts before one add up to.
#[derive(Default)]
struct Standing {
    /// The key that the last change named.
    key: Option<Verifier>,
    approvers: Vec<String>,
    /// Number of the act and its digest → what it covers.
    holds: BTreeMap<u32, ([u8; 32], Span)>,
}

/// Holds every text against the ledger, and every deed against the acts before it. `recorded` are the
/// acts of these kinds that the ledger has. Gives a sentence for each act that explains an absence.
pub(crate) fn check_acts(
    scene: &mut Inspection<'_>,
    origins: &Origins,
    acts: &[PublicAct],
    recorded: &Recorded,
    explained: &[Explained],
) -> Vec<String> {
    let mut standing = Standing::default();
    let mut proven = BTreeSet::new();
    for act in acts {
        let code = act.kind.code();
        if recorded.get(&act.position) != Some(&(code, act.digest)) {
            if recorded.contains_key(&act.position) {
                let message = format!(
                    "it is not the text that the act at position {} names: it was changed",
                    act.position
                );
                scene.broken(&act.path, Place::Whole, message);
            } else if act.number as usize == acts.len() {
                let message = "no act brought this text: a crash came before it, and the next public act writes it anew";
                scene.warn(&act.path, Place::Whole, message);
            } else {
                let message = format!("the ledger has no such act at position {}", act.position);
                scene.broken(&act.path, Place::Whole, message);
            }
            continue;
        }
        proven.insert(act.number);
        check_deed(
            scene,
            origins.at(act.position),
            act,
            &mut standing,
            explained,
        );
    }
    let positions: BTreeSet<u64> = acts.iter().map(|act| act.position).collect();
    for (position, _) in recorded.iter().filter(|(at, _)| !positions.contains(at)) {
        let message = format!("the text of the act at position {position} is missing");
        scene.broken("tree/acts", Place::Whole, message);
    }
    for file in explained.iter().filter(|file| !proven.contains(&file.act)) {
        scene.broken(&file.path, Place::Whole, "it is missing");
    }
    tell(&proven, explained)
}

/// One sentence for each act that explains an absence.
fn tell(proven: &BTreeSet<u32>, explained: &[Explained]) -> Vec<String> {
    let mut by_act: BTreeMap<u32, Vec<&Explained>> = BTreeMap::new();
    for file in explained.iter().filter(|file| proven.contains(&file.act)) {
        by_act.entry(file.act).or_default().push(file);
    }
    let sentence = |(act, files): (u32, Vec<&Explained>)| {
        let rows: u64 = files.iter().map(|file| file.absent.rows).sum();
        let first = files.iter().map(|file| file.absent.times.0).min();
        let last = files.iter().map(|file| file.absent.times.1).max();
        let span = first.zip(last).map_or_else(String::new, |(first, last)| {
            format!(", of events between {first} and {last}")
        });
        format!(
            "act {act} of retention deleted {} files with {rows} rows{span}",
            files.len()
        )
    };
    by_act.into_iter().map(sentence).collect()
}

fn check_deed(
    scene: &mut Inspection<'_>,
    origin: &str,
    act: &PublicAct,
    standing: &mut Standing,
    explained: &[Explained],
) {
    match act.kind {
        ActKind::Hold => match Span::parse(&act.lines) {
            Some(span) => {
                standing.holds.insert(act.number, (act.sha256, span));
            }
            None => scene.broken(&act.path, Place::Whole, "what it holds does not parse"),
        },
        ActKind::Approvers => check_approvers(scene, origin, act, standing),
        ActKind::Release => check_release(scene, origin, act, standing),
        ActKind::Retain => check_retain(scene, act, standing, explained),
        ActKind::Key => check_key(scene, origin, act, standing),
        ActKind::Renew if !names_book_key(&act.lines) => {
            scene.broken(&act.path, Place::Whole, "it names no book key");
        }
        _ => {}
    }
}

/// Whether these lines are those of a renewal: the id of the book key that follows, 16 bytes as hex.
fn names_book_key(lines: &[String]) -> bool {
    let [line] = lines else {
        return false;
    };
    word(Some(line), "key").and_then(unhex::<16>).is_some()
}

/// A key gives way to another only with the signatures of both, and each act goes on from the last.
fn check_key(scene: &mut Inspection<'_>, origin: &str, act: &PublicAct, standing: &mut Standing) {
    let change = change(act).filter(|change| {
        // A key of an origin before signs no more.
        let last = standing.key.as_ref().filter(|last| last.name() == origin);
        change.old.name() == origin && last.is_none_or(|last| *last == change.old)
    });
    match change {
        Some(change) => standing.key = Some(change.new),
        None => {
            let message = "it changes the signing key without the signatures of both, or not the one that signed";
            scene.broken(&act.path, Place::Whole, message);
        }
    }
}

fn check_approvers(
    scene: &mut Inspection<'_>,
    origin: &str,
    act: &PublicAct,
    standing: &mut Standing,
) {
    let of = |line: &String| line.strip_prefix("approver ").map(str::to_owned);
    let keys: Vec<String> = act.lines.iter().filter_map(of).collect();
    let mut statement = format!("nunchi approvers 1\norigin {origin}\nact {}\n", act.number);
    keys.iter()
        .for_each(|key| statement.push_str(&format!("approver {key}\n")));
    if !standing.approvers.is_empty() && approved(standing, act, &statement) < 2 {
        let message = "it names other approvers without the signatures of two who were";
        scene.broken(&act.path, Place::Whole, message);
        return;
    }
    standing.approvers = keys;
}

fn check_release(
    scene: &mut Inspection<'_>,
    origin: &str,
    act: &PublicAct,
    standing: &mut Standing,
) {
    let hold = act
        .lines
        .first()
        .and_then(|line| word(Some(line), "hold")?.parse::<u32>().ok());
    let reason = act
        .lines
        .get(1)
        .and_then(|line| unhex::<32>(word(Some(line), "reason-sha256")?));
    let known = hold.and_then(|hold| Some((hold, standing.holds.get(&hold)?.0)));
    let (Some((hold, sha256)), Some(reason)) = (known, reason) else {
        let message = "it releases a hold that was not in force, or gives no reason";
        scene.broken(&act.path, Place::Whole, message);
        return;
    };
    let statement = format!(
        "nunchi release 1\norigin {origin}\nhold {hold}\nsha256 {}\nreason-sha256 {}\n",
        hex(&sha256),
        hex(&reason)
    );
    if approved(standing, act, &statement) < 2 {
        let message = format!(
            "it releases hold {hold} without the signatures of two who may approve: the hold is still in force"
        );
        scene.broken(&act.path, Place::Whole, message);
        return;
    }
    standing.holds.remove(&hold);
}

/// How many different approvers signed a statement.
fn approved(standing: &Standing, act: &PublicAct, statement: &str) -> usize {
    let notes: Vec<String> = act
        .lines
        .iter()
        .filter_map(|line| {
            let [name, signature] = words(Some(line), "approval")?;
            Some(format!("{statement}\n\u{2014} {name} {signature}\n"))
        })
        .collect();
    let signed = |key: &&String| {
        Verifier::parse(key).is_ok_and(|key| {
            let known = std::slice::from_ref(&key);
            notes.iter().any(|note| open_note(note, known).is_ok())
        })
    };
    let keys: BTreeSet<&String> = standing.approvers.iter().filter(signed).collect();
    keys.len()
}

fn check_retain(
    scene: &mut Inspection<'_>,
    act: &PublicAct,
    standing: &Standing,
    explained: &[Explained],
) {
    let rules: BTreeMap<&str, Millis> = act
        .lines
        .iter()
        .filter_map(|line| {
            let [class, before] = words(Some(line), "rule")?;
            Some((class, Millis::parse(before).ok()?))
        })
        .collect();
    for file in explained.iter().filter(|file| file.act == act.number) {
        let times = file.absent.times;
        let holding = standing
            .holds
            .iter()
            .find(|(_, (_, span))| span.covers(&file.class, times));
        if let Some((hold, _)) = holding {
            let message = format!("act {} deleted it while hold {hold} covered it", act.number);
            scene.broken(&file.path, Place::Whole, message);
        }
        if rules
            .get(file.class.as_str())
            .is_none_or(|before| times.1 >= *before)
        {
            let message = format!("act {} deleted it before its rule allows", act.number);
            scene.broken(&file.path, Place::Whole, message);
        }
    }
}

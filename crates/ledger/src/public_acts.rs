//! Public acts: acts whose text stands in the clear beside the tree, because whoever checks a
//! directory without a key must know what they allowed: which files retention deleted, what a hold
//! covers, who may release it, which key signs.
//!
//! `tree/acts/NNNNNN.txt` is written first; then an act of the same kind enters the log, with the body
//! `{"act":N,"sha256":"…"}` over that text; then the deed is done. Words that people typed are sealed.

use std::path::{Path, PathBuf};

use event::{ActKind, Millis};
use proof::Hash;
use sha2::{Digest, Sha256};

use crate::{
    crypt::BookKeyId,
    manifest::{hex, unhex},
    reads::SubjectId,
    tree::tree_dir,
};

/// One public act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAct {
    /// Number, from 1, through all kinds.
    pub number: u32,
    /// Position of its act in the log.
    pub position: u64,
    /// Wall clock.
    pub time: Millis,
    /// Why, sealed with its salt; empty when nobody said why.
    pub reason: Vec<u8>,
    /// What was done.
    pub deed: Deed,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Who may approve together: verifier keys, two at least.
    Approvers {
        /// Verifier keys, `NAME+ID+KEY`.
        keys: Vec<String>,
        /// Signatures of two who were approvers before; none for the first list.
        approvals: Vec<Approval>,
    },
    /// Deletion is forbidden.
    Hold(Span),
    /// A hold was ended.
    Release {
        /// Number of the act that placed it.
        hold: u32,
        /// SHA-256 of the reason, which the approvers signed.
        reason: [u8; 32],
        /// Signatures of two approvers.
        approvals: Vec<Approval>,
    },
    /// Files were deleted by age.
    Retain {
        /// The time from which age was counted.
        reckoned: Millis,
        /// Class, and the time before which its events may go.
        rules: Vec<(String, Millis)>,
        /// Files.
        files: Vec<DeletedFile>,
    },
    /// A person was erased from the book, or will be once no hold is in force.
    Erase(SubjectId),
    /// The book is sealed anew under another key, now or once no hold is in force.
    Renew {
        /// Public id of that key: [`BookKeyId::of`].
        key: BookKeyId,
    },
    /// The signing key changed.
    Key {
        /// Verifier key before.
        old: String,
        /// Verifier key after.
        new: String,
        /// Signatures by both.
        approvals: Vec<Approval>,
    },
    /// A restored directory went on under another origin.
    Adopt {
        /// The origin before.
        origin: String,
        /// The head that was found.
        size: u64,
        /// Its root.
        root: Hash,
    },
}

/// What a hold covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Retention classes; none means all.
    pub classes: Vec<String>,
    /// First event time covered; the smallest there is for all.
    pub from: Millis,
    /// Last event time covered.
    pub to: Millis,
}

/// One signature line of a signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Name of the key.
    pub name: String,
    /// Key id and signature, base64, as a note has them.
    pub signature: String,
}

/// One file that retention deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeletedFile {
    /// Epoch.
    pub epoch: u32,
    /// Name in the folder of the epoch.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Earliest and latest event time of its rows.
    pub times: (Millis, Millis),
}

impl Span {
    /// Whether rows of a class between two times are covered.
    #[must_use]
    pub fn covers(&self, class: &str, (first, last): (Millis, Millis)) -> bool {
        (self.classes.is_empty() || self.classes.iter().any(|of| of == class))
            && first <= self.to
            && last >= self.from
    }
}

impl DeletedFile {
    /// The retention class of the file.
    #[must_use]
    pub fn class(&self) -> &str {
        self.name
            .strip_suffix(".parquet")
            .map_or(self.name.as_str(), |stem| {
                stem.rsplit_once('-').map_or(stem, |(class, _)| class)
            })
    }
}

impl Deed {
    /// The kind of act that it is.
    #[must_use]
    pub fn kind(&self) -> ActKind {
        match self {
            Deed::Approvers { .. } => ActKind::Approvers,
            Deed::Hold(_) => ActKind::Hold,
            Deed::Release { .. } => ActKind::Release,
            Deed::Retain { .. } => ActKind::Retain,
            Deed::Erase(_) => ActKind::Erase,
            Deed::Renew { .. } => ActKind::Renew,
            Deed::Key { .. } => ActKind::Key,
            Deed::Adopt { .. } => ActKind::Adopt,
        }
    }

    fn lines(&self, out: &mut Vec<String>) {
        match self {
            Deed::Approvers { keys, approvals } => {
                out.extend(keys.iter().map(|key| format!("approver {key}")));
                out.extend(approvals.iter().map(Approval::line));
            }
            Deed::Hold(span) => {
                let classes = match span.classes.as_slice() {
                    [] => "*".to_owned(),
                    some => some.join(","),
                };
                out.push(format!("classes {classes}"));
                out.push(format!("span {} {}", bound(span.from), bound(span.to)));
            }
            Deed::Release {
                hold,
                reason,
                approvals,
            } => {
                out.push(format!("hold {hold}"));
                out.push(format!("reason-sha256 {}", hex(reason)));
                out.extend(approvals.iter().map(Approval::line));
            }
            Deed::Retain {
                reckoned,
                rules,
                files,
            } => {
                out.push(format!("reckoned {reckoned}"));
                out.extend(
                    rules
                        .iter()
                        .map(|(class, before)| format!("rule {class} {before}")),
                );
                out.extend(files.iter().map(DeletedFile::line));
            }
            Deed::Erase(subject) => out.push(format!("subject {} {}", subject.shard, subject.id)),
            Deed::Renew { key } => out.push(format!("key {key}")),
            Deed::Key {
                old,
                new,
                approvals,
            } => {
                out.push(format!("old {old}"));
                out.push(format!("new {new}"));
                out.extend(approvals.iter().map(Approval::line));
            }
            Deed::Adopt { origin, size, root } => {
                out.push(format!("adopts {origin} {size} {root}"))
            }
        }
    }

    fn parse(kind: ActKind, lines: &[&str]) -> Option<Deed> {
        let approvals = |lines: &[&str]| -> Option<Vec<Approval>> {
            lines.iter().map(|line| Approval::parse(line)).collect()
        };
        Some(match (kind, lines) {
            (ActKind::Approvers, lines) => {
                let names = lines
                    .iter()
                    .map_while(|line| line.strip_prefix("approver "));
                let keys: Vec<String> = names.map(str::to_owned).collect();
                let approvals = approvals(lines.get(keys.len()..)?)?;
                Deed::Approvers { keys, approvals }
            }
            (ActKind::Hold, [classes, span]) => {
                let classes = match classes.strip_prefix("classes ")? {
                    "*" => Vec::new(),
                    some => some.split(',').map(str::to_owned).collect(),
                };
                let (from, to) = span.strip_prefix("span ")?.split_once(' ')?;
                Deed::Hold(Span {
                    classes,
                    from: unbound(from, Millis::MIN)?,
                    to: unbound(to, Millis::MAX)?,
                })
            }
            (ActKind::Release, [hold, reason, rest @ ..]) => Deed::Release {
                hold: hold.strip_prefix("hold ")?.parse().ok()?,
                reason: unhex(reason.strip_prefix("reason-sha256 ")?)?,
                approvals: approvals(rest)?,
            },
            (ActKind::Retain, [reckoned, rest @ ..]) => {
                let rules: Vec<(String, Millis)> =
                    rest.iter().map_while(|line| rule(line)).collect();
                let files = rest.get(rules.len()..)?;
                Deed::Retain {
                    reckoned: Millis::parse(reckoned.strip_prefix("reckoned ")?).ok()?,
                    files: files
                        .iter()
                        .map(|line| DeletedFile::parse(line))
                        .collect::<Option<_>>()?,
                    rules,
                }
            }
            (ActKind::Erase, [subject]) => {
                let (shard, id) = subject.strip_prefix("subject ")?.split_once(' ')?;
                Deed::Erase(SubjectId {
                    shard: shard.parse().ok()?,
                    id: id.parse().ok()?,
                })
            }
            (ActKind::Renew, [key]) => Deed::Renew {
                key: BookKeyId::parse(key.strip_prefix("key ")?)?,
            },
            (ActKind::Key, [old, new, rest @ ..]) => Deed::Key {
                old: old.strip_prefix("old ")?.to_owned(),
                new: new.strip_prefix("new ")?.to_owned(),
                approvals: approvals(rest)?,
            },
            (ActKind::Adopt, [adopts]) => {
                let mut words = adopts.strip_prefix("adopts ")?.split(' ');
                Deed::Adopt {
                    origin: words.next()?.to_owned(),
                    size: words.next()?.parse().ok()?,
                    root: Hash::from_base64(words.next()?).ok()?,
                }
            }
            _ => return None,
        })
    }
}

impl PublicAct {
    /// The text of the act.
    #[must_use]
    pub fn to_text(&self) -> String {
        let reason = match self.reason.as_slice() {
            [] => "-".to_owned(),
            sealed => hex(sealed),
        };
        let mut lines = vec![
            FIRST_LINE.to_owned(),
            format!("number {}", self.number),
            format!("kind {}", self.deed.kind().word()),
            format!("position {}", self.position),
            format!("time {}", self.time),
            format!("reason {reason}"),
        ];
        self.deed.lines(&mut lines);
        lines.push("end\n".to_owned());
        lines.join("\n")
    }

    /// Reads the text of an act; `None` when it is not exactly what [`PublicAct::to_text`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<PublicAct> {
        let lines: Vec<&str> = text.lines().collect();
        let [
            FIRST_LINE,
            number,
            kind,
            position,
            time,
            reason,
            rest @ ..,
            "end",
        ] = lines.as_slice()
        else {
            return None;
        };
        let kind = ActKind::from_word(kind.strip_prefix("kind ")?)?;
        let act = PublicAct {
            number: number.strip_prefix("number ")?.parse().ok()?,
            position: position.strip_prefix("position ")?.parse().ok()?,
            time: Millis::parse(time.strip_prefix("time ")?).ok()?,
            reason: match reason.strip_prefix("reason ")? {
                "-" => Vec::new(),
                sealed => bytes_of(sealed)?,
            },
            deed: Deed::parse(kind, rest)?,
        };
        (act.to_text() == text).then_some(act)
    }

    /// The body of the act that enters the log: it names this text and no other.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let digest = hex(&Sha256::digest(self.to_text()));
        format!("{{\"act\":{},\"sha256\":\"{digest}\"}}", self.number).into_bytes()
    }

    /// SHA-256 of that body, as it stands in clear in the log.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.body()).into()
    }
}

impl Approval {
    fn line(&self) -> String {
        format!("approval {} {}", self.name, self.signature)
    }

    fn parse(line: &str) -> Option<Approval> {
        let (name, signature) = line.strip_prefix("approval ")?.split_once(' ')?;
        Some(Approval {
            name: name.to_owned(),
            signature: signature.to_owned(),
        })
    }

    /// The signed note of a statement with this one signature.
    #[must_use]
    pub fn note(&self, statement: &str) -> String {
        format!("{statement}\n\u{2014} {} {}\n", self.name, self.signature)
    }

    /// The signature of a note, when the note is of this statement and has exactly one.
    #[must_use]
    pub fn of_note(note: &str, statement: &str) -> Option<Approval> {
        let line = note
            .strip_prefix(statement)?
            .strip_prefix("\n\u{2014} ")?
            .strip_suffix('\n')?;
        let (name, signature) = line.split_once(' ')?;
        (!signature.contains(char::is_whitespace)).then(|| Approval {
            name: name.to_owned(),
            signature: signature.to_owned(),
        })
    }
}

impl DeletedFile {
    fn line(&self) -> String {
        format!(
            "file {} {} {} {} {} {}",
            self.epoch, self.name, self.bytes, self.rows, self.times.0, self.times.1
        )
    }

    fn parse(line: &str) -> Option<DeletedFile> {
        let words: Vec<&str> = line.strip_prefix("file ")?.split(' ').collect();
        let [epoch, name, bytes, rows, first, last] = words.as_slice() else {
            return None;
        };
        Some(DeletedFile {
            epoch: epoch.parse().ok()?,
            name: (*name).to_owned(),
            bytes: bytes.parse().ok()?,
            rows: rows.parse().ok()?,
            times: (Millis::parse(first).ok()?, Millis::parse(last).ok()?),
        })
    }
}

fn rule(line: &str) -> Option<(String, Millis)> {
    let (class, before) = line.strip_prefix("rule ")?.split_once(' ')?;
    Some((class.to_owned(), Millis::parse(before).ok()?))
}

fn bound(time: Millis) -> String {
    match time {
        Millis::MIN | Millis::MAX => "-".to_owned(),
        time => time.to_string(),
    }
}

fn unbound(text: &str, open: Millis) -> Option<Millis> {
    match text {
        "-" => Some(open),
        text => Millis::parse(text).ok(),
    }
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

/// Where the public acts of a directory stand.
pub(crate) fn acts_dir(dir: &Path) -> PathBuf {
    tree_dir(dir).join("acts")
}

/// Where a public act stands.
#[must_use]
pub fn public_act_path(dir: &Path, number: u32) -> PathBuf {
    acts_dir(dir).join(format!("{number:06}.txt"))
}

const FIRST_LINE: &str = "nunchi act 1";

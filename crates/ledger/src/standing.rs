//! What the public acts add up to: which holds are in force, who may approve, what retention deleted,
//! who was erased and who waits for it. A pure fold over the acts in their order.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use env::Disk;
use proof::{Verifier, open_note};

use crate::{
    controls::{Control, ControlKind},
    crypt::BookKeyId,
    error::OpenError,
    loading::{last_epoch, load_acts, load_manifest},
    manifest::hex,
    public_acts::{Approval, Deed, DeletedFile, PublicAct, Span, public_act_path},
    reads::SubjectId,
};
use sha2::{Digest, Sha256};

/// Approvers who must sign together.
pub const APPROVALS_NEEDED: usize = 2;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Every public act in force, in order.
    pub acts: Vec<PublicAct>,
    /// Verifier keys of those who may approve.
    pub approvers: Vec<String>,
    /// Holds in force, by the number of the act that placed them.
    pub holds: BTreeMap<u32, Span>,
    /// Files that retention deleted, by epoch and name.
    pub deleted: BTreeMap<(u32, String), DeletedFile>,
    /// People who are erased.
    pub erased: BTreeSet<SubjectId>,
    /// People who will be erased once no hold is in force.
    pub waiting: BTreeSet<SubjectId>,
    /// The verifier key that the last change of keys named.
    pub key: Option<String>,
    /// The book key that the last renewal named.
    pub book_key: Option<BookKeyId>,
}

impl Standing {
    /// Takes the next act in.
    pub(crate) fn take(&mut self, act: PublicAct) {
        match &act.deed {
            Deed::Approvers { keys, .. } => self.approvers.clone_from(keys),
            Deed::Hold(span) => {
                self.holds.insert(act.number, span.clone());
            }
            Deed::Release { hold, .. } => {
                self.holds.remove(hold);
                if self.holds.is_empty() {
                    self.erased.append(&mut self.waiting);
                }
            }
            Deed::Retain { files, .. } => self.deleted.extend(
                files
                    .iter()
                    .map(|file| ((file.epoch, file.name.clone()), file.clone())),
            ),
            Deed::Erase(subject) if self.holds.is_empty() => {
                self.erased.insert(*subject);
            }
            Deed::Erase(subject) => {
                self.waiting.insert(*subject);
            }
            Deed::Key { new, .. } => self.key = Some(new.clone()),
            Deed::Renew { key } => self.book_key = Some(*key),
            Deed::Adopt { .. } => {}
        }
        self.acts.push(act);
    }

    /// The act of a number.
    #[must_use]
    pub fn act(&self, number: u32) -> Option<&PublicAct> {
        self.acts.iter().find(|act| act.number == number)
    }

    /// The number of the next act.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.acts.last().map_or(1, |act| act.number + 1)
    }

    /// The first hold that covers rows of a class between two times.
    #[must_use]
    pub fn hold_over(&self, class: &str, times: (event::Millis, event::Millis)) -> Option<u32> {
        let covering = self
            .holds
            .iter()
            .find(|(_, span)| span.covers(class, times));
        covering.map(|(number, _)| *number)
    }

    /// What approvers sign to end a hold.
    #[must_use]
    pub fn release_statement(&self, origin: &str, hold: u32, reason: &str) -> Option<String> {
        self.holds.get(&hold)?;
        let text = self.act(hold)?.to_text();
        let (act, reason) = (Sha256::digest(text), Sha256::digest(reason));
        Some(format!(
            "nunchi release 1\norigin {origin}\nhold {hold}\nsha256 {}\nreason-sha256 {}\n",
            hex(&act),
            hex(&reason)
        ))
    }

    /// What both keys sign to change the signing key.
    #[must_use]
    pub fn key_statement(&self, origin: &str, old: &str, new: &str) -> String {
        format!(
            "nunchi key 1\norigin {origin}\nact {}\nold {old}\nnew {new}\n",
            self.next_number()
        )
    }

    /// What approvers sign to list other approvers.
    #[must_use]
    pub fn approvers_statement(&self, origin: &str, keys: &[String]) -> String {
        let mut text = format!(
            "nunchi approvers 1\norigin {origin}\nact {}\n",
            self.next_number()
        );
        keys.iter()
            .for_each(|key| text.push_str(&format!("approver {key}\n")));
        text
    }

    /// How many different approvers signed a statement.
    #[must_use]
    pub fn approved_by(&self, statement: &str, approvals: &[Approval]) -> usize {
        let signed = |key: &String| {
            let Ok(verifier) = Verifier::parse(key) else {
                return false;
            };
            approvals
                .iter()
                .any(|a| open_note(&a.note(statement), std::slice::from_ref(&verifier)).is_ok())
        };
        let keys: BTreeSet<&String> = self.approvers.iter().filter(|key| signed(key)).collect();
        keys.len()
    }
}

/// The standing up to a position of the log. `open` are the control events of the open epoch up to it.
///
/// A text beyond the last act is what a crash left before its act. There can be one at most, and only
/// as the last, so only the last text is held against the log here; `verify` holds all of them.
pub(crate) fn load_standing(
    disk: &dyn Disk,
    dir: &Path,
    position: u64,
    open: &[Control],
) -> Result<Standing, OpenError> {
    let mut acts = Vec::new();
    for number in 1.. {
        let path = public_act_path(dir, number);
        let bytes = match disk.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            other => other.map_err(OpenError::io("read", &path))?,
        };
        let act = PublicAct::parse(&String::from_utf8_lossy(&bytes))
            .filter(|act| act.number == number)
            .ok_or_else(|| OpenError::damaged(&path, "it is no public act of version 1"))?;
        if act.position >= position {
            break;
        }
        acts.push(act);
    }
    if let Some(last) = acts.last()
        && !is_recorded(disk, dir, last, open)?
    {
        acts.pop();
    }
    let mut standing = Standing::default();
    acts.into_iter().for_each(|act| standing.take(act));
    Ok(standing)
}

/// Whether the act of a text is in the log, at the position that the text names.
fn is_recorded(
    disk: &dyn Disk,
    dir: &Path,
    act: &PublicAct,
    open: &[Control],
) -> Result<bool, OpenError> {
    let digest = act.digest();
    let is = |control: &Control| {
        control.position == act.position
            && control.kind == ControlKind::Act
            && control.code == act.deed.kind().code()
            && control.digest == Some(digest)
    };
    if open.iter().any(is) {
        return Ok(true);
    }
    for epoch in (1..=last_epoch(disk, dir)?.unwrap_or(0)).rev() {
        let (manifest, _) = load_manifest(disk, dir, epoch)?;
        if (manifest.positions.0..manifest.positions.1).contains(&act.position) {
            return Ok(load_acts(disk, dir, &manifest)?.iter().any(is));
        }
    }
    Ok(false)
}

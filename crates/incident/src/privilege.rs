//! What counsel keeps of an incident: apart from its steps, under a key of its own, for the readers whom each piece
//! names. Nothing of it stands in a report, a bundle or a list of anybody else.
//!
//! It too only grows: a piece that is no longer privileged is released by a later entry, and then taken in as evidence
//! like any other.
//!
//! Invariants: ids are a C and six digits that were drawn, so that no reader can tell from one how many others there are;
//! and no evidence of an incident bears such an id ([`is_counsels_id`]), so that nothing outside rests on one by mistake.

use event::Millis;
use serde::{Deserialize, Serialize};

/// A piece that counsel keeps. What it says of a file is its digest; its words are sealed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its id within the incident, such as `C204817`.
    pub id: String,
    /// What it is, in words.
    pub item: String,
    /// On what ground privilege is claimed, in words.
    pub basis: String,
    /// Who may read it, by name; who kept it is one of them.
    pub readers: Vec<String>,
    /// The advice itself, where it is kept here.
    pub words: Option<String>,
    /// The file, where there is one.
    pub file: Option<File>,
    /// From whom.
    pub from: String,
    /// Where the original is.
    pub place: String,
}

/// A file of counsel's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its own name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes at intake, hex.
    pub sha256: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub enum Does {
    /// A piece is kept.
    Kept(Box<Piece>),
    /// Others may read it from now on.
    Opened {
        /// Its id.
        id: String,
        /// All who may.
        readers: Vec<String>,
    },
    /// It is privileged no longer.
    Released {
        /// Its id.
        id: String,
        /// The evidence that it was taken in as.
        evidence: String,
    },
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u32,
    /// When.
    #[serde(with = "crate::case::moment")]
    pub at: Millis,
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
    /// What.
    pub what: Does,
}

/// Why an entry is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrivilegeError {
    /// Something that must be said is not.
    #[error("{0} is empty: {1}")]
    Empty(&'static str, &'static str),
    /// Nothing of that id that they may read.
    #[error("there is no {0:?} that {1} may read")]
    Unknown(String, String),
    /// It is privileged no longer.
    #[error("{0} was released and is evidence {1}")]
    Released(String, String),
    /// Its number does not follow.
    #[error("entry {0} does not follow: look again")]
    Number(u32),
}

/// A piece with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// It.
    pub piece: Piece,
    /// When it was kept.
    pub at: Millis,
    /// The evidence that it became, where it was released.
    pub released: Option<String>,
}

impl Standing {
    fn may_be_read_by(&self, by: &str) -> bool {
        self.piece.readers.iter().any(|name| name == by)
    }
}

/// All that counsel keeps of one incident.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Privilege {
    entries: u32,
    standing: Vec<Standing>,
}

impl Privilege {
    /// As its entries tell it.
    ///
    /// # Errors
    /// When they do not follow from each other.
    pub fn told(entries: &[Entry]) -> Result<Privilege, PrivilegeError> {
        let mut privilege = Privilege::default();
        for entry in entries {
            privilege.take(entry)?;
        }
        Ok(privilege)
    }

    /// The number of the next entry.
    #[must_use]
    pub fn next(&self) -> u32 {
        self.entries + 1
    }

    /// An id that no piece has yet, from numbers that are drawn one after another.
    pub fn new_id(&self, mut drawn: impl FnMut() -> u32) -> String {
        loop {
            let id = format!("C{}", 100_000 + drawn() % 900_000);
            if self.standing.iter().all(|of| of.piece.id != id) {
                return id;
            }
        }
    }

    /// The pieces that somebody may read.
    pub fn for_reader<'p>(&'p self, by: &'p str) -> impl Iterator<Item = &'p Standing> {
        self.standing.iter().filter(move |of| of.may_be_read_by(by))
    }

    /// A piece that somebody may read and that is still privileged.
    ///
    /// # Errors
    /// When there is none: one that they may not read is, to them, not there.
    pub fn piece(&self, id: &str, by: &str) -> Result<&Piece, PrivilegeError> {
        let mut all = self.standing.iter();
        let found = all.find(|of| of.piece.id == id && of.may_be_read_by(by));
        let unknown = || PrivilegeError::Unknown(id.to_owned(), by.to_owned());
        let found = found.ok_or_else(unknown)?;
        match &found.released {
            Some(as_evidence) => Err(PrivilegeError::Released(id.to_owned(), as_evidence.clone())),
            None => Ok(&found.piece),
        }
    }

    /// What no document may hold: ids, items, names and digests of what is still privileged, whoever may read it, and each
    /// sentence of its words. A sentence that is put otherwise is not found.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for of in self.standing.iter().filter(|of| of.released.is_none()) {
            words.extend([of.piece.id.clone(), of.piece.item.clone()]);
            words.extend(of.piece.words.iter().flat_map(|text| sentences(text)));
            words.extend(
                of.piece
                    .file
                    .iter()
                    .flat_map(|file| [file.name.clone(), file.sha256.clone()]),
            );
        }
        words
    }

    /// Whether a file of this SHA-256 is kept and still privileged.
    #[must_use]
    pub fn keeps(&self, sha256: &str) -> bool {
        let mut kept = self.standing.iter().filter(|of| of.released.is_none());
        kept.any(|of| {
            of.piece
                .file
                .as_ref()
                .is_some_and(|file| file.sha256 == sha256)
        })
    }

    /// Takes an entry.
    ///
    /// # Errors
    /// When it does not follow, or says what it may not; then nothing has changed.
    pub fn take(&mut self, entry: &Entry) -> Result<(), PrivilegeError> {
        if entry.number != self.next() {
            return Err(PrivilegeError::Number(entry.number));
        }
        match &entry.what {
            Does::Kept(piece) => {
                let mut piece = piece.as_ref().clone();
                said(&piece)?;
                if !piece.readers.contains(&entry.by) {
                    piece.readers.push(entry.by.clone());
                }
                self.standing.push(Standing {
                    piece,
                    at: entry.at,
                    released: None,
                });
            }
            Does::Opened { id, readers } => {
                self.piece(id, &entry.by)?;
                if let Some(of) = self.standing.iter_mut().find(|of| of.piece.id == *id) {
                    let more = readers
                        .iter()
                        .filter(|name| !of.piece.readers.contains(name));
                    let more: Vec<String> = more.cloned().collect();
                    of.piece.readers.extend(more);
                }
            }
            Does::Released { id, evidence } => {
                self.piece(id, &entry.by)?;
                if let Some(of) = self.standing.iter_mut().find(|of| of.piece.id == *id) {
                    of.released = Some(evidence.clone());
                }
            }
        }
        self.entries = entry.number;
        Ok(())
    }
}

/// A sentence is looked for from so many characters on: shorter ones stand in many texts.
const SENTENCE_CHARS_MIN: usize = 12;

/// The sentences of a text that are long enough to be its own; the text itself where none is.
fn sentences(text: &str) -> Vec<String> {
    let ends = ['.', '!', '?', '\n', '\u{3002}'];
    let all = text.split(ends).map(str::trim);
    let long = all.filter(|of| of.chars().count() >= SENTENCE_CHARS_MIN);
    let long: Vec<String> = long.map(str::to_owned).collect();
    match long.is_empty() {
        true => vec![text.trim().to_owned()],
        false => long,
    }
}

/// Whether an id is one of counsel's: a C and a number.
#[must_use]
pub fn is_counsels_id(id: &str) -> bool {
    let number = id.strip_prefix('C');
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn said(piece: &Piece) -> Result<(), PrivilegeError> {
    let empty = |text: &str| text.trim().is_empty();
    if empty(&piece.basis) {
        return Err(PrivilegeError::Empty(
            "the basis",
            "say on what ground privilege is claimed",
        ));
    }
    if empty(&piece.item) {
        return Err(PrivilegeError::Empty("the item", "say what it is"));
    }
    if piece.words.as_deref().is_none_or(empty) && piece.file.is_none() {
        return Err(PrivilegeError::Empty(
            "what is kept",
            "give its words or its file",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u32, by: &str, what: Does) -> Entry {
        Entry {
            number,
            at: Millis(i64::from(number)),
            by: by.to_owned(),
            why: "advice".to_owned(),
            what,
        }
    }

    fn kept(id: &str, readers: &[&str]) -> Does {
        Does::Kept(Box::new(Piece {
            id: id.to_owned(),
            item: "memo on liability".to_owned(),
            basis: "advice of counsel".to_owned(),
            readers: readers.iter().map(|name| (*name).to_owned()).collect(),
            words: Some("what we owe".to_owned()),
            file: None,
            from: "counsel".to_owned(),
            place: "safe".to_owned(),
        }))
    }

    #[test]
    fn a_piece_is_there_for_its_readers_alone() {
        let privilege = Privilege::told(&[
            entry(1, "park", kept("C1", &["lee"])),
            entry(2, "park", kept("C2", &[])),
        ])
        .expect("told");
        let seen = |by: &str| -> Vec<String> {
            let ids = privilege.for_reader(by).map(|of| of.piece.id.clone());
            ids.collect()
        };
        assert_eq!(seen("park"), ["C1", "C2"]);
        assert_eq!(seen("lee"), ["C1"]);
        assert!(seen("kim").is_empty());
        assert_eq!(
            privilege.piece("C2", "lee"),
            Err(PrivilegeError::Unknown("C2".to_owned(), "lee".to_owned()))
        );
    }

    #[test]
    fn what_was_released_is_privileged_no_longer() {
        let mut privilege = Privilege::told(&[entry(1, "park", kept("C1", &[]))]).expect("told");
        assert!(privilege.words().contains(&"C1".to_owned()));
        let released = Does::Released {
            id: "C1".to_owned(),
            evidence: "E7".to_owned(),
        };
        assert!(privilege.take(&entry(2, "kim", released.clone())).is_err());
        privilege.take(&entry(2, "park", released)).expect("taken");
        assert!(privilege.words().is_empty());
        assert_eq!(
            privilege.piece("C1", "park"),
            Err(PrivilegeError::Released("C1".to_owned(), "E7".to_owned()))
        );
    }

    #[test]
    fn a_reader_may_name_another() {
        let opened = Does::Opened {
            id: "C1".to_owned(),
            readers: vec!["choi".to_owned()],
        };
        let privilege = Privilege::told(&[
            entry(1, "park", kept("C1", &["lee"])),
            entry(2, "lee", opened),
        ])
        .expect("told");
        assert_eq!(privilege.for_reader("choi").count(), 1);
    }

    #[test]
    fn a_claim_needs_its_ground_and_something_to_keep() {
        let Does::Kept(piece) = kept("C1", &[]) else {
            unreachable!("it is kept");
        };
        let without = |change: &dyn Fn(&mut Piece)| {
            let mut piece = piece.as_ref().clone();
            change(&mut piece);
            Privilege::told(&[entry(1, "park", Does::Kept(Box::new(piece)))])
        };
        assert!(without(&|piece| piece.basis = " ".to_owned()).is_err());
        assert!(without(&|piece| piece.item = String::new()).is_err());
        assert!(without(&|piece| piece.words = None).is_err());
        assert!(without(&|_| ()).is_ok());
        assert!(Privilege::told(&[entry(2, "park", kept("C1", &[]))]).is_err());
    }

    #[test]
    fn each_sentence_of_advice_is_looked_for() {
        let long = "We owe forty million. No.\nThe board must not say so!";
        assert_eq!(
            sentences(long),
            ["We owe forty million", "The board must not say so"]
        );
        assert_eq!(sentences("No. Yes."), ["No. Yes."]);
    }

    #[test]
    fn an_id_is_drawn_until_it_is_free() {
        let taken = entry(1, "park", kept("C100007", &[]));
        let privilege = Privilege::told(&[taken]).expect("told");
        let mut numbers = [900_007, 7, 8].into_iter();
        let id = privilege.new_id(|| numbers.next().expect("a number"));
        assert_eq!(id, "C100008");
        assert!(is_counsels_id(&id));
    }

    #[test]
    fn ids_of_counsels_are_known() {
        for id in ["C1", "C12"] {
            assert!(is_counsels_id(id), "{id}");
        }
        for id in ["C", "E1", "C1a", "CC1", "c1"] {
            assert!(!is_counsels_id(id), "{id}");
        }
    }
}

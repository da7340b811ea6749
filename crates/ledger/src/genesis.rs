//! The genesis of a ledger: what is fixed for ever when it is made. Leaf 0 of the tree.

use event::{FORMS_VERSION, Millis};
use proof::Hash;

use crate::{
    error::OpenError,
    limits::SHARDS_MAX,
    manifest::{hex, unhex},
};

/// What is fixed when a ledger is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Name of the ledger in checkpoints.
    pub origin: String,
    /// Number of shards.
    pub shards: u16,
    /// Public salt of placement.
    pub salt: [u8; 16],
    /// Version of canonical forms.
    pub forms: u32,
    /// When it was made.
    pub created: Millis,
    /// The origins that it had before, oldest first: each time a directory restored from a backup went
    /// on under another.
    pub adopted: Vec<Adopted>,
}

/// A restored directory went on under another origin: what it was, and what may be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The origin before.
    pub origin: String,
    /// Leaves of the head that was found; later ones, if there were any, are lost.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// Position from which events came under the next origin.
    pub position: u64,
    /// Wall clock between which something may have been recorded that is lost: the last closed block,
    /// and the adoption.
    pub lost: (Millis, Millis),
}

impl Adopted {
    fn line(&self) -> String {
        format!(
            "adopts {} {} {} {} {} {}\n",
            self.origin, self.size, self.root, self.position, self.lost.0, self.lost.1
        )
    }

    fn parse(line: &str) -> Option<Adopted> {
        let words: Vec<&str> = line.strip_prefix("adopts ")?.split(' ').collect();
        let [origin, size, root, position, from, to] = words.as_slice() else {
            return None;
        };
        Some(Adopted {
            origin: (*origin).to_owned(),
            size: size.parse().ok()?,
            root: Hash::from_base64(root).ok()?,
            position: position.parse().ok()?,
            lost: (Millis::parse(from).ok()?, Millis::parse(to).ok()?),
        })
    }
}

const FIRST_LINE: &str = "nunchi/1 genesis";

impl Genesis {
    /// A genesis, checked.
    ///
    /// # Errors
    /// When the origin or the number of shards is out of bounds.
    pub fn new(
        origin: &str,
        shards: u16,
        salt: [u8; 16],
        created: Millis,
    ) -> Result<Genesis, OpenError> {
        if origin.is_empty()
            || origin.len() > 200
            || origin.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
        {
            return Err(OpenError::Setting(format!(
                "origin {origin:?} is no name for a log: use 1 to 200 characters without white space or '+', such as ledger.example.org/nunchi"
            )));
        }
        if shards == 0 || shards > SHARDS_MAX {
            return Err(OpenError::Setting(format!(
                "{shards} shards: 1 to {SHARDS_MAX} are taken"
            )));
        }
        Ok(Genesis {
            origin: origin.to_owned(),
            shards,
            salt,
            forms: FORMS_VERSION,
            created,
            adopted: Vec::new(),
        })
    }

    /// The text of leaf 0.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{FIRST_LINE}\norigin {}\nshards {}\nsalt {}\nforms {}\ncreated {}\n",
            self.origin,
            self.shards,
            hex(&self.salt),
            self.forms,
            self.created
        );
        self.adopted
            .iter()
            .for_each(|adopted| text.push_str(&adopted.line()));
        text
    }

    /// Reads the text of leaf 0; the error is a sentence.
    ///
    /// # Errors
    /// When it is of another version, or no genesis.
    pub fn parse(text: &str) -> Result<Genesis, String> {
        let lines: Vec<&str> = text.lines().collect();
        let [first, origin, shards, salt, forms, created, adopted @ ..] = lines.as_slice() else {
            return Err(format!(
                "it has {} lines and should have 6 or more",
                lines.len()
            ));
        };
        if *first != FIRST_LINE {
            return Err(format!(
                "it begins with {first:?}; this nunchi reads {FIRST_LINE:?}"
            ));
        }
        let value = |line: &str, name: &str| {
            line.strip_prefix(name)
                .map(|rest| rest.trim_start().to_owned())
        };
        let parse = || {
            Some(Genesis {
                origin: value(origin, "origin ")?,
                shards: value(shards, "shards ")?.parse().ok()?,
                salt: unhex(&value(salt, "salt ")?)?,
                forms: value(forms, "forms ")?.parse().ok()?,
                created: Millis::parse(&value(created, "created ")?).ok()?,
                adopted: adopted
                    .iter()
                    .map(|line| Adopted::parse(line))
                    .collect::<Option<_>>()?,
            })
        };
        parse().ok_or_else(|| "a line does not parse".to_owned())
    }
}

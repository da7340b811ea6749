//! The genesis of a ledger: what is fixed for ever when it is made. Leaf 0 of the tree.

use event::{FORMS_VERSION, Millis};

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
        })
    }

    /// The text of leaf 0.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{FIRST_LINE}\norigin {}\nshards {}\nsalt {}\nforms {}\ncreated {}\n",
            self.origin,
            self.shards,
            hex(&self.salt),
            self.forms,
            self.created
        )
    }

    /// Reads the text of leaf 0; the error is a sentence.
    ///
    /// # Errors
    /// When it is of another version, or no genesis.
    pub fn parse(text: &str) -> Result<Genesis, String> {
        let lines: Vec<&str> = text.lines().collect();
        let [first, origin, shards, salt, forms, created] = lines.as_slice() else {
            return Err(format!("it has {} lines and should have 6", lines.len()));
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
            })
        };
        parse().ok_or_else(|| "a line does not parse".to_owned())
    }
}

//! Checkpoints (C2SP tlog-checkpoint): the size and root of a log at one moment, as the text of a
//! signed note. Origin on the first line, size in decimal on the second, root in base64 on the
//! third, then extension lines if any.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::hash::{Hash, HashError};
use crate::limits::TREE_SIZE_MAX;
use crate::note::{Note, NoteError, SignError, Signer, Verifier};

/// Why a text is not a checkpoint, or a checkpoint cannot be signed or believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The text has fewer than three lines, or its last line is not ended.
    #[error("a checkpoint has three lines or more (origin, size, root), each ended by a newline")]
    Lines,
    /// The origin cannot stand on the first line.
    #[error("{origin:?} cannot be an origin; one line of text is needed, such as example.com/log")]
    Origin {
        /// The origin given.
        origin: String,
    },
    /// The second line is no size.
    #[error(
        "{text:?} is not a tree size; a decimal number without leading zero, at most {TREE_SIZE_MAX}"
    )]
    Size {
        /// The size given.
        text: String,
    },
    /// The third line is no root.
    #[error("the third line of a checkpoint must be the root")]
    Root(#[source] HashError),
    /// An empty tree has one root only.
    #[error("a tree without leaves has the root {}, not {root}", Hash::EMPTY)]
    EmptyRoot {
        /// The root given.
        root: Hash,
    },
    /// An extension cannot stand on a line of its own.
    #[error("{extension:?} cannot be an extension line; one line of text, not empty, is needed")]
    Extension {
        /// The extension given.
        extension: String,
    },
    /// The key is of another log.
    #[error(
        "the checkpoint is of {origin:?}, but the key is called {key:?}; they must be the same"
    )]
    OtherLog {
        /// Origin of the checkpoint.
        origin: String,
        /// Name of the key.
        key: String,
    },
    /// The note is malformed or not signed by the key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The checkpoint cannot be made a note.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// The head of a log's tree. Shown as the text that is signed.
///
/// Invariants: origin and extensions are single lines, not empty, without control characters; the
/// size is at most [`TREE_SIZE_MAX`]; a tree without leaves has the root [`Hash::EMPTY`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// The head of the log `origin` at `size` leaves.
    ///
    /// # Errors
    /// [`CheckpointError`] if it would break an invariant.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if !is_line(origin) {
            return Err(CheckpointError::Origin {
                origin: origin.to_owned(),
            });
        }
        if size > TREE_SIZE_MAX {
            return Err(CheckpointError::Size {
                text: size.to_string(),
            });
        }
        if size == 0 && root != Hash::EMPTY {
            return Err(CheckpointError::EmptyRoot { root });
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        })
    }

    /// The same with these extension lines. Monitors cannot audit them, so the specification advises
    /// against any.
    ///
    /// # Errors
    /// [`CheckpointError::Extension`] for one that is empty or more than a line.
    pub fn with_extensions(mut self, extensions: Vec<String>) -> Result<Self, CheckpointError> {
        if let Some(extension) = extensions.iter().find(|line| !is_line(line)) {
            return Err(CheckpointError::Extension {
                extension: extension.clone(),
            });
        }
        self.extensions = extensions;
        Ok(self)
    }

    /// Which log it is the head of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree over them.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// Lines after the root.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// Signs it with the log's key, whose name is the origin.
    ///
    /// # Errors
    /// [`CheckpointError::OtherLog`] for a key of another name, [`CheckpointError::Sign`] if the
    /// note would be too large.
    pub fn sign(&self, signer: &Signer) -> Result<String, CheckpointError> {
        self.check_origin(signer.name())?;
        Ok(signer.sign(&self.to_string())?)
    }

    /// Opens a signed checkpoint of the log that has this key. Other signatures, such as those of
    /// witnesses, are ignored.
    ///
    /// # Errors
    /// [`CheckpointError`] if the note is malformed, not signed by the key, no checkpoint, or of a
    /// log of another name.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Self, CheckpointError> {
        let text = Note::parse(note)?.verify(std::slice::from_ref(verifier))?;
        let checkpoint: Self = text.parse()?;
        checkpoint.check_origin(verifier.name())?;
        Ok(checkpoint)
    }

    fn check_origin(&self, key: &str) -> Result<(), CheckpointError> {
        if self.origin == key {
            Ok(())
        } else {
            let origin = self.origin.clone();
            Err(CheckpointError::OtherLog {
                origin,
                key: key.to_owned(),
            })
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text
            .strip_suffix('\n')
            .ok_or(CheckpointError::Lines)?
            .split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Lines);
        };
        let size = parse_size(size)?;
        let root = Hash::from_base64(root).map_err(CheckpointError::Root)?;
        Self::new(origin, size, root)?.with_extensions(lines.map(str::to_owned).collect())
    }
}

/// A size in the one way a number is written: digits, no sign, no leading zero.
fn parse_size(text: &str) -> Result<u64, CheckpointError> {
    text.parse::<u64>()
        .ok()
        .filter(|size| size.to_string() == text)
        .ok_or_else(|| CheckpointError::Size {
            text: text.chars().take(64).collect(),
        })
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte >= b' ')
}

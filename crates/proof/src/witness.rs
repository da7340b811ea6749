//! What a witness is asked and how it decides (C2SP tlog-witness, `add-checkpoint`): mathematics only.
//! Whoever keeps the state must compare and keep it in one step, before anything is answered.

use thiserror::Error;

use crate::{
    Checkpoint, CheckpointError, Hash, Note, NoteError, Verifier, limits::NOTE_BYTES_MAX,
    verify_consistency,
};

/// Lines of a consistency proof at most, by the specification.
const PROOF_LINES_MAX: usize = 63;

/// The body of a request: the size that the witness is thought to have seen, the proof from there, and
/// the signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the head cosigned before; 0 for none.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Vec<Hash>,
    /// The signed head.
    pub note: String,
}

/// The largest head of a log that a witness has cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// 400: the request is malformed.
    #[error("the request is malformed: {0}")]
    Malformed(&'static str),
    /// 403: no signature is of a key it trusts for this log.
    #[error("the head is not signed by a key that is trusted for this log: {0}")]
    Unsigned(String),
    /// 404: the log is not known.
    #[error("no log of this origin is known here")]
    Unknown,
    /// 409: it has cosigned another size than the request says.
    #[error("the largest head cosigned has {0} leaves")]
    Conflict(u64),
    /// 409: two heads of one size: the log has forked.
    #[error("a head of {0} leaves with another root was cosigned before: the log has forked")]
    Forked(u64),
    /// 422: the proof does not show that the log only grew.
    #[error("the proof does not show that the log only grew: {0}")]
    Inconsistent(String),
}

impl Refusal {
    /// The status of the answer in HTTP.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::Unsigned(_) => 403,
            Self::Unknown => 404,
            Self::Conflict(_) | Self::Forked(_) => 409,
            Self::Inconsistent(_) => 422,
        }
    }
}

impl AddCheckpoint {
    /// The body as it is sent.
    #[must_use]
    pub fn body(&self) -> String {
        let lines: String = self.proof.iter().map(|hash| format!("{hash}\n")).collect();
        format!("old {}\n{lines}\n{}", self.old, self.note)
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let wrong = Refusal::Malformed;
        if body.len() > NOTE_BYTES_MAX {
            return Err(wrong("it is too large"));
        }
        let body = std::str::from_utf8(body).map_err(|_| wrong("it is not text"))?;
        let (head, note) = body
            .split_once("\n\n")
            .ok_or(wrong("no empty line stands before the head"))?;
        let mut lines = head.split('\n');
        let old = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .ok_or(wrong("the first line is not `old SIZE`"))?;
        let size: u64 = old
            .parse()
            .map_err(|_| wrong("the old size is no number"))?;
        if size.to_string() != old {
            return Err(wrong("the old size has another spelling"));
        }
        let proof: Vec<Hash> = lines
            .map(|line| {
                Hash::from_base64(line).map_err(|_| wrong("a line of the proof is no hash"))
            })
            .collect::<Result<_, _>>()?;
        if proof.len() > PROOF_LINES_MAX {
            return Err(wrong("the proof has more than 63 lines"));
        }
        Ok(Self {
            old: size,
            proof,
            note: note.to_owned(),
        })
    }
}

/// Whether to cosign: the head, and the text to cosign. `seen` tells the largest head cosigned of the log
/// of a key.
///
/// # Errors
/// Why not.
pub fn consider<'r>(
    request: &'r AddCheckpoint,
    logs: &[Verifier],
    seen: impl FnOnce(&str) -> Option<Seen>,
) -> Result<(Checkpoint, &'r str), Refusal> {
    let note =
        Note::parse(&request.note).map_err(|_| Refusal::Malformed("the head is no signed note"))?;
    let text = note.unverified_text();
    let checkpoint: Checkpoint = text
        .parse()
        .map_err(|_: CheckpointError| Refusal::Malformed("the note is no checkpoint"))?;
    let trusted: Vec<Verifier> = logs
        .iter()
        .filter(|log| log.name() == checkpoint.origin())
        .cloned()
        .collect();
    if trusted.is_empty() {
        return Err(Refusal::Unknown);
    }
    note.verify(&trusted)
        .map_err(|error: NoteError| Refusal::Unsigned(error.to_string()))?;
    if request.old > checkpoint.size() {
        return Err(Refusal::Malformed("the old size is beyond the head's"));
    }
    let before = seen(checkpoint.origin()).unwrap_or(Seen {
        size: 0,
        root: Hash::EMPTY,
    });
    if request.old != before.size {
        return Err(Refusal::Conflict(before.size));
    }
    if before.size == checkpoint.size() && before.root != checkpoint.root() {
        return Err(Refusal::Forked(before.size));
    }
    verify_consistency(
        before.size,
        checkpoint.size(),
        &request.proof,
        before.root,
        checkpoint.root(),
    )
    .map_err(|error| Refusal::Inconsistent(error.to_string()))?;
    Ok((checkpoint, text))
}

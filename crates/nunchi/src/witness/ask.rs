//! Asking witnesses to cosign the signed head, and keeping what they say beside it.

use std::{io, time::Duration};

use event::ErrorClass;
use proof::{
    AddCheckpoint, Checkpoint, CosignVerifier, Note, TilePath, TileReader, consistency_proof_from,
};

use super::cosigned_path;
use crate::{failure::Failure, home::Home};

/// Bytes of an answer at most: some lines.
const ANSWER_BYTES_MAX: u64 = 64 << 10;
/// How long one request may take in all.
const PATIENCE: Duration = Duration::from_secs(20);

/// A witness: its key, and where it is asked.
#[derive(Debug, Clone)]
pub(crate) struct Witness {
    key: CosignVerifier,
    url: String,
}

impl Witness {
    /// Reads `KEY@URL`.
    pub(crate) fn parse(text: &str) -> Result<Witness, Failure> {
        let wrong = |what: String| Failure::usage(format!("{text:?} is no witness: {what}"));
        let (key, url) = text
            .rsplit_once('@')
            .ok_or_else(|| wrong("write KEY@URL, as the witness's owner tells both".to_owned()))?;
        let key = CosignVerifier::parse(key).map_err(|e| wrong(e.to_string()))?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(wrong(
                "the address begins with http:// or https://".to_owned(),
            ));
        }
        Ok(Witness {
            key,
            url: url.trim_end_matches('/').to_owned(),
        })
    }
}

/// What the head and the tree of a directory say.
struct Asking<'h> {
    home: &'h Home,
    note: String,
    head: Checkpoint,
}

/// The name of a witness, and when it cosigned, in seconds since 1970, or why it did not.
pub(crate) type Said = (String, Result<u64, Failure>);

/// Asks every witness; what each said. Cosignatures are kept also when some refuse.
pub(crate) fn cosign(home: &Home, witnesses: &[Witness]) -> Result<Vec<Said>, Failure> {
    if home.drill.is_some() {
        let message = "this is a drill, and nothing of it leaves the machine: a witness vouches for what is real";
        return Err(Failure::new(ErrorClass::Denied, message));
    }
    let head = ledger::checkpoint(home.disk(), &home.dir)?;
    let bytes = home
        .disk()
        .read(&ledger::tree_dir(&home.dir).join("checkpoint"))?;
    let asking = Asking {
        home,
        note: String::from_utf8_lossy(&bytes).into_owned(),
        head,
    };
    let path = cosigned_path(&home.dir);
    let kept = match home.disk().meta(&path)? {
        Some(_) => String::from_utf8_lossy(&home.disk().read(&path)?).into_owned(),
        None => String::new(),
    };
    // Cosignatures of this very head are kept; those of an earlier one end with it.
    let text = Note::parse(&asking.note).map(|note| note.unverified_text().to_owned());
    let same = Note::parse(&kept).is_ok_and(|note| Ok(note.unverified_text().to_owned()) == text);
    let mut cosigned = if same {
        kept.clone()
    } else {
        asking.note.clone()
    };
    let mut said = Vec::new();
    for witness in witnesses {
        let answer = asking.ask(witness, &kept).and_then(|lines| {
            let more = asking.only_of(witness, &lines)?;
            if Note::parse(&cosigned)
                .is_ok_and(|note| !matches!(witness.key.time_of(&note), Ok(Some(_))))
            {
                cosigned.push_str(&more.1);
            }
            Ok(more.0)
        });
        said.push((witness.key.name().to_owned(), answer));
    }
    if said.iter().any(|(_, answer)| answer.is_ok()) {
        home.disk().replace(&path, cosigned.as_bytes())?;
    }
    Ok(said)
}

impl Asking<'_> {
    /// The lines that a witness answers, after at most one question for the size it has seen.
    fn ask(&self, witness: &Witness, kept: &str) -> Result<String, Failure> {
        let known = Note::parse(kept).ok().and_then(|note| {
            let cosigned = matches!(witness.key.time_of(&note), Ok(Some(_)));
            let head: Checkpoint = note.unverified_text().parse().ok()?;
            cosigned.then_some(head.size())
        });
        let old = known.filter(|size| *size <= self.head.size()).unwrap_or(0);
        match self.send(witness, old)? {
            Answer::Lines(lines) => Ok(lines),
            Answer::Seen(size) if size > self.head.size() => Err(self.refused(
                witness,
                &format!(
                    "it has cosigned a head of {size} leaves, and this directory has only {}: it was rolled back, or \
                     another copy of it goes on elsewhere",
                    self.head.size()
                ),
            )),
            Answer::Seen(size) => match self.send(witness, size)? {
                Answer::Lines(lines) => Ok(lines),
                Answer::Seen(again) => Err(self.refused(
                    witness,
                    &format!(
                        "it has cosigned another head of {again} leaves: the log has forked, and somebody else signs with its key"
                    ),
                )),
            },
        }
    }

    fn refused(&self, witness: &Witness, why: &str) -> Failure {
        let message = format!("{} does not cosign: {why}", witness.key.name());
        Failure::new(ErrorClass::Broken, message)
    }

    fn send(&self, witness: &Witness, old: u64) -> Result<Answer, Failure> {
        let tree = ledger::tree_dir(&self.home.dir);
        let read = |path: &TilePath| -> io::Result<Vec<u8>> {
            self.home.disk().read(&tree.join(path.to_string()))
        };
        let size = self.head.size();
        let mut tiles = TileReader::new(size, read);
        let proof = match old {
            0 => Vec::new(),
            old => consistency_proof_from(&mut tiles, old, size)
                .map_err(|e| Failure::new(ErrorClass::Broken, format!("tree: {e}")))?,
        };
        let request = AddCheckpoint {
            old,
            proof,
            note: self.note.clone(),
        };
        let away = |what: String| {
            let message = format!("{} at {} {what}", witness.key.name(), witness.url);
            Failure::new(ErrorClass::Unavailable, message)
        };
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let mut answer = agent
            .post(format!("{}/add-checkpoint", witness.url))
            .send(request.body())
            .map_err(|e| away(format!("cannot be asked: {e}")))?;
        let status = answer.status().as_u16();
        let body = answer
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES_MAX)
            .read_to_string()
            .map_err(|e| away(format!("answers what cannot be read: {e}")))?;
        match status {
            200 => Ok(Answer::Lines(body)),
            409 => body
                .trim_end()
                .parse()
                .map(Answer::Seen)
                .map_err(|_| away("answers 409 without a size".to_owned())),
            500.. => Err(away(format!("answers {status}: {}", body.trim_end()))),
            _ => Err(self.refused(witness, &format!("{status}: {}", body.trim_end()))),
        }
    }

    /// Of what a witness answered its own cosignature of this head: the time, and the line.
    fn only_of(&self, witness: &Witness, lines: &str) -> Result<(u64, String), Failure> {
        for line in lines.split_inclusive('\n') {
            let with = format!("{}{line}", self.note);
            let Ok(note) = Note::parse(&with) else {
                continue;
            };
            if let Ok(Some(time)) = witness.key.time_of(&note) {
                return Ok((time, line.to_owned()));
            }
        }
        let what = "its answer holds no cosignature of the key that was given";
        Err(self.refused(witness, what))
    }
}

enum Answer {
    /// Note lines.
    Lines(String),
    /// The largest size it has cosigned.
    Seen(u64),
}

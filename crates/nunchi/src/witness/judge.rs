//! Whether enough witnesses cosigned a head.

use std::path::Path;

use api::{Cosigned, CosignedBy, Time};
use env::Disk;
use event::Millis;
use proof::{Checkpoint, CosignVerifier, Note};

use crate::failure::Failure;

/// What witnesses say, why it is not enough, and the cosigned head, when it is.
pub(crate) struct Judged {
    pub(crate) cosigned: Cosigned,
    pub(crate) against: Vec<String>,
    /// The note that the directory must be, or have grown from.
    pub(crate) kept: Option<String>,
}

/// Judges the cosigned head in a file by the keys of witnesses.
pub(crate) fn judge(
    disk: &dyn Disk,
    file: &Path,
    keys: &[String],
    quorum: Option<usize>,
) -> Result<Judged, Failure> {
    let keys = keys
        .iter()
        .map(|key| {
            CosignVerifier::parse(key.trim())
                .map_err(|e| Failure::usage(format!("--witness {key:?}: {e}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let quorum = quorum.unwrap_or(keys.len());
    if quorum == 0 || quorum > keys.len() {
        let message = format!(
            "--quorum {quorum}: of {} witnesses 1 to {0} can be asked for",
            keys.len()
        );
        return Err(Failure::usage(message));
    }
    let mut judged = Judged {
        cosigned: Cosigned {
            size: None,
            quorum: quorum as u64,
            by: Vec::new(),
            missing: Vec::new(),
        },
        against: Vec::new(),
        kept: None,
    };
    let text = match disk.meta(file)? {
        Some(_) => String::from_utf8_lossy(&disk.read(file)?).into_owned(),
        None => String::new(),
    };
    match Note::parse(&text) {
        Ok(note) => count(&mut judged, &note, &keys),
        Err(_) if text.is_empty() => {
            judged.against.push(
                "no head was cosigned: `nunchi checkpoint --cosign` asks witnesses".to_owned(),
            );
        }
        Err(error) => judged.against.push(error.to_string()),
    }
    if judged.cosigned.by.len() < quorum {
        judged.against.push(format!(
            "{} of the witnesses named cosigned it, and {quorum} must have",
            judged.cosigned.by.len()
        ));
    } else if judged.against.is_empty() {
        judged.kept = Some(text);
    }
    Ok(judged)
}

fn count(judged: &mut Judged, note: &Note<'_>, keys: &[CosignVerifier]) {
    let head: Option<Checkpoint> = note.unverified_text().parse().ok();
    judged.cosigned.size = head.map(|head| head.size());
    for key in keys {
        match key.time_of(note) {
            Ok(Some(time)) => judged.cosigned.by.push(CosignedBy {
                name: key.name().to_owned(),
                time: Time(Millis(
                    i64::try_from(time).unwrap_or(0).saturating_mul(1000),
                )),
            }),
            Ok(None) => judged.cosigned.missing.push(key.name().to_owned()),
            Err(error) => {
                judged.cosigned.missing.push(key.name().to_owned());
                judged.against.push(format!("{}: {error}", key.name()));
            }
        }
    }
}

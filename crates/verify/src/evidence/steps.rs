//! The steps of an incident in a bundle: each follows from the one before by its digest, and that digest stands in an
//! act that the ledger sealed when the step was taken.
//!
//! A step that was changed, added, left out or put elsewhere has another digest, and so have all after it. Texts of
//! steps are opaque here; of sets and files that steps name, the name is a SHA-256, and that is looked for.

use std::collections::BTreeMap;

use event::ActKind;
use sha2::{Digest as _, Sha256};

use crate::text::{hex, word, words};

/// The file of a bundle that lists them.
pub(super) const STEPS_FILE: &str = "incident/steps";
/// Below this stand files that steps name by their SHA-256.
pub const FILES_FOLDER: &str = "incident/files/";
/// What files of the sets of scope versions end with; they are named by steps too.
pub const SET_END: &str = ".set";

/// What is wrong with a file that a step must name where the bundle has no steps.
pub(super) const NO_STEPS: &str = "the bundle has no steps that name it";
/// What is wrong with a file that no step names.
pub(super) const NOT_NAMED: &str = "no step of the incident names it by its SHA-256";

/// A step, as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredStep {
    /// Position of the act that entered it.
    pub position: u64,
    /// The word of what it does, as the act has it.
    pub does: String,
    /// Its text: one line.
    pub body: String,
}

/// The steps of one incident, from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// Number of the incident; an exercise has an `E` before it.
    pub incident: String,
    /// In their order.
    pub steps: Vec<EnteredStep>,
}

/// What stands before the number of an exercise.
const EXERCISE: char = 'E';

/// Code and digest of acts, by position.
pub(super) type Acts = BTreeMap<u64, (u8, [u8; 32])>;

impl Steps {
    /// As a bundle has them.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("nunchi steps 1\nincident {}\n", self.incident);
        for (step, number) in self.steps.iter().zip(1..) {
            let EnteredStep {
                position,
                does,
                body,
            } = step;
            let number: u32 = number;
            text.push_str(&format!("step {number} {position} {does}\n{body}\n"));
        }
        text.push_str("end\n");
        text
    }

    /// Reads what [`Steps::text`] writes, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Steps> {
        let mut lines = text.lines();
        if lines.next()? != "nunchi steps 1" {
            return None;
        }
        let incident = word(lines.next(), "incident")?.to_owned();
        let digits = incident.strip_prefix(EXERCISE).unwrap_or(&incident);
        digits.parse::<u32>().ok()?;
        let mut steps = Vec::new();
        loop {
            let line = lines.next()?;
            if line == "end" {
                break;
            }
            let [_, position, does] = words(Some(line), "step")?;
            steps.push(EnteredStep {
                position: position.parse().ok()?,
                does: does.to_owned(),
                body: lines.next()?.to_owned(),
            });
        }
        let steps = Steps { incident, steps };
        (steps.text() == text).then_some(steps)
    }

    /// Holds every step against the acts; the error says which is not the one that was entered.
    pub(super) fn prove(&self, acts: &Acts) -> Result<(), String> {
        let mut before = [0; 32];
        for (step, number) in self.steps.iter().zip(1u32..) {
            let digest = Sha256::new_with_prefix(before)
                .chain_update(&step.body)
                .finalize();
            before = digest.into();
            let due: [u8; 32] = Sha256::digest(self.act(step, number, &before)).into();
            let entered = acts.get(&step.position);
            if entered != Some(&(ActKind::Incident.code(), due)) {
                return Err(format!(
                    "step {number} is not the one that the act at position {} entered",
                    step.position
                ));
            }
        }
        Ok(())
    }

    /// The canonical body of the act that enters a step (`docs/format.md`, state).
    fn act(&self, step: &EnteredStep, number: u32, digest: &[u8; 32]) -> String {
        let (does, sha256) = (&step.does, hex(digest));
        // What is real is a number, what is practised a text.
        let incident = match self.incident.starts_with(EXERCISE) {
            true => format!("\"{}\"", self.incident),
            false => self.incident.clone(),
        };
        format!(r#"{{"does":"{does}","incident":{incident},"sha256":"{sha256}","step":{number}}}"#)
    }

    /// Whether a step names a file of the bundle by the SHA-256 of its bytes: of a set the step that froze its version,
    /// under the name that such a set has; of another file any.
    pub(super) fn names(&self, path: &str, bytes: &[u8]) -> bool {
        let digest = hex(&Sha256::digest(bytes));
        let Some((kind, version)) = set_of(path) else {
            let quoted = format!("\"{digest}\"");
            return self.steps.iter().any(|step| step.body.contains(&quoted));
        };
        let field = match kind {
            "scope" => "set",
            _ => "reached",
        };
        // Quotes in what people typed are escaped, so that no text can look like this.
        let froze = format!(r#""what":{{"does":"scoped","version":{version},"#);
        let named = format!(r#""{field}":"{digest}""#);
        self.steps.iter().any(|step| {
            step.does == "scoped" && step.body.contains(&froze) && step.body.contains(&named)
        })
    }
}

/// `scope` or `people`, and the version, of the path of a set.
fn set_of(path: &str) -> Option<(&str, u32)> {
    let name = path.strip_prefix("incident/")?.strip_suffix(SET_END)?;
    let (kind, version) = name.split_once('-')?;
    let version: u32 = version.parse().ok()?;
    matches!(kind, "scope" | "people").then_some((kind, version))
}

/// Whether a file of a bundle is one that a step must name.
pub(super) fn must_be_named(path: &str) -> bool {
    path.starts_with(FILES_FOLDER) || (path.starts_with("incident/") && path.ends_with(SET_END))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Steps {
        let step = |position, does: &str, body: &str| EnteredStep {
            position,
            does: does.to_owned(),
            body: body.to_owned(),
        };
        Steps {
            incident: "7".to_owned(),
            steps: vec![
                step(3, "opened", r#"{"number":1}"#),
                step(9, "took", r#"{"number":2,"sha256":"00"}"#),
            ],
        }
    }

    /// The acts that a ledger would hold of them.
    fn acts(steps: &Steps) -> Acts {
        let mut before = [0; 32];
        let mut acts = Acts::new();
        for (step, number) in steps.steps.iter().zip(1..) {
            let mut all = before.to_vec();
            all.extend(step.body.as_bytes());
            before = Sha256::digest(all).into();
            let digest = Sha256::digest(steps.act(step, number, &before)).into();
            acts.insert(step.position, (ActKind::Incident.code(), digest));
        }
        acts
    }

    #[test]
    fn steps_that_were_entered_are_proven_and_no_others() {
        let steps = steps();
        let acts = acts(&steps);
        assert_eq!(steps.prove(&acts), Ok(()));
        let changed = |change: &dyn Fn(&mut Steps)| {
            let mut other = steps.clone();
            change(&mut other);
            other.prove(&acts)
        };
        for wrong in [
            changed(&|of| of.incident = "8".to_owned()),
            changed(&|of| of.incident = "E7".to_owned()),
            changed(&|of| of.steps[0].body.push(' ')),
            changed(&|of| drop(of.steps.remove(0))),
            changed(&|of| of.steps.swap(0, 1)),
            changed(&|of| of.steps[1].does = "opened".to_owned()),
            changed(&|of| of.steps[1].position = 3),
        ] {
            assert!(wrong.is_err());
        }
        // Those at the end may be left out: a bundle is of the steps that it lists.
        assert_eq!(changed(&|of| drop(of.steps.pop())), Ok(()));
    }

    #[test]
    fn the_text_is_read_back_and_nothing_else_is() {
        let steps = steps();
        assert_eq!(Steps::parse(&steps.text()), Some(steps.clone()));
        for text in [
            "",
            "nunchi steps 1\nincident 7\n",
            &steps.text().replace("step 2", "step 3"),
            &format!("{}more\n", steps.text()),
            &steps.text().replace("end\n", ""),
        ] {
            assert_eq!(Steps::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_is_named_by_its_digest() {
        let mut steps = steps();
        let file = "incident/files/letter.txt";
        assert!(!steps.names(file, b"a letter"));
        let digest = hex(&Sha256::digest(b"a letter"));
        steps.steps[1].body = format!(r#"{{"sha256":"{digest}"}}"#);
        assert!(steps.names(file, b"a letter"));
        // A set is named by the step that froze its version, and by no other.
        steps.steps[1].body =
            format!(r#"{{"number":2,"what":{{"does":"scoped","version":2,"set":"{digest}"}}}}"#);
        assert!(
            !steps.names("incident/scope-2.set", b"a letter"),
            "by another step"
        );
        steps.steps[1].does = "scoped".to_owned();
        assert!(steps.names("incident/scope-2.set", b"a letter"));
        for other in ["incident/scope-1.set", "incident/people-2.set"] {
            assert!(!steps.names(other, b"a letter"), "{other}");
        }
    }
}

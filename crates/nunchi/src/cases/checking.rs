//! Holding the steps of incidents against the acts that entered them in the ledger.
//!
//! A step is as it was entered when its digest, which covers the steps before it, is that of its act. A step without
//! its act was added by hand; an act without its step was cut off before the step counted, or the step was taken away:
//! where a later step follows it was cut off, for a number that was not taken is given again.

use std::collections::{BTreeMap, BTreeSet};

use event::ActKind;
use ledger::{ActKeys, Control, ControlKind, hex};
use serde::Deserialize;

use super::{Cases, stream};
use crate::failure::Failure;

/// What an act says of a step.
#[derive(Debug, Deserialize)]
struct Entered {
    incident: u32,
    step: u32,
    sha256: String,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Steps that are as they were entered.
    pub(crate) steps: u64,
    /// Acts of steps that were cut off before they counted.
    pub(crate) cut_off: u64,
    /// What is wrong, in sentences.
    pub(crate) wrong: Vec<String>,
}

impl Cases<'_> {
    /// Holds every step of every incident against the ledger.
    pub(crate) fn check(&self, controls: &[Control], keys: &ActKeys) -> Result<Checked, Failure> {
        let acts = acts(controls, keys)?;
        let mut checked = Checked::default();
        let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
        for id in self.numbers()? {
            for record in self.state.read(&stream(id))? {
                let place = (id, record.number);
                seen.insert(place);
                let entered = acts.get(&place).map(Vec::as_slice).unwrap_or_default();
                match entered.contains(&hex(&record.digest)) {
                    true => {
                        checked.steps += 1;
                        checked.cut_off += entered.len() as u64 - 1;
                    }
                    false => checked.wrong.push(format!(
                        "step {} of incident {id} is not the one that was entered in the ledger",
                        record.number
                    )),
                }
            }
        }
        let last: BTreeMap<u32, u32> = seen.iter().copied().collect();
        for (id, number) in acts.keys().filter(|place| !seen.contains(place)) {
            match last.get(id).map_or(0, |last| *last) + 1 == *number {
                // The last step of an incident may have been cut off; whether it was cannot be told from here.
                true => checked.cut_off += 1,
                false => checked.wrong.push(format!(
                    "step {number} of incident {id} was entered in the ledger and is not there"
                )),
            }
        }
        Ok(checked)
    }
}

/// The digests that were entered for each step: more than one where a step was cut off and taken again.
fn acts(
    controls: &[Control],
    keys: &ActKeys,
) -> Result<BTreeMap<(u32, u32), Vec<String>>, Failure> {
    let mut acts: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    let code = ActKind::Incident.code();
    let is_step = |of: &&Control| of.kind == ControlKind::Act && of.code == code;
    for control in controls.iter().filter(is_step) {
        let Some(sealed) = &control.sealed else {
            continue;
        };
        let body = keys.open(sealed).map_err(|error| {
            let message = format!(
                "the act at position {} does not open: {error}",
                control.position
            );
            Failure::new(event::ErrorClass::Broken, message)
        })?;
        if let Ok(entered) = serde_json::from_slice::<Entered>(&body) {
            let place = (entered.incident, entered.step);
            acts.entry(place).or_default().push(entered.sha256);
        }
    }
    Ok(acts)
}

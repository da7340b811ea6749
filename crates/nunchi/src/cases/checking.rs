//! Holding the steps of incidents against the acts that entered them in the ledger.
//!
//! A step is as it was entered when its digest, which covers the steps before it, is that of its act. A step without
//! its act was added by hand; an act without its step was cut off before the step counted, or the step was taken away:
//! where a later step follows it was cut off, for a number that was not taken is given again.

use std::collections::{BTreeMap, BTreeSet};

use event::{ActKind, ErrorClass, Millis};
use incident::case::{HeldClock, Number};
use ledger::{ActKeys, Control, Names, hex};
use serde::{Deserialize, Serialize};
use state::Record;
use verify::evidence::{EnteredStep, Steps};

use super::{Cases, stream};
use crate::{acts, failure::Failure, home::Home};

/// What an act says of a step.
#[derive(Debug, Deserialize)]
struct Entered {
    incident: Number,
    step: u32,
    does: String,
    sha256: String,
    /// Position of the act; its body does not say it.
    #[serde(skip)]
    position: u64,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Steps that are as they were entered.
    pub(crate) steps: u64,
    /// Acts of steps that were cut off before they counted.
    pub(crate) cut_off: u64,
    /// How the clock was held when they were taken.
    pub(crate) clock: Clocks,
    /// Where the clock went back between two steps, in sentences.
    pub(crate) went_back: Vec<String>,
    /// What is wrong, in sentences.
    pub(crate) wrong: Vec<String>,
}

/// How the clock was held to others (NTP) when steps were taken: what their moments are worth.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Clocks {
    /// Steps at which somebody held it.
    pub(crate) held: u64,
    /// By how much it was off at most at these, in microseconds; `None` where there are none.
    pub(crate) error_max_us: Option<i64>,
    /// Steps at which nobody held it.
    pub(crate) not_held: u64,
    /// Steps that do not tell.
    pub(crate) not_told: u64,
}

impl Clocks {
    fn add(&mut self, step: &Record) {
        /// What a step tells of the clock.
        #[derive(Deserialize)]
        struct Told {
            clock: Option<HeldClock>,
        }
        let told: Option<Told> = serde_json::from_slice(&step.body).ok();
        match told.and_then(|told| told.clock) {
            None => self.not_told += 1,
            Some(clock) if !clock.is_synchronised => self.not_held += 1,
            Some(clock) => {
                self.held += 1;
                self.error_max_us = self.error_max_us.max(Some(clock.error_max_us));
            }
        }
    }
}

impl Cases<'_> {
    /// Holds every step of every incident against the ledger.
    pub(crate) fn check(&self, controls: &[Control], keys: &ActKeys) -> Result<Checked, Failure> {
        let acts = by_step(controls, keys)?;
        let mut checked = Checked::default();
        let mut seen: BTreeSet<(Number, u32)> = BTreeSet::new();
        for id in self.numbers()? {
            let mut last: Option<(u32, Millis)> = None;
            for record in self.state.read(&stream(id))? {
                let place = (id, record.number);
                if let Some((number, at)) = last.filter(|(_, at)| record.at < *at) {
                    checked.went_back.push(format!(
                        "the clock went back in incident {id}: step {number} is of {at}, step {} of {}",
                        record.number, record.at
                    ));
                }
                last = Some((record.number, record.at));
                checked.clock.add(&record);
                seen.insert(place);
                let entered = acts.get(&place).map(Vec::as_slice).unwrap_or_default();
                match is_entered(&record, entered).is_some() {
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
        let last: BTreeMap<Number, u32> = seen.iter().copied().collect();
        let mut missing: BTreeMap<Number, Vec<(u32, &str)>> = BTreeMap::new();
        for ((id, number), entered) in acts.iter().filter(|(place, _)| !seen.contains(place)) {
            let does = entered.last().map_or("", |of| of.does.as_str());
            missing.entry(*id).or_default().push((*number, does));
        }
        for (id, missing) in &missing {
            let last = last.get(id).map_or(0, |last| *last);
            let cut_off = cut_off(last, missing);
            checked.cut_off += cut_off as u64;
            checked
                .wrong
                .extend(missing.iter().skip(cut_off).map(|(number, _)| {
                    format!(
                        "step {number} of incident {id} was entered in the ledger and is not there"
                    )
                }));
        }
        Ok(checked)
    }
}

/// How many of the steps that are missing behind the last one may have been cut off before they counted; whether they were
/// cannot be told from here. It is one, or all that a merge, a split or an opening takes at once.
fn cut_off(last: u32, missing: &[(u32, &str)]) -> usize {
    let follows = missing.iter().zip(last.saturating_add(1)..);
    let follows: Vec<&str> = follows
        .take_while(|((number, _), due)| number == due)
        .map(|((_, does), _)| *does)
        .collect();
    let of_many = follows
        .iter()
        .take_while(|does| TAKEN_AT_ONCE.contains(*does));
    let at_once = of_many.count();
    let is_at_once = follows
        .iter()
        .take(at_once)
        .any(|does| matches!(*does, "opened" | "inherited"));
    match is_at_once {
        true => at_once,
        false => follows.len().min(1),
    }
}

/// The words of steps of which several are taken at once.
const TAKEN_AT_ONCE: [&str; 7] = [
    "opened",
    "split_from",
    "restricted",
    "inherited",
    "selected",
    "included",
    "candidate",
];

/// The act that entered a record, among those of its number.
fn is_entered<'a>(record: &Record, acts: &'a [Entered]) -> Option<&'a Entered> {
    let digest = hex(&record.digest);
    acts.iter().find(|act| act.sha256 == digest)
}

impl Cases<'_> {
    /// The steps of an incident with the acts that entered them, for a bundle.
    pub(crate) fn entered_steps(&self, id: Number) -> Result<Steps, Failure> {
        let (controls, keys) = entered(self.home)?;
        let acts = by_step(&controls, &keys)?;
        let mut steps = Vec::new();
        for record in self.state.read(&stream(id))? {
            let of_number = acts.get(&(id, record.number));
            let act = is_entered(&record, of_number.map(Vec::as_slice).unwrap_or_default());
            let act = act.ok_or_else(|| {
                let message = format!(
                    "step {} of incident {id} is not the one that was entered in the ledger: see `nunchi incident check`",
                    record.number
                );
                Failure::new(ErrorClass::Broken, message)
            })?;
            steps.push(EnteredStep {
                position: act.position,
                does: act.does.clone(),
                body: String::from_utf8_lossy(&record.body).into_owned(),
            });
        }
        Ok(Steps {
            incident: id.to_string(),
            steps,
        })
    }
}

/// What the ledger holds of acts, and what opens their bodies.
pub(crate) fn entered(home: &Home) -> Result<(Vec<Control>, ActKeys), Failure> {
    let keys = home.act_keys()?.ok_or_else(|| {
        Failure::new(
            ErrorClass::Config,
            "there is no book.key: the acts that entered the steps are sealed under it",
        )
    })?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    Ok((snapshot.controls_but_issuances(home.disk())?, keys))
}

/// The acts of each step: more than one where a step was cut off and taken again.
fn by_step(
    controls: &[Control],
    keys: &ActKeys,
) -> Result<BTreeMap<(Number, u32), Vec<Entered>>, Failure> {
    let mut of_step: BTreeMap<(Number, u32), Vec<Entered>> = BTreeMap::new();
    for act in acts::opened::<Entered>(controls, keys, &[ActKind::Incident]) {
        let (control, mut entered) = act?;
        entered.position = control.position;
        let place = (entered.incident, entered.step);
        of_step.entry(place).or_default().push(entered);
    }
    Ok(of_step)
}

#[cfg(test)]
mod tests {
    use super::cut_off;

    #[test]
    fn what_is_taken_at_once_is_cut_off_at_once() {
        let merge = [
            (5, "restricted"),
            (6, "inherited"),
            (7, "inherited"),
            (8, "selected"),
        ];
        for (last, missing, cut) in [
            (4, &merge[..], 4),
            (3, &merge[..], 0),
            (4, &[(5, "filed")][..], 1),
            (4, &[(5, "filed"), (6, "inherited")][..], 1),
            (4, &[(5, "selected"), (6, "included")][..], 1),
            (4, &[(5, "inherited"), (6, "filed")][..], 1),
            (
                0,
                &[(1, "opened"), (2, "selected"), (3, "candidate")][..],
                3,
            ),
        ] {
            assert_eq!(cut_off(last, missing), cut, "{missing:?} after {last}");
        }
    }
}

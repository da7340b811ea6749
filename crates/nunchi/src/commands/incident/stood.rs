//! How an incident stands or stood: by every step until now, or by those alone that were taken by a moment, told as of
//! that moment. A document names both, so that what it says of clocks, duties and steps can be asked again for ever.

use event::{ErrorClass, Millis};
use incident::case::Incident;
use jiff::tz::TimeZone;

use super::{
    kin,
    learning::{self, Since},
    showing::{read, shown},
};
use crate::{asking, cases::Cases, cli::StoodArgs, failure::Failure, home::Home};

/// See the module.
pub(super) struct Stood {
    pub(super) home: Home,
    /// Who asks, where the command names somebody.
    asks: Option<String>,
    /// With no step that came later.
    pub(super) incident: Incident,
    /// As of when it is told.
    pub(super) now: Millis,
    pub(super) zone: TimeZone,
    /// How many steps it has today.
    steps: usize,
    /// Whether it is told as of a moment that has not come.
    is_to_come: bool,
    /// Whether it is asked how it stands now: the ledger of today is then asked beside the steps.
    pub(super) is_now: bool,
}

impl Stood {
    pub(super) fn asked(args: &StoodArgs) -> Result<Stood, Failure> {
        let (home, whole) = read(&args.asking)?;
        let zone = asking::zone(&home.settings.catalogue);
        let at = args.at.as_deref();
        let at = at
            .map(|text| asking::moment(&home, "--at", text))
            .transpose()?;
        let steps = whole.steps.len();
        let is_to_come = at.is_some_and(|at| at.0 > home.clock().now_ms());
        let (incident, now) = match (args.step, at) {
            (None, None) => (whole, Millis(home.clock().now_ms())),
            (None, Some(at)) => (by_then(&whole, at, &zone)?, at),
            (Some(step), at) => {
                let incident = whole.after_step(step)?;
                let last = incident.steps.last();
                let taken = last.map_or(Millis::MIN, |last| whole.counts_as_of(last));
                (incident, at.unwrap_or(taken))
            }
        };
        Ok(Stood {
            home,
            asks: args.asking.as_name.clone(),
            incident,
            now,
            zone,
            steps,
            is_to_come,
            is_now: at.is_none() && args.step.is_none(),
        })
    }

    /// Of one that is restricted, what is said of each that shares its record and is seen by more people; nothing of how it
    /// stood.
    pub(super) fn seen_elsewhere(&self) -> Result<Vec<String>, Failure> {
        let names = &self.incident.restricted;
        if names.is_empty() || !self.is_now {
            return Ok(Vec::new());
        }
        let all = Cases::open(&self.home)?.all(&asking::asker(self.asks.as_deref())?)?;
        let more = kin::seen_by_more(&self.incident, names, &all);
        Ok(more.into_iter().map(|of| kin::line(of, names)).collect())
    }

    /// What the ledger of now has beside its last version; `None` of how it stood, and where there is nothing to hold against.
    pub(super) fn learnt_since(&self) -> Option<Since> {
        let home = Some(&self.home).filter(|_| self.is_now)?;
        learning::since(home, &self.incident)
    }

    /// The number of its last step, and that there are later ones, which are not told, or that its moment has not come;
    /// nothing of the whole as it is now.
    pub(super) fn says(&self) -> Option<String> {
        let (told, all) = (self.incident.steps.len(), self.steps);
        let at = shown(self.now, &self.zone);
        let until = match told < all {
            true => format!("after step {told} of {all}: what was entered later is not told"),
            false => "with the steps until now".to_owned(),
        };
        match (self.is_to_come, told < all) {
            (true, _) => Some(format!("AS IT WOULD STAND at {at}, {until}")),
            (false, true) => Some(format!("AS IT STOOD at {at}, {until}")),
            (false, false) => None,
        }
    }

    /// A table under that.
    pub(super) fn under(&self, table: &str) -> String {
        match self.says() {
            Some(says) => format!("{says}\n{table}"),
            None => table.to_owned(),
        }
    }
}

fn by_then(whole: &Incident, at: Millis, zone: &TimeZone) -> Result<Incident, Failure> {
    match whole.step_at(at) {
        Some(step) => Ok(whole.after_step(step)?),
        None => {
            let opened = whole.steps.first().map(|step| shown(step.at, zone));
            let message = format!(
                "--at {}: incident {} was not opened then, but at {}: ask for a later moment, or with --step 1 what was known \
                 of it first",
                shown(at, zone),
                whole.id,
                opened.unwrap_or_default()
            );
            Err(Failure::new(ErrorClass::NotFound, message))
        }
    }
}

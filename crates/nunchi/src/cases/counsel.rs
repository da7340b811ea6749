//! What counsel keeps: a room of the state apart from incidents, under `counsel.key`. Who does not hold that key reads
//! nothing of it.
//!
//! No act enters a piece in the ledger. Once a day at most, and only when something was added, one digest over all of it
//! is entered, of the days before: a later edit shows. So does, to whoever sees that act, that counsel kept something in
//! those days, of one incident or another; `[privacy] counsel_digest = false` enters none.

use std::collections::BTreeMap;

use event::{ActKind, ErrorClass, Millis};
use incident::case::Number;
use incident::privilege::{Does, Entry, Privilege, PrivilegeError};
use jiff::tz::TimeZone;
use ledger::{ActKeys, Control, hex};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use sha2::{Digest as _, Sha256};
use state::State;

use super::{Because, append, numbers, open_state};
use crate::{acts, asking, failure::Failure, home::Home, keys};

/// What the streams begin with; the number of the incident follows.
const STREAMS: &str = "counsel/";

/// The stream of what was entered in the ledger.
const DAYS: &str = "counsel-days";

/// What the digest of a day begins with.
const DAY_DOMAIN: &[u8] = b"nunchi counsel day 1\n";

/// See the module.
pub(crate) struct CounselRoom<'h> {
    home: &'h Home,
    state: State,
}

/// A day that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Day {
    /// The midnight that ended it, milliseconds UTC.
    before: i64,
    /// The number of the last entry of each stream that it covers. Not the times of entries: another machine's clock may
    /// be behind, and what it adds later is not of this day.
    last: Covered,
    /// The digest, hex.
    sha256: String,
}

/// The number of the last entry of each stream.
type Covered = BTreeMap<String, u32>;

/// An act that entered a day, as its body says it.
#[derive(Debug, Deserialize)]
struct DayAct {
    counsel: String,
}

impl<'h> CounselRoom<'h> {
    /// Opens the room, and enters what is due of the days before.
    pub(crate) fn open(home: &'h Home) -> Result<CounselRoom<'h>, Failure> {
        let room = CounselRoom::open_where_held(home)?.ok_or_else(|| {
            let message = format!(
                "there is no counsel.key in {}: what counsel keeps is sealed under it, and who holds it is counsel",
                home.keys_dir.display()
            );
            Failure::new(ErrorClass::Config, message)
        })?;
        room.enter_days()?;
        Ok(room)
    }

    /// Opens the room, where its key is held; it is only looked at.
    pub(crate) fn open_where_held(home: &'h Home) -> Result<Option<CounselRoom<'h>>, Failure> {
        match keys::read_counsel(home.disk(), &home.keys_dir)? {
            None => Ok(None),
            Some(key) => {
                let state = open_state(home, "counsel.db", "counsel", &key)?;
                Ok(Some(CounselRoom { home, state }))
            }
        }
    }

    /// Refuses a file that is kept, of whatever incident: as evidence it would go where everybody reads. Where the key
    /// is not held that cannot be known. More than that it is kept is not said, for who asks may not be a reader.
    pub(crate) fn refuse_kept(home: &Home, what: &str, sha256: &str) -> Result<(), Failure> {
        let Some(room) = CounselRoom::open_where_held(home)? else {
            return Ok(());
        };
        for number in numbers(&room.state, STREAMS)? {
            if room.of(number)?.keeps(sha256) {
                return Err(Failure::usage(format!(
                    "{what}: counsel keeps this file; ask counsel, who can release it"
                )));
            }
        }
        Ok(())
    }

    /// What is kept of an incident.
    pub(crate) fn of(&self, incident: Number) -> Result<Privilege, Failure> {
        let records = self.state.read(&stream(incident))?;
        let entries: Result<Vec<Entry>, _> = records
            .iter()
            .map(|of| serde_json::from_slice(&of.body))
            .collect();
        let entries = entries.map_err(|e| damaged(format!("an entry does not read back: {e}")))?;
        Ok(Privilege::told(&entries)?)
    }

    /// Takes an entry.
    pub(crate) fn take(
        &self,
        incident: Number,
        privilege: &mut Privilege,
        (what, because): (Does, &Because<'_>),
    ) -> Result<(), Failure> {
        let entry = Entry {
            number: privilege.next(),
            at: Millis(self.home.clock().now_ms()),
            by: because.by.to_owned(),
            why: because.why.to_owned(),
            what,
        };
        privilege.take(&entry)?;
        let kept = super::entry(entry.number, entry.at, &entry)?;
        append(&self.state, &[(stream(incident), kept)], |_| Ok(()))
    }

    /// Enters the digest of the days before today, where something was added since the last.
    fn enter_days(&self) -> Result<(), Failure> {
        if !self.home.settings.counsel_digest {
            return Ok(());
        }
        let zone = asking::zone(&self.home.settings.catalogue);
        let before = midnight(Millis(self.home.clock().now_ms()), &zone);
        let days = self.days()?;
        let covered = days.last().map(|day| day.last.clone()).unwrap_or_default();
        let last = self.kept_before(before, covered.clone())?;
        if last == covered {
            return Ok(());
        }
        let day = Day {
            before: before.0,
            sha256: self.digest(&last)?,
            last,
        };
        let number = u32::try_from(days.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let kept = super::entry(number, before, &day)?;
        let kept = [(DAYS.to_owned(), kept)];
        append(&self.state, &kept, |_| self.act(&day.sha256))
    }

    /// What was kept before a moment, and at least what was covered already.
    fn kept_before(&self, before: Millis, mut covered: Covered) -> Result<Covered, Failure> {
        for (name, _) in self.state.streams(STREAMS)? {
            let records = self.state.read(&name)?;
            if let Some(last) = records.iter().rfind(|of| of.at < before) {
                let known = covered.entry(name).or_default();
                *known = last.number.max(*known);
            }
        }
        Ok(covered)
    }

    fn act(&self, sha256: &str) -> Result<(), Failure> {
        let mut ledger = self.home.writer()?;
        let body = Map::from_iter([("counsel".to_owned(), json!(sha256))]);
        asking::record(self.home, &mut ledger, ActKind::Incident, "nunchi", body)?;
        Ok(())
    }

    fn days(&self) -> Result<Vec<Day>, Failure> {
        let records = self.state.read(DAYS)?;
        let days: Result<Vec<Day>, _> = records
            .iter()
            .map(|of| serde_json::from_slice(&of.body))
            .collect();
        days.map_err(|e| damaged(format!("a day does not read back: {e}")))
    }

    /// The digest of what a day covers. An entry that is gone gives another.
    fn digest(&self, last: &Covered) -> Result<String, Failure> {
        let mut all = Sha256::new_with_prefix(DAY_DOMAIN);
        for (name, number) in last {
            let records = self.state.read(name)?;
            let found = records.iter().find(|of| of.number == *number);
            let digest = found.map_or_else(String::new, |of| hex(&of.digest));
            all.update(format!("{name} {number} {digest}\n"));
        }
        Ok(hex(&all.finalize()))
    }

    /// What no document of any incident may hold: what counsel keeps of one may have come to another by a merge.
    pub(crate) fn words(&self) -> Result<Vec<String>, Failure> {
        let mut words = Vec::new();
        for number in numbers(&self.state, STREAMS)? {
            words.extend(self.of(number)?.words());
        }
        Ok(words)
    }

    /// Holds everything against what was entered: the days that are as they were, and what is wrong, in sentences.
    pub(crate) fn check(
        &self,
        controls: &[Control],
        keys: &ActKeys,
    ) -> Result<(u64, Vec<String>), Failure> {
        let entered = entered(controls, keys)?;
        let (mut whole, mut wrong) = (0, Vec::new());
        let days = self.days()?;
        for day in &days {
            let now = self.digest(&day.last)?;
            match now == day.sha256 && entered.contains(&day.sha256) {
                true => whole += 1,
                false => wrong.push(format!(
                    "what was kept before {} is not what was entered in the ledger",
                    Millis(day.before)
                )),
            }
        }
        let known = |sha256: &&String| days.iter().any(|day| day.sha256 == **sha256);
        let lost = entered.iter().filter(|of| !known(of)).count();
        if lost > 0 {
            wrong.push(format!(
                "{lost} digests were entered in the ledger of days that are not here"
            ));
        }
        Ok((whole, wrong))
    }
}

/// The digests that acts entered.
fn entered(controls: &[Control], keys: &ActKeys) -> Result<Vec<String>, Failure> {
    let days = acts::opened::<DayAct>(controls, keys, &[ActKind::Incident]);
    days.map(|day| Ok(day?.1.counsel)).collect()
}

/// The midnight that began the day of a moment.
fn midnight(at: Millis, zone: &TimeZone) -> Millis {
    let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let day = stamp.to_zoned(zone.clone()).start_of_day();
    day.map_or(at, |day| Millis(day.timestamp().as_millisecond()))
}

fn stream(incident: Number) -> String {
    format!("{STREAMS}{incident}")
}

fn damaged(message: String) -> Failure {
    Failure::new(ErrorClass::Broken, message)
}

impl From<PrivilegeError> for Failure {
    fn from(error: PrivilegeError) -> Failure {
        Failure::usage(error.to_string())
    }
}

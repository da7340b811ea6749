//! Incidents of a data directory: kept as steps in its state, each entered in the ledger before it counts.
//!
//! A step is made, held against the steps before it, entered in the ledger by its digest, and then recorded: cut off
//! before the last, the ledger knows of a step that was not taken, and its number is free.

mod checking;
mod comparing;
mod counsel;
mod freezing;
mod kept;
mod ladder;
mod naming;
mod people;
mod preserving;
mod sharing;

use env::Discipline;
use event::{ActKind, ErrorClass, Millis};
use incident::case::{Frozen, HeldClock, Incident, Mode, Number, Step, What};
use ledger::Secret;
use serde::Serialize;
use serde_json::{Map, json};
use state::{AppendError, Entry, Location, State};

use crate::{asking, failure::Failure, home::Home, keys, printer::note};

pub(crate) use self::{
    checking::{Clocks, entered},
    comparing::{Compared, compare},
    counsel::CounselRoom,
    freezing::{freeze, selected},
    people::{ComparedPeople, PersonTold},
    preserving::Preserving,
};

/// Names a PostgreSQL in the place of `state.db`.
const STATE_URL: &str = "NUNCHI_STATE";

/// Where incidents are kept, in the directory.
const STATE_FILE: &str = "state.db";

/// See the module.
pub(crate) struct Cases<'h> {
    home: &'h Home,
    state: State,
}

/// Who takes a step, and why.
pub(crate) struct Because<'a> {
    pub(crate) by: &'a str,
    pub(crate) why: &'a str,
}

impl<'h> Cases<'h> {
    pub(crate) fn open(home: &'h Home) -> Result<Cases<'h>, Failure> {
        let key = keys::read_state(home.disk(), &home.keys_dir)?.ok_or_else(|| {
            let message = format!(
                "there is no state.key in {}: incidents are sealed under it; bring it there, or name the folder with --keys",
                home.keys_dir.display()
            );
            Failure::new(ErrorClass::Config, message)
        })?;
        let state = open_state(home, STATE_FILE, "", &key)?;
        Ok(Cases { home, state })
    }

    /// As [`Cases::open`], where anything was ever recorded: to ask must not make a database.
    pub(crate) fn open_if_any(home: &'h Home) -> Result<Option<Cases<'h>>, Failure> {
        let is_elsewhere = state_url(home).is_some();
        match is_elsewhere || home.disk().meta(&home.dir.join(STATE_FILE))?.is_some() {
            true => Cases::open(home).map(Some),
            false => Ok(None),
        }
    }

    /// Every incident that somebody may see, by number.
    pub(crate) fn all(&self, seen_by: &str) -> Result<Vec<Incident>, Failure> {
        let mut all = Vec::new();
        for id in self.numbers()? {
            all.extend(self.told(id)?);
        }
        all.retain(|incident| incident.may_be_seen_by(seen_by));
        all.sort_by_key(|incident| incident.id);
        Ok(all)
    }

    /// One incident. One that somebody may not see is, to them, not there.
    pub(crate) fn incident(&self, id: Number, seen_by: &str) -> Result<Incident, Failure> {
        let missing = || {
            let message = format!("there is no incident {id}: see `nunchi incident list`");
            Failure::new(ErrorClass::NotFound, message)
        };
        let seen = self.told(id)?.filter(|of| of.may_be_seen_by(seen_by));
        seen.ok_or_else(missing)
    }

    /// One incident for what the machine has to enter, whoever may see it.
    pub(crate) fn for_record(&self, id: Number) -> Result<Incident, Failure> {
        let gone = || Failure::new(ErrorClass::NotFound, format!("there is no incident {id}"));
        self.told(id)?.ok_or_else(gone)
    }

    /// A version of its scope.
    pub(crate) fn version(incident: &Incident, number: u32) -> Result<&Frozen, Failure> {
        incident.version(number).ok_or_else(|| {
            let (id, known) = (incident.id, incident.scopes.len());
            Failure::usage(format!(
                "incident {id} has no scope version {number}; there are {known}"
            ))
        })
    }

    /// The numbers of the incidents that there are.
    fn numbers(&self) -> Result<Vec<Number>, Failure> {
        numbers(&self.state, STREAMS)
    }

    /// An incident as its steps tell it; `None` where there are none.
    fn told(&self, id: Number) -> Result<Option<Incident>, Failure> {
        let records = self.state.read(&stream(id))?;
        if records.is_empty() {
            return Ok(None);
        }
        if let Some(of) = records.iter().find(|of| is_privileged(&of.body)) {
            let message = format!(
                "step {} of incident {id} is evidence that was kept for counsel among the steps, which this version would show: read it with the version that wrote it",
                of.number
            );
            return Err(Failure::new(ErrorClass::Config, message));
        }
        let steps: Result<Vec<Step>, _> = records
            .iter()
            .map(|of| serde_json::from_slice(&of.body))
            .collect();
        let steps = steps.map_err(|e| {
            let message = format!("a step of incident {id} does not read back ({e}): was it written by a later version?");
            Failure::new(ErrorClass::Broken, message)
        })?;
        Ok(Some(Incident::told(id, &steps)?))
    }

    /// Opens an incident; gives it.
    pub(crate) fn begin(&self, what: What, because: &Because<'_>) -> Result<Incident, Failure> {
        let id = self.free(&what)?;
        let step = self.step(1, what, because);
        warn_of_clock(&step);
        let incident = Incident::opened(id, step.clone())?;
        self.enter(id, &step)?;
        Ok(incident)
    }

    /// The number of an incident that is going to be opened: exercises are counted apart.
    fn free(&self, what: &What) -> Result<Number, Failure> {
        let mode = match what {
            What::Opened { mode, .. } => *mode,
            _ => Mode::Real,
        };
        let taken = self.numbers()?.into_iter().filter(|of| of.mode == mode);
        let of = taken.map(|number| number.of).max().unwrap_or(0) + 1;
        Ok(Number { mode, of })
    }

    /// Takes a step of an incident.
    pub(crate) fn take(
        &self,
        incident: &mut Incident,
        what: What,
        because: &Because<'_>,
    ) -> Result<(), Failure> {
        let step = self.step(incident.next(), what, because);
        incident.take(step.clone())?;
        if matches!(step.what, What::Chosen { .. } | What::Filed { .. }) {
            warn_of_clock(&step);
        }
        self.enter(incident.id, &step)
    }

    /// Whether steps could be taken one after the other, and why not; nothing is taken.
    pub(crate) fn may_take(
        &self,
        incident: &Incident,
        whats: &[What],
        because: &Because<'_>,
    ) -> Result<(), Failure> {
        let mut tried = incident.clone();
        for what in whats {
            tried.take(self.step(tried.next(), what.clone(), because))?;
        }
        Ok(())
    }

    fn step(&self, number: u32, what: What, because: &Because<'_>) -> Step {
        Step {
            number,
            at: Millis(self.home.clock().now_ms()),
            by: because.by.to_owned(),
            why: because.why.to_owned(),
            clock: self.home.clock().discipline().map(held),
            what,
        }
    }

    /// Enters a step in the ledger by its digest, then records it.
    fn enter(&self, id: Number, step: &Step) -> Result<(), Failure> {
        let place = (stream(id), step.number, step.at);
        append(&self.state, place, step, |digest| {
            self.act(id, step, digest)
        })
    }

    fn act(&self, id: Number, step: &Step, digest: &[u8; 32]) -> Result<(), Failure> {
        let mut ledger = self.home.writer()?;
        let body = Map::from_iter([
            ("incident".to_owned(), json!(id)),
            ("step".to_owned(), json!(step.number)),
            ("does".to_owned(), json!(does(&step.what))),
            ("sha256".to_owned(), json!(ledger::hex(digest))),
        ]);
        asking::record(self.home, &mut ledger, ActKind::Incident, &step.by, body)?;
        Ok(())
    }

    /// Keeps the set of a scope version; its name is its digest, so that the step pins it.
    pub(crate) fn keep_set(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.state.put(name, bytes)?)
    }

    pub(crate) fn set(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.state.get(name)?)
    }

    /// Keeps a document under its digest, as the step that names it will say.
    pub(crate) fn keep_document(&self, digest: &str, json: &[u8]) -> Result<(), Failure> {
        Ok(self.state.put(&format!("document/{digest}"), json)?)
    }

    /// A document as it was written; `None` where an earlier version wrote it, which kept none.
    pub(crate) fn document(&self, digest: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.state.get(&format!("document/{digest}"))?)
    }

    /// The directory whose incidents they are.
    pub(crate) fn home(&self) -> &'h Home {
        self.home
    }

    /// Says where an exercise is none.
    pub(crate) fn remind(incident: &Incident) {
        if incident.mode == Mode::Exercise {
            note("EXERCISE 훈련: nothing of this leaves the machine");
        }
    }
}

/// How the clock is held, as a step tells it.
fn held(of: Discipline) -> HeldClock {
    HeldClock {
        is_synchronised: of.is_synchronised,
        offset_us: of.offset_us,
        error_max_us: of.error_max_us,
    }
}

/// Says where the moment of a step is worth little.
fn warn_of_clock(step: &Step) {
    if step.clock.is_some_and(|clock| !clock.is_synchronised) {
        note(
            "nobody holds the clock of this machine to others (NTP): the moment of this step is as good as that clock",
        );
    }
}

/// Opens a room of the state: a file of the directory, or a PostgreSQL that is named in its place.
fn open_state(home: &Home, file: &str, room: &str, key: &Secret) -> Result<State, Failure> {
    let (url, file) = (state_url(home), home.dir.join(file));
    let location = match &url {
        Some(url) => Location::Url(url),
        None => Location::File(&file),
    };
    let entropy = std::sync::Arc::clone(&home.world.entropy);
    Ok(State::open_room(location, room, &key.0, entropy)?)
}

/// The PostgreSQL that is named. A drill is never written into the database of what is real.
fn state_url(home: &Home) -> Option<String> {
    let url = std::env::var(STATE_URL).ok();
    url.filter(|url| !url.is_empty() && home.drill.is_none())
}

/// The numbers of the incidents of which there is a stream.
fn numbers(state: &State, streams: &str) -> Result<Vec<Number>, Failure> {
    let number = |(stream, _): &(String, u32)| stream.strip_prefix(streams)?.parse().ok();
    Ok(state.streams(streams)?.iter().filter_map(number).collect())
}

/// Adds what somebody did to a stream. `before` is called with its digest before it counts; if that fails, it is not there.
fn append(
    state: &State,
    (stream, number, at): (String, u32, Millis),
    what: &impl Serialize,
    before: impl FnOnce(&[u8; 32]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let body = serde_json::to_vec(what).map_err(|e| {
        Failure::new(
            ErrorClass::Internal,
            format!("what was done has no JSON form: {e}"),
        )
    })?;
    let entry = Entry { number, at, body };
    match state.append(&stream, &entry, |digest| before(digest).map_err(Entering)) {
        Ok(_) => Ok(()),
        Err(AppendError::Before(Entering(failure))) => Err(failure),
        Err(AppendError::State(error)) => Err(error.into()),
        Err(taken @ AppendError::Taken { .. }) => {
            Err(Failure::new(ErrorClass::Conflict, taken.to_string()))
        }
    }
}

/// What the streams of incidents begin with; their number follows.
const STREAMS: &str = "incident/";

fn stream(id: Number) -> String {
    format!("{STREAMS}{id}")
}

/// Whether a step took evidence in for counsel alone, as was done before counsel had a room.
fn is_privileged(body: &[u8]) -> bool {
    let mark = br#""counsel":{"basis":"#;
    body.windows(mark.len()).any(|at| at == mark)
}

/// The word of a step, as its JSON has it.
pub(crate) fn does(what: &What) -> String {
    let value = serde_json::to_value(what).unwrap_or_default();
    value["does"].as_str().unwrap_or_default().to_owned()
}

/// A failure on its way through the state.
#[derive(Debug)]
struct Entering(Failure);

impl std::fmt::Display for Entering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Entering {}

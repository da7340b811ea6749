//! Incidents of a data directory: kept as steps in its state, each entered in the ledger before it counts.
//!
//! A step is made, held against the steps before it, entered in the ledger by its digest, and then recorded: cut off
//! before the last, the ledger knows of a step that was not taken, and its number is free.

mod checking;
mod comparing;
mod counsel;
mod excluding;
mod freezing;
mod kept;
mod ladder;
mod learnt;
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
    freezing::{freeze, sealed_head, selected},
    learnt::{Learnt, learnt},
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

    /// Opens an incident and takes its first further steps, all of it or nothing; gives it. `then` says them of the
    /// incident that was opened, each with why where that is not why it was opened.
    pub(crate) fn begin(
        &self,
        opened: What,
        then: impl Fn(&Incident) -> Vec<(What, Option<String>)>,
        because: &Because<'_>,
    ) -> Result<Incident, Failure> {
        let mut tries = OPEN_TRIES;
        loop {
            let id = self.free(&opened)?;
            let now = Millis(self.home.clock().now_ms());
            let step = self.step((1, now), opened.clone(), because);
            let mut incident = Incident::opened(id, step.clone())?;
            let mut steps = vec![(id, step)];
            for (what, why) in then(&incident) {
                let because = Because {
                    by: because.by,
                    why: why.as_deref().unwrap_or(because.why),
                };
                let step = self.step((incident.next(), now), what, &because);
                incident.take(step.clone())?;
                steps.push((id, step));
            }
            match self.enter(&steps) {
                // Somebody opened another meanwhile, under the number that was free.
                Err(taken) if taken.class == ErrorClass::Conflict && tries > 0 => tries -= 1,
                Err(failure) => return Err(failure),
                Ok(()) => {
                    steps
                        .iter()
                        .take(1)
                        .for_each(|(_, step)| warn_of_clock(step));
                    return Ok(incident);
                }
            }
        }
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
        self.take_all(&mut [(incident, vec![what])], because)
    }

    /// Takes steps of one incident or of several: all of them or none, whatever is refused and wherever it is cut off.
    pub(crate) fn take_all(
        &self,
        taking: &mut [(&mut Incident, Vec<What>)],
        because: &Because<'_>,
    ) -> Result<(), Failure> {
        let (mut after, mut steps) = (Vec::new(), Vec::new());
        // What is taken together is of one moment.
        let now = Millis(self.home.clock().now_ms());
        for (incident, whats) in taking.iter() {
            let mut tried = Incident::clone(incident);
            for what in whats {
                let step = self.step((tried.next(), now), what.clone(), because);
                tried.take(step.clone())?;
                warn_of_going_back(&tried, &step);
                steps.push((tried.id, step));
            }
            after.push(tried);
        }
        let matters = |what: &What| matches!(what, What::Chosen { .. } | What::Filed { .. });
        let mut told = steps.iter().filter(|(_, step)| matters(&step.what));
        told.by_ref()
            .take(1)
            .for_each(|(_, step)| warn_of_clock(step));
        self.enter(&steps)?;
        for ((incident, _), after) in taking.iter_mut().zip(after) {
            **incident = after;
        }
        Ok(())
    }

    /// Whether steps could be taken one after the other, and why not; nothing is taken.
    pub(crate) fn may_take(
        &self,
        incident: &Incident,
        whats: &[What],
        because: &Because<'_>,
    ) -> Result<(), Failure> {
        let mut tried = incident.clone();
        let now = Millis(self.home.clock().now_ms());
        for what in whats {
            tried.take(self.step((tried.next(), now), what.clone(), because))?;
        }
        Ok(())
    }

    fn step(&self, (number, at): (u32, Millis), what: What, because: &Because<'_>) -> Step {
        Step {
            number,
            at,
            by: because.by.to_owned(),
            why: because.why.to_owned(),
            clock: self.home.clock().discipline().map(held),
            what,
        }
    }

    /// Enters steps in the ledger by their digests, then records them: all or none.
    fn enter(&self, steps: &[(Number, Step)]) -> Result<(), Failure> {
        let mut entries = Vec::with_capacity(steps.len());
        for (id, step) in steps {
            entries.push((stream(*id), entry(step.number, step.at, step)?));
        }
        append(&self.state, &entries, |digests| {
            let mut ledger = self.home.writer()?;
            for ((id, step), digest) in steps.iter().zip(digests) {
                let body = Map::from_iter([
                    ("incident".to_owned(), json!(id)),
                    ("step".to_owned(), json!(step.number)),
                    ("does".to_owned(), json!(does(&step.what))),
                    ("sha256".to_owned(), json!(ledger::hex(digest))),
                ]);
                asking::record(self.home, &mut ledger, ActKind::Incident, &step.by, body)?;
            }
            Ok(())
        })
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
    /// A command that takes many steps says it once.
    static SAID: std::sync::Once = std::sync::Once::new();
    if step.clock.is_some_and(|clock| !clock.is_synchronised) {
        SAID.call_once(|| {
            note(
                "nobody holds the clock of this machine to others (NTP): the moment of this step is as good as that clock",
            );
        });
    }
}

/// Says that the clock of this machine, or of the one before, was wrong; `incident` is with the step.
fn warn_of_going_back(incident: &Incident, step: &Step) {
    let before = incident.steps.iter().rev().nth(1);
    let Some(last) = before.filter(|last| step.at < last.at) else {
        return;
    };
    let counts = incident.counts_as_of(step);
    let so = match counts == step.at {
        true => format!("whatever stands before counts as of {counts} at the latest"),
        false => format!(
            "that is before what was known to have happened, so this one counts as of {counts}, as the step before it"
        ),
    };
    note(&format!(
        "warning: the clock went back: step {} of incident {} is of {}, and this one of {}; {so}: see that the clock of this \
         machine is right",
        last.number, incident.id, last.at, step.at
    ));
}

/// Opens a room of the state: a file of the directory, or a PostgreSQL that is named in its place.
fn open_state(home: &Home, file: &str, room: &str, key: &Secret) -> Result<State, Failure> {
    let (url, file) = (state_url(home), home.dir.join(file));
    let location = match &url {
        Some(url) => Location::Url(url),
        None => Location::File(&file),
    };
    let entropy = std::sync::Arc::clone(&home.world.entropy);
    let state = State::open_room(location, room, &key.0, entropy)?;
    if let Some(because) = state.read_alone() {
        warn_of_reading(&file, because);
    }
    Ok(state)
}

/// Says that what is told can be told and nothing be recorded.
fn warn_of_reading(file: &std::path::Path, because: &str) {
    /// A command that opens it several times says it once.
    static SAID: std::sync::Once = std::sync::Once::new();
    SAID.call_once(|| {
        note(&format!(
            "warning: {} cannot be written ({because}): its disk is full or for reading, or this user may not write \
             there; it is read as it stands, and no step can be recorded",
            file.display()
        ));
    });
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

/// What somebody did, as it is added to a stream.
fn entry(number: u32, at: Millis, what: &impl Serialize) -> Result<Entry, Failure> {
    let no_json = |e| {
        Failure::new(
            ErrorClass::Internal,
            format!("what was done has no JSON form: {e}"),
        )
    };
    let body = serde_json::to_vec(what).map_err(no_json)?;
    Ok(Entry { number, at, body })
}

/// Adds what somebody did to streams, all of it or nothing. `before` is called with the digests before it counts; if that
/// fails, nothing is there.
fn append(
    state: &State,
    entries: &[(String, Entry)],
    before: impl FnOnce(&[[u8; 32]]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let entries: Vec<(&str, &Entry)> = entries
        .iter()
        .map(|(stream, entry)| (stream.as_str(), entry))
        .collect();
    match state.append_all(&entries, |digests| before(digests).map_err(Entering)) {
        Ok(_) => Ok(()),
        Err(AppendError::Before(Entering(failure))) => Err(failure),
        Err(AppendError::State(error)) => Err(error.into()),
        Err(AppendError::Taken { stream, .. }) => {
            let whose = match stream.strip_prefix(STREAMS) {
                Some(id) => format!(
                    "somebody took a step of incident {id} meanwhile, so this one was not taken: look what it was \
                     (`nunchi incident steps {id}`), and say yours again if it still holds"
                ),
                None => "somebody else wrote meanwhile, so this was not recorded: look again, and say it again if it \
                         still holds"
                    .to_owned(),
            };
            Err(Failure::new(ErrorClass::Conflict, whose))
        }
    }
}

/// How often an incident that is opened is given the next number where somebody else took the one that was free.
const OPEN_TRIES: u32 = 16;

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

//! On SQLite, and on the PostgreSQL that `NUNCHI_TEST_POSTGRES` names: the same text serves both.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use env::{Disk as _, RealDisk};
use event::Millis;
use state::{AppendError, BODY_BYTES_MAX, Entry, Location, State, StateError};

static PLACES: AtomicU32 = AtomicU32::new(0);

/// A file of its own, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let name = format!("nunchi state-{}-{number}.db", std::process::id());
        Place(std::env::temp_dir().join(name))
    }

    fn open(&self, key: u8) -> Result<State, StateError> {
        State::open(
            Location::File(&self.0),
            &[key; 32],
            Arc::new(env::RealEntropy),
        )
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = RealDisk.remove(&PathBuf::from(path));
        }
    }
}

/// Runs a test on both databases.
fn on_each(test: impl Fn(&State, &str)) {
    let place = Place::new();
    let stream = format!("incident/{}", std::process::id());
    test(&place.open(1).expect("a state"), &stream);
    if let Ok(url) = std::env::var("NUNCHI_TEST_POSTGRES") {
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let state = State::open(Location::Url(&url), &[1; 32], Arc::new(env::RealEntropy));
        test(&state.expect("PostgreSQL"), &format!("{stream}-{number}"));
    }
}

fn entry(number: u32, body: &str) -> Entry {
    Entry {
        number,
        at: Millis(1_000 + i64::from(number)),
        body: body.as_bytes().to_vec(),
    }
}

fn add(state: &State, stream: &str, entry: &Entry) -> Result<(), AppendError<std::io::Error>> {
    state.append(stream, entry, |_| Ok(())).map(drop)
}

#[test]
fn records_come_back_in_order_and_each_follows_from_the_one_before() {
    on_each(|state, stream| {
        add(state, stream, &entry(1, "opened")).expect("the first");
        add(state, stream, &entry(2, "확인")).expect("the second");
        let read = state.read(stream).expect("records");
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].body, "확인".as_bytes());
        assert_eq!(read[1].at, Millis(1_002));
        assert_ne!(read[0].digest, read[1].digest);
        let streams = state.streams("incident/").expect("streams");
        assert!(streams.contains(&(stream.to_owned(), 2)), "{streams:?}");
        assert_eq!(state.read("incident/none").expect("none"), []);
    });
}

/// Each opens a file that none has made, and reads before it writes, as a step of an incident does.
#[test]
fn of_several_at_once_each_writes_or_is_told_to_look_again() {
    let place = Place::new();
    let write = |place: &Place| -> Result<(), String> {
        let state = place.open(1).map_err(|e| e.to_string())?;
        loop {
            let read = state.read("incident/1").map_err(|e| e.to_string())?;
            let number = u32::try_from(read.len()).expect("few") + 1;
            match add(&state, "incident/1", &entry(number, "a")) {
                Err(AppendError::Taken { .. }) => {}
                other => return other.map_err(|e| e.to_string()),
            }
        }
    };
    let refused: Vec<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| write(&place))).collect();
        let ended = all.into_iter().map(|one| one.join().expect("a thread"));
        ended.filter_map(Result::err).collect()
    });
    assert_eq!(refused, Vec::<String>::new());
    let state = place.open(1).expect("the state");
    assert_eq!(state.read("incident/1").expect("records").len(), 8);
}

#[test]
fn a_number_that_is_taken_or_leaves_a_gap_is_refused() {
    on_each(|state, stream| {
        add(state, stream, &entry(1, "a")).expect("the first");
        for number in [0, 1, 3] {
            let refused = add(state, stream, &entry(number, "b"));
            assert!(
                matches!(refused, Err(AppendError::Taken { last: 1, .. })),
                "{number}"
            );
        }
        assert_eq!(state.read(stream).expect("records").len(), 1);
    });
}

#[test]
fn what_could_not_be_entered_elsewhere_is_not_recorded() {
    on_each(|state, stream| {
        let refused = state.append(stream, &entry(1, "a"), |_| Err(std::io::Error::other("no")));
        assert!(matches!(refused, Err(AppendError::Before(_))));
        assert_eq!(state.read(stream).expect("records"), []);
        add(state, stream, &entry(1, "a")).expect("the number is free still");
    });
}

#[test]
fn many_records_are_there_together_or_not_at_all() {
    on_each(|state, stream| {
        let other = format!("{stream}-other");
        add(state, &other, &entry(1, "a")).expect("the first");
        let (one, two, three) = (entry(1, "b"), entry(2, "c"), entry(2, "d"));
        let all = [(stream, &one), (stream, &two), (other.as_str(), &three)];
        let refused = state.append_all(&all, |digests| {
            assert_eq!(digests.len(), 3);
            Err(std::io::Error::other("no"))
        });
        assert!(matches!(refused, Err(AppendError::Before(_))));
        let gap = [all[0], all[1], (other.as_str(), &one)];
        let never = |_: &[[u8; 32]]| -> Result<(), std::io::Error> { panic!("nothing is entered") };
        let refused = state.append_all(&gap, never);
        assert!(matches!(refused, Err(AppendError::Taken { .. })));
        assert_eq!(state.read(stream).expect("records"), []);
        assert_eq!(state.read(&other).expect("records").len(), 1);
        let mut entered = Vec::new();
        let added = state.append_all(&all, |digests| {
            entered = digests.to_vec();
            Ok::<(), std::io::Error>(())
        });
        let added: Vec<[u8; 32]> = added.expect("all").iter().map(|of| of.digest).collect();
        assert_eq!(added, entered);
        assert_eq!(state.read(stream).expect("records").len(), 2);
        assert_eq!(state.read(&other).expect("records").len(), 2);
    });
}

#[test]
fn a_blob_of_many_parts_comes_back_and_a_second_writing_changes_nothing() {
    on_each(|state, stream| {
        let bytes: Vec<u8> = (0..1_300_000_u32).map(|at| (at % 251) as u8).collect();
        let name = format!("set/{stream}");
        assert_eq!(state.get(&name).expect("none"), None);
        state.put(&name, &bytes).expect("a blob");
        state.put(&name, &bytes).expect("the same again");
        assert_eq!(state.get(&name).expect("a blob"), Some(bytes));
        state.put(&format!("{name}-empty"), b"").expect("nothing");
        let empty = state.get(&format!("{name}-empty")).expect("a blob");
        assert_eq!(empty, Some(Vec::new()));
    });
}

#[test]
fn another_key_is_refused_and_nothing_stands_in_clear() {
    let place = Place::new();
    let state = place.open(1).expect("a state");
    add(
        &state,
        "incident/1",
        &entry(1, "a word that somebody typed"),
    )
    .expect("a record");
    state
        .put("set/1", b"a word that somebody typed")
        .expect("a blob");
    drop(state);
    for end in ["", "-wal"] {
        let mut path = place.0.clone().into_os_string();
        path.push(end);
        let bytes = RealDisk.read(&PathBuf::from(path)).unwrap_or_default();
        let found = bytes.windows(8).any(|part| part == b"somebody");
        assert!(!found, "a word in clear in state.db{end}");
    }
    assert!(matches!(place.open(2), Err(StateError::OtherKey { .. })));
    assert_eq!(
        place
            .open(1)
            .expect("again")
            .read("incident/1")
            .expect("records")
            .len(),
        1
    );
}

#[test]
fn what_is_no_database_is_said_to_be_none() {
    let place = Place::new();
    RealDisk.replace(&place.0, &[0xAB; 4096]).expect("garbage");
    let refused = place.open(1).expect_err("no database").to_string();
    assert!(refused.contains("cannot be used"), "{refused}");
    assert!(
        refused.contains(&place.0.display().to_string()),
        "{refused}"
    );
}

#[test]
fn too_long_is_refused_with_the_limit() {
    let place = Place::new();
    let state = place.open(1).expect("a state");
    let long = Entry {
        body: vec![0; BODY_BYTES_MAX + 1],
        ..entry(1, "")
    };
    let refused = add(&state, "incident/1", &long)
        .expect_err("too long")
        .to_string();
    assert!(
        refused.contains("1048577") && refused.contains("1048576"),
        "{refused}"
    );
}

#[test]
fn two_processes_cannot_both_add_the_same_number() {
    let place = Place::new();
    let (one, other) = (place.open(1).expect("one"), place.open(1).expect("other"));
    add(&one, "incident/1", &entry(1, "a")).expect("the first");
    let refused = add(&other, "incident/1", &entry(1, "b"));
    assert!(matches!(refused, Err(AppendError::Taken { .. })));
    add(&other, "incident/1", &entry(2, "b")).expect("after looking again");
    assert_eq!(one.read("incident/1").expect("records").len(), 2);
}

/// A file that nobody can write into, with what was recorded last still in the log beside it: where the index of that log
/// would be made there is a link that leads nowhere.
fn unwritable() -> Place {
    let (from, place) = (Place::new(), Place::new());
    let state = from.open(1).expect("a state");
    add(&state, "incident/1", &entry(1, "opened")).expect("a record");
    state.put("set/1", b"a set").expect("a blob");
    for end in ["", "-wal"] {
        let beside = |of: &Place| PathBuf::from(format!("{}{end}", of.0.display()));
        std::fs::copy(beside(&from), beside(&place)).expect("a copy");
    }
    let log = std::fs::metadata(format!("{}-wal", place.0.display())).expect("a log");
    assert!(log.len() > 0, "what was recorded stands in the log");
    let nowhere = place.0.join("nowhere");
    std::os::unix::fs::symlink(nowhere, format!("{}-shm", place.0.display())).expect("a link");
    place
}

#[test]
fn what_was_recorded_is_read_from_a_file_that_cannot_be_written() {
    let place = unwritable();
    let state = place.open(1).expect("a state to read");
    assert!(state.read_alone().is_some());
    let read = state.read("incident/1").expect("records");
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].body, b"opened");
    assert_eq!(
        state.get("set/1").expect("a blob").as_deref(),
        Some(&b"a set"[..])
    );
    let refused = add(&state, "incident/1", &entry(2, "no")).expect_err("nothing is recorded");
    assert!(
        matches!(&refused, AppendError::State(StateError::ReadAlone { .. })),
        "{refused}"
    );
    assert!(matches!(place.open(2), Err(StateError::OtherKey { .. })));
}

#[test]
fn a_file_that_can_be_written_is_no_file_to_be_read_alone() {
    let place = Place::new();
    assert_eq!(place.open(1).expect("a state").read_alone(), None);
}

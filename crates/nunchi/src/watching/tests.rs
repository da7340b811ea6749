use std::path::PathBuf;

use event::{Millis, limits::ACT_BODY_BYTES_MAX};
use incident::case::Number;

use super::{
    held::names,
    record::{Body, FILES_MAX, File, HELD_MAX, Held, Lost, Owed, RUNS_MAX, Seen, Watched, runs},
};

/// As long as what is random in an act.
const SALT: &str = "00000000000000000000000000000000";

fn file(number: u32, first: i64) -> File {
    File {
        source: "gateway".to_owned(),
        sha256: [u8::try_from(number % 251).unwrap(); 32],
        bytes: 4096,
        path: PathBuf::from(format!("/var/log/shop/access.log.{number}")),
        first: Millis(first),
        to: Some(Millis(first + 10)),
        gone: false,
    }
}

fn seen(numbers: std::ops::RangeInclusive<u32>) -> Vec<Body> {
    let of = |number| Seen::of(number, &file(number, i64::from(number) * 10));
    Body::of_seen("gateway", numbers.map(of).collect())
}

/// What stands after these acts, each a second after the one before.
fn watched(bodies: &[Body]) -> Watched {
    let mut watched = Watched::default();
    for (body, at) in bodies.iter().zip(1..) {
        // As it is read back, so that what is not written is not there.
        let bytes = body.to_bytes(SALT).unwrap();
        assert!(bytes.len() <= ACT_BODY_BYTES_MAX, "{}", bytes.len());
        let body = serde_json::from_slice(&bytes).unwrap();
        watched.take(at, Millis(i64::try_from(at).unwrap() * 1000), &body);
    }
    watched
}

fn lost(gone: &[u32]) -> Body {
    Body {
        watch: "gateway".to_owned(),
        gone: runs(gone),
        lost: Some(Lost {
            oldest_before: 10,
            oldest_now: Some(20),
            last_seen: 1000,
            held: Held {
                holds: vec![2],
                ..Held::default()
            },
        }),
        ..Body::default()
    }
}

fn back(numbers: &[u32]) -> Body {
    Body {
        watch: "gateway".to_owned(),
        back: runs(numbers),
        ..Body::default()
    }
}

#[test]
fn every_file_that_was_seen_reads_back_from_acts_that_fit() {
    let bodies = seen(1..=300);
    assert!(bodies.len() > 10 && bodies.len() < 60, "{}", bodies.len());
    let watched = watched(&bodies);
    assert_eq!(watched.files.len(), 300);
    assert_eq!(watched.files[&17], file(17, 170));
    assert_eq!(watched.next(), 301);
    assert_eq!(watched.oldest("gateway"), Some(Millis(10)));
    assert_eq!(watched.oldest("auth"), None);
}

#[test]
fn a_path_that_would_not_fit_is_left_out_and_the_file_is_not() {
    let mut long = file(1, 10);
    // Each is written as six bytes.
    long.path = PathBuf::from("\u{1}".repeat(400));
    let bodies = Body::of_seen("gateway", vec![Seen::of(1, &long)]);
    let watched = watched(&bodies);
    assert_eq!(watched.files[&1].path, PathBuf::new());
    assert_eq!(watched.files[&1].sha256, long.sha256);
}

#[test]
fn what_is_there_again_ends_its_loss_and_what_goes_again_is_another() {
    let mut bodies = seen(1..=3);
    bodies.extend([lost(&[1, 3]), back(&[3]), lost(&[3]), back(&[1])]);
    let watched = watched(&bodies);
    let gone: Vec<u32> = watched
        .files
        .iter()
        .filter(|(_, of)| of.gone)
        .map(|(number, _)| *number)
        .collect();
    assert_eq!(gone, [3]);
    let left: Vec<usize> = watched.losses.iter().map(|of| of.still_gone()).collect();
    assert_eq!(left, [0, 1]);
    assert_ne!(watched.losses[0].id(), watched.losses[1].id());
    assert_eq!(
        watched.looked["gateway"],
        Millis(bodies.len() as i64 * 1000)
    );
}

/// Numbers of which no two are one run, as many as one act takes.
fn scattered() -> Vec<u32> {
    (0..u32::try_from(RUNS_MAX).unwrap())
        .map(|at| u32::MAX - 2 * at)
        .rev()
        .collect()
}

#[test]
fn as_many_runs_as_may_be_in_one_act_fit() {
    let body = lost(&scattered());
    assert_eq!(body.gone.len(), RUNS_MAX);
    assert!(body.to_bytes(SALT).unwrap().len() <= ACT_BODY_BYTES_MAX);
}

#[test]
fn whatever_held_a_file_fits_the_act_of_its_loss() {
    let held = Held {
        holds: (0..300).map(|at| u32::MAX - at).collect(),
        owed: (0..300)
            .map(|at| Owed {
                incident: Number::real(u32::MAX - at),
                obligation: format!("O{}", u32::MAX),
            })
            .collect(),
        ..Held::default()
    };
    let mut body = lost(&scattered());
    body.watch = "s".repeat(64);
    body.lost.as_mut().unwrap().held = held.clone();
    assert!(body.to_bytes(SALT).unwrap().len() > ACT_BODY_BYTES_MAX);
    body.lost.as_mut().unwrap().held = held.capped();
    let watched = watched(&[body]);
    let told = &watched.losses[0].lost.held;
    assert_eq!((told.holds.len(), told.owed.len()), (HELD_MAX, HELD_MAX));
    assert_eq!((told.more_holds, told.more_owed), (290, 290));
    assert_eq!(held.capped().holds[..], held.holds[..HELD_MAX]);
}

#[test]
fn what_is_gone_and_was_not_held_gives_its_place_back() {
    let last = u32::try_from(FILES_MAX).unwrap();
    let of_files = |numbers: std::ops::RangeInclusive<u32>| Body {
        watch: "gateway".to_owned(),
        seen: numbers
            .map(|number| Seen::of(number, &file(number, i64::from(number))))
            .collect(),
        ..Body::default()
    };
    let mut watched = Watched::default();
    watched.take(1, Millis(1), &of_files(1..=last));
    assert_eq!(watched.room(), 0);
    let free = Body {
        watch: "gateway".to_owned(),
        gone: vec![(1, 10)],
        ..Body::default()
    };
    watched.take(2, Millis(2), &free);
    watched.take(3, Millis(3), &lost(&[11, 12]));
    assert_eq!((watched.room(), watched.files.len()), (10, FILES_MAX));
    watched.take(4, Millis(4), &of_files(last + 1..=last + 3));
    assert_eq!((watched.room(), watched.files.len()), (7, FILES_MAX - 7));
    // What was lost is told for ever, by the numbers that it had.
    let left: Vec<u32> = watched.files.keys().take(2).copied().collect();
    assert_eq!((left, watched.next()), (vec![11, 12], last + 4));
}

#[test]
fn a_system_names_a_source_by_its_first_word() {
    for system in [
        "gateway",
        "gateway, confirmed by lee",
        " gateway: kim",
        "nunchi",
        "gateway.",
    ] {
        assert!(names(system, "gateway"), "{system}");
    }
    for system in ["gateway-late", "the gateway", "", "mail boxes", "gateways"] {
        assert!(!names(system, "gateway"), "{system}");
    }
    assert!(names("gateway-late (lee)", "gateway-late"));
}

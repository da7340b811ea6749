use env::{Disk, RealDisk};

use super::*;
use crate::{
    cli::{DemoArgs, ReplayArgs},
    printer::Format,
};

fn folder(name: &str) -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("nunchi-demo-{name}-{}", std::process::id()));
    let _ = RealDisk.remove_dir_all(&dir);
    dir
}

fn small(dir: &Path) -> DemoArgs {
    DemoArgs {
        dir: dir.to_owned(),
        replay: ReplayArgs {
            background: 2_000,
            scale: 14_000,
            seed: 7,
        },
        aware: None,
        format: Some(Format::Json),
    }
}

#[test]
fn the_small_story_is_equal_to_its_truth_and_fits_a_screen() {
    let dir = folder("story");
    let args = small(&dir);
    prepare(&RealDisk, &dir).unwrap();
    let play = play(&args).unwrap();
    let (truth, measured) = (Figures::of_truth(&play), Figures::of_play(&play));
    assert_eq!(truth.differences(&measured), []);
    assert!(
        truth.len() > 60,
        "only {} figures were compared",
        truth.len()
    );
    let json = to_json(&play, &truth, &measured, &[]);
    assert_eq!(json["measured"]["not_issued"]["subjects"], 2405);
    assert_eq!(json["measured"], json["truth"]);
    assert_eq!(to_csv(&truth, &measured).lines().count(), truth.len() + 1);
    let screen = tell::tell(&args, &play, truth.len(), &[]);
    assert!(screen.lines().count() <= tell::LINES_MAX, "{screen}");
    assert!(
        screen
            .lines()
            .all(|line| tell::columns(line) <= tell::COLUMNS_MAX),
        "{screen}"
    );
    assert!(
        screen.contains("Equal to the truth") && screen.contains("yes: all"),
        "{screen}"
    );
    // A demo may be told again in the same place.
    prepare(&RealDisk, &dir).unwrap();
    assert!(RealDisk.meta(&dir.join("ledger")).unwrap().is_none());
    RealDisk.remove_dir_all(&dir).unwrap();
}

#[test]
fn a_wrong_figure_is_found_and_named() {
    let dir = folder("wrong");
    prepare(&RealDisk, &dir).unwrap();
    let mut play = play(&small(&dir)).unwrap();
    play.exact.reads += 1;
    play.exact.undecided.0 = 3;
    play.names.exact.pop_first();
    let different = Figures::of_truth(&play).differences(&Figures::of_play(&play));
    let named: Vec<&str> = different.iter().map(|d| d.figure.as_str()).collect();
    assert_eq!(
        named,
        [
            "not_issued.names.found",
            "not_issued.reads",
            "not_issued.undecided"
        ]
    );
    RealDisk.remove_dir_all(&dir).unwrap();
}

#[test]
fn a_folder_that_no_demo_made_is_left_alone() {
    let dir = folder("foreign");
    RealDisk.create_dir_all(&dir).unwrap();
    prepare(&RealDisk, &dir).unwrap();
    RealDisk.remove(&dir.join(MARKER)).unwrap();
    RealDisk
        .replace(&dir.join("thesis.txt"), b"years of work")
        .unwrap();
    let refused = prepare(&RealDisk, &dir).unwrap_err();
    assert!(
        refused.message.contains("nothing was touched"),
        "{}",
        refused.message
    );
    assert_eq!(
        RealDisk.read(&dir.join("thesis.txt")).unwrap(),
        b"years of work"
    );
    RealDisk.remove_dir_all(&dir).unwrap();
}

use super::*;

fn names(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.name.as_str()).collect()
}

#[test]
fn the_binary_is_built_only_for_scripts_and_before_them() {
    let bare = ["fmt", "clippy", "tidy", "test", "doctest", "doc", "bench"];
    assert_eq!(names(&steps(true, Vec::new())), bare);
    let with = steps(true, vec![PathBuf::from("scripts/tests/demo.sh")]);
    assert_eq!(names(&with)[7..], ["build", "script:demo"]);
}

#[test]
fn tests_run_without_nextest_too() {
    let args = |nextest| match steps(nextest, Vec::new()).remove(3).work {
        Work::Cargo(args, _) => args[0],
        _ => "",
    };
    assert_eq!(args(true), "nextest");
    assert_eq!(args(false), "test");
}

#[test]
fn only_shell_scripts_are_run_and_by_name() {
    let found = ["b.sh", "a.sh", "README.md", "data"]
        .map(PathBuf::from)
        .to_vec();
    assert_eq!(only_scripts(found), ["a.sh", "b.sh"].map(PathBuf::from));
}

#[test]
fn the_last_line_counts_the_steps() {
    let outcome = |name: &str, good| Outcome {
        name: name.to_owned(),
        good,
        took: Duration::from_millis(1_250),
    };
    let lines = closing(&[
        outcome("fmt", true),
        outcome("tidy", false),
        outcome("test", true),
    ]);
    assert_eq!(lines[1], "FAILED tidy, 1.2 s");
    assert_eq!(lines[3], "2 passed, 1 failed");
}

#[test]
fn a_script_that_says_nothing_has_shown_nothing() {
    let root = Path::new("/");
    assert!(!script(root, Path::new("/dev/null")).expect("bash runs an empty script"));
}

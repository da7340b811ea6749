use super::*;

const RULES: &str = "[names.\"std::fs\"]\nonly = [\"env\"]\nright = \"use env::Disk\"\n\
    [names.\"Instant::now\"]\nonly = [\"env\"]\nright = \"use env::Clock\"\n";

fn found(files: &[(&str, &str)], exceptions: &str) -> Vec<String> {
    let mut all = vec![(LAYERS, RULES), (EXCEPTIONS, exceptions)];
    all.extend_from_slice(files);
    check(&Tree::of(&all))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_file_system_and_the_clock_are_found_outside_their_room() {
    let text = "//! std::fs is only said here.\nuse std::{fs::File, io};\n\
        fn f() { let now = std::time::Instant::now(); }\n";
    assert_eq!(
        found(
            &[
                ("crates/ledger/src/lib.rs", text),
                ("crates/env/src/lib.rs", text)
            ],
            ""
        ),
        [
            "crates/ledger/src/lib.rs:3: `Instant::now` outside env, use env::Clock",
            "crates/ledger/src/lib.rs:2: `std::fs` outside env, use env::Disk",
        ]
    );
}

#[test]
fn tests_are_free() {
    let inline = "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
    let files = [
        ("crates/a/src/lib.rs", inline),
        ("crates/a/src/x/tests.rs", "use std::fs;"),
        ("crates/a/tests/whole.rs", "use std::fs;"),
        ("xtask/src/main.rs", "use std::fs;"),
    ];
    assert_eq!(found(&files, ""), [""; 0]);
}

#[test]
fn an_exception_counts_for_one_file_and_goes_when_it_is_not_needed() {
    let files = [
        ("crates/a/src/lib.rs", "use std::fs;"),
        ("crates/a/src/b.rs", "use std::fs;"),
    ];
    let listed = "# why\ncrates/a/src/lib.rs std::fs state.db is opened by its path\n";
    let first = found(&files, listed);
    assert_eq!(
        first,
        ["crates/a/src/b.rs:1: `std::fs` outside env, use env::Disk"]
    );
    let stale = found(&[("crates/a/src/lib.rs", "")], listed);
    assert_eq!(
        stale,
        ["xtask/walls.txt:2: nobody needs this, take the line out"]
    );
}

#[test]
fn an_exception_needs_a_reason() {
    let found = found(
        &[("crates/a/src/lib.rs", "use std::fs;")],
        "crates/a/src/lib.rs std::fs",
    );
    assert_eq!(found.len(), 2);
    assert!(found[1].starts_with("xtask/walls.txt:1: not an exception"));
}

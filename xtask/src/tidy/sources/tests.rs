use super::*;

fn found(paths: &[&str]) -> Vec<String> {
    let mut files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "")).collect();
    files.push((LIST, "# no formats\nfeed\n"));
    check(&Tree::of(&files))
        .iter()
        .map(|one| one.what.clone())
        .collect()
}

#[test]
fn a_format_needs_its_module_and_its_fixtures() {
    assert_eq!(
        found(&["crates/source/src/ocsf/fixtures/a.in"]),
        ["the format ocsf has no mod.rs"]
    );
    assert_eq!(
        found(&[
            "crates/source/src/clf/mod.rs",
            "crates/source/src/clf/fixtures.rs"
        ]),
        ["the format clf has no fixtures"]
    );
    assert_eq!(found(&["crates/source/src/clf/line.rs"]).len(), 2);
}

#[test]
fn whole_formats_and_other_folders_are_fine() {
    assert_eq!(
        found(&[
            "crates/source/src/lib.rs",
            "crates/source/src/ocsf/mod.rs",
            "crates/source/src/ocsf/fixtures/a.in",
            "crates/source/src/feed/mod.rs",
            "crates/source/src/limits.rs",
            "crates/source/src/limits/tests.rs",
            "crates/source/src/tests/whole.rs",
            "crates/other/src/x/y.rs",
        ]),
        [""; 0]
    );
}

use super::*;

#[test]
fn a_module_declared_under_cfg_test_is_a_test_in_every_file_of_it() {
    let tree = Tree::of(&[
        (
            "crates/a/src/lib.rs",
            "mod real;\n#[cfg(test)]\nmod props;\n",
        ),
        ("crates/a/src/props.rs", "mod deep;"),
        ("crates/a/src/props/deep.rs", ""),
        ("crates/a/src/real.rs", "#[cfg(test)]\nmod golden;"),
        ("crates/a/src/real/golden.rs", ""),
        ("crates/a/src/golden.rs", ""),
        ("crates/a/tests/whole.rs", ""),
    ]);
    let code = tree.code();
    let tests: Vec<&str> = code
        .iter()
        .filter(|one| one.whole_is_test)
        .map(|one| one.path)
        .collect();
    assert_eq!(
        tests,
        [
            "crates/a/src/props.rs",
            "crates/a/src/props/deep.rs",
            "crates/a/src/real/golden.rs",
            "crates/a/tests/whole.rs"
        ]
    );
}

#[test]
fn folders_are_held_by_what_is_in_them() {
    let tree = Tree::of(&[("docs/words.md", "")]);
    assert!(tree.holds("docs") && tree.holds("docs/") && tree.holds("docs/words.md"));
    assert!(!tree.holds("doc") && !tree.holds("docs/words"));
}

#[test]
fn a_folder_without_git_is_walked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let walked = walked(&root).expect("the folder of this crate can be listed");
    assert!(walked.contains(&"tidy/tree/tests.rs".to_owned()));
    let tree = Tree::read(&root).expect("the folder of this crate can be read");
    assert!(
        tree.text("tidy/tree.rs")
            .is_some_and(|text| text.contains("TEXT_BYTES_MAX"))
    );
}

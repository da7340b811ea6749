use super::*;

/// A function of exactly so many lines.
fn function(name: &str, lines: usize) -> String {
    format!("fn {name}() {{\n{}}}\n", "    work();\n".repeat(lines - 2))
}

fn found(text: &str, list: &str) -> Vec<String> {
    let tree = Tree::of(&[("crates/a/src/lib.rs", text), (LIST, list)]);
    check(&tree).iter().map(ToString::to_string).collect()
}

#[test]
fn seventy_lines_are_fine_and_one_more_is_not() {
    assert_eq!(found(&function("f", 70), ""), [""; 0]);
    let text = format!("// First.\n{}", function("f", 71));
    assert_eq!(
        found(&text, ""),
        ["crates/a/src/lib.rs:2: fn f has 71 lines, at most 70: divide it by ideas"]
    );
}

#[test]
fn six_hundred_lines_are_fine_and_one_more_is_not() {
    assert_eq!(found(&"// x\n".repeat(600), ""), [""; 0]);
    let found = found(&"// x\n".repeat(601), "");
    assert_eq!(
        found,
        ["crates/a/src/lib.rs:1: the file has 601 lines, at most 600: divide it by ideas"]
    );
}

#[test]
fn data_and_prose_may_be_long() {
    let long = "x\n".repeat(5_000);
    let tree = Tree::of(&[
        ("docs/format.md", &long),
        ("crates/a/fixtures/b.ndjson", &long),
    ]);
    assert_eq!(check(&tree), []);
}

#[test]
fn a_listed_thing_may_not_grow() {
    let list = "crates/a/src/lib.rs::f 80\n";
    assert_eq!(found(&function("f", 80), list), [""; 0]);
    let grown = found(&function("f", 81), list);
    assert_eq!(grown.len(), 1);
    assert!(grown[0].contains("fn f has grown to 81 lines, xtask/long.txt allows 80"));
}

#[test]
fn the_list_shrinks() {
    let stale = found(&function("f", 20), "# said\n\ncrates/a/src/lib.rs::f 80\n");
    assert_eq!(
        stale,
        [
            "xtask/long.txt:3: crates/a/src/lib.rs::f is no longer long or no longer there, take the line out"
        ]
    );
    assert_eq!(found("", "crates/a/src/lib.rs 700").len(), 1);
    assert_eq!(found("", "crates/a/src/lib.rs many").len(), 1);
}

#[test]
fn of_two_functions_of_a_name_the_longest_counts() {
    let text = format!("{}{}", function("new", 90), function("new", 75));
    assert_eq!(found(&text, "crates/a/src/lib.rs::new 90"), [""; 0]);
    assert_eq!(found(&text, "crates/a/src/lib.rs::new 80").len(), 1);
}

use super::*;

fn found_in(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)]))
        .iter()
        .map(|one| format!("{}: {}", one.line, one.what))
        .collect()
}

fn found(text: &str) -> Vec<String> {
    found_in("crates/a/src/lib.rs", text)
}

#[test]
fn a_bare_matches_is_found() {
    let what = "a bare `matches!(…);` proves nothing";
    assert_eq!(
        found("fn f() {\n    matches!(x, Some('(')); }"),
        [format!("2: {what}")]
    );
    assert_eq!(
        found("fn f() { g();\n    std::matches!(x, Err(_)) ; }"),
        [format!("2: {what}")]
    );
}

#[test]
fn a_matches_that_is_used_is_fine() {
    for text in [
        "fn f() -> bool { matches!(x, Some(_)) }",
        "fn f() { assert!(matches!(x, Some(_))); }",
        "fn f() { let a = matches!(x, Some(_)); }",
        "fn f() { return matches!(x, Some(_)); }",
        "fn f() { g(x) && matches!(x, Some(_)); }",
        "fn f() { /* matches!(x); */ \"; matches!(x);\"; }",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn work_left_for_later_is_found() {
    assert_eq!(found("fn f() { todo!() }"), ["1: `todo!`"]);
    assert_eq!(
        found("fn f() { unimplemented!(\"x\") }"),
        ["1: `unimplemented!`"]
    );
    assert_eq!(found("/// todo!()\nfn todo() { a != b }"), [""; 0]);
}

#[test]
fn silenced_lints_are_found() {
    assert_eq!(
        found("#[allow(dead_code)]\nfn f() {}"),
        ["1: `#[allow(…)]`"]
    );
    assert_eq!(
        found("#![allow(dead_code, reason = \"x\")]"),
        ["1: `#[allow(…)]`"]
    );
    assert_eq!(
        found("#[cfg_attr(test, allow(dead_code))]\nfn f() {}"),
        ["1: `#[allow(…)]`"]
    );
    assert_eq!(
        found("#[expect(dead_code)]\nfn f() {}"),
        ["1: `#[expect(…)]` without a reason"]
    );
    assert_eq!(
        found("#[expect(dead_code, reason = \"said\")]\nfn f() {}"),
        [""; 0]
    );
    assert_eq!(
        found("#[derive(Debug)]\n#[cfg(feature = \"allow\")]\nfn f() {}"),
        [""; 0]
    );
}

#[test]
fn ignored_tests_are_found() {
    assert_eq!(found("#[test]\n#[ignore]\nfn f() {}"), ["2: `#[ignore]`"]);
    assert_eq!(
        found("#[test]\n#[ignore = \"slow\"]\nfn f() {}"),
        ["2: `#[ignore]`"]
    );
    assert_eq!(
        found("#[cfg_attr(miri, ignore)]\nfn f() {}"),
        ["1: `#[ignore]`"]
    );
}

#[test]
fn only_tests_may_not_sleep() {
    let text = "use std::thread;\nfn f() {\n    thread::sleep(d);\n}\n";
    assert_eq!(found(text), [""; 0]);
    assert_eq!(
        found_in("crates/a/tests/x.rs", text),
        ["3: a test that sleeps"]
    );
    let inside = "#[cfg(test)]\nmod tests {\n    use std::thread::{sleep, spawn};\n}\n";
    assert_eq!(found(inside), ["3: a test that sleeps"]);
}

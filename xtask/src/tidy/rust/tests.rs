use super::*;

fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let code = Code::new("crates/a/src/lib.rs", text);
    code.functions()
        .into_iter()
        .map(|one| (one.name.to_owned(), one.first, one.last))
        .collect()
}

#[track_caller]
fn hides(text: &str, left: &str) {
    let bare = bare(text);
    assert_eq!(bare.len(), text.len());
    assert_eq!(bare.matches('\n').count(), text.matches('\n').count());
    assert_eq!(bare.split_whitespace().collect::<Vec<_>>().join(" "), left);
}

#[test]
fn strings_and_comments_are_hidden() {
    hides("a(\"{ \\\" }\") b", "a( ) b");
    hides("a // }\nb", "a b");
    hides("a /* { /* } */ { */ b", "a b");
    hides("a r\"\\\" b", "a b");
    hides("a r##\"\"# { \"## b", "a b");
    hides("a br#\"{\"# b\"}\" c\"{\" d", "a b c d");
    hides("r#fn(1) bar\"x\"", "r#fn(1) bar");
    hides("\"한글 {\" 길이", "길이");
    hides("a \"never closed {", "a");
    hides("a /* never closed {", "a");
}

#[test]
fn char_literals_are_hidden_and_lifetimes_are_not() {
    hides("a '{' b", "a b");
    hides("a '\\'' '\"' '\\\\' '\\u{7b}' b", "a b");
    hides("a b'{' '한' c", "a b c");
    hides(
        "fn f<'a, 'b>(x: &'a str) { 'out: loop {} }",
        "fn f<'a, 'b>(x: &'a str) { 'out: loop {} }",
    );
}

#[test]
fn a_function_ends_at_its_own_brace() {
    let text = "\
fn one(x: [u8; 2]) -> u8
where
    u8: Copy,
{
    let brace = '{'; // }
    let s = \"}\";
    if x[0] > 0 { 1 } else { 2 }
}

trait T {
    fn none(&self, x: [u8; 3]);
    fn two(&self) { fn inner() {} inner() }
}

type F = fn(u8) -> u8;
const fn three<const N: usize>(x: Thing<{ N }>) -> u8 {
    4
}
";
    let found = functions(text);
    let expected = [
        ("one", 1, 8),
        ("two", 12, 12),
        ("inner", 12, 12),
        ("three", 16, 18),
    ];
    assert_eq!(
        found,
        expected.map(|(name, first, last)| (name.to_owned(), first, last))
    );
}

#[test]
fn paths_are_found_in_expressions_and_in_nested_uses() {
    let places = |text: &str| {
        let code = Code::new("a.rs", text);
        code.named("std::fs")
            .into_iter()
            .map(|at| code.line(at))
            .collect::<Vec<_>>()
    };
    assert_eq!(places("let x = std::fs::read(p);"), [1]);
    assert_eq!(places("use std::fs;\nuse ::std::fs::File;"), [1, 2]);
    assert_eq!(
        places("use std::{\n    io,\n    fs::{self, File},\n};"),
        [1]
    );
    assert_eq!(places("use std::{fs as files, io};"), [1]);
    assert_eq!(
        places("use std::fsync; my_std::fs_x(); \"std::fs\"; // std::fs"),
        []
    );
    assert_eq!(places("fn f<'a>() -> impl Sized + use<'a> { 1 }"), []);
}

#[test]
fn what_is_under_cfg_test_is_a_test() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
    let code = Code::new("crates/a/src/x.rs", text);
    let is_test = |name: &str| code.is_test(text.find(name).expect("the name is in the text"));
    assert!(!is_test("fn a") && is_test("fn b") && !is_test("fn c"));
}

#[test]
fn a_test_module_in_its_own_file_is_named() {
    let named = |path, text| Code::new(path, text).test_modules().collect::<Vec<_>>();
    assert_eq!(
        named("a/src/x.rs", "#[cfg(test)]\nmod tests;"),
        ["a/src/x/tests"]
    );
    assert_eq!(
        named("a/src/lib.rs", "#[cfg(test)]\npub(crate) mod props;"),
        ["a/src/props"]
    );
    assert_eq!(
        named("a/src/x/mod.rs", "#[cfg(test)]\n#[rustfmt::skip]\nmod t;"),
        ["a/src/x/t"]
    );
    assert_eq!(
        named("a/src/lib.rs", "#[cfg(test)]\nmod tests { }\nmod y;"),
        [""; 0]
    );
}

#[test]
fn attributes_are_read_to_their_own_bracket() {
    let bare = bare("#![x]\n#[y(a[0], \"]\")]\nfn f() {}");
    let found: Vec<&str> = attributes(&bare).map(|(_, inside)| inside).collect();
    assert_eq!(found[0], "x");
    assert!(found[1].starts_with("y(a[0],") && found[1].ends_with(')'));
}

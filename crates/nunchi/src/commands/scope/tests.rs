use std::path::Path;

use clap::Parser;
use event::{ActKind, ErrorClass};

use super::run;
use crate::{
    cli::{Cli, Command},
    commands::who::tests::Shop,
    failure::Failure,
};

/// Runs `nunchi scope` in a shop as it would be typed.
fn typed(shop: &Shop, words: &[&str]) -> Result<u8, Failure> {
    let (data, keys) = (shop.dir.join("data"), shop.dir.join("keys"));
    let place = [
        "--data",
        data.to_str().unwrap(),
        "--keys",
        keys.to_str().unwrap(),
        "--format",
        "json",
    ];
    let line = ["nunchi", "scope"].iter().chain(words).chain(&place);
    match Cli::try_parse_from(line).unwrap().command {
        Command::Scope(args) => run(&args),
        other => panic!("not a scope: {other:?}"),
    }
}

fn text(shop: &Shop, path: &Path) -> String {
    String::from_utf8(shop.home.disk().read(path).unwrap()).unwrap()
}

#[test]
fn a_set_is_pseudonymous_and_needs_no_record() {
    let shop = Shop::new("set");
    let file = shop.dir.join("set.csv");
    assert_eq!(
        typed(
            &shop,
            &["route = 'my-info'", "--out", file.to_str().unwrap()]
        )
        .unwrap(),
        0
    );
    let set = text(&shop, &file);
    let [head, row] = set.lines().collect::<Vec<_>>()[..] else {
        panic!("one subject: {set}")
    };
    assert_eq!(head, "subject,kind,fields");
    assert!(
        row.starts_with('~') && row.ends_with(",member,name;email"),
        "{row}"
    );
    assert!(shop.acts(ActKind::Export).is_empty());
}

#[test]
fn names_leave_only_with_a_record() {
    let shop = Shop::new("names");
    let file = shop.dir.join("set.csv");
    let words = [
        "subject = 'member:4711'",
        "--out",
        file.to_str().unwrap(),
        "--identify",
        "--reason",
        "letters",
        "--as",
        "kim",
    ];
    assert_eq!(typed(&shop, &words).unwrap(), 0);
    let set = text(&shop, &file);
    assert!(
        set.starts_with("name,subject,kind,fields\nmember:4711,~"),
        "{set}"
    );
    let acts = shop.acts(ActKind::Export);
    let [act] = acts.as_slice() else {
        panic!("one export: {acts:?}")
    };
    assert!(
        act.starts_with("{\"reason\":\"letters\",\"salt\":\"")
            && act.contains("\"selection\":\"subject = '~")
            && act.ends_with("\",\"subjects\":1}"),
        "{act}"
    );
    assert!(
        !act.contains("4711"),
        "a record names nobody in clear: {act}"
    );
}

#[test]
fn what_is_left_over_is_what_is_written() {
    let shop = Shop::new("minus");
    let file = shop.dir.join("set.csv");
    assert_eq!(
        typed(
            &shop,
            &[
                "route = 'my-info'",
                "--minus",
                "field = 'email'",
                "--out",
                file.to_str().unwrap()
            ]
        )
        .unwrap(),
        0
    );
    assert_eq!(text(&shop, &file), "subject,kind,fields\n");
}

#[test]
fn mistakes_come_before_anything_is_written() {
    let shop = Shop::new("mistakes");
    let file = shop.dir.join("set.csv");
    let out = file.to_str().unwrap();
    let wrong: [&[&str]; 5] = [
        &["route = 'my-inf'", "--out", out],
        &["issued AND", "--out", out],
        &["issued", "--untouched", "emial", "--out", out],
        &["issued", "--out", "set.txt"],
        &["issued", "--out", out, "--identify", "--reason", " "],
    ];
    for words in wrong {
        assert_eq!(
            typed(&shop, words).unwrap_err().class,
            ErrorClass::Usage,
            "{words:?}"
        );
    }
    assert_eq!(shop.home.disk().meta(&file).unwrap(), None);
    assert!(shop.acts(ActKind::Export).is_empty());
}

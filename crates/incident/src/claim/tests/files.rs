//! What a file of claims may say, and what is told of one that is wrong.

use super::*;

/// A file with one claim of these lines.
fn file(lines: &str) -> String {
    format!("from = \"a mail\"\nreceived = \"2025-11-25\"\n[[claim]]\n{lines}\n")
}

/// The only claim of a file that is right.
fn only(lines: &str) -> Claim {
    Claims::read(&file(lines))
        .expect("the claim is right")
        .claims
        .remove(0)
}

fn wrongs(text: &str) -> Vec<String> {
    let wrongs = Claims::read(text).expect_err("the file is wrong");
    wrongs.iter().map(ToString::to_string).collect()
}

#[test]
fn every_condition_becomes_a_test_of_the_selection() {
    let claim = only(
        "text = \"x\"\ncounts = \"people\"\nany = true\nfield = \"door_code\"\nroute = \"o'clock\"\n\
         subject_kind = \"recipient\"\ncontroller = \"tw\"\ncountry_of_residence = \"TW\"\n\
         from = 2025-04-14\nto = 2025-11-08",
    );
    assert_eq!(
        claim.condition().as_deref(),
        Some(
            "field = 'door_code' AND route = 'o''clock' AND subject_kind = 'recipient' AND \
             time >= '2025-04-14' AND time < '2025-11-09'"
        )
    );
    let apart = claim.apart();
    assert_eq!(
        (apart.controller, apart.country_of_residence),
        (Some("tw"), Some("TW"))
    );
}

#[test]
fn an_instant_is_meant_itself() {
    let claim =
        only("text = \"x\"\ncounts = \"reads\"\nexactly = 0\nto = 2025-11-08T09:00:00+09:00");
    assert_eq!(
        claim.condition().as_deref(),
        Some("time <= '2025-11-08T00:00:00.000Z'")
    );
    let all = only("text = \"x\"\ncounts = \"reads\"\nat_most = 3_000");
    assert_eq!((all.condition(), all.number), (None, Number::AtMost(3000)));
    assert!(all.apart().is_empty());
}

#[test]
fn mistakes_are_told_all_at_once_with_their_places() {
    let text = file(
        "text = \"\"\ncount = \"reads\"\ncounts = \"rows\"\nat_least = -3\nsubject_kind = \"customer\"\n\
         country_of_residence = \"tw\"\nfrom = 2025-11-08\nto = 2025-04-14\nroute = 7",
    );
    assert_eq!(
        wrongs(&text),
        [
            "line 4, column 8: text must have 1 to 2000 characters and no control characters",
            "line 5, column 1: unknown key \"count\": the keys here are text, counts, at_least, at_most, \
             exactly, any, field, route, subject_kind, controller, country_of_residence, from, to",
            "line 6, column 10: counts cannot be \"rows\": it is one of accesses, reads, records, subjects, \
             exposures, people",
            "line 7, column 12: at_least cannot be -3: write a whole number from 1 to 10000000000000000",
            "line 8, column 16: subject_kind cannot be \"customer\": it is one of member, dormant, \
             withdrawn, recipient, employee, other",
            "line 9, column 24: country_of_residence cannot be \"tw\": write e.g. \
             country_of_residence = \"TW\"",
            "line 10, column 8: from 2025-11-08 lies after to 2025-04-14: exchange them, or leave one out",
            "line 12, column 9: route cannot be 7: write e.g. route = \"address-list\"",
        ]
    );
}

#[test]
fn a_claim_says_how_many_in_one_way() {
    let both = file("text = \"x\"\ncounts = \"reads\"\nat_least = 1\nat_most = 2");
    let rule = "a claim has exactly one of at_least, at_most, exactly and any = true";
    assert_eq!(
        wrongs(&both),
        [format!(
            "line 7, column 11: both at_least and at_most: {rule}"
        )]
    );
    let none = file("text = \"x\"\ncounts = \"reads\"");
    assert_eq!(
        wrongs(&none),
        [format!("line 3, column 1: no number: {rule}")]
    );
    let not_any = file("text = \"x\"\ncounts = \"reads\"\nany = false");
    assert_eq!(
        wrongs(&not_any),
        ["line 6, column 7: any cannot be false: write e.g. any = true"]
    );
    let nothing = file("text = \"x\"\ncounts = \"reads\"\nat_least = 0");
    assert!(wrongs(&nothing)[0].contains("from 1 to"));
}

#[test]
fn what_is_missing_is_told() {
    let wrongs_of_nothing = wrongs("scale = 0");
    assert_eq!(wrongs_of_nothing.len(), 4, "{wrongs_of_nothing:?}");
    assert!(
        wrongs_of_nothing
            .iter()
            .any(|wrong| wrong.contains("from is missing"))
    );
    assert!(
        wrongs_of_nothing
            .iter()
            .any(|wrong| wrong.contains("received is missing"))
    );
    assert!(
        wrongs_of_nothing
            .iter()
            .any(|wrong| wrong.contains("there is no claim"))
    );
    assert!(
        wrongs_of_nothing
            .iter()
            .any(|wrong| wrong.contains("scale cannot be 0"))
    );
    assert!(wrongs("from = ")[0].starts_with("line 1, column 8: not TOML"));
}

#[test]
fn a_file_is_not_read_beyond_its_limits() {
    let long = " ".repeat(limits::FILE_BYTES_MAX + 1);
    assert!(wrongs(&long)[0].contains("more than 262144"));
    let claim = "[[claim]]\ntext = \"x\"\ncounts = \"reads\"\nany = true\n";
    let many = format!(
        "from = \"a\"\nreceived = 2025-11-25\n{}",
        claim.repeat(limits::CLAIMS_MAX + 1)
    );
    assert!(wrongs(&many)[0].contains("there are 101 claims"));
    let most = many
        .strip_suffix(claim)
        .expect("the last claim is taken away");
    assert_eq!(
        Claims::read(most)
            .expect("the most there may be")
            .claims
            .len(),
        100
    );
    let wordy = file(&format!(
        "text = \"{}\"\ncounts = \"reads\"\nany = true",
        "x".repeat(2001)
    ));
    assert!(wrongs(&wordy)[0].contains("1 to 2000 characters"));
}

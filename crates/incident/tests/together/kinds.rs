//! Every kind of step: what becomes of it in a merge and a split, and whether it can be taken back.

use incident::{
    Grade,
    case::{Fate, Figures, Frozen, Number, What},
};
use serde_json::{Value, json};

use super::{candidate, decided, fact, filed, opened, owed, step, took};

const NOW: &str = "2025-11-18T10:00:00+09:00";

fn frozen() -> What {
    What::Scoped(Box::new(Frozen {
        version: 1,
        selection: "NOT issued".to_owned(),
        size: 10,
        root: "AA==".to_owned(),
        epoch: 1,
        catalogue: 1,
        relation: 0,
        first: None,
        last: None,
        figures: Figures::default(),
        completeness: "complete".to_owned(),
        gaps: Vec::new(),
        set: "00".to_owned(),
        changes: Vec::new(),
        added_by_controller: std::collections::BTreeMap::new(),
        named: None,
        excluded: None,
        possibly: None,
        shares: None,
        people: None,
    }))
}

/// A step as its JSON has it, which is shorter than its fields.
fn read(of: Value) -> What {
    serde_json::from_value(of.clone()).unwrap_or_else(|e| panic!("{of}: {e}"))
}

/// One step of every kind.
fn every() -> Vec<What> {
    let clock = json!({"regime": "kr-pipa", "clock": "KR-PIPA-POSS", "controller": "shop"});
    let subjects = vec!["~0.1".to_owned()];
    let incident = Number::real(3);
    let of_time = [
        json!({"does": "delayed", "clock": clock, "code": "x", "from": NOW, "evidence": "E1"}),
        json!({"does": "delay_ended", "clock": clock, "code": "x", "ended": NOW}),
        json!({"does": "settled", "clock": clock, "leaked": true, "known": NOW}),
        json!({"does": "requested", "from": "police", "evidence": "E1", "scope": "x", "clocks": [], "controller": "shop",
            "received": NOW, "until": NOW}),
        json!({"does": "request_ended", "request": "R1", "ended": NOW}),
        json!({"does": "posted", "rule": "KR-POST", "controller": "shop", "url": "x", "up_from": NOW, "evidence": "E1"}),
        json!({"does": "posting_down", "posting": "P1", "since": NOW}),
        json!({"does": "posting_up", "posting": "P1", "since": NOW}),
        json!({"does": "handed", "evidence": "E1", "done": "viewed", "to": "lee", "receipt": ""}),
        json!({"does": "answered", "obligation": "O1", "received": NOW, "words": "x", "receipt": "x"}),
        json!({"does": "contained", "since": NOW, "measures": "x"}),
        json!({"does": "block_listed", "digest": "x", "entries": 1, "held_back": 0}),
        json!({"does": "wrote", "regime": "kr-net", "kind": "first", "language": "ko", "version": 1, "document": "00"}),
        json!({"does": "published", "evidence": "E1", "version": 1, "published": NOW}),
        json!({"does": "group_known", "version": 2, "known": NOW}),
        json!({"does": "selected", "selection": "NOT issued", "replaces": false}),
        json!({"does": "reviewed", "request": "R1"}),
        json!({"does": "restricted", "names": ["kim"]}),
        json!({"does": "push_proposed", "list": "sha256:00", "target": "edge", "url": "https://edge.example/",
            "form": "json", "settings": "s"}),
        json!({"does": "push_begun", "proposed": 3, "settings": "s", "message": "msg_1", "body": "sha256:03", "bytes": 7}),
        json!({"does": "push_ended", "push": "W1", "outcome": "delivered"}),
        json!({"does": "chosen", "start": "leak_known", "candidate": null}),
        json!({"does": "says", "fact": "encrypted", "yes": null}),
        json!({"does": "risk", "risk": "high"}),
        json!({"does": "concerns", "regimes": ["eu-33"], "controllers": []}),
    ];
    let mut all: Vec<What> = of_time.into_iter().chain([accepted()]).map(read).collect();
    all.extend([
        opened("x"),
        What::Included {
            subjects: subjects.clone(),
            fields: Vec::new(),
            controller: None,
        },
        What::Excluded { subjects },
        frozen(),
        candidate("E1"),
        decided("E1"),
        filed("E1", "R-1"),
        fact("E1", Grade::Fact),
        took("E1"),
        owed("E1", "x"),
        What::Confirmed,
        What::Closed,
        What::ClosedAsNone,
        What::Reopened,
        What::MergedInto { incident },
        What::SplitFrom { incident },
        What::Inherited {
            incident,
            called: None,
            step: Box::new(step(2, took("E1"))),
        },
        What::TakenBack { step: 2 },
    ]);
    all
}

fn accepted() -> Value {
    json!({"does": "accepted", "regime": "kr-net", "kind": "first", "language": "ko", "controller": "shop",
        "warning": "belittling", "place": "form course.cause", "text": "00"})
}

fn does(what: &What) -> String {
    let value = serde_json::to_value(what).expect("JSON");
    value["does"].as_str().expect("a word").to_owned()
}

/// The words of every kind, as the refusal of another lists them.
fn words() -> Vec<String> {
    let said = serde_json::from_value::<What>(json!({"does": "?"})).expect_err("no kind");
    let said = said.to_string();
    let (_, listed) = said.split_once("expected one of").expect("a list");
    listed
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn of_every_kind_it_is_decided_what_becomes_of_it() {
    let all = every();
    let (mut found, mut known) = (all.iter().map(does).collect::<Vec<_>>(), words());
    found.sort();
    known.sort();
    assert_eq!(found, known, "a kind is missing here");
    let of = |fate: Fate, back: bool| {
        let is = |what: &&What| what.fate() == fate && what.may_be_taken_back().is_ok() == back;
        let mut words: Vec<String> = all.iter().filter(is).map(does).collect();
        words.sort();
        words.join(" ")
    };
    assert_eq!(
        of(Fate::Goes, true),
        "answered delay_ended delayed filed handed inherited owed posted posting_down posting_up request_ended \
         requested reviewed settled took"
    );
    assert_eq!(
        of(Fate::Goes, false),
        "candidate decided fact restricted risk says"
    );
    assert_eq!(of(Fate::Merges, false), "opened");
    assert_eq!(of(Fate::Merges, true), "concerns");
    assert_eq!(of(Fate::Parts, false), "chosen");
    assert_eq!(of(Fate::Stays, true), "accepted published");
    assert_eq!(
        of(Fate::Stays, false),
        "block_listed closed closed_as_none confirmed contained excluded group_known included merged_into push_begun \
         push_ended push_proposed reopened scoped selected split_from taken_back wrote"
    );
}

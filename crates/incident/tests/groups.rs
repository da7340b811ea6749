//! Whom a version of the scope brings: subjects, people whom address books showed, and further fields of those who were
//! told already. Each opens the clocks of its controller, and of no other.

use std::collections::BTreeMap;

use event::Millis;
use incident::{
    case::{
        Cause, Change, Excluded, Exclusion, Figures, Frozen, FrozenPeople, Incident, Mode, Number,
        Pair, PeopleChange, PeopleFigure, Possibly, Step, Unfinished, What,
    },
    law::{self, Bounds, Fact, Kind, Knew, Known, Trigger},
};

fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

fn step(number: u32, moment: &str, what: What) -> Step {
    Step {
        number,
        at: at(moment),
        by: "kim".to_owned(),
        why: "it was asked".to_owned(),
        clock: None,
        what,
    }
}

fn opened() -> Incident {
    let what = What::Opened {
        mode: Mode::Real,
        title: "Forged tokens".to_owned(),
        findings: vec!["f1".to_owned()],
        regimes: vec!["kr-pipa".to_owned(), "kr-net".to_owned()],
        controllers: vec!["shop".to_owned(), "shop-tw".to_owned()],
    };
    Incident::opened(Number::real(1), step(1, "2025-11-17T16:00:00+09:00", what)).expect("opened")
}

fn frozen(version: u32, people: u64) -> Frozen {
    Frozen {
        version,
        selection: "NOT issued".to_owned(),
        size: 10,
        root: "AA==".to_owned(),
        epoch: 1,
        catalogue: 1,
        relation: 0,
        first: None,
        last: None,
        figures: Figures {
            people: Some(PeopleFigure {
                low: people,
                best: people,
                high: people,
                method: "links".to_owned(),
                undated: None,
                recipients: None,
            }),
            ..Figures::default()
        },
        completeness: "complete".to_owned(),
        gaps: Vec::new(),
        set: "00".to_owned(),
        changes: Vec::new(),
        added_by_controller: BTreeMap::new(),
        people: None,
        possibly: None,
        named: None,
        excluded: None,
        shares: None,
    }
}

fn brings(share: Frozen, fields: u64, people: Result<u64, &str>) -> Frozen {
    let change = Change {
        cause: Cause::Selection,
        added: 0,
        removed: 0,
        changed: fields,
        gained: Some(fields),
    };
    let added = |added| {
        vec![PeopleChange {
            cause: Cause::Selection,
            added,
            removed: 0,
            merged: 0,
        }]
    };
    Frozen {
        changes: vec![change],
        people: Some(FrozenPeople {
            reached: "00".to_owned(),
            relations: 1,
            changes: people.ok().map(added),
            because: people.err().map(str::to_owned),
        }),
        ..share
    }
}

/// An incident with two versions, the second of which brings something to the shop and nothing to the other.
fn with_second(fields: u64, people: Result<u64, &str>) -> Incident {
    let mut incident = opened();
    let shares = |of: Frozen, other: Frozen| {
        Some(BTreeMap::from([
            ("shop".to_owned(), of),
            ("shop-tw".to_owned(), other),
        ]))
    };
    let first = Frozen {
        shares: shares(frozen(1, 3_367), frozen(1, 20)),
        ..frozen(1, 3_387)
    };
    let second = Frozen {
        shares: shares(
            brings(frozen(2, 3_800), fields, people),
            brings(frozen(2, 20), 0, Ok(0)),
        ),
        ..brings(frozen(2, 3_820), fields, people)
    };
    for (number, version) in [(2, first), (3, second)] {
        let what = What::Scoped(Box::new(version));
        incident
            .take(step(number, "2025-11-27T04:00:00+09:00", what))
            .expect("frozen");
    }
    let leak = What::Candidate {
        kind: Kind::FindingOpened,
        happened: at("2025-11-17T16:00:00+09:00"),
        who: "kim".to_owned(),
        knew: Knew::Leak,
        evidence: "finding f1".to_owned(),
        controller: None,
    };
    incident
        .take(step(4, "2025-11-27T04:00:00+09:00", leak))
        .expect("known");
    incident
}

fn groups(incident: &Incident) -> Vec<String> {
    let clocks = incident.clocks(at("2025-11-27T05:00:00+09:00"));
    let groups = clocks.expect("clocks").into_iter();
    groups
        .filter(|of| of.key.trigger == Trigger::Group { scope: 2 })
        .map(|of| format!("{} {}", of.key.clock, of.key.controller))
        .collect()
}

const OF_SHOP: [&str; 3] = [
    "KR-PIPA-NOTICE shop",
    "KR-PIPA-REPORT shop",
    "KR-NET-24 shop",
];

#[test]
fn people_whom_address_books_alone_bring_open_the_clocks_of_their_controller() {
    assert_eq!(groups(&with_second(0, Ok(433))), OF_SHOP);
}

#[test]
fn further_fields_of_people_who_were_told_open_clocks() {
    assert_eq!(groups(&with_second(3_367, Ok(0))), OF_SHOP);
}

#[test]
fn a_version_of_which_nobody_can_say_whom_it_adds_opens_clocks() {
    let unsaid = with_second(0, Err("cannot say: relations were deleted"));
    assert_eq!(groups(&unsaid), OF_SHOP);
}

#[test]
fn a_version_that_brings_nothing_opens_none() {
    assert_eq!(groups(&with_second(0, Ok(0))), [""; 0]);
}

#[test]
fn an_incident_is_not_closed_before_further_fields_are_told() {
    let incident = with_second(3_367, Ok(0));
    let missing = incident.unfinished(at("2025-11-27T05:00:00+09:00"));
    let waits =
        |of: &Unfinished| of.to_string() == "open clock: KR-PIPA-NOTICE of shop (group of scope 2)";
    let missing = missing.expect("a list");
    assert!(missing.iter().any(waits), "{missing:?}");
}

fn proposed(incident: &Incident, clock: &str, controller: &str) -> &'static str {
    let regime = law::regime("kr-pipa").expect("it ships");
    let proposal = regime.propose(clock, &incident.law_facts(controller));
    proposal.answer.word()
}

#[test]
fn a_duty_is_proposed_by_the_people_of_its_own_controller() {
    let incident = with_second(0, Ok(0));
    let people = |controller| incident.law_facts(controller).people;
    assert_eq!(people("shop"), Some(Bounds::exactly(3_800)));
    assert_eq!(people("shop-tw"), Some(Bounds::exactly(20)));
    assert_eq!(proposed(&incident, "KR-PIPA-REPORT", "shop"), "applies");
    assert_eq!(
        proposed(&incident, "KR-PIPA-REPORT", "shop-tw"),
        "undecided"
    );
}

#[test]
fn of_a_version_that_was_frozen_for_several_together_nothing_is_said_of_one() {
    let mut incident = opened();
    let mut together = frozen(1, 3_820);
    let pair = Pair {
        subjects: 1,
        reads: 1,
    };
    let by = &mut together.figures.by_controller;
    by.extend([("shop".to_owned(), pair), ("shop-tw".to_owned(), pair)]);
    let what = What::Scoped(Box::new(together));
    incident
        .take(step(2, "2025-11-27T04:00:00+09:00", what))
        .expect("frozen");
    assert_eq!(incident.law_facts("shop-tw").people, None);
    assert_eq!(
        proposed(&incident, "KR-PIPA-REPORT", "shop-tw"),
        "undecided"
    );
}

/// An incident of which one version is frozen, with the share of the shop.
fn with_share(share: Frozen) -> Incident {
    let mut incident = opened();
    let version = Frozen {
        shares: Some(BTreeMap::from([("shop".to_owned(), share)])),
        ..frozen(1, 20)
    };
    let what = What::Scoped(Box::new(version));
    incident
        .take(step(2, "2025-11-27T04:00:00+09:00", what))
        .expect("frozen");
    incident
}

#[test]
fn a_known_gap_proposes_the_notice_of_a_possibility() {
    let gap = |at_most, is_known_gap| {
        let possibly = Some(Possibly {
            at_most,
            because: "a roster".to_owned(),
            is_known_gap,
        });
        let share = Frozen {
            possibly,
            ..frozen(1, 20)
        };
        let incident = with_share(share);
        let facts = incident.law_facts("shop");
        let high = facts.people.expect("people").high;
        assert_eq!(high, 20u64.saturating_add(at_most.unwrap_or(u64::MAX)));
        let is = facts.is(Fact::NotSingledOut);
        (is, proposed(&incident, "KR-PIPA-POSS", "shop"))
    };
    assert_eq!(gap(Some(959), true), (Known::Yes, "applies"));
    assert_eq!(gap(None, true), (Known::Yes, "applies"));
    // Everybody is in the scope already, or a loss would merely not show.
    assert_eq!(gap(Some(0), true), (Known::Unknown, "undecided"));
    assert_eq!(gap(None, false), (Known::Unknown, "undecided"));
}

/// One person who names nearly all of them out makes the rules propose no "too few".
#[test]
fn whom_a_person_named_out_may_still_be_counted_by_a_law() {
    let proposed_without = |excluded: Option<Excluded>| {
        let share = Frozen {
            excluded,
            ..frozen(1, 20)
        };
        let mut incident = with_share(share);
        let says = [Fact::Sensitive, Fact::UniqueId, Fact::OutsideAccess];
        for (at, fact) in says.into_iter().enumerate() {
            let number = u32::try_from(at).expect("few") + 3;
            let yes = Some(false);
            let what = What::Says {
                fact,
                yes,
                controller: None,
            };
            incident
                .take(step(number, "2025-11-27T04:00:00+09:00", what))
                .expect("said");
        }
        (
            incident.law_facts("shop").people.expect("people"),
            proposed(&incident, "KR-PIPA-REPORT", "shop"),
        )
    };
    let bounds = |low, high| Bounds { low, high };
    assert_eq!(proposed_without(None), (bounds(20, 20), "does_not_apply"));
    let out = |people| {
        Some(Excluded {
            subjects: 3_380,
            people,
            ..Excluded::default()
        })
    };
    assert_eq!(
        proposed_without(out(Some(3_500))),
        (bounds(20, 3_520), "undecided")
    );
    assert_eq!(
        proposed_without(out(None)),
        (bounds(20, 3_400), "undecided")
    );
}

/// Who took the decisions, that of the most first, and not without bound.
#[test]
fn whoever_names_out_is_told_with_the_reason() {
    let one = |by: &str, why: &str| Exclusion {
        by: by.to_owned(),
        why: why.to_owned(),
    };
    let mut all = vec![one("kim", "test accounts"); 3];
    all.extend(vec![one("lee", &"x".repeat(1_000)); 5]);
    all.extend((0..20).map(|n| one("park", &format!("reason {n}"))));
    let of = Excluded::default().decided(all.iter());
    let told: Vec<(&str, u64)> = of
        .decisions
        .iter()
        .map(|of| (of.by.as_str(), of.subjects))
        .collect();
    assert_eq!(told[..3], [("lee", 5), ("kim", 3), ("park", 1)]);
    assert_eq!(told.len(), 8);
    assert_eq!(of.others, 14);
    assert_eq!(of.decisions[0].why.chars().count(), 201);
    assert_eq!(
        of.by().into_iter().collect::<Vec<_>>(),
        ["kim", "lee", "park"]
    );
}

#[test]
fn whom_a_person_names_is_of_the_controller_that_was_named() {
    let mut incident = opened();
    let include = |fields: &[&str], controller: Option<&str>| What::Included {
        subjects: vec!["~0.5".to_owned()],
        fields: fields.iter().map(|of| (*of).to_owned()).collect(),
        controller: controller.map(str::to_owned),
    };
    let other = step(2, "2025-11-27T04:00:00+09:00", include(&[], Some("shp")));
    let refused = incident.take(other).expect_err("no such controller");
    assert!(refused.to_string().contains("shop, shop-tw"), "{refused}");
    for (number, fields) in [(2, ["phone"]), (3, ["address"])] {
        let what = include(&fields, Some("shop"));
        incident
            .take(step(number, "2025-11-27T04:00:00+09:00", what))
            .expect("named");
    }
    let named = incident.included.get("~0.5").expect("somebody");
    assert!(named.is_of("shop") && !named.is_of("shop-tw"));
    let fields: Vec<&str> = named.fields.iter().map(String::as_str).collect();
    assert_eq!(fields, ["address", "phone"]);
    let excluded = What::Excluded {
        subjects: vec!["~0.5".to_owned()],
    };
    incident
        .take(step(4, "2025-11-27T04:00:00+09:00", excluded))
        .expect("taken out");
    assert!(incident.included.is_empty());
    // A step of before says neither fields nor controller.
    let old: What =
        serde_json::from_str(r#"{"does":"included","subjects":["~0.5"]}"#).expect("a step");
    incident
        .take(step(5, "2025-11-27T04:00:00+09:00", old))
        .expect("named");
    assert!(incident.included.values().all(|of| of.is_of("shop-tw")));
}

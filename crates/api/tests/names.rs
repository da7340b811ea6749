//! The names, their order and their forms are a promise: each golden document is read into its type
//! and written again byte for byte. A name that is renamed, lost, added or left out when unknown
//! makes the two differ.

use api::incidents::{after, blocks, clocks, differences, groups, list, page, steps};
use api::{
    Claims, ConfigCheck, Detect, Duties, ErrorDocument, Explain, Findings, Hex64, OneFinding,
    Scope, Sources, Status, Time, Trace, Verify, Who,
};
use event::{ErrorClass, Millis};
use serde::{Serialize, de::DeserializeOwned};

#[track_caller]
fn golden<T: Serialize + DeserializeOwned>(text: &str) {
    let document: T = serde_json::from_str(text).expect("the golden document is of its type");
    let written = serde_json::to_string_pretty(&document).expect("documents are JSON");
    assert_eq!(format!("{written}\n"), text);
}

#[test]
fn every_document_keeps_its_names() {
    golden::<Scope>(include_str!("golden/scope.json"));
    golden::<Scope>(include_str!("golden/scope_empty.json"));
    golden::<Who>(include_str!("golden/who.json"));
    golden::<Verify>(include_str!("golden/verify.json"));
    golden::<Sources>(include_str!("golden/sources.json"));
    golden::<Status>(include_str!("golden/status.json"));
    golden::<ErrorDocument>(include_str!("golden/error.json"));
    golden::<ConfigCheck>(include_str!("golden/config_check.json"));
    golden::<Detect>(include_str!("golden/detect.json"));
    golden::<Explain>(include_str!("golden/explain.json"));
    golden::<Trace>(include_str!("golden/trace.json"));
    golden::<Claims>(include_str!("golden/claims.json"));
    golden::<Findings>(include_str!("golden/findings.json"));
    golden::<OneFinding>(include_str!("golden/finding.json"));
}

/// As [`golden`], and with its names in their order, as documents of incidents have them at every depth.
#[track_caller]
fn of_incident<T: Serialize + DeserializeOwned>(text: &str) {
    golden::<T>(text);
    golden::<serde_json::Value>(text);
}

#[test]
fn every_document_of_an_incident_keeps_its_names_in_their_order() {
    of_incident::<Duties>(include_str!("golden/duties.json"));
    of_incident::<after::After>(include_str!("golden/incident_after.json"));
    of_incident::<blocks::Block>(include_str!("golden/incident_block.json"));
    of_incident::<clocks::Clocks>(include_str!("golden/incident_clocks.json"));
    of_incident::<differences::Differences>(include_str!("golden/incident_diff.json"));
    of_incident::<differences::Differences>(include_str!("golden/incident_diff_no_people.json"));
    of_incident::<groups::Groups>(include_str!("golden/incident_groups.json"));
    of_incident::<list::List>(include_str!("golden/incident_list.json"));
    of_incident::<page::Page>(include_str!("golden/incident.json"));
    of_incident::<page::Page>(include_str!("golden/incident_as_it_stood.json"));
    of_incident::<steps::Stepped>(include_str!("golden/incident_step.json"));
    of_incident::<steps::Steps>(include_str!("golden/incident_steps.json"));
}

/// The names that the design promises for `scope --format json`.
#[test]
fn a_scope_has_every_promised_name() {
    let scope: serde_json::Value = serde_json::from_str(include_str!("golden/scope.json")).unwrap();
    let promised = "v selection as_of/checkpoint/size as_of/checkpoint/root as_of/catalogue as_of/relation accesses reads records \
        subjects exposures people/identifiers people/persons/low people/persons/best people/persons/high people/method people_because \
        by_field/name/subjects by_field/name/reads by_kind by_route by_controller by_residence untouched/payment_card/verdict \
        untouched/payment_card/basis untouched/payment_card/because ghosts/reads ghosts/names unnamed/reads unnamed/reach \
        undecided/reads undecided/subjects undecided/because first last coverage/verdict coverage/basis coverage/gaps elapsed_ms \
        denied addresses as_of/note untouched/payment_card/routes coverage/doubts/0/from coverage/stated/0/by \
        coverage/possibly/at_most coverage/rests_on";
    for name in promised.split_whitespace() {
        assert!(
            scope.pointer(&format!("/{name}")).is_some(),
            "{name} is missing"
        );
    }
}

#[test]
fn values_without_a_json_type_round_trip_and_refuse_the_rest() {
    let time = Time(Millis(1_750_741_022_007));
    assert_eq!(
        serde_json::to_string(&time).unwrap(),
        "\"2025-06-24T04:57:02.007Z\""
    );
    assert_eq!(
        serde_json::from_str::<Time>("\"2025-06-24T04:57:02.007Z\"").unwrap(),
        time
    );
    assert!(serde_json::from_str::<Time>("\"2025-06-24\"").is_err());
    assert_eq!(
        serde_json::to_string(&Hex64(u64::MAX)).unwrap(),
        "\"ffffffffffffffff\""
    );
    assert_eq!(
        serde_json::from_str::<Hex64>("\"00000000000000ff\"").unwrap(),
        Hex64(255)
    );
    for wrong in ["\"ff\"", "\"+0000000000000ff\"", "255"] {
        assert!(
            serde_json::from_str::<Hex64>(wrong).is_err(),
            "{wrong} is no hash"
        );
    }
}

#[test]
fn every_class_of_error_has_its_own_word() {
    use ErrorClass::{
        Broken, Config, Conflict, Denied, Internal, Limit, NotFound, Unavailable, Usage,
    };
    let words = [
        Usage,
        Config,
        Denied,
        NotFound,
        Conflict,
        Limit,
        Unavailable,
        Broken,
        Internal,
    ]
    .map(api::class_word);
    let distinct: std::collections::BTreeSet<&str> = words.into_iter().collect();
    assert_eq!(distinct.len(), words.len());
}

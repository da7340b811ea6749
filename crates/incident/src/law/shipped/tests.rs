use super::{FILES, regime, regimes};
use crate::law::{Effect, Needs, Regime, RegimeError, UnknownRegime};

#[test]
fn every_file_is_a_regime_named_as_its_file() {
    for (id, text) in FILES {
        match Regime::read(id, text) {
            Ok(regime) => assert_eq!(regime.id, *id),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(regimes().count(), FILES.len());
}

#[test]
fn ids_of_regimes_and_of_clocks_are_unique() {
    let mut ids: Vec<&str> = regimes().map(|regime| regime.id.as_str()).collect();
    for regime in regimes() {
        let newest = regime.versions.last().expect("a version");
        ids.extend(regime.clocks_of(&newest.id).map(|clock| clock.id.as_str()));
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn every_clock_of_the_list_is_there() {
    let wanted = [
        ("kr-net", "KR-NET-24"),
        ("kr-net", "KR-NET-USERS"),
        ("kr-pipa", "KR-PIPA-NOTICE"),
        ("kr-pipa", "KR-PIPA-POSS"),
        ("kr-pipa", "KR-PIPA-REPORT"),
        ("eu-33", "EU-33"),
        ("eu-33", "EU-34"),
        ("eu-33-2", "EU-33-2"),
        ("us-sec-8k", "US-SEC-8K"),
        ("us-ca", "US-CA"),
        ("us-ca", "US-CA-AG"),
        ("jp", "JP-PRELIM"),
        ("jp", "JP-FINAL"),
        ("tw", "TW"),
        ("uk", "UK"),
        ("nis2", "NIS2-24"),
        ("nis2", "NIS2-72"),
        ("nis2", "NIS2-MONTH"),
        ("kr-credit", "KR-CREDIT"),
        ("contract", "CONTRACT"),
    ];
    for (id, clock) in wanted {
        let rules = &regime(id).expect(id).clocks;
        assert!(rules.iter().any(|rule| rule.id == clock), "{clock}");
    }
}

#[test]
fn who_has_documents_says_what_they_contain_in_every_version() {
    let with: Vec<&str> = regimes()
        .filter(|regime| regime.documents)
        .map(|regime| regime.id.as_str())
        .collect();
    assert_eq!(with, ["kr-pipa", "kr-net", "eu-33"]);
    for regime in regimes().filter(|regime| regime.documents) {
        for version in &regime.versions {
            for clock in regime.clocks_of(&version.id) {
                let asked = regime.asks(&version.id, &clock.id).count();
                // Which incidents users are told of is not prescribed yet, nor what they are told.
                let open = clock.uncertain.is_some();
                assert!(asked > 0 || open, "{} {}", clock.id, version.id);
            }
        }
    }
}

#[test]
fn every_clock_has_a_question_or_says_why_not() {
    for regime in regimes() {
        for clock in &regime.clocks {
            let asked = regime
                .questions
                .iter()
                .any(|question| question.clocks.contains(&clock.id));
            assert!(asked || clock.uncertain.is_some(), "{}", clock.id);
        }
    }
}

#[test]
fn files_have_korean_where_they_have_english_and_no_belittling_word() {
    let belittling = "\u{b178}\u{cd9c}";
    for (id, text) in FILES {
        assert!(!text.contains(belittling), "{id}");
        let regime = regime(id).expect(id);
        let rules = regime.clocks.iter().map(|clock| &clock.rule);
        for words in rules.chain(regime.questions.iter().map(|one| &one.why)) {
            assert!(has_hangul(&words.ko) && !has_hangul(&words.en), "{words:?}");
        }
    }
}

fn has_hangul(text: &str) -> bool {
    text.chars()
        .any(|one| ('\u{ac00}'..='\u{d7a3}').contains(&one))
}

#[test]
fn only_a_duty_code_is_no_delay() {
    let of = |effect: Effect| {
        let clocks = regimes().flat_map(|regime| &regime.clocks);
        let delays = clocks.flat_map(|clock| {
            let delays = clock.delays.iter().filter(move |of| of.effect == effect);
            delays.map(|delay| format!("{} {}", clock.id, delay.code))
        });
        delays.collect::<Vec<_>>()
    };
    assert_eq!(of(Effect::Duty), ["KR-PIPA-REPORT need_not_report"]);
    assert_eq!(of(Effect::Explains), ["EU-33 reasons", "UK reasons"]);
}

#[test]
fn a_report_never_waits_for_law_enforcement() {
    let rule = "starts = [\"incident_known\"]\nlimit = \"without_undue_delay\"";
    assert_eq!(
        refused(
            &format!("to = \"people\"\n{rule}"),
            &format!("to = \"authority\"\n{rule}")
        ),
        "kr-net: KR-NET-USERS tells no people, and only a notice to people may wait for law enforcement"
    );
    let waits = |needs: Needs| {
        let clocks = regimes().flat_map(|regime| &regime.clocks);
        let of = clocks.filter(move |clock| {
            clock
                .law_enforcement
                .as_ref()
                .is_some_and(|of| of.needs == needs)
        });
        of.map(|clock| clock.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(waits(Needs::Request), ["US-CA"]);
    assert_eq!(
        waits(Needs::CounselsDecision),
        ["KR-PIPA-NOTICE", "KR-PIPA-POSS", "KR-NET-USERS"]
    );
}

#[test]
fn an_unknown_regime_names_those_there_are() {
    let error: UnknownRegime = regime("gdpr").expect_err("no such file");
    assert_eq!(
        error.to_string(),
        "there is no regime \"gdpr\": there are kr-pipa, kr-net, eu-33, us-sec-8k, us-ca, jp, tw, uk, nis2, \
         kr-credit, contract, eu-33-2"
    );
}

fn kr_net_with(from: &str, to: &str) -> Result<Regime, RegimeError> {
    let (_, text) = FILES.iter().find(|(id, _)| *id == "kr-net").expect("there");
    assert!(text.contains(from), "{from}");
    Regime::read("kr-net", &text.replacen(from, to, 1))
}

fn refused(from: &str, to: &str) -> String {
    kr_net_with(from, to).expect_err("refused").to_string()
}

#[test]
fn a_gap_and_an_overlap_of_versions_are_refused() {
    let wrong = "kr-net: version 2026-10-01 begins on 2026-10-01, but the one before leads to";
    let right = "a version begins on the day after";
    for (last, said) in [("2026-09-29", "2026-09-29"), ("2026-10-01", "2026-10-01")] {
        assert_eq!(
            refused("to = \"2026-09-30\"", &format!("to = \"{last}\"")),
            format!("{wrong} {said}: {right}")
        );
    }
    assert_eq!(
        refused("to = \"2026-09-30\"\n", ""),
        format!("{wrong} further notice: {right}")
    );
    let first = refused("from = \"2024-08-14\"", "from = \"2026-10-14\"");
    assert!(
        first.contains("version 2024-08-14 begins on 2026-10-14"),
        "{first}"
    );
}

#[test]
fn what_has_no_source_is_refused() {
    assert_eq!(
        refused("law = \"Decree 58-2(2)\"", "law = \" \""),
        "kr-net: the law of KR-NET-24 is empty: every rule names where it stands"
    );
    let sources = "  \"https://www.law.go.kr/법령/정보통신망이용촉진및정보보호등에관한법률\",\n";
    assert!(refused(sources, "  \"\",\n").contains("kr-net: sources is empty"));
}

#[test]
fn names_that_lead_nowhere_and_ids_that_stand_twice_are_refused() {
    assert_eq!(
        refused(
            "clocks = [\"KR-NET-24\"]\nwhen",
            "clocks = [\"KR-NET-42\"]\nwhen"
        ),
        "kr-net: The incident touched the network of a provider of information and communication services \
         names KR-NET-42, which is not in the file"
    );
    assert_eq!(
        refused("id = \"KR-NET-USERS\"", "id = \"KR-NET-24\""),
        "kr-net: KR-NET-24 stands twice: give each its own id"
    );
    let late = refused("versions = [\"2026-10-01\"]", "versions = [\"2027\"]");
    assert_eq!(
        late,
        "kr-net: KR-NET-USERS names 2027, which is not in the file"
    );
}

#[test]
fn a_condition_and_a_field_that_nobody_knows_are_refused_with_their_line() {
    let condition = refused("when = [\"network_service\"]", "when = [\"people > 3\"]");
    assert!(
        condition.contains("is not a condition: write a fact such as sensitive"),
        "{condition}"
    );
    let field = refused("reviewer = \"\"", "reviewer = \"\"\ncolour = \"red\"");
    assert!(field.contains("unknown field `colour`"), "{field}");
    assert!(field.contains("line 12"), "{field}");
    let half = refused("reviewer = \"\"", "reviewer = \"Kim\"");
    assert_eq!(
        half,
        "kr-net: reviewer and reviewed belong together: give both or neither"
    );
}

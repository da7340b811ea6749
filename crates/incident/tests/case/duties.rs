//! The breach register: a duty that the law of the day does not know, and what identifiers say where people are unknown.

use std::collections::BTreeMap;

use incident::{
    case::{Figures, Pair, PeopleFigure, What},
    law::{Answer, DutyKey, Fact, Knew, RegisterRow},
};

use super::common::{Case, aware, figured, kst};

fn row<'c>(case: &'c Case, clock: &str, now: &str) -> RegisterRow<'c> {
    let mut rows = case.0.duties(kst(now)).expect("the register");
    rows.retain(|row| row.duty.clock == clock);
    rows.pop().expect(clock)
}

fn proposed(case: &Case, clock: &str, now: &str) -> (Answer, String) {
    let duty: DutyKey = row(case, clock, now).duty;
    let proposal = case.0.proposal(&duty, kst(now)).expect("a proposal");
    let why = proposal.reasons.first().map(|of| of.why.en.clone());
    (proposal.answer, why.unwrap_or_default())
}

#[test]
fn a_duty_that_the_law_of_the_day_does_not_know_is_nothing_to_decide() {
    let mut case = Case::opened(&["kr-pipa", "kr-net"], "2025-11-17 16:10");
    let now = "2025-11-18 10:00";
    assert_eq!(
        row(&case, "KR-PIPA-POSS", now).answer,
        Answer::Undecided,
        "no day yet"
    );
    case.must("2025-11-17 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    for clock in ["KR-PIPA-POSS", "KR-NET-USERS"] {
        let of = row(&case, clock, now);
        assert_eq!(of.answer, Answer::DoesNotApply, "{clock}");
        assert_eq!(
            of.absent_on.map(|day| day.to_string()).as_deref(),
            Some("2025-11-17")
        );
        let (answer, why) = proposed(&case, clock, now);
        assert_eq!(answer, Answer::DoesNotApply);
        assert!(
            why.contains("the law of 2025-11-17 knows no such duty"),
            "{why}"
        );
    }
    assert_eq!(row(&case, "KR-PIPA-NOTICE", now).answer, Answer::Undecided);
    let missing = case.0.unfinished(kst(now)).expect("a list");
    let said: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let asks = |clock: &str| said.iter().any(|line| line.contains(clock));
    assert!(asks("does KR-PIPA-NOTICE"), "{said:?}");
    assert!(!asks("KR-PIPA-POSS") && !asks("KR-NET-USERS"), "{said:?}");
}

#[test]
fn a_possibility_learned_of_since_has_its_duty_though_the_leak_was_known_before() {
    let mut case = Case::opened(&["kr-pipa"], "2026-09-10 09:00");
    case.must("2026-09-10 09:01", aware(Knew::Leak, "2026-09-10 09:00"));
    assert!(
        row(&case, "KR-PIPA-POSS", "2026-09-10 10:00")
            .absent_on
            .is_some()
    );
    case.must(
        "2026-09-12 09:01",
        aware(Knew::Possibility, "2026-09-12 09:00"),
    );
    assert_eq!(
        row(&case, "KR-PIPA-POSS", "2026-09-12 10:00").absent_on,
        None
    );
}

fn figures(members: u64, people: Option<PeopleFigure>) -> Figures {
    let read = Pair {
        subjects: members,
        reads: members,
    };
    Figures {
        subjects: members,
        reads: members,
        people,
        by_controller: BTreeMap::from([("shop".to_owned(), read)]),
        ..Figures::default()
    }
}

/// A route that the catalogue marks takes the notice from its own reads alone: what else was read is told to people.
#[test]
fn pseudonymised_routes_exempt_where_they_are_all_that_was_read() {
    let now = "2026-11-18 10:00";
    let case = |marked: u64, undecided: u64| {
        let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
        case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
        let marked = BTreeMap::from([("shop".to_owned(), marked)]);
        let figures = Figures {
            pseudonymised: marked,
            undecided,
            ..figures(2_425, None)
        };
        case.must("2026-11-17 17:00", figured("2026-06-24 09:00", figures));
        case
    };
    let all = case(2_425, 0);
    let (answer, why) = proposed(&all, "KR-PIPA-NOTICE", now);
    assert_eq!(answer, Answer::DoesNotApply, "{why}");
    assert!(why.contains("pseudonymised"), "{why}");
    // The report is of another article, and 1,000 people are not decided by identifiers.
    assert_eq!(proposed(&all, "KR-PIPA-REPORT", now).0, Answer::Undecided);
    let part = all.0.pseudonymised("shop").expect("some are");
    assert_eq!((part.reads, part.of, part.is_all()), (2_425, 2_425, true));
    for some in [case(2_424, 0), case(2_425, 1)] {
        assert_eq!(proposed(&some, "KR-PIPA-NOTICE", now).0, Answer::Applies);
        assert!(!some.0.pseudonymised("shop").expect("some are").is_all());
    }
    assert_eq!(case(0, 0).0.pseudonymised("shop"), None);
    // What a person says of the whole incident stands, either way.
    for (yes, answer) in [(true, Answer::DoesNotApply), (false, Answer::Applies)] {
        for mut case in [case(2_425, 0), case(10, 0)] {
            let says = What::Says {
                fact: Fact::Pseudonymised,
                yes: Some(yes),
                controller: None,
            };
            case.must("2026-11-17 18:00", says);
            assert_eq!(proposed(&case, "KR-PIPA-NOTICE", now).0, answer);
        }
    }
}

/// What was read has a class in the catalogue of then: the rules know it without being told, unless the record has gaps.
#[test]
fn the_classes_of_what_was_read_are_known_to_the_rules() {
    let now = "2026-11-18 10:00";
    let classes = [("name", "ordinary"), ("customs_code", "unique_identifier")];
    let case = |read: &[&str], completeness: &str, undecided: u64| {
        let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
        case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
        let classes = classes
            .iter()
            .map(|(id, class)| ((*id).to_owned(), (*class).to_owned()));
        let ten = Pair {
            subjects: 10,
            reads: 10,
        };
        let few = PeopleFigure {
            low: 10,
            best: 10,
            high: 10,
            method: String::new(),
            undated: None,
            recipients: None,
        };
        let figures = Figures {
            classes: classes.collect(),
            by_field: read.iter().map(|id| ((*id).to_owned(), ten)).collect(),
            undecided,
            ..figures(10, Some(few))
        };
        let What::Scoped(mut of) = figured("2026-06-24 09:00", figures) else {
            panic!("a version")
        };
        of.completeness = completeness.to_owned();
        case.must("2026-11-17 17:00", What::Scoped(of));
        let outside = What::Says {
            fact: Fact::OutsideAccess,
            yes: Some(false),
            controller: None,
        };
        case.must("2026-11-17 17:01", outside);
        proposed(&case, "KR-PIPA-REPORT", now).0
    };
    assert_eq!(case(&["name"], "complete", 0), Answer::DoesNotApply);
    let id = ["name", "customs_code"];
    assert_eq!(case(&id, "complete", 0), Answer::Applies);
    assert_eq!(case(&id, "gaps", 0), Answer::Applies);
    // What the record lacks, or cannot say of, may have shown more; of a field without a class nothing is known.
    assert_eq!(case(&["name"], "gaps", 0), Answer::Undecided);
    assert_eq!(case(&["name"], "complete", 1), Answer::Undecided);
    assert_eq!(case(&["name", "shoes"], "complete", 0), Answer::Undecided);
}

/// Who holds the data for another tells that other: the catalogue says who does, and a person may say otherwise.
#[test]
fn a_processor_of_the_catalogue_tells_its_controller() {
    let now = "2026-11-18 10:00";
    let says = |fact, yes| What::Says {
        fact,
        yes: Some(yes),
        controller: None,
    };
    let case = |processors: &[&str]| {
        let mut case = Case::opened(&["eu-33-2"], "2026-11-17 16:10");
        let figures = Figures {
            processors: processors.iter().map(|id| (*id).to_owned()).collect(),
            ..figures(2_425, None)
        };
        case.must("2026-11-17 17:00", figured("2026-06-24 09:00", figures));
        case.must("2026-11-17 17:01", says(Fact::UnionTerritory, true));
        case
    };
    assert_eq!(
        proposed(&case(&["shop"]), "EU-33-2", now).0,
        Answer::Applies
    );
    for others in [case(&[]), case(&["shop-tw"])] {
        assert_eq!(proposed(&others, "EU-33-2", now).0, Answer::Undecided);
    }
    let mut otherwise = case(&["shop"]);
    otherwise.must("2026-11-17 18:00", says(Fact::Processor, false));
    assert_ne!(proposed(&otherwise, "EU-33-2", now).0, Answer::Applies);
}

#[test]
fn identifiers_are_at_least_one_person_where_nobody_knows_how_many() {
    let now = "2026-11-18 10:00";
    let case = |figures: Figures| {
        let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
        case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
        case.must("2026-11-17 17:00", figured("2026-06-24 09:00", figures));
        case
    };
    let read = case(figures(2_425, None));
    assert_eq!(proposed(&read, "KR-PIPA-NOTICE", now).0, Answer::Applies);
    // A thousand people are not decided by identifiers, of which one person may have many.
    assert_eq!(proposed(&read, "KR-PIPA-REPORT", now).0, Answer::Undecided);
    let facts = read.0.law_facts("shop");
    assert_eq!((facts.people, facts.identifiers), (None, 2_425));
    assert_eq!(read.0.law_facts("another").identifiers, 0);
    let nobody = case(figures(0, None));
    assert_eq!(
        proposed(&nobody, "KR-PIPA-NOTICE", now).0,
        Answer::Undecided
    );
    let counted = |low: u64, high: u64| PeopleFigure {
        low,
        best: high,
        high,
        method: "links".to_owned(),
        undated: None,
        recipients: None,
    };
    let many = case(figures(2_425, Some(counted(1_200, 2_425))));
    assert_eq!(proposed(&many, "KR-PIPA-REPORT", now).0, Answer::Applies);
}

#[test]
fn a_duty_that_does_not_apply_says_what_is_not_so() {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-20 10:05");
    case.must("2026-11-20 10:10", aware(Knew::Leak, "2026-11-20 10:00"));
    case.must(
        "2026-11-20 10:11",
        What::Says {
            fact: Fact::NotSingledOut,
            yes: Some(false),
            controller: None,
        },
    );
    let key = DutyKey {
        regime: "kr-pipa".to_owned(),
        clock: "KR-PIPA-POSS".to_owned(),
        controller: "shop".to_owned(),
    };
    let proposal = case.0.proposal(&key, kst("2026-11-20 11:00"));
    let proposal = proposal.expect("a proposal");
    assert_eq!(proposal.answer, Answer::DoesNotApply);
    let denied: Vec<String> = proposal.denied().iter().map(ToString::to_string).collect();
    assert_eq!(denied, ["not_singled_out"]);
    // What exempts is no condition that is denied.
    let says = |fact| What::Says {
        fact,
        yes: Some(true),
        controller: None,
    };
    case.must("2026-11-20 10:12", says(Fact::Pseudonymised));
    let proposal = case.0.proposal(&key, kst("2026-11-20 11:00"));
    let proposal = proposal.expect("a proposal");
    assert_eq!(proposal.answer, Answer::DoesNotApply);
    assert_eq!(proposal.denied().len(), 0);
}

/// Reads of which it cannot be said whether they belong may be of anybody: they bring no duty, and take none away.
#[test]
fn undecided_reads_are_an_upper_bound_of_people() {
    let case = |people: u64, undecided: (u64, Option<u64>), books: Option<u64>| {
        let counted = PeopleFigure {
            low: people,
            best: people,
            high: people,
            method: "by links".to_owned(),
            undated: None,
            recipients: books,
        };
        let figures = Figures {
            undecided: undecided.0,
            undecided_subjects: undecided.1,
            ..figures(people, Some(counted))
        };
        let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
        case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
        for fact in [Fact::Sensitive, Fact::UniqueId, Fact::OutsideAccess] {
            let no = What::Says {
                fact,
                yes: Some(false),
                controller: None,
            };
            case.must("2026-11-17 16:12", no);
        }
        case.must("2026-11-17 17:00", figured("2026-06-24 09:00", figures));
        case
    };
    let now = "2026-11-18 10:00";
    let report = |of: &Case| proposed(of, "KR-PIPA-REPORT", now).0;
    let notice = |of: &Case| proposed(of, "KR-PIPA-NOTICE", now).0;
    let undecided = case(182, (1_804, Some(1_094)), None);
    assert_eq!(report(&undecided), Answer::Undecided);
    assert_eq!(notice(&undecided), Answer::Applies);
    let facts = undecided.0.law_facts("shop");
    assert_eq!(facts.people_bounds(), (182, Some(1_276)));
    // They cannot lift it over the threshold.
    let few = case(182, (1_804, Some(817)), None);
    assert_eq!(report(&few), Answer::DoesNotApply);
    assert_eq!(
        report(&case(182, (1_804, Some(818)), None)),
        Answer::Undecided
    );
    // Unless an address book brings others, or nobody counted whose they are.
    assert_eq!(
        report(&case(182, (1, Some(1)), Some(12))),
        Answer::Undecided
    );
    assert_eq!(report(&case(182, (1, None), None)), Answer::Undecided);
    // With nobody sure there may be somebody to tell.
    assert_eq!(notice(&case(0, (24, Some(9)), None)), Answer::Undecided);
    assert_eq!(notice(&case(0, (0, Some(0)), None)), Answer::DoesNotApply);
    assert_eq!(report(&case(1_000, (24, Some(9)), None)), Answer::Applies);
}

//! The rules by which a path is named or not, one by one, on ledgers small enough to be counted by hand.

use event::{FieldSet, Millis};
use incident::trace::rank::{
    Answer, Counts, DRAWS, Lots, MayBe, PathKind, PathRead, Question, RankError, Read, Size,
    Traced, Verdict, Why, trace,
};

use crate::world::{Seeded, row};

const NAME: FieldSet = FieldSet(0b01);
const PHONE: FieldSet = FieldSet(0b10);
const BOTH: FieldSet = FieldSet(0b11);
const HOUR_MS: i64 = 3_600_000;

/// People there are, of whom every 2,000th is a control.
const PEOPLE: u64 = 1_000_000;
const CONTROLS: u32 = 500;

/// A path that read these people one an hour, from an hour on, and of all people so many: of the controls as large a part.
fn path(kind: PathKind, name: &str, size: u64, people: &[u32], from_hour: i64) -> PathRead {
    let read = |(hour, person): (i64, &u32)| Read {
        subject: *person,
        position: hour.unsigned_abs() * 1000 + u64::from(*person),
        at: Millis(hour * HOUR_MS),
        fields: BOTH,
    };
    PathRead {
        kind,
        name: name.to_owned(),
        reads: (from_hour..).zip(people).map(read).collect(),
        controls: (0..(size * u64::from(CONTROLS) / PEOPLE) as u32).collect(),
    }
}

/// 50 rows of the people 0 to 49.
fn fifty() -> Vec<Traced> {
    (0..50).map(|person| row(&[person])).collect()
}

fn people(of: std::ops::Range<u32>) -> Vec<u32> {
    of.collect()
}

fn question<'q>(rows: &'q [Traced], paths: &'q [PathRead]) -> Question<'q> {
    Question {
        rows,
        fields: BOTH,
        paths,
        paths_compared: 1000,
        lots: Lots {
            of: PEOPLE,
            drawn: CONTROLS.into(),
        },
        controls: CONTROLS,
        draws: DRAWS,
        seed: 1,
    }
}

fn answer(rows: &[Traced], paths: &[PathRead]) -> Answer {
    trace(&question(rows, paths)).expect("an answer")
}

fn why(rows: &[Traced], paths: &[PathRead]) -> Why {
    match answer(rows, paths).verdict {
        Verdict::CannotSay(why) => why,
        points => panic!("{points:?}"),
    }
}

/// The name of the path that is named.
fn named(answer: &Answer) -> Option<&str> {
    match &answer.verdict {
        Verdict::Points { path, .. } => Some(&path.name),
        Verdict::CannotSay(_) => None,
    }
}

/// A thief who read 47 of the fifty, the network he came from, a clerk who read 11 of them, everybody themselves.
fn shop_with_a_thief() -> Vec<PathRead> {
    let mut all = vec![
        path(PathKind::Actor, "clerk", 300, &people(36..47), 5000),
        path(PathKind::Actor, "thief", 5000, &people(0..47), 0),
        path(PathKind::Asn, "provider", 50_000, &people(0..47), 0),
        path(PathKind::Span, "january", 900_000, &people(0..50), 0),
    ];
    let own = |person: u32| {
        path(
            PathKind::Credential,
            &format!("own-{person}"),
            1,
            &[person],
            9000,
        )
    };
    all.extend((0..50).map(own));
    all
}

#[test]
fn a_path_is_named_with_its_numbers() {
    let answer = answer(&fifty(), &shop_with_a_thief());
    let counts = Counts {
        rows: 50,
        of: 50,
        matched: 50,
        read: 50,
    };
    assert_eq!(answer.counts, counts);
    let Verdict::Points {
        path,
        next_best,
        beside,
        includes_it,
        permutation,
        taken,
    } = answer.verdict
    else {
        panic!("{answer:?}");
    };
    assert_eq!((path.name.as_str(), path.explains), ("thief", 47));
    // 1 in 1,000 over 1,000 paths. The thief read two of the controls: of nine people among 550, seven or more are among
    // 50 with 1.07 in a million, of ten eight or more with 1 in ten million.
    assert_eq!(path.by_chance_at_most, 7);
    let next = next_best.expect("the clerk");
    assert_eq!(
        (next.name.as_str(), next.explains, next.by_chance_at_most),
        ("clerk", 11, 5)
    );
    assert_eq!(beside, 0, "the thief read all that the clerk did");
    let wider: Vec<&str> = includes_it.iter().map(|of| of.name.as_str()).collect();
    assert_eq!(wider, ["provider", "january"]);
    assert_eq!((permutation.reached, permutation.p), (0, 0.001));
    // The last row was read at hour 46; seven of the latest may be there by chance.
    assert_eq!(taken.not_before, Millis(39 * HOUR_MS));
    assert_eq!(taken.not_after, None);
}

#[test]
fn too_few_rows_too_few_reads_and_less_than_half_say_nothing() {
    let nobody = || std::iter::repeat_with(|| row(&[]));
    let thief = path(PathKind::Actor, "thief", 500, &people(0..50), 0);
    let few: Vec<Traced> = fifty()
        .into_iter()
        .take(9)
        .chain(nobody().take(41))
        .collect();
    assert_eq!(why(&few, std::slice::from_ref(&thief)), Why::FewMatch);
    let enough: Vec<Traced> = fifty()
        .into_iter()
        .take(10)
        .chain(nobody().take(40))
        .collect();
    assert_eq!(
        named(&answer(&enough, std::slice::from_ref(&thief))),
        Some("thief")
    );
    let read_24 = path(PathKind::Actor, "thief", 500, &people(0..24), 0);
    assert_eq!(
        why(&fifty(), std::slice::from_ref(&read_24)),
        Why::NobodyRead
    );
    assert_eq!(why(&fifty(), &[]), Why::NobodyRead);
    let others = path(PathKind::Route, "shop", 900_000, &people(24..50), 900);
    assert_eq!(why(&fifty(), &[read_24, others]), Why::LessThanHalf);
}

#[test]
fn who_read_everybody_explains_everything_by_chance() {
    let all = path(PathKind::Actor, "backup", 1_000_000, &people(0..50), 0);
    assert_eq!(why(&fifty(), &[all]), Why::NoMoreThanChance);
}

#[test]
fn a_path_explains_only_what_it_read_whole_and_while_it_was_held() {
    let mut names = path(PathKind::Actor, "names", 500, &people(0..50), 0);
    names.reads.iter_mut().for_each(|read| read.fields = NAME);
    assert_eq!(why(&fifty(), std::slice::from_ref(&names)), Why::NobodyRead);
    // The phones a hundred hours later: each row is known from then on.
    let mut phones = path(PathKind::Actor, "phones", 500, &people(0..50), 100);
    phones.reads.iter_mut().for_each(|read| read.fields = PHONE);
    names.reads.extend(phones.reads);
    let Verdict::Points { taken, path, .. } =
        answer(&fifty(), std::slice::from_ref(&names)).verdict
    else {
        panic!("both together are the sample");
    };
    let at = 149 - i64::from(path.by_chance_at_most);
    assert_eq!(taken.not_before, Millis(at * HOUR_MS));
    let held = |since, until| -> Vec<Traced> {
        let may_be = |subject| MayBe {
            subject,
            since,
            until,
        };
        let row = |person| Traced {
            is_matched: true,
            may_be: vec![may_be(person)],
        };
        (0..50).map(row).collect()
    };
    let hour = |hour: i64| Some(Millis(hour * HOUR_MS));
    let thief = [path_of_thief()];
    assert_eq!(why(&held(hour(50), None), &thief), Why::NobodyRead);
    assert_eq!(why(&held(None, hour(0)), &thief), Why::NobodyRead);
    assert_eq!(
        named(&answer(&held(hour(0), hour(50)), &thief)),
        Some("thief")
    );
}

fn path_of_thief() -> PathRead {
    path(PathKind::Actor, "thief", 500, &people(0..50), 0)
}

#[test]
fn changed_values_end_the_time_and_may_contradict() {
    let thief = [path_of_thief()];
    // Six rows hold values that were changed after they were read; of those moments one (30 % of 6) is passed over.
    let changed = |hours: [i64; 6]| {
        let mut rows = fifty();
        for (row, hour) in rows.iter_mut().zip(hours) {
            row.may_be[0].until = Some(Millis(hour * HOUR_MS));
        }
        answer(&rows, &thief).verdict
    };
    let Verdict::Points { taken, .. } = changed([60, 70, 80, 90, 95, 99]) else {
        panic!("the times fit");
    };
    assert_eq!(taken.not_after, Some(Millis(70 * HOUR_MS)));
    let contradicts = changed([20, 21, 22, 23, 24, 25]);
    assert_eq!(contradicts, Verdict::CannotSay(Why::TimesContradict));
}

#[test]
fn rows_of_one_person_count_once() {
    let mut rows: Vec<Traced> = (0..46).map(|_| row(&[0, 1])).collect();
    rows.extend([row(&[1, 2]), row(&[2]), row(&[7]), row(&[])]);
    let answer = answer(&rows, &[path_of_thief()]);
    let counts = Counts {
        rows: 50,
        of: 3,
        matched: 2,
        read: 2,
    };
    assert_eq!(answer.counts, counts);
    assert_eq!(answer.verdict, Verdict::CannotSay(Why::FewMatch));
}

#[test]
fn a_rival_is_what_explains_by_reads_of_its_own() {
    let thief = path_of_thief();
    let lead_of = |count: u32| {
        let rival = path(PathKind::Actor, "rival", 800, &people(0..count), 3000);
        answer(&fifty(), &[path_of_thief(), rival])
    };
    assert_eq!(
        named(&lead_of(39)),
        Some("thief"),
        "a fifth and one more ahead"
    );
    let Verdict::CannotSay(Why::Many(many)) = lead_of(40).verdict else {
        panic!("a fifth ahead is too near");
    };
    let rows: Vec<(&str, u32)> = many
        .iter()
        .map(|of| (of.name.as_str(), of.explains))
        .collect();
    assert_eq!(rows, [("thief", 50), ("rival", 40)]);
    // An office from which the thief read 45 of them, and others read three: hardly anything of its own.
    let mut office = path(PathKind::Address, "office", 900, &people(47..50), 3000);
    office.reads.extend(&thief.reads[..45]);
    let with_office = answer(&fifty(), &[thief, office]);
    let Verdict::Points {
        path, next_best, ..
    } = &with_office.verdict
    else {
        panic!("{with_office:?}");
    };
    assert_eq!(path.name, "thief");
    assert_eq!(next_best.as_ref().map(|of| of.explains), Some(3));
}

/// A sample of two leaks: what the first path leaves is told, with what the next explains of it.
#[test]
fn what_the_path_leaves_is_told() {
    let thief = path(PathKind::Actor, "thief", 500, &people(0..35), 0);
    let other = path(PathKind::Actor, "other", 500, &people(30..48), 3000);
    let answer = answer(&fifty(), &[thief, other]);
    let Verdict::Points {
        path,
        next_best,
        beside,
        ..
    } = &answer.verdict
    else {
        panic!("{answer:?}");
    };
    assert_eq!((path.name.as_str(), path.explains), ("thief", 35));
    assert_eq!(next_best.as_ref().map(|of| of.explains), Some(18));
    assert_eq!(*beside, 13);
}

#[test]
fn a_leak_through_a_whole_network_is_not_laid_on_one_address() {
    let one = path(PathKind::Address, "one", 100, &people(0..30), 0);
    let mut network = path(PathKind::Asn, "network", 250_000, &people(30..50), 3000);
    network.reads.extend(&one.reads);
    let answer = answer(&fifty(), &[one, network]);
    assert_eq!(
        named(&answer),
        Some("network"),
        "20 rows of it are not of that address"
    );
}

#[test]
fn a_path_that_read_the_controls_as_well_explains_by_chance() {
    let mut desk = path_of_thief();
    for (of_500, is_named) in [(0, true), (250, true), (350, false), (500, false)] {
        desk.controls = people(0..of_500);
        let answer = answer(&fifty(), std::slice::from_ref(&desk));
        assert_eq!(named(&answer).is_some(), is_named, "{of_500}: {answer:?}");
    }
}

#[test]
fn how_many_people_a_path_read_has_bounds() {
    let size = |lots, of_500| {
        let mut thief = path_of_thief();
        thief.controls = people(0..of_500);
        let (rows, paths) = (fifty(), [thief]);
        let question = Question {
            lots,
            ..question(&rows, &paths)
        };
        trace(&question).expect("an answer").ranking[0].size
    };
    let lots = Lots {
        of: PEOPLE,
        drawn: 500,
    };
    let of_ten = size(lots, 10);
    assert_eq!(of_ten.about, 50 + 20_000);
    // Of 500 lots ten or more hit with 1 in 200 where 7,470 of the million can be hit, ten or fewer where 42,300 can.
    assert!((7_500..7_550).contains(&of_ten.at_least), "{of_ten:?}");
    assert!((42_300..42_400).contains(&of_ten.at_most), "{of_ten:?}");
    let of_none = size(lots, 0);
    assert_eq!((of_none.about, of_none.at_least), (50, 50));
    assert!((10_000..11_000).contains(&of_none.at_most), "{of_none:?}");
    let asked_of_all = Lots {
        of: 500,
        drawn: 500,
    };
    let counted = Size {
        about: 60,
        at_least: 60,
        at_most: 60,
    };
    assert_eq!(size(asked_of_all, 10), counted);
    assert!(counted.is_exact() && !of_ten.is_exact());
}

/// Active customers are read by the desk that serves them, and read themselves with credentials of their own. A leak of
/// active customers from elsewhere fits the desk far better than a blind draw of all customers does.
#[test]
fn a_desk_that_serves_active_customers_is_not_named_for_a_leak_of_such() {
    const CUSTOMERS: u32 = 4000;
    let mut random = Seeded(5);
    let activity: Vec<f64> = (0..CUSTOMERS).map(|_| random.share().powi(3)).collect();
    let is_served = |random: &mut Seeded, activity: f64| random.share() < activity;
    let served: Vec<u32> = (0..CUSTOMERS)
        .filter(|customer| is_served(&mut random, activity[*customer as usize]))
        .collect();
    // Customers 0 to 499 are the controls, and the sample is taken from the others.
    let is_active = |customer: &u32| activity[*customer as usize] > 0.75;
    let rows: Vec<Traced> = (500..CUSTOMERS)
        .filter(is_active)
        .take(50)
        .map(|of| row(&[of]))
        .collect();
    let leaked: Vec<u32> = rows.iter().map(|row| row.may_be[0].subject).collect();
    let seen: Vec<u32> = leaked
        .iter()
        .copied()
        .filter(|of| served.contains(of))
        .collect();
    let mut desk = path(PathKind::Actor, "desk", served.len() as u64, &seen, 0);
    desk.controls = served.iter().copied().filter(|of| *of < 500).collect();
    let mut paths = vec![desk];
    for customer in (0..500).chain(leaked) {
        for session in 0..=(activity[customer as usize] * 20.0) as i64 {
            let from_hour = 1000 + session * 100;
            let mut own = path(PathKind::Credential, "own", 1, &[customer], from_hour);
            if customer < 500 {
                (own.reads, own.controls) = (Vec::new(), vec![customer]);
            }
            paths.push(own);
        }
    }
    let question = Question {
        paths_compared: 50_000,
        lots: Lots {
            of: u64::from(CUSTOMERS) - 50,
            drawn: 500,
        },
        ..question(&rows, &paths)
    };
    let answer = trace(&question).expect("an answer");
    let best = answer.ranking.first().expect("the desk");
    assert!(
        best.name == "desk" && best.explains >= best.by_chance_at_most + 5,
        "{best:?}"
    );
    assert_eq!(answer.verdict, Verdict::CannotSay(Why::NoMoreThanChance));
}

#[test]
fn the_same_question_has_the_same_answer() {
    let world = crate::world::World::new(40, true);
    let rows: Vec<Traced> = (0..50).map(|person| row(&[person, person + 50])).collect();
    assert_eq!(world.trace(&rows), world.trace(&rows));
}

#[test]
fn a_question_with_too_few_of_anything_is_refused() {
    let (rows, paths) = (fifty(), [path_of_thief()]);
    let refused = |change: &dyn Fn(&mut Question<'_>)| {
        let mut question = question(&rows, &paths);
        change(&mut question);
        trace(&question).expect_err("too few")
    };
    let controls = RankError::Controls {
        controls: 499,
        least: 500,
    };
    assert_eq!(refused(&|of| of.controls = 499), controls);
    assert_eq!(refused(&|of| of.draws = 98), RankError::Draws { draws: 98 });
    let compared = RankError::Compared {
        paths: 1,
        compared: 0,
    };
    assert_eq!(refused(&|of| of.paths_compared = 0), compared);
    let lots = |of, drawn| RankError::Lots {
        controls: 500,
        drawn,
        of,
    };
    for (of, drawn) in [(499, 500), (499, 499)] {
        let change = |question: &mut Question<'_>| question.lots = Lots { of, drawn };
        assert_eq!(refused(&change), lots(of, drawn));
    }
}

#[test]
fn a_control_is_there_and_named_once() {
    let rows = fifty();
    for controls in [vec![500], vec![3, 3]] {
        let mut path = path_of_thief();
        path.controls = controls;
        let paths = [path];
        let refused = trace(&question(&rows, &paths)).expect_err("a contradiction");
        assert!(matches!(refused, RankError::Control { .. }));
    }
}

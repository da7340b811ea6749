mod terms;
mod texts;

use super::{limits, parser, *};
use event::{ActorKind, Millis, Outcome, SubjectKind};

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

fn read(text: &str) -> Selection {
    parse(text, &seoul()).unwrap_or_else(|e| panic!("{}", e.render(text)))
}

fn refused(text: &str) -> SelectionError {
    match parse(text, &seoul()) {
        Ok(selection) => panic!("{text:?} was read as {selection}"),
        Err(error) => error,
    }
}

fn test_of(text: &str) -> Predicate {
    match read(text).expr {
        Expr::Test(test) => test.test,
        other => panic!("{text:?} is no single test but {other:?}"),
    }
}

#[test]
fn good_texts_have_a_normal_form_that_reads_back() {
    for (text, normal) in texts::GOOD {
        let selection = read(text);
        assert_eq!(selection.to_string(), *normal, "of {text}");
        assert_eq!(parse_printed(normal).unwrap(), selection, "of {text}");
        assert_eq!(read(normal), selection, "in another zone, of {text}");
    }
}

#[test]
fn bad_texts_point_at_the_place_and_say_what_would_be_right() {
    for (text, place, message) in texts::BAD {
        let error = refused(text);
        assert_eq!(error.message, *message, "of {text:?}");
        assert_eq!(&text[error.at.clone()], *place, "of {text:?}");
    }
}

#[test]
fn not_binds_before_and_before_or() {
    for (text, bracketed) in [
        (
            "NOT issued AND key = 'a' OR key = 'b'",
            "((NOT issued) AND key = 'a') OR key = 'b'",
        ),
        (
            "key = 'a' OR key = 'b' AND NOT key = 'c'",
            "key = 'a' OR (key = 'b' AND (NOT (key = 'c')))",
        ),
        (
            "access BETWEEN 1 AND 2 AND issued",
            "(access BETWEEN 1 AND 2) AND issued",
        ),
        ("NOT key = 'a' OR issued", "(NOT key = 'a') OR issued"),
    ] {
        assert_eq!(read(text), read(bracketed), "{text}");
    }
    assert_ne!(
        read("(key = 'a' OR issued) AND key = 'b'"),
        read("key = 'a' OR issued AND key = 'b'")
    );
    let Expr::Or(items) = read("NOT issued AND key = 'a' OR key = 'b'").expr else {
        panic!("OR is outermost")
    };
    assert!(matches!(items.as_slice(), [Expr::And(_), Expr::Test(_)]));
}

#[test]
fn tests_are_typed_by_their_column() {
    assert_eq!(
        test_of("outcome IN ('missing', 'served')"),
        Predicate::Word(vec![Outcome::Served.code(), Outcome::Missing.code()])
    );
    assert_eq!(
        test_of("actor_kind = 'employee'"),
        Predicate::Word(vec![ActorKind::Employee.code()])
    );
    assert_eq!(
        test_of("subject_kind = 'recipient'"),
        Predicate::Word(vec![SubjectKind::Recipient.code()])
    );
    assert_eq!(
        test_of("issued IN ('no', 'expired')"),
        Predicate::Issued(vec![IssuedWord::Expired, IssuedWord::No])
    );
    assert_eq!(test_of("issued"), Predicate::IssuedBare);
    assert_eq!(
        test_of("access >= 7"),
        Predicate::Number(vec![(7, u64::MAX)])
    );
    assert_eq!(
        test_of("asn IN (7, 'AS3')"),
        Predicate::Number(vec![(3, 3), (7, 7)])
    );
    assert_eq!(
        test_of("ip = '10.0.0.1'"),
        Predicate::Ip(vec!["10.0.0.1/32".parse().unwrap()])
    );
    let at = Millis::parse("2025-01-05T00:00:00+09:00").unwrap();
    for (sign, from, to) in [
        ("=", at, at),
        ("<", Millis::MIN, at.plus(-1)),
        ("<=", Millis::MIN, at),
        (">", at.plus(1), Millis::MAX),
        (">=", at, Millis::MAX),
    ] {
        assert_eq!(
            test_of(&format!("time {sign} '2025-01-05'")),
            Predicate::Time(TimeTest {
                ranges: vec![TimeRange { from, to }]
            })
        );
    }
    let range = TimeRange { from: at, to: at };
    assert!(range.contains(at) && !range.contains(at.plus(1)) && !range.contains(at.plus(-1)));
}

#[test]
fn local_times_around_a_change_of_the_clock() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let gap = parse("time = '2025-03-30 02:30'", &zone).unwrap_err();
    assert!(
        gap.message.contains("does not exist in Europe/Berlin"),
        "{gap}"
    );
    let fold = parse("time = '2025-10-26T02:30:00'", &zone).unwrap_err();
    assert!(
        fold.message.contains("happens twice in Europe/Berlin"),
        "{fold}"
    );
    assert_eq!(
        parse("time = '2025-10-26'", &zone).unwrap().to_string(),
        "time = '2025-10-25T22:00:00.000Z'"
    );
    // To the minute, with an offset.
    assert_eq!(
        parse(
            "time = '2025-10-26T02:30+02:00' OR time = '2025-10-26T01:00Z'",
            &zone
        )
        .unwrap()
        .to_string(),
        "time = '2025-10-26T00:30:00.000Z' OR time = '2025-10-26T01:00:00.000Z'"
    );
    // In São Paulo the clock once jumped at midnight: that day began at 01:00.
    let zone = TimeZone::get("America/Sao_Paulo").unwrap();
    assert_eq!(
        parse("time = '2018-11-04'", &zone).unwrap().to_string(),
        "time = '2018-11-04T03:00:00.000Z'"
    );
}

#[test]
fn errors_are_drawn_under_the_place() {
    for (text, drawn) in [
        (
            "issued AND rout = 'x'",
            "unknown column \"rout\": did you mean \"route\"?\n  issued AND rout = 'x'\n             ^^^^",
        ),
        (
            "issued\nAND route =\n",
            "the selection ends too early: expected 'address-list' or the like\n\
             3 | \n    ^",
        ),
        (
            "issued\nAND rout = 'x'\nOR TRUE",
            "unknown column \"rout\": did you mean \"route\"?\n2 | AND rout = 'x'\n        ^^^^",
        ),
        (
            "route = '주문' OR 경로 = 'x'",
            "unknown column \"경로\": the columns are time, source, actor, actor_kind, credential, \
             issued, key, issuer, ip, asn, country, client, route, field, outcome, subject, subject_kind, \
             access\n  route = '주문' OR 경로 = 'x'\n                    ^^^^",
        ),
        (
            "route = '\u{1b}[31m' x",
            "expected AND, OR or the end of the selection\n  route = '�[31m' x\n                  ^",
        ),
    ] {
        assert_eq!(refused(text).render(text), drawn);
    }
    let long = format!(
        "route IN ({}'b') AND rout = 'x'{}",
        "'a',".repeat(100),
        " ".repeat(200)
    );
    let drawn = refused(&long).render(&long);
    let lines: Vec<_> = drawn.lines().collect();
    assert!(
        lines[1].starts_with("  …") && lines[1].ends_with('…'),
        "{drawn}"
    );
    assert!(
        lines[1].chars().count() <= limits::SHOWN_COLUMNS_MAX + 10,
        "{drawn}"
    );
    let caret = lines[2].find('^').unwrap();
    assert_eq!(
        lines[1].chars().skip(caret).take(4).collect::<String>(),
        "rout"
    );
}

#[test]
fn limits_are_refused_clearly() {
    let long = format!("route = '{}'", "가".repeat(limits::TEXT_BYTES_MAX));
    let error = refused(&long);
    assert!(
        error.message.contains("more than 65536: make it shorter"),
        "{error}"
    );
    assert!(error.render(&long).lines().count() == 3);
    assert!(parse_printed(&long).is_ok());

    let nested = |n: usize| format!("{}issued{}", "(".repeat(n), ")".repeat(n));
    read(&nested(limits::DEPTH_MAX));
    let error = refused(&nested(limits::DEPTH_MAX + 1));
    assert_eq!(
        error.message,
        "nested deeper than 64 levels: write it flatter"
    );
    assert_eq!(error.at, 64..65);
    read(&format!("{}issued", "NOT ".repeat(limits::DEPTH_MAX)));
    refused(&format!("{}issued", "NOT ".repeat(limits::DEPTH_MAX + 1)));
    refused(&"(".repeat(limits::TEXT_BYTES_MAX));
    // What was opened and closed again is no nesting.
    read(&vec!["(NOT issued)"; 200].join(" AND "));

    let few = limits::Limits {
        literals: 3,
        ..limits::TYPED
    };
    assert!(
        parser::parse(
            "access IN (1,2) OR asn = 3",
            &TimeZone::UTC,
            few,
            &mut no_term
        )
        .is_ok()
    );
    let error = parser::parse(
        "access IN (1,2) OR asn IN (3,4)",
        &TimeZone::UTC,
        few,
        &mut no_term,
    )
    .unwrap_err();
    assert_eq!(error.message, "more than 3 literals: split the selection");
    assert_eq!(error.at, 29..30);
    let many = format!("access IN ({}1)", "1,".repeat(limits::LITERALS_MAX));
    let error = parse_printed(&many).unwrap_err();
    assert_eq!(
        error.message,
        "more than 100000 literals: split the selection"
    );
}

#[test]
fn two_selections_joined_still_read_back() {
    let deepest = (0..31).fold("issued OR key = 'k'".to_owned(), |inner, _| {
        format!("NOT ({inner} AND issued) OR key = 'k'")
    });
    let deepest = format!("(issued AND ({deepest})) OR issued");
    let joined = read(&deepest)
        .and(read("route = 'a' OR issued"))
        .and(read("key = 'z'"));
    let Expr::And(items) = &joined.expr else {
        panic!("AND is outermost")
    };
    assert_eq!(items.len(), 3);
    assert_eq!(parse_printed(&joined.to_string()).unwrap(), joined);
    assert_eq!(
        read("TRUE").and(read("issued")).to_string(),
        "TRUE AND issued"
    );
}

#[test]
fn columns_and_texts_are_told() {
    let text = "route IN ('profile', 'addres-list') AND NOT (route <> 'x' OR time > '2025-01-05') \
                AND field = 'phone' AND route LIKE 'y%'";
    let selection = read(text);
    assert_eq!(
        selection.columns_used(),
        [Column::Time, Column::Route, Column::Field]
    );
    assert!(selection.names(Column::Time) && !selection.names(Column::Outcome));
    assert!(read("outcome = 'served' AND FALSE").names(Column::Outcome));
    let texts = selection.texts(Column::Route);
    let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["addres-list", "profile", "x"]);
    for (name, at) in texts {
        assert_eq!(&text[at], format!("'{name}'"));
    }
    assert_eq!(selection.texts(Column::Key), []);
}

#[test]
fn names_are_replaced_before_printing() {
    let text = "subject IN ('member:2', 'member:1') AND actor <> 'member:1' AND route LIKE 'a%'";
    let selection = read(text);
    let mut seen = Vec::new();
    let mapped = selection
        .map_text(&mut |column, name| {
            seen.push((column, name.to_owned()));
            Ok(match column {
                Column::Subject | Column::Actor => format!("id:{}", 9 - name.len() + seen.len()),
                _ => name.to_owned(),
            })
        })
        .unwrap();
    assert_eq!(
        mapped.to_string(),
        "subject IN ('id:2', 'id:3') AND actor <> 'id:4' AND route LIKE 'a%'"
    );
    assert!(!mapped.to_string().contains("member:"));
    let error = selection
        .map_text(&mut |_, name| match name {
            "member:1" => Err("no such name: write member:NUMBER".to_owned()),
            _ => Ok(name.to_owned()),
        })
        .unwrap_err();
    assert_eq!(&text[error.at.clone()], "'member:1'");
    assert_eq!(error.message, "no such name: write member:NUMBER");
    // Built by hand, since the parser refuses it.
    let pattern = Pattern::new([Piece::Text("member:1".into()), Piece::Any]);
    let like = Predicate::Text(TextTest::Like(pattern));
    let by_hand = Selection::new(Expr::Test(Test::new(Column::Subject, like)));
    let error = by_hand
        .map_text(&mut |_, name| Ok(name.to_owned()))
        .unwrap_err();
    assert!(error.message.contains("no pattern can be matched"));
}

#[test]
fn replaced_texts_that_fall_together_are_one() {
    let selection = read("subject IN ('a', 'b', 'c')");
    let mapped = selection
        .map_text(&mut |_, name| Ok(if name == "b" { "y" } else { "z" }.to_owned()))
        .unwrap();
    assert_eq!(mapped.to_string(), "subject IN ('y', 'z')");
    let places: Vec<_> = mapped.texts(Column::Subject);
    assert_eq!(places, [("y", 17..20), ("z", 12..15)]);
}

#[test]
fn expressions_built_by_hand_become_normal() {
    let test = |column, test| Expr::Test(Test::new(column, test));
    let numbers = Predicate::Number(vec![(9, 9), (1, 3), (9, 9), (5, u64::MAX)]);
    assert_eq!(
        Selection::new(test(Column::Asn, numbers)).to_string(),
        "asn = 9 OR asn BETWEEN 1 AND 3 OR asn >= 5"
    );
    let always = Predicate::Time(TimeTest {
        ranges: vec![TimeRange {
            from: Millis::MIN,
            to: Millis::MAX,
        }],
    });
    assert_eq!(
        Selection::new(test(Column::Time, always)).to_string(),
        "time >= '0001-01-01T00:00:00.000Z'"
    );
    let nets = Predicate::Ip(vec!["10.1.2.3/8".parse().unwrap()]);
    assert_eq!(
        Selection::new(test(Column::Ip, nets)).to_string(),
        "ip = '10.0.0.0/8'"
    );
    assert_eq!(Selection::new(Expr::And(vec![])).expr, Expr::True);
    assert_eq!(Selection::new(Expr::Or(vec![])).expr, Expr::False);
    // Printing alone makes normal too.
    let raw = Selection {
        expr: Expr::Not(Box::new(Expr::Not(Box::new(Expr::True)))),
    };
    assert_eq!(raw.to_string(), "TRUE");
}

#[test]
fn patterns_match_whole_texts() {
    let pattern = |text: &str, escape| Pattern::parse(text, escape).unwrap();
    for (like, text, matches) in [
        ("a%", "abc", true),
        ("a%", "ba", false),
        ("%c", "abcc", true),
        ("a_c", "a한c", true),
        ("a_c", "ac", false),
        ("%ab%ab", "abab", true),
        ("%ab%ab", "abb", false),
        ("_%_", "a", false),
        ("%", "", true),
        ("A%", "abc", false),
    ] {
        assert_eq!(pattern(like, None).matches(text), matches, "{like} {text}");
    }
    assert!(pattern("100!%", Some('!')).matches("100%"));
    assert!(!pattern("100!%", Some('!')).matches("1000"));
    // The escape character may be a wildcard itself.
    assert!(pattern("%%a_", Some('%')).matches("%ab"));
    assert_eq!(Pattern::parse("ab!", Some('!')), None);
}

#[test]
fn near_names_are_proposed() {
    let routes = ["address-list", "profile", "order-list"];
    assert_eq!(did_you_mean("adress_list", routes), Some("address-list"));
    assert_eq!(did_you_mean("Profiel", routes), Some("profile"));
    assert_eq!(did_you_mean("cart", routes), None);
    assert_eq!(did_you_mean("xy", ["ip"]), None);
    assert_eq!(did_you_mean("pi", ["ip"]), Some("ip"));
    assert_eq!(did_you_mean("", ["ip", "a"]), Some("a"));
    assert_eq!(did_you_mean("abcd", ["wxyz"]), None);
}

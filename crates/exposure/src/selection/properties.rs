//! What holds of every text and every expression.

use event::Millis;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{columns::Kind, time, *};

/// Pieces of texts that are often nearly selections.
const PIECES: &[&str] = &[
    "AND",
    "or",
    "NOT",
    "(",
    ")",
    ",",
    "=",
    "<>",
    "<",
    ">=",
    "IN",
    "IN (",
    "BETWEEN",
    "LIKE",
    "ESCAPE",
    "IS",
    "NULL",
    "TRUE",
    "issued",
    "route",
    "time",
    "subject",
    "ip",
    "asn",
    "outcome",
    "country",
    "access",
    "'a'",
    "'%_'",
    "'\\'",
    "'no'",
    "'served'",
    "'2025-01-05'",
    "'10.0.0.0/8'",
    "'::1'",
    "64500",
    "'AS1'",
    "'",
    "\"",
    "'KR'",
    "rout",
    "가나",
    "\n",
    "7",
    "99999999999999999999",
    "\u{0}",
    "-",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(select(PIECES), 0..12).prop_map(|pieces| pieces.join(" ")),
        (vec(select(PIECES), 0..12), select(vec!["", "\t"]))
            .prop_map(|(pieces, between)| pieces.join(between)),
        (expr(), any::<String>(), any::<prop::sample::Index>()).prop_map(|(expr, extra, at)| {
            let mut text = Selection { expr }.to_string();
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            text.insert_str(at, &extra);
            text
        }),
    ]
}

fn words(column: Column) -> impl Strategy<Value = String> {
    let two = "[A-Z]{2}".boxed();
    let any = prop_oneof!["[a-c'%_\\\\]{0,4}", any::<String>()].boxed();
    if column.kind() == Kind::Country {
        two
    } else {
        any
    }
}

fn predicate(column: Column) -> BoxedStrategy<Predicate> {
    let typed = match column.kind() {
        Kind::Time => vec(times(), 1..4)
            .prop_map(|ranges| Predicate::Time(TimeTest { ranges }))
            .boxed(),
        Kind::Text | Kind::Country => {
            let texts =
                vec(words(column), 1..5).prop_map(|texts| Predicate::Text(TextTest::In(texts)));
            let patterns = vec(piece(), 0..6)
                .prop_map(|pieces| Predicate::Text(TextTest::Like(Pattern::new(pieces))));
            if column.is_pseudonymous() {
                texts.boxed()
            } else {
                prop_oneof![texts, patterns].boxed()
            }
        }
        Kind::Ip => vec(net(), 1..4).prop_map(Predicate::Ip).boxed(),
        Kind::Number { max } => {
            let end = prop_oneof![0..5u64, max - 3..=max, 0..=max];
            let range = (end.clone(), option::of(end))
                .prop_map(|(a, b)| b.map_or((a, a), |b| (a.min(b), a.max(b))));
            vec(range, 1..4).prop_map(Predicate::Number).boxed()
        }
        Kind::Word => {
            let codes: Vec<u8> = column.words().iter().map(|(_, code)| *code).collect();
            vec(select(codes), 1..4).prop_map(Predicate::Word).boxed()
        }
        Kind::Issued => prop_oneof![
            vec(select(IssuedWord::ALL), 1..4).prop_map(Predicate::Issued),
            Just(Predicate::IssuedBare),
        ]
        .boxed(),
    };
    if column.kind() == Kind::Issued {
        typed
    } else {
        prop_oneof![9 => typed, 1 => Just(Predicate::IsNull)].boxed()
    }
}

fn times() -> impl Strategy<Value = TimeRange> {
    let (first, last) = (time::EARLIEST.0, time::LATEST.0);
    let end = prop_oneof![
        first..=first + 2,
        last - 2..=last,
        first..=last,
        (1_700_000_000..1_800_000_000i64).prop_map(|s| s * 1000),
        Just(i64::MIN),
        Just(i64::MAX),
    ];
    (end.clone(), option::of(end)).prop_filter_map("an open end is no instant", |(a, b)| {
        let b = b.unwrap_or(a);
        let (from, to) = (Millis(a.min(b)), Millis(a.max(b)));
        let open = from == to && (from == Millis::MIN || from == Millis::MAX);
        (!open).then_some(TimeRange { from, to })
    })
}

fn piece() -> impl Strategy<Value = Piece> {
    let text = words(Column::Route).prop_map(Piece::Text);
    prop_oneof![Just(Piece::Any), Just(Piece::One), text]
}

fn net() -> impl Strategy<Value = IpNet> {
    let mapped = any::<u32>().prop_map(|a| u128::from(a) | 0xffff_0000_0000);
    prop_oneof![
        (any::<u32>(), 0..=32u8)
            .prop_map(|(a, len)| IpNet::V4(Ipv4Net::new(a.into(), len).unwrap())),
        (prop_oneof![any::<u128>(), mapped], 0..=128u8)
            .prop_map(|(a, len)| IpNet::V6(Ipv6Net::new(a.into(), len).unwrap())),
    ]
}

fn leaf() -> impl Strategy<Value = Expr> {
    let test = select(Column::ALL).prop_flat_map(|column| {
        predicate(column).prop_map(move |predicate| Expr::Test(Test::new(column, predicate)))
    });
    prop_oneof![8 => test, 1 => Just(Expr::True), 1 => Just(Expr::False)]
}

/// Expressions of all forms, also such as are not in normal form.
fn expr() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(5, 24, 4, joined)
}

fn joined(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = Expr> {
    prop_oneof![
        vec(inner.clone(), 0..4).prop_map(Expr::And),
        vec(inner.clone(), 0..4).prop_map(Expr::Or),
        inner.prop_map(|inner| Expr::Not(Box::new(inner))),
    ]
}

/// Expressions over `access = 0`, `access = 1`, …, whose truth a test can give.
fn numbered_expr() -> impl Strategy<Value = Expr> {
    let test = (0..LETTERS).prop_map(|n| {
        let n = u64::try_from(n).unwrap();
        Expr::Test(Test::new(Column::Access, Predicate::Number(vec![(n, n)])))
    });
    prop_oneof![8 => test, 1 => Just(Expr::True), 1 => Just(Expr::False)]
        .prop_recursive(5, 24, 4, joined)
}

const LETTERS: usize = 4;

/// Kleene's logic: `None` is undecided.
fn truth(expr: &Expr, given: &[Option<bool>]) -> Option<bool> {
    // AND over values: false if any is false, else undecided if any is; OR is its mirror.
    let over = |items: &[Expr], ends: bool| {
        let values: Vec<_> = items.iter().map(|item| truth(item, given)).collect();
        if values.contains(&Some(ends)) {
            Some(ends)
        } else if values.contains(&None) {
            None
        } else {
            Some(!ends)
        }
    };
    match expr {
        Expr::True => Some(true),
        Expr::False => Some(false),
        Expr::And(items) => over(items, false),
        Expr::Or(items) => over(items, true),
        Expr::Not(inner) => truth(inner, given).map(|value| !value),
        Expr::Test(test) => match &test.test {
            Predicate::Number(ranges) => given[usize::try_from(ranges[0].0).unwrap()],
            other => panic!("no such test is made: {other:?}"),
        },
    }
}

/// `LIKE` by its definition, for short texts.
fn matches_by_definition(pieces: &[Piece], text: &[char]) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((Piece::Any, rest)) => {
            (0..=text.len()).any(|skip| matches_by_definition(rest, &text[skip..]))
        }
        Some((Piece::One, rest)) => !text.is_empty() && matches_by_definition(rest, &text[1..]),
        Some((Piece::Text(exact), rest)) => {
            let exact: Vec<char> = exact.chars().collect();
            text.starts_with(&exact) && matches_by_definition(rest, &text[exact.len()..])
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_a_refusal_can_be_drawn(text in any_text()) {
        match parse(&text, &TimeZone::UTC) {
            Ok(selection) => {
                prop_assert_eq!(parse_printed(&selection.to_string()).unwrap(), selection);
            }
            Err(error) => {
                prop_assert!(text.get(error.at.clone()).is_some(), "{:?}", error);
                prop_assert_eq!(error.render(&text).lines().count(), 3);
            }
        }
    }

    #[test]
    fn any_place_can_be_drawn(text in any::<String>(), from in 0..200usize, to in 0..200usize) {
        let drawn = SelectionError::new(from..to, "wrong").render(&text);
        prop_assert_eq!(drawn.lines().count(), 3);
    }

    #[test]
    fn what_is_printed_is_read_back(expr in expr()) {
        let selection = Selection::new(expr.clone());
        let printed = selection.to_string();
        prop_assert_eq!(&Selection { expr }.to_string(), &printed);
        let read = parse_printed(&printed)
            .map_err(|e| TestCaseError::fail(e.render(&printed)))?;
        prop_assert_eq!(&read, &selection);
        prop_assert_eq!(read.to_string(), printed);
        prop_assert_eq!(Selection::new(read.expr.clone()), read, "normal form is final");
    }

    #[test]
    fn normal_form_and_text_keep_the_meaning(
        expr in numbered_expr(),
        given in vec(any::<Option<bool>>(), LETTERS),
    ) {
        let meant = truth(&expr, &given);
        let selection = Selection::new(expr);
        prop_assert_eq!(truth(&selection.expr, &given), meant);
        let read = parse_printed(&selection.to_string()).unwrap();
        prop_assert_eq!(truth(&read.expr, &given), meant);
    }

    #[test]
    fn a_selection_joined_with_another_is_read_back(a in expr(), b in expr()) {
        let columns: Vec<Column> = [&a, &b]
            .iter()
            .flat_map(|expr| Selection::new((*expr).clone()).columns_used())
            .collect();
        let joined = Selection::new(a).and(Selection::new(b));
        prop_assert!(columns.iter().all(|column| joined.names(*column)));
        prop_assert_eq!(parse_printed(&joined.to_string()).unwrap(), joined);
    }

    #[test]
    fn patterns_match_as_defined(
        pieces in vec(
            prop_oneof![
                Just(Piece::Any),
                Just(Piece::One),
                "[ab]{0,2}".prop_map(Piece::Text),
            ],
            0..6,
        ),
        text in "[ab]{0,6}",
    ) {
        let chars: Vec<char> = text.chars().collect();
        let pattern = Pattern::new(pieces.clone());
        prop_assert_eq!(pattern.matches(&text), matches_by_definition(&pieces, &chars));
        prop_assert_eq!(pattern.exact().is_some_and(|e| e == text), pattern.exact().is_some() && pattern.matches(&text));
    }
}

//! The numbers of a frozen scope, with the words that stand beside each in a text.
//!
//! Units are chosen so that a number is held against few figures: where one word counts several things, a wrong number
//! beside it is *unsupported* and never *contradicted*.

use event::catalogue::Catalogue;
use incident::{
    Both, Grade,
    case::{Frozen, Pair, PeopleFigure},
    grouped,
    statement::{Figure, More},
};

use super::words;

const ACCOUNTS: &[&str] = &["계정", "accounts", "customer accounts", "회원", "members"];
const SUBJECTS: &[&str] = &["식별자", "identifiers"];
const PEOPLE: &[&str] = &["명", "people", "persons", "individuals"];
// Not *조회*: it stands as a verb beside the numbers of everything else.
const READS: &[&str] = &["회", "reads", "views", "page views"];
const ACCESSES: &[&str] = &["requests", "요청"];
const RECORDS: &[&str] = &["건", "records"];
const EXPOSURES: &[&str] = &["열람 항목"];
const ADDRESSES: &[&str] = &[
    "IP 주소",
    "아이피",
    "IP",
    "IP addresses",
    "network addresses",
];

/// What texts call people who are in the book of an account and hold none.
const RECIPIENTS: [&str; 6] = [
    "비회원",
    "수령인",
    "non member",
    "non members",
    "recipient",
    "recipients",
];

/// Kinds that are accounts; a recipient is somebody in the book of an account.
const OF_ACCOUNTS: [&str; 3] = ["member", "dormant", "withdrawn"];

/// Every number of a version.
pub(super) fn of(scope: &Frozen, catalogue: &Catalogue) -> Vec<Figure> {
    let figures = &scope.figures;
    let exact = |ko: &str, en: &str, number: u64, units: &[&str]| {
        figure(scope, Both::new(ko, en), (number, Some(number)), units)
    };
    let mut all = vec![
        accounts(scope),
        exact("열람된 식별자", "subjects read", figures.subjects, SUBJECTS),
        exact("열람 수", "reads", figures.reads, READS),
        exact("조회 수", "accesses", figures.accesses, ACCESSES),
        exact("열람 항목 수", "exposures", figures.exposures, EXPOSURES),
        exact(
            "네트워크 주소",
            "network addresses",
            figures.addresses,
            ADDRESSES,
        ),
    ];
    // Sources need not say it for every read, so that what they say is the least.
    all.extend(figures.records.map(|records| {
        figure(
            scope,
            Both::new("건수", "records"),
            (records, None),
            RECORDS,
        )
    }));
    if let Some(people) = &figures.people {
        let bounds = (people.low, Some(people.high));
        let of = figure(scope, Both::new("사람 수", "people"), bounds, PEOPLE);
        all.push(Figure {
            grade: Grade::Estimate,
            ..of
        });
        all.extend(estimates(scope, people));
    }
    if !scope.changes.is_empty() {
        let of = exact("추가된 계정", "accounts added", scope.added(), ACCOUNTS);
        all.push(about(of, &["추가", "added", "additional", "further"]));
    }
    for (route, of) in &figures.by_route {
        let name = Both::new(format!("{route} 열람 수"), format!("reads of {route}"));
        all.push(figure(scope, name, (of.reads, Some(of.reads)), READS));
    }
    all.extend(parts(scope, catalogue));
    let all = all.into_iter().map(|of| over_gaps(scope, of));
    all.map(|of| but_named_out(scope, of)).collect()
}

/// Units that the roster bounds: it knows accounts, and neither reads nor people of address books.
fn counts_subjects(figure: &Figure) -> bool {
    let of_subjects = [ACCOUNTS, SUBJECTS].concat();
    figure.grade == Grade::Fact
        && figure
            .units
            .iter()
            .any(|unit| of_subjects.contains(&unit.as_str()))
}

/// A figure as the record carries it: what was counted over gaps is the least.
fn over_gaps(scope: &Frozen, figure: Figure) -> Figure {
    if scope.completeness == "complete" {
        return figure;
    }
    let possibly = scope.possibly.as_ref().filter(|_| counts_subjects(&figure));
    let says = match possibly.and_then(|of| of.at_most) {
        Some(0) => return figure,
        Some(more) => Both::new(
            format!(
                "기록에 공백이 있어 최대 {}이 더 있을 수 있습니다.",
                grouped(more)
            ),
            format!(
                "The record has gaps, which concern at most {} more.",
                grouped(more)
            ),
        ),
        None => Both::new(
            "기록에 공백이 있어 얼마나 더 있는지 말할 수 없습니다.",
            "The record has gaps: how many more, it cannot say.",
        ),
    };
    let more = More {
        at_most: possibly.and_then(|of| of.at_most),
        says,
    };
    Figure {
        more: Some(more),
        ..figure
    }
}

/// A figure beside those whom a person named out of it: they were read, so it is no whole, and whoever says it is told.
fn but_named_out(scope: &Frozen, figure: Figure) -> Figure {
    let out = scope.excluded.as_ref().filter(|of| of.subjects > 0);
    let Some(out) = out.filter(|_| counts_subjects(&figure) && figure.about.is_empty()) else {
        return figure;
    };
    let (number, by) = (
        grouped(out.subjects),
        out.by().into_iter().collect::<Vec<_>>().join(", "),
    );
    let says = Both::new(
        format!("{by}의 결정으로 뺀 {number}이 더 열람되었습니다."),
        format!("{number} more were read, whom {by} named out."),
    );
    let more = match figure.more {
        None => More {
            at_most: Some(out.subjects),
            says,
        },
        Some(gaps) => More {
            at_most: gaps.at_most.map(|of| of.saturating_add(out.subjects)),
            says: gaps.says.and(&says),
        },
    };
    Figure {
        more: Some(more),
        ..figure
    }
}

/// The best number of people, and the ends of what it may be where a text names both.
fn estimates(scope: &Frozen, people: &PeopleFigure) -> Vec<Figure> {
    let estimate = |number: u64| Figure {
        grade: Grade::Estimate,
        ..figure(
            scope,
            Both::new("사람 수", "people"),
            (number, Some(number)),
            PEOPLE,
        )
    };
    let ends = ["between", "from", "사이", "에서", "부터", "~", "–"];
    vec![
        estimate(people.best),
        about(estimate(people.low), &ends),
        about(estimate(people.high), &ends),
    ]
}

/// Accounts by what was read of them, by kind and by controller: each is found only beside the words for that part.
fn parts(scope: &Frozen, catalogue: &Catalogue) -> Vec<Figure> {
    let figures = &scope.figures;
    let part = |ko: &str, en: &str, of: &Pair, words: &[&str]| {
        let name = Both::new(
            format!("열람된 계정({ko})"),
            format!("accounts read ({en})"),
        );
        about(
            figure(scope, name, (of.subjects, Some(of.subjects)), ACCOUNTS),
            words,
        )
    };
    let mut all = Vec::new();
    for (id, of) in &figures.by_field {
        all.extend(catalogue.field(id).map(|field| {
            let also = words::of_field(id);
            let words = [&[field.ko.as_str(), field.en.as_str()], also].concat();
            part(&field.ko, &field.en, of, &words)
        }));
    }
    for (kind, ko) in [
        ("member", "회원"),
        ("dormant", "휴면"),
        ("withdrawn", "탈퇴"),
    ] {
        let of = figures.by_kind.get(kind);
        // A text counts those of a kind as people, too.
        all.extend(of.map(|of| {
            let of = part(ko, kind, of, &[ko, kind]);
            let units = of.units.into_iter();
            let units = units.chain(PEOPLE.iter().map(|unit| (*unit).to_owned()));
            Figure {
                // Of members nobody can say that none is concerned but by naming which: 일본 회원.
                is_group: kind != "member",
                units: units.collect(),
                except: RECIPIENTS.iter().map(|of| (*of).to_owned()).collect(),
                ..of
            }
        }));
    }
    all.extend(recipients(scope));
    for controller in catalogue
        .controllers
        .iter()
        .filter(|_| figures.by_controller.len() > 1)
    {
        let brands = controller.brands.iter().map(String::as_str);
        let seat = words::of_country(&controller.seat).iter().copied();
        let words: Vec<&str> = brands.chain(seat).chain([controller.id.as_str()]).collect();
        let of = figures.by_controller.get(&controller.id);
        all.extend(of.map(|of| Figure {
            is_group: true,
            ..part(&controller.id, &controller.id, of, &words)
        }));
    }
    all
}

/// People who are in somebody's address book and hold no account, as the version counts them: an estimate.
fn recipients(scope: &Frozen) -> Option<Figure> {
    let number = scope.figures.people.as_ref()?.recipients?;
    let name = Both::new("비회원(수령인) 수", "non-members (recipients)");
    let units = [PEOPLE, &RECIPIENTS].concat();
    let of = figure(scope, name, (number, Some(number)), &units);
    Some(Figure {
        grade: Grade::Estimate,
        is_group: true,
        ..about(of, &RECIPIENTS)
    })
}

/// A figure of a part, with the words that name it.
fn about(figure: Figure, words: &[&str]) -> Figure {
    Figure {
        about: words.iter().map(|word| (*word).to_owned()).collect(),
        ..figure
    }
}

/// Accounts among the subjects. One account can have been of several kinds, so that kinds only bound them.
fn accounts(scope: &Frozen) -> Figure {
    let figures = &scope.figures;
    let subjects = |is_account: bool| -> u64 {
        let of = figures.by_kind.iter();
        of.filter(|(kind, _)| OF_ACCOUNTS.contains(&kind.as_str()) == is_account)
            .map(|(_, pair)| pair.subjects)
            .sum()
    };
    let low = figures.subjects.saturating_sub(subjects(false));
    let high = figures.subjects.min(subjects(true));
    let name = Both::new("열람된 계정", "accounts read");
    figure(scope, name, (low, Some(high.max(low))), ACCOUNTS)
}

fn figure(scope: &Frozen, name: Both, (low, high): (u64, Option<u64>), units: &[&str]) -> Figure {
    Figure {
        name,
        low,
        high,
        decimals: 0,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        about: Vec::new(),
        except: Vec::new(),
        more: None,
        is_group: false,
        version: scope.version,
        grade: Grade::Fact,
    }
}

//! The story on one screen: at most `LINES_MAX` lines of at most `COLUMNS_MAX` columns when
//! everything is equal. English, with the Korean word beside it where the law or the page has one.
//!
//! Figures of the case stand beside ours; they are those of the public findings of February and June
//! 2026, and a dash stands where none was published.

mod incident;

use exposure::{Answer, Pair, Untouched, Verdict};
use jiff::tz::TimeZone;

use crate::{asking, cli::DemoArgs, printer::grouped, render::shown};

use super::{
    figures::Difference,
    play::{EXACT, Play, Step, UNTOUCHED},
};

/// Lines of a screen that a person takes in at once.
#[cfg(test)]
pub(crate) const LINES_MAX: usize = 64;

/// Columns of it.
pub(crate) const COLUMNS_MAX: usize = 100;

/// Differing figures that are told; the JSON has all.
const DIFFERENCES_TOLD: usize = 20;

/// The case: accounts read, and those found late.
const CASE_ACCOUNTS: u64 = 33_673_817;
const CASE_LATE: u64 = 165_455;

/// The case: days from the first read until somebody noticed.
const CASE_UNNOTICED_DAYS: u64 = 216;

/// The case: reads of each page, and the routes of the replay that are this page.
const PAGES: [(&str, &[&str], u64); 4] = [
    ("member information", &["my-info", "my-info-tw"], 33_673_817),
    (
        "address list",
        &["address-list", "address-list-tw"],
        148_056_502,
    ),
    ("address edit", &["address-edit"], 50_474),
    ("order list", &["order-list"], 102_682),
];

/// Writes the screen. `compared` is the number of figures held against the truth.
pub(crate) fn tell(
    args: &DemoArgs,
    play: &Play,
    compared: usize,
    different: &[Difference],
) -> String {
    let mut lines = vec![format!(
        "nunchi demo: the case of a shop of 33.7 million customers, replayed 1:{} among {} accesses",
        args.replay.scale,
        grouped(play.truth.background)
    )];
    let blocks = [
        happened(args, play),
        how_many(play),
        numbers(&play.exact),
        pages(&play.exact),
        whose(play),
        claims(play),
        incident::block(args, play),
        without_months(play),
        closing(args, play, compared, different),
    ];
    for block in blocks {
        lines.extend(block);
    }
    lines
        .iter()
        .map(|line| clip(line.trim_end()))
        .collect::<Vec<_>>()
        .join("\n")
}

fn happened(args: &DemoArgs, play: &Play) -> Vec<String> {
    let zone = asking::zone(&play.settings.catalogue);
    let span = play.exact.span.map_or_else(
        || "No read was found.".to_owned(),
        |(first, last)| {
            let days = (last.0 - first.0) / 86_400_000 + 1;
            let (first, last) = (shown(first, &zone), shown(last, &zone));
            format!(
                "First read {first}, last read {last} ({}): {days} days.",
                play.settings.catalogue.time_zone
            )
        },
    );
    let moved = args
        .aware
        .map_or_else(String::new, |day| format!(" Told as of {day}."));
    vec![
        format!(
            "A former engineer signed tokens himself and read customers' data. Noticed after {CASE_UNNOTICED_DAYS} days.{moved}"
        ),
        span,
        noticed(play, &zone),
        String::new(),
    ]
}

/// When it would have been noticed.
fn noticed(play: &Play, zone: &TimeZone) -> String {
    let Some(noticed) = play.noticed else {
        return "The detectors did not notice it.".to_owned();
    };
    let seconds = (noticed.found.0 - noticed.first.0) / 1000;
    let people = match noticed.people_before {
        1 => "1 person".to_owned(),
        many => format!("{} people", grouped(many)),
    };
    let left = noticed.left.map_or_else(String::new, |left| {
        format!("; his key named {}", shown(left, zone))
    });
    format!("Here: {seconds} s after the first forged token, {people} read by then{left}.")
}

fn how_many(play: &Play) -> Vec<String> {
    let late = format!(
        "+{} by one late log, -{}",
        grouped(play.added),
        grouped(play.removed)
    );
    vec![
        row("HOW MANY ACCOUNTS", "asked", "here", "the case"),
        row(
            "  the company's first count",
            "order list since 6 Nov 18:38",
            &grouped(play.first.subjects),
            &grouped(play.truth.first_count.full_scale),
        ),
        row(
            "  the exact count",
            &format!("{EXACT} (no log-on gave the token)"),
            &grouped(play.exact.subjects),
            &grouped(CASE_ACCOUNTS),
        ),
        row(
            "  once all logs were in",
            &late,
            &grouped(play.with_late.subjects),
            &grouped(CASE_ACCOUNTS + CASE_LATE),
        ),
        String::new(),
    ]
}

fn numbers(exact: &Answer) -> Vec<String> {
    let case_accesses: u64 = PAGES.iter().map(|(_, _, case)| case).sum();
    let tries = format!("{} tries of numbers nobody has", grouped(exact.ghosts.0));
    let figure = |what, how, here, case: Option<u64>| {
        let case = case.map_or_else(|| "-".to_owned(), grouped);
        row(what, how, &grouped(here), &case)
    };
    let (ours, theirs) = (exact.accesses, Some(case_accesses));
    let mut lines = vec![
        row(
            "THE EXACT COUNT",
            "each number by its name",
            "here",
            "the case",
        ),
        figure("  accesses 조회", "requests answered", ours, theirs),
        figure(
            "  reads 열람",
            "one access to one account's data",
            exact.reads,
            None,
        ),
        figure(
            "  subjects 식별자",
            "accounts",
            exact.subjects,
            Some(CASE_ACCOUNTS),
        ),
        figure(
            "  exposures 열람 항목",
            "distinct account and field",
            exact.exposures,
            None,
        ),
    ];
    lines.extend(people(exact));
    lines.push(figure(
        "  ghosts 없는 사람",
        &tries,
        exact.ghosts.1,
        Some(44_000_000),
    ));
    lines.push(figure(
        "  network addresses",
        "from which it came",
        exact.addresses,
        Some(2_313),
    ));
    lines.push(String::new());
    lines
}

/// An estimate, so its bounds stand beside it; and how many of them have no account.
fn people(exact: &Answer) -> [String; 2] {
    let Some(people) = &exact.people else {
        let because = exact.people_because.as_deref().unwrap_or_default();
        return [
            row("  people 사람", because, "cannot say", "37,550,000"),
            String::new(),
        ];
    };
    let bounds = format!(
        "humans, between {} and {}",
        grouped(people.low),
        grouped(people.high)
    );
    // The lower bound counts those whom a link makes one with an account, or who have one.
    let without = grouped(people.best.saturating_sub(people.low));
    let apart = format!("{} with an account, {without} without", grouped(people.low));
    [
        row(
            "  people 사람",
            &bounds,
            &grouped(people.best),
            "37,550,000",
        ),
        row("", &apart, "", ""),
    ]
}

fn pages(exact: &Answer) -> Vec<String> {
    let mut lines = vec![row("PAGES", "", "reads", "the case")];
    for (page, routes, case) in PAGES {
        let reads: u64 = routes
            .iter()
            .filter_map(|route| exact.by_route.get(*route))
            .map(|pair| pair.reads)
            .sum();
        lines.push(row(
            &format!("  {page}"),
            &routes.join(", "),
            &grouped(reads),
            &grouped(case),
        ));
    }
    lines.push(String::new());
    lines
}

/// Fields on the left; kinds and controllers on the right.
fn whose(play: &Play) -> Vec<String> {
    let exact = &play.exact;
    let mut left = Vec::new();
    for field in &play.settings.catalogue.fields {
        if let Some(pair) = exact.by_field.get(&field.id) {
            left.push(format!(
                "  {}{}{:>9}",
                pad(&field.en, 24),
                pad(&field.ko, 24),
                grouped(pair.subjects)
            ));
        }
    }
    let subjects = |pair: Option<&Pair>| grouped(pair.map_or(0, |pair| pair.subjects));
    let mut right = Vec::new();
    for (kind, ko) in [
        ("member", "회원"),
        ("dormant", "휴면"),
        ("withdrawn", "탈퇴"),
    ] {
        right.push(format!(
            "{}{:>9}",
            pad(&format!("{kind} {ko}"), 24),
            subjects(exact.by_kind.get(kind))
        ));
    }
    for (controller, case) in [("shop", ""), ("shop-tw", " (case 204,552)")] {
        right.push(format!(
            "{}{:>9}",
            pad(&format!("{controller}{case}"), 24),
            subjects(exact.by_controller.get(controller))
        ));
    }
    let mut lines = vec![format!(
        "{}   {}",
        pad("DATA 항목 OF HOW MANY ACCOUNTS", 59),
        "WHOSE, AND WHO ANSWERS FOR IT"
    )];
    for at in 0..left.len().max(right.len()) {
        let cell = |cells: &[String]| cells.get(at).cloned().unwrap_or_default();
        lines.push(format!("{}     {}", pad(&cell(&left), 59), cell(&right)));
    }
    lines.push(String::new());
    lines
}

/// The negative claims, and the two verdicts that they rest on.
fn claims(play: &Play) -> Vec<String> {
    let mut lines = Vec::new();
    for id in UNTOUCHED {
        let (Some(field), Some(untouched)) = (
            play.settings.catalogue.field(id),
            play.with_late.untouched.get(id),
        ) else {
            continue;
        };
        lines.push(format!(
            "{} {}",
            pad(&format!("{} {}", field.en, field.ko), 37),
            verdict(untouched)
        ));
    }
    let checked = &play.verified.checked;
    let altered = match play.verified.findings.first() {
        None => format!(
            "yes: the public key alone proves {} files under {} leaves",
            checked.files, checked.leaves
        ),
        Some(finding) => format!("NO: {finding}"),
    };
    let missing = match play.verified.gaps.split_first() {
        None => "yes: no number is missing in any sequenced source".to_owned(),
        Some((first, rest)) => format!("NO, {} gaps: {first}", rest.len() + 1),
    };
    lines.push(format!(
        "{} {altered}",
        pad("Record unaltered 변조 없음", 37)
    ));
    lines.push(format!(
        "{} {missing}",
        pad("Record complete 빠짐 없음", 37)
    ));
    lines
}

/// What is left to say where five months of the log were deleted, as they were in the case.
fn without_months(play: &Play) -> Vec<String> {
    let (said, zone) = (&play.deleted, asking::zone(&play.settings.catalogue));
    let Some(untouched) = said.whole.untouched.get(UNTOUCHED[0]) else {
        return Vec::new();
    };
    let gap = said.gap().map_or_else(
        || "no single gap was found".to_owned(),
        |(events, (after, before))| {
            let (after, before) = (shown(after, &zone), shown(before, &zone));
            format!("{} missing, {after} to {before}", grouped(events))
        },
    );
    let outside = said.outside.untouched.get(UNTOUCHED[0]).map(|u| u.verdict);
    let outside = match outside {
        Some(Verdict::Clear) => "clear",
        Some(Verdict::Touched) => "TOUCHED",
        _ => "cannot say",
    };
    let more = match said
        .whole
        .coverage
        .possibly
        .as_ref()
        .and_then(|p| p.at_most)
    {
        Some(more) => format!("at most {} more, by the roster of then", grouped(more)),
        None => "cannot say how many more".to_owned(),
    };
    let short = match untouched.verdict {
        Verdict::CannotSay => "cannot say 말할 수 없음",
        Verdict::Clear => "clear 열람 없음(증명됨)",
        Verdict::Touched => "TOUCHED 열람됨",
    };
    let line = |what: &str, value: &str| format!("  {} {value}", pad(what, 35));
    vec![
        String::new(),
        "HAD FIVE MONTHS OF THE GATEWAY'S LOG BEEN DELETED (as five were in the case)".to_owned(),
        line("its record, Dec to Nov", &said.timeline),
        line("its numbers", &gap),
        line(
            "Payment card 결제 카드",
            &format!("{short}; of all but those months: {outside}"),
        ),
        line(
            "accounts read",
            &format!("{} are known, {more}", grouped(said.whole.subjects)),
        ),
    ]
}

fn verdict(untouched: &Untouched) -> String {
    let why = untouched.because.join("; ");
    match untouched.verdict {
        Verdict::Clear => format!(
            "clear 열람 없음(증명됨): no read, in a {} record",
            untouched.basis
        ),
        Verdict::Touched => "TOUCHED 열람됨".to_owned(),
        Verdict::CannotSay => format!("cannot say 말할 수 없음: {why}"),
    }
}

fn closing(args: &DemoArgs, play: &Play, compared: usize, different: &[Difference]) -> Vec<String> {
    let people = play.true_names.with_late.len() as u64;
    let equal = match different.len() {
        0 => format!(
            "yes: all {compared} figures, and {} accounts name by name",
            grouped(people)
        ),
        n => format!("NO: {n} figures differ"),
    };
    let mut lines = vec![format!("{} {equal}", pad("Equal to the truth", 37))];
    for d in different.iter().take(DIFFERENCES_TOLD) {
        lines.push(format!(
            "  {}: {} found, {} true",
            d.figure, d.measured, d.truth
        ));
    }
    lines.push(times(play));
    let dir = args.dir.display();
    lines.push(format!(
        "Ask on: nunchi scope \"NOT issued AND country = 'SG'\" --data {dir}/ledger --keys {dir}/keys"
    ));
    lines
}

fn times(play: &Play) -> String {
    let seconds = |ms: u64| format!("{}.{} s", ms / 1000, ms % 1000 / 100);
    let of = |name: &str| {
        let step = play.steps.iter().find(|step| step.name == name);
        seconds(step.map_or(0, Step::millis))
    };
    let all = seconds(play.steps.iter().map(Step::millis).sum());
    let events = grouped(play.ingested.events());
    format!(
        "Time: replay {}, {events} events read {}, exact count {}, check {}; all {all}",
        of("replay"),
        of("ingest"),
        of("not_issued"),
        of("verify")
    )
}

fn row(what: &str, how: &str, here: &str, case: &str) -> String {
    format!("{}{}{here:>12}{case:>15}", pad(what, 30), pad(how, 43))
}

/// Columns on a terminal: Hangul and other wide characters take two.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60) { 2 } else { 1 }).sum()
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(columns(text))))
}

/// Cut to the width of the screen; what is cut stands in the JSON.
fn clip(line: &str) -> String {
    if columns(line) <= COLUMNS_MAX {
        return line.to_owned();
    }
    let mut out = String::new();
    for c in line.chars() {
        if columns(&out) + 3 > COLUMNS_MAX {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

//! The incident on the screen: how it was counted, since when it was known and under which law, its clocks, and what was
//! answered of it.

use incident::law::{Start, State, Trigger, regime};
use jiff::tz::TimeZone;

use super::{columns, grouped};
use crate::{asking, cli::DemoArgs, commands::incident::showing, render::shown};

use super::super::{
    play::Play,
    story::{POSSIBLE, SHOP, cause_of},
};

/// The incident: each version of its scope with why it grew, and the clocks of the case.
pub(super) fn block(args: &DemoArgs, play: &Play) -> Vec<String> {
    let story = &play.story;
    let zone = asking::zone(&play.settings.catalogue);
    let mut lines = vec![
        String::new(),
        format!(
            "INCIDENT {} 사고, AS IT WAS COUNTED        accounts      added  because",
            story.incident.id
        ),
    ];
    for scope in &story.incident.scopes {
        lines.push(format!(
            "  scope {} 범위                          {:>10}  {:>9}  {}",
            scope.version,
            grouped(scope.figures.subjects),
            grouped(scope.added()),
            cause_of(scope),
        ));
    }
    lines.extend(aware(play, &zone));
    lines.extend(clocks(play, &zone));
    lines.extend(answers(args, play));
    lines
}

/// The moments that may have been awareness, which of them rules, and the law that follows from it.
fn aware(play: &Play, zone: &TimeZone) -> Vec<String> {
    let (story, now) = (&play.story, play.story.now);
    let aware = story.incident.awareness.of(SHOP);
    let ruling = aware.moment(Start::LeakKnown, now);
    let mut moments: Vec<_> = story.incident.awareness.candidates(now);
    // Known of one moment may be two things, the leak and its possibility.
    moments.dedup_by_key(|(_, of)| (of.at, of.kind));
    let moments: Vec<String> = moments
        .iter()
        .map(|(_, of)| {
            let chosen = if Some(of.at) == ruling {
                " (chosen)"
            } else {
                ""
            };
            let at = shown(of.at, zone);
            format!("{}{chosen}", at.get(5..).unwrap_or(&at))
        })
        .collect();
    let version = |id: &str| {
        let law = regime(id).ok()?;
        let of = law.version_at(ruling?).ok()?;
        Some(format!("{id} of {}", of.from))
    };
    let versions: Vec<String> = ["kr-pipa", "kr-net"]
        .iter()
        .filter_map(|id| version(id))
        .collect();
    vec![
        padded("Aware 인지", &moments.join(", ")),
        padded("Law of that day 적용 법령", &versions.join(", ")),
    ]
}

/// The clocks of the case.
fn clocks(play: &Play, zone: &TimeZone) -> Vec<String> {
    let (story, mut lines) = (&play.story, Vec::new());
    let clocks = [
        (
            "Network Act 정보통신망법, 24 h",
            "KR-NET-24",
            Trigger::Incident,
        ),
        (
            "PIPA 개인정보 보호법, report",
            "KR-PIPA-REPORT",
            Trigger::Incident,
        ),
        (
            "PIPA, notice of a possible leak",
            POSSIBLE,
            Trigger::Incident,
        ),
        (
            "PIPA, notice to those of scope 2",
            "KR-PIPA-NOTICE",
            Trigger::Group { scope: 2 },
        ),
        (
            "PIPA, notice to those of scope 3",
            "KR-PIPA-NOTICE",
            Trigger::Group { scope: 3 },
        ),
    ];
    for (told, clock, trigger) in clocks {
        if let Some(clock) = story.clock(clock, &trigger) {
            let due = clock.due().and_then(|due| due.limit);
            let due = due.map_or_else(String::new, |due| format!("due {}; ", shown(due, zone)));
            let said = match clock.state(&story.incident.register, story.now) {
                State::Overdue { .. } | State::AtOnce { .. } | State::Running { .. } => {
                    "not filed here".to_owned()
                }
                State::FiledLate { late, .. } => format!("filed LATE by {late}"),
                other => showing::said(&other),
            };
            lines.push(padded(told, &format!("{due}{said}")));
        }
    }
    lines
}

/// Where a leaked sample is from, what the claims of the mails are worth, and where the reports are.
fn answers(args: &DemoArgs, play: &Play) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(padded(
        "A sample of 50 rows 출처 대조",
        &match &play.traced {
            Some(path) => format!("points to {path}, seen on 16 April"),
            None => "cannot say".to_owned(),
        },
    ));
    lines.push(padded(
        "The claims of the mails 주장",
        &verdicts(&play.claims),
    ));
    lines.push(padded(
        "Reports 신고서",
        &format!(
            "{} in {}/reports, as PDF, HTML and JSON",
            play.reports.len(),
            args.dir.display()
        ),
    ));
    lines
}

/// How many claims have each verdict.
fn verdicts(claims: &[(String, &'static str)]) -> String {
    let count = |word: &str| {
        claims
            .iter()
            .filter(|(_, verdict)| *verdict == word)
            .count()
    };
    let told = ["supported", "contradicted", "cannot say"].map(|word| (count(word), word));
    let told = told.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("of {}: {}", claims.len(), told.join(", "))
}

/// A name and what is said of it, in two columns.
fn padded(name: &str, said: &str) -> String {
    let blank = 38_usize.saturating_sub(columns(name) + 2);
    format!("  {name}{}{said}", " ".repeat(blank))
}

//! How claims and their verdicts are told.

use std::time::Duration;

use api::{
    ClaimOf, Claimed, Claims, ClaimsAsOf, ClaimsQuestion, FoundHead, PeopleBounds, Shown,
    SixNumbers, Spoken,
};
use exposure::{Answer, Ground};
use incident::claim::{Number, When};

use super::{Asked, Recorded, measuring::Found};
use crate::{
    asking,
    failure::Failure,
    home::Home,
    printer::grouped,
    render::{self, Grid, documents},
};

/// Characters of a claim that a table shows beside its numbers; the whole stands in JSON and in the file.
const TEXT_SHOWN: usize = 48;

pub(super) fn document(
    asked: &Asked,
    question: &Recorded,
    found: &[Found<'_>],
    (home, ground): (&Home, &Ground<'_>),
    elapsed: Duration,
) -> Result<Claims, Failure> {
    let (size, root) = ground.snapshot.head;
    Ok(Claims {
        as_of: ClaimsAsOf {
            catalogue: ground.catalogue_version,
            checkpoint: FoundHead {
                root: root.to_string(),
                size,
            },
            note: home.note_of(size)?,
            relation: ground.snapshot.state.relation,
        },
        claims: found.iter().map(claim).collect(),
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        from: asked.claims.from.clone(),
        incident: asked.incident.map(documents::number),
        question: ClaimsQuestion {
            by: question.by.clone(),
            digest: question.digest.clone(),
            position: question.position,
        },
        received: asked.claims.received.to_string(),
        scale: asked.claims.scale,
        selection: asked.selection.to_string(),
        sha256: asked.sha256.clone(),
        v: api::VERSION,
    })
}

fn claim(found: &Found<'_>) -> ClaimOf {
    let (claim, judged) = (found.claim, &found.judged);
    let full = |shown: Option<u64>| shown.map(|shown| shown.saturating_mul(claim.scale));
    let answer = found.answer.as_ref();
    ClaimOf {
        at_scale: claimed(judged.at_scale),
        because: Spoken {
            en: judged.because.en.clone(),
            ko: judged.because.ko.clone(),
        },
        claimed: claimed(judged.claimed),
        complete: answer.is_some_and(|answer| answer.coverage.complete),
        controller: claim.controller.clone(),
        country_of_residence: claim.country_of_residence.clone(),
        counts: claim.counts.word().to_owned(),
        figures: answer.map(figures),
        line: claim.line as u64,
        reasons: {
            let reasons = found.measured.because_unknown.iter();
            reasons.map(|why| why.en.clone()).collect()
        },
        selection: answer.map(|answer| answer.selection.clone()),
        shown: Shown {
            high: judged.high,
            low: judged.low,
        },
        shown_at_full_scale: Shown {
            high: full(judged.high),
            low: full(judged.low),
        },
        text: claim.text.clone(),
        undecided: found.measured.undecided,
        verdict: judged.verdict.word().replace(' ', "_"),
    }
}

/// The six numbers of what a claim speaks of, so that nobody takes one for another.
fn figures(answer: &Answer) -> SixNumbers {
    SixNumbers {
        accesses: answer.accesses,
        exposures: answer.exposures,
        people: answer.people.as_ref().map(|of| PeopleBounds {
            best: of.best,
            high: of.high,
            low: of.low,
        }),
        reads: answer.reads,
        records: answer.records,
        subjects: answer.subjects,
    }
}

fn claimed(number: Number) -> Claimed {
    match number {
        Number::AtLeast(n) => Claimed::AtLeast(n),
        Number::AtMost(n) => Claimed::AtMost(n),
        Number::Exactly(n) => Claimed::Exactly(n),
        Number::Any => Claimed::Any(true),
    }
}

pub(super) fn table(
    asked: &Asked,
    question: &Recorded,
    found: &[Found<'_>],
    home: &Home,
) -> String {
    let claims = &asked.claims;
    let about = match asked.incident {
        Some(id) => format!("incident {id}"),
        None => asked.selection.to_string(),
    };
    let mut lines = vec![
        format!("CLAIMS of {}", claims.from.replace('\n', " ")),
        format!("received     {}", received(claims.received, home)),
        format!("against      {about}"),
        format!(
            "recorded     question of {} at position {}",
            question.by, question.position
        ),
        format!("file         sha256 {}", asked.sha256),
        String::new(),
    ];
    lines.extend(numbers(found, claims.scale));
    lines.push(String::new());
    for (at, of) in (1..).zip(found) {
        let verdict = of.judged.verdict.word().to_uppercase();
        lines.push(format!(
            "{at}  {verdict}   {}",
            of.claim.text.replace('\n', " ")
        ));
        lines.push(format!("   {}", of.judged.because.en));
        lines.extend(of.answer.as_ref().map(beside));
    }
    lines.join("\n")
}

fn received(when: When, home: &Home) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::At(at) => render::both(at, &asking::zone(&home.settings.catalogue)),
    }
}

fn numbers(found: &[Found<'_>], scale: u64) -> Vec<String> {
    let here = format!("at 1:{}", grouped(scale));
    let full = format!(">shown x {}", grouped(scale));
    let is_scaled = scale > 1;
    let mut head = vec![">", "claim", "counts", "claimed"];
    head.extend(is_scaled.then_some(here.as_str()));
    head.push(">shown");
    head.extend(is_scaled.then_some(full.as_str()));
    head.push("verdict");
    let mut grid = Grid::new(&head);
    for (at, of) in (1..).zip(found) {
        let text: String = of.claim.text.chars().take(TEXT_SHOWN).collect();
        let cut = if text.len() < of.claim.text.len() {
            "…"
        } else {
            ""
        };
        let mut cells = vec![
            at.to_string(),
            format!("{text}{cut}"),
            of.claim.counts.word().to_owned(),
            of.judged.claimed.to_string(),
        ];
        cells.extend(is_scaled.then(|| of.judged.at_scale.to_string()));
        cells.push(shown(of, 1));
        cells.extend(is_scaled.then(|| shown(of, scale)));
        cells.push(of.judged.verdict.word().to_owned());
        grid.row(&cells);
    }
    grid.lines()
}

/// The bounds of what the record shows, times the scale.
fn shown(of: &Found<'_>, scale: u64) -> String {
    let told = |number: u64| grouped(number.saturating_mul(scale));
    match (of.judged.low, of.judged.high) {
        (None, _) => "not told".to_owned(),
        (Some(low), Some(high)) if low == high => told(low),
        (Some(low), Some(high)) => format!("{} – {}", told(low), told(high)),
        (Some(low), None) => format!("{} or more", told(low)),
    }
}

fn beside(answer: &Answer) -> String {
    format!(
        "   What it speaks of: {} accesses, {} reads, {} subjects, {} exposures.",
        grouped(answer.accesses),
        grouped(answer.reads),
        grouped(answer.subjects),
        grouped(answer.exposures),
    )
}

pub(super) fn csv(found: &[Found<'_>]) -> Result<String, Failure> {
    let maybe = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let row = |of: &Found<'_>| {
        vec![
            of.claim.line.to_string(),
            of.claim.text.clone(),
            of.claim.counts.word().to_owned(),
            of.judged.claimed.to_string(),
            of.judged.at_scale.to_string(),
            maybe(of.judged.low),
            maybe(of.judged.high),
            of.judged.verdict.word().to_owned(),
            of.judged.because.en.clone(),
        ]
    };
    let head = [
        "line", "text", "counts", "claimed", "at_scale", "low", "high", "verdict", "because",
    ];
    render::csv_rows(&head, found.iter().map(row))
}

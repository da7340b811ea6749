//! Warnings about a report that a person lets stand: with a reason, as a step of the incident, for one text alone.
//!
//! What is let stand is found by making the report once more and looking at it, so that nobody lets something stand that
//! was never warned of. Errors are not let stand.

use std::fmt;

use incident::case::{AcceptedWarning, What};
use report::{
    Accepted, Kind, Lang,
    forms::{LintFinding, Severity},
};
use serde_json::{Value, json};

use super::{Ready, Which, made};
use crate::{
    asking,
    cases::{Because, Cases},
    cli::{AcceptArgs, ReportArgs},
    failure::Failure,
    printer::{Format, format_or_default, say},
    render,
};

/// Something that was found, and whether a person let it stand.
pub(super) struct Looked {
    pub(super) finding: LintFinding,
    /// What a person would let stand.
    warning: AcceptedWarning,
    /// Who let it stand, as the document says it.
    let_stand: Option<Accepted>,
}

impl Looked {
    pub(super) fn of(ready: &Ready, args: &ReportArgs, lang: Lang, finding: LintFinding) -> Looked {
        // With what was said of it: a figure that has changed since makes another warning of the same text.
        let text = format!("{}\0{}", finding.text, finding.says);
        let warning = AcceptedWarning {
            regime: args.regime.clone(),
            kind: args.kind.clone(),
            language: lang.tag().to_owned(),
            controller: ready.controller.id.clone(),
            warning: finding.rule.word().to_owned(),
            place: finding.place.clone(),
            text: asking::sha256(text),
        };
        let step = match finding.severity {
            Severity::Warning => ready.incident.accepted(&warning),
            Severity::Error => None,
        };
        let let_stand = step.map(|of| Accepted {
            warning: warning.warning.clone(),
            place: warning.place.clone(),
            text: warning.text.clone(),
            by: of.by.clone(),
            at: of.at,
            why: of.why.clone(),
            step: of.number,
        });
        Looked {
            finding,
            warning,
            let_stand,
        }
    }

    /// As the document says it, where somebody let it stand.
    pub(super) fn accepted(&self) -> Option<Accepted> {
        self.let_stand.clone()
    }

    pub(super) fn json(&self) -> Value {
        let of = &self.finding;
        json!({
            "severity": match of.severity { Severity::Error => "error", Severity::Warning => "warning" },
            "rule": of.rule.word(),
            "place": of.place,
            "says": of.says,
            "accepted": self.let_stand.as_ref().map(|of| json!({
                "by": of.by,
                "at": of.at.to_string(),
                "why": of.why,
                "step": of.step,
                "text": of.text,
            })),
        })
    }
}

impl fmt::Display for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.let_stand {
            Some(of) => write!(
                f,
                "let stand by {}, step {} ({}): {}",
                of.by, of.step, of.why, self.finding
            ),
            None => self.finding.fmt(f),
        }
    }
}

/// Lets the warnings of a rule at one place stand.
pub(super) fn accept(args: &AcceptArgs) -> Result<u8, Failure> {
    let report = args.report();
    let ready = Ready::of(&report.page, Kind::Report)?;
    // It is only looked at and not written, whatever version it is of.
    let which = Which::of(&ready, &report)?;
    let looked = made(&ready, &report, &which)?.into_iter();
    let looked = looked.flat_map(|of| of.lints);
    let looked: Vec<Looked> = looked.filter(|of| is_meant(args, of)).collect();
    let open = to_let_stand(args, &looked)?;
    let cases = Cases::open(&ready.home)?;
    let mut incident = cases.incident(args.id, &ready.by)?;
    let because = Because {
        by: &ready.by,
        why: &ready.why,
    };
    let steps = open.iter().map(|of| What::Accepted(of.warning.clone()));
    cases.take_all(&mut [(&mut incident, steps.collect())], &because)?;
    say(&match format_or_default(args.by.format) {
        Format::Table => {
            let lines = open.iter().map(|of| format!("let stand: {}", of.finding));
            lines.collect::<Vec<String>>().join("\n")
        }
        _ => render::json(&json!({
            "v": 1,
            "incident": args.id,
            "accepted": open.iter().map(|of| json!(of.warning)).collect::<Vec<Value>>(),
        }))?,
    });
    Ok(0)
}

fn is_meant(args: &AcceptArgs, of: &Looked) -> bool {
    let at = args.place_of.as_ref();
    of.finding.rule.word() == args.warning
        && at.is_none_or(|at| of.finding.place.starts_with(at.as_str()))
}

/// The warnings that are meant and nobody let stand yet: of one place, and no error among them.
fn to_let_stand<'l>(args: &AcceptArgs, looked: &'l [Looked]) -> Result<Vec<&'l Looked>, Failure> {
    let told = |some: &[&Looked]| {
        some.iter()
            .map(|of| format!("\n  {}", of.finding))
            .collect::<String>()
    };
    let all: Vec<&Looked> = looked.iter().collect();
    let Some(first) = all.first() else {
        return Err(Failure::usage(format!(
            "the report warns of no {:?} there: `nunchi report write` with the same form tells what it warns of, and where",
            args.warning
        )));
    };
    let is_error = |of: &&Looked| of.finding.severity == Severity::Error;
    let errors: Vec<&Looked> = all.iter().copied().filter(|of| is_error(of)).collect();
    if !errors.is_empty() {
        return Err(Failure::usage(format!(
            "an error is not let stand: change the text{}",
            told(&errors)
        )));
    }
    if all.iter().any(|of| of.finding.place != first.finding.place) {
        return Err(Failure::usage(format!(
            "it stands in several places: name one with --where{}",
            told(&all)
        )));
    }
    let open: Vec<&Looked> = all
        .iter()
        .copied()
        .filter(|of| of.let_stand.is_none())
        .collect();
    match open.is_empty() {
        true => Err(Failure::usage(format!(
            "somebody let it stand already: {first}"
        ))),
        false => Ok(open),
    }
}

//! A check for people: two verdicts, each with what speaks against it.

use api::{Finding, Verify};

use super::{bytes, counted, took};
use crate::printer::grouped;

/// Gaps and warnings told in full; findings all are, for each is a place to look at.
const TOLD: usize = 20;

/// See the module.
pub(crate) fn table(verify: &Verify) -> String {
    let mut lines = integrity(verify);
    lines.extend(completeness(verify));
    lines.extend(witnesses(verify));
    lines.extend(warnings(verify));
    lines.extend(basis(verify));
    lines.join("\n")
}

fn line(name: &str, value: &str) -> String {
    format!("{name:<13} {value}")
}

fn integrity(verify: &Verify) -> Vec<String> {
    let all = verify.findings.len() as u64 + verify.more_findings;
    let mut lines = vec![match verify.integrity.as_str() {
        "ok" => line(
            "integrity",
            "ok: every byte below the signed head is what was sealed",
        ),
        _ => line(
            "integrity",
            &format!("BROKEN: {}", counted(all, "finding", "findings")),
        ),
    }];
    lines.extend(verify.findings.iter().map(finding));
    if verify.more_findings > 0 {
        lines.push(format!("  and {} more", grouped(verify.more_findings)));
    }
    lines
}

fn completeness(verify: &Verify) -> Vec<String> {
    let mut lines = vec![match verify.completeness.as_str() {
        "complete" => line("completeness", "complete: no gap is known"),
        _ => line(
            "completeness",
            &counted(verify.gaps.len() as u64, "gap", "gaps"),
        ),
    }];
    lines.extend(first(
        verify.gaps.iter().map(|gap| format!("  {gap}")).collect(),
    ));
    lines.extend(first(
        verify
            .deleted
            .iter()
            .map(|deleted| line("deleted", deleted))
            .collect(),
    ));
    lines
}

fn warnings(verify: &Verify) -> Vec<String> {
    if verify.warnings.is_empty() {
        return Vec::new();
    }
    let (one, many) = ("thing, which breaks nothing", "things, which break nothing");
    let mut lines = vec![line(
        "odd",
        &counted(verify.warnings.len() as u64, one, many),
    )];
    lines.extend(first(verify.warnings.iter().map(finding).collect()));
    lines
}

/// What was checked, and what the verdicts rest on.
/// What witnesses say, when they were asked about.
fn witnesses(verify: &Verify) -> Vec<String> {
    let Some(cosigned) = &verify.cosigned else {
        return Vec::new();
    };
    let head = match cosigned.size {
        Some(size) => format!("a head of {}", counted(size, "leaf", "leaves")),
        None => "no head".to_owned(),
    };
    let mut lines = vec![line(
        "witnesses",
        &format!(
            "{} of {} cosigned {head}; {} must have",
            cosigned.by.len(),
            cosigned.by.len() + cosigned.missing.len(),
            cosigned.quorum
        ),
    )];
    let by = |by: &api::CosignedBy| format!("  {} saw it as the largest at {}", by.name, by.time.0);
    lines.extend(cosigned.by.iter().map(by));
    lines.extend(
        cosigned
            .missing
            .iter()
            .map(|name| format!("  {name} did not")),
    );
    lines
}

fn basis(verify: &Verify) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(deep) = &verify.deep {
        let differing = deep.differing.len() as u64;
        let (one, many) = (
            "summary differs from its part",
            "summaries differ from their parts",
        );
        lines.push(match differing {
            0 => line("index", "every summary agrees with its part"),
            _ => line("index", &counted(differing, one, many)),
        });
    }
    lines.push(match &verify.checkpoint {
        Some(head) => {
            let leaves = counted(head.size, "leaf", "leaves");
            line("head", &format!("{}, {leaves} {}", head.origin, head.root))
        }
        None => line("head", "none that can be read"),
    });
    lines.push(line("key", match verify.key_origin.as_str() {
        "given" => "as given",
        _ => "from the directory itself: whoever replaces all of it replaces the key too; --key takes one from elsewhere",
    }));
    let c = verify.checked;
    let counts = [
        counted(c.files, "file", "files"),
        bytes(c.bytes),
        counted(c.rows, "row", "rows"),
        counted(c.epochs, "epoch", "epochs"),
        counted(c.blocks, "block", "blocks"),
    ];
    let counts = format!("{} in {}", counts.join(", "), took(verify.elapsed_ms));
    lines.push(line("checked", &counts));
    lines
}

fn first(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(TOLD);
    lines.truncate(TOLD);
    if more > 0 {
        lines.push(format!("  and {} more", grouped(more as u64)));
    }
    lines
}

fn finding(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| format!(", {place}"));
    let place = place.unwrap_or_default();
    format!(
        "  {}: {}{place}: {}",
        finding.invariant, finding.path, finding.message
    )
}

/// A bundle of evidence for people.
pub(crate) fn bundle(proven: &api::Proven) -> String {
    let mut lines = vec![
        format!("bundle       {}", proven.bundle),
        format!("of           {}", proven.origin),
        format!("selection    {}", proven.selection),
    ];
    if let Some(checkpoint) = &proven.checkpoint {
        lines.push(format!(
            "rests on     checkpoint {} {}",
            grouped(checkpoint.size),
            checkpoint.root
        ));
    }
    lines.push(match proven.key.as_str() {
        "given" => "key          the one given".to_owned(),
        _ => "key          out of the bundle: this shows only that it agrees with itself; --key gives one that came another way".to_owned(),
    });
    for finding in &proven.findings {
        lines.push(format!(
            "BROKEN       {}: {}",
            finding.path, finding.message
        ));
    }
    lines.push(match proven.findings.is_empty() {
        true => format!(
            "integrity    ok: {} rows of {} parts are proven by {} chunks",
            grouped(proven.rows),
            grouped(proven.parts),
            grouped(proven.chunks)
        ),
        false => "integrity    BROKEN: it proves nothing".to_owned(),
    });
    if let (Some(of), true) = (&proven.incident, proven.findings.is_empty()) {
        lines.push(format!(
            "incident {}   {} steps are as they were entered in the ledger",
            of.incident,
            grouped(of.steps)
        ));
    }
    if proven.rows > 0 {
        lines.push("not shown    that no other read matches; README.txt says what else".to_owned());
    }
    if proven.incident.is_some() {
        lines.push(
            "not shown    incident.json, which follows from the steps, and that there is no later step; INCIDENT.txt says what else"
                .to_owned(),
        );
    }
    lines.join("\n")
}

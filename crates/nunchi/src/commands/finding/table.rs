//! Findings as people read them: by the story that they are part of, and one by itself.

use api::{Found, OpenedFrom, Story, Time};
use jiff::tz::TimeZone;

use crate::{
    printer::grouped,
    render::{harmless, shown},
    watching::{DETECTOR, telling},
};

/// Others of its story that one finding tells; beyond them they are only counted.
const OTHERS_TOLD: usize = 10;

/// What stands in the place of what is not there.
const NONE: &str = "-";

/// Everything that was found: what is withdrawn, what is being deleted although it is held, and stories. With
/// `clusters` each finding says what its reads share.
pub(super) fn list(
    (findings, stories): (&[Found], &[Story]),
    clusters: bool,
    zone: &TimeZone,
) -> String {
    if findings.is_empty() {
        return "nothing was found".to_owned();
    }
    let of = |finding: &Found| lines(finding, clusters, zone);
    let mut blocks = Vec::new();
    for finding in findings.iter().filter(|of| of.state == "withdrawn") {
        let why = finding.withdrawn_because.as_deref().unwrap_or_default();
        let head = format!("WITHDRAWN {}   {why}", finding.id);
        blocks.push([vec![head], of(finding)].concat());
    }
    let is_held = |of: &&Found| of.detector == DETECTOR && of.state == "open";
    let held: Vec<&Found> = findings.iter().filter(is_held).collect();
    if let Some(first) = held.first() {
        let mut block = vec![format!("HELD DATA IS BEING DELETED   {}", first.severity)];
        block.extend(held.iter().flat_map(|finding| of(finding)));
        blocks.push(block);
    }
    for story in stories {
        let ids = story.findings.iter();
        let told: Vec<&Found> = ids
            .filter_map(|id| findings.iter().find(|of| of.id == *id))
            .collect();
        let mut block = head(story, told.first().copied());
        block.extend(told.iter().flat_map(|finding| of(finding)));
        blocks.push(block);
    }
    let blocks: Vec<String> = blocks.iter().map(|lines| lines.join("\n")).collect();
    blocks.join("\n\n")
}

/// What a story is: how many findings, why they are one story, what it proposes, and what was opened from it.
fn head(story: &Story, first: Option<&Found>) -> Vec<String> {
    let findings = match story.findings.len() {
        1 => "1 finding".to_owned(),
        many => format!("{many} findings that belong together"),
    };
    let (number, severity) = (story.number, &story.severity);
    let subjects = match story.people {
        1 => "1 subject".to_owned(),
        many => format!("{} subjects", grouped(many)),
    };
    let mut lines = vec![format!(
        "STORY {number}   {severity}, {subjects}, {findings}"
    )];
    lines.extend(
        story
            .because
            .iter()
            .map(|why| format!("  because    {why}")),
    );
    lines.push(format!("  selection  {}", story.selection));
    let opened = first.and_then(|of| of.incidents.as_ref());
    lines.extend(
        opened
            .into_iter()
            .flatten()
            .map(|of| format!("  incident   {}", opening(of))),
    );
    lines
}

fn opening(of: &OpenedFrom) -> String {
    let title = harmless(&of.title);
    format!(
        "{} {title} ({}), opened from {}",
        of.incident, of.stage, of.finding
    )
}

fn lines(finding: &Found, clusters: bool, zone: &TimeZone) -> Vec<String> {
    let (id, at) = (&finding.id, shown(finding.found.0, zone));
    let mut lines = vec![format!(
        "  {id}  {at}  {:<18} {}",
        finding.detector, finding.because
    )];
    if clusters {
        lines.push(format!("{:20}{}", "", cluster(finding)));
    }
    lines
}

/// What the reads of a finding share, in words.
fn cluster(finding: &Found) -> String {
    match &finding.cluster {
        Some(of) => format!("its reads share {}: {}", of.shares, of.selection),
        None => "it is about no cluster of reads".to_owned(),
    }
}

/// One finding, with the story that it is part of, the others of that, and its reads.
pub(super) fn one(
    finding: &Found,
    (story, others): (Option<&Story>, &[&Found]),
    zone: &TimeZone,
) -> String {
    let at = |at: Option<Time>| at.map_or_else(|| NONE.to_owned(), |at| shown(at.0, zone));
    let number = |number: Option<u64>| number.map_or_else(|| NONE.to_owned(), |of| of.to_string());
    let mut lines = vec![
        format!(
            "FINDING {}   {}, {}",
            finding.id, finding.detector, finding.severity
        ),
        format!("because    {}", finding.because),
        format!("found      {}", at(Some(finding.found))),
    ];
    if let Some(held) = &finding.held {
        lines.extend(telling::lines(held, zone));
        lines.extend(opened(finding));
        return lines.join("\n");
    }
    lines.extend([
        format!("evidence   {} to {}", at(finding.first), at(finding.last)),
        format!(
            "reads      {}, {} served",
            number(finding.reads),
            number(finding.served)
        ),
        format!(
            "subjects   {}, {} when it was found",
            number(finding.people),
            number(finding.people_before)
        ),
        format!("cluster    {}", cluster(finding)),
        format!(
            "selection  {}",
            finding.selection.as_deref().unwrap_or(NONE)
        ),
    ]);
    lines.extend(opened(finding));
    lines.extend(story.into_iter().flat_map(|story| together(story, others)));
    lines.push("examples".to_owned());
    for read in &finding.examples {
        let text = |of: &Option<String>| of.as_deref().map_or_else(|| NONE.to_owned(), harmless);
        lines.push(format!(
            "  {}  {:<8} {:<10} {:<15} {:<16} {}",
            shown(read.time.0, zone),
            read.outcome,
            text(&read.subject),
            text(&read.ip),
            text(&read.route),
            text(&read.client)
        ));
    }
    lines.join("\n")
}

/// With which others a finding belongs, why, and what they propose.
fn together(story: &Story, others: &[&Found]) -> Vec<String> {
    let proposed = &story.selection;
    let mut lines = vec![match others.len() {
        0 => {
            format!("story      no other finding belongs together with it; it proposes {proposed}")
        }
        1 => format!("story      1 other belongs together with it; both propose {proposed}"),
        many => format!("story      {many} others belong together with it; all propose {proposed}"),
    }];
    lines.extend(
        story
            .because
            .iter()
            .map(|why| format!("           because {why}")),
    );
    let other = |of: &&Found| format!("  {}  {:<18} {}", of.id, of.detector, of.because);
    lines.extend(others.iter().take(OTHERS_TOLD).map(other));
    let more = others.len().saturating_sub(OTHERS_TOLD);
    lines.extend((more > 0).then(|| format!("  and {more} more: see `nunchi finding list`")));
    lines
}

/// The incidents that were opened from it or from its story, or how one is.
fn opened(finding: &Found) -> Vec<String> {
    match finding.incidents.as_deref() {
        None => vec!["incident   cannot say: incidents cannot be read here".to_owned()],
        Some([]) => vec![format!(
            "incident   none that you may see: nunchi incident open --finding {} --title … --reason …",
            finding.id
        )],
        Some(all) => all
            .iter()
            .map(|of| format!("incident   {}", opening(of)))
            .collect(),
    }
}

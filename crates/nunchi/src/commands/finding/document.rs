//! Findings and the stories that they tell, as documents.

use std::collections::BTreeMap;

use api::{Cluster, Found, FoundRead, IncidentNumber, OpenedFrom, Story, Time};
use detect::{Candidate, Finding, Kind, Names, Told, Window};
use event::Millis;
use exposure::{Passed, PseudoId, Whom, selection::IssuedWord};
use incident::case::Incident;

use crate::detecting::Dictionary;

/// Examples that are told of a finding.
const EXAMPLES_TOLD: usize = 5;

/// A finding by itself; of which story it is stands in the stories alone.
pub(super) fn document(told: &Told, names: &Dictionary<'_>) -> Found {
    let finding = &told.finding;
    let evidence = &finding.evidence;
    Found {
        because: because(finding, names),
        cluster: finding.cluster.map(|of| Cluster {
            dimension: of.dimension.word().to_owned(),
            selection: of.selection(names),
            shares: of.dimension.shared().to_owned(),
        }),
        counted: finding.counted.map(|(counted, _)| counted),
        detector: finding.kind.word().to_owned(),
        examples: evidence
            .examples
            .iter()
            .take(EXAMPLES_TOLD)
            .map(|(at, read)| example(*at, read, names))
            .collect(),
        expected_at_most: finding.counted.map(|(_, limit)| limit),
        first: evidence.span.map(|span| Time(span.0)),
        found: Time(finding.found),
        held: None,
        id: finding.id.to_string(),
        incidents: None,
        keys: keys(finding, names),
        last: evidence.span.map(|span| Time(span.1)),
        people: Some(evidence.people.len()),
        people_before: Some(finding.people_before),
        person: finding.person.map(person),
        reads: Some(evidence.reads),
        selection: finding.selection(names),
        served: Some(evidence.served),
        severity: finding.severity.word().to_owned(),
        state: if told.withdrawn { "withdrawn" } else { "open" }.to_owned(),
        story: None,
        together_with: Vec::new(),
        withdrawn_because: told.why_withdrawn().map(str::to_owned),
        within: finding.within.map(|within| within.word().to_owned()),
    }
}

fn example(at: Millis, read: &Passed, names: &Dictionary<'_>) -> FoundRead {
    let text = |code: Option<u32>| code.and_then(|code| names.text(code));
    FoundRead {
        actor: read.actor.map(person),
        client: text(read.client),
        ip: read.ip.map(|ip| ip.to_string()),
        issued: read
            .issued
            .map_or("cannot_say", IssuedWord::word)
            .to_owned(),
        key: text(read.key),
        outcome: read.outcome.word().to_owned(),
        route: read.route.and_then(|route| names.route(route)),
        subject: whom(read.who),
        time: Time(at),
    }
}

fn person(who: exposure::SubjectId) -> String {
    PseudoId::Subject(who).to_string()
}

fn keys(finding: &Finding, names: &Dictionary<'_>) -> Vec<String> {
    let keys = finding.keys.iter();
    keys.filter_map(|key| names.text(*key)).collect()
}

fn whom(who: Whom) -> Option<String> {
    match who {
        Whom::Subject(subject) => Some(person(subject)),
        Whom::Ghost(ghost) => Some(PseudoId::Ghost(ghost).to_string()),
        Whom::Unnamed => None,
    }
}

/// Stories, numbered from 1.
pub(super) fn stories(candidates: &[Candidate]) -> Vec<Story> {
    let story = |(number, of): (u64, &Candidate)| Story {
        because: of
            .ties
            .iter()
            .map(|tie| tie.sentence().to_owned())
            .collect(),
        findings: of.findings.iter().map(ToString::to_string).collect(),
        found: Time(of.found),
        number,
        people: of.people,
        selection: of.selection.clone(),
        severity: of.severity.word().to_owned(),
    };
    (1..).zip(candidates).map(story).collect()
}

/// Says of each finding which others it belongs together with, and which incidents were opened from any of them. Where
/// incidents cannot be read they stay unknown.
pub(super) fn tie_together(
    findings: &mut [Found],
    stories: &[Story],
    incidents: Option<&[Incident]>,
) {
    let of_finding: BTreeMap<&String, &Story> = stories
        .iter()
        .flat_map(|story| story.findings.iter().map(move |id| (id, story)))
        .collect();
    for finding in findings {
        let story = of_finding.get(&finding.id);
        let others = story.iter().flat_map(|story| &story.findings);
        finding.story = story.map(|story| story.number);
        finding.together_with = others.filter(|id| **id != finding.id).cloned().collect();
        let all = || std::iter::once(&finding.id).chain(&finding.together_with);
        finding.incidents = incidents.map(|of| opened_from(all().collect(), of));
    }
}

fn opened_from(ids: Vec<&String>, incidents: &[Incident]) -> Vec<OpenedFrom> {
    let mut all = Vec::new();
    for incident in incidents {
        let of = incident.findings.iter().filter(|id| ids.contains(id));
        all.extend(of.map(|id| OpenedFrom {
            finding: id.clone(),
            incident: IncidentNumber::from(incident.id.to_string().as_str()),
            stage: incident.stage.word().to_owned(),
            title: incident.title.clone(),
        }));
    }
    all
}

/// Why, as a sentence that stands alone.
fn because(finding: &Finding, names: &Dictionary<'_>) -> String {
    let keys = keys(finding, names).join(", ");
    let person = finding.person.map(person).unwrap_or_default();
    let counted = finding.counted.map_or(0, |(counted, _)| counted);
    let limit = finding.counted.map_or(0, |(_, limit)| limit);
    match finding.kind {
        Kind::NeverIssued => format!(
            "credentials that key {keys} vouches for were used, and the feed of issuances, which had spoken past them, never told of them"
        ),
        Kind::FeedBehind => {
            "the feed of issuances stays behind the reads: whether credentials were issued cannot be said since".to_owned()
        }
        Kind::OtherHolder if keys.is_empty() => "credentials were issued to somebody else than who uses them".to_owned(),
        Kind::OtherHolder => format!("credentials of key {keys} were issued to somebody else than who uses them"),
        Kind::Leaver => format!("{person} left, could have held {keys}, and nobody has taken that back: change it"),
        Kind::UsedAfterLeaving => format!("{person} has left, and reads are made as {person}"),
        Kind::FanOut => {
            let within = finding.within.unwrap_or(Window::Day);
            let since = match within > Window::Day {
                true => "; its reads are counted from the day on which it was found",
                false => "",
            };
            format!(
                "{counted} people in {}, where {limit} were to be expected at the most: {}{since}",
                within.word(),
                finding.because
            )
        }
        Kind::Ghosts | Kind::Bulk | Kind::NewPlace | Kind::Sweep => finding.because.clone(),
    }
}

//! Candidates: findings that share their cause, proposed as one story with one selection.
//!
//! Two findings belong together when most examples of one are what the other is about, or when one says who
//! could have held the key that the other is about. That they name the same people proves nothing: an
//! attacker reads everybody.

use event::Millis;
use exposure::{Passed, selection::IssuedWord};
use roaring::RoaringTreemap;

use crate::{
    cluster::{Cluster, Names},
    finding::{Finding, FindingId, Kind, Severity},
    window::Window,
};

/// Why two findings belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// One says who could have held the key that the other is about.
    Key,
    /// Most examples of one are what the other is about, at the same time.
    Reads,
    /// Two clusters, one part of the other or both of a third, grew or were new within a day of each other.
    Growth,
}

impl Tie {
    /// As a sentence without an end.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Tie::Key => "one says who could have held the key that another is about",
            Tie::Reads => "most reads of one are what another is about",
            Tie::Growth => {
                "what one is about is a part of what another is about, and both grew within a day"
            }
        }
    }
}

/// One story.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its findings, in the order in which they were found.
    pub findings: Vec<FindingId>,
    /// What ties them, each once; empty where it is one finding.
    pub ties: Vec<Tie>,
    /// The highest of theirs.
    pub severity: Severity,
    /// When the first was found.
    pub found: Millis,
    /// Distinct people whom the evidence behind the proposed selection shows.
    pub people: u64,
    /// The selection that is proposed.
    pub selection: String,
}

/// The stories that findings tell.
#[must_use]
pub fn candidates(findings: &[Finding], names: &dyn Names) -> Vec<Candidate> {
    let mut group: Vec<usize> = (0..findings.len()).collect();
    let mut tied: Vec<(usize, Tie)> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        for (other, before) in findings.iter().enumerate().take(at) {
            if let Some(tie) = tie(finding, before) {
                join(&mut group, at, other);
                tied.push((at, tie));
            }
        }
    }
    let mut stories: Vec<(Vec<&Finding>, Vec<Tie>)> = vec![Default::default(); findings.len()];
    for (at, finding) in findings.iter().enumerate() {
        if let Some((story, _)) = stories.get_mut(root(&group, at)) {
            story.push(finding);
        }
    }
    for (at, tie) in tied {
        if let Some((_, ties)) = stories.get_mut(root(&group, at)) {
            ties.push(tie);
        }
    }
    let told = stories.into_iter().filter(|(story, _)| !story.is_empty());
    let of = |(story, ties): (Vec<&Finding>, Vec<Tie>)| candidate(&story, ties, names);
    let mut told: Vec<Candidate> = told.map(of).collect();
    told.sort_by_key(|candidate| (candidate.found, candidate.findings.first().copied()));
    told
}

fn root(group: &[usize], mut at: usize) -> usize {
    while let Some(above) = group.get(at).filter(|above| **above != at) {
        at = *above;
    }
    at
}

fn join(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    if let Some(place) = group.get_mut(a.max(b)) {
        *place = a.min(b);
    }
}

/// What ties two findings; the surest of what does.
fn tie(a: &Finding, b: &Finding) -> Option<Tie> {
    if shares_key(a, b) || shares_key(b, a) {
        return Some(Tie::Key);
    }
    if met(a, b) && (is_within(a, b) || is_within(b, a)) {
        return Some(Tie::Reads);
    }
    grew_together(a, b).then_some(Tie::Growth)
}

/// Whether it rests on how many people a cluster shows, or which.
fn counts_people(of: &Finding) -> bool {
    matches!(of.kind, Kind::FanOut | Kind::Sweep)
}

/// Milliseconds within which two clusters grow for one reason, if one is part of the other.
const TOGETHER_MS: i64 = 86_400_000;

/// Whether two clusters, one part of the other or both of a third, read more than they should, or are new, within a
/// day of each other.
fn grew_together(a: &Finding, b: &Finding) -> bool {
    let grew = |of: &Finding| counts_people(of) || of.kind == Kind::NewPlace;
    let both = [a, b].map(|of| of.cluster.filter(|_| grew(of)));
    let [Some(first), Some(second)] = both else {
        return false;
    };
    a.found.0.abs_diff(b.found.0) <= TOGETHER_MS.unsigned_abs()
        && (first.is_part_of(second) || second.is_part_of(first) || first.is_beside(second))
}

/// Whether one says who could have held the key that the other is about.
fn shares_key(leaver: &Finding, other: &Finding) -> bool {
    leaver.kind == Kind::Leaver
        && matches!(other.kind, Kind::NeverIssued | Kind::OtherHolder)
        && other.found >= leaver.found
        && other.keys.iter().any(|key| leaver.keys.contains(key))
}

/// Whether most examples of `a` are what `b` is about. Where `b` is about something so broad that nearly
/// everything is part of it, it must be so the other way round too.
fn is_within(a: &Finding, b: &Finding) -> bool {
    let broad = counts_people(b) && b.cluster.is_some_and(Cluster::is_broad);
    mostly(a, b) && (!broad || mostly(b, a))
}

fn mostly(a: &Finding, b: &Finding) -> bool {
    let examples = &a.evidence.examples;
    let within = examples.iter().filter(|(_, read)| is_about(b, read));
    !examples.is_empty() && within.count() * 2 > examples.len()
}

/// Whether a read is one of those that a finding is about.
fn is_about(finding: &Finding, read: &Passed) -> bool {
    let in_cluster = finding.cluster.is_some_and(|cluster| cluster.holds(read));
    match finding.kind {
        Kind::NeverIssued => in_cluster && read.issued == Ok(IssuedWord::No),
        Kind::Ghosts | Kind::FanOut | Kind::Bulk | Kind::NewPlace | Kind::Sweep => in_cluster,
        Kind::UsedAfterLeaving => finding.person.is_some() && finding.person == read.actor,
        Kind::OtherHolder | Kind::FeedBehind | Kind::Leaver => false,
    }
}

/// Whether their evidence meets in time.
fn met(a: &Finding, b: &Finding) -> bool {
    match (a.evidence.span, b.evidence.span) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        _ => false,
    }
}

fn candidate(story: &[&Finding], mut ties: Vec<Tie>, names: &dyn Names) -> Candidate {
    ties.sort_unstable();
    ties.dedup();
    let proposed = proposed(story);
    let mut people = RoaringTreemap::new();
    for finding in &proposed {
        people |= &*finding.evidence.people;
    }
    let severity = story.iter().map(|finding| finding.severity).max();
    Candidate {
        findings: story.iter().map(|finding| finding.id).collect(),
        ties,
        severity: severity.unwrap_or(Severity::Notice),
        found: story
            .iter()
            .map(|finding| finding.found)
            .min()
            .unwrap_or(Millis(0)),
        people: people.len(),
        selection: selection(&proposed, names),
    }
}

/// The findings whose reads are proposed. What is certain, where something is: what was never issued, else what
/// was used after its owner had left. Else the clusters, but for broad ones that a narrower one explains.
fn proposed<'f>(story: &[&'f Finding]) -> Vec<&'f Finding> {
    for certain in [Kind::NeverIssued, Kind::UsedAfterLeaving] {
        let of_kind = story.iter().filter(|of| of.kind == certain);
        let of_kind: Vec<&Finding> = of_kind.copied().collect();
        if !of_kind.is_empty() {
            return of_kind;
        }
    }
    // What was counted over weeks holds much that is ordinary.
    let is_long = |of: &Finding| of.within.is_some_and(|within| within > Window::Day);
    let has_short = story.iter().any(|of| !is_long(of));
    let is_explained = |broad: &Finding| {
        has_short && is_long(broad) || story.iter().any(|narrow| explains(narrow, broad))
    };
    let left = story.iter().filter(|of| !is_explained(of));
    left.copied().collect()
}

/// Whether a cluster that is part of a broader one, and grew with it, is nearly all that grew.
fn explains(narrow: &Finding, broad: &Finding) -> bool {
    let is_part = narrow
        .cluster
        .zip(broad.cluster)
        .is_some_and(|(part, whole)| {
            part.is_part_of(whole) || !part.is_broad() && whole.is_broad()
        });
    counts_people(broad)
        && is_part
        && narrow.found.0.abs_diff(broad.found.0) <= TOGETHER_MS.unsigned_abs()
        && narrow.people_before * 10 >= broad.people_before * 8
}

/// What is proposed: what was never issued, where that is said; else the clusters from their first
/// evidence on.
fn selection(story: &[&Finding], names: &dyn Names) -> String {
    let unissued = story
        .iter()
        .filter(|finding| finding.kind == Kind::NeverIssued);
    let first = unissued
        .filter_map(|finding| finding.evidence.span)
        .map(|span| span.0);
    if let Some(first) = first.min() {
        return format!("issued = 'no' AND time >= '{first}'");
    }
    let mut parts: Vec<String> = story.iter().filter_map(|of| of.selection(names)).collect();
    parts.sort_unstable();
    parts.dedup();
    match parts.as_slice() {
        [one] => one.clone(),
        many => many
            .iter()
            .map(|part| format!("({part})"))
            .collect::<Vec<_>>()
            .join(" OR "),
    }
}

impl Finding {
    /// The selection that reproduces its reads; `None` where it rests on none.
    #[must_use]
    pub fn selection(&self, names: &dyn Names) -> Option<String> {
        let (first, last) = self.evidence.span?;
        let time = format!("time BETWEEN '{first}' AND '{last}'");
        let what = match self.kind {
            Kind::NeverIssued => "issued = 'no'".to_owned(),
            Kind::FeedBehind => "issued = 'cannot_say'".to_owned(),
            Kind::Ghosts => format!("{} AND outcome = 'missing'", self.cluster?.selection(names)),
            Kind::UsedAfterLeaving => {
                format!("actor = '{}'", exposure::PseudoId::Subject(self.person?))
            }
            Kind::OtherHolder | Kind::FanOut | Kind::Bulk | Kind::NewPlace | Kind::Sweep => {
                self.cluster?.selection(names)
            }
            Kind::Leaver => return None,
        };
        Some(format!("{what} AND {time}"))
    }
}

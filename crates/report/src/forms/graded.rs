//! How well something that a person wrote is known: never better than the evidence that it names. What a newspaper says
//! is somebody's word, however it is called in a form.

use incident::{Grade, case::Incident};

use super::SaidGrade;

/// What evidence shows a decision: a fact, somebody's word that it was taken, or the decision itself.
const SHOWS_A_DECISION: [Grade; 3] = [Grade::Fact, Grade::Statement, Grade::Decision];

/// The grade of something that is said to have one, with the evidence that it names: its own where a piece that the
/// incident has is graded so that it can show it, else a statement.
pub(super) fn shown(incident: &Incident, said: SaidGrade, evidence: &[String]) -> SaidGrade {
    let named = |grade: &Grade| match said {
        SaidGrade::Fact => *grade == Grade::Fact,
        SaidGrade::Decision => SHOWS_A_DECISION.contains(grade),
        SaidGrade::Statement => true,
    };
    let mut grades = of_evidence(incident, evidence).map(|(_, grade)| grade);
    match grades.any(|grade| named(&grade)) {
        true => said,
        false => SaidGrade::Statement,
    }
}

/// Why something is graded lower than it is said to be: the pieces of evidence with their grades; `None` where it is not,
/// and where no piece is there to have a grade.
pub(super) fn lowered(
    incident: &Incident,
    said: SaidGrade,
    evidence: &[String],
) -> Option<(&'static str, String)> {
    let word = match said {
        SaidGrade::Statement => return None,
        SaidGrade::Decision => "decision",
        SaidGrade::Fact => "fact",
    };
    let pieces: Vec<String> = of_evidence(incident, evidence)
        .map(|(id, grade)| format!("{id} is graded {}", grade.word()))
        .collect();
    let is_lower = shown(incident, said, evidence) != said && !pieces.is_empty();
    is_lower.then(|| (word, pieces.join(", ")))
}

fn of_evidence<'i>(
    incident: &'i Incident,
    ids: &'i [String],
) -> impl Iterator<Item = (&'i str, Grade)> {
    let there = ids
        .iter()
        .filter_map(|id| incident.evidence.iter().find(|of| of.id == *id));
    there.map(|of| (of.id.as_str(), of.grade))
}

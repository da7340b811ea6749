//! How two versions of a scope differ: in subjects, and in the people that they are.

use api::{
    VERSION,
    incidents::differences::{self, Differences, PeopleDifferences, Subjects},
};
use exposure::{Moved, PersonMoved, PseudoId};
use incident::case::{Cause, Frozen, Incident, PeopleFigure};
use ledger::SubjectId;

use super::showing::{mode, under_mark};
use crate::{
    asking,
    cases::{Cases, Compared, ComparedPeople, PersonTold, compare},
    cli::Asking,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid, documents::number, versions},
};

pub(super) fn diff(asking: &Asking, (from, to): (u32, u32), all: bool) -> Result<u8, Failure> {
    let home = Home::open(&asking.list.place)?;
    let by = asking::asker(asking.as_name.as_deref())?;
    let cases = Cases::open(&home)?;
    let incident = cases.incident(asking.id, &by)?;
    Cases::remind(&incident);
    let version = |number: u32| Cases::version(&incident, number);
    let (first, last) = (version(from)?, version(to)?);
    if from == to {
        return Err(Failure::usage(format!(
            "V{from} is V{to}: name two versions, the earlier first"
        )));
    }
    if from > to {
        return Err(Failure::usage("the first version must be the earlier one"));
    }
    let compared = compare(&cases, &incident, first, last)?;
    say(&match format_or_default(asking.list.format) {
        Format::Table => under_mark(incident.mode, &table(&compared, first, last)),
        Format::Csv => {
            render::csv_rows(&["subject", "what", "cause", "of", "into"], rows(&compared))?
        }
        Format::Json => render::json(&document(&compared, &incident, (first, last), all))?,
    });
    Ok(0)
}

/// A subject that is other: its id, what became of it, and why.
fn line((subject, what, cause): &(SubjectId, Moved, Cause)) -> [String; 3] {
    let what = match what {
        Moved::Added => "added",
        Moved::Removed => "removed",
        Moved::Changed => "changed",
    };
    [
        PseudoId::Subject(*subject).to_string(),
        what.to_owned(),
        cause.word().to_owned(),
    ]
}

/// A person who is other, in the same way; of whom was merged also into whom.
fn person_line(of: &PersonTold) -> [String; 4] {
    let what = match of.what {
        PersonMoved::Added => "added",
        PersonMoved::Removed => "removed",
        PersonMoved::Merged => "merged",
    };
    let into = of.into.map(|into| PseudoId::Subject(into).to_string());
    [
        PseudoId::Subject(of.person).to_string(),
        what.to_owned(),
        of.cause.word().to_owned(),
        into.unwrap_or_default(),
    ]
}

/// Every subject that is other, then every person.
fn rows(compared: &Compared) -> Vec<Vec<String>> {
    let subjects = compared.subjects.iter().map(|one| {
        let [subject, what, cause] = line(one);
        vec![subject, what, cause, "subject".to_owned(), String::new()]
    });
    let people = compared.people.iter().flat_map(|people| &people.told);
    let people = people.map(|one| {
        let [person, what, cause, into] = person_line(one);
        vec![person, what, cause, "person".to_owned(), into]
    });
    subjects.chain(people).collect()
}

fn document(
    compared: &Compared,
    incident: &Incident,
    (first, last): (&Frozen, &Frozen),
    all: bool,
) -> Differences {
    let told = compared.subjects.iter().filter(|_| all).map(|one| {
        let [subject, what, cause] = line(one);
        differences::Moved {
            cause,
            subject,
            what,
        }
    });
    let people = compared.people.as_ref().ok();
    Differences {
        changes: compared.changes.iter().map(versions::change).collect(),
        from: first.version,
        incident: number(incident.id),
        mode: mode(incident.mode).to_owned(),
        moved: told.collect(),
        people: people.map(|people| people_document(people, (first, last), all)),
        people_because: compared.people.as_ref().err().cloned(),
        subjects: Subjects {
            from: first.figures.subjects,
            to: last.figures.subjects,
        },
        to: last.version,
        v: VERSION,
    }
}

fn people_document(
    people: &ComparedPeople,
    (first, last): (&Frozen, &Frozen),
    all: bool,
) -> PeopleDifferences {
    let told = people.told.iter().filter(|_| all).map(|one| {
        let [person, what, cause, into] = person_line(one);
        differences::PersonMoved {
            cause,
            into: Some(into).filter(|into| !into.is_empty()),
            person,
            what,
        }
    });
    let changes = people.changes.iter();
    PeopleDifferences {
        changes: changes.map(versions::people_change).collect(),
        from: first.figures.people.as_ref().map(versions::people),
        from_because: first.figures.people_because.clone(),
        moved: told.collect(),
        to: last.figures.people.as_ref().map(versions::people),
    }
}

fn table(compared: &Compared, first: &Frozen, last: &Frozen) -> String {
    let people = people_table(compared.people.as_ref(), first, last);
    if compared.changes.is_empty() {
        return format!(
            "V{} and V{}: no subject came or went: both hold the same {} subjects with the same fields\n\n{people}",
            first.version,
            last.version,
            grouped(last.figures.subjects)
        );
    }
    let mut grid = Grid::new(&["because", ">added", ">removed", ">other fields"]);
    for change in &compared.changes {
        grid.row(&[
            change.cause.sentence().to_owned(),
            grouped(change.added),
            grouped(change.removed),
            grouped(change.changed),
        ]);
    }
    format!(
        "V{} {} subjects, V{} {} subjects\n{}\n\n{}",
        first.version,
        grouped(first.figures.subjects),
        last.version,
        grouped(last.figures.subjects),
        grid.lines().join("\n"),
        people
    )
}

/// The second block: people, or why nothing is said of them.
fn people_table(people: Result<&ComparedPeople, &String>, first: &Frozen, last: &Frozen) -> String {
    let people = match people {
        Ok(people) => people,
        Err(because) => return format!("people: {because}"),
    };
    let mut lines: Vec<String> = [first, last].into_iter().map(people_line).collect();
    let mut grid = Grid::new(&["because", ">added", ">removed", ">merged"]);
    for change in &people.changes {
        grid.row(&[
            change.cause.sentence().to_owned(),
            grouped(change.added),
            grouped(change.removed),
            grouped(change.merged),
        ]);
    }
    lines.extend(grid.lines());
    if let Some(figure) = &last.figures.people {
        lines.extend(figure.method.split("; ").map(|part| format!("  {part}")));
    }
    lines.join("\n")
}

/// The people of a version: `V2 37,550 people (33,220 to 66,636), 1,203 of them only by …`.
fn people_line(of: &Frozen) -> String {
    let version = of.version;
    let Some(people) = &of.figures.people else {
        let because = of.figures.people_because.as_deref().unwrap_or("not known");
        return format!("V{version} people: {because}; each subject is held against the people");
    };
    let PeopleFigure {
        low,
        best,
        high,
        undated,
        ..
    } = people;
    let bounds = format!("{} to {}", grouped(*low), grouped(*high));
    let undated = undated.filter(|undated| *undated > 0).map(|undated| {
        format!(
            ", {} of them only by address books that say no times",
            grouped(undated)
        )
    });
    format!(
        "V{version} {} people ({bounds}){}",
        grouped(*best),
        undated.unwrap_or_default()
    )
}

//! Playing a drill through: at each moment the clock is set forward and a step is taken, as a team would take it.

use event::{ErrorClass, Millis};
use incident::case::Incident;
use ledger::{Deed, Span};

use super::{
    Folder,
    answers::{CASE, Does, Move, PROMPT},
    begin::LATE,
    deeds::{CONTROLLER, steps},
    injects, report,
};
use crate::{
    cases::{Because, Cases, freeze},
    cli::{Answers, By, OpenArgs},
    commands::{demo, incident::opening},
    failure::Failure,
    home::Home,
    printer::{Format, progress, progress_done},
};

const BY: Because<'static> = Because {
    by: "the walk of the drill",
    why: "an answer that is written down",
};

pub(super) fn walk(
    folder: &mut Folder,
    answers: Answers,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let home = folder.home()?;
    if !Cases::open(&home)?.all(BY.by)?.is_empty() {
        let message =
            "somebody has answered in this drill already: begin another one to have it played";
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    drop(home);
    let moves = match answers {
        Answers::Prompt => PROMPT,
        Answers::Case => CASE,
    };
    folder.pace(0)?;
    for one in moves {
        play(folder, one)?;
    }
    progress_done();
    folder.forward(folder.drill.script().to())?;
    injects::deliver(folder)?;
    report::report(folder, Some(BY.by), format)
}

fn play(folder: &mut Folder, (at, does): &Move) -> Result<(), Failure> {
    progress(at);
    let at = Millis::parse(at).map_err(|e| Failure::usage(e.to_string()))?;
    folder.forward(at)?;
    injects::deliver(folder)?;
    let home = folder.home()?;
    match does {
        Does::Open(selection) => open(folder, &home, selection),
        Does::Hold => hold(&home),
        Does::ReadLate => read_late(folder, &home),
        other => {
            let cases = Cases::open(&home)?;
            let mut all = cases.all(BY.by)?.into_iter();
            let incident = all.next().ok_or_else(|| {
                Failure::new(ErrorClass::Internal, "the walk opens no exercise first")
            })?;
            step(folder, &cases, incident, (other, at))
        }
    }
}

fn open(folder: &Folder, home: &Home, selection: &str) -> Result<(), Failure> {
    let args = OpenArgs {
        place: folder.place(),
        title: "a customer was told that his data is out".to_owned(),
        finding: Vec::new(),
        selection: Some(selection.to_owned()),
        exercise: true,
        regime: ["kr-pipa", "kr-net"].map(str::to_owned).to_vec(),
        controller: vec![CONTROLLER.to_owned()],
        reason: BY.why.to_owned(),
        by: By {
            as_name: Some(BY.by.to_owned()),
            format: None,
        },
    };
    opening::opened(home, &Cases::open(home)?, &args, &BY)?;
    Ok(())
}

fn hold(home: &Home) -> Result<(), Failure> {
    let all = Span {
        classes: Vec::new(),
        from: Millis::MIN,
        to: Millis::MAX,
    };
    home.writer()?.perform(Deed::Hold(all), BY.by, BY.why)?;
    Ok(())
}

fn read_late(folder: &Folder, home: &Home) -> Result<(), Failure> {
    let mut ledger = home.writer()?;
    demo::read(home, &mut ledger, &folder.dir.join(LATE), &[demo::LATE])?;
    home.end(ledger, false)
}

/// A step of the exercise.
fn step(
    folder: &Folder,
    cases: &Cases<'_>,
    mut incident: Incident,
    (does, at): (&Does, Millis),
) -> Result<(), Failure> {
    if matches!(does, Does::Freeze) {
        return freeze(cases, &mut incident, &BY);
    }
    for what in steps(folder, cases.home(), &incident, (does, at))? {
        cases.take(&mut incident, what, &BY)?;
    }
    Ok(())
}

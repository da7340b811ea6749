//! Opening an incident, from findings or by hand.

use detect::{Finding, candidates};
use event::{ErrorClass, Millis};
use incident::{
    case::{Incident, Mode, What},
    law::{Kind, Knew},
};
use ledger::{Control, Names};

use crate::{
    asking,
    cases::{Because, Cases},
    cli::OpenArgs,
    commands::glances::{self, Glance},
    detecting::{self, Dictionary},
    failure::Failure,
    home::Home,
    printer::note,
    watching::{Loss, Watched, telling::Seen},
};

/// People whose first glance at a finding becomes a moment of awareness. The earliest stand; how many more there are is
/// said, for a moment that is later than so many others moves no clock.
const GLANCES_MAX: usize = 50;

/// What findings tell for an incident.
#[derive(Default)]
struct FromFindings {
    selection: Option<String>,
    found: Vec<Told>,
}

/// One of them.
struct Told {
    id: String,
    found: Millis,
    /// The first glance of each person at it.
    glances: Vec<Glance>,
}

pub(super) fn open(args: &OpenArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?.asked_by(args.by.as_name.as_deref());
    let by = asking::asker(args.by.as_name.as_deref())?;
    let why = asking::reason(&args.reason)?;
    let cases = Cases::open(&home)?;
    let incident = opened(&home, &cases, args, &Because { by: &by, why })?;
    Cases::remind(&incident);
    super::told(&home, (None, &incident), Vec::new(), args.by.format)
}

/// Opens it, selects what it is about, and enters that a person has opened its findings.
pub(crate) fn opened(
    home: &Home,
    cases: &Cases<'_>,
    args: &OpenArgs,
    because: &Because<'_>,
) -> Result<Incident, Failure> {
    let from = match args.finding.is_empty() {
        true => FromFindings::default(),
        false => of_findings(home, &args.finding, because.by)?,
    };
    let selection = args.selection.as_ref().or(from.selection.as_ref());
    let selection = match selection {
        Some(text) => Some(asking::selection(home, &home.snapshot()?, text)?.to_string()),
        None => None,
    };
    let what = What::Opened {
        // In the directory of a drill nothing is real, whatever was forgotten on the command line.
        mode: match args.exercise || home.drill.is_some() {
            true => Mode::Exercise,
            false => Mode::Real,
        },
        title: args.title.clone(),
        findings: args.finding.clone(),
        regimes: once(&args.regime),
        controllers: controllers(home, &args.controller)?,
    };
    let selected = selection.map(|selection| What::Selected {
        selection,
        replaces: false,
    });
    let mut then: Vec<(What, Option<String>)> =
        selected.into_iter().map(|what| (what, None)).collect();
    for told in &from.found {
        let moments = moments(home, told, because)?;
        then.extend(moments.into_iter().map(|(what, why)| (what, Some(why))));
    }
    cases.begin(what, |_| then.clone(), because)
}

/// The moments of awareness of a finding, each with why it is entered: that a detector told it, the first glance of each
/// person at it, and that it was opened by whoever opens the incident, unless it was shown to them before.
fn moments(
    home: &Home,
    told: &Told,
    because: &Because<'_>,
) -> Result<Vec<(What, String)>, Failure> {
    let id = told.id.as_str();
    let mut glances = told.glances.clone();
    if !glances.iter().any(|of| of.by == because.by) {
        // Also for another incident that is opened from it later.
        glances.push(glances::enter(home, because.by, id)?);
    }
    let now = Millis(home.clock().now_ms());
    let moment = |kind, happened: Millis, who: &str| What::Candidate {
        kind,
        happened: happened.min(now),
        who: who.to_owned(),
        knew: Knew::Incident,
        evidence: format!("finding {id}"),
        controller: None,
    };
    let by_nobody = moment(Kind::FindingTold, told.found, "nobody");
    let mut moments = vec![(by_nobody, because.why.to_owned())];
    let beyond = glances.len().saturating_sub(GLANCES_MAX);
    if beyond > 0 {
        note(&format!(
            "finding {id} was shown to {beyond} more people, all later: the first {GLANCES_MAX} stand as moments of awareness"
        ));
    }
    moments.extend(glances.iter().take(GLANCES_MAX).map(|of| {
        let why = format!(
            "shown to {}, as the act at position {} of the ledger says",
            of.by, of.position
        );
        (moment(Kind::FindingOpened, of.at, &of.by), why)
    }));
    Ok(moments)
}

/// What was named, each once.
pub(super) fn once(named: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in named {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
    all
}

fn controllers(home: &Home, wanted: &[String]) -> Result<Vec<String>, Failure> {
    if !wanted.is_empty() {
        return named(home, wanted);
    }
    let known = &home.settings.catalogue.controllers;
    match known.is_empty() {
        false => Ok(known.iter().map(|of| of.id.clone()).collect()),
        true => Err(Failure::new(
            ErrorClass::Config,
            "the catalogue names no controller, so nobody could owe anything: add [[controller]] to nunchi.toml, with id = \"shop\" and seat = \"KR\"",
        )),
    }
}

/// Controllers of the catalogue that were named, each once.
pub(super) fn named(home: &Home, named: &[String]) -> Result<Vec<String>, Failure> {
    let known = &home.settings.catalogue.controllers;
    let known: Vec<&str> = known.iter().map(|of| of.id.as_str()).collect();
    match named.iter().find(|of| !known.contains(&of.as_str())) {
        None => Ok(once(named)),
        Some(unknown) => Err(Failure::usage(asking::unknown(
            "controller",
            unknown,
            &known,
        ))),
    }
}

/// The selection of the stories to which findings belong, and when they were found.
fn of_findings(home: &Home, ids: &[String], by: &str) -> Result<FromFindings, Failure> {
    let snapshot = home.snapshot_with(Names::Wanted)?;
    let ground = home.ground(&snapshot)?;
    let told = detecting::told(home)?;
    let all = told.all();
    let standing = all.iter().filter(|told| !told.withdrawn);
    let findings: Vec<Finding> = standing.map(|told| told.finding.clone()).collect();
    let names = Dictionary { ground: &ground };
    let stories = candidates(&findings, &names);
    let mut from = FromFindings::default();
    let mut selections: Vec<String> = Vec::new();
    let losses = losses_seen(home, &ground.controls, by)?;
    for id in ids {
        let mut tells = |found| -> Result<(), Failure> {
            let (id, glances) = (id.clone(), glances::firsts(home, &ground, id)?);
            from.found.push(Told { id, found, glances });
            Ok(())
        };
        // What was lost is no selection of reads: the incident is opened for it, and says later what it is about.
        if let Some(loss) = losses.iter().find(|of| of.id() == *id) {
            tells(loss.found)?;
            continue;
        }
        let finding = findings
            .iter()
            .find(|of| of.id.to_string() == *id)
            .ok_or_else(|| {
                let message = format!("there is no finding {id:?}: see `nunchi finding list`");
                Failure::new(ErrorClass::NotFound, message)
            })?;
        tells(finding.found)?;
        let of_story = stories
            .iter()
            .filter(|story| story.findings.contains(&finding.id));
        selections.extend(
            of_story
                .map(|story| story.selection.clone())
                .filter(|text| !text.is_empty()),
        );
    }
    selections.sort();
    selections.dedup();
    from.selection = match selections.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(
            many.iter()
                .map(|one| format!("({one})"))
                .collect::<Vec<_>>()
                .join(" OR "),
        ),
    };
    Ok(from)
}

/// The losses that somebody may see. Their ids can be guessed, so that one that may not be seen must be told like one
/// that is not there.
fn losses_seen(home: &Home, controls: &[Control], by: &str) -> Result<Vec<Loss>, Failure> {
    let mut losses = Watched::read(home, controls)?.losses;
    if !losses.is_empty() {
        let seen = Seen::by(home, by.to_owned());
        losses.retain(|loss| seen.sees(loss));
    }
    Ok(losses)
}

//! `nunchi incident`: what follows from a finding once a person has opened it.

mod after;
mod ahead;
mod asked;
mod awaring;
mod block;
mod checking;
mod clocking;
mod closing;
mod containing;
mod counsel;
mod custody;
mod differing;
pub(crate) mod documenting;
mod drill;
mod duties;
mod filing;
mod groups;
mod indicators;
mod kin;
mod knowing;
pub(crate) mod learning;
mod listing;
pub(crate) mod opening;
mod page;
mod passing;
mod push;
mod recording;
mod restricting;
pub(crate) mod showing;
mod somebody;
mod steps;
mod stood;
mod telling;
mod turning;
mod typed;
mod unstarted;
mod used;
mod waiting;

use event::Millis;
use incident::case::{Incident, What};
use jiff::tz::TimeZone;

use crate::{
    asking,
    cases::{Because, Cases},
    cli::{IncidentCommand, Stepping},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render,
};

pub(crate) fn run(command: &IncidentCommand) -> Result<u8, Failure> {
    match command {
        IncidentCommand::Open(args) => opening::open(args),
        IncidentCommand::List { list, as_name } => listing::list(list, as_name.as_deref()),
        IncidentCommand::Check(list) => checking::check(list),
        IncidentCommand::Show(asked) => showing::show(asked),
        IncidentCommand::Steps(asked) => showing::steps(asked),
        IncidentCommand::Sheet(page) => crate::commands::report::sheet(page),
        IncidentCommand::Clocks(asked) => clocking::clocks(asked),
        IncidentCommand::Duties(asked) => duties::duties(asked),
        IncidentCommand::Diff {
            asking,
            from,
            to,
            all,
        } => differing::diff(asking, (*from, *to), *all),
        IncidentCommand::Scope(step) => steps::scope(step),
        IncidentCommand::Counsel { command } => counsel::run(command),
        IncidentCommand::Drill { command } => drill::run(command),
        IncidentCommand::Block(args) => block::block(args),
        IncidentCommand::Push(args) => push::push(args),
        IncidentCommand::After { asking, since } => after::after(asking, since.as_deref()),
        IncidentCommand::Indicators(args) => indicators::indicators(args),
        IncidentCommand::Groups { asking, top } => groups::groups(asking, *top),
        IncidentCommand::Merge { step, into } => steps::merge(step, *into),
        IncidentCommand::Split {
            step,
            title,
            selection,
            regime,
            controller,
        } => steps::split(step, (title, selection), (regime, controller)),
        IncidentCommand::Close(args) => closing::close(args),
        one => {
            let (step, ask) = asked::of(one)?;
            take(step, ask)
        }
    }
}

/// Takes one step and says how the incident stands.
fn take(
    step: &Stepping,
    what: impl FnOnce(&Home, &Incident) -> Result<What, Failure>,
) -> Result<u8, Failure> {
    stepping(step, |cases, mut incident, because| {
        let what = what(cases.home(), &incident)?;
        cases.take(&mut incident, what, because)?;
        Ok(incident)
    })
}

/// Opens what a step needs, lets it be taken, and says how the incident stands that it ends with.
fn stepping(
    step: &Stepping,
    run: impl FnOnce(&Cases<'_>, Incident, &Because<'_>) -> Result<Incident, Failure>,
) -> Result<u8, Failure> {
    ending(step, |cases, before, because| {
        let incident = run(cases, before.clone(), because)?;
        Ok(Ended {
            before: Some(before),
            incident,
            says: Vec::new(),
        })
    })
}

/// How steps ended.
struct Ended {
    /// The incident as it was before, where it was.
    before: Option<Incident>,
    /// As it is.
    incident: Incident,
    /// What is said beside the steps.
    says: Vec<String>,
}

/// As [`stepping`], of steps that end with another incident.
fn ending(
    step: &Stepping,
    run: impl FnOnce(&Cases<'_>, Incident, &Because<'_>) -> Result<Ended, Failure>,
) -> Result<u8, Failure> {
    let home = Home::open(&step.place)?.asked_by(step.by.as_name.as_deref());
    let by = asking::asker(step.by.as_name.as_deref())?;
    let why = asking::reason(&step.reason)?;
    let cases = Cases::open(&home)?;
    let zone = asking::zone(&home.settings.catalogue);
    let incident = cases.incident(step.id, &by)?;
    let ended = run(&cases, incident, &Because { by: &by, why })
        .map_err(|refused| in_zone(refused, &zone))?;
    Cases::remind(&ended.incident);
    let both = (ended.before.as_ref(), &ended.incident);
    told(&home, both, ended.says, step.by.format)
}

/// A refusal with its moments in the zone of the ledger, as the tables beside it have them.
fn in_zone(refused: Failure, zone: &TimeZone) -> Failure {
    Failure {
        message: render::moments_in_zone(&refused.message, zone),
        ..refused
    }
}

/// The steps that were taken, as an answer.
fn told(
    home: &Home,
    (before, incident): (Option<&Incident>, &Incident),
    mut says: Vec<String>,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let zone = asking::zone(&home.settings.catalogue);
    let now = Millis(home.clock().now_ms());
    if let Some(before) = before {
        says.extend(awaring::answered(before, incident, now, &zone));
        says.extend(telling::not_complete(before, incident));
        says.extend(duties::against(before, incident, now));
        says.extend(learning::decided_without(home, before, incident));
        says.extend(duties::asked_again(before, incident, now));
    }
    says.extend(containing::answered(home, incident, &zone));
    say(&match format_or_default(format) {
        Format::Table => telling::answer(incident, before, (&says, &zone)),
        _ => render::json(&showing::stepped(incident, says)?)?,
    });
    Ok(0)
}

/// A word of a closed list, as its JSON has it.
pub(super) fn word<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, Failure> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|e| {
        let said = e
            .to_string()
            .replace("unknown variant ", "")
            .replace('`', "");
        Failure::usage(format!("{what}: {said}"))
    })
}

//! What is typed of a clock: its name, and a moment to the minute. What is wrong says what would be right.

use event::Millis;
use incident::{
    case::{ClockName, Incident, Stopped},
    law::{self, DutyKey, Regime},
};

use jiff::civil::Date;

use super::{showing::shown, unstarted::missing};
use crate::{asking, cli::ClockArgs, failure::Failure, home::Home, printer::note};

/// A moment to the minute: clocks count hours, so that a day alone would be taken for its midnight.
pub(super) fn minute(home: &Home, what: &str, text: &str) -> Result<Millis, Failure> {
    let zone = asking::zone(&home.settings.catalogue);
    let zone = zone.iana_name().unwrap_or("UTC");
    let right = format!(
        "write it as 2026-11-27T09:00 (in {zone}), or with its offset as 2026-11-27T09:00:00+09:00"
    );
    if is_day(text.trim()) {
        return Err(Failure::usage(format!(
            "{what}: {text} is a day, and clocks count hours: {right}"
        )));
    }
    if ["T24:", " 24:"].iter().any(|of| text.contains(of)) {
        return Err(Failure::usage(format!(
            "{what}: {text:?} is not a time, for a day ends at 00:00 of the next: {right}"
        )));
    }
    asking::moment(home, what, text)
        .map_err(|why| Failure::usage(format!("{}; a local time: {right}", why.message)))
}

/// Whether it names a day and nothing finer.
fn is_day(text: &str) -> bool {
    text.len() == "2026-11-27".len() && law::Day::parse(text).is_ok()
}

/// By when something is owed: a moment, or a day, which is over when it is over in the zone of the ledger. Orders name days.
pub(super) fn due(home: &Home, text: &str) -> Result<Millis, Failure> {
    let text = text.trim();
    if !is_day(text) {
        return minute(home, "--due", text);
    }
    let zone = asking::zone(&home.settings.catalogue);
    let end = text.parse::<Date>().ok().and_then(|day| {
        let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
        Some(Millis(next.timestamp().as_millisecond()).plus(-1))
    });
    let end = end.ok_or_else(|| {
        Failure::usage(format!(
            "--due: {text} is outside the time that can be reckoned with"
        ))
    })?;
    note(&format!(
        "--due {text} is the end of that day in {}: {}",
        zone.iana_name().unwrap_or("UTC"),
        shown(end, &zone)
    ));
    Ok(end)
}

/// Since when which systems delete nothing any more: `SYSTEM=TIME`. A system may have an equals sign in its name.
pub(super) fn stopped(home: &Home, all: &[String]) -> Result<Vec<Stopped>, Failure> {
    let one = |text: &String| {
        let (system, at) = text.rsplit_once('=').ok_or_else(|| {
            Failure::usage(format!(
                "--stopped {text:?}: write SYSTEM=TIME, as gateway=2026-11-27T09:00"
            ))
        })?;
        Ok(Stopped {
            system: system.trim().to_owned(),
            at: minute(home, "--stopped", at)?,
        })
    };
    all.iter().map(one).collect()
}

/// A clock of the incident, as it was named.
pub(super) fn clock(
    home: &Home,
    incident: &Incident,
    args: &ClockArgs,
) -> Result<ClockName, Failure> {
    let regime = regime_of(&args.clock)?;
    is_asked(incident, regime, &args.clock)?;
    is_controller(incident, &args.controller)?;
    let name = ClockName {
        regime: regime.id.clone(),
        clock: args.clock.clone(),
        controller: args.controller.clone(),
        group: args.group,
        fact: args.fact.clone(),
    };
    if args.group.is_none() && args.fact.is_none() {
        has_started(incident, &name, Millis(home.clock().now_ms()))?;
    }
    Ok(name)
}

/// The regime that has a clock.
pub(super) fn regime_of(clock: &str) -> Result<&'static Regime, Failure> {
    let has = |regime: &&Regime| regime.clocks.iter().any(|rule| rule.id == clock);
    law::regimes().find(has).ok_or_else(|| {
        let known: Vec<&str> = law::regimes()
            .flat_map(|of| of.clocks.iter().map(|rule| rule.id.as_str()))
            .collect();
        Failure::usage(asking::unknown("clock", clock, &known))
    })
}

/// Whether the incident asks the law of a clock.
pub(super) fn is_asked(incident: &Incident, regime: &Regime, clock: &str) -> Result<(), Failure> {
    match incident.regimes.contains(&regime.id) {
        true => Ok(()),
        false => Err(Failure::usage(format!(
            "{clock} is a clock of {}, which incident {} does not ask; it asks {}. Where it must, let it: \
             `nunchi incident concern {} --regime {} --reason …`",
            regime.id,
            incident.id,
            incident.regimes.join(", "),
            incident.id,
            regime.id,
        ))),
    }
}

fn is_controller(incident: &Incident, controller: &str) -> Result<(), Failure> {
    let known: Vec<&str> = incident.controllers.iter().map(String::as_str).collect();
    match known.contains(&controller) {
        true => Ok(()),
        false => Err(Failure::usage(asking::unknown(
            "controller",
            controller,
            &known,
        ))),
    }
}

/// Whether the incident has opened the clock; if not, what is missing for it.
fn has_started(incident: &Incident, name: &ClockName, now: Millis) -> Result<(), Failure> {
    let key = name.key();
    if incident.clocks(now)?.iter().any(|of| of.key == key) {
        return Ok(());
    }
    let duty = DutyKey::of(&key);
    let rows = incident.duties(now)?;
    let absent = rows.iter().find(|row| row.duty == duty);
    if let Some(day) = absent.and_then(|row| row.absent_on) {
        return Err(Failure::usage(format!(
            "{} does not run: the law of {day}, the day of awareness, knows no such duty",
            name.clock
        )));
    }
    let regime = law::regime(&name.regime).map_err(|e| Failure::usage(e.to_string()))?;
    let rules = regime.clocks.iter().filter(|rule| rule.id == name.clock);
    let mut starts = rules.flat_map(|rule| &rule.starts);
    // The clock itself says the rest: which there are.
    match starts.next().map(|start| missing(incident, *start)) {
        Some(why) => Err(Failure::usage(format!("{}: {why}", name.clock))),
        None => Ok(()),
    }
}

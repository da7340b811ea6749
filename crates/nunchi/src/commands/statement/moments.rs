//! The moments of an incident that a text may name.
//!
//! Each says what happened then, for a date is held against moments of what its sentence speaks of. A candidate of
//! awareness that was not chosen carries no sentence; it is told, so that a reader sees what a date was taken from.

use event::Millis;
use incident::{
    Both,
    case::{Frozen, Incident},
    law::{Clock, Of, Register, Start, State, ToWhom},
    statement::{Deed, Moment, Took},
};
use jiff::tz::TimeZone;

use crate::failure::Failure;

/// The moments, as they stand now: reads of a version, or of a controller's share of it, and the clocks of that controller.
pub(super) fn of(
    incident: &Incident,
    scope: &Frozen,
    controller: Option<&str>,
    (zone, now): (&TimeZone, Millis),
) -> Result<Vec<Moment>, Failure> {
    let moment = |ko: &str, en: &str, also: &[&str], deed: Option<Deed>, at: Millis| Moment {
        name: Both::new(ko, en),
        also: also.iter().map(|word| (*word).to_owned()).collect(),
        deed,
        to: String::new(),
        took: None,
        at,
        zone: zone.clone(),
    };
    let mut all = Vec::new();
    let first = ["최초 유출", "최초 조회", "first accessed", "first leak"];
    let last = ["마지막 열람", "최종 유출", "last accessed", "last leak"];
    let read = Some(Deed::Read);
    let first = scope
        .first
        .map(|at| moment("최초 열람", "first read", &first, read, at));
    let last = scope
        .last
        .map(|at| moment("최종 열람", "last read", &last, read, at));
    all.extend(first.into_iter().chain(last));
    let of = match controller {
        // What another knew is no awareness of this one.
        Some(of) => incident.awareness.of(of),
        None => incident.awareness.whole(),
    };
    all.extend(aware(of, now, &moment));
    let ruling: Vec<Millis> = ruling(of, now).map(|(.., at)| at).collect();
    for (id, candidate) in incident.awareness.candidates(now) {
        let kind = candidate.kind.word();
        let (mut ko, mut en) = (
            format!("인지 후보 {} ({kind})", id.0),
            format!("candidate {} ({kind})", id.0),
        );
        if !ruling.contains(&candidate.at) {
            ko.push_str(", 인지 시점으로 정하지 않음");
            en.push_str(", not chosen as the awareness");
        }
        all.push(moment(&ko, &en, &[], None, candidate.at));
    }
    if let Some((at, _)) = &incident.contained {
        all.push(moment(
            "열람 종료",
            "contained",
            &["containment"],
            Some(Deed::Contained),
            *at,
        ));
    }
    for scope in &incident.scopes {
        let version = scope.version;
        let at = incident.frozen_at(version);
        let (ko, en) = (
            format!("범위 제{version}판"),
            format!("scope version {version}"),
        );
        all.extend(at.map(|at| moment(&ko, &en, &[], Some(Deed::Counted), at)));
    }
    let clocks = incident.clocks(now)?.into_iter();
    let is_own = |clock: &Clock| controller.is_none_or(|of| clock.key.controller == of);
    for clock in clocks.filter(is_own) {
        all.extend(on_clock(incident, &clock, now, &moment));
    }
    Ok(all)
}

/// Makes a moment: its names, what else it is called, what happened, when.
type Make<'m> = dyn Fn(&str, &str, &[&str], Option<Deed>, Millis) -> Moment + 'm;

/// What texts say of awareness, whichever it is.
const AWARE: [&str; 7] = [
    "인지",
    "알게 된",
    "알게 되",
    "알게 됐",
    "became aware",
    "learned of",
    "awareness",
];

/// The awareness that rules for a controller, or for all, of each start that has one.
fn ruling(
    of: Of<'_>,
    now: Millis,
) -> impl Iterator<Item = (&'static str, &'static str, Millis)> + '_ {
    let starts = [
        (Start::IncidentKnown, "사고 인지", "aware of the incident"),
        (
            Start::PossibilityKnown,
            "유출 가능성 인지",
            "aware of the possibility",
        ),
        (Start::LeakKnown, "유출 인지", "aware of the leak"),
    ];
    starts
        .into_iter()
        .filter_map(move |(start, ko, en)| Some((ko, en, of.moment(start, now)?)))
}

/// Where all starts have one moment it is the awareness; else what a text says of awareness may mean any of them.
fn aware(of: Of<'_>, now: Millis, moment: &Make<'_>) -> Vec<Moment> {
    let ruling: Vec<(&str, &str, Millis)> = ruling(of, now).collect();
    match ruling.as_slice() {
        [(.., at), rest @ ..] if rest.iter().all(|(.., other)| other == at) => {
            vec![moment("인지", "aware", &AWARE, Some(Deed::Aware), *at)]
        }
        several => several
            .iter()
            .map(|(ko, en, at)| moment(ko, en, &AWARE, Some(Deed::Aware), *at))
            .collect(),
    }
}

/// When a clock is due, and when it was filed.
fn on_clock(incident: &Incident, clock: &Clock, now: Millis, moment: &Make<'_>) -> Vec<Moment> {
    if clock.state(&incident.register, now) == State::NotBegun {
        return Vec::new();
    }
    let key = &clock.key;
    let of = format!("{} {} ({})", key.clock, key.controller, key.trigger);
    let due = clock.due().and_then(|due| due.limit);
    let due = due.map(|at| {
        let (ko, en) = (format!("기한 {of}"), format!("due {of}"));
        moment(&ko, &en, &[], Some(Deed::Due), at)
    });
    let deed = match clock.rule.to {
        ToWhom::Authority | ToWhom::Public => Deed::Reported,
        ToWhom::People | ToWhom::Controller => Deed::Told,
    };
    let counting = clock.counting(now);
    let took = took(clock, &incident.register, now);
    let filed = clock.filings().iter().map(|filing| {
        let (ko, en) = (format!("접수 {of}"), format!("filed {of}"));
        Moment {
            to: filing.to.clone(),
            took: took.filter(|_| counting == Some(filing)),
            ..moment(&ko, &en, &[], Some(deed), filing.at)
        }
    });
    due.into_iter().chain(filed).collect()
}

/// How long the filing that counts took from where the clock began; `None` where nothing is filed or counted.
fn took(clock: &Clock, register: &Register, now: Millis) -> Option<Took> {
    let started = clock.started?;
    let (at, is_late) = match clock.state(register, now) {
        State::Filed { at, .. } => (at, false),
        State::FiledLate { at, .. } => (at, true),
        _ => return None,
    };
    Some(Took {
        after_ms: at.0.saturating_sub(started.0),
        is_late,
    })
}

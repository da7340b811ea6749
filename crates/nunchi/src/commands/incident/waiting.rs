//! Requests that notices wait, and postings in place of notices: the steps that commands ask for, and how they are told.

use api::{Time, incidents::clocks};
use event::Millis;
use incident::{
    case::{Incident, What},
    law::{Clock, CounselsDecision, Down, Grip, Posted, Posting, Request},
};
use jiff::tz::TimeZone;

use super::{asked::Ask, showing::said};
use crate::{
    asking,
    cli::{IncidentCommand, PostArgs, RequestArgs, SinceArgs, Stepping},
    failure::Failure,
    home::Home,
    render::shown,
};

/// Steps on requests and postings; `None` of any other command.
pub(super) fn of(command: &IncidentCommand) -> Option<(&Stepping, Ask<'_>)> {
    Some(match command {
        IncidentCommand::Request(args) => (&args.step, Box::new(|home, _| request(home, args))),
        IncidentCommand::Review { step, request } => (
            step,
            Box::new(|_, _| {
                Ok(What::Reviewed {
                    request: request.clone(),
                })
            }),
        ),
        IncidentCommand::Lift(args) => (
            &args.step,
            Box::new(|home, _| {
                Ok(What::RequestEnded {
                    request: args.which.clone(),
                    ended: since(home, args)?,
                })
            }),
        ),
        IncidentCommand::Post(args) => (&args.step, Box::new(|home, _| post(home, args))),
        IncidentCommand::Down(args) => (
            &args.step,
            Box::new(|home, _| {
                Ok(What::PostingDown {
                    posting: args.which.clone(),
                    since: since(home, args)?,
                })
            }),
        ),
        IncidentCommand::Up(args) => (
            &args.step,
            Box::new(|home, _| {
                Ok(What::PostingUp {
                    posting: args.which.clone(),
                    since: since(home, args)?,
                })
            }),
        ),
        _ => return None,
    })
}

fn since(home: &Home, args: &SinceArgs) -> Result<Millis, Failure> {
    asking::moment(home, "--since", &args.since)
}

fn request(home: &Home, args: &RequestArgs) -> Result<What, Failure> {
    let counsel = args.counsel.as_ref().zip(args.decision.as_ref());
    Ok(What::Requested {
        from: args.from.clone(),
        evidence: args.evidence.clone(),
        scope: args.scope.clone(),
        clocks: args.clock.clone(),
        controller: args.controller.clone(),
        received: asking::moment(home, "--received", &args.received)?,
        until: asking::moment(home, "--until", &args.until)?,
        counsel: counsel.map(|(by, evidence)| CounselsDecision {
            by: by.clone(),
            evidence: evidence.clone(),
        }),
    })
}

fn post(home: &Home, args: &PostArgs) -> Result<What, Failure> {
    Ok(What::Posted {
        rule: args.rule.clone(),
        controller: args.controller.clone(),
        url: args.url.clone(),
        up_from: asking::moment(home, "--up-from", &args.up_from)?,
        evidence: args.evidence.clone(),
    })
}

/// How far a posting is.
fn posted(incident: &Incident, posting: &Posting, now: Millis) -> Result<Posted, Failure> {
    let (regime, rule) = incident.posting_rule(&posting.rule)?;
    let posted = posting.posted(rule, &regime.zone, now);
    posted.map_err(|e| Failure::usage(e.to_string()))
}

/// What a request that has not ended does for the clocks that it names.
struct Does {
    /// Whether one of them waits for it.
    holds: bool,
    /// Which of them it does not hold, and why.
    not: Vec<String>,
}

/// What a request does at a moment; `None` where it has ended, or not come yet.
fn does(
    incident: &Incident,
    clocks: &[Clock],
    request: &Request,
    (now, zone): (Millis, &TimeZone),
) -> Option<Does> {
    if !request.holds(now) {
        return None;
    }
    let (mut holds, mut not) = (false, Vec::new());
    for clock in clocks.iter().filter(|of| request.is_about(&of.key)) {
        let name = format!("{} ({})", clock.key.clock, clock.key.trigger);
        match clock.grip(request, &incident.register, now) {
            Grip::Holds => holds = true,
            Grip::CameLate { due } => not.push(format!(
                "{name} was due since {}, before it came",
                shown(due, zone)
            )),
            Grip::Idle => {
                let state = clock.state(&incident.register, now);
                not.push(format!("{name}: {}", said(&state)));
            }
        }
    }
    if !holds && not.is_empty() {
        not.push("no clock that it names runs".to_owned());
    }
    Some(Does { holds, not })
}

/// The requests of an incident, as JSON; its clocks are those of the moment.
pub(super) fn requests(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Vec<clocks::Request> {
    let of = |request: &Request| {
        let does = does(incident, clocks, request, (now, zone));
        let holds = does.as_ref().is_some_and(|of| of.holds);
        let overdue = request.unreviewed(now).filter(|_| holds);
        clocks::Request {
            clocks: request.clocks.clone(),
            controller: request.controller.clone(),
            counsel: request.counsel.as_ref().map(|of| clocks::Counsel {
                by: of.by.clone(),
                evidence: of.evidence.clone(),
            }),
            ended: request.ended.map(Time),
            evidence: request.evidence.clone(),
            from: request.from.clone(),
            holds,
            not_held: does.map(|of| of.not).unwrap_or_default(),
            received: Time(request.received),
            request: request.id.clone(),
            review_overdue_ms: overdue.map(|of| of.ms),
            reviews: request.reviews.iter().copied().map(Time).collect(),
            scope: request.scope.clone(),
            until: Time(request.until),
        }
    };
    incident.requests.iter().map(of).collect()
}

/// The postings of an incident, as JSON.
pub(super) fn postings(incident: &Incident, now: Millis) -> Result<Vec<clocks::Posting>, Failure> {
    let down = |of: &Down| clocks::Down {
        from: Time(of.from),
        to: of.to.map(Time),
    };
    let of = |posting: &Posting| {
        let posted = posted(incident, posting, now)?;
        Ok(clocks::Posting {
            controller: posting.controller.clone(),
            days: posted.days,
            down: posting.down.iter().map(down).collect(),
            ends: posted.ends.map(Time),
            evidence: posting.evidence.clone(),
            is_done: posted.is_done(),
            is_down: posted.is_down,
            of: posted.of,
            posting: posting.id.clone(),
            regime: posting.regime.clone(),
            rule: posting.rule.clone(),
            up_from: Time(posting.up_from),
            url: posting.url.clone(),
        })
    };
    incident.postings.iter().map(of).collect()
}

/// What stands under the clocks: requests that hold something, and postings.
pub(super) fn lines(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for request in incident.requests.iter().filter(|of| of.received <= now) {
        let does = does(incident, clocks, request, (now, zone));
        lines.push(request_line(request, does, now, zone));
    }
    for posting in incident.postings.iter().filter(|of| of.up_from <= now) {
        let posted = posted(incident, posting, now)?;
        lines.push(format!(
            "{} {} {}: up for {} of {} days since {}{}  {}",
            posting.id,
            posting.rule,
            posting.controller,
            posted.days,
            posted.of,
            shown(posting.up_from, zone),
            ends(posted, zone),
            posting.url,
        ));
    }
    Ok(lines)
}

fn request_line(request: &Request, does: Option<Does>, now: Millis, zone: &TimeZone) -> String {
    let state = match (does, request.unreviewed(now)) {
        (Some(Does { holds: false, not }), _) => format!("holds nothing: {}", not.join("; ")),
        (Some(Does { not, .. }), unreviewed) => {
            let holds = unreviewed.map_or_else(
                || "holds".to_owned(),
                |span| format!("REVIEW OVERDUE by {span}"),
            );
            match not.is_empty() {
                true => holds,
                false => format!("{holds}; not held: {}", not.join("; ")),
            }
        }
        (None, _) if request.ended.is_some_and(|at| at <= now) => "taken back".to_owned(),
        (None, _) => "lapsed".to_owned(),
    };
    format!(
        "{} {} asks that {} wait until {} ({}): {state}",
        request.id,
        request.from,
        request.clocks.join(", "),
        shown(request.until, zone),
        request.scope,
    )
}

fn ends(posted: Posted, zone: &TimeZone) -> String {
    let Some(at) = posted.ends else {
        return ", and cannot be counted to its end".to_owned();
    };
    match (posted.is_done(), posted.is_down) {
        (true, _) => format!(", full since {}", shown(at, zone)),
        (false, true) => format!(", DOWN; until {} at the earliest", shown(at, zone)),
        (false, false) => format!(", until {}", shown(at, zone)),
    }
}

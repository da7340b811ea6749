//! What a command of one step asks for.

use event::{ErrorClass, Millis};
use incident::{
    case::{Evidence, Incident, ObligationKind, What},
    law,
};

use super::{
    awaring, filing, knowing, opening, restricting, somebody,
    typed::{self, regime_of},
    waiting, word,
};
use crate::{
    asking,
    cases::CounselRoom,
    cli::{EvidenceOfArgs, FactArgs, IncidentCommand, OweArgs, Stepping},
    failure::Failure,
    home::Home,
    printer::note,
    watching,
};

/// Makes the step once the incident is read.
pub(super) type Ask<'c> = Box<dyn FnOnce(&Home, &Incident) -> Result<What, Failure> + 'c>;

/// The step that a command takes.
pub(super) fn of(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    if let Some(ask) = waiting::of(command) {
        return Ok(ask);
    }
    Ok(match command {
        IncidentCommand::Select {
            step,
            selection,
            replace,
        } => (
            step,
            Box::new(move |home, incident| {
                let selection = selected(home, incident, selection)?;
                is_not_selected(incident, &selection, *replace)?;
                Ok(What::Selected {
                    selection,
                    replaces: *replace,
                })
            }),
        ),
        IncidentCommand::Include {
            step,
            subjects,
            field,
            controller,
        } => (step, including(subjects, field, controller.as_deref())),
        IncidentCommand::Exclude { step, subjects } => (
            step,
            Box::new(move |home, _| {
                let subjects = somebody::subjects_of(home, subjects)?;
                Ok(What::Excluded { subjects })
            }),
        ),
        IncidentCommand::Group {
            step,
            version,
            known,
        } => (
            step,
            Box::new(move |home, _| {
                let known = known
                    .as_deref()
                    .map(|text| typed::minute(home, "--known", text))
                    .transpose()?;
                Ok(What::GroupKnown {
                    version: *version,
                    known,
                })
            }),
        ),
        IncidentCommand::Aware(args) => (
            &args.step,
            Box::new(move |home, incident| knowing::aware(home, incident, args)),
        ),
        IncidentCommand::Choose {
            step,
            start,
            candidate,
            controller,
        } => (
            step,
            Box::new(move |_, incident| {
                knowing::chosen(incident, start, *candidate, controller.as_ref())
            }),
        ),
        other => return on_law(other),
    })
}

/// Steps on duties and clocks.
fn on_law(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    Ok(match command {
        IncidentCommand::Says {
            step,
            fact,
            answer,
            controller,
        } => (
            step,
            Box::new(move |_, _| knowing::says(fact, answer, controller.as_ref())),
        ),
        IncidentCommand::Risk {
            step,
            risk,
            controller,
        } => (
            step,
            Box::new(move |_, _| {
                Ok(What::Risk {
                    risk: word("the risk", risk)?,
                    controller: controller.clone(),
                })
            }),
        ),
        IncidentCommand::Decide {
            step,
            clock,
            controller,
            answer,
            evidence,
        } => (
            step,
            Box::new(move |home, incident| {
                let regime = regime_of(clock)?;
                typed::is_asked(incident, regime, clock)?;
                let duty = law::DutyKey {
                    regime: regime.id.clone(),
                    clock: clock.clone(),
                    controller: controller.clone(),
                };
                let now = Millis(home.clock().now_ms());
                let proposal = incident.proposal(&duty, now)?;
                Ok(What::Decided {
                    regime: regime.id.clone(),
                    clock: clock.clone(),
                    controller: controller.clone(),
                    answer: word("--answer", answer)?,
                    proposed: proposal.answer,
                    evidence: evidence.clone(),
                })
            }),
        ),
        other => return on_time(other),
    })
}

/// Steps that move or settle a clock.
fn on_time(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    Ok(match command {
        IncidentCommand::Delay {
            step,
            clock,
            code,
            from,
            evidence,
        } => (
            step,
            Box::new(move |home, incident| {
                Ok(What::Delayed {
                    clock: typed::clock(home, incident, clock)?,
                    code: code.clone(),
                    from: typed::minute(home, "--from", from)?,
                    evidence: evidence.clone(),
                })
            }),
        ),
        IncidentCommand::Resume {
            step,
            clock,
            code,
            ended,
        } => (
            step,
            Box::new(move |home, incident| {
                Ok(What::DelayEnded {
                    clock: typed::clock(home, incident, clock)?,
                    code: code.clone(),
                    ended: typed::minute(home, "--ended", ended)?,
                })
            }),
        ),
        IncidentCommand::Settle {
            step,
            clock,
            outcome,
            known,
            evidence,
        } => (
            step,
            Box::new(move |home, incident| {
                let leaked = match outcome.as_str() {
                    "leak" => true,
                    "no_leak" => false,
                    other => {
                        return Err(Failure::usage(format!(
                            "{other:?} is no outcome: leak or no_leak"
                        )));
                    }
                };
                Ok(What::Settled {
                    clock: typed::clock(home, incident, clock)?,
                    leaked,
                    known: typed::minute(home, "--known", known)?,
                    // Where nothing else is named, it is shown by this very step.
                    evidence: evidence.clone().or_else(|| Some(incident.own_word())),
                })
            }),
        ),
        other => return on_filing(other),
    })
}

/// Filing.
fn on_filing(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    Ok(match command {
        IncidentCommand::File {
            step,
            clock,
            received,
            to,
            receipt,
            evidence,
            late_because,
            corrects,
            error,
            document,
        } => (
            step,
            Box::new(move |home, incident| {
                let clock = typed::clock(home, incident, clock)?;
                let received = typed::minute(home, "--received", received)?;
                let document = document.as_deref();
                Ok(What::Filed {
                    document: filing::document(home, (incident, &clock, received), document)?,
                    clock,
                    received,
                    to: to.clone(),
                    receipt: receipt.clone(),
                    evidence: evidence.clone(),
                    late_because: late_because.clone(),
                    corrects: filing::correction(corrects.as_deref(), error.as_deref()),
                })
            }),
        ),
        IncidentCommand::Late {
            step,
            clock,
            receipt,
            because,
        } => (
            step,
            Box::new(move |home, incident| {
                let clock = typed::clock(home, incident, clock)?;
                let now = Millis(home.clock().now_ms());
                filing::late(incident, (clock, receipt), because, now)
            }),
        ),
        other => return on_record(other),
    })
}

/// Steps that keep something.
fn on_record(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    Ok(match command {
        IncidentCommand::Fact(args) => (
            &args.step,
            Box::new(move |home, incident| fact(home, incident, args)),
        ),
        IncidentCommand::Evidence(args) => {
            (&args.step, Box::new(move |home, _| evidence(home, args)))
        }
        IncidentCommand::Owe(args) => (&args.step, Box::new(move |home, _| owed(home, args))),
        IncidentCommand::Hand {
            step,
            evidence,
            done,
            to,
            receipt,
        } => (
            step,
            Box::new(move |_, _| {
                Ok(What::Handed {
                    evidence: evidence.clone(),
                    done: done.clone(),
                    to: to.clone(),
                    receipt: receipt.clone(),
                })
            }),
        ),
        IncidentCommand::Answer {
            step,
            obligation,
            received,
            words,
            receipt,
            corrects,
            stopped,
        } => (
            step,
            Box::new(move |home, _| {
                Ok(What::Answered {
                    corrects: *corrects,
                    obligation: obligation.clone(),
                    received: typed::minute(home, "--received", received)?,
                    words: words.clone(),
                    receipt: receipt.clone(),
                    stopped: typed::stopped(home, stopped)?,
                })
            }),
        ),
        other => return on_stage(other),
    })
}

/// Steps on who knows of it, and those from one stage to another.
fn on_stage(command: &IncidentCommand) -> Result<(&Stepping, Ask<'_>), Failure> {
    Ok(match command {
        IncidentCommand::Publish {
            step,
            evidence,
            published,
            scope,
        } => (
            step,
            Box::new(move |home, incident| {
                let latest = incident.scope().map_or(0, |of| of.version);
                Ok(What::Published {
                    evidence: evidence.clone(),
                    version: scope.unwrap_or(latest),
                    published: asking::moment(home, "--published", published)?,
                })
            }),
        ),
        IncidentCommand::Restrict {
            step,
            names,
            without_me,
        } => (
            step,
            Box::new(move |home, incident| {
                let by = asking::asker(step.by.as_name.as_deref())?;
                restricting::restricted(home, incident, (names, &by), *without_me)
            }),
        ),
        IncidentCommand::Contain {
            step,
            since,
            measures,
        } => (
            step,
            Box::new(move |home, _| {
                Ok(What::Contained {
                    since: asking::moment(home, "--since", since)?,
                    measures: measures.clone(),
                })
            }),
        ),
        IncidentCommand::TakeBack { step, taken } => {
            (step, Box::new(|_, _| Ok(What::TakenBack { step: *taken })))
        }
        IncidentCommand::Concern(args) => (
            &args.step,
            Box::new(|home, _| {
                Ok(What::Concerns {
                    regimes: opening::once(&args.regime),
                    controllers: opening::named(home, &args.controller)?,
                })
            }),
        ),
        IncidentCommand::Confirm(step) => (step, Box::new(|_, _| Ok(What::Confirmed))),
        IncidentCommand::Reopen(step) => (step, Box::new(|_, _| Ok(What::Reopened))),
        _ => return Err(Failure::usage("this command takes no single step")),
    })
}

/// Those whom somebody names, with the fields that he names.
fn including<'c>(subjects: &'c [String], fields: &'c [String], of: Option<&'c str>) -> Ask<'c> {
    Box::new(move |home, incident| {
        for field in fields {
            asking::check_field(&home.settings.catalogue, field)?;
        }
        Ok(What::Included {
            subjects: somebody::subjects_of(home, subjects)?,
            fields: fields.to_vec(),
            controller: answers(incident, of)?,
        })
    })
}

/// The controller who answers for those who are named: of several somebody says which, for each tells its own.
fn answers(incident: &Incident, named: Option<&str>) -> Result<Option<String>, Failure> {
    match (named, incident.controllers.as_slice()) {
        (Some(named), _) => Ok(Some(named.to_owned())),
        (None, [only]) => Ok(Some(only.clone())),
        (None, several) => Err(Failure::usage(format!(
            "say who answers for them, for each controller tells its own: --controller {}",
            several.join(" or --controller ")
        ))),
    }
}

fn selected(home: &Home, incident: &Incident, selection: &str) -> Result<String, Failure> {
    is_of_others(incident, selection)?;
    Ok(asking::selection(home, &home.snapshot()?, selection)?.to_string())
}

/// Refuses a selection that changes nothing.
fn is_not_selected(incident: &Incident, selection: &str, replace: bool) -> Result<(), Failure> {
    let is_there = match replace {
        true => incident.selections == [selection],
        false => incident.selections.iter().any(|of| of == selection),
    };
    match is_there {
        true => Err(Failure::new(
            ErrorClass::Conflict,
            format!(
                "incident {} selects that already: {selection}; nothing would change",
                incident.id
            ),
        )),
        false => Ok(()),
    }
}

/// Refuses a selection that is of the incident itself: joined to what it selects it would say the same twice.
fn is_of_others(incident: &Incident, selection: &str) -> Result<(), Failure> {
    let words: Vec<String> = selection
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let id = incident.id.to_string().to_ascii_lowercase();
    let is_it = |at: &[String]| {
        matches!(at, [of, number, rest @ ..] if of == "incident" && *number == id
            && rest.first().is_none_or(|next| next != "scope"))
    };
    match (0..words.len()).any(|at| words.get(at..).is_some_and(is_it)) {
        true => Err(Failure::usage(format!(
            "incident {id} cannot select itself: write the reads that come to it, or one of its versions, such as `incident {id} scope 1`"
        ))),
        false => Ok(()),
    }
}

fn fact(home: &Home, incident: &Incident, args: &FactArgs) -> Result<What, Failure> {
    let confirmed = args.confirmed.as_deref();
    let confirmed = confirmed
        .map(|text| typed::minute(home, "--confirmed", text))
        .transpose()?;
    if let Some(at) = confirmed {
        let now = Millis(home.clock().now_ms());
        let zone = asking::zone(&home.settings.catalogue);
        awaring::hold_confirmed(incident, (at, args.long_ago), (now, &zone))?;
    }
    Ok(What::Fact {
        id: args.name.clone(),
        words: args.words.clone(),
        grade: word("--grade", &args.grade)?,
        closes: args.closes.clone(),
        evidence: args.evidence.clone(),
        confirmed,
    })
}

fn evidence(home: &Home, args: &EvidenceOfArgs) -> Result<What, Failure> {
    let bytes = match &args.file {
        Some(file) => Some(
            home.disk()
                .read(file)
                .map_err(|e| Failure::usage(format!("--file {}: {e}", file.display())))?,
        ),
        None => None,
    };
    let sha256 = bytes.as_ref().map(asking::sha256);
    if let (Some(sha256), Some(file)) = (&sha256, &args.file) {
        CounselRoom::refuse_kept(home, &format!("--file {}", file.display()), sha256)?;
    }
    if args.file.is_none() {
        note(
            "no --file: nothing was digested, so nothing will show whether the original was changed",
        );
    }
    let original_at = args.original_at.as_deref();
    Ok(What::Took(Box::new(Evidence {
        id: args.name.clone(),
        item: args.item.clone(),
        sha256,
        bytes: bytes.as_ref().map(|bytes| bytes.len() as u64),
        original_name: args
            .file
            .as_ref()
            .and_then(|file| Some(file.file_name()?.to_string_lossy().into_owned())),
        original_at: original_at
            .map(|text| asking::moment(home, "--original-at", text))
            .transpose()?,
        from: args.from.clone(),
        how: args.how.clone(),
        time_source: args.time_source.clone(),
        place: args.original.clone(),
        grade: word("--grade", &args.grade)?,
    })))
}

fn owed(home: &Home, args: &OweArgs) -> Result<What, Failure> {
    let due = args.due.as_deref();
    let kind = word("--kind", &args.kind)?;
    if kind == ObligationKind::Preservation {
        let sources = watching::check_systems(home, &args.system)?;
        // What is gone by now was not kept for this.
        let watched = watching::look_before(home, &mut home.writer()?, &[]);
        if let Some(watched) = watched {
            watching::warn_of_unwatched(&watched, &sources);
        }
    }
    Ok(What::Owed {
        kind,
        from: args.from.clone(),
        asked: args.asked.clone(),
        evidence: args.evidence.clone(),
        received: args
            .received
            .as_deref()
            .map(|text| typed::minute(home, "--received", text))
            .transpose()?,
        due: due.map(|text| typed::due(home, text)).transpose()?,
        owner: args.owner.clone(),
        systems: args.system.clone(),
    })
}

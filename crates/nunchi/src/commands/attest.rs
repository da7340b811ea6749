//! `nunchi sources attest` and `withdraw`: a person answers for a source with a name.

use event::{ActKind, ActReceipt, ErrorClass, Millis};
use ledger::State;
use serde_json::{Map, json};

use crate::{
    asking,
    cli::{AttestArgs, WithdrawArgs},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render::{self, documents},
};

/// Gaps named in a refusal; beyond them they are only counted.
const GAPS_TOLD: usize = 5;

pub(crate) fn attest(args: &AttestArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let (by, reason) = (
        asking::asker(args.by.as_deref())?,
        asking::reason(&args.reason)?,
    );
    let from = asking::moment(&home, "--from", &args.from)?;
    let end = asking::moment(&home, "--to", &args.to)?;
    let mut ledger = home.writer()?;
    let span = (from, end.plus(-1));
    check(&home, ledger.state(), &args.source, span)?;
    let quarantined = match args.quarantined {
        true => Some(waiting(ledger.state(), &args.source)?),
        false => None,
    };
    let body = Map::from_iter([
        ("statement".to_owned(), json!("no_loss")),
        ("source".to_owned(), json!(args.source)),
        ("from".to_owned(), json!(span.0.to_string())),
        ("to".to_owned(), json!(span.1.to_string())),
        ("quarantined".to_owned(), json!(quarantined)),
        ("reason".to_owned(), json!(reason)),
    ]);
    let receipt = asking::record(&home, &mut ledger, ActKind::Statement, &by, body)?;
    let unread = match quarantined {
        Some(_) => ", and none of its records in quarantine holds an event",
        None => "",
    };
    let stated = format!(
        "{} lost nothing between {} and {}{unread}",
        args.source, span.0, span.1
    );
    answer(&home, args.format, stated, (&by, reason), receipt)
}

pub(crate) fn withdraw(args: &WithdrawArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let (by, reason) = (
        asking::asker(args.by.as_deref())?,
        asking::reason(&args.reason)?,
    );
    let stands = home.stated(&home.snapshot()?)?;
    let statements = stands.statements.iter().map(|statement| statement.position);
    let rosters = stands.rosters.iter().map(|roster| roster.position);
    if !statements.chain(rosters).any(|at| at == args.position) {
        let message = format!(
            "no statement stands at position {}: `nunchi sources` lists them",
            args.position
        );
        return Err(Failure::new(ErrorClass::NotFound, message));
    }
    let mut ledger = home.writer()?;
    let body = Map::from_iter([
        ("statement".to_owned(), json!("withdrawn")),
        ("position".to_owned(), json!(args.position)),
        ("reason".to_owned(), json!(reason)),
    ]);
    let receipt = asking::record(&home, &mut ledger, ActKind::Statement, &by, body)?;
    let stated = format!("the statement at position {} is withdrawn", args.position);
    answer(&home, args.format, stated, (&by, reason), receipt)
}

/// Prints the receipt of an act that states something.
pub(crate) fn answer(
    home: &Home,
    format: Option<Format>,
    stated: String,
    (by, reason): (&str, &str),
    receipt: ActReceipt,
) -> Result<u8, Failure> {
    let head = ledger::checkpoint(home.disk(), &home.dir)?;
    let document = api::Receipt {
        v: api::VERSION,
        stated,
        by: by.to_owned(),
        reason: reason.to_owned(),
        position: receipt.position,
        digest: ledger::hex(&receipt.digest),
        checkpoint: documents::checkpoint(head.size(), &head.root()),
    };
    say(&render::render(
        &document,
        format_or_default(format),
        render::sources::receipt,
        render::flat,
    )?);
    Ok(0)
}

/// Refuses what nobody can state: an unknown source, time that has not passed, and no loss where the
/// numbers of the source prove one.
fn check(
    home: &Home,
    state: &State,
    source: &str,
    (from, to): (Millis, Millis),
) -> Result<(), Failure> {
    let catalogue = &home.settings.catalogue;
    let spoken = state.sources.iter().map(|entry| entry.id.as_str());
    let mut known: Vec<&str> = catalogue
        .sources
        .iter()
        .map(|s| s.id.as_str())
        .chain(spoken)
        .collect();
    known.sort_unstable();
    known.dedup();
    if !known.contains(&source) {
        return Err(Failure::usage(asking::unknown("source", source, &known)));
    }
    if from > to {
        return Err(Failure::usage(
            "--to is not after --from: it is the first moment that is no longer meant",
        ));
    }
    let now = Millis(home.clock().now_ms());
    if to > now {
        return Err(Failure::usage(format!(
            "--to lies ahead: it is {now}, and nobody can state what is to come"
        )));
    }
    let lanes = state.lanes.iter().filter(|(lane, _)| {
        state
            .source(lane.source)
            .is_some_and(|entry| entry.id == source)
    });
    let proven: Vec<String> = lanes
        .flat_map(|(_, runs)| runs.gaps())
        .map(|gap| (gap.after.min(gap.before), gap.before.max(gap.after), gap))
        .filter(|(after, before, _)| *after <= to && from <= *before)
        .map(|(after, before, gap)| {
            format!(
                "{} events are missing between {after} and {before} (numbers {}..{})",
                gap.last - gap.first + 1,
                gap.first,
                gap.last
            )
        })
        .collect();
    if proven.is_empty() {
        return Ok(());
    }
    let more = match proven.len().saturating_sub(GAPS_TOLD) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    let told: Vec<&str> = proven.iter().take(GAPS_TOLD).map(String::as_str).collect();
    Err(Failure::new(
        ErrorClass::Conflict,
        format!(
            "{source}: its own numbers prove a loss in this span, and no statement outweighs them:\n  {}{more}\nState the times before and after, or bring the missing log",
            told.join("\n  ")
        ),
    ))
}

/// How many records of a source have gone to quarantine; refused when none waits.
fn waiting(state: &State, source: &str) -> Result<u64, Failure> {
    let spoken = state.sources.iter().zip(&state.spoken);
    let of_source = spoken.filter(|(entry, _)| entry.id == source);
    let (quarantined, mended) = of_source.fold((0, 0), |(q, m), (_, spoken)| {
        (q + spoken.counters.quarantined, m + spoken.counters.mended)
    });
    if quarantined <= mended {
        return Err(Failure::usage(format!(
            "--quarantined: no record of {source} is in quarantine"
        )));
    }
    Ok(quarantined)
}

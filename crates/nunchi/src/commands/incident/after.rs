//! `nunchi incident after`: whether the last block list held. Zero reads on a complete record is the proof.

use std::collections::{HashMap, HashSet};

use api::{
    Time, VERSION,
    incidents::after::{self as documents, Watched},
};
use event::{ErrorClass, Millis, Outcome};
use exposure::{Ground, Passed, Question, Seen};
use incident::{
    block::{self, After, BlockList, Match, Presented, Shown, Verdict, Watch},
    case::Incident,
};
use ledger::{ControlKind, Names};

use super::{
    block::{last_list, named, none_yet},
    showing::{self, shown},
    used,
};
use crate::{
    asking,
    cases::Cases,
    cli::Asking,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid, documents::number},
};

/// Entries that a table tells, those that did not hold first.
const ROWS_TOLD: usize = 20;

/// The end of a record in which no number shows a loss yet: events may come that late.
const LAST_MS: i64 = 3_600_000 + 1;

/// A read that was served since, and when.
type Served = (Millis, Passed);

pub(super) fn after(asking: &Asking, since: Option<&str>) -> Result<u8, Failure> {
    let (home, incident) = showing::read(asking)?;
    let cases = Cases::open(&home)?;
    let (_, list) = last_list(&cases, &incident)?.ok_or_else(|| none_yet(incident.id))?;
    let since = since_when(&home, &incident, since)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let (watch, gaps) = watch(&home, &ground, since)?;
    let reads = served(&home, &ground, &watch)?;
    let issued = issued(&home, &ground, &list, &reads)?;
    let presented = reads.iter().map(|read| presented(&ground, read, &issued));
    let told = block::after(&list, &watch, presented);
    say(&match format_or_default(asking.list.format) {
        Format::Table => showing::under_mark(
            incident.mode,
            &table(&home, (&incident, &list), (&watch, &gaps), &told),
        ),
        Format::Csv => csv(&told)?,
        Format::Json => render::json(&document((&incident, &list), (&watch, gaps), &told))?,
    });
    Ok(0)
}

fn since_when(home: &Home, incident: &Incident, since: Option<&str>) -> Result<Millis, Failure> {
    match (since, &incident.contained) {
        (Some(text), _) => asking::moment(home, "--since", text),
        (None, Some((since, _))) => Ok(*since),
        (None, None) => Err(Failure::new(
            ErrorClass::Conflict,
            format!(
                "incident {id} is not contained: `nunchi incident contain {id} --since TIME --measures …`, or say --since \
                 here, when the gateway says that the list is in force",
                id = incident.id
            ),
        )),
    }
}

/// From then to what the record has heard of reads, and whether the record is complete for that; what speaks against
/// it. Of the last hour no record can be, so that hour is looked at and promises nothing.
fn watch(home: &Home, ground: &Ground<'_>, since: Millis) -> Result<(Watch, Vec<String>), Failure> {
    let spoken = &ground.snapshot.state.spoken;
    let of_reads = spoken.iter().filter(|of| of.counters.accesses > 0);
    let ends = of_reads.filter_map(|of| Some(of.span?.1));
    let heard = ends.max().unwrap_or(since);
    let until = heard.min(Millis(home.clock().now_ms())).plus(1);
    let sure = until.plus(-LAST_MS).max(since);
    let span = used::between(home, since, sure)?;
    let coverage = exposure::coverage(
        ground.snapshot,
        ground.catalogue,
        &ground.statements,
        Question::of(&span),
        None,
    );
    let watch = Watch {
        since,
        until,
        complete: coverage.complete,
    };
    Ok((watch, coverage.gaps))
}

fn served(home: &Home, ground: &Ground<'_>, watch: &Watch) -> Result<Vec<Served>, Failure> {
    let span = used::between(home, watch.since, watch.until)?;
    let take = |kept: &mut Vec<Served>, seen: &Seen| {
        if seen.read.outcome == Outcome::Served {
            kept.push((seen.time, seen.read));
        }
    };
    let shards = exposure::seen(home.disk(), ground, (&span, &span), take)?;
    Ok(shards.concat())
}

/// When the credentials of these reads were issued, where a feed told; only for a list that asks for it.
fn issued(
    home: &Home,
    ground: &Ground<'_>,
    list: &BlockList,
    reads: &[Served],
) -> Result<HashMap<u64, Millis>, Failure> {
    let asks = |what: &Match| {
        matches!(
            what,
            Match::Key {
                issued: Some(_),
                ..
            }
        )
    };
    if !list.entries().iter().any(|entry| asks(&entry.what)) {
        return Ok(HashMap::new());
    }
    let presented: HashSet<u64> = reads.iter().filter_map(|(_, of)| of.credential).collect();
    let controls = ground.snapshot.controls(home.disk())?;
    let issuances = controls
        .iter()
        .filter(|of| of.kind == ControlKind::Issuance);
    let of_reads = issuances.filter_map(|of| Some((of.credential?, of.time)));
    Ok(of_reads.filter(|(of, _)| presented.contains(of)).collect())
}

/// What a read showed. A read without a credential showed no key; any other that a source does not say is unknown.
fn presented<'g>(
    ground: &'g Ground<'_>,
    (time, read): &Served,
    issued: &HashMap<u64, Millis>,
) -> Presented<'g> {
    let text = |code: Option<u32>| code.and_then(|code| ground.snapshot.text(code));
    let moment = read.credential.and_then(|of| issued.get(&of));
    Presented {
        time: *time,
        address: read.ip.map_or(Shown::Unknown, Shown::Is),
        key: match (text(read.key), read.credential) {
            (Some(key), _) => Shown::Is(key),
            (None, None) => Shown::Nothing,
            (None, Some(_)) => Shown::Unknown,
        },
        issued: moment.map_or(Shown::Unknown, |at| Shown::Is(*at)),
        client: text(read.client).map_or(Shown::Unknown, Shown::Is),
        ..Presented::default()
    }
}

fn count(told: &[After], verdict: Verdict) -> u64 {
    told.iter().filter(|of| of.verdict == verdict).count() as u64
}

fn document(
    (incident, list): (&Incident, &BlockList),
    (watch, gaps): (&Watch, Vec<String>),
    told: &[After],
) -> documents::After {
    documents::After {
        cannot_say: count(told, Verdict::CannotSay),
        complete: watch.complete,
        entries: told.iter().map(entry).collect(),
        gaps,
        incident: number(incident.id),
        list: list.digest().to_string(),
        mode: showing::mode(incident.mode).to_owned(),
        no_read: count(told, Verdict::NoRead),
        since: Time(watch.since),
        still_read: count(told, Verdict::StillRead),
        until: Time(watch.until),
        v: VERSION,
    }
}

fn entry(of: &After) -> Watched {
    Watched {
        entry: named(&of.what),
        from: Time(of.span.from),
        kind: of.what.word().to_owned(),
        last: of.last.map(Time),
        reads: of.reads,
        undecided: of.undecided,
        until: Time(of.span.until),
        verdict: of.verdict.word().to_owned(),
    }
}

fn csv(told: &[After]) -> Result<String, Failure> {
    render::csv_rows(
        &["kind", "entry", "reads", "last", "undecided", "verdict"],
        told.iter().map(|of| {
            vec![
                of.what.word().to_owned(),
                named(&of.what),
                of.reads.to_string(),
                of.last.map_or_else(String::new, |at| at.to_string()),
                of.undecided.to_string(),
                of.verdict.word().to_owned(),
            ]
        }),
    )
}

fn table(
    home: &Home,
    (incident, list): (&Incident, &BlockList),
    (watch, gaps): (&Watch, &[String]),
    told: &[After],
) -> String {
    let zone = asking::zone(&home.settings.catalogue);
    let record = match watch.complete {
        true => "the record is complete, but for its last hour",
        false => "the record is not complete, so no read is no proof",
    };
    let mut lines = vec![
        format!(
            "AFTER CONTAINMENT of incident {}   {}",
            incident.id,
            list.digest()
        ),
        match watch.since < watch.until {
            true => format!(
                "reads of {} to {}; {record}",
                shown(watch.since, &zone),
                shown(watch.until, &zone)
            ),
            false => format!(
                "the record ends {}, before {}: there is nothing to look at yet",
                shown(watch.until, &zone),
                shown(watch.since, &zone)
            ),
        },
        format!(
            "{} entries: {} still read, {} without a read, {} of which it cannot be said",
            grouped(told.len() as u64),
            grouped(count(told, Verdict::StillRead)),
            grouped(count(told, Verdict::NoRead)),
            grouped(count(told, Verdict::CannotSay))
        ),
    ];
    lines.extend(gaps.iter().map(|gap| format!("  {gap}")));
    lines.push(String::new());
    let mut order: Vec<&After> = told.iter().collect();
    order.sort_by_key(|of| std::cmp::Reverse((of.reads, of.undecided)));
    let mut grid = Grid::new(&["kind", "entry", ">reads", "last", ">undecided", "verdict"]);
    for of in order.iter().take(ROWS_TOLD) {
        grid.row(&[
            of.what.word().to_owned(),
            named(&of.what),
            grouped(of.reads),
            of.last.map_or("-".to_owned(), |at| shown(at, &zone)),
            grouped(of.undecided),
            of.verdict.word().replace('_', " "),
        ]);
    }
    lines.extend(grid.lines());
    if order.len() > ROWS_TOLD {
        let more = grouped((order.len() - ROWS_TOLD) as u64);
        lines.push(format!("and {more} more: --format json has them"));
    }
    lines.join("\n")
}

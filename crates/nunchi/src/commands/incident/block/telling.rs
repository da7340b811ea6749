//! How a block list is told: as gateways include it, as a table, as JSON.

use api::{Time, VERSION, incidents::blocks};
use event::{ErrorClass, Millis};
use incident::{
    block::{
        Behind, BlockList, Days, EnvoyNames, Lately, LeftOut, Match, NginxNames, OTHERS_DAYS,
        Others, Reckoned, practised_envoy, practised_json, practised_lines,
    },
    case::{Incident, Mode, Number, PushOutcome},
};
use jiff::tz::TimeZone;

use super::wanting::{PassedOver, Proposed};
use crate::{
    asking,
    cli::{BlockArgs, BlockForm},
    commands::incident::showing::{self, shown, under_mark},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, note, say},
    render::{self, Grid, documents::number},
};

/// Entries that a table tells; the rest it counts.
const ROWS_TOLD: usize = 20;

/// A list with the step that recorded it.
pub(super) struct Told<'a> {
    incident: Number,
    step: u32,
    list: &'a BlockList,
    passed_over: &'a [PassedOver],
    /// Whether a receiver said that it has it.
    pushed: bool,
}

impl<'a> Told<'a> {
    pub(super) fn of(incident: &Incident, proposed: &'a Proposed) -> Told<'a> {
        Told {
            incident: incident.id,
            step: incident.next() - 1,
            list: &proposed.list,
            passed_over: &proposed.passed_over,
            pushed: false,
        }
    }

    /// A list that was made before. What was passed over then was not kept.
    pub(super) fn again(incident: &Incident, step: u32, list: &'a BlockList) -> Told<'a> {
        Told {
            incident: incident.id,
            step,
            list,
            passed_over: &[],
            pushed: incident.pushes.iter().any(|push| {
                push.proposal.list == list.digest().to_string()
                    && push.outcome() == Some(PushOutcome::Delivered)
            }),
        }
    }
}

/// What an entry matches, in the words in which it is confirmed.
pub(crate) fn named(what: &Match) -> String {
    match what {
        Match::Network(net) if net.prefix_len() == net.max_prefix_len() => net.addr().to_string(),
        Match::Network(net) => net.to_string(),
        Match::Key { id, .. } | Match::Session { id, .. } => id.clone(),
        Match::Client(client) => client.clone(),
        Match::Credential { hash, .. } => hash.to_string(),
    }
}

pub(super) fn tell(home: &Home, args: &BlockArgs, told: &Told<'_>) -> Result<u8, Failure> {
    let now = Millis(home.clock().now_ms());
    match args.form {
        Some(form) => {
            let names = EnvoyNames {
                header: args.jwt_header.clone(),
                payload: args.jwt_payload.clone(),
            };
            let written = written((told.incident.mode, told.list), (form, &names), now)?;
            say_left_out(told.list, &written);
            say(&written.text);
        }
        None => say(&match format_or_default(args.format) {
            Format::Table => under_mark(
                told.incident.mode,
                &stays_here(told.incident.mode, table(home, told)),
            ),
            Format::Csv => csv(told)?,
            Format::Json => render::json(&document(told)?)?,
        }),
    }
    Ok(0)
}

/// What an answer says of an exercise, for standard error is not what is passed on.
const STAYS_HERE: &str = "nothing of this leaves the machine";

fn stays_here(mode: Mode, table: String) -> String {
    match mode {
        Mode::Real => table,
        Mode::Exercise => format!("{STAYS_HERE}\n{table}"),
    }
}

/// A list as a gateway includes it: the very bytes that are printed and pushed.
pub(in super::super) struct Written {
    pub(in super::super) text: String,
    left_out: Vec<LeftOut>,
}

/// Writes a list in a form; the names are those of Envoy's filter jwt_authn. That of an exercise says that it is one and
/// refuses nothing.
pub(in super::super) fn written(
    (mode, list): (Mode, &BlockList),
    (form, names): (BlockForm, &EnvoyNames),
    now: Millis,
) -> Result<Written, Failure> {
    let wrong = |e: incident::block::FormError| Failure::usage(e.to_string());
    let nginx = || list.nginx(now, &NginxNames::default()).map_err(wrong);
    let (mut text, left_out) = match form {
        BlockForm::Json => (list.json(), Vec::new()),
        BlockForm::Nginx => nginx().map(|of| (of.http, of.left_out))?,
        BlockForm::NginxServer => nginx().map(|of| (of.server, of.left_out))?,
        BlockForm::NginxDeny => (nginx()?.deny, left_to_deny(list)),
        BlockForm::Envoy => {
            let envoy = list.envoy(now, names).map_err(wrong)?;
            (envoy.filter, envoy.left_out)
        }
    };
    if mode == Mode::Exercise {
        text = practised(form, &text)?;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(Written { text, left_out })
}

fn practised(form: BlockForm, text: &str) -> Result<String, Failure> {
    match form {
        BlockForm::Json => Ok(practised_json(text)),
        BlockForm::Nginx | BlockForm::NginxServer | BlockForm::NginxDeny => {
            Ok(practised_lines(text))
        }
        BlockForm::Envoy => practised_envoy(text).ok_or_else(|| {
            let message =
                "the filter of an exercise could not be written so that it refuses nothing";
            Failure::new(ErrorClass::Internal, message)
        }),
    }
}

/// Says what is not in what was written: what the form cannot say, and what is held back.
pub(in super::super) fn say_left_out(list: &BlockList, written: &Written) {
    for LeftOut { what, why } in &written.left_out {
        note(&format!("left out: {} {}: {why}", what.word(), named(what)));
    }
    for held in list.held_back() {
        let what = &held.wanted.what;
        note(&format!(
            "held back: {} {}: {}",
            what.word(),
            named(what),
            held.why
        ));
    }
}

fn left_to_deny(list: &BlockList) -> Vec<LeftOut> {
    let others = list.entries().iter().map(|entry| entry.what.clone());
    others
        .filter(|what| !matches!(what, Match::Network(_)))
        .map(|what| LeftOut {
            what,
            why: "`deny` knows addresses alone: include the form nginx instead",
        })
        .collect()
}

fn document(told: &Told<'_>) -> Result<blocks::Block, Failure> {
    let over = |of: &PassedOver| blocks::PassedOver {
        kind: of.kind.to_owned(),
        others: of.others.most().map(|(people, _)| people),
        others_named: of.others.named().0,
        reads: of.reads,
        reads_of_nobody: of.others.nameless().0,
        value: of.value.clone(),
        why: of.why.to_owned(),
    };
    let (list, mode) = (told.list, told.incident.mode);
    Ok(blocks::Block {
        incident: number(told.incident),
        list: list_document(list)?,
        mode: showing::mode(mode).to_owned(),
        others_counted: list.counted().map(|of| days(of.incident)),
        others_counted_lately: list.counted().and_then(|of| of.record).map(days),
        passed_over: told.passed_over.iter().map(over).collect(),
        pushed: told.pushed,
        stays_here: (mode == Mode::Exercise).then(|| STAYS_HERE.to_owned()),
        step: told.step,
        v: VERSION,
    })
}

/// The list as the contract has it: what its digest is of, so that nothing of it is written twice.
pub(super) fn list_document(list: &BlockList) -> Result<blocks::List, Failure> {
    serde_json::from_str(&list.json())
        .map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))
}

fn days(of: Reckoned) -> blocks::Days {
    blocks::Days {
        from: Time(of.from),
        to: Time(of.to),
    }
}

/// The same people and log-ins over the last days of the record; `None` where these were not counted, or hold nothing.
fn lately(list: &BlockList, others: Option<Others>) -> Option<Lately> {
    let (others, _) = others.zip(list.counted()?.record)?;
    Some(others.lately.unwrap_or(then(others)))
}

fn csv(told: &Told<'_>) -> Result<String, Failure> {
    let head = [
        "state",
        "kind",
        "entry",
        "people",
        "reads",
        "others",
        "log_ins",
        "carrier_nat",
        "expires",
        "why",
        "others_lately",
        "log_ins_lately",
        "reads_of_nobody",
        "reads_of_nobody_lately",
    ];
    let entries = told.list.entries().iter().map(|of| {
        let others = (of.others, lately(told.list, of.others));
        let ends = (of.expires.to_string(), String::new());
        record("entry", (&of.what, of.behind, of.carrier_nat), others, ends)
    });
    let held = told.list.held_back().iter().map(|held| {
        let of = &held.wanted;
        let others = (of.others, lately(told.list, of.others));
        let ends = (String::new(), held.why.to_string());
        record(
            "held_back",
            (&of.what, of.behind, of.carrier_nat),
            others,
            ends,
        )
    });
    render::csv_rows(&head, entries.chain(held))
}

/// A row of the CSV. A number of people that cannot be said is empty, and the reads that name nobody stand beside it.
fn record(
    state: &str,
    (what, behind, carrier_nat): (&Match, Behind, bool),
    (others, lately): (Option<Others>, Option<Lately>),
    (expires, why): (String, String),
) -> Vec<String> {
    let number = |of: Option<u64>| of.map_or_else(String::new, |of| of.to_string());
    let then = others.map(then);
    vec![
        state.to_owned(),
        what.word().to_owned(),
        named(what),
        behind.people.to_string(),
        behind.reads.to_string(),
        number(then.and_then(people)),
        number(then.map(|of| of.log_ins)),
        carrier_nat.to_string(),
        expires,
        why,
        number(lately.and_then(people)),
        number(lately.map(|of| of.log_ins)),
        number(then.map(|of| of.nameless)),
        number(lately.map(|of| of.nameless)),
    ]
}

/// How many people it was in some days; `None` where reads name nobody.
fn people(of: Lately) -> Option<u64> {
    (of.nameless == 0).then_some(of.people)
}

/// Who used it in the days before the last read of the incident.
fn then(others: Others) -> Lately {
    Lately {
        people: others.people,
        log_ins: others.log_ins,
        nameless: others.nameless,
    }
}

fn table(home: &Home, told: &Told<'_>) -> String {
    let zone = asking::zone(&home.settings.catalogue);
    let list = told.list;
    let (entries, held) = (list.entries(), list.held_back());
    let mut lines = vec![format!(
        "BLOCK LIST of incident {}, step {}, {}   {}",
        told.incident,
        told.step,
        shown(list.made(), &zone),
        list.digest()
    )];
    lines.push(counted_in(list, &zone));
    lines.extend([String::new(), counted(entries.len(), "entry", "entries")]);
    let ends = entries.iter().map(|of| {
        let others = (of.others, lately(list, of.others));
        let told = (of.carrier_nat, shown(of.expires, &zone));
        row(&of.what, (of.behind, others), told)
    });
    lines.extend(grid("until", ends.collect()));
    if !held.is_empty() {
        lines.extend([String::new(), format!("{} HELD BACK", held.len())]);
        let why = held.iter().map(|held| {
            let of = &held.wanted;
            let others = (of.others, lately(list, of.others));
            let told = (of.carrier_nat, held.why.to_string());
            row(&of.what, (of.behind, others), told)
        });
        lines.extend(grid("why", why.collect()));
    }
    if !told.passed_over.is_empty() {
        let number = told.passed_over.len();
        lines.extend([String::new(), format!("{number} NOT PROPOSED")]);
        let over = told.passed_over.iter().take(ROWS_TOLD).map(|of| {
            let (reads, people) = (grouped(of.reads), grouped(of.others.named().0));
            let beside = match of.others.nameless().0 {
                0 => String::new(),
                reads => format!(" and {} reads that name nobody", grouped(reads)),
            };
            format!(
                "  {} {}: {reads} reads, {people} others{beside}: {}",
                of.kind, of.value, of.why
            )
        });
        lines.extend(over);
    }
    lines.join("\n")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number as u64),
        if number == 1 { one } else { many }
    )
}

/// In which days other people were counted. A record that ended long before the list says nothing of the day on which it
/// was made, and one that holds nothing lately says nothing at all.
fn counted_in(list: &BlockList, zone: &TimeZone) -> String {
    let span = |of: Reckoned| format!("{} to {}", shown(of.from, zone), shown(of.to, zone));
    let of_incident = Days::OfIncident;
    let Some(counted) = list.counted() else {
        return format!(
            "others of {of_incident}; whom it hits lately was not counted then: make the list anew"
        );
    };
    let then = format!("others of {}, {of_incident}", span(counted.incident));
    let Some(record) = counted.record else {
        return format!(
            "{then}; lately cannot be said: nothing is on record of the {OTHERS_DAYS} days before this list"
        );
    };
    let ended = match record.days_before(list.made()) {
        past if past > u64::from(OTHERS_DAYS) => format!(
            ", which ended {} days before this list: whom an entry hits today cannot be said",
            grouped(past)
        ),
        _ => String::new(),
    };
    format!(
        "{then}; lately of {}, {}{ended}",
        span(record),
        Days::OfRecord
    )
}

type OfIt = (Behind, (Option<Others>, Option<Lately>));

/// Reads, by which rows stand, and the cells of a row.
fn row(what: &Match, (behind, (others, lately)): OfIt, told: (bool, String)) -> (u64, [String; 9]) {
    let number = |of: Option<u64>| of.map_or("?".to_owned(), grouped);
    let told_people = |of: Option<Lately>| match of {
        Some(of) if of.nameless > 0 => format!("cannot say ({} reads)", grouped(of.nameless)),
        of => number(of.map(|of| of.people)),
    };
    let cells = [
        what.word().to_owned(),
        named(what),
        grouped(behind.people),
        grouped(behind.reads),
        told_people(others.map(then)),
        number(others.map(|of| of.log_ins)),
        told_people(lately),
        if told.0 { "carrier" } else { "" }.to_owned(),
        told.1,
    ];
    (behind.reads, cells)
}

fn grid(last: &str, mut rows: Vec<(u64, [String; 9])>) -> Vec<String> {
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut grid = Grid::new(&[
        "kind", "entry", ">people", ">reads", ">others", ">log-ins", ">lately", "", last,
    ]);
    for (_, cells) in rows.iter().take(ROWS_TOLD) {
        grid.row(cells);
    }
    let mut lines = grid.lines();
    if rows.len() > ROWS_TOLD {
        let more = grouped((rows.len() - ROWS_TOLD) as u64);
        lines.push(format!("and {more} more: --format json has them"));
    }
    lines
}

//! `nunchi hold`: what must not be deleted, whoever asks. A hold outranks retention, erasure, renewal of
//! the book and the age of quarantine; ending it takes two people and a reason.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use event::{ErrorClass, Millis};
use ledger::{CONTROL_CLASS, Deed, Names, PublicAct, Span};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use verify::{Integrity, Options};

use super::approve::{approvals, needs_approvers, read_text, two_approved, write_request};
use crate::{
    asking,
    cli::{By, HoldCommand, ListArgs, Place},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render::{self, Grid},
    watching,
};

pub(crate) fn run(command: &HoldCommand) -> Result<u8, Failure> {
    match command {
        HoldCommand::Put {
            place,
            reason,
            class,
            from,
            to,
            by,
        } => {
            let home = Home::open(place)?;
            let span = span(&home, class, from.as_deref(), to.as_deref())?;
            put(&home, span, reason, by)
        }
        HoldCommand::List { list: args, at } => list(args, at.as_deref()),
        HoldCommand::Check { place, receipt } => check(place, receipt),
        HoldCommand::Release {
            place,
            number,
            reason,
            request,
            approval,
            by,
        } => release(place, *number, reason, request.as_deref(), approval, by),
    }
}

fn span(
    home: &Home,
    class: &[String],
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Span, Failure> {
    let time = |what: &str, text: Option<&str>, open| match text {
        None => Ok(open),
        Some(text) => asking::moment(home, what, text),
    };
    let (from, to) = (
        time("--from", from, Millis::MIN)?,
        time("--to", to, Millis::MAX)?,
    );
    if from > to {
        return Err(Failure::usage(
            "--from is later than --to: nothing would be held",
        ));
    }
    if !class.is_empty() {
        check_classes(home, class)?;
    }
    Ok(Span {
        classes: class.to_vec(),
        from,
        to,
    })
}

/// A hold over a class that no source has protects nothing, and nobody would see that it does not.
fn check_classes(home: &Home, named: &[String]) -> Result<(), Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let had = snapshot.state.sources.iter().map(|of| of.class.as_str());
    let has = home.settings.catalogue.sources.iter();
    let kept = home.settings.retention.iter();
    let known: BTreeSet<&str> = had
        .chain(has.map(|of| of.class.as_str()))
        .chain(kept.map(|(class, _)| class.as_str()))
        .chain([CONTROL_CLASS])
        .collect();
    let known: Vec<&str> = known.into_iter().collect();
    match named.iter().find(|class| !known.contains(&class.as_str())) {
        None => Ok(()),
        Some(class) => Err(Failure::usage(format!(
            "--class: {}",
            asking::unknown("retention class", class, &known)
        ))),
    }
}

fn put(home: &Home, span: Span, reason: &str, by: &By) -> Result<u8, Failure> {
    let reason = asking::reason(reason)?;
    let who = asking::asker(by.as_name.as_deref())?;
    let mut ledger = home.writer()?;
    needs_approvers(&ledger)?;
    // What is gone by now was not held: nobody shall take it for lost under this hold.
    watching::look_before(home, &mut ledger, &[]);
    let act = ledger.perform(Deed::Hold(span), &who, reason)?;
    drop(ledger);
    let checkpoint = home
        .disk()
        .read(&ledger::tree_dir(&home.dir).join("checkpoint"))?;
    let text = act.to_text();
    let receipt = json!({
        "v": 1,
        "hold": act.number,
        "by": who,
        "time": act.time.to_string(),
        "reason": reason,
        "covers": covers(&act),
        "sha256": asking::sha256(&text),
        "act": text,
        "position": act.position,
        "checkpoint": String::from_utf8_lossy(&checkpoint),
    });
    say(&match format_or_default(by.format) {
        Format::Table => receipt_table(&receipt),
        _ => render::json(&receipt)?,
    });
    note("keep this receipt elsewhere: `nunchi hold check RECEIPT` holds the ledger against it");
    Ok(0)
}

fn receipt_table(receipt: &Value) -> String {
    let text = |name: &str| receipt[name].as_str().unwrap_or_default().to_owned();
    let head: Vec<String> = text("checkpoint")
        .lines()
        .map(|line| format!("  {line}"))
        .collect();
    format!(
        "RECEIPT of hold {}\ncovers     {}\nplaced     {} by {}\nreason     {}\nact        {} at position {}\nunder the signed head\n{}",
        receipt["hold"],
        text("covers"),
        text("time"),
        text("by"),
        text("reason"),
        text("sha256"),
        receipt["position"],
        head.join("\n")
    )
}

/// What an act covers, in words.
fn covers(act: &PublicAct) -> String {
    let Deed::Hold(span) = &act.deed else {
        return String::new();
    };
    let classes = match span.classes.as_slice() {
        [] => "everything".to_owned(),
        some => format!("class {}", some.join(", ")),
    };
    match (span.from, span.to) {
        (Millis::MIN, Millis::MAX) => classes,
        (Millis::MIN, to) => format!("{classes} up to {to}"),
        (from, Millis::MAX) => format!("{classes} from {from} on"),
        (from, to) => format!("{classes} from {from} to {to}"),
    }
}

fn list(args: &ListArgs, at: Option<&str>) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let at = at.map(|text| asking::moment(&home, "--at", text));
    let at = at.transpose()?.unwrap_or(Millis::MAX);
    let snapshot = home.snapshot()?;
    let mut holds = Vec::new();
    let by_then = || snapshot.standing.acts.iter().filter(|act| act.time <= at);
    for act in by_then() {
        if !matches!(act.deed, Deed::Hold(_)) {
            continue;
        }
        let reason = snapshot.reason_of(home.disk(), home.keys.book.as_ref(), act)?;
        let released = by_then()
            .find(|other| matches!(other.deed, Deed::Release { hold, .. } if hold == act.number));
        holds.push(json!({
            "hold": act.number,
            "covers": covers(act),
            "time": act.time.to_string(),
            "reason": reason,
            "released": released.map(|act| act.time.to_string()),
        }));
    }
    let cell = |hold: &Value, name: &str| match &hold[name] {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    const COLUMNS: [&str; 5] = ["hold", "covers", "time", "released", "reason"];
    let rows = holds
        .iter()
        .map(|hold| COLUMNS.map(|name| cell(hold, name)).to_vec());
    say(&match format_or_default(args.format) {
        Format::Json => render::json(&json!({"v": 1, "holds": holds}))?,
        Format::Csv => render::csv_rows(&COLUMNS, rows)?,
        Format::Table if holds.is_empty() => "no hold was ever placed".to_owned(),
        Format::Table => {
            let mut grid = Grid::new(&[">hold", "covers", "placed", "released", "reason"]);
            rows.for_each(|row| grid.row(&row));
            grid.lines().join("\n")
        }
    });
    Ok(0)
}

fn check(place: &Place, receipt: &Path) -> Result<u8, Failure> {
    let home = Home::open(place)?;
    let text = read_text(home.disk(), receipt)?;
    let wrong = |what: &str| Failure::usage(format!("{}: {what}", receipt.display()));
    let receipt: Value = serde_json::from_str(&text)
        .map_err(|_| wrong("it is no receipt: give the JSON that `nunchi hold place` printed"))?;
    let (Some(checkpoint), Some(act)) = (receipt["checkpoint"].as_str(), receipt["act"].as_str())
    else {
        return Err(wrong("it has no checkpoint or no act"));
    };
    let options = Options {
        against: Some(checkpoint.to_owned()),
        ..Options::default()
    };
    let report = verify::verify(home.disk(), &home.dir, &options)
        .map_err(|e| Failure::new(e.class(), e.to_string()))?;
    if report.integrity != Integrity::Ok {
        let first = report.findings.first().map(ToString::to_string);
        let message = format!(
            "the ledger is not what the receipt was given for: {}",
            first.unwrap_or_default()
        );
        return Err(Failure::new(ErrorClass::Broken, message));
    }
    let snapshot = home.snapshot()?;
    let standing = &snapshot.standing;
    let Some(known) = standing.acts.iter().find(|known| known.to_text() == act) else {
        let message = "the ledger is whole and has no such act: the receipt is of another ledger";
        return Err(Failure::new(ErrorClass::Broken, message));
    };
    let state = match standing.holds.contains_key(&known.number) {
        true => "in force",
        false => "released by two people",
    };
    say(&format!(
        "hold {}: {state}; the ledger is the one of the receipt, grown",
        known.number
    ));
    Ok(0)
}

fn release(
    place: &Place,
    number: u32,
    reason: &str,
    request: Option<&Path>,
    approval: &[PathBuf],
    by: &By,
) -> Result<u8, Failure> {
    let home = Home::open(place)?;
    let reason = asking::reason(reason)?;
    let mut ledger = home.writer()?;
    let standing = ledger.standing();
    let statement = standing
        .release_statement(&ledger.genesis().origin, number, reason)
        .ok_or_else(|| {
            let message = format!("no hold {number} is in force: see `nunchi hold list`");
            Failure::new(ErrorClass::NotFound, message)
        })?;
    if let Some(path) = request {
        return write_request(&home, path, statement, reason);
    }
    let approvals = approvals(home.disk(), approval, &statement)?;
    two_approved(standing, &statement, &approvals)?;
    let who = asking::asker(by.as_name.as_deref())?;
    let deed = Deed::Release {
        hold: number,
        reason: Sha256::digest(reason).into(),
        approvals,
    };
    let act = ledger.perform(deed, &who, reason)?;
    let erased = ledger.finish_erasures()?;
    if ledger.awaits_renewal() && ledger.standing().holds.is_empty() {
        note("a renewal of the book waited for this: run `nunchi book renew`");
    }
    say(&match format_or_default(by.format) {
        Format::Table if erased > 0 => format!(
            "hold {number} is released by act {}; {erased} people who waited for it are erased",
            act.number
        ),
        Format::Table => format!("hold {number} is released by act {}", act.number),
        _ => render::json(
            &json!({"v": 1, "hold": number, "act": act.number, "holds_in_force": ledger.standing().holds.len(), "erased": erased}),
        )?,
    });
    Ok(0)
}

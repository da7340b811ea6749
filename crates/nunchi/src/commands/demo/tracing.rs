//! A leaked sample that is traced to the incident, and the claims of the mails of the case.

use std::collections::BTreeSet;

use incident::case::Number;

use crate::{
    cli::{AskedArgs, ClaimArgs, DemoArgs, Place, TraceArgs},
    commands::{claim, trace},
    failure::Failure,
    home::Home,
};

use super::{names::Names, play::ask};

/// Rows of the sample: people read by forged tokens when it was first seen, and strangers who were not yet.
const LEAKED: usize = 40;
const STRANGERS: usize = 10;
/// The day on which the sample was first seen, two days into the mass reads.
const SEEN: &str = "2025-04-16";
/// Those whose addresses had been read by then.
const READ_BY_THEN: &str =
    "NOT issued AND field = 'address' AND time < '2025-04-16T00:00:00+09:00'";

/// The claims of the case, as they ship.
const CLAIMS: &str = include_str!("../../../../../docs/examples/claims.toml");
/// The scale that stands in them.
const CLAIMS_SCALE: &str = "scale = 1_000";

/// Writes a sample of fifty rows and asks which path explains it; gives the path's kind and name.
pub(super) fn trace(
    home: &Home,
    (args, place): (&DemoArgs, &Place),
    everybody: &BTreeSet<String>,
) -> Result<Option<String>, Failure> {
    let (_, set) = ask(home, READ_BY_THEN, true)?;
    let snapshot = home.snapshot()?;
    let read = Names::of_sets(home.disk(), &snapshot, &set, &set)?.exact;
    let strangers = everybody.difference(&read);
    let rows = spread(read.iter(), LEAKED).chain(spread(strangers, STRANGERS));
    let mut text = "id,address\n".to_owned();
    for (at, name) in rows.enumerate() {
        let number = name
            .split_once(':')
            .map_or(name.as_str(), |(_, number)| number);
        text.push_str(&format!("{number},\"Seoul, {at} Some Street\"\n"));
    }
    let sample = args.dir.join("sample.csv");
    home.disk().replace(&sample, text.as_bytes())?;
    let asked = TraceArgs {
        place: place.clone(),
        sample,
        contacts: None,
        asked: AskedArgs::default(),
        incident: None,
        delete: false,
        selection: None,
        seen: Some(SEEN.to_owned()),
        column: Vec::new(),
        ids: "member".to_owned(),
        reason: "the story of the case".to_owned(),
        as_name: Some("nunchi demo".to_owned()),
        format: None,
    };
    let path = trace::answer(home, &asked)?.verdict.path;
    Ok(path.map(|path| format!("{} {}", path.kind, path.name)))
}

/// So many of them, evenly over all.
fn spread<'n>(
    of: impl Iterator<Item = &'n String>,
    wanted: usize,
) -> impl Iterator<Item = &'n String> {
    let all: Vec<&String> = of.collect();
    let step = (all.len() / wanted).max(1);
    all.into_iter().step_by(step).take(wanted)
}

/// The claims of the mails, each with its verdict.
pub(super) fn claims(
    home: &Home,
    (args, place): (&DemoArgs, &Place),
) -> Result<Vec<(String, &'static str)>, Failure> {
    let file = args.dir.join("claims.toml");
    let text = CLAIMS.replace(CLAIMS_SCALE, &format!("scale = {}", args.replay.scale));
    home.disk().replace(&file, text.as_bytes())?;
    let asked = ClaimArgs {
        place: place.clone(),
        file,
        incident: Some(Number::real(1)),
        selection: None,
        as_name: Some("nunchi demo".to_owned()),
        format: None,
    };
    let told = claim::verdicts(home, &asked, "nunchi demo")?;
    Ok(told
        .into_iter()
        .map(|(text, verdict)| (text, verdict.word()))
        .collect())
}

//! A variant as files: the logs, and the truth apart.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    VariantPlan, VariantTruth,
    confounders::Confounders,
    overlay::{Overlay, Scene},
    truth::Told,
};
use crate::{
    attack::Attack,
    background::Background,
    item::Device,
    networks,
    outputs::{Emitter, Target, write_csv},
    people::People,
    plan::SimError,
    staff,
    write::{Slice, account_changes, joined, play},
};

/// The files of a variant: those to be ingested, then the truth, which is to be kept apart. Without the
/// feed of issuances there is no `auth.ndjson`.
pub const VARIANT_FILES: [&str; 6] = [
    "gateway.ndjson",
    "auth.ndjson",
    "accounts.ndjson",
    "hr.csv",
    "asn.csv",
    "truth/malicious.csv",
];

/// Writes every file of a variant, each to the writer that `open` gives for its name, and gives back
/// the truth.
///
/// # Errors
/// When the plan is out of its limits, or a writer cannot be opened or fails.
pub fn write_variant<'o>(
    plan: &VariantPlan,
    mut open: impl FnMut(&'static str) -> io::Result<Box<dyn Write + 'o>>,
) -> Result<VariantTruth, SimError> {
    plan.check()?;
    let mut file = |name| open(name).map_err(|source| SimError::Open { name, source });
    let [gateway, auth, accounts, hr, asn, malicious] = VARIANT_FILES;
    let table = format!("{}{}", networks::ASN_CSV, networks::VARIANT_ASN_CSV);
    let mut files = BTreeMap::from([
        write_csv(hr, &mut file(hr)?, &staff::hr_csv_with_analyst())?,
        write_csv(asn, &mut file(asn)?, &table)?,
    ]);
    let mut writers = vec![(gateway, file(gateway)?), (accounts, file(accounts)?)];
    let mut places = [None; 4];
    places[Device::Gateway.index()] = Some(0);
    places[Device::Accounts.index()] = Some(1);
    if plan.feed {
        places[Device::Auth.index()] = Some(2);
        writers.push((auth, file(auth)?));
    }
    let targets = writers
        .iter_mut()
        .map(|(name, writer)| Target::new(name, writer))
        .collect();
    let mut emitter = Emitter::at(targets, places, &plan.replay());
    if plan.one_key {
        emitter.keep_key();
    }
    let mut truth = lay(plan, &mut emitter)?;
    emitter.finish(&mut files)?;
    files.extend([write_csv(malicious, &mut file(malicious)?, &truth.csv())?]);
    truth.files = files;
    Ok(truth)
}

/// The background, and the variant over it.
fn lay(plan: &VariantPlan, emitter: &mut Emitter<'_>) -> Result<VariantTruth, SimError> {
    let replay = plan.replay();
    let figures = replay.figures();
    let people = People::new(&replay, &figures);
    let attack = Attack::new(&replay, &figures, &people);
    let confounders = Confounders::new(plan, &people);
    let overlay = Overlay::new(&Scene {
        plan,
        people: &people,
        attack: &attack,
        confounders: &confounders,
    });
    let joined = joined(&replay, &attack);
    let changes = account_changes(&people, &joined);
    let known = vec![
        Slice::new(&changes, None),
        Slice::new(&confounders.items, None),
        Slice::new(&overlay.beside, None),
        Slice::marked(&overlay.malicious),
    ];
    let background = Background::new(&replay, &people, &joined);
    let mut told = Told::default();
    play(background, known, emitter, &mut |sequence, item, active| {
        told.tell(sequence, item, active);
    })?;
    Ok(VariantTruth {
        plan: plan.clone(),
        reads: told.into_reads(),
        beside: overlay.beside.len() as u64,
        files: BTreeMap::new(),
    })
}

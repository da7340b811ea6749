//! `nunchi checkpoint`: the signed head, to be kept elsewhere.

use event::Millis;

use crate::{
    cli::CheckpointArgs,
    failure::Failure,
    home::{Home, real_world},
    printer::{note, say},
    witness::{Witness, cosign},
};

pub(crate) fn run(args: &CheckpointArgs) -> Result<u8, Failure> {
    let witnesses = args.cosign.iter().map(|text| Witness::parse(text));
    let witnesses = witnesses.collect::<Result<Vec<_>, _>>()?;
    if !witnesses.is_empty() {
        ask(args, &witnesses)?;
    }
    let world = real_world();
    let disk = world.disk.as_ref();
    // Read and checked first, so that nothing broken is handed out as a head.
    ledger::checkpoint(disk, &args.place.data)?;
    let note = disk.read(&ledger::tree_dir(&args.place.data).join("checkpoint"))?;
    match &args.out {
        Some(path) => disk.replace(path, &note)?,
        None => say(&String::from_utf8_lossy(&note)),
    }
    Ok(0)
}

/// Asks every witness, says what each answered, and ends with the first that did not cosign.
fn ask(args: &CheckpointArgs, witnesses: &[Witness]) -> Result<(), Failure> {
    let home = Home::open(&args.place)?;
    let mut failed = None;
    for (name, answer) in cosign(&home, witnesses)? {
        match answer {
            Ok(time) => {
                let time = Millis(i64::try_from(time).unwrap_or(0).saturating_mul(1000));
                note(&format!("cosigned by {name} at {time}"));
            }
            Err(failure) => {
                note(&failure.message);
                failed.get_or_insert(failure);
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

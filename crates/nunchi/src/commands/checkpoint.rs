//! `nunchi checkpoint`: the signed head, to be kept elsewhere.

use crate::{cli::CheckpointArgs, failure::Failure, home::real_world, printer::say};

pub(crate) fn run(args: &CheckpointArgs) -> Result<u8, Failure> {
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

//! `nunchi index rebuild`: the cache anew from the parts.

use exposure::Summaries;
use ledger::Names;

use crate::{cli::IndexCommand, failure::Failure, home::Home, printer::say};

pub(crate) fn run(command: &IndexCommand) -> Result<u8, Failure> {
    let IndexCommand::Rebuild { place } = command;
    let home = Home::open(place)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let written = Summaries::rebuild(home.disk(), &snapshot, &home.feeds(&snapshot)?)?;
    say(&format!("{written} parts indexed"));
    Ok(0)
}

//! `nunchi index rebuild`: the cache anew from the parts.

use exposure::Summaries;

use crate::{cli::IndexCommand, failure::Failure, home::Home, printer::say};

pub(crate) fn run(command: &IndexCommand) -> Result<u8, Failure> {
    let IndexCommand::Rebuild { place } = command;
    let home = Home::open(place)?;
    let written = Summaries::rebuild(home.disk(), &home.snapshot()?, &home.settings.catalogue)?;
    say(&format!("{written} parts indexed"));
    Ok(0)
}

//! Subcommands, one file each: what was typed, one call, something printed.

mod adopt;
mod approve;
mod attest;
mod baseline;
mod book;
mod brought;
mod checkpoint;
mod claim;
mod config;
mod demo;
mod erase;
mod evidence;
mod finding;
mod glances;
mod hold;
mod incident;
mod index;
mod ingest;
mod init;
mod key;
mod matrix;
mod regime;
mod relation;
mod report;
mod retain;
mod roster;
mod scope;
mod sim;
mod source;
mod sources;
mod statement;
mod status;
mod trace;
mod verify;
mod watch;
mod who;
mod witness;

use crate::{
    cli::{Cli, Command},
    failure::Failure,
};

/// Runs a command; the exit code of one that worked.
pub(crate) fn run(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Ingest(args) => ingest::run(&args),
        Command::Relation { command } => relation::run(&command),
        Command::Roster { command } => roster::run(&command),
        Command::Scope(args) => scope::run(&args),
        Command::Who(args) => who::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Evidence(args) => evidence::run(&args),
        Command::Finding { command } => finding::run(&command),
        Command::Incident { command } => incident::run(&command),
        Command::Report { command } => report::run(&command),
        Command::Claim(args) => claim::run(&args),
        Command::Statement { command } => statement::run(&command),
        Command::Regime { command } => regime::run(&command),
        Command::Baseline { command } => baseline::run(&command),
        Command::Detect(args) => finding::replay(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Sources(args) => sources::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Config { command } => config::run(&command),
        Command::Source { command } => source::run(&command),
        Command::Checkpoint(args) => checkpoint::run(&args),
        Command::Key { command } => key::run(&command),
        Command::Adopt(args) => adopt::run(&args),
        Command::Book { command } => book::run(&command),
        Command::Witness { command } => witness::run(&command),
        Command::Hold { command } => hold::run(&command),
        Command::Retain(args) => retain::run(&args),
        Command::Erase(args) => erase::run(&args),
        Command::Approve { command } => approve::run(&command),
        Command::Index { command } => index::run(&command),
        Command::Sim(args) => sim::run(&args),
    }
}

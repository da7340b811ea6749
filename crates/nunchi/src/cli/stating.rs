//! What is typed about sources and what people state of them.

use clap::{Args, Subcommand};

use super::{ListArgs, Place};
use crate::printer::Format;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SourcesArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SourcesCommand>,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourcesCommand {
    /// State that a source lost nothing within a span. Recorded as an act, and named in every answer
    /// that rests on it; refused where the numbers of the source prove a loss.
    Attest(AttestArgs),
    /// Look whether the files that were read are still there, and remember those that are named. One that is gone while
    /// it is held is a finding; see `nunchi finding list`.
    Watch(WatchArgs),
    /// Withdraw a statement: answers from then on rest on it no more.
    Withdraw(WithdrawArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where files are that were moved, and files to be watched from now on: as for `nunchi ingest`. Nothing of them
    /// is read into the ledger.
    pub(crate) files: Vec<String>,
    /// The source of every file that does not say its own.
    #[arg(long)]
    pub(crate) source: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct AttestArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The source.
    pub(crate) source: String,
    /// First moment that is meant: RFC 3339, or a date in the time zone of the settings.
    #[arg(long, value_name = "TIME")]
    pub(crate) from: String,
    /// First moment that is no longer meant.
    #[arg(long, value_name = "TIME")]
    pub(crate) to: String,
    /// Also state that none of its records that wait in quarantine now holds an event.
    #[arg(long)]
    pub(crate) quarantined: bool,
    /// Who states it [default: the system user].
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why it can be said; recorded with the statement.
    #[arg(long)]
    pub(crate) reason: String,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct WithdrawArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Position of the statement's act, as `nunchi sources` lists it.
    pub(crate) position: u64,
    /// Who withdraws it [default: the system user].
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why; recorded with the withdrawal.
    #[arg(long)]
    pub(crate) reason: String,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

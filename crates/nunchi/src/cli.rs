//! What is typed.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use incident::case::Number;

use crate::printer::Format;

mod bringing;
mod concerning;
mod counsel;
mod delays;
mod drilling;
mod gateways;
mod incidents;
mod knowing;
mod proving;
mod questions;
mod reporting;
mod saying;
mod stating;
mod waiting;
mod watching;
mod words;

pub(crate) use bringing::{
    AskedArgs, OriginArgs, RelationCommand, RosterCommand, RosterCompleteArgs,
};
pub(crate) use concerning::{CloseArgs, ConcernArgs};
pub(crate) use counsel::{CounselCommand, KeepArgs};
pub(crate) use drilling::{Answers, DrillArgs, DrillCommand, DrillStartArgs};
pub(crate) use gateways::{BlockArgs, BlockForm, IndicatorsArgs, IndicatorsForm, PushArgs};
pub(crate) use incidents::{
    Asking, ClockArgs, EvidenceOfArgs, FactArgs, IncidentCommand, OpenArgs, OweArgs, RegimeCommand,
    Stepping, StoodArgs,
};
pub(crate) use knowing::AwareArgs;
pub(crate) use proving::{BookCommand, DeedArgs, KeyCommand, WitnessCommand};
pub(crate) use questions::{ByColumn, EvidenceArgs, ScopeArgs, TraceArgs, VerifyArgs, WhoArgs};
pub(crate) use reporting::{AcceptArgs, CopyArgs, PageArgs, ReportArgs, ReportCommand};
pub(crate) use saying::{ClaimArgs, StatementArgs, StatementCommand};
pub(crate) use stating::{AttestArgs, SourcesArgs, SourcesCommand, WatchArgs, WithdrawArgs};
pub(crate) use waiting::{PostArgs, RequestArgs, SinceArgs};
pub(crate) use watching::{BaselineCommand, DetectArgs, FindingCommand, MatrixArgs};

/// An exposure ledger for personal data: who read whose personal data, and with what right.
#[derive(Debug, Parser)]
#[command(name = "nunchi", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What was typed, with `nunchi report 1 …` spelled out as `nunchi report write 1 …`: the number of an incident is no
/// command, and a report of it is what is meant.
pub(crate) fn spelled_out(typed: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = typed.collect();
    let is_number = |of: &OsString| of.to_str().is_some_and(|of| of.parse::<Number>().is_ok());
    if all.get(1).is_some_and(|of| of == "report") && all.get(2).is_some_and(is_number) {
        all.insert(2, "write".into());
    }
    all
}

/// Where a ledger and its keys are.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Directory of the ledger.
    #[arg(
        long,
        env = "NUNCHI_DATA",
        default_value = "nunchi-data",
        global = true
    )]
    pub(crate) data: PathBuf,
    /// Directory of its keys [default: ${XDG_CONFIG_HOME:-~/.config}/nunchi/ORIGIN].
    #[arg(long, env = "NUNCHI_KEYS", global = true)]
    pub(crate) keys: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole story on a replay of the case.
    Demo(DemoArgs),
    /// Make a ledger: settings, keys, directory.
    Init(InitArgs),
    /// Read history from files or standard input.
    Ingest(IngestArgs),
    /// Import who stands in whose address book, and who is the same person.
    Relation {
        #[command(subcommand)]
        command: RelationCommand,
    },
    /// Who was in the population when, so that a gap can say how many it concerns at most.
    Roster {
        #[command(subcommand)]
        command: RosterCommand,
    },
    /// The exposure of a selection: how many reads, of whom, of which fields.
    Scope(ScopeArgs),
    /// Who read this person's data, what and when. The question is recorded first.
    Who(WhoArgs),
    /// Which path explains a leaked sample, and whether that may be said. The question is recorded first.
    Trace(TraceArgs),
    /// A bundle of the selected reads that proves itself: `nunchi verify BUNDLE` checks it anywhere.
    Evidence(EvidenceArgs),
    /// What the detectors found.
    Finding {
        #[command(subcommand)]
        command: FindingCommand,
    },
    /// Incidents: what follows from a finding once a person has opened it.
    #[command(after_help = words::ORDER)]
    Incident {
        #[command(subcommand)]
        command: Box<IncidentCommand>,
    },
    /// Documents of an incident: reports to authorities, the sheet of the war room, the page for the board.
    Report {
        #[command(subcommand)]
        command: Box<ReportCommand>,
    },
    /// What somebody says was taken, held against the ledger. The question is recorded first.
    Claim(ClaimArgs),
    /// Statements of our own, held against what is known.
    Statement {
        #[command(subcommand)]
        command: StatementCommand,
    },
    /// Laws, as data.
    Regime {
        #[command(subcommand)]
        command: RegimeCommand,
    },
    /// What the detectors expect.
    Baseline {
        #[command(subcommand)]
        command: BaselineCommand,
    },
    /// Let the detectors go over what the ledger holds.
    Detect(DetectArgs),
    /// Check a directory, or a bundle of evidence, with its public key alone.
    Verify(VerifyArgs),
    /// What each source has said, and what is missing; what people answer for.
    Sources(SourcesArgs),
    /// Health of the ledger.
    Status(ListArgs),
    /// Settings and catalogue.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// What a file is.
    Source {
        #[command(subcommand)]
        command: SourceCommand,
    },
    /// The signed head of the ledger.
    Checkpoint(CheckpointArgs),
    /// The signing key.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Go on with a directory restored from a backup, under the origin that nunchi.toml names now.
    Adopt(DeedArgs),
    /// The subject book, the only bridge back to a person.
    Book {
        #[command(subcommand)]
        command: BookCommand,
    },
    /// A small witness of one's own: cosigns heads of ledgers that only grow.
    Witness {
        #[command(subcommand)]
        command: WitnessCommand,
    },
    /// Forbid deletion, and allow it again with two people.
    Hold {
        #[command(subcommand)]
        command: HoldCommand,
    },
    /// Delete what the settings no longer keep.
    Retain(RetainArgs),
    /// Erase a person from the book: rows stay under a number that leads to nobody.
    Erase(EraseArgs),
    /// Who may approve together, their keys and their signatures.
    Approve {
        #[command(subcommand)]
        command: ApproveCommand,
    },
    /// The index, a cache.
    Index {
        #[command(subcommand)]
        command: IndexCommand,
    },
    /// Raw logs of a replay of the case, with its truth kept apart.
    Sim(SimArgs),
}

/// How large a replay of the case is, and which.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReplayArgs {
    /// Accesses of ordinary traffic around the attack.
    #[arg(long, default_value_t = 10_000_000)]
    pub(crate) background: u64,
    /// Divides people and accesses of the case, never days or addresses.
    #[arg(long, default_value_t = 1000)]
    pub(crate) scale: u32,
    /// Seed of the replay.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

impl ReplayArgs {
    /// The plan of the replay.
    pub(crate) fn plan(&self) -> sim::Plan {
        sim::Plan {
            seed: self.seed,
            scale: self.scale,
            background: self.background,
            ..sim::Plan::default()
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Where the demo's ledger and logs go; what stood there is replaced.
    #[arg(long, default_value = "demo-data")]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) replay: ReplayArgs,
    /// The day of awareness in the place of 2025-11-17, and so the law: its days move with it.
    #[arg(long, value_name = "DATE")]
    pub(crate) aware: Option<jiff::civil::Date>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Public key of one who may approve with another (see `nunchi approve keygen`); two at least.
    #[arg(long, value_name = "KEY")]
    pub(crate) approver: Vec<String>,
    /// Settings to begin with, when the directory has none.
    #[arg(long, value_enum, default_value = "starter")]
    pub(crate) example: Example,
}

/// Settings to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Example {
    /// Commented settings for web access logs.
    Starter,
    /// The catalogue of the case.
    Shop,
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Files, folders, patterns, or - for standard input; SOURCE=FILE says which source it is.
    #[arg(required_unless_present = "quarantined")]
    pub(crate) files: Vec<String>,
    /// The source of every file that does not say its own.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// The format of every file whose source is not said.
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Read what is in quarantine again, with the mapping as it is now.
    #[arg(long)]
    pub(crate) quarantined: bool,
    /// Read a file although it overlaps one that was read and is no continuation of it.
    #[arg(long)]
    pub(crate) insist: bool,
    /// Do not let the detectors look at the end: `nunchi finding list` makes up for it.
    #[arg(long)]
    pub(crate) no_detect: bool,
    /// Threads that decode, at most 255 [default: as many as there are cores].
    #[arg(long)]
    pub(crate) threads: Option<std::num::NonZero<u8>>,
    /// How the summary is printed.
    #[arg(long, value_enum)]
    pub(crate) output: Option<Format>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Point at each mistake in nunchi.toml.
    Check(ListArgs),
    /// The settings in force.
    Show(ListArgs),
    /// JSON Schema of nunchi.toml.
    Schema,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Say which format a file looks like.
    Detect {
        /// The file.
        file: PathBuf,
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
    /// Say what would become of the first records of a file.
    Explain {
        #[command(flatten)]
        place: Place,
        /// The file.
        file: String,
        /// The source it is read as.
        #[arg(long)]
        source: Option<String>,
        /// How many records.
        #[arg(long, default_value_t = 5)]
        records: usize,
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckpointArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Write it to a file, to be kept elsewhere.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Ask a witness to cosign it, by its public key and its address; may be repeated.
    #[arg(long, value_name = "KEY@URL")]
    pub(crate) cosign: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HoldCommand {
    /// Forbid deletion of everything, or of some classes and times.
    #[command(name = "place")]
    Put {
        #[command(flatten)]
        place: Place,
        /// Why; recorded.
        #[arg(long)]
        reason: String,
        /// Only this retention class; may be repeated.
        #[arg(long, value_name = "CLASS")]
        class: Vec<String>,
        /// Only events from this time or date on.
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Only events up to this time or date.
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
        #[command(flatten)]
        by: By,
    },
    /// Holds in force, and those that were released.
    List {
        #[command(flatten)]
        list: ListArgs,
        /// As it stood at this moment, by what was placed and released by then [default: now].
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Hold a receipt against the ledger: its head, its act, whether it is in force.
    Check {
        #[command(flatten)]
        place: Place,
        /// The receipt, as `hold place --format json` printed it.
        receipt: PathBuf,
    },
    /// End a hold: write the request that two approvers sign, or give their approvals.
    Release {
        #[command(flatten)]
        place: Place,
        /// Number of the hold.
        number: u32,
        /// Why; recorded, and part of what is signed.
        #[arg(long)]
        reason: String,
        /// Write the request to a file.
        #[arg(long, value_name = "FILE", required_unless_present = "approval")]
        request: Option<PathBuf>,
        /// A signed approval; two of different people are needed.
        #[arg(long, value_name = "FILE", conflicts_with = "request")]
        approval: Vec<PathBuf>,
        #[command(flatten)]
        by: By,
    },
}

/// Who does something, and how it is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct By {
    /// Who does it [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct RetainArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Only show what would go.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) by: By,
}

#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The person: member:123, phone:010-1234-5678, or an id such as ~3.161.
    pub(crate) subject: String,
    /// Why; recorded.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApproveCommand {
    /// Make the key of one who may approve; kept by that person, never in the ledger's directory.
    Keygen {
        /// A name without blanks, such as kim.
        name: String,
        /// Where the secret half goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Show what a request asks for, and sign it.
    Sign {
        /// The request.
        request: PathBuf,
        /// The secret half of the key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Where the approval goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Who may approve.
    List(ListArgs),
    /// List who may approve. The first list needs no approval; each further one two of the list before.
    Set {
        #[command(flatten)]
        place: Place,
        /// Public keys; two at least.
        #[arg(value_name = "KEY", required = true)]
        list: Vec<String>,
        /// Write the request that two approvers of the list before sign.
        #[arg(long, value_name = "FILE")]
        request: Option<PathBuf>,
        /// A signed approval.
        #[arg(long, value_name = "FILE", conflicts_with = "request")]
        approval: Vec<PathBuf>,
        #[command(flatten)]
        by: By,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Make the index anew from the parts.
    Rebuild {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SimArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SimCommand>,
    /// Folder for the logs; the truth goes to a folder `truth` in it.
    #[arg(required_unless_present = "stdout")]
    pub(crate) dir: Option<PathBuf>,
    /// Write one merged stream to standard output instead.
    #[arg(long, conflicts_with = "dir")]
    pub(crate) stdout: bool,
    #[command(flatten)]
    pub(crate) replay: ReplayArgs,
    /// Leave lines of the gateway out, as if somebody had deleted them: FROM..TO, dates or times in
    /// Seoul, such as 2025-03-01..2025-08-01. Their numbers are missing then.
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) drop_log: Option<String>,
    /// Compress the logs with zstd.
    #[arg(long)]
    pub(crate) zstd: bool,
    /// Write so many reads for benchmarks instead of the replay, with an attack that grows with them,
    /// e.g. 1e7.
    #[arg(long, value_name = "ROWS", conflicts_with_all = ["drop_log", "zstd"])]
    pub(crate) bench: Option<f64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SimCommand {
    /// One of the twelve variants on which detection is measured; docs/variants.md tells of them.
    Variant(VariantArgs),
    /// Every variant, read in and gone over by the detectors, held against its truth. Works in the system's
    /// temporary folder, in about 1 GB of it.
    Matrix(MatrixArgs),
}

#[derive(Debug, Args)]
pub(crate) struct VariantArgs {
    /// Which variant: 1 to 12, or 0 for the background alone.
    pub(crate) number: u8,
    /// Folder for the logs and settings; the truth goes to a folder `truth` in it.
    pub(crate) dir: PathBuf,
    /// Without the feed of issuances: 0, 1, 2, 3, 9 and 10 exist so.
    #[arg(long)]
    pub(crate) no_feed: bool,
    /// The shop goes on signing with the stolen key: harder to notice without a feed.
    #[arg(long)]
    pub(crate) one_key: bool,
    #[command(flatten)]
    pub(crate) size: VariantSize,
}

/// How large a variant is.
#[derive(Debug, Args)]
pub(crate) struct VariantSize {
    /// Accesses of ordinary traffic; what looks like an attack and is none comes on top.
    #[arg(long, default_value_t = sim::VARIANT_BACKGROUND)]
    pub(crate) background: u64,
    /// Divides people and accesses of the case, never days or addresses.
    #[arg(long, default_value_t = 1000)]
    pub(crate) scale: u32,
    /// Seed of people, background and variant.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

impl VariantSize {
    /// A variant of this size.
    pub(crate) fn plan(&self, number: u8, feed: bool) -> sim::VariantPlan {
        sim::VariantPlan {
            seed: self.seed,
            scale: self.scale,
            background: self.background,
            ..sim::VariantPlan::new(number, feed)
        }
    }
}

#[cfg(test)]
mod tests;

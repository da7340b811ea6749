//! What is typed to ask a ledger: scope, who, evidence, verify.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use incident::case::Number;

use super::{AskedArgs, Place};
use crate::printer::Format;

#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Which reads, e.g. "NOT issued AND time >= '2025-01-05'"; `incident 7`, or `incident 7 scope 2` as it was frozen.
    pub(crate) selection: String,
    /// Take the exposure of another selection away.
    #[arg(long, value_name = "SELECTION")]
    pub(crate) minus: Option<String>,
    /// Also count people (second stage).
    #[arg(long)]
    pub(crate) people: bool,
    /// Also give a verdict on a field that should not have been touched; may be repeated.
    #[arg(long, value_name = "FIELD")]
    pub(crate) untouched: Vec<String>,
    /// Break the reads down by a column: how many people each address, key or client read.
    #[arg(long, value_enum, value_name = "COLUMN")]
    pub(crate) by: Option<ByColumn>,
    /// How many values of that column are told, those with the most people first.
    #[arg(long, value_name = "VALUES", default_value_t = 100, requires = "by")]
    pub(crate) top: usize,
    /// Ask under an earlier version of the catalogue, as the ledger keeps it.
    #[arg(long, value_name = "VERSION")]
    pub(crate) catalogue: Option<u32>,
    /// Ask as of the signed head with so many leaves, which ends an epoch: what came later is left out, and the
    /// catalogue is the one of then.
    #[arg(long, value_name = "LEAVES")]
    pub(crate) as_of: Option<u64>,
    /// Ask this many times more and say on standard error how long each took: for benchmarks.
    #[arg(long, value_name = "TIMES", default_value_t = 0, hide = true)]
    pub(crate) repeat: u32,
    /// Write the set to a file: .csv or .parquet.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write names instead of ids: opens the book, and is recorded.
    #[arg(long, requires_all = ["out", "reason"])]
    pub(crate) identify: bool,
    /// Why names are needed.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Who asks [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Columns that a scope is broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByColumn {
    Ip,
    Asn,
    Country,
    Client,
    Key,
    Route,
    Source,
    Actor,
    Credential,
}

#[derive(Debug, Args)]
pub(crate) struct WhoArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The person: member:123, phone:010-1234-5678, or an id such as ~3.161.
    pub(crate) subject: String,
    /// Why it is asked; recorded with the question.
    #[arg(long)]
    pub(crate) reason: String,
    /// Who asks [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    /// Ask this many times more, each recorded, and say on standard error how long each took: for
    /// benchmarks.
    #[arg(long, value_name = "TIMES", default_value_t = 0, hide = true)]
    pub(crate) repeat: u32,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The leaked sample: a table of ids, e-mails, phone numbers, names or addresses.
    pub(crate) sample: PathBuf,
    /// Who has which e-mail, phone number, name and address: subject,email,phone,name,address,valid_from. A PostgreSQL is
    /// asked for the same columns in its place with --from-postgres.
    #[arg(long, value_name = "FILE", conflicts_with = "from_postgres")]
    pub(crate) contacts: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asked: AskedArgs,
    /// Take the sample in as evidence of this incident: its digest, nothing else.
    #[arg(long, value_name = "ID")]
    pub(crate) incident: Option<Number>,
    /// Delete the file of the sample once the answer stands, and record it with the incident.
    #[arg(long, requires = "incident")]
    pub(crate) delete: bool,
    /// Only reads of this selection.
    #[arg(long, value_name = "SELECTION")]
    pub(crate) selection: Option<String>,
    /// When the sample was first seen anywhere: later reads do not count [default: now].
    #[arg(long, value_name = "TIME")]
    pub(crate) seen: Option<String>,
    /// The field of the catalogue that a column of the sample shows, such as email=email; `name=` says that it shows
    /// none. May be repeated.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) column: Vec<String>,
    /// The namespace of ids that name none.
    #[arg(long, value_name = "NAMESPACE", default_value = "member")]
    pub(crate) ids: String,
    /// Why it is asked; recorded with the question.
    #[arg(long)]
    pub(crate) reason: String,
    /// Who asks [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Which reads, e.g. "NOT issued AND time >= '2025-01-05'"; `incident 7` is its reads, and its steps beside them.
    pub(crate) selection: String,
    /// Folder that the bundle is written to; it must not exist yet.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Of `incident N`: a document that was written or filed, or a file that is evidence; may be repeated.
    #[arg(long = "with", value_name = "FILE")]
    pub(crate) with: Vec<PathBuf>,
    /// Who gets the evidence that is handed over; recorded with the incident.
    #[arg(long, value_name = "WHOM")]
    pub(crate) to: Option<String>,
    /// Of `incident N`: its steps, without its reads.
    #[arg(long)]
    pub(crate) steps_only: bool,
    /// Why it is made; recorded with the selection.
    #[arg(long)]
    pub(crate) reason: String,
    /// Who makes it [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    /// Bytes that the bundle may have at most.
    #[arg(long, value_name = "BYTES", default_value_t = verify::evidence::BUNDLE_BYTES_MAX)]
    pub(crate) limit: u64,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// A bundle of evidence, to be checked instead of a ledger.
    #[arg(conflicts_with_all = ["against", "deep"])]
    pub(crate) bundle: Option<PathBuf>,
    /// File with the public key, from somewhere else than the directory.
    #[arg(long, value_name = "PUB")]
    pub(crate) key: Option<PathBuf>,
    /// File with a checkpoint that was kept elsewhere.
    #[arg(long, value_name = "CHECKPOINT")]
    pub(crate) against: Option<PathBuf>,
    /// Public key of a witness: the head must be one that it cosigned, or grown from it; may be repeated.
    #[arg(long, value_name = "KEY", conflicts_with = "against")]
    pub(crate) witness: Vec<String>,
    /// How many of these witnesses must have cosigned [default: all].
    #[arg(long, value_name = "NUMBER", requires = "witness")]
    pub(crate) quorum: Option<usize>,
    /// File with the cosigned head [default: tree/cosigned of the directory].
    #[arg(long, value_name = "FILE", requires = "witness")]
    pub(crate) cosigned: Option<PathBuf>,
    /// Also hold the index against the parts.
    #[arg(long)]
    pub(crate) deep: bool,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

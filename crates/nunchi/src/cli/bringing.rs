//! What people bring as rows: relations and rosters, from a file or a PostgreSQL.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Place;
use crate::printer::Format;

/// Where rows come from: a file, or a query.
#[derive(Debug, Args)]
pub(crate) struct OriginArgs {
    /// The file.
    #[arg(
        required_unless_present = "from_postgres",
        conflicts_with = "from_postgres"
    )]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

/// A query, and the database that it is put to.
#[derive(Debug, Default, Args)]
pub(crate) struct AskedArgs {
    /// Ask a PostgreSQL instead: env:NAME or file:PATH says where its address stands, which is
    /// postgres://user:password@host:port/database and itself never typed here.
    #[arg(long, value_name = "WHERE", requires = "question")]
    pub(crate) from_postgres: Option<String>,
    /// What to ask it: one SELECT that gives the columns by name.
    #[arg(
        long,
        value_name = "SQL",
        group = "question",
        requires = "from_postgres"
    )]
    pub(crate) query: Option<String>,
    /// The file with what to ask it.
    #[arg(
        long,
        value_name = "FILE",
        group = "question",
        requires = "from_postgres"
    )]
    pub(crate) query_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelationCommand {
    /// Import a CSV file, or the answer of a PostgreSQL, with the columns kind, owner, other, from (or valid_from), to
    /// (or valid_to).
    Import {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        origin: OriginArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// Import a CSV file, or the answer of a PostgreSQL, with the columns subject, change, time.
    Import {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        origin: OriginArgs,
    },
    /// State that everybody of some kinds is known up to a time. Recorded as an act.
    Complete(RosterCompleteArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RosterCompleteArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Kinds of subject: member, employee, other.
    #[arg(long, value_delimiter = ',', default_value = "member")]
    pub(crate) kinds: Vec<String>,
    /// Up to when everybody is known.
    #[arg(long, value_name = "TIME")]
    pub(crate) through: String,
    /// Who states it [default: the system user].
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why it can be said; recorded with the statement.
    #[arg(long)]
    pub(crate) reason: String,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

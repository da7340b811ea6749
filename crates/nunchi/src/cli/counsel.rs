//! What is typed about what counsel keeps.

use clap::{Args, Subcommand};

use super::{Asking, ListArgs, Stepping};

#[derive(Debug, Subcommand)]
pub(crate) enum CounselCommand {
    /// Keep a piece: no step of the incident tells of it.
    Keep(KeepArgs),
    /// The pieces that you may read.
    List(Asking),
    /// Let others read a piece.
    Open {
        #[command(flatten)]
        step: Stepping,
        /// Its id, such as C204817.
        piece: String,
        /// Who may read it too; may be repeated.
        #[arg(long, value_name = "NAME", required = true)]
        reader: Vec<String>,
    },
    /// Give privilege up: from now on it is evidence like any other.
    Release {
        #[command(flatten)]
        step: Stepping,
        /// Its id, such as C204817.
        piece: String,
        /// Its id as evidence, such as E7.
        #[arg(long)]
        name: String,
        /// How what it shows is known.
        #[arg(long, default_value = "statement", value_parser = super::words::one_of(super::words::GRADES))]
        grade: String,
    },
    /// Hold what is kept against the digests of days in the ledger; ends with code 3 where it is other.
    Check(ListArgs),
}

#[derive(Debug, Args)]
pub(crate) struct KeepArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// What it is.
    #[arg(long)]
    pub(crate) item: String,
    /// On what ground privilege is claimed, in words.
    #[arg(long)]
    pub(crate) basis: String,
    /// Who may read it beside you; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) reader: Vec<String>,
    /// The advice itself.
    #[arg(long)]
    pub(crate) words: Option<String>,
    /// The file whose digest is taken.
    #[arg(long)]
    pub(crate) file: Option<std::path::PathBuf>,
    /// From whom.
    #[arg(long, default_value = "counsel")]
    pub(crate) from: String,
    /// Where the original is.
    #[arg(long, default_value = "not said")]
    pub(crate) original: String,
}

//! What is typed about detection.

use clap::{Args, Subcommand};

use super::{ListArgs, VariantSize};
use crate::printer::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum FindingCommand {
    /// Every finding, by the story that it is part of.
    List {
        #[command(flatten)]
        list: ListArgs,
        /// End with code 1 when there is one.
        #[arg(long)]
        fail: bool,
        /// Also say what the reads of each finding share.
        #[arg(long)]
        cluster: bool,
        /// Who asks [default: the system user]; what a restricted incident keeps is told to the named alone.
        #[arg(long = "as", value_name = "NAME")]
        as_name: Option<String>,
    },
    /// One finding, with the reads it rests on and the selection that reproduces it. That it was shown, to whom and
    /// when, is entered in the ledger: it may be the moment of awareness.
    Show {
        #[command(flatten)]
        list: ListArgs,
        /// Its id.
        id: String,
        /// Whom it is shown to [default: the system user].
        #[arg(long = "as", value_name = "NAME")]
        as_name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// What each cluster is used to, and how many people it may read in a day before it is a finding.
    Show {
        #[command(flatten)]
        list: ListArgs,
        /// What the reads of a cluster share: key, issuer_issued, prefix, asn, country, client, route_client,
        /// asn_client or actor.
        #[arg(long, default_value = "key")]
        dimension: String,
        /// How many clusters, those that show most people first.
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MatrixArgs {
    /// Only this run, such as 3-nofeed; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    #[command(flatten)]
    pub(crate) size: VariantSize,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct DetectArgs {
    #[command(flatten)]
    pub(crate) list: ListArgs,
    /// Go over everything that the ledger holds, in the order of time.
    #[arg(long)]
    pub(crate) replay: bool,
}

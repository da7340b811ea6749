//! What is typed about awareness: who knew what, and when.

use clap::Args;

use super::{
    Stepping,
    words::{KINDS, KNEW, one_of},
};

#[derive(Debug, Args)]
pub(crate) struct AwareArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// Where the moment comes from.
    #[arg(long, value_parser = one_of(KINDS))]
    pub(crate) kind: String,
    /// When it happened.
    #[arg(long, value_name = "TIME")]
    pub(crate) happened: String,
    /// It is meant, though it is two years or more before the first read (before today, while no scope is frozen).
    #[arg(long)]
    pub(crate) long_ago: bool,
    /// Who knew.
    #[arg(long)]
    pub(crate) who: String,
    /// What they knew.
    #[arg(long, value_parser = one_of(KNEW))]
    pub(crate) knew: String,
    /// Evidence that shows it, taken in before; or `finding ID` of one that the incident was opened from.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) evidence: String,
    /// The controller that knew, which from then on counts from its own moments alone; without it all that have none.
    #[arg(long, value_name = "ID")]
    pub(crate) controller: Option<String>,
}

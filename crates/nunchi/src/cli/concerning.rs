//! Whom an incident concerns, and how it ends.

use clap::Args;

use super::Stepping;

#[derive(Debug, Args)]
pub(crate) struct ConcernArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// A regime that is asked too, see `nunchi regime list`; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) regime: Vec<String>,
    /// A controller that it concerns too; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) controller: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// It was no incident: a decision, and --reason says why. A clock that runs and what is owed are ended first.
    #[arg(long)]
    pub(crate) as_no_incident: bool,
    /// Why holds over its reads stay; recorded with the reason.
    #[arg(long, value_name = "WHY")]
    pub(crate) holds_stay: Option<String>,
}

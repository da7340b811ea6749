//! Whom an incident concerns.

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

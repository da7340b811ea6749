//! What is typed about requests that notices wait, and about postings in their place.

use clap::Args;

use super::Stepping;

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// Who asks.
    #[arg(long)]
    pub(crate) from: String,
    /// Evidence that holds the document, taken in before.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) evidence: String,
    /// What shall wait, in the words of the document.
    #[arg(long)]
    pub(crate) scope: String,
    /// A clock that shall wait, such as US-CA; may be repeated.
    #[arg(long, required = true)]
    pub(crate) clock: Vec<String>,
    /// The controller.
    #[arg(long)]
    pub(crate) controller: String,
    /// When it was received.
    #[arg(long, value_name = "TIME")]
    pub(crate) received: String,
    /// Until when it asks.
    #[arg(long, value_name = "TIME")]
    pub(crate) until: String,
    /// Who of counsel decided that notices may wait whose law names no such cause.
    #[arg(long, value_name = "NAME", requires = "decision")]
    pub(crate) counsel: Option<String>,
    /// The evidence that holds that decision, of grade decision; the advice itself does not belong here.
    #[arg(long, value_name = "EVIDENCE", requires = "counsel")]
    pub(crate) decision: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PostArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// Where it is.
    #[arg(long)]
    pub(crate) url: String,
    /// Since when it is up.
    #[arg(long, value_name = "TIME")]
    pub(crate) up_from: String,
    /// Evidence that shows it, taken in before.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) evidence: String,
    /// The controller.
    #[arg(long)]
    pub(crate) controller: String,
    /// The rule that it follows.
    #[arg(long, default_value = "KR-POST")]
    pub(crate) rule: String,
}

/// A moment of a request or a posting.
#[derive(Debug, Args)]
pub(crate) struct SinceArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// Its id, such as R1 or P1.
    pub(crate) which: String,
    /// Since when.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: String,
}

//! What is typed about documents.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use incident::case::Number;

use super::{Asking, By, Place};

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Write the report of a regime as PDF, HTML and JSON, from what the incident holds and what a form says.
    Write(ReportArgs),
    /// Let a warning about a text stand, with a reason: recorded, and asked again once the text is another. Errors are
    /// not let stand.
    Accept(AcceptArgs),
    /// The sheet of the war room: clocks, numbers, unknowns, decisions; two pages that work when the server does not.
    Sheet(PageArgs),
    /// What the board reads, a page or two: the same facts, and who was told when.
    Board(PageArgs),
    /// The documents that an incident wrote, and where each was filed.
    List(Asking),
    /// Write a document again as it was written, from what is kept of it.
    Copy(CopyArgs),
    /// Print a form to fill in: the fields that people must say, with what each is.
    Form,
}

/// A document of an incident.
#[derive(Debug, Clone, Args)]
pub(crate) struct PageArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident.
    pub(crate) id: Number,
    /// Its language: ko or en; may be repeated [default: the first of the controller].
    #[arg(long)]
    pub(crate) lang: Vec<String>,
    /// For whom is spoken [default: the first controller of the incident].
    #[arg(long)]
    pub(crate) controller: Option<String>,
    /// The version of the scope [default: the latest].
    #[arg(long, value_name = "VERSION")]
    pub(crate) scope: Option<u32>,
    /// Why an older version is spoken of though a later one was filed; stands on the first page.
    #[arg(long, value_name = "WHY", requires = "scope")]
    pub(crate) older_because: Option<String>,
    /// What people say, as `nunchi report form` prints it.
    #[arg(long)]
    pub(crate) form: Option<PathBuf>,
    /// The folder to which it is written.
    #[arg(long, default_value = ".")]
    pub(crate) out: PathBuf,
    /// Figures of the case beside those of a replay at 1:SCALE.
    #[arg(long, value_name = "SCALE")]
    pub(crate) case_scale: Option<u64>,
    /// Why; recorded.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

/// A warning of a report, as `nunchi report write` tells it.
#[derive(Debug, Args)]
pub(crate) struct AcceptArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident.
    pub(crate) id: Number,
    /// What is warned of, such as belittling: the word in parentheses.
    #[arg(long, value_name = "RULE")]
    pub(crate) warning: String,
    /// Where, as the warning begins: `form course.how`; needed where the rule warns of several places.
    #[arg(long = "where", value_name = "PLACE")]
    pub(crate) place_of: Option<String>,
    /// The regime of the report that it stands in.
    #[arg(long = "in", value_name = "REGIME")]
    pub(crate) regime: String,
    /// first, additional or final.
    #[arg(long, default_value = "first")]
    pub(crate) kind: String,
    /// What was filed before, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) before: Option<PathBuf>,
    /// The language of the report: ko or en [default: the first of the controller].
    #[arg(long)]
    pub(crate) lang: Option<String>,
    /// For whom is spoken [default: the first controller of the incident].
    #[arg(long)]
    pub(crate) controller: Option<String>,
    /// The version of the scope [default: the latest].
    #[arg(long, value_name = "VERSION")]
    pub(crate) scope: Option<u32>,
    /// What people say: the form with the text.
    #[arg(long)]
    pub(crate) form: Option<PathBuf>,
    /// Why it may stand; recorded.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

impl AcceptArgs {
    /// What would write the report that the warning is of.
    pub(crate) fn report(&self) -> ReportArgs {
        ReportArgs {
            page: PageArgs {
                place: self.place.clone(),
                id: self.id,
                lang: self.lang.iter().cloned().collect(),
                controller: self.controller.clone(),
                scope: self.scope,
                older_because: None,
                form: self.form.clone(),
                out: PathBuf::from("."),
                case_scale: None,
                reason: self.reason.clone(),
                by: self.by.clone(),
            },
            regime: self.regime.clone(),
            kind: self.kind.clone(),
            before: self.before.clone(),
        }
    }
}

/// A document that was written.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    #[command(flatten)]
    pub(crate) of: Asking,
    /// The start of its SHA-256, at least 8 digits, as `nunchi report list` tells it.
    pub(crate) digest: String,
    /// The folder to which it is written.
    #[arg(long, default_value = ".")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) page: PageArgs,
    /// The regime, such as kr-pipa, kr-net or eu-33.
    #[arg(long)]
    pub(crate) regime: String,
    /// first, additional or final.
    #[arg(long, default_value = "first")]
    pub(crate) kind: String,
    /// What was filed before, as JSON; it must be one that `nunchi incident file --document` recorded.
    #[arg(long, value_name = "FILE")]
    pub(crate) before: Option<PathBuf>,
}

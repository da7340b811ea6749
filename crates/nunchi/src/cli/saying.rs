//! What is typed about words: the claims of others, and statements of our own.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use incident::case::Number;

use super::Place;
use crate::printer::Format;

#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The claims: see docs/claims.md.
    #[arg(value_name = "FILE.toml")]
    pub(crate) file: PathBuf,
    /// The incident whose selection each claim narrows.
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "selection",
        conflicts_with = "selection"
    )]
    pub(crate) incident: Option<Number>,
    /// A selection in the place of an incident.
    #[arg(long, value_name = "SELECTION")]
    pub(crate) selection: Option<String>,
    /// Who asks [default: the system user]; recorded with the question.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StatementCommand {
    /// Hold every number, moment, field and absolute word of a text against an incident.
    Check(StatementArgs),
}

#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The text: UTF-8, plain or Markdown, Korean or English.
    pub(crate) file: PathBuf,
    /// The incident.
    #[arg(long, value_name = "ID")]
    pub(crate) incident: Number,
    /// The controller that speaks, such as shop: the text is held against its share, its reads and its clocks alone
    /// [default: the whole incident].
    #[arg(long, value_name = "ID")]
    pub(crate) controller: Option<String>,
    /// The text was published and is this evidence of the incident: name the sentences that need correcting.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) published: Option<String>,
    /// This evidence or fact of the incident carries an absolute word where one of these other words stands beside
    /// it: `deleted=E7:laptop,노트북`. Only what is graded as a fact carries one. May be repeated.
    #[arg(long, value_name = "WORD=ID:ABOUT,…")]
    pub(crate) carries: Vec<String>,
    /// What the notice advises people to do; then "no action needed" is contradicted. May be repeated.
    #[arg(long, value_name = "TEXT")]
    pub(crate) advises: Vec<String>,
    /// The data was made public, so that the word of Article 34-2 of the Act may be used.
    #[arg(long)]
    pub(crate) made_public: bool,
    /// Also list what is supported.
    #[arg(long)]
    pub(crate) all: bool,
    /// Who asks [default: the system user]; a restricted incident is seen by the named alone.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

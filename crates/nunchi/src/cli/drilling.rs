//! What is typed about drills.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::ReplayArgs;
use crate::printer::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum DrillCommand {
    /// Begin: write the replay of a case, read it into a ledger of its own, and start the clock of the drill.
    Start(DrillStartArgs),
    /// What the clock of the drill says, what has come, what comes when, and what is due.
    Status(DrillArgs),
    /// Show what has come since it was asked last, and keep it as files.
    Next {
        #[command(flatten)]
        drill: DrillArgs,
        /// Where nothing has come, set the clock forward to what comes next.
        #[arg(long)]
        skip: bool,
        /// Show all that has come, again.
        #[arg(long)]
        all: bool,
    },
    /// Set the clock forward; it is never set back.
    Forward {
        #[command(flatten)]
        drill: DrillArgs,
        /// To this moment of the case, RFC 3339 or local to the shop.
        #[arg(long, value_name = "TIME", required_unless_present = "hours")]
        to: Option<String>,
        /// By so many hours of the case.
        #[arg(long, conflicts_with = "to")]
        hours: Option<u32>,
        /// Beyond the end of the drill, where nothing comes any more.
        #[arg(long)]
        past_end: bool,
    },
    /// Let the clock go on at another speed.
    Pace {
        #[command(flatten)]
        drill: DrillArgs,
        /// Hours of the case in one hour of work, up to 3600; 0 stops the clock, for a night or a meal.
        speed: u32,
    },
    /// Play a drill that was begun with `start` through by answers that are written down, to show what a drill is.
    Walk {
        #[command(flatten)]
        drill: DrillArgs,
        /// Whose answers.
        #[arg(long, value_enum, default_value_t = Answers::Prompt)]
        answers: Answers,
    },
    /// Hours to each step beside those of the case, and what was missed.
    Report {
        #[command(flatten)]
        drill: DrillArgs,
        /// Who asks [default: the system user].
        #[arg(long = "as", value_name = "NAME")]
        as_name: Option<String>,
    },
}

/// Whose answers are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answers {
    /// Those of a team that keeps every limit.
    Prompt,
    /// Those of the company, at its times, where the public record tells them.
    Case,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DrillArgs {
    /// The folder of the drill.
    #[arg(long, default_value = "nunchi-drill")]
    pub(crate) dir: PathBuf,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct DrillStartArgs {
    #[command(flatten)]
    pub(crate) drill: DrillArgs,
    /// What is practised.
    #[arg(long, default_value = "case")]
    pub(crate) scenario: String,
    /// Hours of the case in one hour of work, up to 3600; 0: the clock goes only by `next --skip` and `forward`.
    #[arg(long, default_value_t = 60)]
    pub(crate) speed: u32,
    /// Throw away the drill that is in the folder.
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) replay: SmallReplayArgs,
}

/// The replay of a drill: small, so that it is there within a minute.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SmallReplayArgs {
    /// Accesses of ordinary traffic around the attack.
    #[arg(long, default_value_t = 200_000)]
    background: u64,
    /// Divides people and accesses of the case, never days or addresses.
    #[arg(long, default_value_t = 1000)]
    scale: u32,
    /// Seed of the replay.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl SmallReplayArgs {
    /// The plan of the replay.
    pub(crate) fn plan(self) -> sim::Plan {
        let SmallReplayArgs {
            background,
            scale,
            seed,
        } = self;
        ReplayArgs {
            background,
            scale,
            seed,
        }
        .plan()
    }
}

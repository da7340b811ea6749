//! What is typed about keys and witnesses.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{By, Place};

/// What a deed takes that is recorded with its reason and nothing else.
#[derive(Debug, Args)]
pub(crate) struct DeedArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Why; recorded sealed.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Sign with a new key from now on. The change is an act that both keys sign.
    Change(DeedArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum BookCommand {
    /// Seal names, strings and quarantine anew under a new key, which ends every older backup. Waits
    /// while a hold is in force.
    Renew(DeedArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum WitnessCommand {
    /// Make a witness's key; prints the public half.
    Keygen {
        /// Its name, such as witness.example/w1.
        name: String,
        /// File for the secret half.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Cosign heads that are sent here, for as long as the process runs. Prints KEY@URL once it listens.
    Serve {
        /// File with the witness's key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Folder where it keeps the largest head of each log. Losing it loses what it vouches for.
        #[arg(long, value_name = "FOLDER")]
        state: PathBuf,
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:7380", value_name = "ADDRESS")]
        listen: String,
        /// Public key of a ledger whose heads it cosigns (the line of tree/key.pub); may be repeated.
        #[arg(long, value_name = "KEY", required = true)]
        log: Vec<String>,
    },
}

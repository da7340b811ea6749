//! The housekeeping of the workspace, behind `cargo xtask`.
//!
//! Responsibility: `tidy` holds the rules of the house that the compiler cannot hold, `ci`
//! runs every check in one order with one closing line, and `sim` whole runs under a seed. Nothing here is shipped.
//!
//! Invariants: `tidy` only reads; each of its checks is a pure function of the files, so that a
//! test can make up a small tree and see the check fail.

mod ci;
mod say;
mod sim;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask tidy          the rules of the house: layers, walls, lengths, habits, links, words, sources
cargo xtask ci [STEP…]    every check in order, or only the steps named
cargo xtask ci --list     the names of the steps
cargo xtask sim --seed N [--runs M]
                          whole runs of a ledger under seeds N, N+1, … on a disk that fails; one is told step by step";

fn main() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let root = root()?;
    let good = match args.split_first() {
        Some((task, [])) if task == "tidy" => tidy::run(&root)?,
        Some((task, steps)) if task == "ci" => ci::run(&root, steps)?,
        Some((task, rest)) if task == "sim" => sim::run(&root, rest)?,
        Some((task, _)) if !matches!(task.as_str(), "help" | "--help" | "-h") => {
            bail!("no such task: {}\n{HELP}", args.join(" "))
        }
        _ => {
            say::line(HELP);
            true
        }
    };
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The folder of the workspace: the nearest one upwards whose `Cargo.toml` has `[workspace]`.
///
/// Cargo says at run time where this package is. The place known at compile time would be wrong
/// for a second clone that shares the target folder.
fn root() -> Result<PathBuf> {
    let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::current_dir().context("asking for the current folder")?,
    };
    let has_workspace = |folder: &&Path| {
        std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
    };
    start
        .ancestors()
        .find(has_workspace)
        .map(Path::to_path_buf)
        .with_context(|| {
            format!(
                "no workspace above {}: run this inside the checkout",
                start.display()
            )
        })
}

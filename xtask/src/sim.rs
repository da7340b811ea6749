//! `cargo xtask sim`: the simulation among the ledger's tests, under a seed of one's own.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

const TEST: &str = "simulation::whole_runs_under_seeds_equal_the_model";

/// Runs it; true when every run equals the model.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<bool> {
    let (mut seed, mut runs) = (None, 1);
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value: u64 = rest
            .next()
            .and_then(|value| value.parse().ok())
            .with_context(|| format!("{name} takes a number"))?;
        match name.as_str() {
            "--seed" => seed = Some(value),
            "--runs" => runs = value,
            _ => bail!("no such option: {name}; say --seed N and perhaps --runs M"),
        }
    }
    let seed = seed.context("say which with --seed N")?;
    let status = Command::new("cargo")
        .args([
            "test",
            "--quiet",
            "--locked",
            "--package",
            "ledger",
            "--test",
            "ledger",
        ])
        .args([TEST, "--", "--exact", "--nocapture"])
        .env("NUNCHI_SIM_SEED", seed.to_string())
        .env("NUNCHI_SIM_RUNS", runs.to_string())
        .current_dir(root)
        .status()
        .context("starting cargo test")?;
    Ok(status.success())
}

//! `cargo xtask ci`: every check in one order, each with a heading and its time.
//!
//! A failing step does not stop the ones after it, so that one run tells everything. The target
//! folder is the one that cargo uses for `xtask` itself, so `CARGO_TARGET_DIR` is respected.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{say, tidy};

#[cfg(test)]
mod tests;

/// What a step does.
enum Work {
    /// Arguments of a cargo command, and one variable of its environment.
    Cargo(
        &'static [&'static str],
        Option<(&'static str, &'static str)>,
    ),
    Tidy,
    /// An end-to-end script, which must print `ok NAME` and end with 0.
    Script(PathBuf),
}

struct Step {
    name: String,
    work: Work,
}

/// The result of one step.
struct Outcome {
    name: String,
    good: bool,
    took: Duration,
}

/// Runs the steps of the given names, or all; true when every one passed.
pub(crate) fn run(root: &Path, only: &[String]) -> Result<bool> {
    let all = steps(has_nextest(), scripts(root)?);
    if only.iter().any(|name| name == "--list") {
        all.iter().for_each(|step| say::line(&step.name));
        return Ok(true);
    }
    if let Some(name) = only
        .iter()
        .find(|name| !all.iter().any(|step| step.name == **name))
    {
        bail!("no such step: {name}, `cargo xtask ci --list` names them");
    }
    let chosen = all
        .into_iter()
        .filter(|step| only.is_empty() || only.contains(&step.name));
    let outcomes = chosen
        .map(|step| one(root, step))
        .collect::<Result<Vec<_>>>()?;
    say::line("");
    for line in closing(&outcomes) {
        say::line(&line);
    }
    Ok(outcomes.iter().all(|outcome| outcome.good))
}

/// Every step in its order. The binary is built before the scripts, which drive it.
fn steps(nextest: bool, scripts: Vec<PathBuf>) -> Vec<Step> {
    let tests: &[&str] = if nextest {
        &["nextest", "run", "--workspace", "--locked"]
    } else {
        // Documentation tests are a step of their own, so they are left out here.
        &["test", "--workspace", "--all-targets", "--locked"]
    };
    let cargo = |name: &str, args| Step {
        name: name.to_owned(),
        work: Work::Cargo(args, None),
    };
    let mut steps = vec![
        cargo("fmt", &["fmt", "--all", "--check"]),
        cargo(
            "clippy",
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ],
        ),
        Step {
            name: "tidy".to_owned(),
            work: Work::Tidy,
        },
        cargo("test", tests),
        cargo("doctest", &["test", "--doc", "--workspace", "--locked"]),
        Step {
            name: "doc".to_owned(),
            work: Work::Cargo(
                &["doc", "--workspace", "--no-deps", "--locked"],
                Some(("RUSTDOCFLAGS", "-D warnings")),
            ),
        },
        cargo(
            "bench",
            // A workspace of its own, which none of the others sees: its lock file and its code go stale unwatched.
            &[
                "clippy",
                "--manifest-path",
                "bench/kernels/Cargo.toml",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ],
        ),
    ];
    if !scripts.is_empty() {
        steps.push(cargo(
            "build",
            // With the whole workspace, as the tests were built, or what is heavy would be built twice.
            &["build", "--locked", "--workspace", "--bin", "nunchi"],
        ));
    }
    steps.extend(scripts.into_iter().map(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Step {
            name: format!("script:{stem}"),
            work: Work::Script(path.clone()),
        }
    }));
    steps
}

/// Runs one step under its heading.
fn one(root: &Path, step: Step) -> Result<Outcome> {
    say::line(&format!("\n== {} ==", step.name));
    let started = now();
    let good = match &step.work {
        Work::Cargo(args, variable) => {
            let mut command = Command::new(cargo());
            command.args(*args).envs(variable.iter().copied());
            finish(root, command)?
        }
        Work::Tidy => tidy::run(root)?,
        Work::Script(path) => script(root, path)?,
    };
    let took = started.elapsed();
    say::line(&verdict(&step.name, good, took));
    Ok(Outcome {
        name: step.name,
        good,
        took,
    })
}

/// Runs a command to its end; true when it ended with 0.
fn finish(root: &Path, mut command: Command) -> Result<bool> {
    prepare(root, &mut command);
    let status = command
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    Ok(status.success())
}

/// Runs an end-to-end script. Silence is not success: a line `ok NAME` must be among its output.
fn script(root: &Path, path: &Path) -> Result<bool> {
    let mut command = Command::new("bash");
    command.arg(path).stdout(Stdio::piped());
    prepare(root, &mut command);
    let mut child = command
        .spawn()
        .with_context(|| format!("starting {}", path.display()))?;
    let mut said_ok = false;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("reading what {} says", path.display()))?;
            let line = String::from_utf8_lossy(&line);
            said_ok |= line.starts_with("ok ");
            say::line(&line);
        }
    }
    let status = child
        .wait()
        .with_context(|| format!("waiting for {}", path.display()))?;
    if status.success() && !said_ok {
        say::line("the script ended with 0 but said no `ok NAME`, so nothing was shown to hold");
    }
    Ok(status.success() && said_ok)
}

/// The folder and the environment of every command.
///
/// Scripts and tests find the binary by `NUNCHI_BIN` and a Python with DuckDB by
/// `NUNCHI_PYTHON`; both may be set from outside.
fn prepare(root: &Path, command: &mut Command) {
    command.current_dir(root);
    // Cargo describes this package to `xtask`; a cargo below must not take it for its own.
    command.env_remove("CARGO_MANIFEST_DIR");
    if std::env::var_os("NUNCHI_BIN").is_none()
        && let Some(folder) = std::env::current_exe()
            .ok()
            .as_deref()
            .and_then(Path::parent)
    {
        command.env("NUNCHI_BIN", folder.join("nunchi"));
    }
    if std::env::var_os("NUNCHI_PYTHON").is_none()
        && let Some(python) = venv_python()
    {
        command.env("NUNCHI_PYTHON", python);
    }
}

/// The Python that `scripts/install-test.sh` sets up, when it is there.
fn venv_python() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let cache = match set("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(set("HOME")?).join(".cache"),
    };
    let python = cache.join("nunchi/venv/bin/python3");
    python.exists().then_some(python)
}

/// The end-to-end scripts, in the order of their names.
fn scripts(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("scripts/tests");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("listing {}", folder.display()))?;
    Ok(only_scripts(entries))
}

fn only_scripts(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.retain(|path| path.extension().is_some_and(|end| end == "sh"));
    paths.sort();
    paths
}

fn has_nextest() -> bool {
    let mut command = Command::new(cargo());
    command
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn verdict(name: &str, good: bool, took: Duration) -> String {
    let word = if good { "passed" } else { "FAILED" };
    format!("{word} {name}, {:.1} s", took.as_secs_f64())
}

/// The lines at the end: one a step, then the sum.
fn closing(outcomes: &[Outcome]) -> Vec<String> {
    let mut lines: Vec<String> = outcomes
        .iter()
        .map(|outcome| verdict(&outcome.name, outcome.good, outcome.took))
        .collect();
    let passed = outcomes.iter().filter(|outcome| outcome.good).count();
    lines.push(format!(
        "{passed} passed, {} failed",
        outcomes.len() - passed
    ));
    lines
}

#[expect(
    clippy::disallowed_methods,
    reason = "xtask measures its own steps, nothing else"
)]
fn now() -> Instant {
    Instant::now()
}

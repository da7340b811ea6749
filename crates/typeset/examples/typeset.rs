//! Sets the document whose JSON comes in as PDF, which goes out: `typeset < report.json > report.pdf`.

use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "typeset: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let pdf = typeset::pdf(&report::from_json(&text)?)?;
    std::io::stdout().write_all(&pdf)?;
    Ok(())
}

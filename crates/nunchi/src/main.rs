//! `nunchi`, the binary: one file per subcommand, thin. What is typed becomes settings, one call, and
//! something printed. Only `main` ends the process.

mod acts;
mod asking;
mod cases;
mod cli;
mod commands;
mod detecting;
mod drill;
mod failure;
mod home;
mod ingest;
mod keys;
mod printer;
mod pushing;
mod render;
mod settings;
mod stated;
mod watching;
mod witness;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse_from(cli::spelled_out(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes; clap prints them to standard output itself.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match commands::run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            printer::complain(&failure);
            ExitCode::from(failure.class.exit_code())
        }
    }
}

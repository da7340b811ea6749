//! `nunchi ingest`: history from files or standard input.

use super::incident;
use crate::{
    cli::IngestArgs,
    detecting,
    failure::Failure,
    home::Home,
    ingest::{Options, ingest, ingest_quarantined, resolve_inputs},
    printer::{format_or_default, say},
    watching,
};

pub(crate) fn run(args: &IngestArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    // Mistakes in what was typed come before the lock is asked for.
    let inputs = resolve_inputs(home.disk(), &home.settings, args)?;
    let mut ledger = home.writer()?;
    let watched = watching::look_before(&home, &mut ledger, &inputs);
    let report = if args.quarantined {
        ingest_quarantined(&home, &mut ledger)?
    } else {
        ingest(
            &home,
            &mut ledger,
            inputs,
            Options {
                insist: args.insist,
                quiet: false,
                threads: args.threads.map(Into::into),
            },
        )?
    };
    if let Some(mut watched) = watched {
        watching::remember(&home, &mut ledger, &mut watched, &report.offered)?;
    }
    say(&report.render(format_or_default(args.output)));
    drop(ledger);
    if !args.no_detect {
        detecting::look_after_ingest(&home);
    }
    incident::learning::after_ingest(&home);
    Ok(0)
}

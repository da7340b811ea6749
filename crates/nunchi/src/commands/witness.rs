//! `nunchi witness`: a small witness of one's own, for another machine than the ledger's.

use std::{net::TcpListener, path::Path, sync::Arc};

use event::ErrorClass;
use proof::{Cosigner, Verifier};

use crate::{
    cli::WitnessCommand,
    failure::Failure,
    home::real_world,
    keys,
    printer::{note, say},
    witness::{Kept, serve},
};

pub(crate) fn run(command: &WitnessCommand) -> Result<u8, Failure> {
    match command {
        WitnessCommand::Keygen { name, out } => keygen(name, out),
        WitnessCommand::Serve {
            key,
            state,
            listen,
            log,
        } => serve_at(key, state, listen, log),
    }
}

fn keygen(name: &str, out: &Path) -> Result<u8, Failure> {
    let world = real_world();
    let disk = world.disk.as_ref();
    if disk.meta(out)?.is_some() {
        let message = format!("{} is there already: name another file", out.display());
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    let mut seed = [0; 32];
    world.entropy.fill(&mut seed)?;
    let cosigner = Cosigner::from_seed(name, &seed).map_err(|e| Failure::usage(e.to_string()))?;
    disk.replace(out, format!("{name} {}\n", ledger::hex(&seed)).as_bytes())?;
    say(&cosigner.verifier().to_string());
    note(&format!(
        "the secret half is in {}: keep it where nobody else reads; the line above is public",
        out.display()
    ));
    Ok(0)
}

fn serve_at(key: &Path, state: &Path, listen: &str, logs: &[String]) -> Result<u8, Failure> {
    let world = real_world();
    let bytes = world.disk.read(key).map_err(|e| {
        let message = format!("cannot read {}: {e}", key.display());
        Failure::new(ErrorClass::Config, message)
    })?;
    let cosigner = String::from_utf8_lossy(&bytes)
        .trim()
        .split_once(' ')
        .and_then(|(name, seed)| Cosigner::from_seed(name, &keys::unhex(seed)?).ok())
        .ok_or_else(|| Failure::usage(format!("{} is no witness's key", key.display())))?;
    let logs = logs
        .iter()
        .map(|log| {
            Verifier::parse(log.trim()).map_err(|e| Failure::usage(format!("--log {log:?}: {e}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let kept = Arc::new(Kept::open(Arc::clone(&world.disk), state, logs, cosigner)?);
    let away = |e: std::io::Error| {
        Failure::new(
            ErrorClass::Unavailable,
            format!("cannot listen at {listen}: {e}"),
        )
    };
    let listener = TcpListener::bind(listen).map_err(away)?;
    let address = listener.local_addr().map_err(away)?;
    say(&format!("{}@http://{address}", kept.key()));
    serve(&listener, &kept, &world.clock)?;
    Ok(0)
}

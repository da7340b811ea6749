//! Work that is divided over as many threads as there are cores.

use std::{
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use ledger::OpenError;

/// Does so many pieces of work, each by the next thread that is free; what came of each, in their order.
/// The first error ends the thread that met it; the others finish what they can.
///
/// # Errors
/// The error of a piece, or that a thread ended early.
pub(crate) fn on_all_cores<T: Send>(
    pieces: usize,
    work: impl Fn(usize) -> Result<T, OpenError> + Sync,
) -> Result<Vec<T>, OpenError> {
    let threads = std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(pieces);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let worker = || -> Result<(), OpenError> {
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return Ok(());
            }
            let came = work(piece)?;
            if let Ok(mut done) = done.lock() {
                done.push((piece, came));
            }
        }
    };
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let early = || OpenError::Setting("a thread at work ended early".to_owned());
        let joined = handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|_| Err(early())));
        joined.collect::<Result<Vec<()>, _>>()
    })?;
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(piece, _)| *piece);
    Ok(done.into_iter().map(|(_, came)| came).collect())
}

/// Asks every shard; what each said, by shard.
pub(crate) fn each_shard<T: Send>(
    shards: u16,
    ask: impl Fn(u16) -> Result<T, OpenError> + Sync,
) -> Result<Vec<T>, OpenError> {
    on_all_cores(usize::from(shards), |shard| {
        ask(u16::try_from(shard).unwrap_or(u16::MAX))
    })
}

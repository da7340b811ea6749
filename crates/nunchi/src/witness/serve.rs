//! The witness at work: takes heads by HTTP and answers with its cosignature, or says why not.

use std::{
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use env::Clock;
use proof::Refusal;

use super::{
    http::{Request, answer, limit, read},
    keep::{Denied, Kept},
};
use crate::{failure::Failure, printer::note};

/// Connections at a time; one more is told to come again.
const CONNECTIONS_MAX: usize = 32;

const TEXT: &str = "text/plain; charset=utf-8";
/// The kind of the answer that names the size seen last, by the specification.
const SIZE: &str = "text/x.tlog.size";

/// Serves until the process is ended.
pub(crate) fn serve(
    listener: &TcpListener,
    kept: &Arc<Kept>,
    clock: &Arc<dyn Clock>,
) -> Result<(), Failure> {
    let busy = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { continue };
        if limit(&stream).is_err() {
            continue;
        }
        if busy.fetch_add(1, Ordering::SeqCst) >= CONNECTIONS_MAX {
            busy.fetch_sub(1, Ordering::SeqCst);
            let _ = answer(&mut stream, 503, TEXT, "too many at once: come again\n");
            continue;
        }
        let (kept, clock, busy) = (Arc::clone(kept), Arc::clone(clock), Arc::clone(&busy));
        std::thread::spawn(move || {
            // A peer that went away needs no answer.
            let _ = attend(&mut stream, &kept, clock.as_ref());
            busy.fetch_sub(1, Ordering::SeqCst);
        });
    }
    Ok(())
}

fn attend(stream: &mut TcpStream, kept: &Kept, clock: &dyn Clock) -> std::io::Result<()> {
    match read(stream)? {
        Err(status) => answer(stream, status, TEXT, "the request was not understood\n"),
        Ok(request) => {
            let (status, kind, body) = respond(&request, kept, clock);
            answer(stream, status, kind, &body)
        }
    }
}

fn respond(request: &Request, kept: &Kept, clock: &dyn Clock) -> (u16, &'static str, String) {
    if request.method == "GET" {
        return (200, TEXT, format!("witness {}\n", kept.key()));
    }
    if request.method != "POST" || !request.path.ends_with("/add-checkpoint") {
        return (
            404,
            TEXT,
            "heads are sent by POST to …/add-checkpoint\n".to_owned(),
        );
    }
    let time = u64::try_from(clock.now_ms() / 1000).unwrap_or(0);
    match kept.add(&request.body, time) {
        Ok(line) => (200, TEXT, line),
        Err(Denied::Failed(what)) => {
            note(&what);
            (
                500,
                TEXT,
                "the witness cannot keep the head, so it does not cosign\n".to_owned(),
            )
        }
        Err(Denied::Refused(refusal)) => {
            note(&format!("not cosigned: {refusal}"));
            match refusal {
                Refusal::Conflict(size) | Refusal::Forked(size) => (409, SIZE, format!("{size}\n")),
                refusal => (refusal.status(), TEXT, format!("{refusal}\n")),
            }
        }
    }
}

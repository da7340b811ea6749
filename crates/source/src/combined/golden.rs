//! Golden fixtures: `fixtures/NAME.in` decodes to `fixtures/NAME.events`. `UPDATE=1` rewrites the
//! second; the reviewer reads the difference.

use std::{fmt::Write as _, path::PathBuf};

use event::{Event, Request};

use crate::{Decode, Fault, Settings, Sink, formats::Format};

/// A decoder of this format.
pub(crate) fn decoder(format: &Format, settings: &Settings) -> Box<dyn Decode> {
    (format.build)(settings).unwrap()(b"").unwrap()
}

/// What a decoder makes of one record.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) events: Vec<String>,
    pub(crate) beside: usize,
}

impl Sink for Seen {
    fn event(&mut self, event: Event<'_>) {
        self.events.push(line(&event));
    }

    fn beside(&mut self) {
        self.beside += 1;
    }
}

/// Decodes one record, holding the decoder to its contract.
pub(crate) fn decode(decoder: &mut dyn Decode, record: &[u8]) -> Result<Seen, Fault> {
    let mut seen = Seen::default();
    let result = decoder.decode(record, &mut seen);
    let calls = seen.events.len() + seen.beside;
    match result {
        Ok(()) => assert!(calls > 0, "the sink was not called"),
        Err(_) => assert_eq!(calls, 0, "a fault after the sink was called"),
    }
    result.map(|()| seen)
}

/// Compares `src/FOLDER/fixtures/NAME.in` with its `.events`.
pub(crate) fn check(format: &Format, settings: &Settings, name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(format.id)
        .join("fixtures");
    let expected_at = folder.join(format!("{name}.events"));
    let input = read(&folder.join(format!("{name}.in")));
    let mut decoder = decoder(format, settings);
    let mut found = String::new();
    for record in input.split(|b| *b == b'\n').filter(|r| !r.is_empty()) {
        match decode(&mut *decoder, record) {
            Ok(seen) => {
                found.extend(seen.events.iter().flat_map(|e| [e.as_str(), "\n"]));
                found.push_str(&"beside\n".repeat(seen.beside));
            }
            Err(fault) => writeln!(found, "fault: {fault}").unwrap(),
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::write(&expected_at, &found).unwrap();
    }
    let expected = String::from_utf8(read(&expected_at)).unwrap();
    assert_eq!(
        found,
        expected,
        "{}: run with UPDATE=1 and read the difference",
        expected_at.display()
    );
}

fn read(path: &std::path::Path) -> Vec<u8> {
    #[expect(
        clippy::disallowed_methods,
        reason = "golden files are read where they lie"
    )]
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// One line for one event; what is unknown is left out.
fn line(event: &Event<'_>) -> String {
    let mut out = event.time().to_string();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(out, " {name}={value:?}").unwrap();
        }
    };
    match event {
        Event::Access(access) => {
            put("access", Some(asked(&access.request)));
            put("outcome", Some(access.outcome.word().to_owned()));
            put("kind", Some(access.actor_kind.word().to_owned()));
            put("actor", access.actor.as_deref().map(str::to_owned));
            put(
                "credential",
                access.credential.as_deref().map(str::to_owned),
            );
            put("ip", access.ip.map(|ip| ip.to_string()));
            put("client", access.client.as_deref().map(str::to_owned));
            put("id", access.mark.event_id.as_deref().map(str::to_owned));
            put(
                "instance",
                access.mark.instance.as_deref().map(str::to_owned),
            );
            for (index, value) in &access.pointed {
                put(&format!("pointed{index}"), Some(value.to_string()));
            }
            assert!(access.key.is_none() && access.issuer.is_none());
            assert!(access.records.is_none() && access.reach.is_none());
            assert!(access.subjects.is_empty() && access.mark.sequence.is_none());
        }
        Event::Issuance(issuance) => {
            put("issued", Some(issuance.credential.to_string()));
            put("subject", issuance.subject.as_deref().map(str::to_owned));
            put("issuer", issuance.issuer.as_deref().map(str::to_owned));
            put("expires", issuance.expires.map(|time| time.to_string()));
            put("ip", issuance.ip.map(|ip| ip.to_string()));
            put("client", issuance.client.as_deref().map(str::to_owned));
            put("id", issuance.mark.event_id.as_deref().map(str::to_owned));
            put(
                "instance",
                issuance.mark.instance.as_deref().map(str::to_owned),
            );
            assert!(issuance.key.is_none());
        }
        Event::Identity(change) => {
            put("changed", Some(change.change.word().to_owned()));
            put("subject", Some(change.subject.to_string()));
            put("key", change.key.as_deref().map(str::to_owned));
            put("id", change.mark.event_id.as_deref().map(str::to_owned));
            put(
                "instance",
                change.mark.instance.as_deref().map(str::to_owned),
            );
        }
        other => panic!("no decoder here gives {other:?}"),
    }
    out
}

fn asked(request: &Request<'_>) -> String {
    match request {
        Request::Http { method, path } => format!("{method} {path}"),
        Request::Call { service, name } => format!("{service} {name}"),
        Request::Table { .. } => panic!("no decoder here gives a table"),
    }
}

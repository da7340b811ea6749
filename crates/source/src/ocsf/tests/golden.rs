//! One line for one event, without what it leaves open.

use std::fmt::{Debug, Write as _};

use event::{Event, Mark};

struct Line(String);

impl Line {
    fn put<T: Debug>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            write!(self.0, " {name}={value:?}").unwrap();
        }
    }

    fn word(&mut self, name: &str, word: &str) {
        write!(self.0, " {name}={word}").unwrap();
    }

    fn mark(&mut self, mark: &Mark<'_>) {
        self.put("instance", mark.instance.as_ref());
        self.put("boot", mark.boot.as_ref());
        self.put("sequence", mark.sequence);
        self.put("id", mark.event_id.as_ref());
    }
}

/// Every attribute that is set.
pub(super) fn line(event: &Event<'_>) -> String {
    let mut line = Line(event.time().to_string());
    match event {
        Event::Access(access) => {
            write!(line.0, " {:?}", access.request).unwrap();
            line.word("outcome", access.outcome.word());
            line.word("kind", access.actor_kind.word());
            line.put("actor", access.actor.as_ref());
            line.put("credential", access.credential.as_ref());
            line.put("key", access.key.as_ref());
            line.put("issuer", access.issuer.as_ref());
            line.put("ip", access.ip);
            line.put("client", access.client.as_ref());
            line.put("records", access.records);
            line.put("reach", access.reach);
            line.put(
                "subjects",
                Some(&access.subjects).filter(|list| !list.is_empty()),
            );
            line.put(
                "pointed",
                Some(&access.pointed).filter(|list| !list.is_empty()),
            );
            line.mark(&access.mark);
        }
        Event::Issuance(issuance) => {
            line.put("issued", Some(&issuance.credential));
            line.put("subject", issuance.subject.as_ref());
            line.put("issuer", issuance.issuer.as_ref());
            line.put("key", issuance.key.as_ref());
            line.put("expires", issuance.expires.map(|time| time.to_string()));
            line.put("ip", issuance.ip);
            line.put("client", issuance.client.as_ref());
            line.mark(&issuance.mark);
        }
        Event::Identity(change) => {
            line.word("changed", change.change.word());
            line.put("subject", Some(&change.subject));
            line.put("key", change.key.as_ref());
            line.mark(&change.mark);
        }
        other => panic!("OCSF gives no {other:?}"),
    }
    line.0
}

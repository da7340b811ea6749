//! The variants as the decoders of the ledger read them.

use event::Event;
use source::{Settings, Sink, feed::Feed};

use super::small;
use crate::reading::variant;

#[derive(Default)]
struct Counted {
    events: u64,
    beside: u64,
}

impl Sink for Counted {
    fn event(&mut self, _: Event<'_>) {
        self.events += 1;
    }

    fn beside(&mut self) {
        self.beside += 1;
    }
}

/// Every record of a text is an event or stands beside; none is refused.
fn decode(text: &str, format: &str) -> Counted {
    let format = source::format(format).unwrap();
    let settings = Settings {
        time_zone: "Asia/Seoul".to_owned(),
        ..Settings::default()
    };
    let builder = (format.build)(&settings).unwrap();
    let bytes = std::io::Cursor::new(text.as_bytes().to_vec());
    let mut feed = Feed::of_reader("a variant", Box::new(bytes), format.framing).unwrap();
    let mut decoder = builder(feed.preamble().unwrap()).unwrap();
    let mut counted = Counted::default();
    while let Some(batch) = feed.next_batch().unwrap() {
        for (_, record) in batch.iter() {
            decoder.decode(record, &mut counted).unwrap();
        }
    }
    counted
}

/// Lines that a variant lays over the background.
pub(super) fn check(lines: &[&str]) {
    let failed = lines.iter().filter(|line| line.contains("\"status_id\":2"));
    let counted = decode(&lines.join("\n"), "ocsf");
    assert_eq!(counted.beside, failed.count() as u64);
    assert_eq!(counted.events + counted.beside, lines.len() as u64);
}

#[test]
fn every_line_of_the_background_is_decoded() {
    let (truth, files) = variant(&small(0, true));
    for name in ["gateway.ndjson", "auth.ndjson", "accounts.ndjson", "hr.csv"] {
        let header = u64::from(name == "hr.csv");
        let format = if header == 1 { "hr" } else { "ocsf" };
        let counted = decode(&files.text(name), format);
        let total = truth.files[name];
        assert_eq!(counted.events, total.events, "{name}");
        assert_eq!(
            counted.beside,
            total.lines - header - total.events,
            "{name}"
        );
    }
}

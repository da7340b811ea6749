//! The same as CSV (RFC 4180), for those who take no STIX. Every field stands in quotes.
//!
//! Columns: `kind` (`network`, `system`, `client`, `key`), `value`, `system` (number of the autonomous
//! system of a network), `issuer` (of a key), `first_seen`, `last_seen`, `accesses`, `shared` (`true`, `false`
//! or `unknown`), `valid_until`,
//! `tlp`, `incident`, `producer`.
//!
//! A text that begins with `=`, `+`, `-`, `@` or `'` gets a `'` in front: a spreadsheet would compute it, and an
//! attacker chooses a user agent. Whoever reads the file takes one `'` off.

use super::{Indicators, Seen, What, stix::host};

const HEAD: &str = "kind,value,system,issuer,first_seen,last_seen,accesses,shared,valid_until,tlp,incident,producer\r\n";

impl Indicators {
    /// The indicators as CSV, with a line of names.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = HEAD.to_owned();
        for seen in &self.facts.seen {
            let fields: Vec<String> = self.row(seen).iter().map(|field| quoted(field)).collect();
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
        text
    }

    fn row(&self, seen: &Seen) -> [String; 12] {
        let (value, issuer) = match &seen.what {
            What::Network(net) => (host(net), None),
            What::System(number) => (number.to_string(), None),
            What::Client(client) => (client.clone(), None),
            What::Key { id, issuer } => (id.clone(), issuer.clone()),
        };
        let system = seen.system.map(|number| number.to_string());
        [
            seen.what.word().to_owned(),
            value,
            system.unwrap_or_default(),
            issuer.unwrap_or_default(),
            seen.first.to_string(),
            seen.last.to_string(),
            seen.accesses.to_string(),
            seen.shared
                .map_or("unknown".to_owned(), |is| is.to_string()),
            self.valid_until().to_string(),
            self.facts.tlp.label(),
            self.facts.incident.label(),
            self.facts.producer.name.clone(),
        ]
    }
}

fn quoted(field: &str) -> String {
    let guard = if field.starts_with(['=', '+', '-', '@', '\'']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

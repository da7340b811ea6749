//! The list for nginx: variables that say whether a request is meant, and the line that refuses it.
//!
//! A hostile client chooses its user agent, and so what stands in this configuration. Every byte of it that
//! is no letter and no digit is written as `\xHH` inside a regular expression, so that no value can end a
//! string, a line or a block. Expressions compare case and the whole value, which the strings of `map` do
//! not, and need no tuning of hashes for long values.
//!
//! nginx has no clock for entries: what has expired by the moment of writing is left away, and whoever
//! fetches the list fetches it again before the moment that its first line names.

use std::fmt::Write as _;

use event::Millis;

use super::{BlockList, Claim, Entry, FormError, LeftOut, Match};

/// Variables of nginx that hold what nginx itself cannot read out of a token, without `$`.
///
/// With NGINX Plus `jwt_header_kid` and `jwt_claim_jti` are there; else a cookie (`cookie_sid`), or what a
/// module or an authorising subrequest sets. A header that clients can send themselves is no such variable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NginxNames {
    /// Holds the `kid` of the token.
    pub key: Option<String>,
    /// Holds the `jti` of the token.
    pub jti: Option<String>,
    /// Holds the id of the session.
    pub session: Option<String>,
    /// Holds the HMAC-SHA-256 of the credential under the gateway key, lower-case hex.
    pub credential: Option<String>,
}

/// The list for nginx. Use `http` and `server` together, or `deny` alone for addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nginx {
    /// To be included inside `http { }`: variables, of which `$nunchi_block` is 1 for what is meant.
    pub http: String,
    /// To be included inside `server { }` or `location { }`: answers 403 where it is 1.
    pub server: String,
    /// To be included inside `http { }`, `server { }` or `location { }`: networks alone, as `deny` lines.
    pub deny: String,
    /// Entries in force that `http` does not say.
    pub left_out: Vec<LeftOut>,
}

/// The kinds of entries besides networks, each with the variable that it makes.
const MAPS: [(&str, Kind); 5] = [
    ("nunchi_client", Kind::Client),
    ("nunchi_key", Kind::Key),
    ("nunchi_jti", Kind::Jti),
    ("nunchi_session", Kind::Session),
    ("nunchi_credential", Kind::Credential),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Client,
    Key,
    Jti,
    Session,
    Credential,
}

impl BlockList {
    /// The entries that are in force at a moment, for nginx.
    ///
    /// # Errors
    /// When a name is no variable of nginx.
    pub fn nginx(&self, at: Millis, names: &NginxNames) -> Result<Nginx, FormError> {
        names.check()?;
        let head = self.head(at);
        let mut form = Nginx {
            http: head.clone(),
            server: format!("{head}if ($nunchi_block) {{ return 403; }}\n"),
            deny: head,
            left_out: Vec::new(),
        };
        form.http
            .push_str("geo $nunchi_address {\n    default 0;\n");
        for entry in self.in_force(at) {
            if let Match::Network(net) = &entry.what {
                // Writing into a string cannot fail; neither can it below.
                let _ = writeln!(form.http, "    {net} 1;");
                let _ = writeln!(form.deny, "deny {net};");
            } else if let Err(why) = names.source(&entry.what) {
                let what = entry.what.clone();
                form.left_out.push(LeftOut { what, why });
            }
        }
        form.http.push_str("}\n");
        for (variable, kind) in MAPS {
            let entries = self.in_force(at).map(|entry: &Entry| &entry.what);
            form.http.push_str(&names.map(variable, kind, entries));
        }
        form.http.push_str(&any());
        Ok(form)
    }

    fn head(&self, at: Millis) -> String {
        let until = match self.next_end(at) {
            Some(end) => format!("fetch it again before {end}"),
            None => "nothing is in force".to_owned(),
        };
        format!(
            "# Block list of incident {}, made {}, {}, as of {at}: {until}.\n",
            self.incident(),
            self.made(),
            self.digest(),
        )
    }
}

/// 1 where any of the variables is.
fn any() -> String {
    let mut text = "map \"$nunchi_address".to_owned();
    for (variable, _) in MAPS {
        text.push('$');
        text.push_str(variable);
    }
    let none = "0".repeat(MAPS.len() + 1);
    text + "\" $nunchi_block {\n    default 1;\n    \"" + &none + "\" 0;\n}\n"
}

impl NginxNames {
    fn check(&self) -> Result<(), FormError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        for name in [&self.key, &self.jti, &self.session, &self.credential]
            .into_iter()
            .flatten()
        {
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(FormError::Name {
                    name: name.clone(),
                    what: "variable of nginx",
                    right: "lower-case letters, digits and `_`, without `$`",
                });
            }
        }
        Ok(())
    }

    /// Which map an entry belongs to and what is compared; or why it cannot be said.
    fn source<'a>(
        &self,
        what: &'a Match,
    ) -> Result<(Kind, std::borrow::Cow<'a, str>), &'static str> {
        let (kind, value) = match what {
            Match::Network(_) => return Err("a network is not compared as text"),
            Match::Client(client) => (Kind::Client, client.into()),
            Match::Key {
                issued: Some(_), ..
            } => {
                return Err(
                    "nginx compares no spans of time: refuse the key, or use Envoy or JSON",
                );
            }
            Match::Key { id, issued: None } => (Kind::Key, id.into()),
            Match::Session {
                claim: Claim::Jti,
                id,
            } => (Kind::Jti, id.into()),
            Match::Session {
                claim: Claim::Session,
                id,
            } => (Kind::Session, id.into()),
            Match::Credential { hash, .. } => (Kind::Credential, hash.to_string().into()),
        };
        match self.variable(kind) {
            Some(_) => Ok((kind, value)),
            None => Err("no variable of nginx is named that holds this: name one, or use JSON"),
        }
    }

    fn variable(&self, kind: Kind) -> Option<&str> {
        match kind {
            Kind::Client => Some("http_user_agent"),
            Kind::Key => self.key.as_deref(),
            Kind::Jti => self.jti.as_deref(),
            Kind::Session => self.session.as_deref(),
            Kind::Credential => self.credential.as_deref(),
        }
    }

    /// A `map` from what a request shows to 0 or 1.
    fn map<'a>(
        &self,
        variable: &str,
        kind: Kind,
        entries: impl Iterator<Item = &'a Match>,
    ) -> String {
        // A kind without a variable is constant, so that `$nunchi_block` has the same shape always.
        let from = self
            .variable(kind)
            .map_or_else(|| "\"\"".to_owned(), |name| format!("${name}"));
        let mut text = format!("map {from} ${variable} {{\n    default 0;\n");
        for what in entries {
            if let Ok((of, value)) = self.source(what)
                && of == kind
            {
                let _ = writeln!(text, "    {} 1;", expression(&value));
            }
        }
        text + "}\n"
    }
}

/// A quoted regular expression that matches this value alone, in which only letters, digits and
/// backslashes stand.
fn expression(value: &str) -> String {
    let mut text = "\"~^".to_owned();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text + "\\z\""
}

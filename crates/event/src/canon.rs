//! Canonical names: one spelling for one subject. Version 1 of the forms.
//!
//! A canonical name is `ns:value`. The namespace says what the value is and how it is made
//! canonical; a wrong form would make two people of one, so a value that does not fit is refused
//! and never guessed.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::SubjectKind;

/// Bytes of a canonical name. Longer names are refused, and their event is quarantined.
pub const NAME_BYTES_MAX: usize = 256;

/// The version of these forms; part of the catalogue version.
pub const FORMS_VERSION: u32 = 1;

/// How values of a namespace are made canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// NFC, white space trimmed; a value of digits alone loses its leading zeros.
    Text,
    /// E.164: `+`, country code, number.
    Phone,
    /// NFC and lower case, white space trimmed.
    Email,
}

/// One namespace of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// The prefix, `[a-z][a-z0-9_]{0,15}`.
    pub id: String,
    /// What its subjects are until an identity change says otherwise.
    pub kind: SubjectKind,
    /// How its values are made canonical.
    pub form: Form,
}

/// The canonical forms in force: namespaces and the country of phone numbers without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canon {
    /// Known namespaces.
    pub namespaces: Vec<Namespace>,
    /// Country code put before a national phone number, digits only.
    pub phone_country: String,
}

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonError {
    /// The namespace is not in the catalogue.
    #[error(
        "unknown kind of name {0:?}: use one of the catalogue's namespaces (member, phone, email, employee, service, or your own)"
    )]
    Namespace(String),
    /// Nothing is left after trimming.
    #[error("the name is empty")]
    Empty,
    /// Too long.
    #[error("the name has {0} bytes; at most {NAME_BYTES_MAX} are taken")]
    Long(usize),
    /// A control character stands in it.
    #[error("the name holds a control character")]
    Control,
    /// Not a phone number.
    #[error(
        "not a phone number: write +82 10 1234 5678 or a national number such as 010-1234-5678"
    )]
    Phone,
    /// Not an e-mail address.
    #[error("not an e-mail address: one @ with something on both sides is needed")]
    Email,
}

impl Default for Canon {
    fn default() -> Canon {
        let namespace = |id: &str, kind, form| Namespace {
            id: id.to_owned(),
            kind,
            form,
        };
        Canon {
            namespaces: vec![
                namespace("member", SubjectKind::Member, Form::Text),
                namespace("phone", SubjectKind::Recipient, Form::Phone),
                namespace("email", SubjectKind::Recipient, Form::Email),
                namespace("employee", SubjectKind::Employee, Form::Text),
                namespace("service", SubjectKind::Other, Form::Text),
            ],
            phone_country: "82".to_owned(),
        }
    }
}

impl Canon {
    /// The namespace of this id.
    #[must_use]
    pub fn namespace(&self, id: &str) -> Option<&Namespace> {
        self.namespaces.iter().find(|namespace| namespace.id == id)
    }

    /// What a subject with this canonical name is until an identity change says otherwise.
    #[must_use]
    pub fn base_kind(&self, canonical: &str) -> SubjectKind {
        let id = canonical.split_once(':').map_or("", |(id, _)| id);
        self.namespace(id)
            .map_or(SubjectKind::Other, |namespace| namespace.kind)
    }

    /// Splits `ns:value` where `ns` is known; anything else is a value of `default_ns`.
    #[must_use]
    pub fn split<'n, 'r>(&'n self, raw: &'r str, default_ns: &'n str) -> (&'n str, &'r str) {
        // Names are short, so a plain loop finds the colon sooner than a searcher is made.
        if let Some(colon) = raw.bytes().position(|byte| byte == b':')
            && let Some((prefix, value)) = raw.split_at_checked(colon)
            && let Some(namespace) = self.namespace(prefix)
        {
            return (&namespace.id, value.get(1..).unwrap_or_default());
        }
        (default_ns, raw)
    }

    /// Writes the canonical name of `raw` (with or without its namespace) to `out`, replacing it.
    ///
    /// # Errors
    /// When the value has no canonical form; `out` is then empty.
    pub fn write_any(
        &self,
        default_ns: &str,
        raw: &str,
        out: &mut String,
    ) -> Result<(), CanonError> {
        self.write_named(default_ns, raw, out).map(drop)
    }

    /// As [`Canon::write_any`], and says what the subject is until an identity change says otherwise.
    ///
    /// # Errors
    /// As [`Canon::write_any`].
    pub fn write_named(
        &self,
        default_ns: &str,
        raw: &str,
        out: &mut String,
    ) -> Result<SubjectKind, CanonError> {
        let (ns, value) = self.split(raw, default_ns);
        self.write_in(ns, value, out)
    }

    /// Writes the canonical name of `value` in namespace `ns` to `out`, replacing what it held.
    ///
    /// # Errors
    /// When the value has no canonical form; `out` is then empty.
    pub fn write(&self, ns: &str, value: &str, out: &mut String) -> Result<(), CanonError> {
        self.write_in(ns, value, out).map(drop)
    }

    fn write_in(&self, ns: &str, value: &str, out: &mut String) -> Result<SubjectKind, CanonError> {
        out.clear();
        let found = self
            .namespace(ns)
            .ok_or_else(|| CanonError::Namespace(ns.to_owned()))?;
        if value.len() > NAME_BYTES_MAX {
            return Err(CanonError::Long(value.len()));
        }
        // Nearly every name is of visible ASCII, which has nothing to trim and no control character.
        let visible = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic());
        let value = if visible { value } else { value.trim() };
        if value.is_empty() {
            return Err(CanonError::Empty);
        }
        if !visible && value.chars().any(char::is_control) {
            return Err(CanonError::Control);
        }
        out.push_str(&found.id);
        out.push(':');
        let written = match found.form {
            Form::Text => write_text(value, out),
            Form::Phone => self.write_phone(value, out),
            Form::Email => write_email(value, out),
        };
        let written = match out.len() {
            len if written.is_ok() && len > NAME_BYTES_MAX => Err(CanonError::Long(len)),
            _ => written,
        };
        if written.is_err() {
            out.clear();
        }
        written.map(|()| found.kind)
    }

    fn write_phone(&self, value: &str, out: &mut String) -> Result<(), CanonError> {
        let mut number = String::with_capacity(16);
        for c in value.chars() {
            match c {
                '0'..='9' => number.push(c),
                ' ' | '-' | '.' | '(' | ')' | '+' => {}
                _ => return Err(CanonError::Phone),
            }
        }
        let international = if value.starts_with('+') {
            number
        } else if let Some(rest) = number.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = number.strip_prefix('0') {
            format!("{}{rest}", self.phone_country)
        } else {
            return Err(CanonError::Phone);
        };
        // +82 (0)10-… is often written with its trunk zero; E.164 numbers never hold it.
        let trunk = format!("{}0", self.phone_country);
        let international = match international.strip_prefix(&trunk) {
            Some(rest) => format!("{}{rest}", self.phone_country),
            None => international,
        };
        // ITU-T E.164 section 6: at most 15 digits; none is shorter than 7 in use.
        if !(7..=15).contains(&international.len()) || international.starts_with('0') {
            return Err(CanonError::Phone);
        }
        out.push('+');
        out.push_str(&international);
        Ok(())
    }
}

fn write_text(value: &str, out: &mut String) -> Result<(), CanonError> {
    if value.bytes().all(|b| b.is_ascii_digit()) {
        let number = value.trim_start_matches('0');
        out.push_str(if number.is_empty() { "0" } else { number });
    } else if value.is_ascii() || is_nfc(value) {
        out.push_str(value);
    } else {
        out.extend(value.nfc());
    }
    Ok(())
}

fn write_email(value: &str, out: &mut String) -> Result<(), CanonError> {
    let (local, domain) = value.rsplit_once('@').ok_or(CanonError::Email)?;
    if local.is_empty() || domain.is_empty() || value.chars().any(char::is_whitespace) {
        return Err(CanonError::Email);
    }
    if value.is_ascii() {
        out.extend(value.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        // Lower-casing can take a text out of NFC, so it comes first.
        let lower: String = value.nfc().flat_map(char::to_lowercase).collect();
        out.extend(lower.nfc());
    }
    Ok(())
}

#[cfg(test)]
mod tests;

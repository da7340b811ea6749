//! Values in the form in which they are compared.

use std::borrow::Cow;

use event::{Canon, CanonError, Form};

use super::Column;
use crate::trace::text;

/// The canonical forms of a sample and of the contact source: one for both, or they would not meet.
pub(crate) struct Forms<'c> {
    canon: &'c Canon,
    id_namespace: &'c str,
    /// Phones and e-mails have a form even where the catalogue keeps no subjects of that kind.
    reach: Canon,
}

impl<'c> Forms<'c> {
    /// The forms of a catalogue, with the namespace of ids that name none.
    pub(crate) fn new(canon: &'c Canon, id_namespace: &'c str) -> Result<Forms<'c>, CanonError> {
        if canon.namespace(id_namespace).is_none() {
            return Err(CanonError::Namespace(id_namespace.to_owned()));
        }
        let reach = Canon {
            phone_country: canon.phone_country.clone(),
            ..Canon::default()
        };
        Ok(Forms {
            canon,
            id_namespace,
            reach,
        })
    }

    /// A text as a value of this column; `None` where it is none.
    pub(crate) fn canonical(&self, column: Column, raw: &str) -> Option<String> {
        match column {
            Column::Id => self.id(raw),
            Column::Email => self.reached("email", raw),
            Column::Phone => self.phone(raw),
            Column::Name => text::name(raw),
            Column::Address => text::address(raw),
        }
    }

    /// The names of subjects that a value is by itself: an id, and a phone number or an e-mail where the catalogue
    /// keeps subjects under those.
    pub(crate) fn subjects(&self, column: Column, value: &str) -> Vec<String> {
        let form = match column {
            Column::Id => return vec![value.to_owned()],
            Column::Email => Form::Email,
            Column::Phone => Form::Phone,
            Column::Name | Column::Address => return Vec::new(),
        };
        let of_form = |namespace: &&event::Namespace| namespace.form == form;
        let namespaces = self.canon.namespaces.iter().filter(of_form);
        namespaces
            .map(|namespace| format!("{}:{value}", namespace.id))
            .collect()
    }

    /// Whether a text begins with a namespace of the catalogue.
    pub(super) fn is_named(&self, raw: &str) -> bool {
        let namespace = raw.split_once(':').map(|(namespace, _)| namespace);
        namespace.is_some_and(|namespace| self.canon.namespace(namespace).is_some())
    }

    fn id(&self, raw: &str) -> Option<String> {
        let mut name = String::new();
        let raw = narrow(raw);
        let written = self.canon.write_any(self.id_namespace, &raw, &mut name);
        written.is_ok().then_some(name)
    }

    fn reached(&self, namespace: &str, raw: &str) -> Option<String> {
        let raw = &*bare(raw);
        let mut name = String::new();
        let written = self.reach.write(namespace, raw, &mut name);
        written.ok()?;
        name.split_once(':').map(|(_, value)| value.to_owned())
    }

    /// Spreadsheets take the zero off 010… and the plus off +82…; both are put back.
    fn phone(&self, raw: &str) -> Option<String> {
        /// Digits of the shortest number that is mended: 1012345678 has 10, an old 0112345678 has 9.
        const MENDED_DIGITS_MIN: usize = 9;
        if let Some(phone) = self.reached("phone", raw) {
            return Some(phone);
        }
        let raw = &*bare(raw);
        let digits = raw.bytes().filter(u8::is_ascii_digit).count();
        if digits < MENDED_DIGITS_MIN || raw.starts_with('0') {
            return None;
        }
        let country = &self.reach.phone_country;
        match raw.starts_with(country.as_str()) && digits >= MENDED_DIGITS_MIN + country.len() {
            true => self.reached("phone", &format!("+{raw}")),
            false => self.reached("phone", &format!("0{raw}")),
        }
    }
}

/// What is left of an e-mail or a phone number without what mail programs and pages put around it:
/// `Kim <kim@x.kr>`, `mailto:kim@x.kr?subject=x`, `tel:010-1111-2222;ext=3`.
fn bare(raw: &str) -> Cow<'_, str> {
    let narrow = narrow(raw);
    let text = narrow.trim();
    let within = text.strip_suffix('>').and_then(|of| of.rsplit_once('<'));
    let text = within.map_or(text, |(_, within)| within.trim());
    for (scheme, end) in [("mailto:", '?'), ("tel:", ';')] {
        let is_of = text
            .get(..scheme.len())
            .is_some_and(|of| of.eq_ignore_ascii_case(scheme));
        if let (true, Some(rest)) = (is_of, text.get(scheme.len()..)) {
            let rest = rest.split(end).next().unwrap_or_default();
            return Cow::Owned(rest.trim().to_owned());
        }
    }
    match text.len() == raw.len() {
        true => narrow,
        false => Cow::Owned(text.to_owned()),
    }
}

/// A text with the wide forms of ASCII (`０１０`, `＠`) as ASCII. What else a compatible form would change stays.
fn narrow(raw: &str) -> Cow<'_, str> {
    /// From a wide form to its usual one.
    const APART: u32 = 0xfee0;
    let is_wide = |c: char| ('\u{ff01}'..='\u{ff5e}').contains(&c);
    if !raw.contains(is_wide) {
        return Cow::Borrowed(raw);
    }
    let usual = |c: char| match is_wide(c) {
        true => char::from_u32(u32::from(c) - APART).unwrap_or(c),
        false => c,
    };
    Cow::Owned(raw.chars().map(usual).collect())
}

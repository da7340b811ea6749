//! From TOML to claims, with every mistake and its place.

use std::ops::Range;

use event::SubjectKind;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Claim, ClaimError, ClaimFault, Claims, Counts, Number, When, limits};

const TOP: [&str; 4] = ["from", "received", "scale", "claim"];

const KEYS: [&str; 13] = [
    "text",
    "counts",
    "at_least",
    "at_most",
    "exactly",
    "any",
    "field",
    "route",
    "subject_kind",
    "controller",
    "country_of_residence",
    "from",
    "to",
];

type Value<'t> = Spanned<DeValue<'t>>;

impl Claims {
    /// Reads a file of claims.
    ///
    /// # Errors
    /// Every mistake with its line and what would be right, in the order of the file, at most
    /// [`limits::MISTAKES_MAX`].
    pub fn read(text: &str) -> Result<Claims, Vec<ClaimError>> {
        let mut reader = Reader {
            text,
            found: Vec::new(),
        };
        let claims = reader.claims();
        reader.found.sort_by_key(|error| (error.line, error.column));
        reader.found.truncate(limits::MISTAKES_MAX);
        match claims {
            Some(claims) if reader.found.is_empty() => Ok(claims),
            _ => Err(reader.found),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    found: Vec<ClaimError>,
}

impl<'t> Reader<'t> {
    /// The claims; `None` only after a mistake was told.
    fn claims(&mut self) -> Option<Claims> {
        let bytes = self.text.len();
        if bytes > limits::FILE_BYTES_MAX {
            return self.wrong(0, ClaimFault::TooLong { bytes });
        }
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let message = error.message().to_owned();
            let at = error.span().map_or(0, |span| span.start);
            self.wrong::<()>(at, ClaimFault::Toml { message });
        }
        if !errors.is_empty() {
            return None;
        }
        let root = root.get_ref();
        self.known(root, &TOP);
        let from = self.needed(root, 0, "from", "from = \"the sender of the mail\"");
        let from = from.and_then(|value| self.words(value, "from"));
        let example = "received = 2025-11-25T13:37:00+09:00";
        let received = self.needed(root, 0, "received", example);
        let received = received.and_then(|value| self.when(value, "received", example));
        let scale = match root.get("scale") {
            Some(value) => self.number(value, "scale", 1, limits::SCALE_MAX),
            None => Some(1),
        };
        let claims = self.list(root, scale.unwrap_or(1))?;
        Some(Claims {
            from: from?,
            received: received?,
            scale: scale?,
            claims,
        })
    }

    fn list(&mut self, root: &DeTable<'t>, scale: u64) -> Option<Vec<Claim>> {
        let Some(value) = root.get("claim") else {
            return self.wrong(0, ClaimFault::NoClaim);
        };
        let items = match value.get_ref() {
            DeValue::Array(items) if !items.is_empty() => items,
            DeValue::Array(_) => return self.wrong(value.span().start, ClaimFault::NoClaim),
            _ => return self.value(value, "claim", "[[claim]]"),
        };
        if items.len() > limits::CLAIMS_MAX {
            let fault = ClaimFault::TooMany { count: items.len() };
            return self.wrong(value.span().start, fault);
        }
        items
            .iter()
            .map(|item| self.claim(item, scale))
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    }

    fn claim(&mut self, item: &Value<'t>, scale: u64) -> Option<Claim> {
        let DeValue::Table(table) = item.get_ref() else {
            return self.value(item, "claim", "[[claim]]");
        };
        let at = item.span().start;
        self.known(table, &KEYS);
        let text = self.needed(
            table,
            at,
            "text",
            "text = \"more than 120 million addresses\"",
        );
        let text = text.and_then(|value| self.words(value, "text"));
        let counts = self.needed(table, at, "counts", "counts = \"accesses\"");
        let counts = counts.and_then(|value| self.counts(value));
        let number = self.how_many(table, at);
        let [field, route, controller] =
            ["field", "route", "controller"].map(|key| self.name(table, key));
        let (from, to) = self.span(table);
        let (subject_kind, country) = (self.subject_kind(table), self.country(table));
        Some(Claim {
            line: self.place(at).0,
            subject_kind: subject_kind?,
            country_of_residence: country?,
            text: text?,
            counts: counts?,
            number: number?,
            scale,
            field: field?,
            route: route?,
            controller: controller?,
            from: from?,
            to: to?,
        })
    }

    /// How many are claimed.
    fn how_many(&mut self, table: &DeTable<'t>, at: usize) -> Option<Number> {
        let ways = ["at_least", "at_most", "exactly", "any"];
        let said: Vec<(&str, &Value<'t>)> = ways
            .iter()
            .filter_map(|way| table.get(*way).map(|value| (*way, value)))
            .collect();
        let (way, value) = match said.as_slice() {
            [one] => *one,
            [] => return self.how_many_not(at, "no number"),
            [(first, _), (second, value), ..] => {
                let found = format!("both {first} and {second}");
                return self.how_many_not(value.span().start, &found);
            }
        };
        if way == "any" {
            return match value.get_ref() {
                DeValue::Boolean(true) => Some(Number::Any),
                _ => self.value(value, "any", "any = true"),
            };
        }
        // "At least none" would be true of everything.
        let min = u64::from(way == "at_least");
        let number = self.number(value, way, min, limits::NUMBER_MAX)?;
        Some(match way {
            "at_least" => Number::AtLeast(number),
            "at_most" => Number::AtMost(number),
            _ => Number::Exactly(number),
        })
    }

    fn how_many_not<T>(&mut self, at: usize, found: &str) -> Option<T> {
        let found = found.to_owned();
        self.wrong(at, ClaimFault::HowMany { found })
    }

    fn counts(&mut self, value: &Value<'t>) -> Option<Counts> {
        let word = self.string(value, "counts", "counts = \"accesses\"")?;
        let counts = Counts::from_word(&word);
        counts.or_else(|| self.word(value, "counts", &word, ClaimFault::counts()))
    }

    /// The outer `None` is a mistake, the inner one says that the key is not there; so below.
    fn subject_kind(&mut self, table: &DeTable<'t>) -> Option<Option<SubjectKind>> {
        let Some(value) = table.get("subject_kind") else {
            return Some(None);
        };
        let word = self.string(value, "subject_kind", "subject_kind = \"recipient\"")?;
        let known = || {
            let words: Vec<&str> = SubjectKind::ALL.iter().map(|kind| kind.word()).collect();
            words.join(", ")
        };
        match SubjectKind::from_word(&word) {
            Some(kind) => Some(Some(kind)),
            None => self.word(value, "subject_kind", &word, known()),
        }
    }

    fn country(&mut self, table: &DeTable<'t>) -> Option<Option<String>> {
        let Some(value) = table.get("country_of_residence") else {
            return Some(None);
        };
        let example = "country_of_residence = \"TW\"";
        let code = self.string(value, "country_of_residence", example)?;
        let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        match is_code {
            true => Some(Some(code)),
            false => self.value(value, "country_of_residence", example),
        }
    }

    fn span(&mut self, table: &DeTable<'t>) -> (Option<Option<When>>, Option<Option<When>>) {
        let mut end = |key: &str, example| match table.get(key) {
            Some(value) => self.when(value, key, example).map(Some),
            None => Some(None),
        };
        let (from, to) = (
            end("from", "from = 2025-04-14"),
            end("to", "to = 2025-11-08"),
        );
        if let (Some(Some(first)), Some(Some(last))) = (from, to)
            && first.is_after(last)
        {
            let at = table.get("from").map_or(0, |value| value.span().start);
            let (from, to) = (first.to_string(), last.to_string());
            self.wrong::<()>(at, ClaimFault::Backwards { from, to });
        }
        (from, to)
    }

    /// The name under a key, such as that of a route.
    fn name(&mut self, table: &DeTable<'t>, key: &str) -> Option<Option<String>> {
        let Some(value) = table.get(key) else {
            return Some(None);
        };
        let name = self.string(value, key, "route = \"address-list\"")?;
        let is_right = (1..=limits::NAME_BYTES_MAX).contains(&name.len());
        if is_right && !name.chars().any(char::is_control) {
            return Some(Some(name));
        }
        let (key, max, unit) = (key.to_owned(), limits::NAME_BYTES_MAX, "bytes");
        self.wrong(value.span().start, ClaimFault::Text { key, max, unit })
    }

    /// A sentence in words.
    fn words(&mut self, value: &Value<'t>, key: &str) -> Option<String> {
        let words = self.string(value, key, "text = \"more than 120 million addresses\"")?;
        let words = words.trim();
        let is_right = (1..=limits::TEXT_CHARS_MAX).contains(&words.chars().count());
        if is_right && !words.chars().any(|one| one.is_control() && one != '\n') {
            return Some(words.to_owned());
        }
        let (key, max, unit) = (key.to_owned(), limits::TEXT_CHARS_MAX, "characters");
        self.wrong(value.span().start, ClaimFault::Text { key, max, unit })
    }

    fn when(&mut self, value: &Value<'t>, key: &str, example: &'static str) -> Option<When> {
        let text = match value.get_ref() {
            DeValue::Datetime(written) => written.to_string(),
            DeValue::String(written) => written.to_string(),
            _ => return self.value(value, key, example),
        };
        When::parse(&text).or_else(|| self.value(value, key, example))
    }

    fn number(&mut self, value: &Value<'t>, key: &str, min: u64, max: u64) -> Option<u64> {
        let DeValue::Integer(digits) = value.get_ref() else {
            return self.value(value, key, "at_least = 120_000_000");
        };
        let number = u64::from_str_radix(digits.as_str(), digits.radix()).ok();
        if let Some(number) = number.filter(|number| (min..=max).contains(number)) {
            return Some(number);
        }
        let (key, found) = (key.to_owned(), self.excerpt(value.span()));
        let fault = ClaimFault::Range {
            key,
            found,
            min,
            max,
        };
        self.wrong(value.span().start, fault)
    }

    fn string(&mut self, value: &Value<'t>, key: &str, example: &'static str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => self.value(value, key, example),
        }
    }

    fn needed<'v>(
        &mut self,
        table: &'v DeTable<'t>,
        at: usize,
        key: &'static str,
        example: &'static str,
    ) -> Option<&'v Value<'t>> {
        let value = table.get(key);
        if value.is_none() {
            self.wrong::<()>(at, ClaimFault::Missing { key, example });
        }
        value
    }

    fn known(&mut self, table: &DeTable<'t>, keys: &[&str]) {
        for (key, _) in table {
            if !keys.contains(&key.get_ref().as_ref()) {
                let (name, known) = (shortened(key.get_ref()), keys.join(", "));
                let fault = ClaimFault::UnknownKey { key: name, known };
                self.wrong::<()>(key.span().start, fault);
            }
        }
    }

    fn word<T>(
        &mut self,
        value: &Value<'t>,
        key: &'static str,
        found: &str,
        known: String,
    ) -> Option<T> {
        let found = shortened(found);
        self.wrong(value.span().start, ClaimFault::Word { key, found, known })
    }

    fn value<T>(&mut self, value: &Value<'t>, key: &str, example: &'static str) -> Option<T> {
        let (key, found) = (key.to_owned(), self.excerpt(value.span()));
        self.wrong(
            value.span().start,
            ClaimFault::Value {
                key,
                found,
                example,
            },
        )
    }

    fn wrong<T>(&mut self, at: usize, fault: ClaimFault) -> Option<T> {
        let (line, column) = self.place(at);
        self.found.push(ClaimError {
            line,
            column,
            fault,
        });
        None
    }

    /// Line and column of a byte of the file, both from 1.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    fn excerpt(&self, span: Range<usize>) -> String {
        shortened(self.text.get(span).unwrap_or_default())
    }
}

/// The start of a text that is told back.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let mut start: String = line.chars().take(CHARS_MAX).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

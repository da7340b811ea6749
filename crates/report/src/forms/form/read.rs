//! Reading a form. Every mistake names its line and what would be right.

use event::Millis;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    super::ids,
    EVIDENCE_MAX, Expected, FORM_BYTES_MAX, Form, FormError, LINE_CHARS_MAX, Said, SaidGrade,
    TEXT_CHARS_MAX,
    keys::{self, BESIDE},
    near::nearest,
};
use crate::visible::{hidden, named};

/// Tables whose texts stand in a cell of a table, a line or a few.
const OF_LINES: [&str; 2] = ["contacts.", "organisation."];

/// Characters that are told before one that nobody sees.
const HIDDEN_AFTER_CHARS: usize = 20;

type Value<'i> = Spanned<DeValue<'i>>;

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    /// With the line of the first mistake.
    pub fn read(text: &str) -> Result<Form, FormError> {
        if text.len() > FORM_BYTES_MAX {
            return Err(FormError::TooLarge { bytes: text.len() });
        }
        let table = DeTable::parse(text).map_err(|e| FormError::NoToml(e.to_string()))?;
        let reader = Reader {
            text,
            paths: keys::paths(),
            fields: ids::fields(),
        };
        let mut form = Form::default();
        reader.top(table.get_ref(), &mut form)?;
        form.said
            .retain(|_, said| said.ko.is_some() || said.en.is_some());
        Ok(form)
    }
}

fn is_line(path: &str) -> bool {
    OF_LINES.iter().any(|of| path.starts_with(of))
}

struct Reader<'i> {
    text: &'i str,
    /// Where something is said, and whether it is told in a language.
    paths: Vec<(String, bool)>,
    /// Ids of fields, for texts and expectations.
    fields: Vec<String>,
}

impl Reader<'_> {
    fn top(&self, table: &DeTable<'_>, form: &mut Form) -> Result<(), FormError> {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "filled_by" => form.filled_by = self.words("filled_by", value)?,
                "text" => self.texts(value, form)?,
                "expected" => self.expectations(value, form)?,
                name => self.said(name, value, key.span().start, form)?,
            }
        }
        Ok(())
    }

    /// A table on the way to what is said, or what is said.
    fn said(
        &self,
        path: &str,
        value: &Value<'_>,
        at: usize,
        form: &mut Form,
    ) -> Result<(), FormError> {
        if let Some((_, prose)) = self.paths.iter().find(|(of, _)| of == path) {
            let said = self.leaf(path, *prose, value)?;
            form.said.insert(path.to_owned(), said);
            return Ok(());
        }
        let under = format!("{path}.");
        if !self.paths.iter().any(|(of, _)| of.starts_with(&under)) {
            return Err(self.unknown(path, at));
        }
        for (key, value) in self.table(path, value)? {
            let path = format!("{under}{}", key.get_ref());
            self.said(&path, value, key.span().start, form)?;
        }
        Ok(())
    }

    /// What is said at a path.
    fn leaf(&self, path: &str, prose: bool, value: &Value<'_>) -> Result<Said, FormError> {
        if value.get_ref().is_str() {
            if prose {
                let wanted = "its languages: { ko = \"…\", en = \"…\" }";
                return Err(self.sort(path, value, "one text", wanted));
            }
            let words = self.words(path, value)?;
            return Ok(Said {
                ko: words.clone(),
                en: words,
                ..Said::default()
            });
        }
        if !prose && !value.get_ref().is_table() {
            let found = value.get_ref().type_str();
            return Err(self.sort(path, value, found, "a text in quotation marks"));
        }
        let mut said = Said::default();
        for (key, value) in self.table(path, value)? {
            let (name, at) = (key.get_ref().as_ref(), key.span().start);
            match name {
                "ko" => said.ko = self.words(&format!("{path}.ko"), value)?,
                "en" => said.en = self.words(&format!("{path}.en"), value)?,
                _ => self.beside(path, (name, at), value, &mut said)?,
            }
        }
        self.shown(path, value, &said)?;
        Ok(said)
    }

    /// What stands beside a text.
    fn beside(
        &self,
        path: &str,
        (name, at): (&str, usize),
        value: &Value<'_>,
        said: &mut Said,
    ) -> Result<(), FormError> {
        match name {
            "grade" => said.grade = self.grade(path, value)?,
            "by" => said.by = self.words(&format!("{path}.by"), value)?,
            "evidence" => said.evidence = self.evidence(path, value)?,
            _ => {
                return Err(FormError::Unknown {
                    line: self.line(at),
                    path: format!("{path}.{name}"),
                    nearest: nearest(name, BESIDE).map(str::to_owned),
                });
            }
        }
        Ok(())
    }

    fn shown(&self, path: &str, value: &Value<'_>, said: &Said) -> Result<(), FormError> {
        let grade = match said.grade {
            SaidGrade::Statement => return Ok(()),
            SaidGrade::Decision => "decision",
            SaidGrade::Fact => "fact",
        };
        match said.evidence.is_empty() {
            false => Ok(()),
            true => Err(FormError::NoEvidence {
                line: self.line(value.span().start),
                path: path.to_owned(),
                grade,
            }),
        }
    }

    /// Texts by field: `[text.ko]` and `[text.en]`.
    fn texts(&self, value: &Value<'_>, form: &mut Form) -> Result<(), FormError> {
        for (lang, texts) in self.table("text", value)? {
            let name = lang.get_ref().as_ref();
            if !["ko", "en"].contains(&name) {
                return Err(self.unknown(&format!("text.{name}"), lang.span().start));
            }
            let within = format!("text.{name}");
            for (field, value) in self.table(&within, texts)? {
                let id = self.field(&within, field)?;
                let path = format!("{within}.{id}");
                let said = form.said.entry(id).or_default();
                self.in_language(&path, name, value, said)?;
            }
        }
        Ok(())
    }

    fn in_language(
        &self,
        path: &str,
        lang: &str,
        value: &Value<'_>,
        said: &mut Said,
    ) -> Result<(), FormError> {
        let words = match value.get_ref().is_str() {
            true => self.words(path, value)?,
            false => {
                let mut words = None;
                for (key, value) in self.table(path, value)? {
                    match key.get_ref().as_ref() {
                        "text" => words = self.words(path, value)?,
                        name => self.beside(path, (name, key.span().start), value, said)?,
                    }
                }
                self.shown(path, value, said)?;
                words
            }
        };
        match lang {
            "ko" => said.ko = words,
            _ => said.en = words,
        }
        Ok(())
    }

    /// When something is expected: `[expected."kr-pipa.4c"]`.
    fn expectations(&self, value: &Value<'_>, form: &mut Form) -> Result<(), FormError> {
        for (field, value) in self.table("expected", value)? {
            let id = self.field("expected", field)?;
            let path = format!("expected.{id}");
            let mut expected = Expected::default();
            for (key, value) in self.table(&path, value)? {
                match key.get_ref().as_ref() {
                    "who" => expected.who = self.words(&path, value)?,
                    "by" => expected.by = self.moment(&path, value)?,
                    name => return Err(self.unknown(&format!("{path}.{name}"), key.span().start)),
                }
            }
            form.expected.insert(id, expected);
        }
        Ok(())
    }

    fn field(
        &self,
        within: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
    ) -> Result<String, FormError> {
        let id = key.get_ref().as_ref();
        if self.fields.iter().any(|of| of == id) {
            return Ok(id.to_owned());
        }
        Err(FormError::Unknown {
            line: self.line(key.span().start),
            path: format!("{within}.{id}"),
            nearest: nearest(id, self.fields.iter().map(String::as_str)).map(str::to_owned),
        })
    }

    fn moment(&self, path: &str, value: &Value<'_>) -> Result<Option<Millis>, FormError> {
        let Some(words) = self.words(path, value)? else {
            return Ok(None);
        };
        let wanted = "a moment with its zone, as \"2026-11-18T18:00:00+09:00\"";
        let parsed = Millis::parse(&words);
        parsed
            .map(Some)
            .map_err(|_| self.sort(path, value, &format!("{words:?}"), wanted))
    }

    fn grade(&self, path: &str, value: &Value<'_>) -> Result<SaidGrade, FormError> {
        match value.get_ref().as_str() {
            Some("statement") => Ok(SaidGrade::Statement),
            Some("decision") => Ok(SaidGrade::Decision),
            Some("fact") => Ok(SaidGrade::Fact),
            other => {
                let found = other.unwrap_or_else(|| value.get_ref().type_str());
                let path = format!("{path}.grade");
                Err(self.sort(
                    &path,
                    value,
                    found,
                    "\"statement\", \"decision\" or \"fact\"",
                ))
            }
        }
    }

    fn evidence(&self, path: &str, value: &Value<'_>) -> Result<Vec<String>, FormError> {
        let path = format!("{path}.evidence");
        let wanted = "an id or a list of at most 32 ids, as [\"E1\", \"E2\"]";
        let Some(list) = value.get_ref().as_array() else {
            return Ok(self.words(&path, value)?.into_iter().collect());
        };
        if list.len() > EVIDENCE_MAX {
            return Err(self.sort(&path, value, "longer", wanted));
        }
        let mut ids = Vec::new();
        for value in list.iter() {
            ids.extend(self.words(&path, value)?);
        }
        Ok(ids)
    }

    /// A text; what is blank says nothing.
    fn words(&self, path: &str, value: &Value<'_>) -> Result<Option<String>, FormError> {
        let Some(words) = value.get_ref().as_str() else {
            let found = value.get_ref().type_str();
            return Err(self.sort(path, value, found, "a text in quotation marks"));
        };
        let chars = words.chars().count();
        let most = match is_line(path) {
            true => LINE_CHARS_MAX,
            false => TEXT_CHARS_MAX,
        };
        if chars > most {
            return Err(FormError::TooLong {
                line: self.line(value.span().start),
                path: path.to_owned(),
                chars,
                most,
            });
        }
        if let Some((before, sign)) = hidden(words) {
            return Err(self.hidden(path, value, before, sign));
        }
        let words = words.trim();
        Ok((!words.is_empty()).then(|| words.to_owned()))
    }

    fn hidden(&self, path: &str, value: &Value<'_>, before: &str, sign: char) -> FormError {
        let skipped = before.chars().count().saturating_sub(HIDDEN_AFTER_CHARS);
        FormError::Hidden {
            line: self.line(value.span().start),
            path: path.to_owned(),
            sign: named(sign),
            after: before.chars().skip(skipped).collect(),
        }
    }

    fn table<'v, 'i>(
        &self,
        path: &str,
        value: &'v Value<'i>,
    ) -> Result<&'v DeTable<'i>, FormError> {
        let found = value.get_ref().type_str();
        let table = value.get_ref().as_table();
        table.ok_or_else(|| self.sort(path, value, found, "a table"))
    }

    fn sort(&self, path: &str, value: &Value<'_>, found: &str, wanted: &'static str) -> FormError {
        FormError::Sort {
            line: self.line(value.span().start),
            path: path.to_owned(),
            found: found.to_owned(),
            wanted,
        }
    }

    fn unknown(&self, path: &str, at: usize) -> FormError {
        let depth = path.split('.').count();
        let cut = |of: &str| of.split('.').take(depth).collect::<Vec<_>>().join(".");
        let mut there: Vec<String> = self.paths.iter().map(|(of, _)| cut(of)).collect();
        there.extend(["filled_by", "text", "expected", "text.ko", "text.en"].map(str::to_owned));
        FormError::Unknown {
            line: self.line(at),
            path: path.to_owned(),
            nearest: nearest(path, there.iter().map(String::as_str)).map(str::to_owned),
        }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

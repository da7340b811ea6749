//! From TOML to pieces, with every mistake of syntax, of keys and of types.
//!
//! serde stops at the first mistake. To tell them all, a piece with a mistake has the wrong key or
//! value taken out and is read again, until it reads or what is left cannot be mended.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    document::{
        ControllerPart, FieldPart, GeoPart, IssuerPart, LedgerPart, NamespacePart, Piece,
        PrivacyPart, RoutePart, SourcePart, WebhookPart,
    },
    places::Complaints,
    words::meant,
};

/// Mistakes told of one piece; a piece with more is given up.
const MISTAKES_PER_PIECE_MAX: usize = 100;

/// What was read; `None` stands for a piece that could not be.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) ledger: Option<LedgerPart>,
    pub(super) privacy: Option<PrivacyPart>,
    pub(super) geo: Option<GeoPart>,
    pub(super) namespaces: Vec<Option<NamespacePart>>,
    pub(super) fields: Vec<Option<FieldPart>>,
    pub(super) controllers: Vec<Option<ControllerPart>>,
    pub(super) issuers: Vec<Option<IssuerPart>>,
    pub(super) sources: Vec<Option<SourcePart>>,
    pub(super) routes: Vec<Option<RoutePart>>,
    pub(super) webhooks: Vec<Option<WebhookPart>>,
    /// Whether every piece that is there could be read.
    pub(super) whole: bool,
}

/// Everything that can stand at the top, in the order of a well-written file.
const TOP: [&str; 10] = [
    "ledger",
    "privacy",
    "geo",
    "namespace",
    "field",
    "controller",
    "issuer",
    "source",
    "route",
    "webhook",
];

/// Reads the pieces; `None` when the syntax is wrong.
pub(super) fn read<'t>(text: &'t str, complaints: &mut Complaints<'t>) -> Option<Pieces> {
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let line = complaints.line_at(span.start);
        let near = if line.is_empty() {
            String::new()
        } else {
            format!(", in `{line}`")
        };
        complaints.add_at(span, "", format!("not TOML: {}{near}", error.message()));
    }
    if !errors.is_empty() {
        return None;
    }
    complaints.set_root(root.clone());
    let mut reader = Reader {
        complaints,
        whole: true,
    };
    for (key, _) in root.get_ref() {
        let name: &str = key.get_ref();
        if !TOP.contains(&name) {
            let message = format!(
                "unknown key {name:?}{}: write [{}], [[{}]]",
                meant(name, &TOP),
                TOP.get(..3).unwrap_or_default().join("], ["),
                TOP.get(3..).unwrap_or_default().join("]], [["),
            );
            reader.complaints.add_at(key.span(), name, message);
        }
    }
    let root = root.get_ref();
    let mut pieces = Pieces {
        ledger: reader.one(root, "ledger"),
        privacy: reader.one(root, "privacy"),
        geo: reader.one(root, "geo"),
        namespaces: reader.many(root, "namespace"),
        fields: reader.many(root, "field"),
        controllers: reader.many(root, "controller"),
        issuers: reader.many(root, "issuer"),
        sources: reader.many(root, "source"),
        routes: reader.many(root, "route"),
        webhooks: reader.many(root, "webhook"),
        whole: false,
    };
    if root.get("ledger").is_none() {
        let message = "there is no [ledger]: write [ledger] and origin = \"shop.example/ledger\"";
        reader.complaints.add_at(0..0, "ledger", message.to_owned());
    }
    pieces.whole = reader.whole;
    Some(pieces)
}

struct Reader<'c, 't> {
    complaints: &'c mut Complaints<'t>,
    whole: bool,
}

impl Reader<'_, '_> {
    fn one<P: Piece>(&mut self, root: &DeTable<'_>, name: &str) -> Option<P> {
        let value = root.get(name)?;
        if value.get_ref().is_array() {
            self.refuse(
                value.span(),
                name,
                format!("there is one {name}: write [{name}]"),
            );
            return None;
        }
        self.piece(value, name)
    }

    fn many<P: Piece>(&mut self, root: &DeTable<'_>, name: &str) -> Vec<Option<P>> {
        let Some(value) = root.get(name) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.refuse(
                value.span(),
                name,
                format!("there can be several: write [[{name}]]"),
            );
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| self.piece(item, &format!("{name}[{index}]")))
            .collect()
    }

    fn refuse(&mut self, span: Range<usize>, path: &str, message: String) {
        self.complaints.add_at(span, path, message);
        self.whole = false;
    }

    /// Reads a piece, mending it as long as there is something to take out.
    fn piece<P: Piece>(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Option<P> {
        let Some(table) = value.get_ref().as_table() else {
            let excerpt = self.complaints.excerpt(value.span());
            self.refuse(
                value.span(),
                path,
                format!("`{excerpt}` is no table of settings"),
            );
            return None;
        };
        self.say_missing::<P>(table, value.span(), path);
        let mut table = table.clone();
        let mut taken: Vec<String> = Vec::new();
        for _ in 0..MISTAKES_PER_PIECE_MAX {
            let whole = Spanned::new(value.span(), DeValue::Table(table.clone()));
            let error = match P::deserialize(ValueDeserializer::from(whole)) {
                Ok(piece) => return Some(piece),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_else(|| value.span());
            let Some(key) = take_out(&mut table, &span) else {
                // What a piece lacks has been said; anything else is said here, once.
                if missing(error.message()).is_none() {
                    self.complaints
                        .add_at(span, path, sentence("", error.message()));
                }
                break;
            };
            // What was taken out of an inner table is not missing from it.
            let missed = missing(error.message()).map(|name| format!("{key}.{name}"));
            if missed.is_none_or(|missed| !taken.contains(&missed)) {
                self.complaints
                    .add_at(span, path, sentence(&key, error.message()));
            }
            taken.push(key);
        }
        self.whole = false;
        None
    }

    fn say_missing<P: Piece>(&mut self, table: &DeTable<'_>, span: Range<usize>, path: &str) {
        for (key, example) in P::NEEDED
            .iter()
            .filter(|(key, _)| table.get(*key).is_none())
        {
            let message = format!("{key} is missing: write e.g. {example}");
            self.complaints.add_at(span.clone(), path, message);
        }
    }
}

/// Takes the key or value at a place out of a table, and gives the path of its key.
fn take_out(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let hit = table
        .iter()
        .find(|(key, value)| key.span() == *span || value.span() == *span)
        .map(|(key, _)| key.clone());
    if let Some(key) = hit {
        table.remove(&key);
        return Some(key.into_inner().into_owned());
    }
    for (key, value) in table.iter_mut() {
        let inside = match value.get_mut() {
            DeValue::Table(inner) => take_out(inner, span).map(|rest| format!(".{rest}")),
            DeValue::Array(items) => {
                let hit = items.iter().position(|item| item.span() == *span);
                hit.map(|index| {
                    let kept = items.iter().enumerate().filter(|(i, _)| *i != index);
                    *items = kept.map(|(_, item)| item.clone()).collect();
                    format!("[{index}]")
                })
            }
            _ => None,
        };
        if let Some(rest) = inside {
            return Some(format!("{}{rest}", key.get_ref()));
        }
    }
    None
}

/// The key that serde's message says is missing.
fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

/// serde's message as a sentence that says what would be right.
fn sentence(key: &str, message: &str) -> String {
    if let Some((name, known, meant)) = unknown(message, "unknown field `") {
        return format!("unknown key {name:?}{meant}; known here: {known}");
    }
    let said = if let Some((word, known, meant)) = unknown(message, "unknown variant `") {
        format!("{word:?} is unknown here{meant}: write {known}")
    } else if let Some(name) = missing(message) {
        format!("{name} is missing")
    } else if let Some(rest) = message.strip_prefix("invalid type: ") {
        format!("wrong type: {rest}")
    } else {
        message.to_owned()
    };
    if key.is_empty() {
        said
    } else {
        format!("{key}: {said}")
    }
}

/// Of "unknown field `x`, expected one of `y`, `z`": x, the known words, and which was meant.
fn unknown<'m>(message: &'m str, start: &str) -> Option<(&'m str, String, String)> {
    let mut quoted = message.strip_prefix(start)?.split('`').step_by(2);
    let name = quoted.next()?;
    let known: Vec<&str> = quoted.filter(|word| !word.is_empty()).collect();
    Some((name, known.join(", "), meant(name, &known)))
}

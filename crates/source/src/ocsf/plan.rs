//! The quickest reading of a record: as one that came before, but for its values.
//!
//! A log says the same thing over and over. A plan is what lines of one form have in common, cut at
//! their scalar values: text, value, text, value, …, text. A line that has these texts and, between
//! them, values of the same types, differs from the line that the plan was made of in nothing but its
//! values: it is JSON as that was, and its attributes stand where they stood. That line was scanned, so
//! whatever the scan may take the plan may take.
//!
//! Plans share their beginnings, as a tree. They are made of lines as these come, up to a limit that
//! nothing from outside can pass; a line without a plan is scanned.

use std::borrow::Cow;

use super::{
    record::Record,
    scan::{Marks, Scanner},
    value::{Int, Loose, Text},
};

/// Nodes of all plans, one a value: 64 forms of 32 values. More are not made.
const NODES_MAX: usize = 2048;

/// Ways on from one node: each is tried, so more are not made.
const WAYS_MAX: usize = 8;

/// Bytes of all texts between values; what would pass them is not made.
const TEXT_BYTES_MAX: usize = 256 << 10;

/// Lines of which no plan could be made; after so many none is tried.
const VAIN_MAX: u32 = 1000;

/// The plans of one decoder.
#[derive(Debug, Default)]
pub(super) struct Plans {
    nodes: Vec<Node>,
    /// Nodes that a line may begin with.
    first: Vec<usize>,
    text_bytes: usize,
    vain: u32,
}

#[derive(Debug)]
struct Node {
    /// What stands before the value, with the quote that opens it if it is a string.
    before: Box<str>,
    value: Value,
    /// Nodes that may follow, the one that was taken last mostly at the front.
    next: Vec<usize>,
}

/// The value of a node, and the attribute that it fills, if it is one that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Text(Option<Leaf>),
    Number(Option<Leaf>),
    /// None: the line ends.
    End,
}

/// A scalar of a record.
#[derive(Debug, Clone, Copy)]
enum Scalar<'a> {
    Text(&'a str),
    /// A short whole number, as it is written.
    Number(&'a str),
}

trait Put<'a> {
    fn put(&mut self, value: Scalar<'a>);
}

/// Declares the attributes that a plan can fill, by their places in a record.
macro_rules! leaves {
    ($($leaf:ident = $($part:ident).+,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Leaf { $($leaf,)* }

        impl Leaf {
            fn at(path: &[&str]) -> Option<Leaf> {
                $(if path == [$(stringify!($part)),+] {
                    return Some(Leaf::$leaf);
                })*
                None
            }

            #[inline]
            fn put<'a>(self, record: &mut Record<'a>, value: Scalar<'a>) {
                match self {
                    $(Leaf::$leaf => record.$($part).+.put(value),)*
                }
            }
        }
    };
}

leaves! {
    ClassUid = class_uid,
    ActivityId = activity_id,
    ActivityName = activity_name,
    StatusId = status_id,
    Status = status,
    Time = time,
    TimeDt = time_dt,
    Sequence = metadata.sequence,
    EventUid = metadata.uid,
    DeviceUid = device.uid,
    DeviceHostname = device.hostname,
    ActorUid = actor.user.uid,
    ActorName = actor.user.name,
    ActorEmail = actor.user.email_addr,
    ActorType = actor.user.type_id,
    ActorCredential = actor.user.credential_uid,
    ActorSession = actor.session.uid,
    ActorSessionCredential = actor.session.credential_uid,
    ActorSessionIssuer = actor.session.issuer,
    ActorSessionExpires = actor.session.expiration_time,
    UserUid = user.uid,
    UserName = user.name,
    UserEmail = user.email_addr,
    UserType = user.type_id,
    UserCredential = user.credential_uid,
    Session = session.uid,
    SessionCredential = session.credential_uid,
    SessionIssuer = session.issuer,
    SessionExpires = session.expiration_time,
    Ip = src_endpoint.ip,
    Method = http_request.http_method,
    Path = http_request.url.path,
    Query = http_request.url.query_string,
    UrlString = http_request.url.url_string,
    UserAgent = http_request.user_agent,
    Code = http_response.code,
    HttpStatus = http_status,
    Operation = api.operation,
    Service = api.service.name,
    Database = database.name,
    Databucket = databucket.name,
    Table = table.name,
    Kid = unmapped.kid,
    Records = unmapped.records,
    Rows = unmapped.rows,
}

/// Attributes that are lists, which no plan fills.
const LISTS: [&[&str]; 3] = [&["resources"], &["web_resources"], &["unmapped", "columns"]];

impl Plans {
    /// Reads a record by a plan; false when none fits, and then the record may be half filled.
    pub(super) fn read<'a>(
        &mut self,
        text: &'a str,
        marks: &Marks,
        record: &mut Record<'a>,
    ) -> bool {
        let (mut at, mut from) = (0, None);
        loop {
            let ways = self.ways(from);
            let found = ways.iter().enumerate().find_map(|(way, index)| {
                let node = self.nodes.get(*index)?;
                let value = at + node.before.len();
                let rest = text.as_bytes().get(at..)?;
                let end = rest
                    .starts_with(node.before.as_bytes())
                    .then(|| node.value.end(text, marks, value))??;
                Some((way, *index, node.value, value, end))
            });
            let Some((way, index, value, start, end)) = found else {
                return false;
            };
            if way > 0 {
                self.prefer(from, way);
            }
            let scalar = text.get(start..end).unwrap_or_default();
            match value {
                Value::End => return true,
                Value::Text(Some(leaf)) => leaf.put(record, Scalar::Text(scalar)),
                Value::Number(Some(leaf)) => leaf.put(record, Scalar::Number(scalar)),
                Value::Text(None) | Value::Number(None) => {}
            }
            (at, from) = (end, Some(index));
        }
    }

    fn ways(&self, from: Option<usize>) -> &[usize] {
        match from {
            None => &self.first,
            Some(index) => self.nodes.get(index).map_or(&[], |node| &node.next),
        }
    }

    fn ways_mut(&mut self, from: Option<usize>) -> Option<&mut Vec<usize>> {
        match from {
            None => Some(&mut self.first),
            Some(index) => self.nodes.get_mut(index).map(|node| &mut node.next),
        }
    }

    /// Tries a way sooner the next time. Ways exclude each other, so their order changes no result.
    fn prefer(&mut self, from: Option<usize>, way: usize) {
        if let Some(ways) = self.ways_mut(from) {
            ways.swap(way - 1, way);
        }
    }

    /// Makes a plan of a line that was scanned.
    pub(super) fn learn(&mut self, text: &str, marks: &Marks) {
        if self.vain >= VAIN_MAX {
            return;
        }
        if self.grow(text, marks).is_none() {
            self.vain += 1;
        }
    }

    fn grow(&mut self, text: &str, marks: &Marks) -> Option<()> {
        let mut walk = Walk {
            scanner: Scanner::new(text, marks),
            found: Vec::new(),
            leaves: Vec::new(),
        };
        walk.value(&mut Vec::new())?;
        walk.found.push((text.len(), text.len(), Value::End));
        let (mut at, mut from) = (0, None);
        for (start, end, value) in walk.found {
            let before = text.get(at..start)?;
            let known = self.ways(from).iter().copied().find(|index| {
                let node = self.nodes.get(*index);
                node.is_some_and(|node| *node.before == *before && node.value == value)
            });
            from = Some(match known {
                Some(index) => index,
                None => self.add(from, before, value)?,
            });
            at = end;
        }
        Some(())
    }

    fn add(&mut self, from: Option<usize>, before: &str, value: Value) -> Option<usize> {
        let index = self.nodes.len();
        let text_bytes = self.text_bytes + before.len();
        if index >= NODES_MAX || text_bytes > TEXT_BYTES_MAX || self.ways(from).len() >= WAYS_MAX {
            return None;
        }
        self.ways_mut(from)?.push(index);
        self.text_bytes = text_bytes;
        self.nodes.push(Node {
            before: before.into(),
            value,
            next: Vec::new(),
        });
        Some(index)
    }
}

impl Value {
    /// Where a value of this type that begins at `start` ends; `None` when none does.
    #[inline]
    fn end(self, text: &str, marks: &Marks, start: usize) -> Option<usize> {
        match self {
            Value::Text(_) => {
                let end = marks.next(start)?;
                (text.as_bytes().get(end) == Some(&b'"')).then_some(end)
            }
            Value::Number(Some(_)) => Scanner::at(text, marks, start).end_of_digits(),
            Value::Number(None) => Scanner::at(text, marks, start).end_of_number(),
            Value::End => (start == text.len()).then_some(start),
        }
    }
}

/// A walk over the scalars of a line.
struct Walk<'de, 'm> {
    scanner: Scanner<'de, 'm>,
    found: Vec<(usize, usize, Value)>,
    /// Attributes that were met, whatever they hold.
    leaves: Vec<Leaf>,
}

impl<'de> Walk<'de, '_> {
    /// `None` where the line cannot have a plan.
    fn value(&mut self, path: &mut Vec<&'de str>) -> Option<()> {
        let leaf = Leaf::at(path);
        if let Some(leaf) = leaf {
            // In `unmapped` the last of two counts, whatever it is: a plan knows of scalars alone.
            if self.leaves.contains(&leaf) {
                return None;
            }
            self.leaves.push(leaf);
        }
        if LISTS.contains(&path.as_slice()) {
            return None;
        }
        match self.scanner.peek()? {
            b'{' => self.object(path),
            // A list is a value of `unmapped` too, and no plan knows of it.
            b'[' if leaf.is_some() => None,
            b'[' => self.list(path),
            b'"' => {
                let (start, end) = self
                    .scanner
                    .place_of(|scanner| scanner.string().map(drop))?;
                self.found.push((start + 1, end - 1, Value::Text(leaf)));
                Some(())
            }
            b't' | b'f' | b'n' => self.scanner.skip(),
            _ => {
                let (start, end) = self.scanner.place_of(|scanner| match leaf {
                    Some(_) => scanner.digits().map(drop),
                    None => scanner.skip(),
                })?;
                self.found.push((start, end, Value::Number(leaf)));
                Some(())
            }
        }
    }

    fn object(&mut self, path: &mut Vec<&'de str>) -> Option<()> {
        let mut first = self.scanner.take(b'{');
        while let Some(key) = self.scanner.key(&mut first)? {
            path.push(key);
            self.value(path)?;
            path.pop();
        }
        Some(())
    }

    fn list(&mut self, path: &mut Vec<&'de str>) -> Option<()> {
        let mut first = self.scanner.take(b'[');
        while self.scanner.element(&mut first)? {
            // No attribute that is read stands in a list but those of `LISTS`.
            path.push("[]");
            self.value(path)?;
            path.pop();
        }
        Some(())
    }
}

impl<'a> Put<'a> for Text<'a> {
    #[inline]
    fn put(&mut self, value: Scalar<'a>) {
        *self = match value {
            Scalar::Text(text) | Scalar::Number(text) => Text::of(text),
        };
    }
}

impl<'a> Put<'a> for Int {
    #[inline]
    fn put(&mut self, value: Scalar<'a>) {
        *self = match value {
            Scalar::Text(text) => Int::of_text(text),
            Scalar::Number(digits) => Int::of_digits(digits),
        };
    }
}

impl<'a> Put<'a> for Loose<'a> {
    fn put(&mut self, value: Scalar<'a>) {
        *self = match value {
            Scalar::Text(text) => Loose::Text(Cow::Borrowed(text)),
            Scalar::Number(digits) => Int::of_digits(digits)
                .get()
                .map_or(Loose::Nothing, Loose::Int),
        };
    }
}

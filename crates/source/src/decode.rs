//! What a decoder is: bytes of one record in, events out, or a reason why not.

use event::{ActorKind, Event, Mark, Millis};

use crate::Mapping;

/// How a stream of bytes is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One record a line (`\n` or `\r\n`); blank lines are no records.
    Lines,
    /// One JSON value a line, or objects whose array `Records` holds the records.
    Records,
    /// RFC 4180 CSV: the first record is the header, and quotes may hold line ends.
    Csv,
}

/// What is set for one source, as far as decoding goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// IANA zone of times without one.
    pub time_zone: String,
    /// The kind of actors that the record does not tell.
    pub actor_kind: ActorKind,
    /// JSON pointers whose values go to [`event::Access::pointed`], by index.
    pub pointers: Vec<String>,
    /// JSON pointer of the source's instance; empty takes the format's own.
    pub instance: String,
    /// JSON pointer of the source's boot; empty takes the format's own.
    pub boot: String,
    /// The declarative mapping, for formats that need one.
    pub mapping: Option<Mapping>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            time_zone: "UTC".to_owned(),
            actor_kind: ActorKind::Member,
            pointers: Vec::new(),
            instance: String::new(),
            boot: String::new(),
            mapping: None,
        }
    }
}

/// Why a decoder cannot be made from its settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {message}")]
pub struct SettingsError {
    /// The setting, e.g. `time_zone` or `mapping.time`.
    pub at: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Why a record is not an event. Never holds bytes of the record: it is printed and logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Fault {
    /// What is missing or wrong, e.g. `no time: metadata says none and /time is absent`.
    pub reason: String,
}

impl Fault {
    /// A fault with this reason.
    pub fn new(reason: impl Into<String>) -> Fault {
        Fault {
            reason: reason.into(),
        }
    }
}

/// Takes what a decoder finds.
pub trait Sink {
    /// One event.
    fn event(&mut self, event: Event<'_>);
    /// The record was understood and is none of the six kinds of event: counted, not kept.
    fn beside(&mut self);
    /// As [`Sink::beside`], of a record that a sequence counts: left out, it would look like a loss.
    /// Its time says between which moments the numbers beside it are missing, if they are.
    fn beside_marked(&mut self, _mark: &Mark<'_>, _time: Millis) {
        self.beside();
    }
}

/// Decodes records of one stream. What a record decodes to does not depend on the records before it, so
/// several decoders share the records of a stream between them.
pub trait Decode: Send {
    /// Decodes one record. Calls the sink at least once, or returns a fault and has not called it.
    ///
    /// # Errors
    /// When the record is not of this format or lacks what an event needs.
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault>;
}

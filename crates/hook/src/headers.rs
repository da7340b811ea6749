//! Headers that a receiver asks for beside those of every message.

use ureq::http::{HeaderName, HeaderValue};

/// Headers of a target at most.
pub const HEADERS_MAX: usize = 16;

/// Bytes of a name and of a value at most.
pub const HEADER_BYTES_MAX: usize = 1024;

/// What a header may not be called: the message sets it, the connection does, or it is made to hold a secret, which
/// settings are not.
const OURS: [&str; 11] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Names and values that can be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

/// Why headers cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There are too many.
    #[error("{0} headers, and {HEADERS_MAX} is the most")]
    Many(usize),
    /// The name or the value is none.
    #[error(
        "{0:?} is no header: write a name of letters, digits and '-', and a value of one line, each of at most \
         {HEADER_BYTES_MAX} bytes"
    )]
    Form(String),
    /// It is not theirs to set.
    #[error(
        "the header {0:?} is set by every message, or holds a secret, which has no place in settings: leave it out, for \
         the signature says who sends"
    )]
    Ours(String),
}

impl Headers {
    /// Takes names and values.
    ///
    /// # Errors
    /// The first that cannot be sent.
    pub fn new<'a>(
        pairs: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Headers, HeaderError> {
        if pairs.len() > HEADERS_MAX {
            return Err(HeaderError::Many(pairs.len()));
        }
        let mut headers = Vec::with_capacity(pairs.len());
        for (name, value) in pairs {
            let wrong = || HeaderError::Form(name.chars().take(HEADER_BYTES_MAX).collect());
            if name.len() > HEADER_BYTES_MAX || value.len() > HEADER_BYTES_MAX {
                return Err(wrong());
            }
            let named: HeaderName = name.parse().map_err(|_| wrong())?;
            if OURS.contains(&named.as_str()) || named.as_str().starts_with("webhook-") {
                return Err(HeaderError::Ours(name.to_owned()));
            }
            headers.push((named, value.parse().map_err(|_| wrong())?));
        }
        Ok(Headers(headers))
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.0.iter()
    }
}

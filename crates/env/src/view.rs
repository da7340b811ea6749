//! The bytes of a file, in memory or where the system maps them.

use std::{fmt, ops::Deref};

/// Bytes of a file that are read in place. Nobody writes to such a file or cuts it: it is replaced by a
/// rename, after which a view still shows what it showed.
pub enum View {
    /// A copy.
    Copied(Vec<u8>),
    /// Pages of the file itself.
    Mapped(map::Map),
}

impl Deref for View {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            View::Copied(bytes) => bytes,
            View::Mapped(map) => map,
        }
    }
}

impl AsRef<[u8]> for View {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Vec<u8>> for View {
    fn from(bytes: Vec<u8>) -> View {
        View::Copied(bytes)
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

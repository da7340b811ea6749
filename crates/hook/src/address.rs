//! Where a message may be sent: HTTPS, or HTTP to this machine itself.

use std::{fmt, net::IpAddr};

use ureq::http::Uri;

/// Bytes of an address at most; a longer one is refused as it is read.
pub const URL_BYTES_MAX: usize = 2048;

/// An address that passed the rules of [`Address::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    secure: bool,
}

/// Why an address is none to which a message may be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is too long.
    #[error("the address has {0} bytes, and {URL_BYTES_MAX} is the most")]
    Long(usize),
    /// It is no address.
    #[error("{0:?} is no address of a page: write https://HOST/PATH")]
    Form(String),
    /// It would go in clear.
    #[error(
        "{0:?} would be sent in clear: write https://, or http:// with an address of this machine such as 127.0.0.1"
    )]
    Clear(String),
    /// It holds a name and a password.
    #[error(
        "the address holds what stands before an @: it would be written wherever the address is; leave it out, for the \
         signature says who sends"
    )]
    User,
    /// It holds a fragment.
    #[error("the address holds a #, and what follows is never sent: leave it out")]
    Fragment,
}

impl Address {
    /// Reads an address: `https://HOST…`, or `http://` with a loopback address in digits, for a name may be anybody's.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        if text.len() > URL_BYTES_MAX {
            return Err(AddressError::Long(text.len()));
        }
        if text.contains('#') {
            return Err(AddressError::Fragment);
        }
        let wrong = || AddressError::Form(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        if authority.as_str().contains('@') {
            return Err(AddressError::User);
        }
        let host = authority.host();
        if host.is_empty() {
            return Err(wrong());
        }
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(host) => false,
            Some("http") => return Err(AddressError::Clear(text.to_owned())),
            _ => return Err(wrong()),
        };
        Ok(Address {
            text: text.to_owned(),
            secure,
        })
    }

    /// Whether it is HTTPS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

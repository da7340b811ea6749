//! What a gateway can match, in one spelling, and what must never be matched.

use std::net::{Ipv4Addr, Ipv6Addr};

use event::Millis;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::CredentialHash;

/// Bytes of a client that an entry may hold. A longer one is held back: escaped for nginx it would pass
/// the 4096 bytes of one of its parameters.
pub const TEXT_BYTES_MAX: usize = 1000;

/// Bytes of a key id, a token id or a session id. A longer one is held back.
pub const ID_BYTES_MAX: usize = 256;

/// Bits of the widest IPv4 prefix. A wider one is held back: no network of one holder is wider than /8.
pub const PREFIX4_MIN: u8 = 8;

/// Bits of the widest IPv6 prefix. A wider one is held back: registries give single holders at most /19.
pub const PREFIX6_MIN: u8 = 19;

/// A span of time, `from` included and `until` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The first moment inside.
    pub from: Millis,
    /// The first moment after it.
    pub until: Millis,
}

impl Window {
    /// Whether a moment lies inside.
    #[must_use]
    pub fn has(&self, moment: Millis) -> bool {
        self.from <= moment && moment < self.until
    }
}

/// Which claim of a token an id stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// `jti`: one token.
    Jti,
    /// `sid`, or the id of a session however the source calls it.
    Session,
}

impl Claim {
    /// Its name: `jti` or `sid`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Claim::Jti => "jti",
            Claim::Session => "sid",
        }
    }
}

/// What a gateway can match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The address of the client, or a prefix of it.
    Network(IpNet),
    /// The signing key (`kid`) of a token, and when the token says that it was issued (`iat`).
    Key {
        /// The key id.
        id: String,
        /// Tokens issued in this span; `None` is every token of the key.
        issued: Option<Window>,
    },
    /// The id of one token or session, where the source gives it. A session id can still open the session:
    /// whoever sees the list could use it, so end the session first.
    Session {
        /// Which of them.
        claim: Claim,
        /// The id as the source wrote it.
        id: String,
    },
    /// The whole user agent, byte for byte.
    Client(String),
    /// A credential by its hash under a key that the gateway has, see [`super::GatewayKey`].
    Credential {
        /// The name of that key.
        key: String,
        /// HMAC-SHA-256 of the credential as it is presented.
        hash: CredentialHash,
    },
}

/// Why something cannot be an entry at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It would refuse everybody.
    #[error("it matches everything: name what the attacker used and others did not")]
    Everything,
    /// A prefix wider than one holder has.
    #[error("a prefix of {bits} bits is many networks: name prefixes of {least} bits and more")]
    TooWide {
        /// Bits of the prefix.
        bits: u8,
        /// The fewest that are allowed.
        least: u8,
    },
    /// Longer than any gateway would compare.
    #[error("it has {bytes} bytes: at most {most} can be matched")]
    TooLong {
        /// Bytes it has.
        bytes: usize,
        /// The most that are allowed.
        most: usize,
    },
    /// No request can carry it, so that the entry would be in force and match nothing.
    #[error(
        "no request carries it (control characters, blanks at its ends, or characters that were lost): \
         take it from the record as the client sent it"
    )]
    NeverSent,
    /// The span of issue times is empty.
    #[error("its span of issue times is empty: `from` must be before `until`")]
    EmptyWindow,
}

impl Match {
    /// The kind: `network`, `key`, `session`, `client` or `credential`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Match::Network(_) => "network",
            Match::Key { .. } => "key",
            Match::Session { .. } => "session",
            Match::Client(_) => "client",
            Match::Credential { .. } => "credential",
        }
    }

    /// The same in its one spelling: a prefix without bits of a host, IPv4 never written as IPv6.
    pub(super) fn spelled(self) -> Match {
        match self {
            Match::Network(net) => Match::Network(spelled(net)),
            other => other,
        }
    }

    /// The same with texts cut to what an entry may hold, for what is held back and shown.
    pub(super) fn shortened(self) -> Match {
        match self {
            Match::Client(client) => Match::Client(cut(client, TEXT_BYTES_MAX)),
            Match::Key { id, issued } => Match::Key {
                id: cut(id, ID_BYTES_MAX),
                issued,
            },
            Match::Session { claim, id } => Match::Session {
                claim,
                id: cut(id, ID_BYTES_MAX),
            },
            Match::Credential { key, hash } => Match::Credential {
                key: cut(key, ID_BYTES_MAX),
                hash,
            },
            Match::Network(_) => self,
        }
    }

    /// Whether this can be an entry.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn fit(&self) -> Result<(), Unfit> {
        match self {
            Match::Network(net) => fit_network(spelled(*net)),
            Match::Client(client) => fit_text(client, TEXT_BYTES_MAX),
            Match::Session { id, .. } => fit_text(id, ID_BYTES_MAX),
            Match::Credential { key, .. } => fit_text(key, ID_BYTES_MAX),
            Match::Key { id, issued } => {
                if issued.is_some_and(|span| span.from >= span.until) {
                    return Err(Unfit::EmptyWindow);
                }
                fit_text(id, ID_BYTES_MAX)
            }
        }
    }
}

/// All of IPv4 as it looks to a gateway that listens on IPv6.
const MAPPED: Ipv6Addr = Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0);

/// Bits that such an address has in front of the IPv4 address.
const MAPPED_BITS: u8 = 96;

/// A prefix in its one spelling: without bits of a host, and IPv4 not in the dress of IPv6.
pub(crate) fn spelled(net: IpNet) -> IpNet {
    let net = net.trunc();
    let IpNet::V6(six) = net else { return net };
    let bits = six.prefix_len().checked_sub(MAPPED_BITS);
    let four = six.addr().to_ipv4_mapped().zip(bits);
    four.and_then(|(address, bits)| Ipv4Net::new(address, bits).ok())
        .map_or(net, IpNet::V4)
}

fn fit_network(net: IpNet) -> Result<(), Unfit> {
    let (bits, least) = match net {
        IpNet::V4(four) => (four.prefix_len(), PREFIX4_MIN),
        IpNet::V6(six) => (six.prefix_len(), PREFIX6_MIN),
    };
    let mapped = matches!(net, IpNet::V6(six) if Ipv6Net::contains(&six, &MAPPED));
    if bits == 0 || mapped {
        return Err(Unfit::Everything);
    }
    if bits < least {
        return Err(Unfit::TooWide { bits, least });
    }
    Ok(())
}

/// A text of at most so many bytes, with `…` where some are missing.
fn cut(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let kept = text
        .get(..text.floor_char_boundary(most))
        .unwrap_or_default();
    format!("{kept}…")
}

fn fit_text(text: &str, most: usize) -> Result<(), Unfit> {
    if text.trim().is_empty() {
        return Err(Unfit::Everything);
    }
    if text.len() > most {
        return Err(Unfit::TooLong {
            bytes: text.len(),
            most,
        });
    }
    let lost = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
    if text.chars().any(lost) || text.trim() != text {
        return Err(Unfit::NeverSent);
    }
    Ok(())
}

/// Addresses that carriers share among their customers (RFC 6598).
#[must_use]
pub fn is_shared(net: &IpNet) -> bool {
    let IpNet::V4(four) = net else { return false };
    Ipv4Net::new(Ipv4Addr::new(100, 64, 0, 0), 10).is_ok_and(|shared| shared.contains(four))
}

//! Clusters: reads that share what an attacker does not freely choose. The dimensions are a fixed list.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use exposure::{Passed, PseudoId, SubjectId, WhyNot, selection::IssuedWord};

use crate::keep::{kept, kept_of};

/// What the reads of a cluster share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// The key that vouches for the credential.
    Key,
    /// The issuer that vouches for the credential, and whether it was issued: *cannot say* is a value too, for
    /// tokens may be dated back.
    IssuerIssued,
    /// Network prefix: /24, or /48 of IPv6.
    Prefix,
    /// Autonomous system.
    Asn,
    /// Country.
    Country,
    /// Client.
    Client,
    /// Route and client.
    RouteClient,
    /// Autonomous system and client.
    AsnClient,
    /// Actor.
    Actor,
    /// Route and key: a place that may be new to a route. People are not counted over it, for what it shows is
    /// shown by the key as well.
    RouteKey,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Dimension; 10] = [
        Dimension::Key,
        Dimension::IssuerIssued,
        Dimension::Prefix,
        Dimension::Asn,
        Dimension::Country,
        Dimension::Client,
        Dimension::RouteClient,
        Dimension::AsnClient,
        Dimension::Actor,
        Dimension::RouteKey,
    ];

    /// Those over which people are counted.
    pub const COUNTED: [Dimension; 9] = [
        Dimension::Key,
        Dimension::IssuerIssued,
        Dimension::Prefix,
        Dimension::Asn,
        Dimension::Country,
        Dimension::Client,
        Dimension::RouteClient,
        Dimension::AsnClient,
        Dimension::Actor,
    ];

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Dimension::Key => "key",
            Dimension::IssuerIssued => "issuer_issued",
            Dimension::Prefix => "prefix",
            Dimension::Asn => "asn",
            Dimension::Country => "country",
            Dimension::Client => "client",
            Dimension::RouteClient => "route_client",
            Dimension::AsnClient => "asn_client",
            Dimension::RouteKey => "route_key",
            Dimension::Actor => "actor",
        }
    }

    /// What reads of one of its clusters share, in words.
    #[must_use]
    pub fn shared(self) -> &'static str {
        match self {
            Dimension::Key => "the key that vouches for the credential",
            Dimension::IssuerIssued => {
                "the issuer of the credential, and what is known of its issuance"
            }
            Dimension::Prefix => "the network prefix",
            Dimension::Asn => "the autonomous system",
            Dimension::Country => "the country",
            Dimension::Client => "the client",
            Dimension::RouteClient => "the route and the client",
            Dimension::AsnClient => "the autonomous system and the client",
            Dimension::Actor => "the actor",
            Dimension::RouteKey => "the route and the key",
        }
    }

    /// The dimension of a name, if people are counted over it.
    #[must_use]
    pub fn parse(word: &str) -> Option<Dimension> {
        Dimension::COUNTED.into_iter().find(|of| of.word() == word)
    }
}

/// One cluster: its dimension, and one or two values of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cluster {
    /// Its dimension.
    pub dimension: Dimension,
    /// The value, or the first of two.
    pub first: u64,
    /// The second; 0 where there is one only.
    pub second: u64,
}

kept_of!(Dimension, Dimension::ALL);
kept!(Cluster {
    dimension,
    first,
    second
});

/// The names of codes, from whoever has the dictionary.
pub trait Names {
    /// The text of a dictionary code.
    fn text(&self, code: u32) -> Option<String>;
    /// The id of a route.
    fn route(&self, number: u32) -> Option<String>;
}

/// Bit above the 48 of an IPv6 prefix, so that the two families never meet.
const V6: u64 = 1 << 48;

/// The network prefix of an address, as a number.
pub(crate) fn prefix(ip: IpAddr) -> u64 {
    match ip {
        IpAddr::V4(ip) => u64::from(u32::from(ip) >> 8),
        IpAddr::V6(ip) => u64::try_from(u128::from(ip) >> 80).unwrap_or(0) | V6,
    }
}

/// Whether its credential was issued, as a number; `None` while the feed has yet to speak of it: that is not
/// *cannot say* for long, and a feed that stays behind has a finding of its own.
pub(crate) fn issued(read: &Passed) -> Option<u64> {
    match read.issued {
        Ok(word) => Some(word as u64),
        Err(WhyNot::FeedBehind) => None,
        Err(_) => Some(IssuedWord::CannotSay as u64),
    }
}

impl Cluster {
    /// The cluster of a dimension to which a read belongs; `None` where it does not say.
    #[must_use]
    pub fn of(dimension: Dimension, read: &Passed) -> Option<Cluster> {
        let (key, client) = (read.key.map(u64::from), read.client.map(u64::from));
        let (asn, route) = (read.place.asn.map(u64::from), read.route.map(u64::from));
        let one = |first: u64| (first, 0);
        let (first, second) = match dimension {
            Dimension::Key => key.map(one),
            Dimension::IssuerIssued => read.issuer.map(u64::from).zip(issued(read)),
            Dimension::Prefix => read.ip.map(prefix).map(one),
            Dimension::Asn => asn.map(one),
            Dimension::Country => {
                let country = read.place.country.map(u16::from_be_bytes);
                country.map(u64::from).map(one)
            }
            Dimension::Client => client.map(one),
            Dimension::RouteClient => route.zip(client),
            Dimension::AsnClient => asn.zip(client),
            Dimension::RouteKey => route.zip(key),
            Dimension::Actor => read.actor.map(SubjectId::to_u64).map(one),
        }?;
        Some(Cluster {
            dimension,
            first,
            second,
        })
    }

    /// Its values as one number, different from those of all others of its dimension.
    pub(crate) fn packed(self) -> u64 {
        match self.dimension {
            Dimension::IssuerIssued
            | Dimension::RouteClient
            | Dimension::AsnClient
            | Dimension::RouteKey => self.first << 32 | self.second,
            _ => self.first,
        }
    }

    /// What the id of a finding about it is made of.
    pub(crate) fn numbers(self) -> Vec<u64> {
        vec![self.dimension as u64, self.first, self.second]
    }

    /// Whether so much shares it that a read of it says little.
    pub(crate) fn is_broad(self) -> bool {
        matches!(
            self.dimension,
            Dimension::Key
                | Dimension::IssuerIssued
                | Dimension::Country
                | Dimension::Asn
                | Dimension::Prefix
                | Dimension::RouteKey
        )
    }

    /// Whether nearly everybody shares it, so that what is read of it within an hour is told better by its parts.
    pub(crate) fn is_everybodys(self) -> bool {
        self.is_broad() && self.dimension != Dimension::Prefix
    }

    /// Whether all its reads are part of another of fewer values, as those of a route and a key are part of
    /// the key's.
    pub(crate) fn is_part_of(self, other: Cluster) -> bool {
        let whole = match (self.dimension, other.dimension) {
            (Dimension::RouteKey, Dimension::Key)
            | (Dimension::RouteClient | Dimension::AsnClient, Dimension::Client) => self.second,
            (Dimension::AsnClient, Dimension::Asn) => self.first,
            _ => return false,
        };
        whole == other.first
    }

    /// Whether it and another of its dimension are parts of one: routes of one client or key, or clients of
    /// one autonomous system.
    pub(crate) fn is_beside(self, other: Cluster) -> bool {
        self.dimension == other.dimension
            && match self.dimension {
                Dimension::RouteKey | Dimension::RouteClient => self.second == other.second,
                Dimension::AsnClient => self.first == other.first,
                _ => false,
            }
    }

    /// Whether a read belongs to it.
    #[must_use]
    pub fn holds(self, read: &Passed) -> bool {
        Cluster::of(self.dimension, read) == Some(self)
    }

    /// The condition that selects its reads.
    #[must_use]
    pub fn selection(self, names: &dyn Names) -> String {
        let text = |code: u64| {
            let named = u32::try_from(code).ok().and_then(|code| names.text(code));
            quoted(&named.unwrap_or_default())
        };
        let route = |number: u64| {
            let named = u32::try_from(number).ok().and_then(|at| names.route(at));
            quoted(&named.unwrap_or_default())
        };
        let (first, second) = (self.first, self.second);
        match self.dimension {
            Dimension::Key => format!("key = {}", text(first)),
            Dimension::IssuerIssued => {
                let at = usize::try_from(second).unwrap_or(usize::MAX);
                let word = IssuedWord::ALL.get(at).map_or("", |word| word.word());
                format!("issuer = {} AND issued = '{word}'", text(first))
            }
            Dimension::Prefix => format!("ip = '{}'", network(first)),
            Dimension::Asn => format!("asn = {first}"),
            Dimension::Country => format!("country = '{}'", country(first)),
            Dimension::Client => format!("client = {}", text(first)),
            Dimension::RouteClient => {
                format!("route = {} AND client = {}", route(first), text(second))
            }
            Dimension::AsnClient => format!("asn = {first} AND client = {}", text(second)),
            Dimension::RouteKey => format!("route = {} AND key = {}", route(first), text(second)),
            Dimension::Actor => match SubjectId::from_u64(first) {
                Some(actor) => format!("actor = '{}'", PseudoId::Subject(actor)),
                None => "FALSE".to_owned(),
            },
        }
    }
}

/// A text as a literal of a selection.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn country(code: u64) -> String {
    let bytes = u16::try_from(code).unwrap_or(0).to_be_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn network(prefix: u64) -> String {
    if prefix & V6 == 0 {
        let ip = Ipv4Addr::from(u32::try_from(prefix << 8).unwrap_or(0));
        return format!("{ip}/24");
    }
    let ip = Ipv6Addr::from(u128::from(prefix & !V6) << 80);
    format!("{ip}/48")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Codes;

    impl Names for Codes {
        fn text(&self, code: u32) -> Option<String> {
            Some(format!("it's {code}"))
        }
        fn route(&self, number: u32) -> Option<String> {
            Some(format!("route-{number}"))
        }
    }

    fn cluster(dimension: Dimension, first: u64, second: u64) -> Cluster {
        Cluster {
            dimension,
            first,
            second,
        }
    }

    #[test]
    fn a_selection_is_one_that_the_ledger_takes() {
        let of = |dimension, first, second| cluster(dimension, first, second).selection(&Codes);
        let v4 = prefix(IpAddr::from([198, 51, 100, 7]));
        let v6 = prefix(IpAddr::from([0x2001, 0xdb8, 0x8000, 1, 0, 0, 0, 9]));
        let all = [
            (of(Dimension::Key, 3, 0), "key = 'it''s 3'"),
            (of(Dimension::Prefix, v4, 0), "ip = '198.51.100.0/24'"),
            (of(Dimension::Prefix, v6, 0), "ip = '2001:db8:8000::/48'"),
            (
                of(Dimension::Country, u64::from(u16::from_be_bytes(*b"SG")), 0),
                "country = 'SG'",
            ),
            (
                of(Dimension::AsnClient, 64500, 1),
                "asn = 64500 AND client = 'it''s 1'",
            ),
            (
                of(Dimension::IssuerIssued, 5, IssuedWord::CannotSay as u64),
                "issuer = 'it''s 5' AND issued = 'cannot_say'",
            ),
            (
                of(Dimension::RouteKey, 2, 1),
                "route = 'route-2' AND key = 'it''s 1'",
            ),
            (of(Dimension::Actor, 3 << 32 | 161, 0), "actor = '~3.161'"),
        ];
        for (found, wanted) in all {
            assert_eq!(found, wanted);
            assert!(
                exposure::selection::parse(&found, &jiff::tz::TimeZone::UTC).is_ok(),
                "{found}"
            );
        }
    }

    #[test]
    fn every_dimension_has_a_name_of_its_own() {
        for dimension in Dimension::COUNTED {
            assert_eq!(Dimension::parse(dimension.word()), Some(dimension));
        }
    }
}

//! Addresses to autonomous systems and countries, by a table that the operator supplies: an MMDB or a
//! CSV with the columns `network,asn,country`. Without a table ASN and country are undecided.

use std::net::IpAddr;

use ipnet::IpNet;

/// What is known of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<[u8; 2]>,
}

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GeoError {
    /// What is wrong, with its line, and what would be right.
    pub message: String,
}

/// A table of places.
pub enum Geo {
    /// Networks that do not overlap, sorted, by family: first address, last address, place.
    Ranges {
        /// Networks of IPv4.
        v4: Vec<(u32, u32, Place)>,
        /// Networks of IPv6.
        v6: Vec<(u128, u128, Place)>,
    },
    /// A MaxMind database.
    Mmdb(Box<maxminddb::Reader<Vec<u8>>>),
}

impl std::fmt::Debug for Geo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Geo table")
    }
}

/// How an MMDB file ends before its metadata.
const MMDB_MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";

impl Geo {
    /// Reads the bytes of a table.
    ///
    /// # Errors
    /// When they are neither an MMDB nor a CSV with the columns needed.
    pub fn read(bytes: Vec<u8>) -> Result<Geo, GeoError> {
        let tail = bytes.len().saturating_sub(128 * 1024);
        if bytes
            .get(tail..)
            .is_some_and(|end| end.windows(MMDB_MARK.len()).any(|w| w == MMDB_MARK))
        {
            let reader = maxminddb::Reader::from_source(bytes).map_err(|e| GeoError {
                message: format!("the MMDB does not open: {e}"),
            })?;
            return Ok(Geo::Mmdb(Box::new(reader)));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| GeoError {
            message: "it is neither an MMDB nor UTF-8 text".to_owned(),
        })?;
        read_csv(text)
    }

    /// The place of an address.
    #[must_use]
    pub fn place(&self, ip: IpAddr) -> Place {
        match (self, ip) {
            (Geo::Ranges { v4, .. }, IpAddr::V4(ip)) => find(v4, u32::from(ip)),
            (Geo::Ranges { v6, .. }, IpAddr::V6(ip)) => find(v6, u128::from(ip)),
            (Geo::Mmdb(reader), ip) => mmdb_place(reader, ip).unwrap_or_default(),
        }
    }
}

fn find<T: Ord + Copy>(ranges: &[(T, T, Place)], ip: T) -> Place {
    let after = ranges.partition_point(|(first, _, _)| *first <= ip);
    match after.checked_sub(1).and_then(|index| ranges.get(index)) {
        Some((_, last, place)) if ip <= *last => *place,
        _ => Place::default(),
    }
}

fn mmdb_place(reader: &maxminddb::Reader<Vec<u8>>, ip: IpAddr) -> Option<Place> {
    let found = reader.lookup(ip).ok()?;
    let asn = found
        .decode_path::<u32>(&["autonomous_system_number".into()])
        .ok()
        .flatten();
    let nested = found
        .decode_path::<&str>(&["country".into(), "iso_code".into()])
        .ok()
        .flatten();
    let country = nested.or_else(|| {
        found
            .decode_path::<&str>(&["country_code".into()])
            .ok()
            .flatten()
    });
    Some(Place {
        asn,
        country: country.and_then(country_code),
    })
}

fn country_code(text: &str) -> Option<[u8; 2]> {
    let code: [u8; 2] = text.as_bytes().try_into().ok()?;
    code.iter()
        .all(u8::is_ascii_alphabetic)
        .then(|| code.map(|letter| letter.to_ascii_uppercase()))
}

fn read_csv(text: &str) -> Result<Geo, GeoError> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let (_, head) = lines.next().ok_or_else(|| GeoError {
        message: "the table is empty: its first line names its columns, network,asn,country"
            .to_owned(),
    })?;
    let names: Vec<&str> = head
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    let column = |name: &str| names.iter().position(|n| *n == name);
    let network = column("network").ok_or_else(|| GeoError {
        message: "line 1: no column `network`; the columns are network,asn,country".to_owned(),
    })?;
    let columns = (network, column("asn"), column("country"));
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for (index, line) in lines {
        let row = read_row(line, columns);
        let wrong = |what| GeoError {
            message: format!("line {}: {what}", index + 1),
        };
        let (net, place) = row.map_err(wrong)?;
        match net {
            IpNet::V4(net) => {
                let (first, last) = (net.network(), net.broadcast());
                v4.push((index + 1, (u32::from(first), u32::from(last), place)));
            }
            IpNet::V6(net) => {
                let (first, last) = (net.network(), net.broadcast());
                v6.push((index + 1, (u128::from(first), u128::from(last), place)));
            }
        }
    }
    Ok(Geo::Ranges {
        v4: disjoint(v4)?,
        v6: disjoint(v6)?,
    })
}

/// The network and place of a line, by the numbers of the columns network, asn and country.
fn read_row(
    line: &str,
    columns: (usize, Option<usize>, Option<usize>),
) -> Result<(IpNet, Place), &'static str> {
    let cells: Vec<&str> = line
        .split(',')
        .map(|cell| cell.trim().trim_matches('"'))
        .collect();
    let cell = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
    let net = cell(columns.0)
        .and_then(|text| text.parse().ok())
        .ok_or("the network is no CIDR such as 203.0.113.0/24")?;
    let asn = columns
        .1
        .and_then(cell)
        .map(|text| text.trim_start_matches("AS").parse());
    let country = columns
        .2
        .and_then(cell)
        .map(|text| country_code(text).ok_or("the country is no two-letter code"));
    Ok((
        net,
        Place {
            asn: asn.transpose().map_err(|_| "the ASN is no number")?,
            country: country.transpose()?,
        },
    ))
}

/// Sorts networks, each with its line, and refuses those that overlap: which of two would be meant
/// nobody could say.
fn disjoint<T: Ord + Copy>(
    mut ranges: Vec<(usize, (T, T, Place))>,
) -> Result<Vec<(T, T, Place)>, GeoError> {
    ranges.sort_by_key(|(line, (first, ..))| (*first, *line));
    // If any two overlap, then so do two that stand side by side.
    let overlap = ranges.windows(2).find_map(|pair| match pair {
        [(a, (_, last, _)), (b, (first, ..))] if first <= last => Some((*a.min(b), *a.max(b))),
        _ => None,
    });
    if let Some((a, b)) = overlap {
        return Err(GeoError {
            message: format!(
                "lines {a} and {b}: the networks overlap; give each address one network"
            ),
        });
    }
    Ok(ranges.into_iter().map(|(_, range)| range).collect())
}

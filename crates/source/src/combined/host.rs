//! The address of the reader, from the words before the ident column.
//!
//! One word is the host. Before it a virtual host may stand. nginx people also write the chain of
//! `X-Forwarded-For` there, quoted or divided by `, `: of a chain the last public address counts,
//! since every address to the left of it could be written by the client; a chain without a public
//! address gives its first, the one inside the house that is farthest away.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The reader's address; `None` for a host name, a Unix socket or `-`.
pub(super) fn address(host: &[u8]) -> Option<IpAddr> {
    let host = std::str::from_utf8(host).ok()?;
    if !host.contains(' ') {
        return one(host);
    }
    let chain = without_vhost(host);
    let words = || chain.split([' ', ',', '"']).filter_map(one);
    words().rfind(is_public).or_else(|| words().next())
}

/// Drops the virtual host: a first word that is no part of a chain, with something after it.
fn without_vhost(host: &str) -> &str {
    match host.split_once(' ') {
        Some((first, rest)) if !first.ends_with(',') && !first.starts_with('"') => rest,
        _ => host,
    }
}

/// An address, alone or with a port. `::ffff:192.0.2.1` is the reader 192.0.2.1.
pub(crate) fn one(word: &str) -> Option<IpAddr> {
    let with_port = || word.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let found: IpAddr = word.parse().ok().or_else(with_port)?;
    Some(found.to_canonical())
}

fn is_public(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => !is_inside_v4(*v4),
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}

/// Private, loopback, link-local, unspecified, or shared by a carrier (RFC 6598, 100.64.0.0/10).
fn is_inside_v4(ip: Ipv4Addr) -> bool {
    let [a, b, _, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_unspecified()
        || (a == 100 && (64..128).contains(&b))
}

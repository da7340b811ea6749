//! Where accesses come from, and the table of networks that says so.
//!
//! Every address and AS number is of a range set aside for documentation (RFC 5737, 3849, 5398),
//! benchmarks (RFC 2544) or carriers' shared space (RFC 6598), so that no living network stands
//! accused. An address is one `u32`; those from [`V6`] up stand for IPv6.

use crate::rng::{low32, mix};

/// From here up a number means an IPv6 address of the mobile network.
pub(crate) const V6: u32 = 0xF000_0000;

const HOMES: u32 = ip(100, 64, 0, 0);
const CARRIER_NAT: u32 = ip(100, 96, 0, 1);
const OFFICES: u32 = ip(198, 51, 100, 1);
const HOSTERS: u32 = ip(198, 18, 0, 0);
const TRAVELLERS: u32 = ip(198, 19, 0, 0);
const CRAWLERS: u32 = ip(192, 0, 2, 8);
/// Where the nightly support job runs.
pub(crate) const BATCH_HOST: u32 = ip(203, 0, 113, 20);
/// Where the marketing export runs.
pub(crate) const EXPORT_HOST: u32 = ip(203, 0, 113, 21);
/// The two addresses behind which support works.
const SUPPORT_OFFICE: u32 = ip(203, 0, 113, 129);

/// Carrier addresses that thousands of members share.
const CARRIER_NATS: u64 = 8;
/// Office addresses that hundreds of members share.
const OFFICE_COUNT: u64 = 60;
/// Overseas hosters.
const HOSTER_COUNT: u32 = 5;
/// Addresses of one hoster on either side: a /19.
const HOSTER_SIZE: u32 = 8192;

/// The table of networks, one row a network. AS numbers without "AS".
pub(crate) const ASN_CSV: &str = "\
network,asn,country,name
100.64.0.0/13,64496,KR,Hanbit Broadband
100.72.0.0/13,64497,KR,Mirae Fibre
100.80.0.0/12,64498,KR,Saebyeok Cable
100.96.0.0/12,64499,KR,Hanbit Mobile
100.112.0.0/12,64500,KR,Mirae Mobile
198.51.100.0/25,64501,KR,Gangnam Business Net
198.51.100.128/25,64502,KR,Pangyo Business Net
203.0.113.0/24,64503,KR,Shop Data Centre
192.0.2.0/24,64504,US,Example Search Crawler
198.18.0.0/19,64505,SG,Merlion Hosting
198.18.32.0/19,64506,JP,Sakuragi Cloud
198.18.64.0/19,64507,US,Prairie Servers
198.18.96.0/19,64508,HK,Harbour Virtual
198.18.128.0/19,64509,DE,Spree Rechenzentrum
198.19.0.0/19,64505,SG,Merlion Hosting
198.19.32.0/19,64506,JP,Sakuragi Cloud
198.19.64.0/19,64507,US,Prairie Servers
198.19.96.0/19,64508,HK,Harbour Virtual
198.19.128.0/19,64509,DE,Spree Rechenzentrum
2001:db8::/33,64499,KR,Hanbit Mobile
2001:db8:8000::/33,64500,KR,Mirae Mobile
";

/// Networks that only the variants use, as further rows of the table.
pub(crate) const VARIANT_ASN_CSV: &str = "\
198.19.192.0/24,64510,KR,Parcel Partner
198.19.200.0/24,64511,KR,Songdo Business Net
";
/// Where the analyst works, and at home.
pub(crate) const ANALYST_DESK: u32 = ip(203, 0, 113, 30);
pub(crate) const ANALYST_HOME: u32 = HOMES + 777_777;
/// The desk of somebody inside who uses what belongs to programs.
pub(crate) const INSIDER_DESK: u32 = ip(203, 0, 113, 77);
const SERVICE_HOSTS: u32 = ip(203, 0, 113, 40);
const PARTNER_HOSTS: u32 = ip(198, 19, 192, 16);
const NEW_OFFICE: u32 = ip(198, 19, 200, 5);
const NEW_CARRIER_NAT: u32 = ip(100, 112, 64, 1);

const fn ip(a: u32, b: u32, c: u32, d: u32) -> u32 {
    a << 24 | b << 16 | c << 8 | d
}

/// The line at a member's home: one of two million.
pub(crate) fn home(member: u32) -> u32 {
    HOMES + low32(mix(u64::from(member)) >> 43)
}

/// The home line of this number, of fewer than two million.
pub(crate) fn home_of_line(line: u32) -> u32 {
    HOMES + line % (1 << 21)
}

/// The carrier's shared address of a member's phone. Two carriers, four addresses each.
pub(crate) fn carrier_nat(member: u32, chance: u32) -> u32 {
    let carrier = mix(u64::from(member) ^ 0xC0) & 1;
    let nat = u64::from(chance) % (CARRIER_NATS / 2);
    CARRIER_NAT + low32(carrier << 20 | nat)
}

/// The member's phone on IPv6.
pub(crate) fn mobile_v6(member: u32) -> u32 {
    V6 | low32(mix(u64::from(member) ^ 0x60) >> 36)
}

/// The shared address of a member's office.
pub(crate) fn office(member: u32) -> u32 {
    let number = low32(mix(u64::from(member) ^ 0x0F) % OFFICE_COUNT);
    // Half of the offices are behind each business network.
    OFFICES + (number & 1) * 128 + number / 2
}

/// A member abroad behind a rented server, in the same hosters' networks as the attacker.
pub(crate) fn traveller(chance: u32) -> u32 {
    hosted(TRAVELLERS, chance % 4000)
}

/// The attacker's address of this number; distinct for distinct numbers under 40,960.
pub(crate) fn attacker(number: usize) -> u32 {
    hosted(HOSTERS, u32::try_from(number).unwrap_or(u32::MAX))
}

/// A crawler.
pub(crate) fn crawler(chance: u32) -> u32 {
    CRAWLERS + chance % 12
}

/// The desk of a support employee.
pub(crate) fn support_desk(employee: u32) -> u32 {
    SUPPORT_OFFICE + employee % 2
}

/// The host of a service account.
pub(crate) fn service_host(place: u32) -> u32 {
    SERVICE_HOSTS + place
}

/// The partner who delivers parcels.
pub(crate) fn partner(chance: u32) -> u32 {
    PARTNER_HOSTS + chance % 4
}

/// The two addresses of an office into which a company moves.
pub(crate) fn new_office(chance: u32) -> u32 {
    NEW_OFFICE + chance % 2
}

/// Shared addresses that a carrier brings into use.
pub(crate) fn new_carrier_nat(chance: u32) -> u32 {
    NEW_CARRIER_NAT + chance % 4
}

/// The home line of this number through which somebody else reads; distinct under 100,000.
pub(crate) fn residential(number: u32) -> u32 {
    home_of_line(number * 20 + low32(mix(u64::from(number) ^ 0x4E) % 20))
}

fn hosted(base: u32, number: u32) -> u32 {
    let host = (number / HOSTER_COUNT).wrapping_mul(2_677).wrapping_add(17) % HOSTER_SIZE;
    base + number % HOSTER_COUNT * HOSTER_SIZE + host
}

//! Tables of places: what is read, what is refused and where.

use std::net::IpAddr;

use exposure::{Geo, Place};

fn csv(text: &str) -> Result<Geo, String> {
    Geo::read(text.as_bytes().to_vec()).map_err(|e| e.to_string())
}

fn refusal(text: &str) -> String {
    csv(text).err().unwrap()
}

fn place(geo: &Geo, ip: &str) -> (Option<u32>, Option<String>) {
    let Place { asn, country } = geo.place(ip.parse::<IpAddr>().unwrap());
    (
        asn,
        country.map(|code| String::from_utf8(code.to_vec()).unwrap()),
    )
}

#[test]
fn a_table_in_any_order_of_lines_and_columns() {
    let geo = csv("\"country\",\"network\",\"asn\"\n\"kr\",\"198.51.100.128/25\",\"AS64500\"\n\nUS,198.51.100.0/25,\nJP,2001:db8::/32,64501\n").unwrap();
    assert_eq!(
        place(&geo, "198.51.100.200"),
        (Some(64500), Some("KR".to_owned()))
    );
    assert_eq!(place(&geo, "198.51.100.0"), (None, Some("US".to_owned())));
    assert_eq!(place(&geo, "198.51.100.127"), (None, Some("US".to_owned())));
    assert_eq!(
        place(&geo, "2001:db8:ffff::1"),
        (Some(64501), Some("JP".to_owned()))
    );
    for outside in [
        "198.51.99.255",
        "198.51.101.0",
        "0.0.0.0",
        "255.255.255.255",
        "2001:db9::",
        "::",
    ] {
        assert_eq!(place(&geo, outside), (None, None), "{outside}");
    }
}

#[test]
fn a_network_alone_is_a_table() {
    let geo = csv("network\n192.0.2.0/24\n").unwrap();
    assert_eq!(place(&geo, "192.0.2.1"), (None, None));
}

#[test]
fn mistakes_name_their_line() {
    assert!(refusal("").contains("its first line names its columns"));
    assert!(refusal("net,asn\n").starts_with("line 1: no column `network`"));
    assert_eq!(
        refusal("network,asn\n192.0.2.0/24,1\n192.0.2/24,1\n"),
        "line 3: the network is no CIDR such as 203.0.113.0/24"
    );
    assert_eq!(
        refusal("network,asn\n\n192.0.2.0/24,many\n"),
        "line 3: the ASN is no number"
    );
    for country in ["KOR", "K", "1!", "\u{e9}"] {
        assert_eq!(
            refusal(&format!("network,country\n192.0.2.0/24,{country}\n")),
            "line 2: the country is no two-letter code",
            "{country}"
        );
    }
}

#[test]
fn networks_that_overlap_are_refused_with_both_lines() {
    for (a, b) in [
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.7/32", "192.0.2.0/24"),
        ("0.0.0.0/0", "255.255.255.255/32"),
        ("2001:db8::/32", "2001:db8:1::/48"),
    ] {
        let error = refusal(&format!("network\n{a}\n2001:db9::/32\n{b}\n"));
        assert!(
            error.starts_with("lines ") && error.contains("overlap"),
            "{error}"
        );
        assert!(error.contains('2') && error.contains("4"), "{error}");
    }
    assert!(
        csv("network\n192.0.2.0/25\n192.0.2.128/25\n").is_ok(),
        "neighbours do not overlap"
    );
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    assert_eq!(
        Geo::read(vec![0xff, 0xfe]).err().unwrap().message,
        "it is neither an MMDB nor UTF-8 text"
    );
    let broken = [
        b"\x01\x02".as_slice(),
        b"\xab\xcd\xefMaxMind.com",
        b"\xff\xff",
    ]
    .concat();
    let error = Geo::read(broken).err().unwrap().message;
    assert!(error.starts_with("the MMDB does not open: "), "{error}");
}

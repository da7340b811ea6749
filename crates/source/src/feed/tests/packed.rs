//! Compressed inputs and broken ones.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;
use crate::feed::Fingerprint;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn lines(count: usize) -> Vec<u8> {
    (0..count)
        .flat_map(|i| format!("line {i} {}\n", i * 7919 % 1009).into_bytes())
        .collect()
}

#[test]
fn packed_streams_are_seen_by_their_bytes_and_give_the_same() {
    let plain = lines(30_000);
    let (first, second) = plain.split_at(100_001);
    let packed = [
        [gzip(first), gzip(second)].concat(),
        zstd::encode_all(&plain[..], 3).unwrap(),
        [
            zstd::encode_all(first, 1).unwrap(),
            zstd::encode_all(second, 1).unwrap(),
        ]
        .concat(),
        [
            &b"\x51\x2a\x4d\x18\x03\x00\x00\x00abc"[..],
            &zstd::encode_all(&plain[..], 1).unwrap(),
        ]
        .concat(),
    ];
    let mut expected = feed(&plain, &[usize::MAX], Framing::Lines);
    let fingerprint = expected.fingerprint();
    assert_eq!(fingerprint, Fingerprint::of(&plain));
    assert_eq!(fingerprint.bytes, 4096);
    let expected = drain(&mut expected).0;
    for bytes in packed {
        let mut feed = feed(&bytes, &[1, 1000, 7], Framing::Lines);
        assert_eq!(feed.fingerprint(), fingerprint);
        let (found, error) = drain(&mut feed);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(found, expected);
        assert_eq!(feed.fingerprint(), fingerprint);
    }
}

#[test]
fn the_fingerprint_of_a_shorter_past_is_told() {
    let mut feed = feed(b"abc\ndef\n", &[2], Framing::Lines);
    assert_eq!(feed.fingerprint().bytes, 8);
    assert_eq!(feed.fingerprint_of(4), Some(Fingerprint::of(b"abc\n")));
    assert_eq!(feed.fingerprint_of(9), None);
}

#[test]
fn what_was_read_before_an_error_is_delivered_first() {
    let plain = lines(30_000);
    let mut cut_gzip = gzip(&plain);
    cut_gzip.truncate(cut_gzip.len() - 9);
    let mut cut_zstd = zstd::encode_all(&plain[..], 3).unwrap();
    cut_zstd.truncate(cut_zstd.len() / 2);
    let mut bad = gzip(&plain);
    let middle = bad.len() / 2;
    bad[middle..middle + 40].fill(0xff);
    for (what, bytes) in [("gzip", cut_gzip), ("zstd", cut_zstd), ("damaged", bad)] {
        let mut feed = feed(&bytes, &[777], Framing::Lines);
        let (pieces, error) = drain(&mut feed);
        let error = error.unwrap_or_else(|| panic!("{what}: no error"));
        let FeedError::Read { name, offset, .. } = &error else {
            panic!("{what}: {error}")
        };
        assert_eq!((name.as_str(), *offset), ("test", feed.position()));
        assert!(pieces.len() > 100, "{what}: {} records", pieces.len());
        let total: Vec<String> = texts(&pieces);
        let expected = String::from_utf8(plain.clone()).unwrap();
        let mut lines = expected.lines();
        let (last, whole) = total.split_last().unwrap();
        assert!(what == "damaged" || whole.iter().all(|line| lines.next() == Some(line)));
        assert!(
            what == "damaged"
                || lines
                    .next()
                    .is_some_and(|line| line.starts_with(last.as_str()))
        );
        assert!(feed.next_batch().unwrap().is_none());
    }
}

#[test]
fn a_zstd_frame_that_wants_a_larger_window_is_an_error() {
    // Frame header: magic, descriptor 0, window descriptor exponent 18 (2^28 bytes), then an empty
    // last raw block.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 0x01, 0x00, 0x00];
    let (_, error) = drain(&mut feed(&frame, &[usize::MAX], Framing::Lines));
    assert!(matches!(error, Some(FeedError::Read { .. })), "{error:?}");
}

#[test]
fn an_error_of_the_reader_names_the_place() {
    let mut reader = Pieces::new(b"a\nb\nhalf", &[3]);
    reader.error = Some(io::ErrorKind::PermissionDenied);
    let mut feed = Feed::of_reader("pipe", Box::new(reader), Framing::Lines).unwrap();
    let (pieces, error) = drain(&mut feed);
    assert_eq!(texts(&pieces), ["a", "b", "half"]);
    assert!(pieces[2].span().2, "the last is unfinished");
    let message = error.unwrap().to_string();
    assert!(
        message.starts_with("pipe: cannot be read after byte 8"),
        "{message}"
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_feed_panic(
        magic in proptest::sample::select(vec![&b""[..], b"\x1f\x8b\x08", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"]),
        noise in proptest::collection::vec(any::<u8>(), 0..300),
        framing in proptest::sample::select(vec![Framing::Lines, Framing::Records, Framing::Csv]),
    ) {
        let bytes = [magic, &noise].concat();
        if let Ok(mut feed) = Feed::of_reader("test", Box::new(Pieces::new(&bytes, &[13])), framing) {
            let mut feed = { feed.fingerprint(); feed };
            drain(&mut feed);
        }
    }

    #[test]
    fn a_packed_stream_cut_anywhere_gives_a_prefix(at in 0usize..400, zstd: bool) {
        let plain = lines(60);
        let packed = if zstd { zstd::encode_all(&plain[..], 1).unwrap() } else { gzip(&plain) };
        let at = at.min(packed.len() - 1);
        if let Ok(mut feed) = Feed::of_reader("test", Box::new(Pieces::new(&packed[..at], &[50])), Framing::Lines) {
            let (pieces, error) = drain(&mut feed);
            prop_assert!(error.is_some() || at < 4, "cut at {} of {}: no error", at, packed.len());
            if at >= 4 {
                let whole = texts(&pieces).join("\n");
                prop_assert!(String::from_utf8(plain).unwrap().starts_with(&whole));
            }
        }
    }
}

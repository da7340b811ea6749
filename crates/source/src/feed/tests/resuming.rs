//! Going on from where reading ended.

use std::path::Path;

use env::RealDisk;
use proptest::prelude::*;

use super::*;
use crate::feed::fingerprint::sha256;

/// A folder of this test's own, removed at its end.
pub(super) struct Folder(pub(super) std::path::PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("nunchi-feed-{name}-{}", std::process::id()));
        env::Disk::create_dir_all(&RealDisk, &path).unwrap();
        Folder(path)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.0.join(name);
        env::Disk::create_dir_all(&RealDisk, path.parent().unwrap()).unwrap();
        let mut file = env::Disk::create(&RealDisk, &path).unwrap();
        file.write_all(bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(env::Disk::remove_dir_all(&RealDisk, &self.0));
    }
}

fn open(path: &Path, framing: Framing) -> Feed {
    Feed::open(&RealDisk, path, framing).unwrap()
}

#[test]
fn a_file_resumed_at_any_record_gives_the_rest() {
    let folder = Folder::new("resume");
    let mut lines = b"id,name\n".to_vec();
    lines.extend((0..2000).flat_map(|i| format!("{i},\"name\n{i}\"\n").into_bytes()));
    let mut json = b"{\"Records\":[".to_vec();
    json.extend((0..2000).flat_map(|i| format!("{{\"i\":{i}}},").into_bytes()));
    json.extend(b"{}]}");
    for (name, bytes, framing) in [
        ("a.csv", &lines, Framing::Csv),
        ("b", &lines, Framing::Lines),
        ("c.json", &json, Framing::Records),
    ] {
        let packed = folder.write(
            &format!("{name}.zst"),
            &zstd::encode_all(&bytes[..], 1).unwrap(),
        );
        let path = folder.write(name, bytes);
        let all = drain(&mut open(&path, framing)).0;
        for at in (0..all.len()).step_by(397).chain([all.len() - 1]) {
            let end = all[at].span().1;
            let before = &bytes[..usize::try_from(end).unwrap()];
            let tail = sha256(&before[before.len().saturating_sub(4096)..]);
            for path in [&path, &packed] {
                let mut feed = open(path, framing);
                assert_eq!(feed.skip_to(end).unwrap(), tail, "{name} at {end}");
                assert_eq!((feed.position(), feed.tail_sha256()), (end, tail));
                if framing == Framing::Csv {
                    assert_eq!(feed.preamble().unwrap(), b"id,name");
                }
                assert_eq!(drain(&mut feed).0, all[at + 1..], "{name} at {end}");
            }
        }
        for path in [&path, &packed] {
            let past = bytes.len() as u64 + 9000;
            match open(path, framing).skip_to(past) {
                Err(FeedError::Short { offset, len, .. }) => {
                    assert_eq!((offset, len), (past, bytes.len() as u64))
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_feed_that_has_given_records_does_not_move() {
    let mut feed = feed(b"a\nb\n", &[2], Framing::Lines);
    feed.next_batch().unwrap();
    assert!(matches!(feed.skip_to(0), Err(FeedError::Started { .. })));
}

#[test]
fn a_header_that_may_still_grow_is_not_passed() {
    let mut feed = feed(b"id,na", &[2], Framing::Csv);
    assert_eq!(feed.preamble().unwrap(), b"id,na");
    assert!(feed.next_batch().unwrap().is_none());
    assert_eq!(feed.position(), 0);
}

proptest! {
    #[test]
    fn every_record_end_is_a_place_to_resume(
        tokens in proptest::collection::vec(proptest::sample::select(vec![
            "{\"Records\":[", "{\"a\":1}", "]", "}", ",", "\n", "x", "\"", "\"q\"", "\r\n", "aaaaaaaaaaaaaaaaaaaaaaa",
        ]), 0..40),
        framing in proptest::sample::select(vec![Framing::Lines, Framing::Records, Framing::Csv]),
        length in 1usize..20,
    ) {
        let input = tokens.concat().into_bytes();
        let all = drain(&mut feed(&input, &[length], framing).with_sizes(SMALL)).0;
        for (at, piece) in all.iter().enumerate() {
            let end = piece.span().1;
            let mut feed = feed(&input, &[length], framing).with_sizes(SMALL);
            let before = &input[..usize::try_from(end).unwrap()];
            prop_assert_eq!(feed.skip_to(end).unwrap(), sha256(before));
            prop_assert_eq!(drain(&mut feed).0, &all[at + 1..]);
        }
    }

    #[test]
    fn the_tail_of_every_record_is_the_hash_of_what_stands_before_it(count in 0usize..400, length in 1usize..5000) {
        let input: Vec<u8> = (0..count).flat_map(|i| format!("{i:0>37}\n").into_bytes()).collect();
        let mut feed = feed(&input, &[length], Framing::Lines).with_sizes(Sizes { record_max: 100, buffer: 4096 + 700, ..SMALL });
        while let Some(batch) = feed.next_batch().unwrap() {
            for offset in batch.records.iter().flat_map(|record| [record.offset, record.end]) {
                let before = &input[..usize::try_from(offset).unwrap()];
                let tail = sha256(&before[before.len().saturating_sub(4096)..]);
                prop_assert_eq!(batch.tail_sha256(offset), Some(tail));
            }
            prop_assert_eq!(batch.tail_sha256(batch.end() + 1), None);
        }
    }
}

//! The bytes of one file of an epoch against its length, its root and its `.tree` file; where they
//! differ, which chunks do.

use std::io::Read;

use proof::{CHUNK_BYTES, ChunkHasher, HASH_BYTES, Hash, chunk_count, chunk_hashes, root};

use crate::{
    inspection::Inspection,
    limits::{CHUNKS_LISTED_MAX, PART_BYTES_MAX},
    manifest::{FileEntry, Manifest},
    report::Place,
};

/// The bytes of a file, when they are those that its manifest names; otherwise a finding says what
/// they are.
pub(crate) fn authentic(
    scene: &mut Inspection<'_>,
    folder: &str,
    manifest: &Manifest,
    file: &FileEntry,
) -> Option<Vec<u8>> {
    let path = format!("{folder}/{}", file.name);
    let tree = tree_file(scene, &path, file);
    let Some(len) = scene.len(&path) else {
        scene.broken(&path, Place::Whole, "it is missing");
        return None;
    };
    let (hashes, bytes) = if len == file.bytes && len <= PART_BYTES_MAX {
        let bytes = scene.need(&path, PART_BYTES_MAX)?;
        (chunk_hashes(&bytes), Some(bytes))
    } else {
        let message = format!("it has {len} bytes, and its manifest says {}", file.bytes);
        scene.broken(&path, Place::Whole, message);
        (hash_stream(scene, &path)?, None)
    };
    let found = root(&hashes);
    if found != file.root {
        tell_chunks(scene, &path, manifest, found, &hashes, tree.as_deref());
        return None;
    }
    if let Some(tree) = tree
        && let Some(at) = tree.iter().zip(&hashes).position(|(a, b)| a != b)
    {
        let message = "the hash is not that of the chunk of its file";
        scene.broken(&format!("{path}.tree"), Place::Entry(at as u64), message);
    }
    bytes
}

fn tell_chunks(
    scene: &mut Inspection<'_>,
    path: &str,
    manifest: &Manifest,
    found: Hash,
    hashes: &[Hash],
    tree: Option<&[Hash]>,
) {
    let other = manifest
        .files
        .iter()
        .find(|other| other.root == found && other.bytes > 0);
    if let Some(other) = other {
        let message = format!(
            "it holds the bytes of {}: two files were swapped",
            other.name
        );
        scene.broken(path, Place::Whole, message);
        return;
    }
    let Some(tree) = tree else {
        let message = "its bytes do not have the root that its manifest says; its .tree file does not help to say where";
        scene.broken(path, Place::Whole, message);
        return;
    };
    let longer = hashes.len().max(tree.len());
    let differs = (0..longer).filter(|at| hashes.get(*at) != tree.get(*at));
    let chunks: Vec<u64> = differs
        .take(CHUNKS_LISTED_MAX)
        .map(|at| at as u64)
        .collect();
    let message = format!(
        "its bytes do not have the root that its manifest says: {} of {} chunks of 64 KiB differ from its .tree file",
        chunks.len(),
        tree.len()
    );
    scene.broken(path, Place::Chunks(chunks), message);
}

/// The chunk hashes beside a file, when they are those that its manifest names.
fn tree_file(scene: &mut Inspection<'_>, path: &str, file: &FileEntry) -> Option<Vec<Hash>> {
    let tree_path = format!("{path}.tree");
    let len = chunk_count(file.bytes).saturating_mul(HASH_BYTES as u64);
    let bytes = scene.need(&tree_path, len.max(HASH_BYTES as u64))?;
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    let hashes: Vec<Hash> = hashes.iter().copied().map(Hash::new).collect();
    if bytes.len() as u64 != len || !rest.is_empty() {
        let message = format!(
            "it has {} bytes; the chunks of its file have {len}",
            bytes.len()
        );
        scene.broken(&tree_path, Place::Whole, message);
        return None;
    }
    if root(&hashes) != file.root {
        let message = "its hashes do not have the root that the manifest says";
        scene.broken(&tree_path, Place::Whole, message);
        // The file itself may be whole; then the hashes that differ are told one by one.
        return Some(hashes).filter(|_| chunks_match(scene, path, file));
    }
    Some(hashes)
}

/// Whether the file itself has the root of its manifest.
fn chunks_match(scene: &mut Inspection<'_>, path: &str, file: &FileEntry) -> bool {
    hash_stream(scene, path).is_some_and(|hashes| root(&hashes) == file.root)
}

/// Chunk hashes of a file of any length, in constant memory.
fn hash_stream(scene: &mut Inspection<'_>, path: &str) -> Option<Vec<Hash>> {
    let mut file = scene.disk.open(&scene.dir.join(path)).ok()?;
    let (mut hasher, mut buffer) = (ChunkHasher::new(), vec![0; CHUNK_BYTES]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Some(hasher.finish()),
            Ok(len) => hasher.update(buffer.get(..len)?),
            Err(error) => {
                scene.broken(path, Place::Whole, format!("it cannot be read: {error}"));
                return None;
            }
        }
    }
}

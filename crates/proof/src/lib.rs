//! The mathematics of a log that cannot be rewritten unseen: the Merkle tree of RFC 6962, its
//! tiles, its proofs, signed notes and checkpoints.
//!
//! What is not here: files, clocks, random numbers, and any knowledge of what an entry means. Keys
//! and seeds come from the caller, tiles are read by a closure of the caller.
//!
//! Invariants:
//! - A proof that verifies binds leaf, index and history to a root; the size and the root
//!   themselves are only as good as the signature on the checkpoint they were taken from.
//! - Each tile path, verifier key and checkpoint has one spelling; any other is refused.
//! - Nothing that is read can make a function panic; [`limits`] has the bounds of what is read.
//!
//! ```
//! use proof::{Checkpoint, Signer, Verifier};
//!
//! // A log takes three entries and signs its head.
//! let leaves: Vec<_> = [b"one", b"two", b"six"].map(|e| proof::leaf_hash(e)).to_vec();
//! let signer = Signer::from_seed("example.com/log", &[7; 32])?;
//! let head = Checkpoint::new("example.com/log", 3, proof::root(&leaves))?;
//! let note = head.sign(&signer)?;
//! let path = proof::inclusion_proof(&leaves, 1)?;
//!
//! // A stranger with the public key alone checks that "two" is in it.
//! let verifier = Verifier::parse(&signer.verifier_key())?;
//! let head = Checkpoint::open(&note, &verifier)?;
//! let leaf = proof::leaf_hash(b"two");
//! proof::verify_inclusion(1, head.size(), leaf, &path, head.root())?;
//! assert!(proof::verify_inclusion(2, head.size(), leaf, &path, head.root()).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod checkpoint;
mod chunk;
mod cosign;
mod edge;
mod frontier;
mod hash;
pub mod limits;
mod note;
mod tile;
mod tree;
mod witness;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use chunk::{CHUNK_BYTES, ChunkHasher, chunk_count, chunk_hashes, chunk_root};
pub use cosign::{CosignError, CosignVerifier, Cosigner};
pub use edge::{TileEdge, TileError, TileReader, read_tree};
pub use frontier::Frontier;
pub use hash::{HASH_BYTES, Hash, HashError, leaf_hash, node_hash};
pub use note::{KeyError, Note, NoteError, SignError, Signature, Signer, Verifier};
pub use note::{open_note, sign_note};
pub use tile::{BundleError, TILE_HEIGHT, TILE_LEVELS, TILE_WIDTH};
pub use tile::{Tile, TileKind, TilePath, TilePathError};
pub use tile::{decode_bundle, decode_tile, encode_bundle, encode_tile, new_bundles, new_tiles};
pub use tree::{HashReader, Leaves, ProofError};
pub use tree::{consistency_proof, consistency_proof_from, inclusion_proof, inclusion_proof_from};
pub use tree::{frontier_from, root, root_from, verify_consistency, verify_inclusion};
pub use witness::{AddCheckpoint, Refusal, Seen, consider};

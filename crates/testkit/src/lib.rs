//! What tests share: a clock, a random generator and a disk that a test sets, a small shop with its
//! events, and a slow model of what the ledger must hold.
//!
//! Not here: anything that drives a ledger (a test of a crate stands above that crate, this stands
//! below), and anything of a release binary.
//!
//! Invariants:
//! * everything follows from seeds: the same seed gives the same bytes, faults and survivors;
//! * [`FaultDisk`] promises no more than a real disk: unsynced bytes and names may be lost;
//! * [`Model`] is written to be read, not to be fast, and shares no code with the ledger.
//!
//! ```
//! use env::Disk;
//! use testkit::{FaultDisk, Survival};
//!
//! let disk = FaultDisk::new();
//! disk.create_dir_all("/data".as_ref())?;
//! disk.create("/data/a".as_ref())?.write_all(b"never synced")?;
//! let after = disk.crash(Survival::Nothing, 1);
//! assert_eq!(after.meta("/data/a".as_ref())?, None);
//! # Ok::<(), std::io::Error>(())
//! ```

mod clock;
mod disk;
mod entropy;
mod events;
mod histories;
mod humans;
mod model;
mod shop;

pub use clock::FakeClock;
pub use disk::{Fault, FaultDisk, Plan, Survival, copy_tree};
pub use entropy::SeededEntropy;
pub use events::{
    AccessBuilder, Arrival, IssuanceBuilder, What, access, act, address_book, get, heartbeat,
    identity, issuance, relation, table,
};
pub use histories::{START_MS, history, shop_history};
pub use humans::humans;
pub use model::{Model, ModelControl, ModelCounts, ModelRow, ModelWho};
pub use shop::{SHOP_CATALOGUE_BYTES, shop_catalogue};

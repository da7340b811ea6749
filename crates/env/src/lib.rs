//! The world: the clock, the disk and the random generator, behind traits, with their real forms.
//!
//! This is the only crate that names the file system, the clock or a random generator, so that a
//! test can be the disk. Not here: formats, policies, networks.
//!
//! Invariant: a [`Disk`] promises nothing it was not asked for. What a writer wrote is on the medium
//! only after [`WriteFile::sync`]; a new name or a rename only after [`Disk::sync_dir`] of its folder.
//!
//! ```
//! use env::{Disk, RealDisk};
//! let disk = RealDisk;
//! let dir = std::env::temp_dir().join(format!("nunchi-env-doc-{}", std::process::id()));
//! disk.create_dir_all(&dir)?;
//! let mut file = disk.append(&dir.join("a"))?;
//! file.write_all(b"hello")?;
//! file.sync()?;
//! disk.sync_dir(&dir)?;
//! assert_eq!(disk.read(&dir.join("a"))?, b"hello");
//! disk.remove_dir_all(&dir)?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod clock;
mod disk;
mod entropy;
mod paced;
mod real_disk;
mod view;

pub use clock::{Clock, Discipline, RealClock};
pub use disk::{
    Disk, DiskLock, Entry, LOCK_WORDS, Meta, ReadFile, WriteFile, being_written, lock_words,
    read_exact_at, wait_for_lock,
};
pub use entropy::{Entropy, RealEntropy};
pub use paced::{Pace, PacedClock, SPEED_MAX};
pub use real_disk::RealDisk;
pub use view::View;

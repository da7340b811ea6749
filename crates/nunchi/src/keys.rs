//! Keys of a ledger: four files outside its directory, each 32 secret bytes as hex, 0600.

use std::path::{Path, PathBuf};

use env::{Disk, Entropy};
use event::ErrorClass;
use ledger::{Keys, Secret};

use crate::failure::Failure;

/// The keys of every directory: who signs, who may see names, who may read what people typed.
const NAMES: [&str; 3] = ["sign", "book", "state"];

/// The key of what counsel keeps: made with a directory and never again, for counsel may have taken it away.
const COUNSEL: &str = "counsel";

/// Where the keys of an origin stand unless it is said otherwise.
pub(crate) fn default_dir(origin: &str) -> Result<PathBuf, Failure> {
    let config = std::env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")));
    let config = config.ok_or_else(|| {
        Failure::new(
            ErrorClass::Config,
            "neither XDG_CONFIG_HOME nor HOME is set: say where the keys are with --keys",
        )
    })?;
    Ok(config.join("nunchi").join(origin.replace('/', "_")))
}

/// Makes the keys of a new directory that are missing.
pub(crate) fn make_all(disk: &dyn Disk, entropy: &dyn Entropy, dir: &Path) -> Result<(), Failure> {
    make(disk, entropy, dir)?;
    make_one(disk, entropy, dir, COUNSEL)
}

/// Makes the keys that are missing, but for counsel's.
pub(crate) fn make(disk: &dyn Disk, entropy: &dyn Entropy, dir: &Path) -> Result<(), Failure> {
    disk.create_dir_all(dir).map_err(|e| {
        Failure::new(
            ErrorClass::Unavailable,
            format!("cannot create {}: {e}", dir.display()),
        )
    })?;
    NAMES
        .iter()
        .try_for_each(|name| make_one(disk, entropy, dir, name))
}

fn make_one(disk: &dyn Disk, entropy: &dyn Entropy, dir: &Path, name: &str) -> Result<(), Failure> {
    if disk.meta(&path_of(dir, name))?.is_some() {
        return Ok(());
    }
    let mut key = [0; 32];
    entropy.fill(&mut key)?;
    write_one(disk, dir, name, &key)
}

/// Brings the keys of a ledger to the folder of its next origin, but for the one that signs: that is made
/// anew. What is there already stays.
pub(crate) fn bring(disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), Failure> {
    disk.create_dir_all(to)?;
    for name in ["book", "state", COUNSEL] {
        let (from, to) = (path_of(from, name), path_of(to, name));
        if disk.meta(&to)?.is_none() && disk.meta(&from)?.is_some() {
            disk.replace(&to, &disk.read(&from)?)?;
        }
    }
    Ok(())
}

/// Reads the keys that are there; a missing one is no mistake until it is needed.
pub(crate) fn read(disk: &dyn Disk, dir: &Path) -> Result<Keys, Failure> {
    Ok(Keys {
        sign: read_one(disk, dir, "sign")?,
        book: read_one(disk, dir, "book")?,
    })
}

/// The key under which what people typed is sealed.
pub(crate) fn read_state(disk: &dyn Disk, dir: &Path) -> Result<Option<Secret>, Failure> {
    read_one(disk, dir, "state")
}

/// The key under which counsel keeps what is privileged.
pub(crate) fn read_counsel(disk: &dyn Disk, dir: &Path) -> Result<Option<Secret>, Failure> {
    read_one(disk, dir, COUNSEL)
}

/// A key that can give way to another: while it does, the next one stands beside it as `NAME.next.key`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Changing {
    Sign,
    Book,
}

impl Changing {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Changing::Sign => ("sign", "sign.next"),
            Changing::Book => ("book", "book.next"),
        }
    }
}

/// The key that shall follow: the one of a change that was begun, else a new one. It is on the medium
/// when this returns.
pub(crate) fn make_next(
    disk: &dyn Disk,
    entropy: &dyn Entropy,
    dir: &Path,
    which: Changing,
) -> Result<Secret, Failure> {
    if let Some(begun) = read_next(disk, dir, which)? {
        return Ok(begun);
    }
    let mut key = [0; 32];
    entropy.fill(&mut key)?;
    write_one(disk, dir, which.names().1, &key)?;
    Ok(Secret(key))
}

/// The key that shall follow, if a change was begun and not ended.
pub(crate) fn read_next(
    disk: &dyn Disk,
    dir: &Path,
    which: Changing,
) -> Result<Option<Secret>, Failure> {
    read_one(disk, dir, which.names().1)
}

/// Ends a change: the key that followed is the one in use. `None` drops it, for no act names it.
pub(crate) fn end_next(
    disk: &dyn Disk,
    dir: &Path,
    which: Changing,
    key: Option<&Secret>,
) -> Result<(), Failure> {
    let (name, next) = which.names();
    if let Some(key) = key {
        write_one(disk, dir, name, &key.0)?;
    }
    disk.remove(&path_of(dir, next))?;
    disk.sync_dir(dir)?;
    Ok(())
}

/// Writes a key; it is on the medium when this returns.
fn write_one(disk: &dyn Disk, dir: &Path, name: &str, key: &[u8; 32]) -> Result<(), Failure> {
    let path = path_of(dir, name);
    let text = format!("{}\n", ledger::hex(key));
    disk.replace(&path, text.as_bytes()).map_err(|e| {
        Failure::new(
            ErrorClass::Unavailable,
            format!("cannot write {}: {e}", path.display()),
        )
    })
}

fn path_of(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.key"))
}

fn read_one(disk: &dyn Disk, dir: &Path, name: &str) -> Result<Option<Secret>, Failure> {
    let path = path_of(dir, name);
    if disk.meta(&path)?.is_none() {
        return Ok(None);
    }
    let bytes = disk.read(&path).map_err(|e| {
        Failure::new(
            ErrorClass::Config,
            format!("cannot read {}: {e}", path.display()),
        )
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let key = unhex(text.trim()).ok_or_else(|| {
        Failure::new(
            ErrorClass::Config,
            format!("{} is no key: 64 hex digits are one", path.display()),
        )
    })?;
    Ok(Some(Secret(key)))
}

pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut out = [0; 32];
    for (index, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

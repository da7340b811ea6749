//! What a witness keeps: for each log the largest head it cosigned, one file each, named by the SHA-256 of
//! the origin. A head is on the disk before its cosignature leaves.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use env::{Disk, DiskLock};
use event::ErrorClass;
use proof::{AddCheckpoint, Checkpoint, Cosigner, Note, Refusal, Seen, Verifier, consider};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// See the module.
pub(crate) struct Kept {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    logs: Vec<Verifier>,
    cosigner: Cosigner,
    /// The lock of the folder. Whoever has it compares and keeps in one step: without that a slower request
    /// could roll a log back.
    step: Mutex<Box<dyn DiskLock>>,
}

/// Why there is no cosignature.
#[derive(Debug)]
pub(crate) enum Denied {
    Refused(Refusal),
    /// The witness itself cannot: nothing is answered that it could not keep.
    Failed(String),
}

impl Kept {
    /// Opens the folder of a witness; another witness must not be at work in it.
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        dir: &Path,
        logs: Vec<Verifier>,
        cosigner: Cosigner,
    ) -> Result<Kept, Failure> {
        disk.create_dir_all(dir)?;
        let holder = format!("process {}", std::process::id());
        let lock = disk.try_lock(&dir.join("lock"), &holder)?.ok_or_else(|| {
            let message = format!("another witness is at work in {}", dir.display());
            Failure::new(ErrorClass::Conflict, message)
        })?;
        let kept = Kept {
            disk,
            dir: dir.to_owned(),
            logs,
            cosigner,
            step: Mutex::new(lock),
        };
        // A state that cannot be read must not be taken for none.
        for log in &kept.logs {
            kept.seen(log.name())
                .map_err(|what| Failure::new(ErrorClass::Broken, what))?;
        }
        Ok(kept)
    }

    fn path_of(&self, origin: &str) -> PathBuf {
        let digest: [u8; 32] = Sha256::digest(origin.as_bytes()).into();
        self.dir.join(ledger::hex(&digest))
    }

    fn seen(&self, origin: &str) -> Result<Option<Seen>, String> {
        let path = self.path_of(origin);
        let wrong = |what: &str| format!("{}: {what}", path.display());
        if self
            .disk
            .meta(&path)
            .map_err(|e| wrong(&e.to_string()))?
            .is_none()
        {
            return Ok(None);
        }
        let bytes = self.disk.read(&path).map_err(|e| wrong(&e.to_string()))?;
        let text = String::from_utf8_lossy(&bytes);
        let head = Note::parse(&text)
            .ok()
            .and_then(|note| note.unverified_text().parse::<Checkpoint>().ok())
            .filter(|head| head.origin() == origin)
            .ok_or_else(|| wrong("it is not the head that was cosigned last"))?;
        Ok(Some(Seen {
            size: head.size(),
            root: head.root(),
        }))
    }

    /// Compares a head with the one before, keeps it, and cosigns it at a time in seconds since 1970.
    pub(crate) fn add(&self, body: &[u8], time: u64) -> Result<String, Denied> {
        let request = AddCheckpoint::parse(body).map_err(Denied::Refused)?;
        let _step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        let mut failed = None;
        let seen = |origin: &str| match self.seen(origin) {
            Ok(seen) => seen,
            Err(what) => {
                failed = Some(what);
                None
            }
        };
        let considered = consider(&request, &self.logs, seen);
        if let Some(what) = failed {
            return Err(Denied::Failed(what));
        }
        let (head, text) = considered.map_err(Denied::Refused)?;
        self.disk
            .replace(&self.path_of(head.origin()), request.note.as_bytes())
            .map_err(|e| Denied::Failed(format!("the head could not be kept: {e}")))?;
        Ok(self.cosigner.line(text, time))
    }

    /// The public half of its key.
    pub(crate) fn key(&self) -> String {
        self.cosigner.verifier().to_string()
    }
}

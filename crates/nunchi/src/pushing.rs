//! The files that a target names, and the target that they make: whom a list may be sent to, and under which key.

use std::path::Path;

use env::Disk;
use hook::{Roots, Secret, Target};

use crate::settings::Webhook;

/// Bytes of the file of a key at most: one line.
const SECRET_FILE_BYTES_MAX: u64 = 1024;

/// Bytes of a file of certificates at most: some hundred of them.
const CA_FILE_BYTES_MAX: u64 = 1 << 20;

/// Where the files stand.
pub(crate) struct Files<'a> {
    pub(crate) disk: &'a dyn Disk,
    /// The folder of the keys.
    pub(crate) keys: &'a Path,
    /// The folder of the settings.
    pub(crate) data: &'a Path,
}

impl Files<'_> {
    /// All that is needed to send; else what is wrong, where, and what would be right.
    pub(crate) fn target(&self, webhook: &Webhook) -> Result<Target, String> {
        let headers = webhook.headers();
        Ok(Target {
            address: webhook.address.clone(),
            secret: self.secret(webhook)?,
            headers: headers.map_err(|e| format!("headers: {e}"))?,
            roots: self.roots(webhook)?,
            limits: webhook.limits,
        })
    }

    /// The key that signs.
    pub(crate) fn secret(&self, webhook: &Webhook) -> Result<Secret, String> {
        let path = self.keys.join(&webhook.secret_file);
        let bytes = self.read(&path, SECRET_FILE_BYTES_MAX)?;
        let wrong = |why: &str| format!("{}: {why}", path.display());
        let text = std::str::from_utf8(&bytes).map_err(|_| wrong("it is no text"))?;
        Secret::parse(text).map_err(|e| wrong(&e.to_string()))
    }

    /// Whose certificates are believed; `None` where nothing is sent beyond this machine.
    pub(crate) fn roots(&self, webhook: &Webhook) -> Result<Option<Roots>, String> {
        if !webhook.address.is_secure() {
            return Ok(None);
        }
        let Some(file) = &webhook.ca_file else {
            return Roots::of_system().map(Some).map_err(|e| e.to_string());
        };
        let path = self.data.join(file);
        let roots = Roots::of_pem(&self.read(&path, CA_FILE_BYTES_MAX)?);
        roots
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display()))
    }

    fn read(&self, path: &Path, bytes_max: u64) -> Result<Vec<u8>, String> {
        let wrong = |why: String| format!("{}: {why}", path.display());
        let meta = self.disk.meta(path).map_err(|e| wrong(e.to_string()))?;
        match meta {
            None => Err(wrong("there is no such file".to_owned())),
            Some(meta) if meta.len > bytes_max => Err(wrong(format!(
                "it has {} bytes, and {bytes_max} is the most",
                meta.len
            ))),
            Some(_) => self.disk.read(path).map_err(|e| wrong(e.to_string())),
        }
    }
}

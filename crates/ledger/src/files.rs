//! Small questions and deeds on files that several rooms of the ledger have in common.

use std::path::Path;

use env::Disk;

use crate::error::OpenError;

/// Whether a file or folder is there.
pub(crate) fn there(disk: &dyn Disk, path: &Path) -> Result<bool, OpenError> {
    let meta = disk.meta(path).map_err(OpenError::io("look at", path))?;
    Ok(meta.is_some())
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove_folder(disk: &dyn Disk, folder: &Path) -> Result<(), OpenError> {
    if !there(disk, folder)? {
        return Ok(());
    }
    disk.remove_dir_all(folder)
        .map_err(OpenError::io("remove", folder))
}

/// Removes a file, if it is there; whether it was.
pub(crate) fn remove_file(disk: &dyn Disk, path: &Path) -> Result<bool, OpenError> {
    let was = there(disk, path)?;
    if was {
        disk.remove(path).map_err(OpenError::io("remove", path))?;
    }
    Ok(was)
}

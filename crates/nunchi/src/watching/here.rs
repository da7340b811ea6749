//! Where files that were seen are now: where they were, among the files that are named, or elsewhere in the folder
//! where they were. A file is known by its first bytes, so that a name that rotation gives it changes nothing, and one
//! whose beginning was cut away is another file.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    rc::Rc,
};

use env::Disk;
use event::{Event, Millis};
use source::{Framing, Sink, feed::Feed};

use super::record::File;
use crate::{
    home::Home,
    ingest::{Input, builder_of},
};

/// Files of one folder that are looked at for one that is not where it was. In a larger folder it cannot be said
/// whether the file is gone.
const FOLDER_FILES_MAX: usize = 10_000;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Where {
    /// Here.
    Here(PathBuf),
    /// Nowhere that was looked.
    Gone,
    /// It cannot be said, for this reason.
    Unknown(String),
}

/// Looks for files. What was read of a folder or of the named files is read once a look.
pub(super) struct Finder<'d> {
    disk: &'d dyn Disk,
    offered: Rc<[PathBuf]>,
    folders: BTreeMap<PathBuf, Result<Rc<[PathBuf]>, String>>,
    prints: BTreeMap<(PathBuf, u64), Option<[u8; 32]>>,
    /// Of a folder, or of the named files, and a number of first bytes: which of its files begins with what.
    beginnings: BTreeMap<(PathBuf, u64), BTreeMap<[u8; 32], PathBuf>>,
}

impl<'d> Finder<'d> {
    /// `offered` are the files that somebody named.
    pub(super) fn new(disk: &'d dyn Disk, offered: &[Input]) -> Finder<'d> {
        let is_file = |input: &&Input| input.path != Path::new("-");
        Finder {
            disk,
            offered: offered
                .iter()
                .filter(is_file)
                .map(|input| absolute(&input.path))
                .collect(),
            folders: BTreeMap::new(),
            prints: BTreeMap::new(),
            beginnings: BTreeMap::new(),
        }
    }

    /// Where a file is.
    pub(super) fn find(&mut self, file: &File) -> Where {
        match self.print(&file.path, file.bytes) {
            Ok(Some(found)) if found == file.sha256 => return Where::Here(file.path.clone()),
            Err(why) => return Where::Unknown(why),
            Ok(_) => {}
        }
        if let Some(path) = self.find_named(file) {
            return Where::Here(path);
        }
        // What has no folder has no path that is remembered: it may be anywhere.
        let Some(folder) = file.path.parent() else {
            let why = "the path of a file is too long to be remembered: name it";
            return Where::Unknown(why.to_owned());
        };
        match self.find_beside(folder, file) {
            Ok(Some(path)) => Where::Here(path),
            Ok(None) => Where::Gone,
            Err(why) => Where::Unknown(why),
        }
    }

    /// A file elsewhere in its folder.
    fn find_beside(&mut self, folder: &Path, file: &File) -> Result<Option<PathBuf>, String> {
        let paths = self.folder(folder)?;
        Ok(self.find_among(folder, &paths, file))
    }

    /// A file among those that are named.
    fn find_named(&mut self, file: &File) -> Option<PathBuf> {
        let named = Rc::clone(&self.offered);
        self.find_among(Path::new(""), &named, file)
    }

    /// A file among others, which are those of a folder or, where that is empty, those that are named. Each of them is
    /// read once a look and not once for each that is looked for: what is gone is looked for at every look.
    fn find_among(&mut self, folder: &Path, paths: &[PathBuf], file: &File) -> Option<PathBuf> {
        let key = (folder.to_owned(), file.bytes);
        if !self.beginnings.contains_key(&key) {
            let mut beginnings = BTreeMap::new();
            for path in paths {
                // What may not be read here is not what was read: folders of logs hold files of others.
                if let Ok(Some(print)) = self.print(path, file.bytes) {
                    beginnings.entry(print).or_insert_with(|| path.clone());
                }
            }
            self.beginnings.insert(key.clone(), beginnings);
        }
        self.beginnings.get(&key)?.get(&file.sha256).cloned()
    }

    /// The SHA-256 of the first bytes of a file; `None` where there is no such file, or it is shorter.
    fn print(&mut self, path: &Path, bytes: u64) -> Result<Option<[u8; 32]>, String> {
        let key = (path.to_owned(), bytes);
        if let Some(found) = self.prints.get(&key) {
            return Ok(*found);
        }
        let found = print(self.disk, path, bytes)?;
        self.prints.insert(key, found);
        Ok(found)
    }

    /// The files of a folder.
    fn folder(&mut self, folder: &Path) -> Result<Rc<[PathBuf]>, String> {
        if let Some(listed) = self.folders.get(folder) {
            return listed.clone();
        }
        let listed = listed(self.disk, folder).map(Rc::from);
        self.folders.insert(folder.to_owned(), listed.clone());
        listed
    }
}

fn listed(disk: &dyn Disk, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = match disk.list(folder) {
        Ok(entries) => entries,
        Err(error) if is_nothing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", folder.display())),
    };
    let files = entries.into_iter().filter(|entry| !entry.meta.is_dir);
    let files: Vec<PathBuf> = files.map(|entry| entry.path).collect();
    match files.len() <= FOLDER_FILES_MAX {
        true => Ok(files),
        false => Err(format!(
            "{} holds {} files, more than the {FOLDER_FILES_MAX} that are looked through: name the file that was moved \
             with `nunchi sources watch FILE`",
            folder.display(),
            files.len()
        )),
    }
}

fn print(disk: &dyn Disk, path: &Path, bytes: u64) -> Result<Option<[u8; 32]>, String> {
    let unread = |error: io::Error| format!("{}: {error}", path.display());
    match disk.meta(path) {
        Ok(Some(meta)) if !meta.is_dir => {}
        Ok(_) => return Ok(None),
        Err(error) if is_nothing(&error) => return Ok(None),
        Err(error) => return Err(unread(error)),
    }
    let feed = Feed::open(disk, path, Framing::Lines);
    let mut feed = feed.map_err(|error| format!("{error}"))?;
    Ok(feed.fingerprint_of(bytes).map(|print| print.sha256))
}

fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// A path that does not depend on where the command was started.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The time of the earliest event in the first piece of a file; `None` where it has none that can be decoded.
pub(super) fn first_event(home: &Home, input: &Input) -> Option<Millis> {
    let (builder, framing) = builder_of(home, &input.source).ok()?;
    let mut feed = Feed::open(home.disk(), &input.path, framing).ok()?;
    let header = feed.preamble().ok()?.to_vec();
    let mut decoder = builder(&header).ok()?;
    let batch = feed.next_batch().ok()??;
    let mut earliest = Earliest(None);
    for (_, bytes) in batch.iter() {
        // What cannot be decoded has no time; it is the business of quarantine.
        let _ = decoder.decode(bytes, &mut earliest);
    }
    earliest.0
}

struct Earliest(Option<Millis>);

impl Sink for Earliest {
    fn event(&mut self, event: Event<'_>) {
        let time = event.time();
        self.0 = Some(self.0.map_or(time, |first| first.min(time)));
    }

    fn beside(&mut self) {}
}

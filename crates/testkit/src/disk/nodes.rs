//! Files and folders in memory, each in two forms: as a program sees them now, and as the medium
//! has them.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    io,
    path::{Component, Path, PathBuf},
};

use env::{Entry, Meta};

use super::Survival;
use crate::entropy::Rng;

pub(super) type Id = usize;

/// A change of the names in a folder that is not on the medium yet. A rename is one change: no file
/// system loses a file by keeping half of one.
#[derive(Debug, Clone)]
enum Change {
    Set(OsString, Id),
    Unset(OsString),
    Move(OsString, OsString, Id),
}

#[derive(Debug, Clone)]
enum Node {
    File {
        now: Vec<u8>,
        synced: Vec<u8>,
    },
    Folder {
        now: BTreeMap<OsString, Id>,
        synced: BTreeMap<OsString, Id>,
        changes: Vec<Change>,
    },
}

/// Every file and folder there is; number 0 is `/`.
#[derive(Debug, Clone)]
pub(super) struct Nodes(Vec<Node>);

fn missing(path: &Path) -> io::Error {
    io::Error::new(
        io::ErrorKind::NotFound,
        format!("no such file or folder: {}", path.display()),
    )
}

fn wrong(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} is {what}", path.display()))
}

fn apply(names: &mut BTreeMap<OsString, Id>, change: &Change) {
    match change {
        Change::Set(name, id) => {
            names.insert(name.clone(), *id);
        }
        Change::Unset(name) => {
            names.remove(name);
        }
        Change::Move(from, to, id) => {
            names.remove(from);
            names.insert(to.clone(), *id);
        }
    }
}

fn names_of(path: &Path) -> impl Iterator<Item = &OsStr> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name),
        _ => None,
    })
}

impl Nodes {
    pub(super) fn new() -> Nodes {
        let mut nodes = Nodes(Vec::new());
        nodes.new_folder();
        nodes
    }

    fn new_folder(&mut self) -> Id {
        self.0.push(Node::Folder {
            now: BTreeMap::new(),
            synced: BTreeMap::new(),
            changes: Vec::new(),
        });
        self.0.len() - 1
    }

    pub(super) fn find(&self, path: &Path) -> Option<Id> {
        names_of(path).try_fold(0, |at, name| match &self.0[at] {
            Node::Folder { now, .. } => now.get(name).copied(),
            Node::File { .. } => None,
        })
    }

    fn must_find(&self, path: &Path) -> io::Result<Id> {
        self.find(path).ok_or_else(|| missing(path))
    }

    fn change(&mut self, folder: Id, path: &Path, change: Change) -> io::Result<()> {
        let Node::Folder { now, changes, .. } = &mut self.0[folder] else {
            return Err(wrong(path, "in a file"));
        };
        apply(now, &change);
        changes.push(change);
        Ok(())
    }

    /// Folder and name of a path.
    fn place<'p>(&self, path: &'p Path) -> io::Result<(Id, &'p OsStr)> {
        let name = path.file_name().ok_or_else(|| wrong(path, "no name"))?;
        let folder = self.must_find(path.parent().unwrap_or(Path::new("/")))?;
        Ok((folder, name))
    }

    /// The file at a path, made when it is missing.
    pub(super) fn file(&mut self, path: &Path, empty: bool) -> io::Result<Id> {
        if let Some(id) = self.find(path) {
            match &mut self.0[id] {
                Node::Folder { .. } => return Err(wrong(path, "a folder")),
                Node::File { now, .. } if empty => now.clear(),
                Node::File { .. } => {}
            }
            return Ok(id);
        }
        let (folder, name) = self.place(path)?;
        self.0.push(Node::File {
            now: Vec::new(),
            synced: Vec::new(),
        });
        let id = self.0.len() - 1;
        self.change(folder, path, Change::Set(name.to_owned(), id))?;
        Ok(id)
    }

    pub(super) fn bytes(&self, path: &Path) -> io::Result<&[u8]> {
        match &self.0[self.must_find(path)?] {
            Node::File { now, .. } => Ok(now),
            Node::Folder { .. } => Err(wrong(path, "a folder")),
        }
    }

    pub(super) fn write(&mut self, file: Id, bytes: &[u8]) {
        if let Node::File { now, .. } = &mut self.0[file] {
            now.extend_from_slice(bytes);
        }
    }

    pub(super) fn sync(&mut self, file: Id) {
        if let Node::File { now, synced } = &mut self.0[file] {
            synced.clone_from(now);
        }
    }

    pub(super) fn truncate(&mut self, path: &Path, len: usize) -> io::Result<()> {
        let id = self.must_find(path)?;
        let Node::File { now, .. } = &mut self.0[id] else {
            return Err(wrong(path, "a folder"));
        };
        now.resize(len, 0);
        self.sync(id);
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let id = self.must_find(from)?;
        let (old_folder, old) = self.place(from)?;
        let (new_folder, new) = self.place(to)?;
        if old_folder == new_folder {
            return self.change(
                old_folder,
                from,
                Change::Move(old.to_owned(), new.to_owned(), id),
            );
        }
        self.change(new_folder, to, Change::Set(new.to_owned(), id))?;
        self.change(old_folder, from, Change::Unset(old.to_owned()))
    }

    pub(super) fn remove(&mut self, path: &Path, folders: bool) -> io::Result<()> {
        let id = self.must_find(path)?;
        if matches!(self.0[id], Node::Folder { .. }) != folders {
            return Err(wrong(path, if folders { "a file" } else { "a folder" }));
        }
        let (folder, name) = self.place(path)?;
        self.change(folder, path, Change::Unset(name.to_owned()))
    }

    pub(super) fn create_dir_all(&mut self, path: &Path) -> io::Result<()> {
        let mut at = PathBuf::from("/");
        for name in names_of(path) {
            let folder = self.must_find(&at)?;
            at.push(name);
            match self.find(&at).map(|id| &self.0[id]) {
                Some(Node::Folder { .. }) => {}
                Some(Node::File { .. }) => return Err(wrong(&at, "a file")),
                None => {
                    let new = self.new_folder();
                    self.change(folder, &at, Change::Set(name.to_owned(), new))?;
                }
            }
        }
        Ok(())
    }

    fn meta_of(&self, id: Id) -> Meta {
        match &self.0[id] {
            Node::File { now, .. } => Meta {
                len: now.len() as u64,
                is_dir: false,
            },
            Node::Folder { .. } => Meta {
                len: 0,
                is_dir: true,
            },
        }
    }

    pub(super) fn meta(&self, path: &Path) -> Option<Meta> {
        self.find(path).map(|id| self.meta_of(id))
    }

    pub(super) fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let Node::Folder { now, .. } = &self.0[self.must_find(path)?] else {
            return Err(wrong(path, "a file"));
        };
        let entry = |(name, id): (&OsString, &Id)| Entry {
            path: path.join(name),
            meta: self.meta_of(*id),
        };
        Ok(now.iter().map(entry).collect())
    }

    pub(super) fn sync_dir(&mut self, path: &Path) -> io::Result<()> {
        let id = self.must_find(path)?;
        let Node::Folder {
            now,
            synced,
            changes,
        } = &mut self.0[id]
        else {
            return Err(wrong(path, "a file"));
        };
        synced.clone_from(now);
        changes.clear();
        Ok(())
    }

    /// Every file that can be reached, with its bytes.
    pub(super) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut open = vec![(PathBuf::from("/"), 0)];
        while let Some((path, id)) = open.pop() {
            match &self.0[id] {
                Node::File { now, .. } => found.push((path, now.clone())),
                Node::Folder { now, .. } => {
                    open.extend(now.iter().map(|(name, id)| (path.join(name), *id)));
                }
            }
        }
        found.sort();
        found
    }

    /// What the medium has after the power went.
    pub(super) fn after_power_loss(mut self, survival: Survival, seed: u64) -> Nodes {
        let mut rng = Rng::new(seed);
        for node in &mut self.0 {
            match node {
                Node::File { now, synced } => {
                    *now = surviving_bytes(now, synced, survival, &mut rng);
                    synced.clone_from(now);
                }
                Node::Folder {
                    now,
                    synced,
                    changes,
                } => {
                    for change in changes.drain(..) {
                        let kept = match survival {
                            Survival::Nothing => false,
                            Survival::Everything => true,
                            Survival::Some => rng.next().is_multiple_of(2),
                        };
                        if kept {
                            apply(synced, &change);
                        }
                    }
                    now.clone_from(synced);
                }
            }
        }
        self
    }

    /// Makes everything as it is now durable.
    pub(super) fn settle(&mut self) {
        *self = self.clone().after_power_loss(Survival::Everything, 0);
    }
}

fn surviving_bytes(now: &[u8], synced: &[u8], survival: Survival, rng: &mut Rng) -> Vec<u8> {
    let appended = now.starts_with(synced);
    match survival {
        Survival::Nothing => synced.to_vec(),
        Survival::Everything => now.to_vec(),
        // Bytes reach the medium from the front, as far as they got.
        Survival::Some if appended => {
            now[..synced.len() + rng.up_to(now.len() - synced.len())].to_vec()
        }
        Survival::Some if rng.next().is_multiple_of(2) => synced.to_vec(),
        Survival::Some => now[..rng.up_to(now.len())].to_vec(),
    }
}

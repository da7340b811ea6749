//! From what people name to files: files, folders, patterns, standard input.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use env::Disk;
use glob::Pattern;

use super::FeedError;
use crate::limits::FOLDER_DEPTH_MAX;

/// The files that the arguments name, sorted, each once.
///
/// A folder stands for all files below it that are not hidden (no name on the way begins with a
/// dot). A pattern takes `*`, `?`, `[...]` within a name and `**` for any folders; what exists under
/// the very name is no pattern. `-` is standard input and stays as it is.
///
/// # Errors
/// When an argument names nothing, is no pattern, or a folder cannot be listed.
pub fn expand(disk: &dyn Disk, args: &[String]) -> Result<Vec<PathBuf>, FeedError> {
    let mut found = Found {
        disk,
        files: BTreeSet::new(),
        any: false,
    };
    for argument in args {
        found.any = false;
        found.argument(argument)?;
        if !found.any {
            return Err(FeedError::Nothing {
                argument: argument.clone(),
            });
        }
    }
    Ok(found.files.into_iter().collect())
}

struct Found<'d> {
    disk: &'d dyn Disk,
    files: BTreeSet<PathBuf>,
    /// The argument at hand names something.
    any: bool,
}

impl Found<'_> {
    fn argument(&mut self, argument: &str) -> Result<(), FeedError> {
        let path = Path::new(argument);
        if argument == "-" {
            self.any = true;
            self.files.insert(path.to_owned());
        } else if self.exists(path)? {
            self.take(path, 0)?;
        } else if argument.contains(['*', '?', '[']) {
            let parts: Vec<Part> = path
                .components()
                .map(|component| Part::new(argument, component))
                .collect::<Result<_, _>>()?;
            self.walk(Path::new(""), &parts, 0)?;
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, FeedError> {
        let listed = |source| FeedError::List {
            path: path.to_owned(),
            source,
        };
        Ok(self.disk.meta(path).map_err(listed)?.is_some())
    }

    /// Takes a file, or all files below a folder.
    fn take(&mut self, path: &Path, depth: usize) -> Result<(), FeedError> {
        let listed = |source| FeedError::List {
            path: path.to_owned(),
            source,
        };
        match self.disk.meta(path).map_err(listed)? {
            None => Ok(()),
            Some(meta) if !meta.is_dir => {
                self.any = true;
                self.files.insert(plain(path));
                Ok(())
            }
            Some(_) => {
                for inner in self.names(path, depth)? {
                    self.take(&inner, depth + 1)?;
                }
                Ok(())
            }
        }
    }

    /// What stands in a folder and is not hidden.
    fn names(&self, folder: &Path, depth: usize) -> Result<Vec<PathBuf>, FeedError> {
        if depth >= FOLDER_DEPTH_MAX {
            return Err(FeedError::Deep {
                path: folder.to_owned(),
            });
        }
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let listed = |source| FeedError::List {
            path: folder.to_owned(),
            source,
        };
        let entries = self.disk.list(folder).map_err(listed)?;
        let paths = entries.into_iter().map(|entry| entry.path);
        Ok(paths.filter(|path| !name(path).starts_with('.')).collect())
    }

    /// Follows the parts of a pattern from a path on.
    fn walk(&mut self, path: &Path, parts: &[Part], depth: usize) -> Result<(), FeedError> {
        let Some((part, rest)) = parts.split_first() else {
            return self.take(path, depth);
        };
        match part {
            Part::Name(name) => {
                let next = path.join(name);
                if self.exists(&next)? {
                    self.walk(&next, rest, depth)
                } else {
                    Ok(())
                }
            }
            Part::Matching(pattern) => {
                for inner in self.inside(path, depth)? {
                    if pattern.matches(&name(&inner)) {
                        self.walk(&inner, rest, depth + 1)?;
                    }
                }
                Ok(())
            }
            Part::Folders => {
                self.walk(path, rest, depth)?;
                for inner in self.inside(path, depth)? {
                    if self.is_folder(&inner)? {
                        self.walk(&inner, parts, depth + 1)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// As [`Found::names`], but nothing for what is no folder.
    fn inside(&self, path: &Path, depth: usize) -> Result<Vec<PathBuf>, FeedError> {
        if path.as_os_str().is_empty() || self.is_folder(path)? {
            self.names(path, depth)
        } else {
            Ok(Vec::new())
        }
    }

    fn is_folder(&self, path: &Path) -> Result<bool, FeedError> {
        let listed = |source| FeedError::List {
            path: path.to_owned(),
            source,
        };
        Ok(self
            .disk
            .meta(path)
            .map_err(listed)?
            .is_some_and(|meta| meta.is_dir))
    }
}

/// One part of a pattern between slashes.
enum Part {
    Name(PathBuf),
    Matching(Pattern),
    Folders,
}

impl Part {
    fn new(argument: &str, component: Component<'_>) -> Result<Part, FeedError> {
        let text = component.as_os_str().to_string_lossy();
        if text == "**" {
            return Ok(Part::Folders);
        }
        if !text.contains(['*', '?', '[']) {
            return Ok(Part::Name(PathBuf::from(component.as_os_str())));
        }
        Pattern::new(&text)
            .map(Part::Matching)
            .map_err(|e| FeedError::Pattern {
                argument: argument.to_owned(),
                message: e.msg.to_owned(),
            })
    }
}

fn name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// One spelling for one file: no `.` on the way.
fn plain(path: &Path) -> PathBuf {
    let plain: PathBuf = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .collect();
    // A file that is called `-` keeps its `./`: alone it would be standard input.
    if plain == Path::new("-") {
        path.to_owned()
    } else {
        plain
    }
}

//! All that the template can see: itself, the printed document, and the fonts. There is no disk, no
//! network, no package and no day in it.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::TypesetError;

const TEMPLATE: &str = include_str!("../template/document.typ");

/// See the module.
pub(crate) struct House {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: &'static [Font],
    template: Source,
    data: (FileId, Bytes),
}

impl House {
    pub(crate) fn new(fonts: &'static [Font], data: Vec<u8>) -> Result<House, TypesetError> {
        let template = Source::new(id("document.typ")?, TEMPLATE.to_owned());
        // The name of a row is a header of the row; Typst knows that only as an extra as yet.
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect());
        Ok(House {
            library: LazyHash::new(library.build()),
            book: LazyHash::new(FontBook::from_fonts(fonts)),
            fonts,
            template,
            data: (id("document.json")?, Bytes::new(data)),
        })
    }
}

fn id(name: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(name)
        .map_err(|error| TypesetError::Template(format!("{name} is no path: {error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn nothing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for House {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            return Ok(self.template.clone());
        }
        Err(nothing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (name, bytes) = &self.data;
        if id == *name {
            return Ok(bytes.clone());
        }
        Err(nothing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

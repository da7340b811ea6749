//! The catalogue: which fields exist, which route or table exposes which fields of whom, who
//! answers for it, which sources speak, and who issues credentials.
//!
//! Built from plain values by [`Catalogue::new`], which says every mistake it finds; nothing here
//! reads TOML. A catalogue is immutable; mending it makes the next version.

mod check;
mod parts;
mod resolve;
mod router;
mod scrub;
mod template;

pub use check::Mistake;
pub use parts::{
    Controller, Field, Geo, Guarantee, Issuer, LegalClass, Matcher, PROCESSOR, Route, Source,
    SubjectAt,
};
pub use resolve::{Named, Resolved, RouteHit};
pub use router::Router;
pub use scrub::scrub_path;
pub use template::Template;

use crate::{Canon, FieldSet};

/// One version of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// Fields, in the order of the settings.
    pub fields: Vec<Field>,
    /// Routes, in the order of the settings; the first that matches wins.
    pub routes: Vec<Route>,
    /// Controllers.
    pub controllers: Vec<Controller>,
    /// Issuers of credentials.
    pub issuers: Vec<Issuer>,
    /// Sources of events.
    pub sources: Vec<Source>,
    /// The ASN and country table.
    pub geo: Option<Geo>,
    /// Canonical forms.
    pub canon: Canon,
    /// The zone of dates in selections (IANA name).
    pub time_zone: String,
}

impl Catalogue {
    /// Checks the parts against each other.
    ///
    /// # Errors
    /// Every mistake found, each with the path of the setting that is wrong.
    pub fn new(parts: Catalogue) -> Result<Catalogue, Vec<Mistake>> {
        let mistakes = check::check(&parts);
        if mistakes.is_empty() {
            Ok(parts)
        } else {
            Err(mistakes)
        }
    }

    /// The field with this id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The fields of a set, lowest bit first.
    pub fn fields_of(&self, set: FieldSet) -> impl Iterator<Item = &Field> {
        set.bits()
            .filter_map(|bit| self.fields.iter().find(|field| field.bit == bit))
    }

    /// The source with this id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The route with this id.
    #[must_use]
    pub fn route(&self, id: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.id == id)
    }

    /// The issuer with this id.
    #[must_use]
    pub fn issuer(&self, id: &str) -> Option<&Issuer> {
        self.issuers.iter().find(|issuer| issuer.id == id)
    }

    /// The controller with this id.
    #[must_use]
    pub fn controller(&self, id: &str) -> Option<&Controller> {
        self.controllers
            .iter()
            .find(|controller| controller.id == id)
    }

    /// The JSON pointers a decoder of this source must look up, in the order of the indexes that
    /// [`crate::Access::pointed`] uses.
    #[must_use]
    pub fn pointers(&self, source: &str) -> Vec<&str> {
        let mut pointers = Vec::new();
        for route in self.routes.iter().filter(|route| route.serves(source)) {
            if let SubjectAt::Pointer(pointer) = &route.subject
                && !pointers.contains(&pointer.as_str())
            {
                pointers.push(pointer);
            }
        }
        pointers
    }

    /// The issuer that vouches for a credential: the one named, else the one that owns the key,
    /// else the source's default.
    #[must_use]
    pub fn issuer_of<'c>(
        &'c self,
        source: &'c Source,
        named: Option<&'c str>,
        key: Option<&str>,
    ) -> Option<&'c str> {
        named
            .or_else(|| {
                let key = key?;
                let owner = self
                    .issuers
                    .iter()
                    .find(|issuer| issuer.keys.iter().any(|k| k == key))?;
                Some(owner.id.as_str())
            })
            .or(source.issuer.as_deref())
    }
}

#[cfg(test)]
mod tests;

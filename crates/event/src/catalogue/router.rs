//! The routes of one source, prepared: a path is cut once for all templates, and nothing is allocated
//! on the way. [`Catalogue::resolve`] is its slow twin.

use std::borrow::Cow;

use super::{
    Catalogue, Matcher, Named, Resolved, Route, RouteHit, SubjectAt,
    resolve::{method_fits, percent_decoded},
};
use crate::{Access, Request};

/// Segments of a path that are kept; a longer path is resolved by the twin.
const PARTS_MAX: usize = 16;

/// See the module. It belongs to the catalogue that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Router {
    source: String,
    /// Indexes of the routes of HTTP requests that serve the source, in the order of the settings.
    http: Vec<usize>,
}

impl Catalogue {
    /// The routes of a source, prepared.
    #[must_use]
    pub fn router(&self, source: &str) -> Router {
        let serves =
            |route: &Route| matches!(route.matcher, Matcher::Http { .. }) && route.serves(source);
        let http = self.routes.iter().enumerate();
        Router {
            source: source.to_owned(),
            http: http
                .filter(|(_, route)| serves(route))
                .map(|(index, _)| index)
                .collect(),
        }
    }
}

impl Router {
    /// What [`Catalogue::resolve`] says of an access of the source, sooner. `catalogue` is the one
    /// that made this.
    #[must_use]
    pub fn resolve<'a>(&self, catalogue: &Catalogue, access: &Access<'a>) -> Resolved<'a> {
        self.quick(catalogue, access)
            .unwrap_or_else(|| catalogue.resolve(&self.source, access))
    }

    /// Only requests that a route of HTTP takes: nearly all.
    fn quick<'a>(&self, catalogue: &Catalogue, access: &Access<'a>) -> Option<Resolved<'a>> {
        let Request::Http { method, path } = &access.request else {
            return None;
        };
        let found: Found<'_, Cow<'a, str>> = match path {
            Cow::Borrowed(path) => self
                .find(catalogue, method, path)?
                .map(|value: &'a str| percent_decoded(value)),
            Cow::Owned(path) => self
                .find(catalogue, method, path)?
                .map(|value| Cow::Owned(percent_decoded(value).into_owned())),
        };
        let resolved = |hit, named| Resolved {
            hit,
            named,
            columns: None,
        };
        if found.route.plain {
            return Some(resolved(RouteHit::Plain(found.index), Named::Nobody));
        }
        let named = match found.value {
            Some(value) => Named::One(value),
            None => catalogue.named(&self.source, found.route, access),
        };
        Some(resolved(RouteHit::Route(found.index), named))
    }

    /// The first route that takes a request, and what stands in the path where its subject is there.
    fn find<'c, 'p>(
        &self,
        catalogue: &'c Catalogue,
        method: &str,
        path: &'p str,
    ) -> Option<Found<'c, &'p str>> {
        let parts = Parts::of(path)?;
        let route_at = |index: &usize| catalogue.routes.get(*index).map(|route| (*index, route));
        let (index, route) = self.http.iter().filter_map(route_at).find(|(_, route)| {
            matches!(&route.matcher, Matcher::Http { methods, template }
                if template.fits_parts(parts.list()) && method_fits(methods, method))
        })?;
        let value = match (&route.subject, &route.matcher) {
            (SubjectAt::Path(name), Matcher::Http { template, .. }) => {
                template.value_in(parts.list(), name)
            }
            _ => None,
        };
        Some(Found {
            index,
            route,
            value,
        })
    }
}

/// A route, its index, and the subject that the path names.
struct Found<'c, V> {
    index: usize,
    route: &'c Route,
    value: Option<V>,
}

impl<'c, V> Found<'c, V> {
    fn map<W>(self, convert: impl FnOnce(V) -> W) -> Found<'c, W> {
        Found {
            index: self.index,
            route: self.route,
            value: self.value.map(convert),
        }
    }
}

/// A path without its query, cut at each slash.
struct Parts<'p> {
    parts: [&'p str; PARTS_MAX],
    len: usize,
}

impl<'p> Parts<'p> {
    /// `None` for a path that does not begin with a slash or has too many parts.
    fn of(path: &'p str) -> Option<Parts<'p>> {
        let bytes = path.as_bytes();
        if bytes.first() != Some(&b'/') {
            return None;
        }
        let (mut parts, mut len, mut start) = ([""; PARTS_MAX], 0, 1);
        for at in 1..=bytes.len() {
            let byte = bytes.get(at).copied();
            if !matches!(byte, None | Some(b'/' | b'?')) {
                continue;
            }
            *parts.get_mut(len)? = path.get(start..at)?;
            len += 1;
            start = at + 1;
            if byte != Some(b'/') {
                break;
            }
        }
        Some(Parts { parts, len })
    }

    fn list(&self) -> &[&'p str] {
        self.parts.get(..self.len).unwrap_or_default()
    }
}

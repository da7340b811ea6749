//! From a request to a route: which fields of whom it shows.

use std::borrow::Cow;

use super::{Catalogue, Matcher, Route, SubjectAt, scrub_path};
use crate::{Access, ActorKind, FieldSet, Request};

/// Which route an access took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteHit {
    /// The route at this index.
    Route(usize),
    /// A plain route: no personal data, counted only.
    Plain(usize),
    /// No route; the scrubbed shape of the request.
    Unmatched(String),
}

/// The subjects of an access, as its source wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<'a> {
    /// This one, in the route's namespace where it names none.
    One(Cow<'a, str>),
    /// These, in the same way.
    Names(Vec<Cow<'a, str>>),
    /// The actor itself.
    Actor,
    /// Nobody is named.
    Nobody,
}

/// An access resolved against the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// Route.
    pub hit: RouteHit,
    /// Subjects.
    pub named: Named<'a>,
    /// Columns the log named, sorted and joined by commas; part of the row's shape.
    pub columns: Option<String>,
}

impl Catalogue {
    /// Resolves an access of a source: its route, its subjects, its explicit columns.
    #[must_use]
    pub fn resolve<'a>(&self, source: &str, access: &Access<'a>) -> Resolved<'a> {
        let found = self
            .routes
            .iter()
            .enumerate()
            .find(|(_, route)| route.serves(source) && fits(route, &access.request));
        let columns = explicit_columns(&access.request);
        let Some((index, route)) = found else {
            let named = if access.actor.is_some() {
                Named::Actor
            } else {
                Named::Nobody
            };
            return Resolved {
                hit: RouteHit::Unmatched(shape_of(&access.request)),
                named,
                columns,
            };
        };
        if route.plain {
            return Resolved {
                hit: RouteHit::Plain(index),
                named: Named::Nobody,
                columns: None,
            };
        }
        Resolved {
            hit: RouteHit::Route(index),
            named: self.named(source, route, access),
            columns,
        }
    }

    /// The fields a route exposes of its subject, given the columns a row's shape names.
    #[must_use]
    pub fn fields_exposed(&self, route: &Route, columns: Option<&str>) -> FieldSet {
        let (Matcher::Table { columns: known, .. }, Some(named)) = (&route.matcher, columns) else {
            return route.fields;
        };
        let mut set = FieldSet::EMPTY;
        for (_, bit) in known
            .iter()
            .filter(|(column, _)| named.split(',').any(|n| n.eq_ignore_ascii_case(column)))
        {
            set |= FieldSet::of(*bit);
        }
        set
    }

    /// The route that a scrubbed shape (as [`RouteHit::Unmatched`] gave it) would take today: this
    /// is how mending the catalogue reaches rows that were written before.
    #[must_use]
    pub fn route_of_shape(&self, source: &str, shape: &str) -> Option<&Route> {
        self.routes
            .iter()
            .filter(|route| route.serves(source))
            .find(|route| match &route.matcher {
                Matcher::Http { methods, template } => {
                    shape.split_once(' ').is_some_and(|(method, path)| {
                        let path = path.split_once('?').map_or(path, |(path, _)| path);
                        method_fits(methods, method) && template.fits(path)
                    })
                }
                Matcher::Table { table, .. } => shape.strip_prefix("TABLE ") == Some(table),
                Matcher::Call { service, name } => shape
                    .strip_prefix("CALL ")
                    .and_then(|call| call.split_once(' '))
                    .is_some_and(|(s, n)| s == service && (name == "*" || n == name)),
            })
    }

    pub(super) fn named<'a>(&self, source: &str, route: &Route, access: &Access<'a>) -> Named<'a> {
        let names = match (&route.subject, &access.request) {
            (SubjectAt::Actor, _) => {
                return if access.actor.is_some() && access.actor_kind != ActorKind::Anonymous {
                    Named::Actor
                } else {
                    Named::Nobody
                };
            }
            (SubjectAt::Unnamed, _) => return Named::Nobody,
            (SubjectAt::Source, _) => access.subjects.clone(),
            (SubjectAt::Pointer(pointer), _) => self.pointed(source, pointer, access),
            (SubjectAt::Path(name), Request::Http { path, .. }) => {
                return path_value(route, path, name).map_or(Named::Nobody, Named::One);
            }
            (SubjectAt::Query(name), Request::Http { path, .. }) => query_values(path, name),
            (SubjectAt::Path(_) | SubjectAt::Query(_), _) => Vec::new(),
        };
        if names.is_empty() {
            Named::Nobody
        } else {
            Named::Names(names)
        }
    }

    fn pointed<'a>(&self, source: &str, pointer: &str, access: &Access<'a>) -> Vec<Cow<'a, str>> {
        let Some(index) = self.pointers(source).iter().position(|p| *p == pointer) else {
            return Vec::new();
        };
        let at_pointer = access
            .pointed
            .iter()
            .filter(|(i, _)| usize::from(*i) == index);
        at_pointer.map(|(_, value)| value.clone()).collect()
    }
}

pub(super) fn method_fits(methods: &[String], method: &str) -> bool {
    methods.is_empty() || methods.iter().any(|m| m == method)
}

fn fits(route: &Route, request: &Request<'_>) -> bool {
    match (&route.matcher, request) {
        (Matcher::Http { methods, template }, Request::Http { method, path }) => {
            method_fits(methods, method) && template.fits(without_query(path))
        }
        (Matcher::Table { table, .. }, Request::Table { table: asked, .. }) => table == asked,
        (
            Matcher::Call { service, name },
            Request::Call {
                service: s,
                name: n,
            },
        ) => service == s && (name == "*" || name == n),
        _ => false,
    }
}

fn without_query(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}

fn shape_of(request: &Request<'_>) -> String {
    match request {
        Request::Http { method, path } => {
            let known = method.len() <= 10 && method.bytes().all(|b| b.is_ascii_uppercase());
            format!(
                "{} {}",
                if known { method } else { "{x}" },
                scrub_path(path)
            )
        }
        Request::Table { table, .. } => format!("TABLE {table}"),
        Request::Call { service, name } => format!("CALL {service} {name}"),
    }
}

fn explicit_columns(request: &Request<'_>) -> Option<String> {
    let Request::Table {
        columns: Some(columns),
        ..
    } = request
    else {
        return None;
    };
    // A star may be every column: the log does not say.
    if columns.iter().any(|column| column == "*") {
        return None;
    }
    let mut sorted: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    sorted.sort_unstable();
    sorted.dedup();
    Some(sorted.join(","))
}

fn path_value<'a>(route: &Route, path: &Cow<'a, str>, name: &str) -> Option<Cow<'a, str>> {
    let Matcher::Http { template, .. } = &route.matcher else {
        return None;
    };
    match path {
        Cow::Borrowed(path) => template
            .value(without_query(path), name)
            .map(percent_decoded),
        Cow::Owned(path) => template
            .value(without_query(path), name)
            .map(|value| Cow::Owned(percent_decoded(value).into_owned())),
    }
}

fn query_values<'a>(path: &Cow<'a, str>, name: &str) -> Vec<Cow<'a, str>> {
    fn values<'p>(path: &'p str, name: &str) -> Vec<Cow<'p, str>> {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let named = pairs.filter(|(key, value)| percent_decoded(key) == name && !value.is_empty());
        named.map(|(_, value)| percent_decoded(value)).collect()
    }
    match path {
        Cow::Borrowed(path) => values(path, name),
        Cow::Owned(path) => values(path, name)
            .into_iter()
            .map(|v| Cow::Owned(v.into_owned()))
            .collect(),
    }
}

/// `%41` as `A`; `+` stays, for it is a plus in a path. What is not UTF-8 afterwards stays as it was.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail
            .get(..2)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

//! What can be wrong with a catalogue, each mistake with the path of its setting.

use std::collections::BTreeSet;

use super::{Catalogue, Guarantee, Matcher, SubjectAt};
use crate::limits::{FIELDS_MAX, ROUTES_MAX};

/// One mistake in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The setting, e.g. `route[2].fields`; the binary finds its line.
    pub at: String,
    /// What is wrong and what would be right.
    pub message: String,
}

pub(super) fn check(catalogue: &Catalogue) -> Vec<Mistake> {
    let mut found = Found(Vec::new());
    check_fields(catalogue, &mut found);
    check_unique("route", catalogue.routes.iter().map(|r| &r.id), &mut found);
    check_unique(
        "source",
        catalogue.sources.iter().map(|s| &s.id),
        &mut found,
    );
    check_unique(
        "issuer",
        catalogue.issuers.iter().map(|i| &i.id),
        &mut found,
    );
    check_unique(
        "controller",
        catalogue.controllers.iter().map(|c| &c.id),
        &mut found,
    );
    check_unique(
        "namespace",
        catalogue.canon.namespaces.iter().map(|n| &n.id),
        &mut found,
    );
    check_routes(catalogue, &mut found);
    check_sources(catalogue, &mut found);
    check_issuers(catalogue, &mut found);
    let country = &catalogue.canon.phone_country;
    if country.is_empty() || country.len() > 3 || !country.bytes().all(|b| b.is_ascii_digit()) {
        found.add(
            "phone_country".to_owned(),
            format!("{country:?} is no country code: write 1 to 3 digits, such as \"82\""),
        );
    }
    found.0
}

struct Found(Vec<Mistake>);

impl Found {
    fn add(&mut self, at: String, message: String) {
        self.0.push(Mistake { at, message });
    }
}

/// Whether an id may stand in selections and JSON without quotes.
fn is_id(id: &str) -> bool {
    id.len() <= 64
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

fn check_unique<'a>(what: &str, ids: impl Iterator<Item = &'a String>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.enumerate() {
        // Issuers are named by their tokens, often with a URL, so their ids are free.
        if what != "issuer" && !is_id(id) {
            found.add(format!("{what}[{index}].id"), format!("{id:?} is no id: use a-z, 0-9, '-', '_' and '.', starting with a letter, at most 64 characters"));
        }
        if !seen.insert(id) {
            found.add(
                format!("{what}[{index}].id"),
                format!("the id {id:?} is given twice"),
            );
        }
    }
}

fn check_fields(catalogue: &Catalogue, found: &mut Found) {
    check_unique("field", catalogue.fields.iter().map(|f| &f.id), found);
    let mut bits = BTreeSet::new();
    for (index, field) in catalogue.fields.iter().enumerate() {
        let at = format!("field[{index}].bit");
        if usize::from(field.bit) >= FIELDS_MAX {
            found.add(
                at,
                format!(
                    "bit {} of field {:?}: bits are 0 to 63",
                    field.bit, field.id
                ),
            );
        } else if !bits.insert(field.bit) {
            found.add(
                at,
                format!(
                    "bit {} is given twice; a bit is given once and never reused",
                    field.bit
                ),
            );
        }
    }
}

fn check_routes(catalogue: &Catalogue, found: &mut Found) {
    if catalogue.routes.len() > ROUTES_MAX {
        found.add(
            "route".to_owned(),
            format!(
                "{} routes; at most {ROUTES_MAX} are taken",
                catalogue.routes.len()
            ),
        );
    }
    for (index, route) in catalogue.routes.iter().enumerate() {
        let at = |setting: &str| format!("route[{index}].{setting}");
        for source in route
            .sources
            .iter()
            .filter(|id| catalogue.source(id).is_none())
        {
            found.add(at("sources"), format!("no source {source:?} is declared"));
        }
        if let Some(controller) = &route.controller
            && catalogue.controller(controller).is_none()
        {
            found.add(
                at("controller"),
                format!("no controller {controller:?} is declared"),
            );
        }
        if catalogue.canon.namespace(&route.namespace).is_none() {
            found.add(
                at("namespace"),
                format!("unknown namespace {:?}", route.namespace),
            );
        }
        let exposes = !(route.fields | route.recipient_fields).is_empty()
            || matches!(&route.matcher, Matcher::Table { columns, .. } if !columns.is_empty());
        if route.plain && exposes {
            found.add(
                at("plain"),
                "a plain route exposes no field: drop `plain` or the fields".to_owned(),
            );
        }
        if route.plain && route.pseudonymised {
            found.add(
                at("pseudonymised"),
                "a plain route exposes no personal data, so nothing of it is pseudonymised: drop one of the two"
                    .to_owned(),
            );
        }
        if !route.plain && !exposes {
            found.add(
                at("fields"),
                "the route exposes nothing: list its fields, or say plain = true".to_owned(),
            );
        }
        check_subject(route, &at("subject"), found);
    }
}

fn check_subject(route: &super::Route, at: &str, found: &mut Found) {
    match (&route.subject, &route.matcher) {
        (SubjectAt::Path(name), Matcher::Http { template, .. }) if !template.has_variable(name) => {
            found.add(
                at.to_owned(),
                format!("the path {:?} has no variable {{{name}}}", template.text()),
            );
        }
        (
            SubjectAt::Path(_) | SubjectAt::Query(_),
            Matcher::Table { .. } | Matcher::Call { .. },
        ) => {
            found.add(at.to_owned(), "only an HTTP route has a path or a query: use a pointer, `actor`, `source` or `unnamed`".to_owned());
        }
        (SubjectAt::Pointer(pointer), _) if !pointer.starts_with('/') => {
            found.add(
                at.to_owned(),
                format!("{pointer:?} is no JSON pointer (RFC 6901): it starts with /"),
            );
        }
        _ => {}
    }
}

fn check_sources(catalogue: &Catalogue, found: &mut Found) {
    for (index, source) in catalogue.sources.iter().enumerate() {
        let at = |setting: &str| format!("source[{index}].{setting}");
        if !is_id(&source.class) || source.class == "control" || source.class.contains('.') {
            found.add(at("class"), format!("{:?} is no retention class: use a-z, 0-9 and '-' (\"control\" is kept for control events)", source.class));
        }
        if source.guarantee == Guarantee::Live && source.heartbeat_ms.is_none() {
            found.add(at("heartbeat"), "a live source needs a heartbeat, such as \"10m\": without one its silence cannot show".to_owned());
        }
        if source.heartbeat_ms.is_some_and(|ms| ms <= 0) {
            found.add(
                at("heartbeat"),
                "a heartbeat is longer than nothing".to_owned(),
            );
        }
    }
}

fn check_issuers(catalogue: &Catalogue, found: &mut Found) {
    for (index, issuer) in catalogue.issuers.iter().enumerate() {
        let at = |setting: &str| format!("issuer[{index}].{setting}");
        if let Some(feed) = &issuer.feed
            && catalogue.source(feed).is_none()
        {
            found.add(at("feed"), format!("no source {feed:?} is declared"));
        }
        if issuer.longest_lifetime_ms <= 0 {
            found.add(
                at("longest_lifetime"),
                "a credential lives longer than nothing: write e.g. \"12h\"".to_owned(),
            );
        }
        if issuer.lag_ms < 0 {
            found.add(at("lag"), "a lag is not negative".to_owned());
        }
    }
}

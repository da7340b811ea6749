//! Fields = f(shape, catalogue version): a row stores its shape, so a mended catalogue corrects it.

use event::{
    FieldSet,
    catalogue::{Catalogue, Route, SubjectAt},
};

use crate::{
    state::{Shape, State},
    strings::Strings,
};

/// What a shape exposes under one catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposed<'c> {
    /// The route; `None` when no route of this catalogue matches.
    pub route: Option<&'c Route>,
    /// Fields of the subject.
    pub fields: FieldSet,
    /// Fields of the subject's recipients.
    pub recipient_fields: FieldSet,
    /// False when the row's subject is not known to be the subject of the exposure: no route matched
    /// when the row came, so the row names its actor, and what the request named was not kept.
    pub subject_known: bool,
}

/// What a shape exposes. Without the dictionary, shapes that no route matched stay unmatched.
#[must_use]
pub(crate) fn exposed<'c>(
    catalogue: &'c Catalogue,
    state: &State,
    strings: &Strings,
    shape: &Shape,
) -> Exposed<'c> {
    let source = state
        .source(shape.source)
        .map_or("", |source| source.id.as_str());
    let unmatched = shape.unmatched.and_then(|code| strings.text(code));
    let by_id = shape.route.as_deref().and_then(|id| catalogue.route(id));
    let mended = || unmatched.and_then(|request| catalogue.route_of_shape(source, request));
    let Some(route) = by_id.or_else(mended) else {
        return Exposed {
            route: None,
            fields: FieldSet::EMPTY,
            recipient_fields: FieldSet::EMPTY,
            // A row of a route that was taken out of the catalogue still names its subject.
            subject_known: shape.route.is_some(),
        };
    };
    let columns = shape.columns.and_then(|code| strings.text(code));
    Exposed {
        route: Some(route),
        fields: catalogue.fields_exposed(route, columns),
        recipient_fields: route.recipient_fields,
        subject_known: by_id.is_some() || route.subject == SubjectAt::Actor,
    }
}

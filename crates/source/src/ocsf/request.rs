//! What was asked for, by class.

use std::borrow::Cow;

use event::Request;

use super::record::{HttpRequest, Record};
use crate::Fault;

/// The request of an access.
pub(super) fn request<'a>(class: i64, record: &mut Record<'a>) -> Result<Request<'a>, Fault> {
    // A datastore names its table even where it is asked by HTTP.
    if class == 6005
        && let Some(table) = table(record)
    {
        let columns = std::mem::take(&mut record.unmapped.columns).list();
        return Ok(Request::Table { table, columns });
    }
    let fallback = if class == 4002 {
        method_of(record.activity_id.get())
    } else {
        "GET"
    };
    if let Some(path) = path(&mut record.http_request) {
        let method = record.http_request.http_method.take();
        let method = method.map_or(Cow::Borrowed(fallback), upper);
        return Ok(Request::Http { method, path });
    }
    match class {
        6003 => match record.api.operation.take() {
            Some(name) => Ok(Request::Call {
                service: record.api.service.name.take().unwrap_or_default(),
                name,
            }),
            None => Err(Fault::new(
                "no request: neither http_request.url nor api.operation",
            )),
        },
        6001 => match activity(record) {
            Some(name) => {
                let first = record.web_resources.first_mut();
                let service = first
                    .and_then(|resource| resource.kind.take())
                    .unwrap_or_default();
                Ok(Request::Call { service, name })
            }
            None => Err(Fault::new(
                "no request: neither http_request.url nor activity_name",
            )),
        },
        6005 => Err(Fault::new(
            "no request: neither database, databucket, table nor http_request.url is named",
        )),
        _ => Err(Fault::new(
            "no request: http_request.url has no path and no url_string",
        )),
    }
}

/// `database.table`, or whichever is there; a bucket stands for a database.
fn table<'a>(record: &mut Record<'a>) -> Option<Cow<'a, str>> {
    let database = record
        .database
        .name
        .take()
        .or_else(|| record.databucket.name.take());
    match (database, record.table.name.take()) {
        (Some(database), Some(table)) => {
            Some(Cow::Owned(format!("{database}.{table}").to_lowercase()))
        }
        (Some(name), None) | (None, Some(name)) => Some(lower(name)),
        (None, None) => None,
    }
}

/// The path with its query.
fn path<'a>(request: &mut HttpRequest<'a>) -> Option<Cow<'a, str>> {
    let url = &mut request.url;
    let path = match url.path.take() {
        Some(path) => path,
        None => path_of(url.url_string.take()?),
    };
    match url
        .query_string
        .get()
        .map(|query| query.trim_start_matches('?'))
    {
        // Some producers put the query into both.
        Some(query) if !query.is_empty() && !path.contains('?') => {
            Some(Cow::Owned(format!("{path}?{query}")))
        }
        _ => Some(path),
    }
}

/// What follows the host of a URL, without its fragment.
fn path_of(url: Cow<'_, str>) -> Cow<'_, str> {
    fn within(url: &str) -> &str {
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let Some((_, rest)) = url
            .split_once("://")
            .filter(|(scheme, _)| !scheme.contains(['/', '?']))
        else {
            return url;
        };
        match rest.find(['/', '?']).map(|at| rest.split_at(at).1) {
            Some(path) => path,
            None => "/",
        }
    }
    match url {
        Cow::Borrowed(url) => Cow::Borrowed(within(url)),
        Cow::Owned(url) => Cow::Owned(within(&url).to_owned()),
    }
}

/// The activities of HTTP Activity are its methods.
fn method_of(activity: Option<i64>) -> &'static str {
    match activity {
        Some(1) => "CONNECT",
        Some(2) => "DELETE",
        Some(4) => "HEAD",
        Some(5) => "OPTIONS",
        Some(6) => "POST",
        Some(7) => "PUT",
        Some(8) => "TRACE",
        Some(9) => "PATCH",
        // A request of unknown method is taken for one that reads.
        _ => "GET",
    }
}

/// The caption of a Web Resources activity.
fn activity<'a>(record: &mut Record<'a>) -> Option<Cow<'a, str>> {
    let named = record.activity_name.take();
    named.or_else(|| {
        Some(Cow::Borrowed(match record.activity_id.get()? {
            1 => "Create",
            2 => "Read",
            3 => "Update",
            4 => "Delete",
            5 => "Search",
            6 => "Import",
            7 => "Export",
            8 => "Share",
            _ => return None,
        }))
    })
}

fn upper(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        text
    }
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_uppercase()) {
        text
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

//! The fields of a System Log entry that are read.

use std::borrow::Cow;

use serde::Deserialize;

use crate::Fault;

/// A string, borrowed from the record where it holds no escapes.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// One entry.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogEvent<'a> {
    #[serde(borrow)]
    pub(super) event_type: Option<Text<'a>>,
    pub(super) published: Option<Text<'a>>,
    pub(super) uuid: Option<Text<'a>>,
    pub(super) actor: Option<Named<'a>>,
    pub(super) target: Option<Vec<Named<'a>>>,
    pub(super) client: Option<Client<'a>>,
    outcome: Option<OutcomeOf<'a>>,
    authentication_context: Option<Authentication<'a>>,
}

/// Somebody or something with a name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Text<'a>>,
    pub(super) id: Option<Text<'a>>,
    pub(super) alternate_id: Option<Text<'a>>,
}

/// From where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client<'a> {
    #[serde(borrow)]
    pub(super) ip_address: Option<Text<'a>>,
    pub(super) user_agent: Option<UserAgent<'a>>,
}

/// With what.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgent<'a> {
    #[serde(borrow)]
    pub(super) raw_user_agent: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
struct OutcomeOf<'a> {
    #[serde(borrow)]
    result: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authentication<'a> {
    #[serde(borrow)]
    external_session_id: Option<Text<'a>>,
}

impl<'a> LogEvent<'a> {
    /// Whether Okta says that it succeeded.
    pub(super) fn is_success(&self) -> bool {
        let result = self
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.result.as_ref());
        result.is_some_and(|result| result.0 == "SUCCESS")
    }

    /// The session; Okta writes `unknown` where there is none.
    pub(super) fn session(&self) -> Option<Cow<'a, str>> {
        let session = self
            .authentication_context
            .as_ref()?
            .external_session_id
            .clone()?;
        (!session.0.is_empty() && session.0 != "unknown").then_some(session.0)
    }
}

/// The entries of a line: one object, or a list of them.
pub(super) fn parse(record: &[u8]) -> Result<Vec<LogEvent<'_>>, Fault> {
    let is_list = record.trim_ascii_start().first() == Some(&b'[');
    let found = if is_list {
        serde_json::from_slice(record)
    } else {
        serde_json::from_slice(record).map(|one| vec![one])
    };
    // The text of serde_json's error may repeat the record; its kind and place do not.
    found.map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "no entry of the System Log",
            _ => "not JSON",
        };
        Fault::new(format!("{what} (column {})", error.column()))
    })
}

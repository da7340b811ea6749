//! The fields of a record that are read. All are optional here; [`super`] says what is needed.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Fault;

/// A string, borrowed from the record where it holds no escapes.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// One record.
#[derive(Debug, Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow, rename = "eventTime")]
    pub(super) time: Option<Text<'a>>,
    #[serde(rename = "eventID")]
    pub(super) id: Option<Text<'a>>,
    #[serde(rename = "eventSource")]
    pub(super) source: Option<Text<'a>>,
    #[serde(rename = "eventName")]
    pub(super) name: Option<Text<'a>>,
    #[serde(rename = "sourceIPAddress")]
    pub(super) address: Option<Text<'a>>,
    #[serde(rename = "userAgent")]
    pub(super) agent: Option<Text<'a>>,
    #[serde(rename = "userIdentity")]
    pub(super) identity: Option<UserIdentity<'a>>,
    #[serde(rename = "errorCode")]
    pub(super) error_code: Option<Text<'a>>,
    #[serde(rename = "eventCategory")]
    category: Option<Text<'a>>,
    #[serde(rename = "digestStartTime")]
    digest_start: Option<Text<'a>>,
    #[serde(rename = "requestParameters")]
    parameters: Option<&'a RawValue>,
    #[serde(rename = "responseElements")]
    response: Option<&'a RawValue>,
}

/// Who called.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserIdentity<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Text<'a>>,
    pub(super) arn: Option<Text<'a>>,
    pub(super) user_name: Option<Text<'a>>,
    pub(super) principal_id: Option<Text<'a>>,
    pub(super) invoked_by: Option<Text<'a>>,
    pub(super) access_key_id: Option<Text<'a>>,
}

/// What a call on users, keys and roles names.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters<'a> {
    #[serde(borrow)]
    pub(super) user_name: Option<Text<'a>>,
    pub(super) access_key_id: Option<Text<'a>>,
    role_arn: Option<Text<'a>>,
    role_session_name: Option<Text<'a>>,
}

/// What the answer of a call may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response<'a> {
    #[serde(borrow)]
    pub(super) credentials: Option<Credentials<'a>>,
    pub(super) assumed_role_user: Option<Holder<'a>>,
    pub(super) federated_user: Option<Holder<'a>>,
    pub(super) access_key: Option<AccessKey<'a>>,
    #[serde(rename = "ConsoleLogin")]
    console_login: Option<Text<'a>>,
}

/// A session of the token service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credentials<'a> {
    #[serde(borrow)]
    pub(super) access_key_id: Option<Text<'a>>,
    pub(super) expiration: Option<Text<'a>>,
}

/// For whom a session speaks.
#[derive(Debug, Deserialize)]
pub(super) struct Holder<'a> {
    #[serde(borrow)]
    pub(super) arn: Option<Text<'a>>,
}

/// A long-lived access key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessKey<'a> {
    #[serde(borrow)]
    pub(super) access_key_id: Option<Text<'a>>,
    pub(super) user_name: Option<Text<'a>>,
}

impl<'a> Record<'a> {
    /// Parses one record.
    pub(super) fn parse(record: &'a [u8]) -> Result<Record<'a>, Fault> {
        // The text of serde_json's error may repeat the record; its kind and place do not.
        serde_json::from_slice(record).map_err(|error| {
            let what = match error.classify() {
                serde_json::error::Category::Data => "no CloudTrail record",
                _ => "not JSON",
            };
            Fault::new(format!("{what} (column {})", error.column()))
        })
    }

    /// Whether this is a digest of log files or an Insight, which are about calls and are none.
    pub(super) fn is_beside(&self) -> bool {
        self.digest_start.is_some() || self.category.as_ref().is_some_and(|c| c.0 == "Insight")
    }

    /// Whether this has what a call needs.
    pub(super) fn is_call(&self) -> bool {
        self.time.is_some() && self.source.is_some() && self.name.is_some() && self.id.is_some()
    }

    /// Whether the call has this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|found| found.0 == name)
    }

    /// What is read of `requestParameters`; nothing when it has another shape.
    pub(super) fn parameters(&self) -> Parameters<'a> {
        inner(self.parameters)
    }

    /// What is read of `responseElements`; nothing when it has another shape.
    pub(super) fn response(&self) -> Response<'a> {
        inner(self.response)
    }
}

impl Parameters<'_> {
    /// The ARN as which a session of the named role calls: of
    /// `arn:aws:iam::111122223333:role/web/Shop` and `i-0abc` it is
    /// `arn:aws:sts::111122223333:assumed-role/Shop/i-0abc`, which has the role's name without its
    /// path ("IAM identifiers" of the IAM User Guide). `None` where no such role or no session is named.
    pub(super) fn role_session(&self) -> Option<String> {
        let session = &*self.role_session_name.as_ref()?.0;
        let of_partition = self.role_arn.as_ref()?.0.strip_prefix("arn:")?;
        let (partition, of_account) = of_partition.split_once(":iam::")?;
        let (account, path) = of_account.split_once(":role/")?;
        let role = path.rsplit('/').next()?;
        let parts = [partition, account, role, session];
        let is_whole = parts.iter().all(|part| !part.is_empty());
        is_whole.then(|| format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}"))
    }
}

impl Response<'_> {
    /// Whether the answer is that of a console login that failed.
    pub(super) fn is_login_failure(&self) -> bool {
        self.console_login
            .as_ref()
            .is_some_and(|said| said.0 == "Failure")
    }
}

fn inner<'a, T: Default + Deserialize<'a>>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

//! What signs credentials: key ids, the issuers they belong to, how long a credential lives.

use crate::clock::{self, DAY};

/// What signed a credential, or the kind of key that it is itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// The signing key of 2024, which a former engineer has.
    Auth2024,
    /// Its successor.
    Auth2025,
    /// The signing key of the log-on for emergencies, which nobody keeps a record of.
    Backup,
    /// The signing key of the app's sessions, which live for weeks.
    App,
    /// The analyst's own key to the shop's interface: no log-on issued it.
    Analyst,
}

impl Key {
    /// What the log-on service signs with at this time.
    pub(crate) fn of(time: i64) -> Key {
        if time < clock::NEW_KEY {
            Key::Auth2024
        } else {
            Key::Auth2025
        }
    }

    /// Its name in the logs.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Key::Auth2024 => "auth-2024-04",
            Key::Auth2025 => "auth-2025-03",
            Key::Backup => "backup-2024-09",
            Key::App => "app-2024-10",
            Key::Analyst => "api-e0433",
        }
    }

    /// Who issues with it. Of those without a feed no log says so: the settings do.
    pub(crate) fn issuer(self) -> &'static str {
        match self {
            Key::Auth2024 | Key::Auth2025 => "https://auth.shop.example",
            Key::Backup => "https://backup.shop.example",
            Key::App => "https://app.shop.example",
            Key::Analyst => "https://api.shop.example",
        }
    }

    /// How long its credentials live.
    pub(crate) fn lifetime(self) -> i64 {
        match self {
            Key::App => 30 * DAY,
            _ => clock::LIFETIME,
        }
    }
}

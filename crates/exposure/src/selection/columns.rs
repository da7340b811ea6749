//! The columns of a read that a selection may name, and what each is compared with.

use std::fmt;

use event::{ActorKind, Outcome, SubjectKind};

use super::expr::IssuedWord;

/// A column of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// When the read happened.
    Time,
    /// The feed that told of it.
    Source,
    /// Who the system believed was asking.
    Actor,
    /// What sort of actor.
    ActorKind,
    /// The token, session or key presented.
    Credential,
    /// Whether the credential was issued through the normal procedure.
    Issued,
    /// The signing key that vouches for the credential.
    Key,
    /// The issuer that vouches for it.
    Issuer,
    /// Network address of the reader.
    Ip,
    /// Autonomous system of the address.
    Asn,
    /// Country of the address, two upper-case letters.
    Country,
    /// Client fingerprint.
    Client,
    /// The route or table read.
    Route,
    /// A field that the read exposed.
    Field,
    /// What came of the access.
    Outcome,
    /// Whose data was read.
    Subject,
    /// What the subject was at the time of the read.
    SubjectKind,
    /// The number of the access.
    Access,
}

/// What a column is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Time,
    Text,
    Country,
    Ip,
    /// Whole numbers from 0 to `max`.
    Number {
        max: u64,
    },
    Word,
    Issued,
}

impl Column {
    /// Every column, in the order of DESIGN's list.
    pub const ALL: &'static [Column] = &[
        Column::Time,
        Column::Source,
        Column::Actor,
        Column::ActorKind,
        Column::Credential,
        Column::Issued,
        Column::Key,
        Column::Issuer,
        Column::Ip,
        Column::Asn,
        Column::Country,
        Column::Client,
        Column::Route,
        Column::Field,
        Column::Outcome,
        Column::Subject,
        Column::SubjectKind,
        Column::Access,
    ];

    /// The name used in selections.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Column::Time => "time",
            Column::Source => "source",
            Column::Actor => "actor",
            Column::ActorKind => "actor_kind",
            Column::Credential => "credential",
            Column::Issued => "issued",
            Column::Key => "key",
            Column::Issuer => "issuer",
            Column::Ip => "ip",
            Column::Asn => "asn",
            Column::Country => "country",
            Column::Client => "client",
            Column::Route => "route",
            Column::Field => "field",
            Column::Outcome => "outcome",
            Column::Subject => "subject",
            Column::SubjectKind => "subject_kind",
            Column::Access => "access",
        }
    }

    /// The column of a name, in lower case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Column> {
        Column::ALL.iter().copied().find(|c| c.name() == name)
    }

    /// Whether values of this column are stored under a pseudonym, so that its literals must be
    /// replaced by ids ([`super::Selection::map_text`]) and no pattern can be matched.
    #[must_use]
    pub fn is_pseudonymous(self) -> bool {
        matches!(self, Column::Subject | Column::Actor | Column::Credential)
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Column::Time => Kind::Time,
            Column::Country => Kind::Country,
            Column::Ip => Kind::Ip,
            // RFC 6793: numbers of autonomous systems have 32 bits.
            Column::Asn => Kind::Number {
                max: u64::from(u32::MAX),
            },
            Column::Access => Kind::Number { max: u64::MAX },
            Column::ActorKind | Column::Outcome | Column::SubjectKind => Kind::Word,
            Column::Issued => Kind::Issued,
            Column::Source
            | Column::Actor
            | Column::Credential
            | Column::Key
            | Column::Issuer
            | Column::Client
            | Column::Route
            | Column::Field
            | Column::Subject => Kind::Text,
        }
    }

    /// A literal as this column wants it, for messages.
    pub(super) fn example(self) -> &'static str {
        match self {
            Column::Time => "'2025-01-05T09:00:00+09:00'",
            Column::Source => "'gateway'",
            Column::Actor => "'member:123'",
            Column::ActorKind => "'member'",
            Column::Credential => "'6f1c'",
            Column::Issued => "'no'",
            Column::Key => "'auth-2024-04'",
            Column::Issuer => "'shop'",
            Column::Ip => "'10.0.0.0/8'",
            Column::Asn => "64500",
            Column::Country => "'KR'",
            Column::Client => "'curl/8.5.0'",
            Column::Route => "'address-list'",
            Column::Field => "'phone'",
            Column::Outcome => "'served'",
            Column::Subject => "'member:123'",
            Column::SubjectKind => "'recipient'",
            Column::Access => "42",
        }
    }

    /// The words that this column knows, with the codes that rows store; empty for other columns.
    pub(super) fn words(self) -> Vec<(&'static str, u8)> {
        match self {
            Column::ActorKind => ActorKind::ALL
                .iter()
                .map(|k| (k.word(), k.code()))
                .collect(),
            Column::Outcome => Outcome::ALL.iter().map(|o| (o.word(), o.code())).collect(),
            Column::SubjectKind => SubjectKind::ALL
                .iter()
                .map(|k| (k.word(), k.code()))
                .collect(),
            Column::Issued => (0..)
                .zip(IssuedWord::ALL)
                .map(|(code, word)| (word.word(), code))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

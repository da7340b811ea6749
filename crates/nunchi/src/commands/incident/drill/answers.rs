//! Answers that are written down, so that a drill can be shown and tested: those of a team that keeps every limit, and
//! those of the company of the case, at its times where the public record tells them.

use incident::{
    case::ObligationKind,
    law::{Kind, Knew},
};

use crate::commands::demo::EXACT;

/// What is done, and when: RFC 3339.
pub(super) type Move = (&'static str, Does);

/// What is done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    /// Opens the exercise with a selection.
    Open(&'static str),
    /// Selects in the place of all before.
    Select(&'static str),
    /// Freezes the next version of the scope.
    Freeze,
    /// The people of a version are known now.
    Known(u32),
    /// Puts the whole record under a hold.
    Hold,
    /// Takes an inject in as evidence.
    Took(&'static str),
    /// Enters a moment of awareness: what, when, who, what they knew.
    Aware(Kind, &'static str, &'static str, Knew),
    /// Chooses a candidate for the incident, and one for the leak.
    Choose(u32, u32),
    /// It is an incident, from outside, on a network service.
    Confirm,
    /// The reading has ended.
    Contain,
    /// Decides that the duties of these clocks apply, and with `rest` that all others do not.
    Decide {
        /// The clocks.
        clocks: &'static [&'static str],
        /// Whether the others are decided too.
        rest: bool,
    },
    /// Files one clock, of the incident or of the people of a version.
    File(&'static str, Option<u32>),
    /// Files every clock that is open.
    FileOpen,
    /// Reads the log that was found late.
    ReadLate,
    /// Enters an order.
    Owe(&'static str, ObligationKind),
    /// Answers what is owed.
    Answer(&'static str),
    /// Closes.
    Close,
}

/// The company's first count.
const FIRST: &str = "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'";
/// The clocks whose duties apply to the shop.
const APPLY: &[&str] = &["KR-NET-24", "KR-PIPA-REPORT", "KR-PIPA-NOTICE"];
/// When the customer wrote.
const COMPLAINT: &str = "2025-11-16T22:12:00+09:00";
/// When the security officer of the case was told.
const CISO: &str = "2025-11-17T16:00:00+09:00";
/// The company's own moment.
const OWN: &str = "2025-11-18T22:52:00+09:00";

/// A team that keeps every limit.
pub(super) const PROMPT: &[Move] = &[
    ("2025-11-16T22:25:00+09:00", Does::Open(FIRST)),
    ("2025-11-16T22:30:00+09:00", Does::Hold),
    ("2025-11-16T22:35:00+09:00", Does::Took("complaint")),
    ("2025-11-16T22:50:00+09:00", Does::Freeze),
    ("2025-11-17T08:50:00+09:00", Does::Select(EXACT)),
    ("2025-11-17T09:00:00+09:00", Does::Freeze),
    ("2025-11-17T09:05:00+09:00", Does::Known(2)),
    (
        "2025-11-17T09:10:00+09:00",
        Does::Aware(Kind::Complaint, COMPLAINT, "service desk", Knew::Incident),
    ),
    (
        "2025-11-17T09:15:00+09:00",
        Does::Aware(
            Kind::ReportToCiso,
            "2025-11-17T09:05:00+09:00",
            "security officer",
            Knew::Leak,
        ),
    ),
    ("2025-11-17T09:20:00+09:00", Does::Choose(1, 2)),
    ("2025-11-17T09:30:00+09:00", Does::Confirm),
    ("2025-11-17T09:40:00+09:00", Does::Contain),
    (
        "2025-11-17T10:00:00+09:00",
        Does::Decide {
            clocks: APPLY,
            rest: true,
        },
    ),
    ("2025-11-17T12:00:00+09:00", Does::FileOpen),
    (
        "2025-11-19T23:10:00+09:00",
        Does::Owe("preserve", ObligationKind::Preservation),
    ),
    ("2025-11-20T10:00:00+09:00", Does::Answer("O1")),
    ("2025-11-25T14:30:00+09:00", Does::Took("extortion")),
    ("2025-11-29T12:00:00+09:00", Does::ReadLate),
    ("2025-11-29T12:20:00+09:00", Does::Freeze),
    ("2025-11-29T12:30:00+09:00", Does::Known(3)),
    ("2025-11-29T18:00:00+09:00", Does::FileOpen),
    (
        "2025-12-03T16:00:00+09:00",
        Does::Owe("commission", ObligationKind::Order),
    ),
    ("2025-12-09T10:00:00+09:00", Does::Answer("O2")),
    (
        "2025-12-10T15:00:00+09:00",
        Does::Owe("non-members", ObligationKind::Order),
    ),
    ("2025-12-11T12:00:00+09:00", Does::Answer("O3")),
    ("2025-12-11T17:00:00+09:00", Does::Close),
];

/// The company of the case. Where the record tells only the day, it is noon here; where it tells nothing, nothing is
/// done. Its clocks are counted from the ministry's moment in the end, as they were.
pub(super) const CASE: &[Move] = &[
    ("2025-11-17T16:00:00+09:00", Does::Open(FIRST)),
    (
        "2025-11-17T16:00:00+09:00",
        Does::Aware(Kind::Complaint, COMPLAINT, "service desk", Knew::Leak),
    ),
    (
        "2025-11-17T16:00:00+09:00",
        Does::Aware(Kind::ReportToCiso, CISO, "security officer", Knew::Leak),
    ),
    ("2025-11-18T22:52:00+09:00", Does::Freeze),
    (
        "2025-11-18T22:52:00+09:00",
        Does::Aware(Kind::OwnStatement, OWN, "the company", Knew::Leak),
    ),
    ("2025-11-18T22:52:00+09:00", Does::Choose(3, 3)),
    ("2025-11-19T12:00:00+09:00", Does::Confirm),
    ("2025-11-19T12:00:00+09:00", Does::Contain),
    ("2025-11-19T21:35:00+09:00", Does::File("KR-NET-24", None)),
    (
        "2025-11-19T22:34:00+09:00",
        Does::Owe("preserve", ObligationKind::Preservation),
    ),
    (
        "2025-11-20T12:00:00+09:00",
        Does::Decide {
            clocks: APPLY,
            rest: false,
        },
    ),
    (
        "2025-11-20T12:00:00+09:00",
        Does::File("KR-PIPA-REPORT", None),
    ),
    (
        "2025-11-20T12:00:00+09:00",
        Does::File("KR-PIPA-NOTICE", None),
    ),
    ("2025-11-25T13:37:00+09:00", Does::Took("extortion")),
    ("2025-11-27T03:47:00+09:00", Does::Select(EXACT)),
    ("2025-11-27T03:47:00+09:00", Does::Freeze),
    ("2025-11-27T03:47:00+09:00", Does::Known(2)),
    (
        "2025-11-29T12:00:00+09:00",
        Does::File("KR-PIPA-REPORT", Some(2)),
    ),
    (
        "2025-11-29T12:00:00+09:00",
        Does::File("KR-PIPA-NOTICE", Some(2)),
    ),
    (
        "2025-12-03T14:00:00+09:00",
        Does::Owe("commission", ObligationKind::Order),
    ),
    ("2025-12-03T14:00:00+09:00", Does::Choose(2, 2)),
    ("2025-12-07T12:00:00+09:00", Does::Answer("O2")),
    (
        "2025-12-10T14:00:00+09:00",
        Does::Owe("non-members", ObligationKind::Order),
    ),
];

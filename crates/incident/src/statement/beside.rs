//! What the words right beside a number say that it is: times, what comes on top, whoever read, or an exact number.

use super::{Figure, phrase::holds};

/// What stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beside {
    /// *Times*, 회: so often somebody read.
    is_times: bool,
    /// *More*, 추가로: it comes on top of what was counted.
    is_added: bool,
    /// Whether it counts those who read, and nobody of whom anything was read.
    pub(super) is_of_actor: bool,
    /// *Exactly*, 정확히.
    pub(super) is_exact: bool,
}

/// Units of reads and accesses, of which one can say *times*.
const OF_TIMES: [&str; 5] = ["회", "reads", "views", "requests", "요청"];

/// Words of what was added, as the figure of it has them.
const ADDED: [&str; 6] = [
    "추가",
    "추가로",
    "added",
    "additional",
    "further",
    "another",
];

/// Words behind a number that say of it that it comes on top.
const ON_TOP: [&str; 6] = ["more", "further", "additional", "더", "추가로", "added"];

/// Who reads what is none of theirs.
const ACTORS: [&str; 13] = [
    "attacker",
    "hacker",
    "intruder",
    "employee",
    "suspect",
    "공격자",
    "해커",
    "침입자",
    "유출자",
    "범인",
    "용의자",
    "직원",
    "퇴직자",
];

const EXACT: [&str; 4] = ["exactly", "precisely", "정확히", "정확하게"];

impl Beside {
    /// By the words behind a number and before it.
    pub(super) fn of(after: &str, before: &str) -> Beside {
        let mut behind = after.split_whitespace();
        let (first, second) = (behind.next().unwrap_or_default(), behind.next());
        let ahead = before.split_whitespace().next_back().unwrap_or_default();
        let is_actor = |word: &str| {
            let word = word.strip_suffix('s').unwrap_or(word);
            ACTORS.contains(&word)
        };
        // 1명의 공격자
        let is_behind = first.ends_with('의')
            && second.is_some_and(|word| ACTORS.iter().any(|of| word.starts_with(of)));
        let is_count = |unit: &str, not: &[&str]| {
            first.starts_with(unit) && !not.iter().any(|of| first.starts_with(of))
        };
        Beside {
            is_times: ["times", "차례"].iter().any(|of| first.starts_with(of))
                || is_count("회", &["회원", "회사"])
                || is_count("번", &["번호"]),
            is_added: (holds(after, &ON_TOP) && !holds(after, &["or more"]))
                || ADDED.contains(&ahead),
            is_of_actor: is_actor(ahead) || is_actor(first) || is_behind,
            is_exact: holds(before, &EXACT),
        }
    }

    /// Whether a figure can be meant.
    pub(super) fn admits(self, figure: &Figure) -> bool {
        let counts_times = || {
            let mut units = figure.units.iter();
            units.any(|unit| OF_TIMES.contains(&unit.as_str()))
        };
        let is_added = || {
            let mut words = figure.about.iter();
            words.any(|word| ADDED.contains(&word.as_str()))
        };
        (!self.is_times || counts_times())
            && (!self.is_added || is_added() || figure.more.is_some())
    }
}

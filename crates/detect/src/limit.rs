//! The most people that are no surprise, and where that is known from.

use crate::window::Window;

/// Deviations above the median that are still no surprise.
const DEVIATIONS: f64 = 5.0;
/// Peers that a cluster without a past needs to be judged by them.
const PEERS_MIN: usize = 5;

/// People of a window that no cluster is too many for, whoever its peers are.
pub(crate) fn floor(window: Window) -> u64 {
    match window {
        Window::FiveMinutes | Window::Hour | Window::Day => 30,
        Window::Week => 60,
        Window::FourWeeks => 100,
        Window::Year => 200,
    }
}

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) at_most: u64,
    because: Because,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Because {
    /// It was seen on so many of the last days only, and had a habit before.
    FellOut { days: usize, of: i64 },
    /// Never was this said of its issuer's credentials.
    Unheard,
    /// It did so much in so many windows before.
    Past {
        windows: usize,
        usual: u64,
        most: u64,
    },
    /// So many of its kind do so much.
    Peers { peers: usize, high: u64 },
    /// None of its kind went so far beyond its own busiest day, in so many of their days.
    Record {
        days: u64,
        most: u64,
        per_mille: u64,
    },
}

impl Limit {
    /// What may be done by who was seen on so many days `of` the last.
    pub(crate) fn of_return(days: usize, of: i64) -> Limit {
        Limit {
            at_most: floor(Window::Day),
            because: Because::FellOut { days, of },
        }
    }

    /// What may be done with credentials of which something is said that never was said of their issuer's.
    pub(crate) fn of_unheard() -> Limit {
        Limit {
            at_most: floor(Window::Day),
            because: Because::Unheard,
        }
    }

    /// What its own past lets expect: in each window before it showed so many people.
    pub(crate) fn of_past(people: &[u32], window: Window) -> Limit {
        let usual = median(people.to_vec());
        let off = people
            .iter()
            .map(|of| u32::try_from(u64::from(*of).abs_diff(usual)).unwrap_or(u32::MAX));
        let spread = (1.4826 * as_f64(median(off.collect()))).max(as_f64(usual).sqrt());
        let most = u64::from(people.iter().copied().max().unwrap_or(0));
        // The busiest hour of a day varies more than the day.
        let most_again = match window {
            Window::FiveMinutes | Window::Hour => most * 2,
            _ => most * 3 / 2,
        };
        Limit {
            at_most: rounded(as_f64(usual) + DEVIATIONS * spread)
                .max(most_again)
                .max(floor(window)),
            because: Because::Past {
                windows: people.len(),
                usual,
                most,
            },
        }
    }

    /// What clusters of its kind let expect; `None` where there are too few to say.
    pub(crate) fn of_peers(mut usual: Vec<u64>, window: Window) -> Option<Limit> {
        usual.sort_unstable();
        // Nearly all of them: one carrier among households is no rule for households.
        let at = usual.len().saturating_sub(1) * 95 / 100;
        let high = usual.get(at).copied().unwrap_or(0);
        (usual.len() >= PEERS_MIN).then(|| Limit {
            at_most: (high * 3).max(floor(window)),
            because: Because::Peers {
                peers: usual.len(),
                high,
            },
        })
    }

    /// As far beyond its busiest day as any of its kind ever went, in so many of their days.
    pub(crate) fn of_record(most: u64, days: u64, per_mille: u64) -> Limit {
        Limit {
            at_most: (most * per_mille / 1000).max(floor(Window::Day)),
            because: Because::Record {
                days,
                most,
                per_mille,
            },
        }
    }

    /// Where it is known from, as a sentence.
    pub(crate) fn sentence(self, window: Window) -> String {
        match self.because {
            Because::FellOut { days, of } => {
                format!("it had fallen out of use: of the {of} days before it was seen on {days}")
            }
            Because::Unheard => {
                "in two weeks and more this was hardly ever said of the credentials of its issuer"
                    .to_owned()
            }
            Because::Past {
                windows,
                usual,
                most,
            } => {
                let (when, what) = match window {
                    Window::FiveMinutes => ("days of the same sort", "in the busiest 5 minutes"),
                    Window::Hour => ("days of the same sort", "in the busiest hour"),
                    Window::Day => ("days of the same sort", "a day"),
                    Window::Week => ("weeks", "a week"),
                    Window::FourWeeks | Window::Year => ("times", "in 4 weeks"),
                };
                format!(
                    "on {windows} {when} before it read {usual} people {what} (median), {most} at the most"
                )
            }
            Because::Peers { peers, high } => {
                let usual = match window {
                    Window::FourWeeks => "in usual 4 weeks",
                    Window::Year => "in a year",
                    Window::Week => "in a usual week",
                    _ => "on a usual day",
                };
                // A year is held to that of others however old a cluster is.
                let new = match window {
                    Window::Year => "",
                    _ => "it is new; ",
                };
                format!("{new}of {peers} of its kind 95 in 100 read at most {high} people {usual}")
            }
            Because::Record {
                days,
                most,
                per_mille,
            } => format!(
                "it read {most} people on its busiest day, and in {days} days of its kind none read more than \
                 {}.{:02} times as many as on its own busiest",
                per_mille / 1000,
                per_mille % 1000 / 10
            ),
        }
    }
}

pub(crate) fn median(mut values: Vec<u32>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().map_or(0, u64::from)
}

/// Counts of people are far below 2^52.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are below 2^52"
)]
fn as_f64(value: u64) -> f64 {
    value as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is a count of people, rounded up and not negative"
)]
fn rounded(value: f64) -> u64 {
    value.ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_carrier_among_households_is_no_rule() {
        assert_eq!(
            Limit::of_peers(vec![9; 4], Window::Day),
            None,
            "too few peers"
        );
        let mut peers = vec![4; 99];
        peers.push(9000);
        let limit = Limit::of_peers(peers, Window::Day).expect("peers enough");
        assert_eq!(limit.at_most, floor(Window::Day));
        assert!(
            limit
                .sentence(Window::Day)
                .contains("at most 4 people on a usual day")
        );
    }

    #[test]
    fn the_busiest_hour_may_be_twice_as_busy() {
        let of = |window| Limit::of_past(&[100; 10], window).at_most;
        assert_eq!((of(Window::Hour), of(Window::Day)), (200, 150));
    }

    #[test]
    fn a_record_of_its_kind_is_said_as_one() {
        let limit = Limit::of_record(38, 865, 1140);
        assert_eq!(limit.at_most, 43);
        assert!(limit.sentence(Window::Day).contains("1.14 times"));
    }
}

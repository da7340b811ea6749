//! What a report asks of the ledger beside the frozen scope: the holds that are in force, and how the attacker looked as
//! of the head of the version of which it speaks.

use std::net::IpAddr;

use event::catalogue::Controller;
use exposure::{Dimension, Value};
use incident::{
    block,
    case::{Frozen, Incident},
};
use ledger::{Deed, Names};
use report::forms::{Held, Indicator, IndicatorKind, Indicators};

use crate::{asking, failure::Failure, home::Home};

/// The law whose report lists them.
const LISTS_THEM: &str = "kr-net";

/// Addresses that a report lists, those with the most identifiers first; the file of indicators has all.
const ADDRESSES_MAX: usize = 20;

/// Keys that it lists.
const KEYS_MAX: usize = 5;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) holds: Vec<Held>,
    pub(super) indicators: Option<Indicators>,
}

impl Asked {
    /// What the report of a law asks; nothing where it lists nothing of it.
    pub(super) fn of(
        home: &Home,
        (incident, controller): (&Incident, &Controller),
        (regime, version): (&str, Option<u32>),
    ) -> Result<Asked, Failure> {
        if regime != LISTS_THEM {
            return Ok(Asked::default());
        }
        let version = incident.version_or_latest(version);
        let share = version.and_then(|of| incident.share(of, &controller.id));
        let indicators = share.map(|share| indicators(home, share)).transpose()?;
        Ok(Asked {
            holds: holds(home)?,
            indicators,
        })
    }
}

fn holds(home: &Home) -> Result<Vec<Held>, Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let standing = &snapshot.standing;
    let held = standing.acts.iter().filter_map(|act| {
        let Deed::Hold(span) = &act.deed else {
            return None;
        };
        let in_force = standing.holds.contains_key(&act.number);
        in_force.then(|| Held {
            number: act.number,
            classes: span.classes.clone(),
            from: span.from,
            to: span.to,
            placed: act.time,
        })
    });
    let mut held: Vec<Held> = held.collect();
    held.sort_by_key(|of| (of.placed, of.number));
    Ok(held)
}

/// The addresses and keys of a version, as of its head.
fn indicators(home: &Home, share: &Frozen) -> Result<Indicators, Failure> {
    let snapshot = home.snapshot_as_of(share.size, Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::parse(ground.catalogue, &share.selection)?;
    let by = |dimension, top| exposure::by(home.disk(), &ground, &selection, dimension, top);
    let addresses = by(Dimension::Ip, ADDRESSES_MAX + 1)?;
    let keys = by(Dimension::Key, KEYS_MAX + 1)?;
    let address = |of: &str| IndicatorKind::Address {
        is_shared: of
            .parse::<IpAddr>()
            .is_ok_and(|ip| block::is_shared(&ip.into())),
    };
    let mut listed = listed(keys.top, KEYS_MAX, |_| IndicatorKind::Key);
    listed.extend(self::listed(addresses.top, ADDRESSES_MAX, address));
    let all = addresses.values.saturating_add(keys.values);
    Ok(Indicators {
        more: all.saturating_sub(listed.len() as u64),
        listed,
    })
}

/// The first values; reads without one are none.
fn listed(top: Vec<Value>, most: usize, kind: impl Fn(&str) -> IndicatorKind) -> Vec<Indicator> {
    let named = top.into_iter().filter_map(|of| {
        let value = of.value?;
        Some(Indicator {
            kind: kind(&value),
            subjects: of.subjects,
            reads: of.reads,
            value,
        })
    });
    named.take(most).collect()
}

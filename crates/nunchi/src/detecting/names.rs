//! What detectors know of a ledger, and the names of the codes in what they find.

use std::{collections::HashMap, sync::Arc};

use detect::{Names, World};
use exposure::Ground;

use super::numbers::KeyNumbers;
use crate::home::Home;

/// What detectors know beside what happens.
pub(crate) fn world(home: &Home, ground: &Ground<'_>) -> World {
    let snapshot = ground.snapshot;
    let feed = |issuer: &event::catalogue::Issuer| {
        let feed = issuer.feed.as_deref()?;
        let sources = (0u32..).zip(&snapshot.state.sources);
        Some(detect::FeedOf {
            issuer: snapshot.code(&issuer.id)?,
            sources: sources
                .filter(|(_, of)| of.id == feed)
                .map(|(code, _)| code)
                .collect(),
            lag_ms: issuer.lag_ms,
        })
    };
    let mut families: HashMap<String, u64> = HashMap::new();
    let mut world = World {
        shards: snapshot.genesis.shards,
        feeds: ground.catalogue.issuers.iter().filter_map(feed).collect(),
        numbers: KeyNumbers::of_book(home, ground).map(|of| Arc::new(of) as _),
        ..World::default()
    };
    for (code, text) in snapshot.strings.iter() {
        let family = *families.entry(family(text)).or_insert(u64::from(code));
        world.families.insert(code, family);
    }
    world
}

/// A client without its version numbers.
fn family(client: &str) -> String {
    let kept = |c: &char| !c.is_ascii_digit() && *c != '.' && *c != '_';
    client.chars().filter(kept).collect()
}

/// The names of codes.
pub(crate) struct Dictionary<'g> {
    pub(crate) ground: &'g Ground<'g>,
}

impl Names for Dictionary<'_> {
    fn text(&self, code: u32) -> Option<String> {
        self.ground.snapshot.text(code).map(str::to_owned)
    }

    fn route(&self, number: u32) -> Option<String> {
        let route = self.ground.catalogue.routes.get(number as usize)?;
        Some(route.id.clone())
    }
}

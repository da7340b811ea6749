//! rsigma with one rule of the type `value_count`: a network from which so many people or more are read on
//! a day. Its windows are the days that nunchi counts by (`tumbling`), which also costs it less than sliding.
//!
//! It is given events whose fields need no parsing, and forgets what it detected, which are its best form.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use rsigma_eval::{CorrelationConfig, CorrelationEngine, Event, EventValue};
use serde_json::{Value, json};

use crate::{
    stream::Read,
    truth::{self, Counts},
};

/// The rules, with the least number of people.
fn rules(least: u64) -> String {
    format!(
        "
title: A person was read
id: 5b2f6d0c-6b0e-4d34-9f0e-1f1f0a6a0001
logsource:
    category: access
detection:
    selection:
        outcome: served
    condition: selection
---
title: Many people from one network
id: 5b2f6d0c-6b0e-4d34-9f0e-1f1f0a6a0002
correlation:
    type: value_count
    rules:
        - 5b2f6d0c-6b0e-4d34-9f0e-1f1f0a6a0001
    group-by:
        - network
    timespan: 1d
    window: tumbling
    condition:
        gte: {least}
        field: person
level: high
"
    )
}

/// One read as rsigma sees it.
struct Line {
    /// Seconds since 1970.
    at: i64,
    network: String,
    person: String,
}

impl Line {
    fn of(read: &Read) -> Line {
        Line {
            at: i64::try_from(read.at / 1000).unwrap_or(0),
            network: read.network.to_string(),
            person: format!("member-{}", read.person),
        }
    }
}

impl Event for Line {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let text = match path {
            "outcome" => "served",
            "network" => &self.network,
            "person" => &self.person,
            _ => return None,
        };
        Some(EventValue::Str(Cow::Borrowed(text)))
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        ["served", &self.network, &self.person]
            .into_iter()
            .any(pred)
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        let all = ["served", &self.network, &self.person];
        all.into_iter().map(Cow::Borrowed).collect()
    }

    fn to_json(&self) -> Value {
        json!({"outcome": "served", "network": self.network, "person": self.person})
    }

    fn top_level_keys(&self) -> Option<Vec<Cow<'_, str>>> {
        let all = ["outcome", "network", "person"];
        Some(all.into_iter().map(Cow::Borrowed).collect())
    }

    fn visit_top_level_keys(&self, visit: &mut dyn FnMut(&str)) -> bool {
        ["outcome", "network", "person"].into_iter().for_each(visit);
        true
    }
}

/// The engine, and the time that it took.
pub(crate) struct Rsigma {
    engine: CorrelationEngine,
    least: u64,
    pub(crate) took: Duration,
}

impl Rsigma {
    /// An engine that says which network showed so many people on a day.
    ///
    /// # Errors
    /// When rsigma does not take the rules.
    pub(crate) fn new(least: u64) -> Result<Rsigma, String> {
        let rules = rsigma_parser::parse_sigma_yaml(&rules(least));
        let rules = rules.map_err(|error| error.to_string())?;
        let mut engine = CorrelationEngine::new(CorrelationConfig {
            emit_detections: false,
            ..CorrelationConfig::default()
        });
        let added = engine.add_collection(&rules);
        added.map_err(|error| error.to_string())?;
        Ok(Rsigma {
            engine,
            least,
            took: Duration::ZERO,
        })
    }

    /// Takes a day of reads in, which are made before the clock runs. Gives the networks that it told of, each
    /// with the number of people that it said last: it speaks again at every read beyond the threshold.
    pub(crate) fn take(&mut self, reads: &[Read]) -> Counts {
        let lines: Vec<Line> = reads.iter().map(Line::of).collect();
        let mut said = Vec::new();
        let start = Instant::now();
        for line in &lines {
            said.append(&mut self.engine.process_event_at(line, line.at));
        }
        self.took += start.elapsed();
        let said = said.iter().filter_map(|said| said.as_correlation());
        said.filter_map(|body| {
            let (_, network) = body.group_key.first()?;
            Some((network.parse().ok()?, whole(body.aggregated_value)))
        })
        .collect()
    }

    /// What it must tell.
    pub(crate) fn right(&self, reads: &[Read]) -> Counts {
        truth::at_least(self.least, reads)
    }
}

/// The whole number that a count is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of people, not negative and far below 2^52"
)]
fn whole(count: f64) -> u64 {
    count as u64
}

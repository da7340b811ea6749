//! What is expected of each cluster, for whoever asks why something was said, or was not.

use crate::{
    cluster::{Cluster, Dimension},
    engine::Engine,
};

/// What one cluster is used to, and what it may do on the day after the last that was seen.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The cluster.
    pub cluster: Cluster,
    /// Days of the last 35 on which it showed two people or more, and stood in no finding.
    pub days: u64,
    /// People on a usual day.
    pub usual: u64,
    /// People on its busiest day.
    pub most: u64,
    /// The most people that are no surprise; `None` where there is neither a past nor peers enough.
    pub limit: Option<u64>,
    /// Where the limit comes from, as a sentence.
    pub because: String,
    /// People today, so far.
    pub today: u64,
    /// Whether it stands in a finding, so that it does not learn.
    pub in_finding: bool,
}

impl Engine {
    /// The baseline of every cluster of a dimension that has a past or showed two people today; who shows
    /// most people stands first.
    #[must_use]
    pub fn baselines(&self, dimension: Dimension) -> Vec<Baseline> {
        let mut fan_out = self.detectors.fan_out.clone();
        let mut clusters = fan_out.clusters_of(dimension);
        clusters.sort_unstable();
        clusters.dedup();
        let mut all: Vec<Baseline> = clusters
            .into_iter()
            .map(|cluster| fan_out.baseline(cluster))
            .collect();
        all.sort_by_key(|of| (std::cmp::Reverse(of.usual.max(of.today)), of.cluster));
        all
    }
}

//! A whole run of a ledger under one seed: random arrivals, groups, blocks and epochs, on a disk that fails,
//! tears, forgets and lies, under a clock that jumps, in processes that end at any moment; beside it the
//! model. After every end: a reader reads, what was acknowledged is there; at the last end both are equal.
//!
//! `cargo xtask sim --seed N` repeats one run and prints its steps; NUNCHI_SIM_SEED and NUNCHI_SIM_RUNS do it
//! here.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use testkit::{
    Arrival, Fault, FaultDisk, Model, Plan, START_MS, Survival, history, shop_catalogue,
};

use crate::common::{Driver, Site, book_key, dir};
use crate::reading::{check, check_heads};

/// Seeds of every run of the tests.
const SEEDS: std::ops::Range<u64> = 1..17;
/// Processes that a run may take: far more than any should.
const PROCESSES_MAX: u64 = 400;
const YEAR_MS: u64 = 365 * 86_400_000;

/// SplitMix64: small, and the same for ever.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// Below a small number, to choose one of few.
    fn choice(&mut self, of: u8) -> usize {
        usize::from(u8::try_from(self.below(of.into())).unwrap_or(0))
    }
}

fn arrivals(seed: u64) -> Vec<Arrival> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    history(240).new_tree(&mut runner).unwrap().current()
}

struct Run {
    dice: Dice,
    site: Site,
    history: Vec<Arrival>,
    /// Arrivals acknowledged.
    told: usize,
    heads: Vec<proof::Checkpoint>,
    loud: bool,
}

impl Run {
    fn new(seed: u64, loud: bool) -> Run {
        let mut dice = Dice(seed);
        let mut site = Site::new().with_epochs_of(3 + dice.below(60));
        // Quarantine ages by the clock, which jumps here.
        site.bounds.quarantine_age_ms = i64::MAX;
        // One shard, so that one thread writes the parts and a seed is always the same run.
        site.shards = 1;
        Run {
            dice,
            site,
            history: arrivals(seed),
            told: 0,
            heads: Vec::new(),
            loud,
        }
    }

    #[expect(clippy::print_stdout, reason = "one run is told step by step")]
    fn say(&self, step: impl FnOnce() -> String) {
        if self.loud {
            println!("  {}", step());
        }
    }

    /// One process: what it plans to go wrong, and how far it comes. True when everything is in.
    fn process(&mut self) -> bool {
        self.plan();
        let jump = self.dice.below(6 * YEAR_MS).cast_signed() - 3 * YEAR_MS.cast_signed();
        if self.dice.one_in(3) {
            self.site.clock.set(START_MS + jump);
        }
        let opened = self.site.open_or_create();
        let mut driver = match opened {
            Ok(driver) => driver,
            Err(error) => {
                assert!(self.site.disk.tripped(), "it does not open: {error}");
                self.say(|| format!("it does not open: {error}"));
                return false;
            }
        };
        let from = driver.consumed(&self.history);
        assert!(
            from >= self.told,
            "{} acknowledged, {from} there",
            self.told
        );
        self.say(|| format!("opens with {from} of {}", self.history.len()));
        let ended = self.work(&mut driver, from);
        if let Some(error) = &ended {
            let excused = self.site.disk.tripped() || error.contains("bytes are free");
            assert!(excused, "nothing went wrong, and yet: {error}");
            self.say(|| error.clone());
        }
        ended.is_none() && driver.consumed(&self.history) == self.history.len()
    }

    /// Goes on until all is in, something fails (which is told), or the process has had enough.
    fn work(&mut self, driver: &mut Driver, from: usize) -> Option<String> {
        let mut at = from;
        while at < self.history.len() {
            if self.dice.one_in(25) {
                self.say(|| "the process ends".to_owned());
                return None;
            }
            let end = (at + 1 + self.dice.choice(12)).min(self.history.len());
            let group = self.history[at..end].to_vec();
            let done = driver.feed(&group).and_then(|()| driver.commit().map(drop));
            if let Err(error) = done {
                return Some(error.to_string());
            }
            (at, self.told) = (end, end);
            let closed = match self.dice.below(12) {
                0..=3 => driver.ledger.close_block(),
                4 => driver.ledger.close_epoch(),
                _ => Ok(()),
            };
            if let Err(error) = closed {
                return Some(error.to_string());
            }
            self.heads
                .extend(ledger::checkpoint(&self.site.disk, dir()));
            if self.dice.one_in(20) {
                self.site.disk.set_free_bytes(self.dice.below(1 << 29));
            }
        }
        driver.finish().err().map(|error| error.to_string())
    }

    fn plan(&mut self) {
        if self.dice.one_in(4) {
            return;
        }
        let fault = [Fault::Fail, Fault::Tear, Fault::Late][self.dice.choice(3)];
        let plan = Plan {
            at: 1 + self.dice.below(220),
            fault,
            for_good: self.dice.one_in(2),
        };
        self.say(|| format!("{plan:?}"));
        self.site.disk.plan(plan);
    }

    /// The process is gone, and perhaps the power too.
    fn end(&mut self) {
        let survival = [Survival::Nothing, Survival::Some, Survival::Everything];
        let disk: FaultDisk = match self.dice.choice(4) {
            3 => self.site.disk.restart(),
            at => {
                let (survival, seed) = (survival[at], self.dice.next());
                self.say(|| format!("the power goes: {survival:?} of what was not synced stays"));
                self.site.disk.crash(survival, seed)
            }
        };
        self.site = self.site.at(disk);
        self.site.disk.set_free_bytes(1 << 40);
        if self.told > 0 {
            let read = ledger::Snapshot::load(&self.site.disk, dir(), Some(&book_key()));
            assert!(read.is_ok(), "a reader cannot read: {}", read.unwrap_err());
            check_heads(&self.site.disk, &self.heads);
        }
    }
}

fn simulate(seed: u64, loud: bool) {
    let mut run = Run::new(seed, loud);
    for _ in 0..PROCESSES_MAX {
        let done = run.process();
        run.end();
        if done {
            check_heads(&run.site.disk, &run.heads);
            check(&run.site, &Model::of(shop_catalogue(), &run.history));
            return;
        }
    }
    panic!("seed {seed} does not come to its end");
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whole_runs_under_seeds_equal_the_model() {
    let seeds = match number("NUNCHI_SIM_SEED") {
        Some(seed) => seed..seed.saturating_add(number("NUNCHI_SIM_RUNS").unwrap_or(1)),
        None => SEEDS,
    };
    let loud = seeds.end - seeds.start == 1;
    for seed in seeds {
        println!("seed {seed}");
        let run = std::panic::catch_unwind(|| simulate(seed, loud));
        assert!(
            run.is_ok(),
            "seed {seed} failed; `cargo xtask sim --seed {seed}` repeats it step by step"
        );
    }
}

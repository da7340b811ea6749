//! What chance alone explains: draws without replacement.
//!
//! Of `population` people a path read `marked`; of `drawn` people, taken blindly, how many did it read? The number is
//! hypergeometric. Read the other way round it says of how many people those are that a draw was taken from
//! ([`Draw::marked_by`]). Sums of logarithms keep 10^8 people within reach of an `f64`: the error of a probability is some
//! parts in a million, far below what any rule here asks.

/// People of whom some are marked, and a blind draw from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Draw {
    pub(crate) population: u64,
    pub(crate) marked: u64,
    pub(crate) drawn: u64,
}

impl Draw {
    /// The most marked people that a draw can hold.
    fn most(self) -> u64 {
        self.drawn.min(self.marked)
    }

    /// The fewest.
    fn least(self) -> u64 {
        (self.drawn + self.marked).saturating_sub(self.population)
    }

    /// The logarithm of the probability of exactly so many marked people.
    fn ln_exactly(self, count: u64) -> f64 {
        if count > self.most() || count < self.least() {
            return f64::NEG_INFINITY;
        }
        let unmarked = self.population - self.marked;
        ln_ways(self.marked, count) + ln_ways(unmarked, self.drawn - count)
            - ln_ways(self.population, self.drawn)
    }

    /// The logarithm of the probability of so many marked people or more.
    pub(crate) fn ln_at_least(self, count: u64) -> f64 {
        if count <= self.least() {
            return 0.0;
        }
        if count > self.most() {
            return f64::NEG_INFINITY;
        }
        // Each term is the last one times a ratio that falls below one beyond the middle; before it the sum is near 1
        // and takes at most `drawn` steps.
        let (mut sum, mut term) = (1.0f64, 1.0f64);
        for at in count..self.most() {
            term *= self.ratio(at);
            sum += term;
            if term < sum * 1e-12 {
                break;
            }
        }
        (self.ln_exactly(count) + sum.ln()).min(0.0)
    }

    /// How much likelier one more is than so many.
    fn ratio(self, count: u64) -> f64 {
        let unmarked_left = self.population + count + 1 - self.marked - self.drawn;
        let up = as_f64(self.marked - count) * as_f64(self.drawn - count);
        up / (as_f64(count + 1) * as_f64(unmarked_left))
    }

    /// The logarithm of the probability of so many marked people or fewer: of as many unmarked ones or more.
    fn ln_at_most(self, count: u64) -> f64 {
        let unmarked = Draw {
            marked: self.population - self.marked,
            ..self
        };
        unmarked.ln_at_least(self.drawn.saturating_sub(count))
    }

    /// The fewest and the most people that can be marked in a population, where a blind draw of `drawn` people has
    /// `hit` marked ones: with fewer, as many would be drawn less often than this probability; with more, as few.
    pub(crate) fn marked_by(
        (population, drawn, hit): (u64, u64, u64),
        probability: f64,
    ) -> (u64, u64) {
        let drawn = drawn.min(population);
        let hit = hit.min(drawn);
        let ln = probability.ln();
        let most = |hit: u64| {
            let draw = |marked| Draw {
                population,
                marked,
                drawn,
            };
            let room = population - (drawn - hit);
            last(hit, room, |marked| draw(marked).ln_at_most(hit) >= ln)
        };
        (population - most(drawn - hit), most(hit))
    }
}

/// The last number up to which something holds, from `low`, of which it does, to `high`.
pub(crate) fn last(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match holds(middle) {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    low
}

/// The logarithm of the number of ways to choose so many of so many.
fn ln_ways(of: u64, choose: u64) -> f64 {
    ln_factorial(of) - ln_factorial(choose) - ln_factorial(of - choose)
}

/// The logarithm of a factorial: Stirling's series, exact to twelve digits from 10 on.
fn ln_factorial(n: u64) -> f64 {
    if n < 10 {
        return (2..=n).map(as_f64).product::<f64>().ln();
    }
    let x = as_f64(n) + 1.0;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}

/// Numbers of people are far below 2^53, up to which an `f64` holds every whole number.
pub(crate) fn as_f64(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;

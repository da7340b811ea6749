//! What chance alone explains: draws without replacement from everybody who was read at all.
//!
//! Of `population` people a path read `marked`; of `drawn` people, taken blindly, how many did it read? The number is
//! hypergeometric. Sums of logarithms keep 10^8 people within reach of an `f64`: the error of a probability is some
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

    /// The largest number of marked people that a draw reaches with at least this probability.
    pub(crate) fn reaches(self, probability: f64) -> u64 {
        let ln = probability.ln();
        let (mut low, mut high) = (self.least(), self.most());
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match self.ln_at_least(middle) >= ln {
                true => low = middle,
                false => high = middle - 1,
            }
        }
        low
    }
}

/// The probability that a path that read `marked` of `population` people read at least one of `subjects` people
/// taken blindly.
pub(crate) fn any_of(population: u64, marked: u64, subjects: u64) -> f64 {
    let mut none = 1.0f64;
    for at in 0..subjects.min(population) {
        let unmarked_left = (population - marked).saturating_sub(at);
        none *= as_f64(unmarked_left) / as_f64(population - at);
    }
    1.0 - none
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

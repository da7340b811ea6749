use super::*;

fn draw(population: u64, marked: u64, drawn: u64) -> Draw {
    Draw {
        population,
        marked,
        drawn,
    }
}

/// Counted: every way to draw, by the definition.
fn counted(of: Draw, least: u64) -> f64 {
    let ways = |of: u64, choose: u64| -> f64 {
        match choose > of {
            true => 0.0,
            false => (0..choose)
                .map(|at| as_f64(of - at) / as_f64(at + 1))
                .product(),
        }
    };
    let exactly =
        |count| ways(of.marked, count) * ways(of.population - of.marked, of.drawn - count);
    (least..=of.drawn).map(exactly).sum::<f64>() / ways(of.population, of.drawn)
}

#[test]
fn tails_are_those_of_counting() {
    for of in [
        draw(20, 5, 6),
        draw(20, 20, 6),
        draw(20, 0, 6),
        draw(50, 25, 10),
        draw(9, 4, 9),
    ] {
        for least in 0..=of.drawn + 1 {
            let (fast, slow) = (of.ln_at_least(least).exp(), counted(of, least));
            assert!((fast - slow).abs() < 1e-9, "{of:?} {least}: {fast} {slow}");
        }
    }
}

#[test]
fn tails_of_a_country_are_those_of_independent_draws() {
    // 50 of 33,700,000, of whom every tenth is marked: binomial to four digits.
    let of = draw(33_700_000, 3_370_000, 50);
    let binomial = |count: i32| {
        let ways: f64 = (0..count)
            .map(|at| f64::from(50 - at) / f64::from(at + 1))
            .product();
        ways * 0.1f64.powi(count) * 0.9f64.powi(50 - count)
    };
    for least in [3, 5, 12, 20] {
        let tail: f64 = (least..=50).map(binomial).sum();
        let fast = of.ln_at_least(least.unsigned_abs().into()).exp();
        assert!((fast / tail - 1.0).abs() < 1e-4, "{least}: {fast} {tail}");
    }
}

#[test]
fn chance_reaches_the_largest_number_that_is_likely_enough() {
    for of in [
        draw(1_000_000, 1, 50),
        draw(1_000_000, 10_000, 50),
        draw(1000, 500, 50),
        draw(60, 60, 50),
    ] {
        for probability in [0.5, 1e-3, 1e-6, 1e-9] {
            let at_most = of.reaches(probability);
            assert!(
                of.ln_at_least(at_most).exp() >= probability * 0.999_999,
                "{of:?}"
            );
            assert!(of.ln_at_least(at_most + 1).exp() < probability, "{of:?}");
        }
    }
    assert_eq!(
        draw(60, 60, 50).reaches(1e-6),
        50,
        "who read everybody explains everything"
    );
    assert_eq!(draw(100_000_000, 0, 50).reaches(1e-6), 0);
}

#[test]
fn several_subjects_are_hit_more_often() {
    assert_eq!(any_of(100, 25, 1), 0.25);
    assert!((any_of(4, 1, 2) - 0.5).abs() < 1e-12);
    assert_eq!(any_of(4, 4, 2), 1.0);
    assert_eq!(any_of(4, 1, 4), 1.0);
    assert_eq!(any_of(4, 0, 4), 0.0);
}

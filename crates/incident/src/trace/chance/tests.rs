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

/// Of every number of marked people that there may be, those by which so many are drawn often enough both ways.
fn plausible((population, drawn, hit): (u64, u64, u64), probability: f64) -> (u64, u64) {
    let fits = |marked: &u64| {
        let of = draw(population, *marked, drawn);
        counted(of, hit) >= probability && 1.0 - counted(of, hit + 1) >= probability
    };
    let all: Vec<u64> = (0..=population).filter(fits).collect();
    (all[0], all[all.len() - 1])
}

#[test]
fn how_many_are_marked_is_what_a_draw_leaves_plausible() {
    for of in [
        (20, 6, 2),
        (20, 6, 0),
        (20, 6, 6),
        (50, 10, 3),
        (9, 9, 4),
        (9, 0, 0),
    ] {
        for probability in [0.2, 0.05, 0.005] {
            assert_eq!(
                Draw::marked_by(of, probability),
                plausible(of, probability),
                "{of:?} {probability}"
            );
        }
    }
    // Nobody of 1,000 was hit: ln 200 / 1,000 of everybody at most.
    let (least, most) = Draw::marked_by((33_700_000, 1000, 0), 0.005);
    assert_eq!(least, 0);
    assert!((177_000..179_000).contains(&most), "{most}");
}

//! How fast the replay is made up, into nothing: `cargo run --release -p sim --example speed`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use env::Clock;
use sim::{Outputs, Plan};

fn main() -> Result<(), sim::SimError> {
    let mut plan = Plan::default();
    if let Some(background) = std::env::args().nth(1).and_then(|text| text.parse().ok()) {
        plan.background = background;
    }
    let clock = env::RealClock::new();
    let truth = sim::write(&plan, &mut Outputs::nowhere())?;
    let seconds = clock.monotonic().as_secs_f64();
    let lines: u64 = truth.files.values().map(|file| file.lines).sum();
    let bytes: u64 = truth.files.values().map(|file| file.bytes).sum();
    #[expect(clippy::cast_precision_loss, reason = "for people to read")]
    let (lines_per_s, bytes_per_line) = (lines as f64 / seconds, bytes as f64 / lines as f64);
    println!(
        "{lines} lines in {seconds:.2} s: {lines_per_s:.0} a second, {bytes_per_line:.0} bytes each"
    );
    println!("{}", truth.to_json());
    Ok(())
}

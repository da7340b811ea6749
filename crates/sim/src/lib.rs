//! The replay of the case: a shop's raw logs over 329 days, in which a former engineer reads
//! everybody's data with tokens he signed himself, and the truth about it, kept apart. And its
//! variants ([`write_variant`]): twelve attacks over one background, each with its truth.
//!
//! Not here: anything that reads these logs, files (a caller gives writers), the settings and the
//! catalogue for them. The format is OCSF 1.6.0, one JSON object a line.
//!
//! Invariants:
//! * the same [`Plan`] or [`VariantPlan`] gives the same bytes for ever;
//! * the truth is counted while the attack is made up, never read back from the lines;
//! * a log's lines carry a sequence from 1 without gap, in the order of their times, also where a
//!   line stands later in its file than its time says;
//! * every token of the replay's background was issued; no token of the attack was.
//!
//! Memory: the attack (40 bytes an access) and one day of the background; for a variant, what is
//! peculiar to it too, and its truth (48 bytes a read).
//!
//! ```
//! use sim::{Outputs, Plan};
//! let plan = Plan { scale: 10_000, background: 1_000, ..Plan::default() };
//! let truth = sim::write(&plan, &mut Outputs::nowhere())?;
//! assert_eq!(truth.not_issued.subjects, 3_367);
//! assert_eq!(truth.not_issued.addresses, 2_313);
//! # Ok::<(), sim::SimError>(())
//! ```

mod attack;
mod background;
mod bench;
mod books;
mod clock;
mod item;
mod keys;
mod lines;
mod machines;
mod networks;
mod outputs;
mod people;
mod plan;
mod rng;
mod staff;
mod truth;
mod variant;
mod write;

pub use bench::{ADDRESSES, BenchPlan, bench_addresses, write_bench};
pub use outputs::{FILES, Outputs};
pub use plan::{BACKGROUND_MAX, Deleted, Plan, SCALE_MAX, SCALE_MIN, SimError};
pub use truth::{DeletedLog, FileTotal, FirstCount, Ghosts, PeopleTotal, RouteTotal, Scope, Truth};
pub use variant::{
    BENIGN_DAYS, MATRIX, Malicious, VARIANT_BACKGROUND, VARIANT_FILES, VariantPlan, VariantTruth,
    write_variant,
};
pub use write::{write, write_merged};

//! What if five months of the gateway's log had been deleted, as they were in the case? The same replay
//! with little background, its gap, and what can still be said: a second ledger beside the first.

use event::Millis;
use exposure::{Answer, Asked, DoubtKind};
use sim::{Plan, Truth};

use super::play::{AT_HAND, EXACT, Folders, LATE, UNTOUCHED, read};
use crate::{
    asking,
    commands::{roster, sim as logs, sources},
    failure::Failure,
    home::Home,
    settings::SHOP,
};

/// The five months.
pub(super) const MONTHS: &str = "2025-03-01..2025-08-01";

/// Ordinary accesses around it: the gap is the same with few as with many.
const BACKGROUND: u64 = 100_000;

/// Milliseconds around the gap in which no claim is made.
const MARGIN_MS: i64 = 86_400_000;

/// What the second ledger said.
#[derive(Debug)]
pub(crate) struct WithDeleted {
    /// Counted while its logs were made up.
    pub(crate) truth: Truth,
    /// The exact count, from what is left.
    pub(crate) whole: Answer,
    /// A claim about the five months alone, and one about the gateway in all but them.
    pub(crate) inside: Answer,
    pub(crate) outside: Answer,
    /// The timeline of the gateway.
    pub(crate) timeline: String,
}

impl WithDeleted {
    /// The one gap that numbers prove: events, and the times between which they are missing.
    pub(crate) fn gap(&self) -> Option<(u64, (Millis, Millis))> {
        let missing = |doubt: &&exposure::Doubt| doubt.kind == DoubtKind::Missing;
        let mut gaps = self.whole.coverage.doubts.iter().filter(missing);
        let gap = gaps.next().filter(|_| gaps.next().is_none())?;
        Some((gap.events?, *gap.spans.first()?))
    }
}

/// Plays it in a folder of its own.
pub(super) fn play(plan: &Plan, folders: &Folders) -> Result<WithDeleted, Failure> {
    let deleted = logs::deleted(MONTHS)?;
    let plan = Plan {
        background: plan.background.min(BACKGROUND),
        deleted: Some(deleted),
        ..plan.clone()
    };
    let truth = logs::write_logs(&plan, &folders.logs, true)?;
    let home = Home::create(&folders.place, SHOP)?;
    let mut ledger = home.writer()?;
    read(&home, &mut ledger, &folders.logs, &AT_HAND)?;
    read(&home, &mut ledger, &folders.logs, &[LATE])?;
    let said = (
        "nunchi demo",
        "the account system of the replay told of everybody",
    );
    roster::state(
        &home,
        &mut ledger,
        &["member".to_owned()],
        deleted.to.plus(MARGIN_MS),
        said,
    )?;
    home.end(ledger, false)?;

    let snapshot = home.snapshot()?;
    let ground = home.ground(&snapshot)?;
    let ask = |text: &str| -> Result<Answer, Failure> {
        let selection = asking::selection(&home, &snapshot, text)?;
        let asked = Asked {
            untouched: UNTOUCHED.map(str::to_owned).to_vec(),
            ..Asked::default()
        };
        Ok(exposure::scope(home.disk(), &ground, &selection, &asked)?.0)
    };
    let (from, to) = (deleted.from, deleted.to.plus(-1));
    let (before, after) = (from.plus(-MARGIN_MS), to.plus(MARGIN_MS));
    let document = sources::document(&snapshot, &home.settings.catalogue, &ground.statements);
    let gateway = document
        .sources
        .iter()
        .find(|source| source.id == "gateway");
    Ok(WithDeleted {
        whole: ask(EXACT)?,
        inside: ask(&format!("{EXACT} AND time BETWEEN '{from}' AND '{to}'"))?,
        outside: ask(&format!(
            "{EXACT} AND source = 'gateway' AND NOT time BETWEEN '{before}' AND '{after}'"
        ))?,
        timeline: gateway
            .map(|source| source.timeline.clone())
            .unwrap_or_default(),
        truth,
    })
}

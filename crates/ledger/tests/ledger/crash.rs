//! **once** and **sealed** under a disk that fails at every call it can fail at.

use std::collections::BTreeMap;

use ledger::{AppendError, OpenError};
use proof::Checkpoint;
use testkit::{Arrival, Fault, FaultDisk, Model, Plan, Survival, shop_catalogue, shop_history};

use crate::common::{Site, dir};
use crate::reading::{check, check_heads};

#[derive(Debug)]
#[expect(dead_code, reason = "printed by a failing test")]
enum Stopped {
    Open(OpenError),
    Append(AppendError),
}

impl From<OpenError> for Stopped {
    fn from(error: OpenError) -> Stopped {
        Stopped::Open(error)
    }
}

impl From<AppendError> for Stopped {
    fn from(error: AppendError) -> Stopped {
        Stopped::Append(error)
    }
}

/// What the world outside was told before the power went.
#[derive(Default)]
struct Told {
    /// Arrivals acknowledged.
    arrivals: usize,
    /// Signed heads seen.
    heads: Vec<Checkpoint>,
}

/// The workload: goes on wherever the directory stands. Some groups end a block, some an epoch.
fn work(site: &Site, history: &[Arrival], told: &mut Told) -> Result<(), Stopped> {
    let mut driver = site.open_or_create()?;
    let from = driver.consumed(history);
    assert!(
        from >= told.arrivals,
        "{} arrivals were acknowledged and {from} are there",
        told.arrivals
    );
    for (index, group) in history.chunks(4).enumerate() {
        let (start, end) = (index * 4, index * 4 + group.len());
        if end <= from {
            continue;
        }
        driver.feed(&history[from.max(start)..end])?;
        driver.commit()?;
        told.arrivals = end;
        if index % 2 == 1 {
            driver.ledger.close_block()?;
        }
        told.heads.extend(ledger::checkpoint(&site.disk, dir()));
    }
    driver.finish()?;
    told.heads.extend(ledger::checkpoint(&site.disk, dir()));
    Ok(())
}

fn site_on(disk: FaultDisk) -> Site {
    // One shard, so that one thread writes the parts and the n-th call is always the same call.
    Site {
        shards: 1,
        ..Site::on(disk).with_epochs_of(14)
    }
}

/// Opens what survived, checks what was promised, and goes on to the end.
fn go_on(
    disk: FaultDisk,
    history: &[Arrival],
    model: &Model,
    mut told: Told,
    what: &str,
) -> FaultDisk {
    let site = site_on(disk);
    if told.arrivals > 0 {
        let readable = ledger::Snapshot::load(&site.disk, dir(), Some(&crate::common::book_key()));
        assert!(
            readable.is_ok(),
            "{what}: a reader cannot read: {}",
            readable.unwrap_err()
        );
    }
    if let Err(stopped) = work(&site, history, &mut told) {
        panic!("{what}: the directory could not be gone on with: {stopped:?}");
    }
    check_heads(&site.disk, &told.heads);
    check(&site, model);
    site.disk
}

/// Runs the workload with one fault and gives the disk as the fault left it; `None` when the
/// workload ended before the fault.
fn with_fault(plan: Plan, history: &[Arrival]) -> Option<(FaultDisk, Told)> {
    let site = site_on(FaultDisk::new());
    site.disk.plan(plan);
    let mut told = Told::default();
    let result = work(&site, history, &mut told);
    if !site.disk.tripped() {
        assert!(result.is_ok(), "{result:?}");
        return None;
    }
    Some((site.disk, told))
}

/// Every n of one kind of fault; afterwards the power goes.
fn every_call(fault: Fault, losses: &[(Survival, u64)]) {
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    for at in 1.. {
        let plan = Plan {
            at,
            fault,
            for_good: true,
        };
        let Some((disk, told)) = with_fault(plan, &history) else {
            assert!(at > 150, "the workload makes only {at} calls");
            return;
        };
        // One loss for each call, in turns.
        let turn = usize::try_from(at).unwrap() % losses.len();
        let (survival, seed) = losses[turn];
        let what = format!("{fault:?} at call {at}, then {survival:?} of seed {seed}");
        let disk = disk.crash(survival, seed + at);
        go_on(disk, &history, &model, told, &what);
    }
}

#[test]
fn the_power_goes_at_any_call_and_nothing_unsynced_survives() {
    every_call(Fault::Fail, &[(Survival::Nothing, 0)]);
}

#[test]
fn the_power_goes_at_any_call_and_everything_survives() {
    every_call(Fault::Tear, &[(Survival::Everything, 0)]);
}

#[test]
fn the_power_goes_at_any_call_and_something_survives() {
    every_call(Fault::Tear, &[(Survival::Some, 1000)]);
}

#[test]
fn the_power_goes_at_any_call_and_something_else_survives() {
    every_call(Fault::Tear, &[(Survival::Some, 2000)]);
}

#[test]
fn the_power_goes_just_after_any_call() {
    every_call(
        Fault::Late,
        &[(Survival::Nothing, 0), (Survival::Some, 3000)],
    );
}

/// One call fails and the process ends; the next process finds what the first left in memory, goes
/// on to the end, and then the power goes. Whatever the next was told by the disk must by then be on it.
fn fail_go_on_lose(fault: Fault) {
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    for at in 1.. {
        let plan = Plan {
            at,
            fault,
            for_good: false,
        };
        let Some((disk, mut told)) = with_fault(plan, &history) else {
            return;
        };
        let what = format!("{fault:?} at call {at}, then on, then the power goes");
        let site = site_on(disk.restart());
        if let Err(stopped) = work(&site, &history, &mut told) {
            panic!("{what}: the directory could not be gone on with: {stopped:?}");
        }
        let lost = if at % 2 == 0 {
            Survival::Nothing
        } else {
            Survival::Some
        };
        go_on(site.disk.crash(lost, at), &history, &model, told, &what);
    }
}

#[test]
fn a_call_fails_and_the_power_goes_later() {
    fail_go_on_lose(Fault::Fail);
}

#[test]
fn a_call_is_said_to_fail_and_the_power_goes_later() {
    fail_go_on_lose(Fault::Late);
}

#[test]
fn a_recovery_is_cut_off_at_any_call_too() {
    // The first crash leaves an epoch half sealed; the second cuts off whatever repairs it.
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    let mut firsts = BTreeMap::new();
    for at in (1..).step_by(17) {
        match with_fault(
            Plan {
                at,
                fault: Fault::Fail,
                for_good: true,
            },
            &history,
        ) {
            Some(found) => firsts.insert(at, found),
            None => break,
        };
    }
    for (first, (disk, told)) in firsts {
        for second in (1..).step_by(13) {
            let site = site_on(disk.crash(Survival::Some, first));
            site.disk.plan(Plan {
                at: second,
                fault: Fault::Tear,
                for_good: true,
            });
            let mut told = Told {
                arrivals: told.arrivals,
                heads: told.heads.clone(),
            };
            let result = work(&site, &history, &mut told);
            if !site.disk.tripped() {
                result.unwrap();
                break;
            }
            let what = format!("cut off at call {first} and again at {second}");
            go_on(
                site.disk.crash(Survival::Some, second),
                &history,
                &model,
                told,
                &what,
            );
        }
    }
}

#[test]
fn finishing_a_half_sealed_epoch_is_cut_off_at_any_call() {
    // A call fails while an epoch is named, signed and followed; the next process finishes it from
    // what it finds in memory, and the power goes while it does.
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    let mut half_sealed = 0;
    for at in 1.. {
        let plan = Plan {
            at,
            fault: Fault::Fail,
            for_good: false,
        };
        let Some((disk, told)) = with_fault(plan, &history) else {
            break;
        };
        let there = |path: &str| disk.files().iter().any(|(file, _)| file.ends_with(path));
        if !there("epochs/000001/manifest") || !there("log/000001.log") {
            continue;
        }
        half_sealed += 1;
        for second in (5..).step_by(3) {
            let site = site_on(disk.restart());
            site.disk.plan(Plan {
                at: second,
                fault: Fault::Late,
                for_good: true,
            });
            let mut told = Told {
                arrivals: told.arrivals,
                heads: told.heads.clone(),
            };
            let result = work(&site, &history, &mut told);
            if !site.disk.tripped() || second > 60 {
                assert!(site.disk.tripped() || result.is_ok(), "{result:?}");
                break;
            }
            let what = format!("failed at call {at} and cut off at {second}");
            let disk = site.disk.crash(Survival::Some, second);
            go_on(disk, &history, &model, told, &what);
        }
    }
    assert!(
        half_sealed > 8,
        "{half_sealed} calls leave an epoch half sealed"
    );
}

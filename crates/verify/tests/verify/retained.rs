//! What a recorded act of retention explains is accepted, exactly that, and only if it was allowed.

use std::{path::Path, sync::Arc};

use event::Millis;
use ledger::{Approval, Deed, DeletedFile, Ledger, Rule, Span};
use proof::Signer;
use verify::{Integrity, Options, Report, verify};

use crate::{
    disks::RamDisk,
    make::{ORIGIN, open_on, small},
};

const ALL: Span = Span {
    classes: Vec::new(),
    from: Millis::MIN,
    to: Millis::MAX,
};

fn site() -> (RamDisk, Ledger) {
    let disk = RamDisk::new();
    small(open(&disk, true));
    let ledger = open(&disk, false);
    (disk, ledger)
}

fn open(disk: &RamDisk, create: bool) -> Ledger {
    open_on(Arc::new(disk.clone()), Path::new(""), b"{}", create, 1).unwrap()
}

fn check(disk: &RamDisk) -> Report {
    verify(&disk.now(), Path::new(""), &Options::default()).unwrap()
}

fn rules() -> Vec<Rule> {
    ["standard", "short", "control"]
        .map(|class| Rule {
            class: class.to_owned(),
            keep_ms: 1,
        })
        .to_vec()
}

fn approver(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, &[seed; 32]).unwrap()
}

fn list_two(ledger: &mut Ledger) {
    let keys = [approver("kim", 21), approver("lee", 22)].map(|signer| signer.verifier_key());
    let deed = Deed::Approvers {
        keys: keys.to_vec(),
        approvals: Vec::new(),
    };
    ledger.perform(deed, "nunchi", "").unwrap();
}

fn tells(report: &Report, what: &str) -> bool {
    let mut texts = report.findings.iter().map(ToString::to_string);
    texts.any(|text| text.contains(what))
}

#[test]
fn what_retention_deleted_is_explained_and_nothing_else() {
    let (disk, mut ledger) = site();
    let (due, act) = ledger.retain(&rules(), "kim").unwrap();
    assert!(due.files.len() > 4 && act.is_some(), "{due:?}");
    assert!(due.files.iter().any(|file| file.class() == "control"));
    drop(ledger);
    let report = check(&disk);
    assert_eq!(report.integrity, Integrity::Ok, "{:#?}", report.findings);
    assert_eq!(report.deleted.len(), 1, "{:?}", report.deleted);
    // Once more, after an opening, with new epochs behind it.
    let mut ledger = open(&disk, false);
    ledger.close_epoch().unwrap();
    drop(ledger);
    assert_eq!(check(&disk).integrity, Integrity::Ok);

    let mut other = disk.now();
    let state = "epochs/000001/state.bin";
    assert!(other.files.remove(Path::new(state)).is_some());
    let report = verify(&other, Path::new(""), &Options::default()).unwrap();
    assert!(tells(&report, "state.bin"), "{:#?}", report.findings);

    // Without its text, or with another one, the act explains nothing.
    let text = Path::new("tree/acts/000001.txt");
    let mut other = disk.now();
    let bytes = other.files.remove(text).unwrap();
    let report = verify(&other, Path::new(""), &Options::default()).unwrap();
    assert!(tells(&report, "it is missing") && tells(&report, "text of the act"));
    let longer = String::from_utf8(bytes).unwrap().replacen(
        "\nend\n",
        "\nfile 1 state.bin 1 0 2025-01-01T00:00:00.000Z 2025-01-01T00:00:00.000Z\nend\n",
        1,
    );
    other.files.insert(text.to_owned(), longer.into_bytes());
    let report = verify(&other, Path::new(""), &Options::default()).unwrap();
    assert_eq!(report.integrity, Integrity::Broken);
    assert!(tells(&report, "it is missing"), "{:#?}", report.findings);
}

#[test]
fn a_hold_outranks_age_and_a_deed_that_passes_it_over_is_found() {
    let (disk, mut ledger) = site();
    list_two(&mut ledger);
    ledger.perform(Deed::Hold(ALL), "kim", "case 7").unwrap();
    let (due, act) = ledger.retain(&rules(), "kim").unwrap();
    assert!(due.files.is_empty() && act.is_none() && !due.held.is_empty());
    assert_eq!(check(&disk).integrity, Integrity::Ok);

    // A program that does not ask the hold.
    let files: Vec<DeletedFile> = due.held.into_iter().map(|(file, _)| file).collect();
    let deed = Deed::Retain {
        reckoned: due.reckoned,
        rules: due.rules,
        files: files.clone(),
    };
    ledger.perform(deed, "kim", "").unwrap();
    drop(ledger);
    drop(open(&disk, false));
    let report = check(&disk);
    assert!(
        tells(&report, "while hold 2 covered it"),
        "{:#?}",
        report.findings
    );
    assert!(report.findings.len() >= files.len());
}

#[test]
fn a_release_needs_two_who_may() {
    for (signers, fine) in [
        (vec![("kim", 21), ("lee", 22)], true),
        (vec![("kim", 21)], false),
        (vec![("kim", 21), ("kim", 21)], false),
        (vec![("kim", 21), ("eve", 23)], false),
        (vec![("kim", 21), ("lee", 23)], false),
    ] {
        let (disk, mut ledger) = site();
        list_two(&mut ledger);
        let hold = ledger.perform(Deed::Hold(ALL), "kim", "case 7").unwrap();
        let standing = ledger.standing();
        let statement = standing
            .release_statement(ORIGIN, hold.number, "closed")
            .unwrap();
        let approvals: Vec<Approval> = signers
            .iter()
            .map(|(name, seed)| {
                let note = approver(name, *seed).sign(&statement).unwrap();
                Approval::of_note(&note, &statement).unwrap()
            })
            .collect();
        assert_eq!(standing.approved_by(&statement, &approvals) >= 2, fine);
        use sha2::{Digest, Sha256};
        let deed = Deed::Release {
            hold: hold.number,
            reason: Sha256::digest("closed").into(),
            approvals,
        };
        ledger.perform(deed, "kim", "closed").unwrap();
        drop(ledger);
        let report = check(&disk);
        assert_eq!(
            report.integrity == Integrity::Ok,
            fine,
            "{:#?}",
            report.findings
        );
        assert!(fine || tells(&report, "still in force"));
    }
}

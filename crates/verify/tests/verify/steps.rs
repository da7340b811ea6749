//! Steps of an incident in a bundle: proven by the acts that entered them, and not by a signature over the bundle.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use env::{Disk, RealDisk};
use event::{Act, ActKind, Acts, Millis};
use ledger::{Ledger, hex};
use sha2::{Digest, Sha256};
use verify::evidence::{BundleFile, EnteredStep, EvidenceError, Proven, Steps, check, make};

use crate::{
    disks::MemDisk,
    evidence::{sign_again, signer},
    make::{START, Temp, open_on, open_with, small},
    *,
};

/// Enters a step as whoever keeps incidents does; gives its digest.
fn enter(
    ledger: &mut Ledger,
    before: [u8; 32],
    (number, does): (u32, &str),
    body: &str,
) -> (EnteredStep, [u8; 32]) {
    let mut all = before.to_vec();
    all.extend(body.as_bytes());
    let digest: [u8; 32] = Sha256::digest(all).into();
    let act = format!(
        r#"{{"does":"{does}","incident":7,"sha256":"{}","step":{number}}}"#,
        hex(&digest)
    );
    let receipt = ledger.record(Act {
        time: Millis(START),
        kind: ActKind::Incident,
        by: "kim".to_owned(),
        body: act.into_bytes(),
    });
    let step = EnteredStep {
        position: receipt.unwrap().position,
        does: does.to_owned(),
        body: body.to_owned(),
    };
    (step, digest)
}

/// A directory with two steps in two epochs, and a set that the second names.
fn entered() -> (MemDisk, Steps, BundleFile) {
    let dir = made_small();
    let mut ledger = open_with(&dir, b"{\"v\":1}", false, 1);
    let set = b"a set".to_vec();
    let (first, digest) = enter(&mut ledger, [0; 32], (1, "took"), r#"{"number":1}"#);
    ledger.close_epoch().unwrap();
    let body = format!(
        r#"{{"number":2,"what":{{"does":"scoped","version":1,"set":"{}"}}}}"#,
        hex(&Sha256::digest(&set))
    );
    let (second, _) = enter(&mut ledger, digest, (2, "scoped"), &body);
    ledger.close_epoch().unwrap();
    drop(ledger);
    let steps = Steps {
        incident: "7".to_owned(),
        steps: vec![first, second],
    };
    let file = BundleFile {
        path: "incident/scope-1.set".to_owned(),
        bytes: set,
    };
    (dir.now(), steps, file)
}

fn bundle(disk: &MemDisk, steps: &Steps, file: BundleFile) -> Result<MemDisk, String> {
    let asked = ("incident 7", [].as_slice(), Some(steps));
    let made = make(disk, Path::new(""), asked, vec![file], &signer(), 1 << 30);
    let made = made.map_err(|error| error.to_string())?;
    let mut bundle = disk.clone();
    bundle.files = made
        .files
        .into_iter()
        .map(|file| (PathBuf::from(file.path), file.bytes))
        .collect();
    Ok(bundle)
}

fn checked(disk: &MemDisk) -> Proven {
    let key = signer().verifier_key();
    check(disk, Path::new(""), Some(&key)).unwrap()
}

#[test]
fn steps_are_proven_over_the_epochs_that_hold_their_acts() {
    let (disk, steps, file) = entered();
    let proven = checked(&bundle(&disk, &steps, file).unwrap());
    assert_eq!(proven.findings, []);
    assert_eq!(proven.incident, Some(("7".to_owned(), 2)));
    assert_eq!(proven.rows, 0);
}

#[test]
fn a_signature_over_a_changed_step_set_or_table_does_not_help() {
    let (disk, steps, file) = entered();
    let whole = bundle(&disk, &steps, file).unwrap();
    let acts = |epoch: u32| format!("epochs/{epoch:06}/acts.parquet");
    let tables: Vec<u32> = (1..9)
        .filter(|epoch| whole.files.contains_key(Path::new(&acts(*epoch))))
        .collect();
    assert_eq!(tables.len(), 2, "one for each step");
    let forged = |change: &dyn Fn(&mut MemDisk)| {
        let mut disk = whole.clone();
        change(&mut disk);
        sign_again(&mut disk);
        checked(&disk)
    };
    let replaced = |from: &'static str, to: &'static str| {
        move |disk: &mut MemDisk| {
            let file = disk.file("incident/steps");
            let text = String::from_utf8(file.clone()).unwrap();
            assert!(text.contains(from));
            *file = text.replacen(from, to, 1).into_bytes();
        }
    };
    let table = acts(tables[0]);
    for (what, found) in [
        ("a step", forged(&replaced("\"number\":1", "\"number\":9"))),
        ("an incident", forged(&replaced("incident 7", "incident 8"))),
        ("a word", forged(&replaced(" took\n", " opened\n"))),
        (
            "a set",
            forged(&|disk| *disk.file("incident/scope-1.set") = b"another".to_vec()),
        ),
        ("a table", forged(&|disk| disk.file(&table)[9] ^= 1)),
        (
            "a set of another version",
            forged(&|disk| {
                let set = disk
                    .files
                    .remove(Path::new("incident/scope-1.set"))
                    .unwrap();
                disk.files.insert("incident/scope-2.set".into(), set);
            }),
        ),
        (
            "no steps",
            forged(&|disk| drop(disk.files.remove(Path::new("incident/steps")))),
        ),
        (
            "no table",
            forged(&|disk| drop(disk.files.remove(Path::new(&table)))),
        ),
        (
            "no text",
            forged(&|disk| *disk.file("incident/steps") = b"nunchi".to_vec()),
        ),
    ] {
        assert_eq!(found.findings.len(), 1, "{what}: {:?}", found.findings);
    }
}

#[test]
fn a_bundle_of_steps_that_were_not_entered_is_not_made() {
    let (disk, steps, file) = entered();
    let refused = |change: &dyn Fn(&mut Steps)| {
        let mut other = steps.clone();
        change(&mut other);
        bundle(&disk, &other, file.clone()).unwrap_err()
    };
    let other = refused(&|of| of.steps[0].body = r#"{"number":3}"#.to_owned());
    assert!(other.contains("step 1 is not the one"), "{other}");
    let nowhere = refused(&|of| of.steps[1].position = 1 << 40);
    assert!(nowhere.contains("is not sealed yet"), "{nowhere}");
    let strange = BundleFile {
        bytes: b"strange".to_vec(),
        ..file.clone()
    };
    let unnamed = bundle(&disk, &steps, strange).unwrap_err();
    assert!(
        unnamed.contains("no step of the incident names it"),
        "{unnamed}"
    );
}

#[test]
fn an_epoch_that_cannot_be_read_is_not_taken_for_one_that_is_not_sealed() {
    let dir = Temp::new();
    small(open_on(Arc::new(RealDisk), &dir.0, b"{}", true, 1).unwrap());
    let steps = Steps {
        incident: "7".to_owned(),
        steps: vec![EnteredStep {
            position: 1 << 40,
            does: "took".to_owned(),
            body: "{}".to_owned(),
        }],
    };
    let made = || {
        let asked = ("incident 7", [].as_slice(), Some(&steps));
        make(&RealDisk, &dir.0, asked, Vec::new(), &signer(), 1 << 30).unwrap_err()
    };
    assert!(matches!(made(), EvidenceError::NotSealed { .. }));
    // In the place of the next epoch stands a file, below which nothing can be looked for.
    drop(RealDisk.create(&dir.0.join("epochs/000003")).unwrap());
    assert!(matches!(made(), EvidenceError::Io { .. }), "{}", made());
}

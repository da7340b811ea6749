//! Cosignatures and the decisions of a witness.

use proof::{
    AddCheckpoint, Checkpoint, CosignError, CosignVerifier, Cosigner, Hash, KeyError, Note,
    Refusal, Seen, Signer, consider, consistency_proof, leaf_hash, root,
};
use proptest::prelude::*;

const ORIGIN: &str = "example.com/behind-the-sofa";

fn signer() -> Signer {
    Signer::from_seed(ORIGIN, &[7; 32]).expect("the seed makes a key")
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_le_bytes())).collect()
}

fn note(count: usize) -> String {
    let head = Checkpoint::new(ORIGIN, count as u64, root(&leaves(count)))
        .expect("the root is of so many leaves");
    head.sign(&signer()).expect("the key is of the log")
}

fn seen(count: usize) -> Seen {
    Seen {
        size: count as u64,
        root: root(&leaves(count)),
    }
}

fn request(old: usize, new: usize) -> AddCheckpoint {
    let proof = match old {
        0 => Vec::new(),
        old => consistency_proof(&leaves(new), old as u64).expect("the older is no larger"),
    };
    AddCheckpoint {
        old: old as u64,
        proof,
        note: note(new),
    }
}

/// The example of the specification: its line is one of 72 bytes under a key ID, and reads as such.
#[test]
fn the_example_of_the_specification_parses() {
    let example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let note = Note::parse(example).unwrap();
    let line = &note.signatures()[1];
    assert_eq!(
        (line.name(), line.key_id()),
        ("witness.example.com/w1", 0x8d66_cf3f)
    );
    assert_eq!(line.bytes().len(), 72);
    assert_eq!(line.bytes()[..8], 1_679_315_147u64.to_be_bytes());
}

#[test]
fn a_cosignature_is_of_one_key_one_head_and_one_time() {
    let cosigner = Cosigner::from_seed("witness.example/w1", &[9; 32]).unwrap();
    let key = CosignVerifier::parse(&cosigner.verifier().to_string()).unwrap();
    assert_eq!(&key, cosigner.verifier());
    let head = note(5);
    let text = Note::parse(&head).unwrap().unverified_text().to_owned();
    let cosigned = format!("{head}{}", cosigner.line(&text, 1_700_000_000));
    let parsed = Note::parse(&cosigned).unwrap();
    assert_eq!(key.time_of(&parsed), Ok(Some(1_700_000_000)));
    assert_eq!(key.time_of(&Note::parse(&head).unwrap()), Ok(None));
    // The log's own signature still holds, and the witness's is none of the log's.
    assert!(Checkpoint::open(&cosigned, signer().verifier()).is_ok());
    let other = format!("{}{}", note(6), cosigner.line(&text, 1_700_000_000));
    assert_eq!(
        key.time_of(&Note::parse(&other).unwrap()),
        Err(CosignError::Signature)
    );
    let stranger = Cosigner::from_seed("witness.example/w1", &[8; 32]).unwrap();
    assert_eq!(
        stranger.verifier().time_of(&parsed),
        Ok(None),
        "another key has another ID"
    );
    let plain = signer().verifier_key();
    assert!(matches!(
        CosignVerifier::parse(&plain),
        Err(KeyError::Type {
            found: 1,
            needed: 4,
            ..
        })
    ));
}

#[test]
fn what_has_grown_is_cosigned_and_nothing_else() {
    let logs = [signer().verifier().clone()];
    let ask = |request: &AddCheckpoint, before: Option<Seen>| {
        consider(request, &logs, |_| before).map(|(head, _)| head.size())
    };
    assert_eq!(ask(&request(0, 5), None), Ok(5));
    assert_eq!(ask(&request(5, 9), Some(seen(5))), Ok(9));
    assert_eq!(ask(&request(9, 9), Some(seen(9))), Ok(9));
    assert_eq!(
        ask(&request(0, 9), Some(seen(5))),
        Err(Refusal::Conflict(5))
    );
    assert_eq!(ask(&request(5, 9), None), Err(Refusal::Conflict(0)));
    assert_eq!(
        ask(&request(0, 3), Some(seen(5))),
        Err(Refusal::Conflict(5)),
        "rolled back"
    );
    let forked = Seen {
        root: leaf_hash(b"x"),
        ..seen(9)
    };
    assert_eq!(ask(&request(9, 9), Some(forked)), Err(Refusal::Forked(9)));
    let forked = Seen {
        root: leaf_hash(b"x"),
        ..seen(5)
    };
    assert!(matches!(
        ask(&request(5, 9), Some(forked)),
        Err(Refusal::Inconsistent(_))
    ));
    let mut more = request(5, 9);
    more.proof.push(leaf_hash(b"x"));
    assert!(matches!(
        ask(&more, Some(seen(5))),
        Err(Refusal::Inconsistent(_))
    ));
    let beyond = AddCheckpoint {
        old: 7,
        ..request(5, 5)
    };
    assert!(matches!(
        ask(&beyond, Some(seen(7))),
        Err(Refusal::Malformed(_))
    ));
    let others = Signer::from_seed(ORIGIN, &[1; 32]).unwrap();
    let first = request(0, 5);
    let unsigned = consider(&first, &[others.verifier().clone()], |_| None);
    assert!(matches!(unsigned, Err(Refusal::Unsigned(_))));
    assert_eq!(
        consider(&first, &[], |_| None).unwrap_err(),
        Refusal::Unknown
    );
    let statuses = [Refusal::Unknown, Refusal::Conflict(1), Refusal::Forked(1)];
    assert_eq!(statuses.map(|refusal| refusal.status()), [404, 409, 409]);
}

proptest! {
    #[test]
    fn a_request_comes_back_from_its_body(old in 0usize..40, more in 0usize..40) {
        let request = request(old, old + more.max(usize::from(old == 0)));
        prop_assert_eq!(AddCheckpoint::parse(request.body().as_bytes()).unwrap(), request);
    }

    #[test]
    fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..300) {
        let _ = AddCheckpoint::parse(&body);
        let whole = request(5, 9).body();
        let cut = whole.as_bytes().get(..cut).unwrap_or_default();
        if let Ok(request) = AddCheckpoint::parse(cut) {
            let logs = [signer().verifier().clone()];
            prop_assert!(consider(&request, &logs, |_| Some(seen(5))).is_err() || cut.len() == whole.len());
        }
    }
}

//! Checkpoints as text and as notes.

use proof::limits::TREE_SIZE_MAX;
use proof::{Checkpoint, CheckpointError, Hash, NoteError, Signer, leaf_hash, sign_note};
use proptest::prelude::*;

/// The text of the example in c2sp.org/tlog-checkpoint.
const EXAMPLE: &str =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn signer(name: &str) -> Signer {
    Signer::from_seed(name, &[1; 32]).unwrap()
}

#[test]
fn the_checkpoint_of_the_specification_is_read() {
    let checkpoint: Checkpoint = EXAMPLE.parse().unwrap();
    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size(), 20_852_163);
    assert_eq!(
        checkpoint.root().to_string(),
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    );
    assert_eq!(checkpoint.extensions(), [""; 0]);
    assert_eq!(checkpoint.to_string(), EXAMPLE);
}

#[test]
fn malformed_texts_are_refused() {
    let root = Hash::EMPTY;
    for text in [
        String::new(),
        "\n".into(),
        "log\n".into(),
        "log\n0\n".into(),
        format!("log\n0\n{root}"),
        format!("\n0\n{root}\n"),
        format!("log\n00\n{root}\n"),
        format!("log\n01\n{root}\n"),
        format!("log\n+1\n{root}\n"),
        format!("log\n-1\n{root}\n"),
        format!("log\n 1\n{root}\n"),
        format!("log\n\n{root}\n"),
        format!("log\n1e3\n{root}\n"),
        format!("log\n{}\n{root}\n", TREE_SIZE_MAX + 1),
        format!("log\n99999999999999999999999\n{root}\n"),
        format!("log\n1\n{root}=\n"),
        format!("log\n1\n{}\n", root.to_hex()),
        format!("log\n1\n{root}\n\n"),
        format!("log\n1\n{root}\n\nextension\n"),
        format!("log\r\n1\n{root}\n"),
        format!("log\n0\n{}\n", leaf_hash(b"")),
    ] {
        assert!(text.parse::<Checkpoint>().is_err(), "{text:?}");
    }
    let most = format!("log\n{TREE_SIZE_MAX}\n{root}\none\ntwo\n");
    assert_eq!(
        most.parse::<Checkpoint>().unwrap().extensions(),
        ["one", "two"]
    );
    let plain = || Checkpoint::new("log", 1, root).unwrap();
    for extension in ["", "a\nb", "a\0"] {
        assert!(
            plain().with_extensions(vec![extension.into()]).is_err(),
            "{extension:?}"
        );
    }
    assert!(Checkpoint::new("a\nb", 1, root).is_err());
    assert!(Checkpoint::new("log", u64::MAX, root).is_err());
}

#[test]
fn only_the_log_itself_may_sign_and_be_opened() {
    let (log, other) = (signer("example.com/log"), signer("example.com/other"));
    let head = Checkpoint::new("example.com/log", 5, leaf_hash(b"")).unwrap();
    let note = head.sign(&log).unwrap();
    assert_eq!(Checkpoint::open(&note, log.verifier()), Ok(head.clone()));
    assert!(matches!(
        head.sign(&other),
        Err(CheckpointError::OtherLog { .. })
    ));
    let refused = Checkpoint::open(&note, other.verifier()).unwrap_err();
    assert_eq!(
        refused,
        CheckpointError::Note(NoteError::Unknown { signatures: 1 })
    );
    // Cosigned, it opens for the log still; signed by another alone, it does not.
    let cosigned = sign_note(&head.to_string(), &[&other, &log]).unwrap();
    assert_eq!(
        Checkpoint::open(&cosigned, log.verifier()),
        Ok(head.clone())
    );
    let stolen = other.sign(&head.to_string()).unwrap();
    let refused = Checkpoint::open(&stolen, other.verifier());
    assert!(matches!(refused, Err(CheckpointError::OtherLog { .. })));
    // A true signature under something else does not make it a checkpoint.
    let letter = log.sign("Dear reader,\n").unwrap();
    assert_eq!(
        Checkpoint::open(&letter, log.verifier()),
        Err(CheckpointError::Lines)
    );
}

proptest! {
    #[test]
    fn a_checkpoint_reads_as_it_is_written(
        origin in "[^\\p{Cc}]{1,40}", size in 1..=TREE_SIZE_MAX, root: [u8; 32],
        extensions in prop::collection::vec("[^\\p{Cc}]{1,20}", 0..4),
    ) {
        let head = Checkpoint::new(&origin, size, Hash::new(root)).unwrap();
        let head = head.with_extensions(extensions).unwrap();
        prop_assert_eq!(head.to_string().parse::<Checkpoint>(), Ok(head.clone()));
    }
}

//! Signed notes: the vector of the specification, and everything that must be refused.

use proof::{KeyError, Note, NoteError, SignError, Signer, Verifier, open_note, sign_note};
use proptest::prelude::*;

/// The example at the end of c2sp.org/signed-note.
const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\
    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/// The note at the top of c2sp.org/signed-note: an empty line in its text, a key we do not know.
const POEM: &str = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\
    ed è subito sera.\n\n\
    — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, &[seed; 32]).unwrap()
}

fn one(signer: &Signer) -> Vec<Verifier> {
    vec![signer.verifier().clone()]
}

#[test]
fn the_note_of_the_specification_is_opened() {
    let verifier = Verifier::parse(VKEY).unwrap();
    assert_eq!(verifier.to_string(), VKEY);
    assert_eq!(
        (verifier.name(), verifier.key_id()),
        ("example.com/foo", 0x530d_903a)
    );
    assert_eq!(
        open_note(NOTE, std::slice::from_ref(&verifier)),
        Ok("This is an example message.\n")
    );
    let altered = NOTE.replace("message", "massage");
    let refused = open_note(&altered, &[verifier]).unwrap_err();
    assert_eq!(
        refused,
        NoteError::BadSignature {
            name: "example.com/foo".into(),
            id: 0x530d_903a
        }
    );
}

#[test]
fn the_last_empty_line_separates() {
    let note = Note::parse(POEM).unwrap();
    assert!(
        note.unverified_text()
            .ends_with("sole:\n\ned è subito sera.\n")
    );
    let [signature] = note.signatures() else {
        panic!("{note:?}")
    };
    assert_eq!(signature.name(), "quasimodo.example/salvatore");
    assert_eq!(signature.key_id(), 0x367b_a04b);
    assert_eq!(note.verify(&[]), Err(NoteError::Unknown { signatures: 1 }));
}

/// RFC 8032, section 7.1, test 1: this seed has this public key.
#[test]
fn a_seed_has_the_public_key_of_rfc_8032() {
    let seed =
        proof::Hash::from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let signer = Signer::from_seed("a", seed.unwrap().as_bytes()).unwrap();
    let public =
        proof::Hash::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let typed = signer
        .verifier_key()
        .split_once("+")
        .unwrap()
        .1
        .split_once('+')
        .unwrap()
        .1
        .to_owned();
    let mut bytes = vec![1];
    bytes.extend_from_slice(public.unwrap().as_bytes());
    assert_eq!(
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes),
        typed
    );
}

#[test]
fn one_known_signature_is_enough_and_one_false_one_too_much() {
    let (log, witness, stranger) = (
        signer("log", 1),
        signer("witness", 2),
        signer("stranger", 3),
    );
    let text = "head\n";
    let note = sign_note(text, &[&log, &witness]).unwrap();
    assert_eq!(open_note(&note, &one(&log)), Ok(text));
    assert_eq!(open_note(&note, &one(&witness)), Ok(text));
    assert_eq!(
        open_note(&note, &[one(&log), one(&witness), one(&log)].concat()),
        Ok(text)
    );
    assert_eq!(
        open_note(&note, &one(&stranger)),
        Err(NoteError::Unknown { signatures: 2 })
    );
    // The same name with another key is a stranger, since its ID differs.
    assert!(matches!(
        open_note(&note, &one(&signer("log", 9))),
        Err(NoteError::Unknown { .. })
    ));
    // A true line of the log does not save a false line of the witness.
    let other = sign_note("tail\n", &[&witness]).unwrap();
    let false_line = other.lines().last().unwrap();
    let mixed = format!("{}{false_line}\n", log.sign(text).unwrap());
    assert_eq!(open_note(&mixed, &one(&log)), Ok(text));
    let both = [one(&log), one(&witness)].concat();
    assert!(matches!(
        open_note(&mixed, &both),
        Err(NoteError::BadSignature { .. })
    ));
    // A second, false line of the log itself is not passed over either.
    let other = log.sign("tail\n").unwrap();
    let twice = format!(
        "{}{}\n",
        log.sign(text).unwrap(),
        other.lines().last().unwrap()
    );
    assert!(matches!(
        open_note(&twice, &one(&log)),
        Err(NoteError::BadSignature { .. })
    ));
    // A signature line that is too short for Ed25519 but well formed.
    let short = format!("{text}\n— log {}\n", &note_base64(&note)[..8]);
    assert!(matches!(
        open_note(&short, &one(&log)),
        Err(NoteError::BadSignature { .. })
    ));
}

/// Two seeds whose keys, both called "log", happen to have the same ID.
#[test]
fn keys_that_lines_cannot_tell_apart_are_refused_together() {
    let [first, second] = [54_995_u64, 102_411].map(|number| {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        Signer::from_seed("log", &seed).unwrap()
    });
    let note = first.sign("text\n").unwrap();
    assert_eq!(open_note(&note, &one(&first)), Ok("text\n"));
    let refused = NoteError::BadSignature {
        name: "log".into(),
        id: 0xaa01_6ebc,
    };
    assert_eq!(open_note(&note, &one(&second)), Err(refused));
    let refused = NoteError::Ambiguous {
        name: "log".into(),
        id: 0xaa01_6ebc,
    };
    assert_eq!(
        open_note(&note, &[one(&first), one(&second)].concat()),
        Err(refused)
    );
}

fn note_base64(note: &str) -> &str {
    note.lines().nth(2).unwrap().rsplit_once(' ').unwrap().1
}

#[test]
fn malformed_notes_are_refused() {
    let log = signer("log", 1);
    let good = log.sign("text\n").unwrap();
    let line = good.lines().last().unwrap();
    let b64 = note_base64(&good);
    let refused = |note: &str| open_note(note, &one(&log)).unwrap_err();
    assert!(open_note(&good, &one(&log)).is_ok());
    assert_eq!(refused(""), NoteError::NoSeparator);
    assert_eq!(refused("\n"), NoteError::NoSeparator);
    assert_eq!(refused(&format!("text\n{line}\n")), NoteError::NoSeparator);
    assert_eq!(refused("text\n\n"), NoteError::NoSignatures);
    assert_eq!(refused(&format!("text\n\n{line}")), NoteError::NoSignatures);
    assert_eq!(refused(&format!("{good}\n")), NoteError::NoSignatures);
    assert_eq!(
        refused(&format!("te\rxt\n\n{line}\n")),
        NoteError::Control {
            byte: 13,
            offset: 2
        }
    );
    assert_eq!(
        refused(&format!("te\0xt\n\n{line}\n")),
        NoteError::Control { byte: 0, offset: 2 }
    );
    for bad in [
        "text",
        "— log",
        "— log ",
        "— log !!!!",
        "—log AAAAAAA=",
        "- log AAAAAAA=",
        "— log AAAAAA==",
        "— log AAAAAAB=",
        "— log AAAAAAA",
        "—  AAAAAAA=",
        "— lo+g AAAAAAA=",
        "— lo\u{a0}g AAAAAAA=",
        "— log AAAAAAA= ",
        " — log AAAAAAA=",
        "— log  AAAAAAA=",
    ] {
        let note = format!("{good}{bad}\n");
        assert_eq!(refused(&note), NoteError::Line { line: 2 }, "{bad:?}");
    }
    // The same shape with a name nobody knows is ignored.
    assert!(open_note(&format!("{good}— nobody AAAAAAA=\n"), &one(&log)).is_ok());
    let many = |count| format!("{good}{}", format!("— nobody {b64}\n").repeat(count));
    assert!(open_note(&many(99), &one(&log)).is_ok());
    assert_eq!(refused(&many(100)), NoteError::ManySignatures { got: 101 });
    let large = format!("{}{good}", "a".repeat(1 << 20));
    assert_eq!(refused(&large), NoteError::Large { bytes: large.len() });
}

#[test]
fn what_cannot_be_a_note_is_not_signed() {
    let log = signer("log", 1);
    assert_eq!(log.sign(""), Err(SignError::NoNewline));
    assert_eq!(log.sign("text"), Err(SignError::NoNewline));
    assert_eq!(
        log.sign("a\tb\n"),
        Err(SignError::Control { byte: 9, offset: 1 })
    );
    assert_eq!(sign_note("text\n", &[]), Err(SignError::Signers { got: 0 }));
    assert_eq!(
        sign_note("text\n", &[&log; 101]),
        Err(SignError::Signers { got: 101 })
    );
    let large = format!("{}\n", "a".repeat((1 << 20) - 1));
    assert!(matches!(log.sign(&large), Err(SignError::Large { .. })));
}

#[test]
fn names_and_keys_have_one_form() {
    for name in [
        "",
        " ",
        "a b",
        "a+b",
        "a\u{a0}b",
        "a\u{3000}b",
        "a\nb",
        "a\u{1}b",
        &"a".repeat(256),
    ] {
        let refused = Signer::from_seed(name, &[0; 32]).unwrap_err();
        assert!(matches!(refused, KeyError::Name { .. }), "{name:?}");
    }
    assert!(Signer::from_seed("누군치.example/log", &[0; 32]).is_ok());
    let refused = |vkey: &str| Verifier::parse(vkey).unwrap_err();
    assert_eq!(refused(""), KeyError::Form);
    assert_eq!(refused("example.com/foo+530d903a"), KeyError::Form);
    assert_eq!(
        refused(&VKEY.replace("530d903a", "530D903A")),
        KeyError::Form
    );
    assert_eq!(
        refused(&VKEY.replace("530d903a", "+30d903a")),
        KeyError::Form
    );
    assert_eq!(refused(&VKEY.replace("530d903a", "530d90")), KeyError::Form);
    assert!(matches!(
        refused(&VKEY.replace("530d903a", "530d903b")),
        KeyError::Id { .. }
    ));
    assert!(matches!(
        refused(&VKEY.replace("foo", "bar")),
        KeyError::Id { .. }
    ));
    assert!(matches!(
        refused(&VKEY.replace("+Aeky", "+Beky")),
        KeyError::Type { found: 5, .. }
    ));
    assert!(matches!(
        refused(&VKEY[..VKEY.len() - 4]),
        KeyError::Length { got: 29 | 30, .. }
    ));
    assert!(matches!(
        refused(&format!("{VKEY} ")),
        KeyError::Base64 { .. }
    ));
    assert!(matches!(
        refused(&format!("+{VKEY}")),
        KeyError::Name { .. }
    ));
    assert_eq!(refused("a+00000000+"), KeyError::Form);
}

#[test]
fn a_signer_never_shows_its_seed() {
    let shown = format!("{:?}", signer("log", 0xab));
    assert!(
        !shown.contains("171, 171") && !shown.contains("abab"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn what_is_signed_is_opened_and_any_change_is_seen(
        text in "(\\PC|\n){0,200}", name in "[a-z가-힣./-]{1,40}", seed: [u8; 32], at: usize, bit in 0..8,
    ) {
        let text = format!("{text}\n");
        let signer = Signer::from_seed(&name, &seed).unwrap();
        let verifier = Verifier::parse(&signer.verifier_key()).unwrap();
        let note = signer.sign(&text).unwrap();
        prop_assert_eq!(open_note(&note, std::slice::from_ref(&verifier)), Ok(text.as_str()));
        let mut bytes = note.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1_u8 << bit;
        if let Ok(altered) = String::from_utf8(bytes) {
            prop_assert!(open_note(&altered, &[verifier]).is_err(), "{altered:?}");
        }
    }
}

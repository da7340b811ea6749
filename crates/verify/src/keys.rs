//! The keys that signed the heads of a ledger, one after another. A key gives way to the next by an act
//! that both signed, so whoever has any of them finds the later ones.

use proof::{Verifier, open_note};

use event::ActKind;

use crate::{
    Options,
    acts::{PublicAct, Recorded},
    inspection::Inspection,
    limits::TEXT_BYTES_MAX,
    report::{KeyOrigin, Place, VerifyError},
    text::{word, words},
    tree::read_key,
};

/// One change of the key.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) old: Verifier,
    pub(crate) new: Verifier,
}

/// The change that an act makes, when both keys signed it.
pub(crate) fn change(act: &PublicAct) -> Option<Change> {
    let mut lines = act.lines.iter();
    let old = word(lines.next().map(String::as_str), "old")?;
    let new = word(lines.next().map(String::as_str), "new")?;
    let parsed = Change {
        old: Verifier::parse(old).ok()?,
        new: Verifier::parse(new).ok()?,
    };
    // The name of a ledger's key is its origin, and both are of one ledger.
    let origin = parsed.old.name();
    let statement = format!(
        "nunchi key 1\norigin {origin}\nact {}\nold {old}\nnew {new}\n",
        act.number
    );
    let notes: Vec<String> = lines
        .map(|line| {
            let [name, signature] = words(Some(line), "approval")?;
            Some(format!("{statement}\n\u{2014} {name} {signature}\n"))
        })
        .collect::<Option<_>>()?;
    let signed = |key: &Verifier| {
        let known = std::slice::from_ref(key);
        notes.iter().any(|note| open_note(note, known).is_ok())
    };
    let of_one = parsed.new.name() == origin;
    (of_one && notes.len() == 2 && signed(&parsed.old) && signed(&parsed.new)).then_some(parsed)
}

fn changes(acts: &[PublicAct]) -> Vec<Change> {
    let of_keys = acts.iter().filter(|act| act.kind == ActKind::Key);
    of_keys.filter_map(change).collect()
}

/// The keys that signatures are checked with, in the order in which they signed; none when there are none.
pub(crate) fn find_keys(
    scene: &mut Inspection<'_>,
    options: &Options,
    acts: &[PublicAct],
) -> Result<(Vec<Verifier>, KeyOrigin), VerifyError> {
    let path = "tree/key.pub";
    let given = options
        .key
        .as_deref()
        .map(|text| Verifier::parse(text.trim()));
    let given = given.transpose()?;
    let own = scene.need(path, TEXT_BYTES_MAX);
    let own = own.and_then(|bytes| read_key(scene, path, &bytes));
    let changes = changes(acts);
    let origin = match given {
        Some(_) => KeyOrigin::Given,
        None => KeyOrigin::Directory,
    };
    let mut keys: Vec<Verifier> = given.or_else(|| own.clone()).into_iter().collect();
    // Heads that were kept elsewhere may be of the keys before: each signed who follows it, and was named
    // by who follows it.
    for change in changes.iter().rev() {
        if keys.first() == Some(&change.new) {
            keys.insert(0, change.old.clone());
        }
    }
    for change in &changes {
        if keys.last() == Some(&change.old) {
            keys.push(change.new.clone());
        }
    }
    if own.is_some_and(|own| !keys.contains(&own)) {
        let message = match keys.len() {
            1 => "it is another key than the one given",
            _ => "it is neither the key given nor one that it gave way to",
        };
        scene.broken(path, Place::Whole, message);
    }
    Ok((keys, origin))
}

/// The head must be signed by the key that the last change names. Only while that change is the last
/// thing of the log may the key before still be the one: a crash came before the head was signed anew.
pub(crate) fn check_signer(
    scene: &mut Inspection<'_>,
    signer: Option<&Verifier>,
    acts: &[PublicAct],
    recorded: &Recorded,
    last_block: Option<u64>,
) {
    let of_keys = acts.iter().filter(|act| act.kind == ActKind::Key);
    let in_force =
        |act: &&PublicAct| recorded.get(&act.position) == Some(&(act.kind.code(), act.digest));
    let Some(signer) = signer else { return };
    // A key of an origin before signs no more.
    let Some((act, change)) = of_keys
        .filter(in_force)
        .filter_map(|act| Some((act, change(act)?)))
        .rfind(|(_, change)| change.new.name() == signer.name())
    else {
        return;
    };
    let path = "tree/checkpoint";
    let is_last = last_block.is_some_and(|first| act.position >= first);
    if *signer == change.new {
        let message = format!(
            "act {} changed the signing key from {} to {}",
            act.number, change.old, change.new
        );
        scene.warn(&act.path, Place::Whole, message);
    } else if *signer == change.old && is_last {
        let message = format!(
            "act {} changes the signing key, and the head is not signed by the new one yet: the next command that writes does it",
            act.number
        );
        scene.warn(path, Place::Whole, message);
    } else {
        let message = format!(
            "it is signed by {signer}, and act {} changed the signing key to {}: whoever has the old key signed it",
            act.number, change.new
        );
        scene.broken(path, Place::Whole, message);
    }
}

//! Origins before: a directory that was restored from a backup went on under another one. The leaves are
//! the same but for leaf 0, so each head of before follows from the genesis that is kept of it.
//!
//! What this cannot show: that the backup was the latest state. Only a later head of that origin, kept
//! elsewhere or cosigned, can; so the span up to the adoption is a gap for ever.

use event::{ActKind, Millis};
use proof::{
    Checkpoint, Hash, TILE_WIDTH, TileEdge, TileKind, Verifier, decode_tile, leaf_hash, new_tiles,
};

use crate::{
    acts::PublicAct,
    inspection::Inspection,
    limits::TEXT_BYTES_MAX,
    report::{Head, Place, VerifyError},
    text::{Genesis, words},
    tree::{read_key, unsigned},
};

/// One line of a genesis: an origin before, its head as it was found, and what may be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Adopted {
    pub(crate) origin: String,
    size: u64,
    root: Hash,
    /// Position from which events came under the next origin.
    position: u64,
    lost: (Millis, Millis),
}

impl Adopted {
    pub(crate) fn parse(line: &str) -> Option<Adopted> {
        let [origin, size, root, position, from, to] = words(Some(line), "adopts")?;
        Some(Adopted {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: Hash::from_base64(root).ok()?,
            position: position.parse().ok()?,
            lost: (Millis::parse(from).ok()?, Millis::parse(to).ok()?),
        })
    }

    pub(crate) fn line(&self) -> String {
        format!(
            "adopts {} {} {} {} {} {}\n",
            self.origin, self.size, self.root, self.position, self.lost.0, self.lost.1
        )
    }
}

/// Which origin a directory had at which position.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    before: Vec<Adopted>,
    now: String,
}

impl Origins {
    pub(crate) fn of(head: &Head, genesis: Option<&Genesis>) -> Origins {
        Origins {
            before: genesis.map_or_else(Vec::new, |genesis| genesis.adopted.clone()),
            now: head.origin.clone(),
        }
    }

    /// The origin under which an act at this position was done.
    pub(crate) fn at(&self, position: u64) -> &str {
        let before = self.before.iter().find(|of| position < of.position);
        before.map_or(self.now.as_str(), |of| of.origin.as_str())
    }

    /// Whether an epoch that ends at this position may name this origin. One that ended as the directory
    /// was adopted may have been sealed under either.
    pub(crate) fn may_seal(&self, origin: &str, end: u64) -> bool {
        let ends = self
            .before
            .iter()
            .map(|of| (of.origin.as_str(), of.position));
        let mut from = 0;
        for (of, until) in ends.chain([(self.now.as_str(), u64::MAX)]) {
            if of == origin && from <= end && end <= until {
                return true;
            }
            from = until;
        }
        false
    }
}

/// Checks what is kept of the origins before; gives what may be lost, as sentences.
pub(crate) fn check_adopted(
    scene: &mut Inspection<'_>,
    head: &Head,
    genesis: &Genesis,
    acts: &[PublicAct],
) -> Vec<String> {
    for number in 1..=genesis.adopted.len() {
        check_one(scene, head, genesis, number);
    }
    for act in acts.iter().filter(|act| act.kind == ActKind::Adopt) {
        let named = genesis.adopted.iter().any(|of| {
            let line = format!("adopts {} {} {}", of.origin, of.size, of.root);
            act.lines == [line]
        });
        if !named {
            let message = "it adopts a head that the genesis does not name";
            scene.broken(&act.path, Place::Whole, message);
        }
    }
    let told = acts.iter().filter(|act| act.kind == ActKind::Adopt).count();
    if told < genesis.adopted.len() {
        let message = "it names an adoption of which no act says why: `nunchi adopt` records it";
        scene.warn("tree/genesis", Place::Whole, message);
    }
    let gap = |of: &Adopted| {
        format!(
            "the directory was restored from a backup of {} with {} leaves: what was recorded between {} and {} may be lost",
            of.origin, of.size, of.lost.0, of.lost.1
        )
    };
    genesis.adopted.iter().map(gap).collect()
}

fn folder(number: usize) -> String {
    format!("tree/adopted/{number:06}")
}

/// One origin before: its genesis, its signed head, and that the leaves lead to it.
fn check_one(scene: &mut Inspection<'_>, head: &Head, genesis: &Genesis, number: usize) {
    let Some(adopted) = genesis.adopted.get(number - 1) else {
        return;
    };
    let path = format!("{}/genesis", folder(number));
    let Some(bytes) = scene.need(&path, TEXT_BYTES_MAX) else {
        return;
    };
    let due = Genesis {
        origin: adopted.origin.clone(),
        adopted: genesis
            .adopted
            .get(..number - 1)
            .unwrap_or_default()
            .to_vec(),
        ..genesis.clone()
    };
    if Genesis::parse(&bytes).as_ref() != Some(&due) {
        let message = "it is not the genesis that the one of the tree goes on from";
        scene.broken(&path, Place::Whole, message);
        return;
    }
    match root_before(scene, head.size, leaf_hash(&bytes), adopted.size) {
        Ok(root) if root == adopted.root => {}
        Ok(root) => {
            let message = format!(
                "with it the first {} leaves have root {root}, and {} was adopted",
                adopted.size, adopted.root
            );
            scene.broken(&path, Place::Whole, message);
        }
        Err(why) => scene.broken(&path, Place::Whole, why),
    }
    check_note(scene, adopted, number);
}

/// The head that was found is signed by the key that stood beside it.
fn check_note(scene: &mut Inspection<'_>, adopted: &Adopted, number: usize) {
    let (path, key) = (
        format!("{}/checkpoint", folder(number)),
        key_of(scene, number),
    );
    let (Some(note), Some(key)) = (scene.need(&path, TEXT_BYTES_MAX), key) else {
        return;
    };
    let opened = Checkpoint::open(&String::from_utf8_lossy(&note), &key);
    let message = match opened {
        Ok(found)
            if (found.origin(), found.size(), found.root())
                == (adopted.origin.as_str(), adopted.size, adopted.root) =>
        {
            return;
        }
        Ok(_) => "it is not the head that the genesis says was adopted".to_owned(),
        Err(error) => error.to_string(),
    };
    scene.broken(&path, Place::Whole, message);
}

fn key_of(scene: &mut Inspection<'_>, number: usize) -> Option<Verifier> {
    let path = format!("{}/key.pub", folder(number));
    let bytes = scene.need(&path, TEXT_BYTES_MAX)?;
    read_key(scene, &path, &bytes)
}

/// The root over the first leaves, with another leaf 0.
fn root_before(scene: &Inspection<'_>, size: u64, first: Hash, count: u64) -> Result<Hash, String> {
    if count > size {
        return Err(format!("it had {count} leaves, and the tree has {size}"));
    }
    let mut edge = TileEdge::new();
    let tiles = new_tiles(0, size).take_while(|path| path.kind() == TileKind::Hashes(0));
    for path in tiles {
        let left = count - edge.size();
        if left == 0 {
            break;
        }
        let file = scene.dir.join("tree").join(path.to_string());
        let bytes = scene.disk.read(&file).map_err(|e| e.to_string())?;
        let wrong = || format!("{path} is no tile");
        let mut hashes = decode_tile(&bytes, path.width()).ok_or_else(wrong)?;
        hashes.truncate(usize::try_from(left).unwrap_or(usize::from(TILE_WIDTH)));
        if edge.size() == 0 {
            *hashes.first_mut().ok_or_else(wrong)? = first;
        }
        edge.append(&hashes);
    }
    Ok(edge.root())
}

/// Holds a head of an origin before, that was kept elsewhere, against what was adopted. False when the
/// head is of no such origin.
pub(crate) fn compare_before(
    scene: &mut Inspection<'_>,
    head: &Head,
    genesis: &Genesis,
    kept: &str,
) -> Result<bool, VerifyError> {
    let unsigned = unsigned(kept)
        .ok_or_else(|| VerifyError::Against("it has no origin, size and root".to_owned()))?;
    let of_origin = |(_, of): &(usize, &Adopted)| of.origin == unsigned.origin();
    let Some((at, adopted)) = genesis.adopted.iter().enumerate().find(of_origin) else {
        return Ok(false);
    };
    let sizes = Place::Sizes {
        kept: unsigned.size(),
        found: adopted.size,
    };
    if let Err(message) = held_against(scene, head, (at + 1, adopted), (kept, &unsigned)) {
        scene.broken("tree/checkpoint", sizes, message);
    }
    Ok(true)
}

/// Whether a head of an origin before is a beginning of what was adopted; the error is a sentence.
fn held_against(
    scene: &mut Inspection<'_>,
    head: &Head,
    (number, adopted): (usize, &Adopted),
    (note, kept): (&str, &Checkpoint),
) -> Result<(), String> {
    let (origin, size) = (kept.origin(), kept.size());
    let Some(key) = key_of(scene, number) else {
        return Err(format!(
            "there is no key of {origin} to check its signature with"
        ));
    };
    Checkpoint::open(note, &key).map_err(|error| {
        format!("the checkpoint kept elsewhere is not signed by the key of {origin}: {error}")
    })?;
    if size > adopted.size {
        return Err(format!(
            "rolled back: the checkpoint kept elsewhere has {size} leaves of {origin}, and the directory was restored with {} of them and adopted: the others are lost",
            adopted.size
        ));
    }
    let genesis = scene.need(&format!("{}/genesis", folder(number)), TEXT_BYTES_MAX);
    let root = root_before(
        scene,
        head.size,
        leaf_hash(&genesis.unwrap_or_default()),
        size,
    )?;
    match root == kept.root() {
        true => Ok(()),
        false => Err(format!(
            "forked: the first {size} leaves of {origin} have root {root} here, and {} in the checkpoint kept elsewhere",
            kept.root()
        )),
    }
}

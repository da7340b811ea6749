//! `nunchi incident counsel`: what counsel keeps of an incident, apart from it.

use incident::{
    Grade,
    case::{Evidence, Incident, Number, What},
    privilege::{Does, File, Piece, Privilege, Standing},
};
use serde_json::{Value, json};

use super::{
    checking::BROKEN,
    showing::{mode, read, shown, under_mark},
};
use crate::{
    asking,
    cases::{Because, Cases, CounselRoom, entered},
    cli::{Asking, CounselCommand, KeepArgs, ListArgs, Stepping},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render::{self, Grid},
};

/// A file of counsel's is read whole for its digest: 1 GiB at most.
const FILE_BYTES_MAX: usize = 1 << 30;

pub(super) fn run(command: &CounselCommand) -> Result<u8, Failure> {
    match command {
        CounselCommand::Keep(args) => keep(args),
        CounselCommand::List(asking) => list(asking),
        CounselCommand::Open {
            step,
            piece,
            reader,
        } => entering(step, |_, _, _| {
            Ok(Does::Opened {
                id: piece.clone(),
                readers: reader.clone(),
            })
        }),
        CounselCommand::Release {
            step,
            piece,
            name,
            grade,
        } => release(step, piece, (name, grade)),
        CounselCommand::Check(args) => check(args),
    }
}

/// Takes an entry of an incident that whoever takes it may see.
fn entering(
    step: &Stepping,
    what: impl FnOnce((&Cases<'_>, Incident), &Privilege, &Because<'_>) -> Result<Does, Failure>,
) -> Result<u8, Failure> {
    let home = Home::open(&step.place)?;
    let by = asking::asker(step.by.as_name.as_deref())?;
    let because = Because {
        by: &by,
        why: asking::reason(&step.reason)?,
    };
    let cases = Cases::open(&home)?;
    let incident = cases.incident(step.id, &by)?;
    Cases::remind(&incident);
    let room = CounselRoom::open(&home)?;
    let mut privilege = room.of(step.id)?;
    let does = what((&cases, incident), &privilege, &because)?;
    room.take(step.id, &mut privilege, (does, &because))?;
    tell(&home, step.id, (&privilege, &by), step.by.format)
}

fn keep(args: &KeepArgs) -> Result<u8, Failure> {
    entering(&args.step, |(cases, incident), privilege, because| {
        let home = cases.home();
        let file = args.file.as_deref().map(|path| {
            let (bytes, sha256) = asking::file(home, path, FILE_BYTES_MAX)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok::<File, Failure>(File {
                name: name.into_owned(),
                bytes: bytes.len() as u64,
                sha256,
            })
        });
        let file = file.transpose()?;
        if let Some(file) = &file {
            warn_of_evidence(cases, &incident, (file, because.by))?;
        }
        Ok(Does::Kept(Box::new(Piece {
            id: new_id(home, privilege)?,
            item: args.item.clone(),
            basis: args.basis.clone(),
            readers: args.reader.clone(),
            words: args.words.clone(),
            file,
            from: args.from.clone(),
            place: args.original.clone(),
        })))
    })
}

/// A file that is evidence already is known to whoever sees that incident: keeping it makes it no secret, and from now on it
/// is handed to nobody.
fn warn_of_evidence(
    cases: &Cases<'_>,
    incident: &Incident,
    (file, by): (&File, &str),
) -> Result<(), Failure> {
    let mut all = cases.all(by)?;
    all.retain(|of| of.id != incident.id);
    for of in std::iter::once(incident).chain(&all) {
        let is_it = |one: &&Evidence| one.sha256.as_deref() == Some(&file.sha256);
        if let Some(evidence) = of.evidence.iter().find(is_it) {
            note(&format!(
                "warning: {} is evidence {} of incident {} already, which everybody who sees that incident knows; it is kept all \
                 the same, and from now on `nunchi evidence --with` refuses it until counsel releases it",
                file.name, evidence.id, of.id
            ));
        }
    }
    Ok(())
}

fn new_id(home: &Home, privilege: &Privilege) -> Result<String, Failure> {
    // Each id takes four bytes; with a thousand pieces one draw in nine hundred is taken already.
    let mut bytes = [0; 1024];
    home.world.entropy.fill(&mut bytes)?;
    let (words, _) = bytes.as_chunks::<4>();
    let mut drawn = words.iter().cycle().map(|of| u32::from_le_bytes(*of));
    Ok(privilege.new_id(|| drawn.next().unwrap_or_default()))
}

/// Takes a piece in as evidence, and then says that it is privileged no longer: cut off between the two, it is both,
/// and releasing it again names another evidence.
fn release(step: &Stepping, id: &str, (name, grade): (&str, &str)) -> Result<u8, Failure> {
    entering(step, |(cases, mut incident), privilege, because| {
        let piece = privilege.piece(id, because.by)?;
        let evidence = as_evidence(piece, name, super::word::<Grade>("--grade", grade)?);
        cases.take(&mut incident, What::Took(Box::new(evidence)), because)?;
        Ok(Does::Released {
            id: id.to_owned(),
            evidence: name.to_owned(),
        })
    })
}

/// Where no file was kept, the evidence is the words: their digest ties it to what counsel wrote.
fn as_evidence(piece: &Piece, name: &str, grade: Grade) -> Evidence {
    let words = piece.words.as_deref();
    let sha256 = piece.file.as_ref().map(|file| file.sha256.clone());
    let bytes = piece.file.as_ref().map(|file| file.bytes);
    Evidence {
        id: name.to_owned(),
        item: piece.item.clone(),
        sha256: sha256.or_else(|| words.map(asking::sha256)),
        bytes: bytes.or_else(|| words.map(|text| text.len() as u64)),
        original_name: piece.file.as_ref().map(|file| file.name.clone()),
        original_at: None,
        from: piece.from.clone(),
        how: "released by counsel".to_owned(),
        time_source: "the clock of this machine, at intake by counsel".to_owned(),
        place: piece.place.clone(),
        grade,
    }
}

fn list(asking: &Asking) -> Result<u8, Failure> {
    let (home, _) = read(asking)?;
    let by = asking::asker(asking.as_name.as_deref())?;
    let privilege = CounselRoom::open(&home)?.of(asking.id)?;
    tell(&home, asking.id, (&privilege, &by), asking.list.format)
}

/// What somebody may read.
fn tell(
    home: &Home,
    id: Number,
    (privilege, by): (&Privilege, &str),
    format: Option<Format>,
) -> Result<u8, Failure> {
    let all: Vec<&Standing> = privilege.for_reader(by).collect();
    let pieces: Vec<Value> = all.iter().map(|of| document(of)).collect();
    say(&match format_or_default(format) {
        Format::Table if all.is_empty() => {
            under_mark(id.mode, &format!("nothing that {by} may read"))
        }
        Format::Table => under_mark(id.mode, &table(home, &all)),
        _ => render::json(&json!({
            "v": 1,
            "incident": id,
            "mode": mode(id.mode),
            "counsel": pieces,
        }))?,
    });
    Ok(0)
}

fn table(home: &Home, all: &[&Standing]) -> String {
    let zone = asking::zone(&home.settings.catalogue);
    let mut grid = Grid::new(&["", "kept", "what", "basis", "readers", "released as"]);
    for of in all {
        grid.row(&[
            of.piece.id.clone(),
            shown(of.at, &zone),
            of.piece.item.clone(),
            of.piece.basis.clone(),
            of.piece.readers.join(", "),
            of.released.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    let mut lines = grid.lines();
    let words = all
        .iter()
        .filter_map(|of| Some(format!("{}: {}", of.piece.id, of.piece.words.as_ref()?)));
    lines.extend(words);
    lines.join("\n")
}

fn document(of: &Standing) -> Value {
    json!({
        "id": of.piece.id,
        "kept": of.at.to_string(),
        "item": of.piece.item,
        "basis": of.piece.basis,
        "readers": of.piece.readers,
        "words": of.piece.words,
        "file": of.piece.file,
        "from": of.piece.from,
        "original": of.piece.place,
        "released_as": of.released,
    })
}

/// Holds what is kept against what was entered in the ledger.
fn check(args: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let room = CounselRoom::open(&home)?;
    let (controls, keys) = entered(&home)?;
    let (days, wrong) = room.check(&controls, &keys)?;
    say(&match format_or_default(args.format) {
        Format::Table => {
            let mut lines = vec![format!(
                "{days} days are as they were entered in the ledger"
            )];
            lines.extend(wrong.iter().cloned());
            lines.join("\n")
        }
        _ => render::json(&json!({"v": 1, "days": days, "wrong": wrong}))?,
    });
    Ok(match wrong.is_empty() {
        true => 0,
        false => BROKEN,
    })
}

//! Beginning a drill: the replay of the case becomes a ledger, and then the clock starts.

use std::path::Path;

use env::Disk;
use event::ErrorClass;

use super::{Folder, LEDGER, checked, place, tell};
use crate::{
    cli::{DrillStartArgs, Place},
    commands::{approve, brought::Origin, demo, init, relation, sim::write_logs},
    detecting,
    drill::{self, Drill},
    failure::Failure,
    home::{Home, real_world},
    printer::{note, progress, progress_done},
    settings::SHOP,
};

/// The file that says that a folder is a drill's and may be replaced.
const MARKER: &str = ".nunchi-drill";
/// What a drill makes in its folder, and all that it removes there.
const MADE: [&str; 6] = ["ledger", "keys", "logs", "injects", LATE, SCRIPT];

/// Where the log is put once it is found.
pub(super) const LATE: &str = "late";
/// Where it is before.
pub(super) const SCRIPT: &str = ".script";
/// Those who may end a hold together.
const APPROVERS: [&str; 2] = ["privacy-officer", "security-officer"];

pub(super) fn start(args: &DrillStartArgs) -> Result<u8, Failure> {
    let script = drill::script(&args.scenario)?;
    let speed = checked(args.speed)?;
    let world = real_world();
    let (disk, dir) = (world.disk.as_ref(), &args.drill.dir);
    prepare(disk, dir, args.replace)?;
    let plan = args.replay.plan();
    progress("writing the replay of the case");
    let truth = write_logs(&plan, &dir.join("logs"), true)?;
    hide(disk, dir)?;
    let place = place(dir);
    // Its clock stands at the beginning while the ledger is made, so that nothing there is of another time.
    let mut drill = Drill::new(script, plan.scale);
    drill.exact = (
        truth.not_issued.subjects,
        truth.not_issued_with_late.subjects,
    );
    disk.create_dir_all(&place.data)?;
    drill.write(disk, &place.data)?;
    made(&place, dir)?;
    progress_done();
    let mut folder = Folder {
        dir: dir.clone(),
        drill,
        world,
    };
    folder.pace(speed)?;
    note(&format!(
        "the drill has begun; `nunchi incident drill next --dir {0}` shows what comes, and every command takes --data {0}/{LEDGER}",
        dir.display()
    ));
    tell::status(&folder, args.drill.format)
}

/// Makes room: a folder that is new, empty, or a drill's own that may be thrown away.
fn prepare(disk: &dyn Disk, dir: &Path, replace: bool) -> Result<(), Failure> {
    let refused = |what: &str| {
        let message = format!("{} {what}", dir.display());
        Err(Failure::new(ErrorClass::Conflict, message))
    };
    if let Some(meta) = disk.meta(dir)? {
        if !meta.is_dir {
            return refused("is a file: name a folder for the drill with --dir");
        }
        let marked = disk.meta(&dir.join(MARKER))?.is_some();
        if !marked && !disk.list(dir)?.is_empty() {
            return refused(
                "is not empty and no drill made it: nothing was touched; name another folder with --dir",
            );
        }
        let has_ledger = disk.meta(&dir.join(LEDGER))?.is_some();
        if has_ledger && !replace {
            return refused(
                "holds a drill: `nunchi incident drill status` says how it stands; --replace throws it away",
            );
        }
    }
    disk.create_dir_all(dir)?;
    disk.replace(
        &dir.join(MARKER),
        b"EXERCISE. Made by `nunchi incident drill start`, which replaces all that it made in this folder.\n",
    )?;
    for path in MADE.map(|name| dir.join(name)) {
        if disk.meta(&path)?.is_some() {
            disk.remove_dir_all(&path)?;
        }
    }
    Ok(())
}

/// Puts away what is found later, and what is true.
fn hide(disk: &dyn Disk, dir: &Path) -> Result<(), Failure> {
    let (logs, script) = (dir.join("logs"), dir.join(SCRIPT));
    disk.create_dir_all(&script)?;
    let (_, late) = demo::LATE;
    disk.rename(&logs.join(late), &script.join(late))?;
    disk.rename(&logs.join("truth"), &script.join("truth"))?;
    Ok(())
}

/// The ledger, as it stands when the drill begins: with two who may end a hold, read, looked over by the detectors.
fn made(place: &Place, dir: &Path) -> Result<(), Failure> {
    progress("making a ledger");
    let toml = init::with_own_origin(&format!("{SHOP}{}", demo::GEO), drill::ORIGIN)?;
    let home = Home::create(place, &toml)?;
    let mut keys = Vec::new();
    for name in APPROVERS {
        let file = dir.join("keys").join(format!("{name}.key"));
        keys.push(approve::made(name, &file)?);
    }
    approve::list_first(&home, &keys)?;
    progress("reading the logs");
    let logs = dir.join("logs");
    let mut ledger = home.writer()?;
    demo::read(&home, &mut ledger, &logs, &demo::AT_HAND)?;
    let relations = logs.join("relations.csv");
    let (_, ledger) = relation::import(&home, Some(ledger), &Origin::File(&relations))?;
    home.end(ledger, false)?;
    progress("letting the detectors look");
    let snapshot = home.snapshot()?;
    detecting::look(&home, &home.ground(&snapshot)?)?;
    Ok(())
}

//! `nunchi incident drill`: a team practises on the replay of a case, in a folder and by a clock of its own, with the
//! commands that it would use; then a report says how it went.
//!
//! In its folder: `ledger` (the data directory), `keys`, `logs` (what the ledger was read from), `injects` (what has
//! come, as files), `late` (a log that is found during the drill), and `.script` (what has not come yet).

mod answers;
mod begin;
mod deeds;
mod injects;
mod report;
mod tell;
mod walk;

use std::path::PathBuf;

use env::{Clock, Disk, SPEED_MAX};
use event::{ErrorClass, Millis};
use ledger::World;

use crate::{
    asking,
    cli::{DrillArgs, DrillCommand, Place},
    drill::Drill,
    failure::Failure,
    home::{Home, real_world},
    render,
};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

pub(super) fn run(command: &DrillCommand) -> Result<u8, Failure> {
    match command {
        DrillCommand::Start(args) => begin::start(args),
        DrillCommand::Status(args) => tell::status(&Folder::open(args)?, args.format),
        DrillCommand::Next { drill, skip, all } => {
            injects::next(&mut Folder::open(drill)?, drill.format, (*skip, *all))
        }
        DrillCommand::Forward {
            drill,
            to,
            hours,
            past_end,
        } => {
            let mut folder = Folder::open(drill)?;
            let now = folder.now();
            let to = match (to, hours) {
                (Some(text), _) => asking::moment(&folder.home()?, "--to", text)?,
                (None, hours) => now.plus(i64::from(hours.unwrap_or(0)) * HOUR_MS),
            };
            if to < now {
                let message = format!("it is {now} already, and the clock is never set back");
                return Err(Failure::new(ErrorClass::Conflict, message));
            }
            is_within(&folder, to, *past_end)?;
            folder.forward(to)?;
            tell::status(&folder, drill.format)
        }
        DrillCommand::Pace { drill, speed } => {
            let mut folder = Folder::open(drill)?;
            folder.pace(checked(*speed)?)?;
            tell::status(&folder, drill.format)
        }
        DrillCommand::Walk { drill, answers } => {
            walk::walk(&mut Folder::open(drill)?, *answers, drill.format)
        }
        DrillCommand::Report { drill, as_name } => {
            report::report(&Folder::open(drill)?, as_name.as_deref(), drill.format)
        }
    }
}

/// Refuses to set the clock beyond the end of the drill, where nobody said that he means it: it is never set back.
fn is_within(folder: &Folder, to: Millis, past_end: bool) -> Result<(), Failure> {
    let end = folder.drill.script().to();
    if to <= end || past_end {
        return Ok(());
    }
    let zone = asking::zone(&folder.home()?.settings.catalogue);
    let shown = |at| render::shown(at, &zone);
    Err(Failure::new(
        ErrorClass::Conflict,
        format!(
            "{} lies beyond the end of the drill, {}, after which nothing comes, and the clock is never set back: forward to that, \
             or say --past-end",
            shown(to),
            shown(end)
        ),
    ))
}

/// A speed that a clock may have.
fn checked(speed: u32) -> Result<u32, Failure> {
    match speed <= SPEED_MAX {
        true => Ok(speed),
        false => Err(Failure::usage(format!(
            "{speed} is too fast: a clock goes at most {SPEED_MAX} times as fast as that of this machine"
        ))),
    }
}

/// The folder of a drill.
struct Folder {
    dir: PathBuf,
    drill: Drill,
    world: World,
}

impl Folder {
    fn open(args: &DrillArgs) -> Result<Folder, Failure> {
        let world = real_world();
        let drill = Drill::read(world.disk.as_ref(), &args.dir.join(LEDGER))?;
        let drill = drill.ok_or_else(|| {
            let message = format!(
                "there is no drill in {}: begin one with `nunchi incident drill start`, or name its folder with --dir",
                args.dir.display()
            );
            Failure::new(ErrorClass::NotFound, message)
        })?;
        Ok(Folder {
            dir: args.dir.clone(),
            drill,
            world,
        })
    }

    fn disk(&self) -> &dyn Disk {
        self.world.disk.as_ref()
    }

    fn real(&self) -> &dyn Clock {
        self.world.clock.as_ref()
    }

    /// What the clock of the drill says.
    fn now(&self) -> Millis {
        self.drill.now(self.real())
    }

    /// Its data directory and keys.
    fn place(&self) -> Place {
        place(&self.dir)
    }

    fn home(&self) -> Result<Home, Failure> {
        Home::opened(&self.place())
    }

    fn forward(&mut self, to: Millis) -> Result<(), Failure> {
        self.change(|drill, real| drill.forward(to, real))
    }

    fn pace(&mut self, speed: u32) -> Result<(), Failure> {
        self.change(|drill, real| drill.paced(speed, real))
    }

    /// So many injects were shown.
    fn showed(&mut self, injects: usize) -> Result<(), Failure> {
        self.change(|drill, _| drill.shown = drill.shown.max(injects))
    }

    /// Changes what is kept of the drill now, which another command may have changed since it was read here.
    fn change(&mut self, change: impl FnOnce(&mut Drill, &dyn Clock)) -> Result<(), Failure> {
        let around = (self.world.disk.as_ref(), self.world.clock.as_ref());
        self.drill.change(around, &self.dir.join(LEDGER), change)
    }
}

/// The data directory in the folder of a drill.
const LEDGER: &str = "ledger";

fn place(dir: &std::path::Path) -> Place {
    Place {
        data: dir.join(LEDGER),
        keys: Some(dir.join("keys")),
    }
}

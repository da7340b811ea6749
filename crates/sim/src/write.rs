//! The replay itself: people, attack, books, then day after day of the logs.

use std::{collections::BTreeMap, fmt::Write as _, io::Write};

use crate::{
    attack::Attack,
    background::Background,
    books::Books,
    clock::{self, DAY, Day},
    item::{Device, Item, What, Who},
    networks,
    outputs::{Emitter, FILES, Gone, Outputs, Target, write_csv},
    people::People,
    plan::{FIRST_COUNT, FIRST_COUNT_FULL, Plan, SimError},
    rng::Rng,
    staff,
    truth::{DeletedLog, FirstCount, Truth},
};
use event::{Millis, SubjectKind};

/// Everything that is settled before the first line is written.
struct Stage {
    people: People,
    attack: Attack,
    books: Books,
    /// Late joiners: number, time; by time.
    joined: Vec<(u32, i64)>,
}

/// Writes every file of the replay, and gives back the truth.
///
/// # Errors
/// When the plan is out of its limits or a writer fails.
pub fn write(plan: &Plan, out: &mut Outputs<'_>) -> Result<Truth, SimError> {
    plan.check()?;
    let stage = Stage::new(plan);
    let mut files = BTreeMap::new();
    let (subjects, recipients) = stage.sets();
    let [.., hr, relations, asn, subject_file, recipient_file] = FILES;
    files.extend([
        write_csv(hr, &mut out.hr, &staff::hr_csv())?,
        write_csv(relations, &mut out.relations, &stage.books.csv)?,
        write_csv(asn, &mut out.asn, networks::ASN_CSV)?,
        write_csv(subject_file, &mut out.subjects, &subjects)?,
        write_csv(recipient_file, &mut out.recipients, &recipients)?,
    ]);
    let targets = vec![
        Target::new(Device::Gateway.file(), &mut out.gateway),
        Target::new(Device::GatewayLate.file(), &mut out.gateway_late),
        Target::new(Device::Auth.file(), &mut out.auth),
        Target::new(Device::Accounts.file(), &mut out.accounts),
    ];
    let mut emitter = Emitter::new(targets, plan);
    stage.play(plan, true, &mut emitter)?;
    let gone = emitter.finish(&mut files)?;
    Ok(stage.truth(plan, gone, files))
}

/// Writes the events of gateway, log-on service and accounts as one stream by time; `device.uid`
/// keeps their sequences apart. The gateway found late is in it when the plan says so.
///
/// # Errors
/// When the plan is out of its limits or the writer fails.
pub fn write_merged(plan: &Plan, out: &mut dyn Write) -> Result<Truth, SimError> {
    plan.check()?;
    let stage = Stage::new(plan);
    let mut files = BTreeMap::new();
    let targets = vec![Target::new("merged.ndjson", out)];
    let mut emitter = Emitter::new(targets, plan);
    stage.play(plan, plan.merge_late, &mut emitter)?;
    let gone = emitter.finish(&mut files)?;
    Ok(stage.truth(plan, gone, files))
}

impl Stage {
    fn new(plan: &Plan) -> Stage {
        let figures = plan.figures();
        let people = People::new(plan, &figures);
        let attack = Attack::new(plan, &figures, &people);
        let books = Books::new(plan, &figures, &people, &attack);
        let joined = joined(plan, &attack);
        Stage {
            people,
            attack,
            books,
            joined,
        }
    }

    fn play(&self, plan: &Plan, late: bool, emitter: &mut Emitter<'_>) -> Result<(), SimError> {
        let accounts = account_changes(&self.people, &self.joined);
        let mut known: Vec<Slice<'_>> = vec![
            Slice::new(&accounts, None),
            Slice::new(&self.attack.items, None),
        ];
        if late {
            known.push(Slice::new(&self.attack.late, Some(Device::GatewayLate)));
        }
        let background = Background::new(plan, &self.people, &self.joined);
        play(background, known, emitter, &mut |_, _, _| {})
    }

    /// The sets of the truth: members read, and recipients seen.
    fn sets(&self) -> (String, String) {
        let mut subjects = String::from("subject,late\n");
        for (place, account) in self.people.accounts.iter().enumerate() {
            if self.attack.tally_with_late.has(place) {
                let late = !self.attack.tally.has(place);
                // Writing to a string cannot fail.
                let _ = writeln!(subjects, "member:{},{late}", account.number);
            }
        }
        let mut recipients = String::from("subject\n");
        for digits in &self.books.recipients {
            let _ = writeln!(recipients, "phone:+8210{digits}");
        }
        (subjects, recipients)
    }

    fn truth(
        &self,
        plan: &Plan,
        gone: Gone,
        files: BTreeMap<&'static str, crate::truth::FileTotal>,
    ) -> Truth {
        Truth {
            seed: plan.seed,
            scale: plan.scale,
            background: plan.background,
            not_issued: self.attack.tally.scope(&self.people, self.books.seen),
            not_issued_with_late: self
                .attack
                .tally_with_late
                .scope(&self.people, self.books.seen_with_late),
            first_count: FirstCount {
                selection: FIRST_COUNT,
                subjects: self.attack.first_count,
                full_scale: FIRST_COUNT_FULL,
            },
            deleted: plan.deleted.map(|_| self.deleted(gone)),
            files,
        }
    }

    /// What the deletion of a part of the gateway's log left to be known.
    fn deleted(&self, gone: Gone) -> DeletedLog {
        let left = &self.attack.tally_left;
        let (reads_left, subjects_left) = left.read_and_subjects();
        let by = gone.between.1.unwrap_or(i64::MAX);
        let unseen = self.people.accounts.iter().enumerate();
        let unseen = unseen.filter(|(place, account)| account.joined <= by && !left.has(*place));
        let joiners = self.joined.iter().filter(|(_, time)| *time <= by);
        DeletedLog {
            lines: gone.lines,
            first: gone.first,
            last: gone.last,
            between: (gone.between.0.map(Millis), gone.between.1.map(Millis)),
            subjects_left,
            reads_left,
            possibly: (unseen.count() + joiners.count()) as u64,
        }
    }
}

/// Whoever joins under a number that was tried in vain joins hours or months after that: number and
/// time, by time.
pub(crate) fn joined(plan: &Plan, attack: &Attack) -> Vec<(u32, i64)> {
    let mut rng = Rng::stream(plan.seed, 5);
    let mut joined: Vec<(u32, i64)> = attack
        .passed
        .iter()
        .map(|(number, passed)| {
            let earliest = passed + clock::HOUR;
            (
                *number,
                rng.span(earliest, (clock::END - DAY).max(earliest + 1)),
            )
        })
        .collect();
    joined.sort_by_key(|(number, time)| (*time, *number));
    joined
}

/// What becomes of accounts, by time.
pub(crate) fn account_changes(people: &People, joined: &[(u32, i64)]) -> Vec<Item> {
    let mut items = Vec::with_capacity(people.accounts.len());
    let mut push = |time, what, subject| {
        items.push(Item {
            subject,
            ..Item::new(time, what, Who::Nobody)
        });
    };
    for account in &people.accounts {
        push(account.joined, What::Joined, account.number);
        match account.kind {
            SubjectKind::Dormant => push(account.changed, What::Dormant, account.number),
            SubjectKind::Withdrawn => push(account.changed, What::Withdrawn, account.number),
            _ => {}
        }
    }
    for (number, time) in joined {
        push(*time, What::Joined, *number);
    }
    items.sort_by_key(|item| item.time);
    items
}

/// Takes each marked event with the sequence that its line got and the active accounts of the day.
pub(crate) type Told<'t> = &'t mut dyn FnMut(u64, &Item, &[u32]);

/// Day after day, by time: what was left over, the background, and what is known from the start.
pub(crate) fn play(
    mut background: Background<'_>,
    mut known: Vec<Slice<'_>>,
    emitter: &mut Emitter<'_>,
    told: Told<'_>,
) -> Result<(), SimError> {
    let known = &mut known;
    let mut day = DayBook::default();
    let mut used = background.eve(&mut day.made);
    day.close(clock::BEGIN, known, emitter, &background.active, told)?;
    for number in 0..clock::DAYS {
        let today = Day::new(number);
        background.day(&today, used, &mut day.made);
        used = 0;
        let end = today.start + DAY;
        day.close(end, known, emitter, &background.active, told)?;
    }
    background.aftermath(&mut day.made);
    day.close(i64::MAX, known, emitter, &background.active, told)
}

/// Events known from the start, taken day by day.
pub(crate) struct Slice<'i> {
    items: &'i [Item],
    device: Option<Device>,
    marked: bool,
}

impl<'i> Slice<'i> {
    /// Events of the device given, or each of its own.
    pub(crate) fn new(items: &'i [Item], device: Option<Device>) -> Slice<'i> {
        Slice {
            items,
            device,
            marked: false,
        }
    }

    /// Events of which the caller wants to be told.
    pub(crate) fn marked(items: &'i [Item]) -> Slice<'i> {
        Slice {
            marked: true,
            ..Slice::new(items, None)
        }
    }

    fn take_until(&mut self, end: i64) -> &'i [Item] {
        let count = self.items.partition_point(|item| item.time < end);
        let (now, later) = self.items.split_at_checked(count).unwrap_or_default();
        self.items = later;
        now
    }
}

/// The events of one day, and those made so far that belong to later ones.
#[derive(Default)]
struct DayBook {
    made: Vec<Item>,
    /// Event, device, whether it is marked.
    order: Vec<(Item, Device, bool)>,
}

impl DayBook {
    /// Writes everything before `end` by time and keeps the rest.
    fn close(
        &mut self,
        end: i64,
        known: &mut [Slice<'_>],
        emitter: &mut Emitter<'_>,
        active: &[u32],
        told: Told<'_>,
    ) -> Result<(), SimError> {
        self.order.clear();
        let order = &mut self.order;
        self.made.retain(|item| {
            let now = item.time < end;
            if now {
                order.push((*item, item.device(), false));
            }
            !now
        });
        for slice in known {
            let items = slice.take_until(end);
            let device = |item: &Item| slice.device.unwrap_or(item.device());
            let marked = slice.marked;
            order.extend(items.iter().map(|item| (*item, device(item), marked)));
        }
        // Stable, so that the same plan gives the same order within a millisecond.
        order.sort_by_key(|(item, ..)| item.time);
        for (item, device, marked) in order.iter() {
            let sequence = emitter.emit(item, *device, active)?;
            if *marked {
                told(sequence, item, active);
            }
        }
        Ok(())
    }
}

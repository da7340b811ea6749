//! What lies ahead of an incident: what is due next, what is still unknown, and what to do now. Sentences for people, in
//! the same words as a table and in JSON.

use event::Millis;
use incident::{
    Grade,
    case::{Incident, Obligation, Stage, What},
    law::{Answer, Clock, DutyKey, Ruling, Start, State, ToWhom, Trigger},
};

use super::{
    awaring,
    clocking::in_order,
    showing::{said, state_word},
    telling, unstarted,
};
use crate::{cases::Learnt, failure::Failure, printer::grouped};

/// Duties named in one sentence; beyond them they are only counted.
const DUTIES_NAMED: usize = 6;

/// What is due next, and how much is open beside it.
pub(super) struct Due {
    /// A clock of a law, or the id of what is owed.
    pub(super) clock: String,
    /// Whose it is; of what is owed, who sees to it.
    pub(super) controller: String,
    pub(super) trigger: String,
    /// In words.
    pub(super) named: String,
    pub(super) at: Option<Millis>,
    pub(super) state: &'static str,
    pub(super) says: String,
    pub(super) others: usize,
}

/// What is open and due first, of the clocks of laws and of what is owed; what has no date, or of which nobody can count it,
/// only where nothing else is open.
pub(super) fn due_next(incident: &Incident, clocks: &[Clock], now: Millis) -> Option<Due> {
    let is_open = |clock: &&Clock| clock.state(&incident.register, now).is_open();
    let open = in_order(incident, clocks, now).into_iter().filter(is_open);
    let mut all: Vec<Due> = open.map(|clock| of_clock(incident, clock, now)).collect();
    let owed = incident.obligations.iter().filter(|of| of.reply.is_none());
    all.extend(owed.map(|of| of_owed(of, now)));
    all.sort_by_key(|due| (due.at.is_none(), due.at));
    let others = all.len().saturating_sub(1);
    let first = all.into_iter().next()?;
    Some(Due { others, ..first })
}

fn of_clock(incident: &Incident, clock: &Clock, now: Millis) -> Due {
    let (key, state) = (&clock.key, clock.state(&incident.register, now));
    Due {
        clock: key.clock.clone(),
        controller: key.controller.clone(),
        trigger: key.trigger.to_string(),
        named: format!("{} of {} ({})", key.clock, key.controller, key.trigger),
        at: clock.due_now(now).and_then(|due| due.limit),
        state: state_word(&state),
        says: said(&state),
        others: 0,
    }
}

fn of_owed(of: &Obligation, now: Millis) -> Due {
    Due {
        clock: of.id.clone(),
        controller: of.owner.clone(),
        trigger: format!("asked by {}", of.from),
        named: format!("{} asked by {} (of {})", of.id, of.from, of.owner),
        at: of.due,
        state: owed_word(of, now),
        says: of.state(now),
        others: 0,
    }
}

/// How what is owed stands, as JSON has it of clocks.
pub(super) fn owed_word(of: &Obligation, now: Millis) -> &'static str {
    match (&of.reply, of.late(now), of.due) {
        (Some(_), Some(_), _) => "filed_late",
        (Some(_), None, _) => "filed",
        (None, Some(_), _) => "overdue",
        (None, None, Some(_)) => "running",
        (None, None, None) => "without_number",
    }
}

/// Everything that nobody knows or decided yet, a sentence each.
pub(super) fn unknown(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
) -> Result<Vec<String>, Failure> {
    let mut all = of_scope(incident);
    if incident.stage == Stage::Open {
        all.push("whether it is one: nobody confirmed it".to_owned());
    }
    all.extend(of_awareness(incident, now));
    for clock in clocks {
        if let State::CannotSay { .. } = clock.state(&incident.register, now) {
            let key = &clock.key;
            all.push(format!(
                "from when {} of {} counts ({})",
                key.clock, key.controller, key.trigger
            ));
        }
    }
    all.extend(unstarted::unknown(incident, clocks, now)?);
    let undecided = undecided(incident, clocks, now)?;
    if let Some(first) = undecided
        .get(..undecided.len().min(DUTIES_NAMED))
        .filter(|of| !of.is_empty())
    {
        let named: Vec<String> = first.iter().map(of_whom).collect();
        let more = match undecided.len() - first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        all.push(format!(
            "whether these duties apply: {}{more}",
            named.join(", ")
        ));
    }
    let open = incident
        .facts
        .iter()
        .filter(|of| of.grade == Grade::Unknown);
    all.extend(open.map(|of| format!("{}: {}", of.id, of.words)));
    Ok(all)
}

fn of_whom(duty: &DutyKey) -> String {
    format!("{} of {}", duty.clock, duty.controller)
}

/// The duties of which nobody decided whether they apply.
fn undecided(incident: &Incident, clocks: &[Clock], now: Millis) -> Result<Vec<DutyKey>, Failure> {
    let rows = incident.duties_beside(clocks, now)?.into_iter();
    let undecided = rows.filter(|row| row.answer == Answer::Undecided);
    Ok(undecided.map(|row| row.duty).collect())
}

/// What the last version of the scope leaves open.
fn of_scope(incident: &Incident) -> Vec<String> {
    let Some(scope) = incident.scope() else {
        return vec!["whose data was read: no scope was frozen yet".to_owned()];
    };
    let (version, figures) = (scope.version, &scope.figures);
    let mut all = Vec::new();
    if let Some(step) = incident.chosen_since() {
        all.push(format!(
            "whose data is selected now: step {step} chose other reads than V{version} was frozen with"
        ));
    }
    if figures.people.is_none() {
        let because = figures.people_because.as_deref();
        all.push(format!(
            "how many people the {} subjects of V{version} are: {}",
            grouped(figures.subjects),
            because.unwrap_or("nobody counted them")
        ));
    }
    if let Some(undecided) = telling::undecided(figures) {
        all.push(format!(
            "what belongs to V{version} beside its figures: {undecided}"
        ));
    }
    if scope.completeness != "complete" {
        let (id, gaps) = (incident.id, scope.gaps.len());
        let many = match gaps {
            1 => "a gap".to_owned(),
            many => format!("{many} gaps"),
        };
        all.push(format!(
            "whose data was read and is not in V{version}: the record had {many} (nunchi scope 'incident {id} scope {version}')"
        ));
    }
    all
}

fn of_awareness(incident: &Incident, now: Millis) -> Vec<String> {
    let candidates = incident.awareness.candidates(now);
    if !candidates.iter().any(|(_, of)| of.kind.is_awareness()) {
        return vec!["since when anybody knew: no moment of awareness was entered".to_owned()];
    }
    let views = awaring::views(incident, now);
    let unknown = views.iter().flat_map(|(whose, aware)| {
        let is_unknown = |start: &Start| matches!(aware.ruling(*start, now), Ruling::Unknown(_));
        let unknown = Start::ALL.into_iter().filter(is_unknown);
        unknown.map(move |start| {
            format!(
                "the moment of {}{whose}: somebody chose that nobody knows it",
                start.word()
            )
        })
    });
    unknown.collect()
}

/// What to do next, and the command that does it.
pub(super) struct Next {
    pub(super) says: String,
    pub(super) command: String,
}

/// The first of what must be done that is not: what is selected, how many it is, since when it is known, then what is due
/// first, then what stands in the way of its end. `learnt` is what somebody must be told of and no version counts.
pub(super) fn next(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    learnt: Option<&Learnt>,
) -> Result<Option<Next>, Failure> {
    let id = incident.id;
    let next = |says: &str, rest: &str| {
        let (says, command) = (says.to_owned(), format!("nunchi incident {rest}"));
        Some(Next { says, command })
    };
    if let (Stage::Closed, Some(more)) = (incident.stage, learnt) {
        let says = format!(
            "open it again, for V{} does not count what the ledger learnt since",
            more.version
        );
        return Ok(next(&says, &format!("reopen {id} --reason …")));
    }
    if let Some(ended) = ended(incident) {
        return Ok(ended);
    }
    if incident.selections.is_empty() && incident.included.is_empty() {
        return Ok(next(
            "say which reads it is about",
            &format!("select {id} 'SELECTION' --reason …"),
        ));
    }
    let is_of_before = incident.chosen_since().is_some() || learnt.is_some();
    if incident.scopes.is_empty() || is_of_before {
        return Ok(next(
            "count whose data was read",
            &format!("scope {id} --reason …"),
        ));
    }
    let candidates = incident.awareness.candidates(now);
    if !candidates.iter().any(|(_, of)| of.kind.is_awareness()) {
        let enter =
            format!("aware {id} --kind … --happened TIME --who … --knew … --evidence … --reason …");
        return Ok(next("enter who knew it first, and when", &enter));
    }
    let undecided = undecided(incident, clocks, now)?;
    if let Some(wanted) = for_clocks(incident, (clocks, &undecided), now) {
        return Ok(Some(wanted));
    }
    if let Some(duty) = undecided.first() {
        return Ok(Some(decide(incident, duty)));
    }
    if let Some(owed) = incident.obligations.iter().find(|of| of.reply.is_none()) {
        let answer = format!(
            "answer {id} {} --received TIME --words … --receipt … --reason …",
            owed.id
        );
        return Ok(next("answer what is owed", &answer));
    }
    Ok(match incident.stage {
        Stage::Open => next("say that it is one", &format!("confirm {id} --reason …")),
        Stage::Confirmed => next(
            "say since when the reading has ended",
            &format!("contain {id} --since TIME --measures … --reason …"),
        ),
        _ if incident.unfinished(now)?.is_empty() => next(
            "nothing stands in the way of its end",
            &format!("close {id} --reason …"),
        ),
        _ => next(
            "look at what stands in the way of its end",
            &format!("clocks {id}"),
        ),
    })
}

/// What is left of an incident that has ended; outer `None` of one that has not.
fn ended(incident: &Incident) -> Option<Option<Next>> {
    match incident.stage {
        Stage::Merged => {
            let into = incident
                .steps
                .iter()
                .rev()
                .find_map(|step| match &step.what {
                    What::MergedInto { incident } => Some(*incident),
                    _ => None,
                })?;
            let (says, command) = (
                format!("it goes on in incident {into}"),
                format!("nunchi incident show {into}"),
            );
            Some(Some(Next { says, command }))
        }
        Stage::Closed => Some(None),
        _ => None,
    }
}

/// Regimes whose reports `nunchi report write` makes.
const WITH_REPORT: [&str; 3] = ["kr-pipa", "kr-net", "eu-33"];

/// What the first open clock wants that does not merely wait; `None` where all of them do.
fn for_clocks(
    incident: &Incident,
    (clocks, undecided): (&[Clock], &[DutyKey]),
    now: Millis,
) -> Option<Next> {
    for clock in in_order(incident, clocks, now) {
        let state = clock.state(&incident.register, now);
        let waits = matches!(
            state,
            State::Delayed {
                unreviewed: None,
                ..
            }
        );
        if state.is_open() && !waits {
            let wanted = for_clock(incident, (clock, &state), undecided);
            if wanted.is_some() {
                return wanted;
            }
        }
    }
    None
}

/// What a clock wants: a decision whether it applies, a moment to count from, a look at the request that holds it, a
/// report, or the record that it was filed.
fn for_clock(
    incident: &Incident,
    (clock, state): (&Clock, &State),
    undecided: &[DutyKey],
) -> Option<Next> {
    let (id, key) = (incident.id, &clock.key);
    let duty = DutyKey::of(key);
    if undecided.contains(&duty) {
        return Some(decide(incident, &duty));
    }
    let waits = matches!(
        state,
        State::Waits {
            unreviewed: None,
            ..
        }
    );
    if waits {
        return None;
    }
    let next = |says: String, rest: String| {
        let command = format!("nunchi {rest}");
        Some(Next { says, command })
    };
    if let Some(wanted) = before_report(incident, (clock, state)) {
        return Some(wanted);
    }
    let version = incident.scope().map(|scope| scope.version);
    let mut written = incident.written();
    let is_written = written.any(|of| of.regime == key.regime && Some(of.version) == version);
    let has_report =
        clock.rule.to == ToWhom::Authority && WITH_REPORT.contains(&key.regime.as_str());
    if has_report && !is_written {
        let says = format!("write the report for {}", key.clock);
        let write = format!(
            "report write {id} --regime {} --out FOLDER --reason …",
            key.regime
        );
        return next(says, write);
    }
    let of = key.trigger.flag();
    next(
        format!("send what {} asks for, then record it", key.clock),
        format!(
            "incident file {id} --clock {} --controller {}{of} --received TIME --to … --receipt … --evidence … --reason …",
            key.clock, key.controller
        ),
    )
}

/// What a clock wants before anything can be filed: a look at what holds it, or a moment to count from; `None` of one that
/// wants its report.
fn before_report(incident: &Incident, (clock, state): (&Clock, &State)) -> Option<Next> {
    let (id, key) = (incident.id, &clock.key);
    let next = |says: String, rest: String| {
        let command = format!("nunchi {rest}");
        Some(Next { says, command })
    };
    match (state, &key.trigger) {
        (State::Waits { request, .. }, _) => {
            let says = format!("look again at the request for which {} waits", key.clock);
            next(says, format!("incident review {id} {request} --reason …"))
        }
        (State::Delayed { code, .. }, _) => {
            let says = format!(
                "look again at the delay of {}: does its cause last?",
                key.clock
            );
            let of = key.trigger.flag();
            let resume = format!(
                "incident resume {id} --clock {} --controller {}{of} --code {code} --ended TIME --reason …",
                key.clock, key.controller
            );
            next(says, resume)
        }
        (State::CannotSay { .. }, Trigger::Group { scope }) => {
            let says = format!("say when the people whom V{scope} added were known");
            next(
                says,
                format!("incident group {id} {scope} --known TIME --reason …"),
            )
        }
        (State::CannotSay { .. }, _) => {
            let says = format!("choose from which moment {} counts", key.clock);
            next(
                says,
                format!("incident choose {id} --start … --candidate … --reason …"),
            )
        }
        _ => None,
    }
}

fn decide(incident: &Incident, duty: &DutyKey) -> Next {
    Next {
        says: format!("decide whether {} applies", duty.clock),
        command: format!(
            "nunchi incident decide {} --clock {} --controller {} --answer … --evidence … --reason …",
            incident.id, duty.clock, duty.controller
        ),
    }
}

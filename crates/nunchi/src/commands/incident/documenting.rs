//! An incident as JSON: what its steps say, and all that its page says beside.

use api::{
    Time, VERSION,
    incidents::{
        page::{self, Candidate, Choice, DueNext, LastStep, NamedIn, Now, Page},
        steps::TakenBack,
    },
};
use event::Millis;
use incident::{
    case::{Incident, Inclusion, Step},
    law,
};
use jiff::tz::TimeZone;

use super::{
    ahead,
    clocking::clock_documents,
    closing, containing, duties,
    learning::{self, Since, brought},
    page::STEPS_TOLD,
    push,
    showing::{mode, unfinished},
    stood::Stood,
    telling, waiting,
};
use crate::{
    cases,
    failure::Failure,
    render::{documents::number, records, versions},
};

/// An incident with all that its page says beside.
pub(super) fn page_document(stood: &Stood) -> Result<Page, Failure> {
    let (incident, now) = (&stood.incident, stood.now);
    let clocks = incident.clocks(now)?;
    let since = stood.learnt_since();
    let since = since.as_ref();
    let mut page = Page {
        incident: document(incident, now, &stood.zone)?,
        custody: incident.custody.iter().map(records::custody).collect(),
        due_next: ahead::due_next(incident, &clocks, now).map(|due| DueNext {
            at: due.at.map(Time),
            clock: due.clock,
            controller: due.controller,
            more_open: due.others as u64,
            says: due.says,
            state: due.state.to_owned(),
            trigger: due.trigger,
        }),
        duties: duties::all(incident, now)?,
        last_steps: last_steps(stood),
        next: ahead::next(incident, &clocks, now, brought(since))?.map(|next| page::Next {
            command: next.command,
            says: next.says,
        }),
        unknown: ahead::unknown(incident, &clocks, now)?,
        now: None,
    };
    if stood.is_now {
        let waits = closing::in_the_way(&stood.home, incident, since)?;
        let in_the_way = &mut page.incident.unfinished;
        in_the_way.extend(waits.iter().map(ToString::to_string));
        page.now = Some(beside(stood, since)?);
    }
    Ok(page)
}

/// What the directory of now tells beside the steps: of how it stood it cannot be asked.
fn beside(stood: &Stood, since: Option<&Since>) -> Result<Now, Failure> {
    let (home, incident) = (&stood.home, &stood.incident);
    Ok(Now {
        learnt_since: learning::document(since),
        pushes: push::documents(home, incident)?,
        read_on: containing::document(home, incident),
        seen_elsewhere: stood.seen_elsewhere()?,
    })
}

fn last_steps(stood: &Stood) -> Vec<LastStep> {
    let incident = &stood.incident;
    let lines = telling::lines(incident, &stood.zone);
    let skipped = lines.len().saturating_sub(STEPS_TOLD);
    let steps = incident.steps.iter().zip(lines).skip(skipped);
    let told = steps.map(|(step, line)| LastStep {
        at: Time(step.at),
        by: step.by.clone(),
        number: step.number,
        says: line,
        why: step.why.clone(),
    });
    told.collect()
}

/// What the steps of an incident say.
pub(crate) fn document(
    incident: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Result<page::Incident, Failure> {
    let clocks = incident.clocks(now)?;
    let contained = incident.contained.as_ref();
    let scopes = incident.scopes.iter();
    Ok(page::Incident {
        as_of: Time(now),
        awareness: candidates(incident, now),
        choices: incident.awareness.choices().iter().map(choice).collect(),
        clocks: clock_documents(incident, &clocks, now),
        contained: contained.map(|(since, measures)| page::Contained {
            measures: measures.clone(),
            since: Time(*since),
        }),
        controllers: incident.controllers.clone(),
        evidence: incident.evidence.iter().map(records::evidence).collect(),
        excluded: incident.excluded.keys().cloned().collect(),
        facts: incident.facts.iter().map(records::fact).collect(),
        findings: incident.findings.clone(),
        goes_on_in: incident.goes_on_in.map(number),
        id: number(incident.id),
        included: incident.included.keys().cloned().collect(),
        mode: mode(incident.mode).to_owned(),
        named: incident.included.iter().map(named_in).collect(),
        obligations: incident
            .obligations
            .iter()
            .map(records::obligation)
            .collect(),
        postings: waiting::postings(incident, now)?,
        regimes: incident.regimes.clone(),
        requests: waiting::requests(incident, &clocks, now, zone),
        restricted: incident.restricted.clone(),
        scopes: scopes
            .map(|of| versions::version(of, incident.frozen_at(of.version)))
            .collect(),
        selections: incident.selections.clone(),
        stage: incident.stage.word().to_owned(),
        steps: incident.steps.len() as u64,
        taken_back: taken_back(incident),
        title: incident.title.clone(),
        unfinished: unfinished(incident, now)?
            .iter()
            .map(ToString::to_string)
            .collect(),
        v: VERSION,
    })
}

fn candidates(incident: &Incident, now: Millis) -> Vec<Candidate> {
    let one = |(id, of): &(law::CandidateId, &law::Candidate)| Candidate {
        candidate: id.0,
        controller: of.controller.clone(),
        entered: Time(of.entered),
        evidence: of.evidence.clone(),
        happened: Time(of.at),
        is_awareness: of.kind.is_awareness(),
        kind: of.kind.word().to_owned(),
        knew: of.knew.word().to_owned(),
        who: of.who.clone(),
    };
    incident.awareness.candidates(now).iter().map(one).collect()
}

fn choice(of: &law::Choice) -> Choice {
    Choice {
        at: Time(of.at),
        by: of.by.clone(),
        candidate: of.candidate.map(|of| of.0),
        controller: of.controller.clone(),
        start: of.start.word().to_owned(),
        why: of.reason.clone(),
    }
}

fn named_in((subject, of): (&String, &Inclusion)) -> (String, NamedIn) {
    let named = NamedIn {
        by: of.by.clone(),
        controllers: of.controllers.clone(),
        fields: of.fields.clone(),
    };
    (subject.clone(), named)
}

/// What was taken back, by which step and why.
pub(super) fn taken_back(incident: &Incident) -> Vec<TakenBack> {
    let back = |step: &Step| {
        let by = incident.taken_back(step.number)?;
        Some(TakenBack {
            at: Time(by.at),
            by: by.by.clone(),
            by_step: by.number,
            called: incident.called(step.number).map(str::to_owned),
            does: cases::does(&step.what),
            step: step.number,
            why: by.why.clone(),
        })
    };
    incident.steps.iter().filter_map(back).collect()
}

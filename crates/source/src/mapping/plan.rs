//! A mapping compiled: the places of every kind of event, and their columns once a header is read.

use std::collections::BTreeMap;

use event::{ActorKind, Change};

use super::{
    row::{At, Slot},
    rules::OutcomeRules,
    time::TimeFormat,
};
use crate::Fault;

/// What the records of a format look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// JSON objects: places are pointers.
    Json,
    /// CSV records: places are columns.
    Csv,
}

/// A compiled mapping. Applied by [`Plan::decode`]; immutable and shared by decoders.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(super) time: Slot,
    pub(super) clock: TimeFormat,
    pub(super) mark: MarkSlots,
    pub(super) body: Body,
    /// Route pointers of the catalogue, by index.
    pub(super) pointers: Vec<Slot>,
    pub(super) separator: Option<String>,
    pub(super) delimiter: char,
}

#[derive(Debug, Clone)]
pub(super) struct MarkSlots {
    pub(super) instance: Option<Slot>,
    pub(super) boot: Option<Slot>,
    pub(super) sequence: Option<Slot>,
    pub(super) event_id: Option<Slot>,
}

/// What the records become.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Access(Box<AccessSlots>),
    Issuance(Box<IssuanceSlots>),
    Identity(IdentitySlots),
    Relation(RelationSlots),
    Heartbeat,
}

#[derive(Debug, Clone)]
pub(super) struct AccessSlots {
    pub(super) request: RequestSlots,
    pub(super) outcome: Option<Slot>,
    pub(super) outcomes: OutcomeRules,
    pub(super) actor: Option<Slot>,
    pub(super) actor_kind: Option<Slot>,
    pub(super) actor_kinds: BTreeMap<String, ActorKind>,
    pub(super) actor_kind_default: ActorKind,
    pub(super) credential: Option<Slot>,
    pub(super) key: Option<Slot>,
    pub(super) issuer: Option<Slot>,
    pub(super) ip: Option<Slot>,
    pub(super) client: Option<Slot>,
    pub(super) records: Option<Slot>,
    pub(super) reach: Option<Slot>,
    pub(super) subjects: Option<Slot>,
}

#[derive(Debug, Clone)]
pub(super) enum RequestSlots {
    Http { method: Option<Slot>, path: Slot },
    Table { table: Slot, columns: Option<Slot> },
    Call { service: Slot, operation: Slot },
}

#[derive(Debug, Clone)]
pub(super) struct IssuanceSlots {
    pub(super) credential: Slot,
    pub(super) key: Option<Slot>,
    pub(super) issuer: Option<Slot>,
    pub(super) subject: Option<Slot>,
    pub(super) expires: Option<Slot>,
    pub(super) ip: Option<Slot>,
    pub(super) client: Option<Slot>,
}

#[derive(Debug, Clone)]
pub(super) struct IdentitySlots {
    pub(super) subject: Slot,
    pub(super) change: Slot,
    pub(super) changes: BTreeMap<String, Change>,
    pub(super) key: Option<Slot>,
}

#[derive(Debug, Clone)]
pub(super) struct RelationSlots {
    pub(super) relation: Slot,
    pub(super) owner: Slot,
    pub(super) other: Slot,
    pub(super) from: Option<Slot>,
    pub(super) to: Option<Slot>,
}

impl Plan {
    /// What divides the columns of this source.
    pub(crate) fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The plan with every column's index in this header.
    ///
    /// # Errors
    /// When the header lacks a mapped column or has it twice.
    pub(crate) fn bound(&self, header: &[impl AsRef<str>]) -> Result<Plan, Fault> {
        let mut plan = self.clone();
        for slot in plan.slots_mut() {
            let At::Column { name, index } = &mut slot.at else {
                continue;
            };
            let mut places = header
                .iter()
                .enumerate()
                .filter(|(_, column)| column.as_ref().trim() == name.as_str())
                .map(|(place, _)| place);
            *index = match (places.next(), places.next()) {
                (Some(place), None) => place,
                (Some(_), Some(_)) => {
                    return Err(Fault::new(format!(
                        "the header has the column {name} twice"
                    )));
                }
                (None, _) => {
                    return Err(Fault::new(format!(
                        "the header has no column {name}, which {} names",
                        slot.name
                    )));
                }
            };
        }
        Ok(plan)
    }

    fn slots_mut(&mut self) -> Vec<&mut Slot> {
        let mark = &mut self.mark;
        let mut slots = vec![&mut self.time];
        slots.extend(self.pointers.iter_mut());
        let marks = [
            &mut mark.instance,
            &mut mark.boot,
            &mut mark.sequence,
            &mut mark.event_id,
        ];
        slots.extend(marks.into_iter().flatten());
        self.body.add_slots(&mut slots);
        slots
    }
}

impl Body {
    fn add_slots<'s>(&'s mut self, slots: &mut Vec<&'s mut Slot>) {
        match self {
            Body::Access(access) => {
                let a = access.as_mut();
                match &mut a.request {
                    RequestSlots::Http { method, path } => {
                        slots.extend(method.as_mut().into_iter().chain([path]));
                    }
                    RequestSlots::Table { table, columns } => {
                        slots.extend(columns.as_mut().into_iter().chain([table]));
                    }
                    RequestSlots::Call { service, operation } => slots.extend([service, operation]),
                }
                let optional = [
                    &mut a.outcome,
                    &mut a.actor,
                    &mut a.actor_kind,
                    &mut a.credential,
                    &mut a.key,
                    &mut a.issuer,
                    &mut a.ip,
                    &mut a.client,
                    &mut a.records,
                    &mut a.reach,
                    &mut a.subjects,
                ];
                slots.extend(optional.into_iter().flatten());
            }
            Body::Issuance(issuance) => {
                let i = issuance.as_mut();
                slots.push(&mut i.credential);
                let optional = [
                    &mut i.key,
                    &mut i.issuer,
                    &mut i.subject,
                    &mut i.expires,
                    &mut i.ip,
                    &mut i.client,
                ];
                slots.extend(optional.into_iter().flatten());
            }
            Body::Identity(i) => {
                slots.extend([&mut i.subject, &mut i.change]);
                slots.extend(i.key.as_mut());
            }
            Body::Relation(r) => {
                slots.extend([&mut r.relation, &mut r.owner, &mut r.other]);
                slots.extend([&mut r.from, &mut r.to].into_iter().flatten());
            }
            Body::Heartbeat => {}
        }
    }
}

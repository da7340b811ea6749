//! A clock held beside another of its kind: which is earlier, and what it takes over of the other.

use event::Millis;

use super::{
    clock::{Clock, Due},
    regime::Limit,
};

impl Clock {
    /// Whether it is known to count from before another; what is unknown is no beginning.
    fn is_earlier(&self, than: &Clock) -> bool {
        match (self.started, than.started) {
            (Some(at), Some(other)) => at < other,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// The same clock due with the first of its kind, where that is due later: what belongs to the first is told with it.
    pub(crate) fn due_with(self, first: &Clock) -> Clock {
        let limit = |of: &Clock| of.due.as_ref().and_then(|due| due.limit);
        match (limit(&self), limit(first), self.started, &first.due) {
            (Some(own), Some(of_first), Some(started), Some(due)) if of_first > own => Clock {
                due: Some(Due {
                    target: due.target.map(|target| target.max(started)),
                    ..due.clone()
                }),
                limit: first.limit.clone(),
                ..self
            },
            _ => self,
        }
    }

    /// The same clock with the start and the limit of another: a merge changes nothing of when it is due.
    pub(crate) fn counted_as(self, before: &Clock) -> Clock {
        Clock {
            started: before.started,
            limit: before.limit.clone(),
            due: before.due.clone(),
            version: before.version.clone(),
            uncounted: before.uncounted.clone(),
            ..self
        }
    }

    /// Whether it has a limit that is earlier than that of another.
    pub(crate) fn is_due_before(&self, other: &Clock) -> bool {
        let limit = |of: &Clock| of.due.as_ref().and_then(|due| due.limit);
        let (own, of_other) = (limit(self), limit(other));
        own.is_some_and(|own| of_other.is_none_or(|other| own < other))
    }

    /// The same clock of what is due at once, where nobody here knew of it before a moment.
    pub(crate) fn due_from(mut self, known: Millis) -> Clock {
        if self.limit == Limit::AtOnce
            && let Some(due) = &mut self.due
        {
            due.limit = due.limit.map(|limit| limit.max(known));
            due.target = due.target.map(|target| target.max(known));
        }
        self
    }
}

/// Enters clocks among others: of those with one key the one that counts from the earliest moment stays.
pub(crate) fn enter_all(clocks: &mut Vec<Clock>, fresh: Vec<Clock>) {
    for clock in fresh {
        match clocks.iter_mut().find(|one| one.key == clock.key) {
            None => clocks.push(clock),
            Some(one) if clock.is_earlier(one) => *one = clock,
            Some(_) => {}
        }
    }
}

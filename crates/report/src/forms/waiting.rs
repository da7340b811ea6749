//! What waits at the request of police or prosecutors, and what was posted in place of a notice, among the clocks of the
//! sheet and the board page.

use incident::law::{Posted, Posting, PostingRule, Request, Span};

use super::Draft;
use crate::{Clock, Standing};

impl Draft<'_> {
    /// What is said of a clock that waits for a request.
    pub(super) fn waits_note(&self, id: &str, unreviewed: Option<Span>) -> String {
        let is = |of: &&Request| of.id == id;
        let from = self.given.incident.requests.iter().find(is);
        let from = from.map_or("", |of| of.from.as_str());
        let waits = self.say(
            &format!("{from}의 요청({id})에 따라 통지 보류, 기한은 요청이 끝나는 때"),
            &format!("waits at the request of {from} ({id}); due when that ends"),
        );
        self.with_review(waits, unreviewed)
    }

    /// What is said of a cause that lasts, with for how long nobody looked at it again beyond a day.
    pub(super) fn with_review(&self, waits: String, unreviewed: Option<Span>) -> String {
        let Some(span) = unreviewed else { return waits };
        let overdue = self.say(
            &format!("매일 하는 재검토가 {} 늦음", span.korean()),
            &format!("the daily review is overdue by {span}"),
        );
        format!("{waits}\n{overdue}")
    }

    /// The postings as clocks: due is when their days are full.
    pub(super) fn posting_clocks(&self) -> Vec<Clock> {
        let (incident, now) = (self.given.incident, self.given.now);
        let up = incident.postings.iter().filter(|of| of.up_from <= now);
        up.filter_map(|posting| {
            let (regime, rule) = incident.posting_rule(&posting.rule).ok()?;
            let posted = posting.posted(rule, &regime.zone, now).ok()?;
            Some(self.posting_clock(posting, rule, posted))
        })
        .collect()
    }

    fn posting_clock(&self, posting: &Posting, rule: &PostingRule, posted: Posted) -> Clock {
        let days = self.say(
            &format!("{}일 중 {}일 게시됨", posted.of, posted.days),
            &format!("up for {} of {} days", posted.days, posted.of),
        );
        let down = posted.is_down.then(|| {
            self.say(
                "지금 내려가 있음: 게시된 날만 센다",
                "DOWN now: only days on which it is up count",
            )
        });
        let done = posted.ends.filter(|_| posted.is_done());
        Clock {
            regime: posting.rule.clone(),
            what: format!("{}: {}", self.words(&rule.names), posting.id),
            started: Some(posting.up_from),
            due: posted.ends,
            target: None,
            at_once: false,
            no_number: false,
            standing: done.map_or(Standing::Runs, |at| Standing::Done { at }),
            note: Some(down.map_or_else(|| days.clone(), |down| format!("{days}\n{down}"))),
        }
    }
}

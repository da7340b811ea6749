//! Duties that apply and whose clock nothing began: they stand among the clocks of the sheet and of the board page, for
//! nobody asks for a row that is not there.

use incident::case::Unstarted;

use super::{Draft, FormsError};
use crate::{Clock, Standing};

impl Draft<'_> {
    /// Each of them as a clock that counts from nothing, with what would begin it; the same of several controllers is one.
    pub(super) fn unstarted(&self) -> Result<Vec<Clock>, FormsError> {
        let (incident, now) = (self.given.incident, self.given.now);
        // All clocks, and not only those that are spoken of: a duty that any of them is of is there.
        let found = incident.unstarted(&incident.clocks(now)?, now)?;
        let mut shown: Vec<(Unstarted, Vec<String>)> = Vec::new();
        for of in found {
            let controller = of.duty.controller.clone();
            let same = |(led, _): &&mut (Unstarted, Vec<String>)| {
                (&led.duty.clock, led.is_decided) == (&of.duty.clock, of.is_decided)
            };
            match shown.iter_mut().find(same) {
                Some((_, controllers)) => controllers.push(controller),
                None => shown.push((of, vec![controller])),
            }
        }
        let shown = shown.iter();
        Ok(shown
            .map(|(of, controllers)| self.without_clock(of, controllers))
            .collect())
    }

    fn without_clock(&self, of: &Unstarted, controllers: &[String]) -> Clock {
        let named = self.duty_name(&of.duty).unwrap_or_default();
        Clock {
            regime: of.duty.clock.clone(),
            what: format!("{named}{}", self.of_other(&controllers.join(", "))),
            started: None,
            due: None,
            target: None,
            at_once: false,
            no_number: false,
            standing: match of.is_decided {
                true => Standing::Runs,
                false => Standing::Undecided,
            },
            note: Some(self.without_clock_note(of)),
        }
    }

    fn without_clock_note(&self, of: &Unstarted) -> String {
        let applies = match of.is_decided {
            true => self.say("해당하는 것으로 결정됨", "applies, as decided"),
            false => self.say(
                "규칙이 해당하는 것으로 제안함",
                "applies, as the rules propose",
            ),
        };
        let why = match (&of.after, of.starts.last()) {
            (Some(after), _) => self.say(
                &format!("시작 전: {after}를 제출한 때부터 셈"),
                &format!("not started: it counts from the filing of {after}"),
            ),
            (None, Some(start)) => {
                let (ko, en) = start.known();
                self.say(
                    &format!("시작 전: {ko} 시각이 입력되지 않음"),
                    &format!("not started: nobody entered that {en}"),
                )
            }
            (None, None) => self.say("시작 전", "not started"),
        };
        format!("{applies}; {why}")
    }
}

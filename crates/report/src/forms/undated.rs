//! What a page for the room says of clocks of which nobody knows from when they count, and in place of tables that would be
//! empty: no row is read as nothing due and nothing to decide.

use incident::law::{self, Answer, DutyKey, State};

use super::{Draft, FormsError};
use crate::{Missing, Part};

/// Clocks that are named in one sentence; beyond them they are only counted.
const NAMED_MAX: usize = 6;

impl Draft<'_> {
    /// The first clocks of a page, behind a sentence about those of which nobody knows from when they count. They are folded
    /// behind another of their duty, and nobody would see that people wait of whom it cannot be said since when.
    pub(super) fn clock_parts(&self, most: usize) -> Result<Vec<Part>, FormsError> {
        let (clocks, cut) = self.pressing(most)?;
        let text = |text: String| Part::Text { text };
        let mut parts: Vec<Part> = self.undated_words().map(text).into_iter().collect();
        parts.push(match clocks.is_empty() {
            true => text(self.no_clock()),
            false => Part::Clocks { clocks },
        });
        parts.extend(self.cut_note(cut));
        Ok(parts)
    }

    /// The same among what is still missing.
    pub(super) fn undated_missing(&self) -> Option<Missing> {
        let what = self.undated_words()?;
        Some(Missing {
            number: String::new(),
            what,
            why: Some(self.say(
                "그 사람들을 알게 된 때를 아무도 적지 않음",
                "nobody entered when those people were known",
            )),
            who: None,
            expected: None,
        })
    }

    fn undated_words(&self) -> Option<String> {
        let (register, now) = (&self.given.incident.register, self.given.now);
        let is_undated = |clock: &&law::Clock| {
            let state = clock.state(register, now);
            let unknown = matches!(
                state,
                State::CannotSay {
                    because: None,
                    filed: None
                }
            );
            unknown && clock.started.is_none()
        };
        let all: Vec<&law::Clock> = self.clocks.iter().filter(is_undated).collect();
        if all.is_empty() {
            return None;
        }
        let named = all.iter().take(NAMED_MAX);
        let named = named.map(|clock| format!("{} {}", clock.key.clock, self.owed_words(clock)));
        let named = named.collect::<Vec<_>>().join("; ");
        let (n, more) = (all.len(), all.len().saturating_sub(NAMED_MAX));
        let (more_ko, more_en) = match more {
            0 => (String::new(), String::new()),
            more => (format!(" 외 {more}개"), format!(" and {more} more")),
        };
        let clocks = if n == 1 { "clock" } else { "clocks" };
        Some(self.say(
            &format!("언제부터 세는지 알 수 없어 기한을 말할 수 없는 시한 {n}개: {named}{more_ko}"),
            &format!("{n} {clocks} of which nobody knows from when to count, so no due can be said: {named}{more_en}"),
        ))
    }

    /// Why no clock stands on the page.
    fn no_clock(&self) -> String {
        let candidates = self.given.incident.awareness.candidates(self.given.now);
        match candidates.iter().any(|(_, of)| of.kind.is_awareness()) {
            true => self.say(
                "세고 있는 시한이 없다. 의무가 없다는 뜻은 아니다.",
                "No clock is counted. That does not say that nothing is due.",
            ),
            false => self.say(
                "인지 시각이 입력되지 않아 셀 수 있는 시한이 없다. 의무가 없다는 뜻은 아니다.",
                "No moment of awareness was entered, so no clock can be counted. That does not say that nothing is due.",
            ),
        }
    }

    /// Every duty that is asked of and that the law knows, where none has a clock yet.
    pub(super) fn duties_before_clocks(&self) -> Vec<DutyKey> {
        let rows = self.given.incident.duties(self.given.now);
        let rows = rows.into_iter().flatten();
        let asked = rows.filter(|row| row.absent_on.is_none());
        asked.map(|row| row.duty).collect()
    }

    /// How a duty without a clock is called.
    pub(super) fn duty_name(&self, key: &DutyKey) -> Option<&str> {
        let regime = law::regime(&key.regime).ok()?;
        let rule = regime.clocks.iter().rfind(|rule| rule.id == key.clock)?;
        Some(self.words(&rule.names))
    }

    /// What the rules propose of a duty that has no clock.
    pub(super) fn proposed_words(&self, key: &DutyKey) -> Option<String> {
        let proposal = self.given.incident.proposal(key, self.given.now).ok()?;
        let words = match proposal.answer {
            Answer::Applies => (
                "규칙이 해당하는 것으로 제안함",
                "the rules propose that it applies",
            ),
            Answer::DoesNotApply => (
                "규칙이 해당하지 않는 것으로 제안함",
                "the rules propose that it does not apply",
            ),
            Answer::Deemed | Answer::Undecided => {
                ("규칙만으로는 말할 수 없음", "the rules cannot say")
            }
        };
        Some(self.say(
            &format!("{}. 시한은 아직 시작되지 않음", words.0),
            &format!("{}; its clock has not begun", words.1),
        ))
    }
}

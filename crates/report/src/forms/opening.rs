//! What whoever signs a report reads first: what it leaves unknown, what of that the law wants in a first report all
//! the same, and what may follow. It stands above the form, whose order is that of the authority.

use incident::law::Item;

use super::{Draft, Filing, wanted_first};
use crate::{Missing, Note};

impl Draft<'_> {
    /// The lines above the form.
    pub(super) fn opening(&self, filing: Filing, missing: &[Missing]) -> Vec<Note> {
        let Some(rules) = &self.law else {
            return Vec::new();
        };
        let (wanted, rest): (Vec<&Missing>, Vec<&Missing>) = missing
            .iter()
            .partition(|of| wanted_first(rules, &of.number));
        let mut notes: Vec<Note> = self.left_out_note().into_iter().collect();
        if filing != Filing::First {
            let all: Vec<&Missing> = missing.iter().collect();
            notes.push(self.numbers_of(("미확인 항목", "Still unknown"), &all));
            return notes;
        }
        notes.extend([
            self.numbers_of(
                (
                    "최초 신고에도 적을 미확인 항목",
                    "Unknown, wanted in a first report too",
                ),
                &wanted,
            ),
            self.numbers_of(("그 밖의 미확인 항목", "Other unknown items"), &rest),
        ]);
        notes.extend(self.may_follow());
        notes
    }

    /// Numbers of fields, and how many they are.
    fn numbers_of(&self, (ko, en): (&str, &str), missing: &[&Missing]) -> Note {
        let numbers: Vec<&str> = missing.iter().map(|of| of.number.as_str()).collect();
        let count = missing.len();
        let listed = numbers.join(", ");
        let text = match count {
            0 => self.say("없음", "none"),
            _ => self.say(
                &format!("{count}개: {listed}"),
                &format!("{count}: {listed}"),
            ),
        };
        Note {
            name: self.say(ko, en),
            text,
        }
    }

    /// What the law lets a first report leave unknown, and when it must follow.
    fn may_follow(&self) -> Option<Note> {
        let law = self.law?;
        let asked = law.regime.asks(&law.version.id, law.clock);
        let open: Vec<&Item> = asked.filter(|item| item.open_first).collect();
        let clock = law.regime.clocks.iter().find(|of| of.id == law.clock)?;
        let follow = clock.fact.as_ref()?;
        let names: Vec<&str> = open
            .iter()
            .map(|item| match self.lang {
                crate::Lang::Ko => item.ko.as_str(),
                crate::Lang::En => item.en.as_str(),
            })
            .collect();
        let names = names.join("; ");
        let (rule, article) = (self.words(&follow.rule), self.article(&follow.law));
        let text = match open.is_empty() {
            true => format!("{rule} ({article})"),
            false => self.say(
                &format!(
                    "확인된 만큼만 적고 나머지는 미확인으로 둘 수 있음: {names}. {rule} ({article})"
                ),
                &format!(
                    "May say what is known and leave the rest unknown: {names}. {rule} ({article})"
                ),
            ),
        };
        Some(Note {
            name: self.say("최초 신고와 추가 신고", "First and further reports"),
            text,
        })
    }
}

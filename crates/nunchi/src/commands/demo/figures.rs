//! Figures by name: what is true and what was measured, under the same names, so that one comparison
//! leaves none out. A figure that is zero on both sides stands on neither.

use std::collections::{BTreeMap, BTreeSet};

use event::Millis;
use exposure::{Answer, Verdict};
use serde_json::{Map, Value};

use super::play::{Play, UNTOUCHED};

/// A figure's name, from the outside in: `["not_issued", "by_field", "name"]`.
pub(crate) type Name = Vec<String>;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Figures(BTreeMap<Name, Value>);

/// A figure that is not as it must be; null is a figure that one side does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Its name, joined by points.
    pub(crate) figure: String,
    /// What is true.
    pub(crate) truth: Value,
    /// What was found.
    pub(crate) measured: Value,
}

impl Figures {
    /// What is true.
    pub(crate) fn of_truth(play: &Play) -> Figures {
        let (truth, mut out) = (&play.truth, Figures::default());
        out.number(&["first_count", "subjects"], truth.first_count.subjects);
        out.scope_of_truth("not_issued", &truth.not_issued);
        out.scope_of_truth("not_issued_with_late", &truth.not_issued_with_late);
        // Whose they are, one by one and not only how many: nobody missing, nobody too many.
        for (set, names) in [
            ("not_issued", &play.true_names.exact),
            ("not_issued_with_late", &play.true_names.with_late),
        ] {
            out.number(&[set, "names", "found"], names.len() as u64);
        }
        out.number(
            &["late", "added"],
            play.true_names
                .with_late
                .difference(&play.true_names.exact)
                .count() as u64,
        );
        let first = truth.first_count.subjects;
        let (second, third) = (
            truth.not_issued.subjects,
            truth.not_issued_with_late.subjects,
        );
        for (version, subjects) in [("1", first), ("2", second), ("3", third)] {
            out.number(&["scopes", version, "subjects"], subjects);
        }
        out.number(&["scopes", "3", "by_late_source"], third - second);
        out.word(&["integrity"], "ok");
        out.word(&["completeness"], "complete");
        for field in UNTOUCHED {
            out.word(&["untouched", field], Verdict::Clear.word());
        }
        out.deleted_in_truth(play);
        out
    }

    /// What must be said where the log of five months was deleted.
    fn deleted_in_truth(&mut self, play: &Play) {
        const AT: &str = "deleted_log";
        for field in UNTOUCHED {
            for (claim, verdict) in [
                ("whole", Verdict::CannotSay),
                ("inside", Verdict::CannotSay),
                ("outside", Verdict::Clear),
            ] {
                self.word(&[AT, "untouched", field, claim], verdict.word());
            }
        }
        let Some(deleted) = play.deleted.truth.deleted else {
            return;
        };
        self.number(&[AT, "missing"], deleted.lines);
        self.time(&[AT, "after"], deleted.between.0);
        self.time(&[AT, "before"], deleted.between.1);
        self.number(&[AT, "subjects"], deleted.subjects_left);
        self.number(&[AT, "reads"], deleted.reads_left);
        self.number(&[AT, "possibly"], deleted.possibly);
    }

    /// What was said there.
    fn deleted_in_answers(&mut self, play: &Play) {
        const AT: &str = "deleted_log";
        let said = &play.deleted;
        for (claim, answer) in [
            ("whole", &said.whole),
            ("inside", &said.inside),
            ("outside", &said.outside),
        ] {
            for (field, untouched) in &answer.untouched {
                self.word(&[AT, "untouched", field, claim], untouched.verdict.word());
            }
        }
        let gap = said.gap();
        self.number(&[AT, "missing"], gap.map_or(0, |(events, _)| events));
        self.time(&[AT, "after"], gap.map(|(_, (after, _))| after));
        self.time(&[AT, "before"], gap.map(|(_, (_, before))| before));
        self.number(&[AT, "subjects"], said.whole.subjects);
        self.number(&[AT, "reads"], said.whole.reads);
        let possibly = said.whole.coverage.possibly.as_ref();
        self.number(
            &[AT, "possibly"],
            possibly.and_then(|p| p.at_most).unwrap_or(0),
        );
    }

    /// What the ledger answered.
    pub(crate) fn of_play(play: &Play) -> Figures {
        let mut out = Figures::default();
        out.number(&["first_count", "subjects"], play.first.subjects);
        out.scope_of_answer("not_issued", &play.exact);
        out.scope_of_answer("not_issued_with_late", &play.with_late);
        let (found, truth) = (&play.names, &play.true_names);
        for (set, found, truth) in [
            ("not_issued", &found.exact, &truth.exact),
            ("not_issued_with_late", &found.with_late, &truth.with_late),
        ] {
            out.number(
                &[set, "names", "found"],
                found.intersection(truth).count() as u64,
            );
            out.number(
                &[set, "names", "unknown"],
                found.difference(truth).count() as u64,
            );
        }
        out.number(&["late", "added"], play.added);
        out.number(&["late", "removed"], play.removed);
        for (version, subjects) in ["1", "2", "3"].iter().zip(play.story.subjects()) {
            out.number(&["scopes", version, "subjects"], subjects);
        }
        out.number(&["scopes", "3", "by_late_source"], play.story.late());
        out.number(&["scopes", "3", "otherwise"], play.story.otherwise());
        out.word(&["integrity"], play.integrity());
        out.word(&["completeness"], play.completeness());
        for (field, untouched) in &play.with_late.untouched {
            out.word(&["untouched", field], untouched.verdict.word());
        }
        out.deleted_in_answers(play);
        out
    }

    fn scope_of_truth(&mut self, set: &str, scope: &sim::Scope) {
        self.number(&[set, "accesses"], scope.accesses);
        self.number(&[set, "reads"], scope.reads);
        self.number(&[set, "subjects"], scope.subjects);
        self.number(&[set, "exposures"], scope.exposures);
        self.number(&[set, "addresses"], scope.addresses);
        for (by, counts) in [
            ("by_field", &scope.by_field),
            ("by_kind", &scope.by_kind),
            ("by_controller", &scope.by_controller),
        ] {
            for (of, subjects) in counts {
                self.number(&[set, by, of], *subjects);
            }
        }
        for (route, total) in &scope.by_route {
            self.number(&[set, "by_route", route, "reads"], total.reads);
            self.number(&[set, "by_route", route, "subjects"], total.subjects);
        }
        self.number(&[set, "ghosts", "reads"], scope.ghosts.reads);
        self.number(&[set, "ghosts", "names"], scope.ghosts.names);
        self.number(&[set, "people", "identifiers"], scope.people.identifiers);
        self.number(&[set, "people", "persons"], scope.people.persons);
        self.time(&[set, "first"], Some(scope.first));
        self.time(&[set, "last"], Some(scope.last));
    }

    fn scope_of_answer(&mut self, set: &str, answer: &Answer) {
        self.number(&[set, "accesses"], answer.accesses);
        self.number(&[set, "reads"], answer.reads);
        self.number(&[set, "subjects"], answer.subjects);
        self.number(&[set, "exposures"], answer.exposures);
        self.number(&[set, "addresses"], answer.addresses);
        for (by, counts) in [
            ("by_field", &answer.by_field),
            ("by_kind", &answer.by_kind),
            ("by_controller", &answer.by_controller),
        ] {
            for (of, pair) in counts {
                self.number(&[set, by, of], pair.subjects);
            }
        }
        for (route, pair) in &answer.by_route {
            self.number(&[set, "by_route", route, "reads"], pair.reads);
            self.number(&[set, "by_route", route, "subjects"], pair.subjects);
        }
        self.number(&[set, "ghosts", "reads"], answer.ghosts.0);
        self.number(&[set, "ghosts", "names"], answer.ghosts.1);
        let people = answer.people.as_ref();
        self.number(
            &[set, "people", "identifiers"],
            people.map_or(0, |people| people.identifiers),
        );
        self.number(
            &[set, "people", "persons"],
            people.map_or(0, |people| people.best),
        );
        // What the replay never holds: the truth has no such figure, so any makes a difference.
        self.number(&[set, "undecided"], answer.undecided.0);
        self.number(&[set, "unnamed"], answer.unnamed.0);
        let (first, last) = answer.span.unzip();
        self.time(&[set, "first"], first);
        self.time(&[set, "last"], last);
    }

    fn put(&mut self, name: &[&str], value: Value) {
        self.0
            .insert(name.iter().map(|part| (*part).to_owned()).collect(), value);
    }

    fn number(&mut self, name: &[&str], number: u64) {
        if number > 0 {
            self.put(name, Value::from(number));
        }
    }

    fn time(&mut self, name: &[&str], time: Option<Millis>) {
        if let Some(time) = time {
            self.put(name, Value::from(time.to_string()));
        }
    }

    fn word(&mut self, name: &[&str], word: &str) {
        self.put(name, Value::from(word));
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// One of them.
    pub(crate) fn get(&self, name: &Name) -> Option<&Value> {
        self.0.get(name)
    }

    /// The names of both sides, in order.
    pub(crate) fn names_with(&self, other: &Figures) -> BTreeSet<Name> {
        self.0.keys().chain(other.0.keys()).cloned().collect()
    }

    /// Where what was measured is not what is true.
    pub(crate) fn differences(&self, measured: &Figures) -> Vec<Difference> {
        let side =
            |figures: &Figures, name: &Name| figures.get(name).cloned().unwrap_or(Value::Null);
        let names = self.names_with(measured).into_iter();
        names
            .filter(|name| self.get(name) != measured.get(name))
            .map(|name| Difference {
                truth: side(self, &name),
                measured: side(measured, &name),
                figure: name.join("."),
            })
            .collect()
    }

    /// As one JSON object, nested by the parts of the names.
    pub(crate) fn nested(&self) -> Value {
        let mut out = Map::new();
        for (name, value) in &self.0 {
            let Some((last, outer)) = name.split_last() else {
                continue;
            };
            let mut at = &mut out;
            for part in outer {
                let inner = at
                    .entry(part.clone())
                    .or_insert_with(|| Value::Object(Map::new()));
                // No name is both a figure and a group of figures, so this is always a group.
                let Value::Object(inner) = inner else {
                    return Value::Null;
                };
                at = inner;
            }
            at.insert(last.clone(), value.clone());
        }
        Value::Object(out)
    }
}

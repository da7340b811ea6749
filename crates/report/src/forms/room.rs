//! What the sheet and the board page share: clocks, decisions, and the figures that matter, short.

use event::Millis;
use incident::law::{self, Answer, DutyKey, Start, State};

use super::{
    Draft, FormsError, case_scale::Counted, deeds::first_filing, moments::ruled, version::owed,
};
use crate::{Clock, Decision, Field, Part, Standing, Unit, Value};

/// Of the rows of clocks on a page, one in so many may be of duties that have no clock; those cut are counted.
const UNSTARTED_PART: usize = 4;

/// Gaps of the record on one page; the number of those cut is said.
const GAPS_MAX: usize = 6;

impl Draft<'_> {
    /// The clocks that have begun, what presses first, and how many were left out. Of a duty with several open clocks
    /// the most pressing stands for all: fifty groups must not make fifty alarms.
    pub(super) fn pressing(&self, most: usize) -> Result<(Vec<Clock>, usize), FormsError> {
        let (register, now) = (&self.given.incident.register, self.given.now);
        let applying = self.applying();
        let mut all: Vec<(u8, Option<Millis>, &law::Clock, State)> = Vec::new();
        for clock in &self.clocks {
            let state = clock.state(register, now);
            let due = clock.due_now(now).and_then(|due| due.limit);
            let rank = match (&state, due) {
                // What was decided not to apply stands with the decisions.
                (State::NotBegun | State::Stopped { .. }, _) => continue,
                (State::FiledLate { .. }, _) => 4,
                (state, _) if !state.is_open() => 6,
                (State::CannotSay { .. }, _) => 3,
                (_, None) => 5,
                (state, Some(_)) => lateness(state, applying.contains(&DutyKey::of(&clock.key))),
            };
            all.push((rank, due, clock, state));
        }
        all.sort_by(|a, b| (a.0, a.1, &a.2.key).cmp(&(b.0, b.1, &b.2.key)));
        let mut shown: Vec<(DutyKey, bool, usize, Clock)> = Vec::new();
        for (_, _, clock, state) in all {
            let (duty, open) = (DutyKey::of(&clock.key), state.is_open());
            match shown.iter_mut().find(|of| of.0 == duty && of.1 && open) {
                Some(led) => {
                    led.2 += 1;
                    // One that runs leads before one of which nobody knows when it began, though no number says when it is due.
                    if led.3.started.is_none() && clock.started.is_some() {
                        led.3 = self.shown(clock, &state);
                    }
                }
                None => shown.push((duty, open, 0, self.shown(clock, &state))),
            }
        }
        // What has no clock stands behind what runs out, and before what has no date or is over.
        let is_first = |of: &&(DutyKey, bool, usize, Clock)| {
            of.1 && (of.3.due.is_some() || of.3.started.is_none())
        };
        let first = shown.iter().take_while(is_first).count();
        let clocks = shown
            .into_iter()
            .map(|(_, _, more, clock)| self.leading(clock, more));
        let mut clocks: Vec<Clock> = clocks.collect();
        // A posting stands on the page however many clocks there are: nothing else says that it is down. So do the first
        // duties without a clock: nothing else asks for them.
        let mut postings = self.posting_clocks();
        let mut unstarted = self.unstarted()?;
        let all = clocks.len() + unstarted.len() + postings.len();
        postings.truncate(most);
        unstarted.truncate((most / UNSTARTED_PART).min(most - postings.len()));
        clocks.truncate(most - postings.len() - unstarted.len());
        let place = first.min(clocks.len());
        clocks.splice(place..place, unstarted);
        clocks.extend(postings);
        let cut = all - clocks.len();
        Ok((clocks, cut))
    }

    /// The duties that apply, as decided or, before anybody decides, as the rules propose.
    fn applying(&self) -> Vec<DutyKey> {
        let (incident, now) = (self.given.incident, self.given.now);
        let applies = |row: &law::RegisterRow<'_>| match row.standing.map(|of| of.answer) {
            None | Some(Answer::Undecided) => incident.proposal_of(row).answer == Answer::Applies,
            Some(answer) => answer == Answer::Applies,
        };
        let rows = incident.duties(now).into_iter().flatten();
        rows.filter(applies).map(|row| row.duty).collect()
    }

    /// How much a duty presses by the latest of its open clocks, as [`lateness`].
    fn duty_lateness(&self, duty: &DutyKey, applying: &[DutyKey]) -> u8 {
        let (register, now) = (&self.given.incident.register, self.given.now);
        let clocks = self
            .clocks
            .iter()
            .filter(|of| DutyKey::of(&of.key) == *duty);
        let of = clocks.map(|clock| lateness(&clock.state(register, now), applying.contains(duty)));
        of.min().unwrap_or(NOT_LATE)
    }

    /// A clock with how many more of the same duty are open.
    fn leading(&self, mut clock: Clock, more: usize) -> Clock {
        if more > 0 {
            let words = self.say(
                &format!("같은 의무의 열린 시한 {more}개 더"),
                &format!("{more} more open of the same duty"),
            );
            clock.note = Some(match clock.note {
                Some(note) => format!("{note}\n{words}"),
                None => words,
            });
        }
        clock
    }

    fn shown(&self, clock: &law::Clock, state: &State) -> Clock {
        let register = &self.given.incident.register;
        let answer = register
            .standing(&DutyKey::of(&clock.key), self.given.now)
            .map(|of| of.answer);
        let due = clock.due_now(self.given.now);
        let filed = first_filing(clock, self.given.now).map(|of| of.at);
        let standing = match (filed, state, answer) {
            // Who was told of a possibility is still to be told that there was none, or was.
            (Some(_), State::AtOnce { .. }, _) => Standing::Runs,
            (Some(_), State::Retracted { at, .. }, _) => Standing::Done { at: *at },
            (Some(at), ..) => Standing::Done { at },
            (None, State::Stopped { .. }, _) => Standing::NoDuty,
            (None, State::Delayed { .. }, _) => Standing::Delayed,
            (None, State::Replaced { at, .. } | State::FellAway { at }, _) => {
                Standing::Done { at: *at }
            }
            (None, _, None | Some(Answer::Undecided)) => Standing::Undecided,
            (None, ..) => Standing::Runs,
        };
        Clock {
            regime: clock.key.clock.clone(),
            what: self.owed_words(clock),
            started: clock.started,
            // What waits is due when the request ends, whatever the law said before.
            due: match state {
                State::Waits { lapses, .. } => Some(self.given.now.plus(lapses.ms)),
                _ => due.as_ref().and_then(|due| due.limit),
            },
            target: due.as_ref().and_then(|due| due.target),
            at_once: is_at_once(state),
            no_number: matches!(state, State::WithoutNumber { .. }),
            standing,
            note: self.noted_filings(
                clock,
                self.clock_note(clock, state)
                    .or_else(|| self.unsettled_note(clock)),
            ),
        }
    }

    /// What a clock owes, for whom, and for which controller where that is not the one for whom is spoken.
    pub(super) fn owed_words(&self, clock: &law::Clock) -> String {
        let words = format!(
            "{}: {}",
            owed(clock, self.lang),
            self.trigger_words(&clock.key)
        );
        words + &self.of_other(&clock.key.controller)
    }

    pub(super) fn of_other(&self, controller: &str) -> String {
        match controller == self.given.controller.id {
            true => String::new(),
            false => format!(" · {controller}"),
        }
    }

    /// That the leak is known and nobody said whether it is of the people who may be concerned.
    fn unsettled_note(&self, clock: &law::Clock) -> Option<String> {
        let incident = self.given.incident;
        let found = incident.unsettled(&self.clocks, self.given.now);
        let of = found.into_iter().find(|of| of.key == clock.key)?;
        Some(match of.in_time {
            true => self.say(
                &format!("기한 안에 유출을 알게 됨: 같은 사람이면 {}로 대체된다고 기록, 아니면 둘 다 통지", of.by),
                &format!(
                    "the leak was known in time: record that {} takes its place if it is of the same people, else both are due",
                    of.by
                ),
            ),
            false => self.say(
                &format!("기한이 지난 뒤 유출을 알게 됨: {}와 함께 이행", of.by),
                &format!("the leak was known after its limit: due beside {}", of.by),
            ),
        })
    }

    fn clock_note(&self, clock: &law::Clock, state: &State) -> Option<String> {
        match state {
            State::CannotSay {
                because: Some(why), ..
            } => Some(self.say(
                &format!("그날의 법령으로 기한을 셀 수 없음: {why}"),
                &format!("no limit can be counted: {why}"),
            )),
            State::CannotSay { because: None, .. } => Some(self.say(
                "인지 시각 미확인: 기한을 말할 수 없음",
                "awareness unknown: no limit can be said",
            )),
            State::WithoutNumber { .. } => Some(self.say(
                "지체 없이(시한을 정하지 않음)",
                "without undue delay: no number",
            )),
            State::Delayed {
                code, unreviewed, ..
            } => {
                let cause = self.delay_words(clock, code);
                let lasts = self.say(
                    &format!("허용된 지연: {cause}"),
                    &format!("permitted delay: {cause}"),
                );
                Some(self.with_review(lasts, *unreviewed))
            }
            State::Waits {
                request,
                unreviewed,
                ..
            } => Some(self.waits_note(request, *unreviewed)),
            State::AtOnce { .. } | State::Filed { .. } => self.at_once_words(clock, state),
            State::Replaced { by, .. } => {
                Some(self.say(&format!("{by}로 대체"), &format!("replaced by {by}")))
            }
            State::FellAway { .. } => Some(self.say("유출 없음으로 확인", "there was no leak")),
            State::FiledLate { because, .. } => because.as_deref().map(|why| self.quoted(why)),
            _ => None,
        }
    }

    /// The cause of a permitted delay, as the law has it.
    pub(super) fn delay_words(&self, clock: &law::Clock, code: &str) -> String {
        let known = clock.rule.delays.iter().find(|of| of.code == code);
        known.map_or_else(|| code.to_owned(), |of| self.words(&of.words).to_owned())
    }

    /// Somebody's own words, where no grade stands beside them that says whose.
    pub(super) fn quoted(&self, words: &str) -> String {
        let word = self.say("사유", "reason");
        format!("{word}: “{}”", words.trim())
    }

    /// The duties of the controller: what nobody decided first, then what was decided, the latest first.
    pub(super) fn duties(&self, most: usize) -> (Vec<Decision>, usize) {
        let incident = self.given.incident;
        let mut open = Vec::new();
        let mut decided = Vec::new();
        let (mut keys, applying) = (self.duty_keys(), self.applying());
        keys.sort_by_cached_key(|key| self.duty_lateness(key, &applying));
        for key in keys {
            let name = self.clocks.iter().find(|of| DutyKey::of(&of.key) == key);
            let has_clock = name.is_some();
            let name = name.map(|clock| owed(clock, self.lang));
            let name = name
                .or_else(|| self.duty_name(&key))
                .unwrap_or(key.clock.as_str());
            let of = self.of_other(&key.controller);
            let question = self.say(
                &format!("{name}({}) 의무{of}", key.clock),
                &format!("Duty: {name} ({}){of}", key.clock),
            );
            match incident.register.standing(&key, self.given.now) {
                Some(of) => decided.push(Decision {
                    question,
                    decided: Some(self.answer_words(of.answer)),
                    by: of.by.clone(),
                    at: Some(of.at),
                    why: Some(self.quoted(&of.reason)),
                }),
                None => open.push(Decision {
                    question,
                    decided: None,
                    by: self.say("개인정보 보호책임자", "privacy officer"),
                    at: None,
                    why: match has_clock {
                        true => self.asked_again(&key),
                        false => self.proposed_words(&key),
                    },
                }),
            }
        }
        decided.sort_by_key(|of| std::cmp::Reverse(of.at));
        open.extend(decided);
        let cut = open.len().saturating_sub(most);
        open.truncate(most);
        (open, cut)
    }

    /// Duties of which nobody decided yet.
    pub(super) fn undecided_duties(&self, most: usize) -> (Vec<Decision>, usize) {
        let (mut open, _) = self.duties(usize::MAX);
        open.retain(|of| of.decided.is_none());
        let cut = open.len().saturating_sub(most);
        open.truncate(most);
        (open, cut)
    }

    /// Every duty with a clock that has begun, once; every duty, where no clock has.
    fn duty_keys(&self) -> Vec<DutyKey> {
        let mut keys: Vec<DutyKey> = Vec::new();
        for clock in &self.clocks {
            let key = DutyKey::of(&clock.key);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        match keys.is_empty() {
            true => self.duties_before_clocks(),
            false => keys,
        }
    }

    fn answer_words(&self, answer: Answer) -> String {
        match self.answer(answer) {
            Value::Text { text } => text,
            _ => String::new(),
        }
    }

    /// How far it is: stage, containment, completeness.
    pub(super) fn standing_fields(&self) -> Vec<Field> {
        let stage = match self.given.incident.stage {
            incident::case::Stage::Open => self.text("열림(확인 전)", "open, not confirmed"),
            incident::case::Stage::Confirmed => {
                self.text("확인됨, 차단 전", "confirmed, not contained")
            }
            incident::case::Stage::Contained => self.text("차단됨", "contained"),
            incident::case::Stage::Closed => self.text("끝남", "closed"),
            incident::case::Stage::Merged => self.text("다른 사고에 합침", "merged into another"),
        };
        let stage = Field::new(
            "",
            self.say("단계", "Stage"),
            self.steps("steps"),
            vec![stage],
        );
        let mut all = vec![stage];
        all.push(self.known_since(("침해사고 인지", "Incident known"), Start::IncidentKnown));
        all.push(self.known_since(("유출 인지", "Leak known"), Start::LeakKnown));
        all.extend(self.containment("").into_iter().map(|mut field| {
            field.number.clear();
            field
        }));
        all.push(self.period("", ("열람(최초~최종)", "Reads, first to last")));
        all
    }

    fn known_since(&self, (ko, en): (&str, &str), start: Start) -> Field {
        let ruling = self.ruling(start);
        let at = ruled(&ruling).map(|(_, of)| Value::time(of.at));
        let ground = self.ruling_ground(&ruling);
        // Of several companies each knows by itself: a moment of one is not that of all.
        let whose = ruled(&ruling).and_then(|(_, of)| of.controller.as_ref());
        let whose = whose.map_or_else(String::new, |id| format!(" · {id}"));
        let label = self.say(ko, en) + &whose;
        Field::new("", label, ground, at.into_iter().collect())
    }

    /// How large it is: people, identifiers, reads of which it cannot be said, those whom a person named in or out, those whom
    /// a gap may concern beside, and people who are no customers.
    pub(super) fn size(&self) -> Vec<Field> {
        let mut all = vec![self.people(""), self.subjects("")];
        let is_undecided = self.figures().is_some_and(|of| of.undecided > 0);
        all.extend(is_undecided.then(|| self.undecided("")));
        all.extend(self.named_field());
        all.extend(self.left_out_field());
        all.extend(self.learnt_field());
        all.extend((!self.is_complete()).then(|| self.possibly("")));
        all.extend(self.recipients());
        all.push(self.recipients_shown());
        all
    }

    /// The six numbers, each by its own name, and what is not among them.
    pub(super) fn numbers(&self) -> Vec<Field> {
        let count = |label, of: fn(&incident::case::Figures) -> Option<u64>, unit| {
            self.count("", label, of, unit)
        };
        let mut all = self.size();
        all.extend([
            count(
                ("열람 항목(식별자×항목)", "Exposures (identifier × field)"),
                |of| Some(of.exposures),
                Unit::Exposures,
            ),
            count(("열람", "Reads"), |of| Some(of.reads), Unit::Reads),
            count(("조회", "Accesses"), |of| Some(of.accesses), Unit::Accesses),
            self.records(""),
            self.completeness(""),
            self.few_gaps(),
        ]);
        all
    }

    /// The first gaps of the record, and how many more there are: forty would push contacts and decisions off the sheet.
    fn few_gaps(&self) -> Field {
        let all = self.gaps("");
        let cut = all.values().len().saturating_sub(GAPS_MAX);
        if cut == 0 {
            return all;
        }
        let few = all.values().iter().take(GAPS_MAX).cloned().collect();
        let more = self.say(
            &format!("이 밖에 {cut}건이 더 있다. 전체는 신고서에 있다."),
            &format!("{cut} more are not shown here; all of them stand in the report."),
        );
        Field::new("", all.label.clone(), all.ground().clone(), few).with_note(more)
    }

    /// People who are no customers and whom reads themselves name, where there are any.
    fn recipients(&self) -> Option<Field> {
        let n = self.figures()?.by_kind.get("recipient")?.subjects;
        let label = (
            "비회원(수령인), 직접 열람",
            "Non-members (recipients), named by reads",
        );
        let field = self.count("", label, |_| Some(n), Unit::Subjects);
        Some(self.noted(field, Counted::Recipients, Some(n)))
    }

    /// Said in place of what was cut, so that nobody takes a page for all there is.
    pub(super) fn cut_note(&self, cut: usize) -> Option<Part> {
        (cut > 0).then(|| Part::Text {
            text: self.say(
                &format!("이 밖에 {cut}건이 더 있다. 전체는 사고 기록에 있다."),
                &format!("{cut} more are not shown here; all of them stand in the record of the incident."),
            ),
        })
    }
}

/// Rank of a clock that is neither overdue nor due at once.
const NOT_LATE: u8 = 2;

/// What is overdue or due at once stands first, before all what applies: a law of which nobody knows whether it does must not
/// push it off the page. What is delayed stands with it, for somebody has to look at the delay again.
fn lateness(state: &State, applies: bool) -> u8 {
    let is_late = matches!(
        state,
        State::Overdue { .. } | State::AtOnce { .. } | State::Delayed { .. }
    );
    match (is_late, applies) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => NOT_LATE,
    }
}

/// Whether something is or was due at once, which has no number.
fn is_at_once(state: &State) -> bool {
    matches!(
        state,
        State::AtOnce { .. } | State::Retracted { .. } | State::Filed { after: Some(_), .. }
    )
}

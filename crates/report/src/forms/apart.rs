//! The scope taken apart: by kind of subject, by controller, by route.

use event::SubjectKind;
use incident::case::Pair;

use super::{Draft, case_scale::Counted};
use crate::{Field, Ground, Part, Row, Unit, Value};

/// The kinds of subject that a form asks for, whether there are any or not. Recipients are asked for too and stand
/// apart: reads name few of them, so that none named does not say that there are none.
const ASKED_KINDS: [SubjectKind; 3] = [
    SubjectKind::Member,
    SubjectKind::Dormant,
    SubjectKind::Withdrawn,
];

impl Draft<'_> {
    /// By kind of subject. A kind that is not there is nobody, as long as the kinds add up to all; recipients are known
    /// by relations alone.
    pub(super) fn kinds(&self) -> Vec<Part> {
        let header = [
            ("구분", "Kind"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let (mut rows, mut note) = (Vec::new(), None);
        if let Some(figures) = self.figures() {
            let all: u64 = figures.by_kind.values().map(|pair| pair.subjects).sum();
            for kind in SubjectKind::ALL {
                let found = figures.by_kind.get(kind.word());
                let name = Some(Value::text(self.kind_word(*kind)));
                match found {
                    Some(pair) => rows.push(self.pair_row(vec![name], *pair)),
                    None if !ASKED_KINDS.contains(kind) => {}
                    None if all == figures.subjects => {
                        rows.push(self.pair_row(vec![name], Pair::default()));
                    }
                    None => rows.push(Row::new(Ground::Unknown, vec![name])),
                }
            }
            let shown = self.recipients_shown();
            rows.push(recipients_row(&shown));
            rows.extend(self.named_row());
            rows.extend(self.left_out_rows());
            note = shown.note.map(|note| format!("{}: {note}", shown.label));
        }
        let caption = ("정보주체 구분별", "By kind of data subject");
        let mut parts = vec![self.breakdown(caption, &header, rows)];
        parts.extend(note.map(|text| Part::Text { text }));
        parts
    }

    /// People who are no members and whom address books alone brought: an estimate, or unknown with the reason. It is
    /// never 0 because nobody looked.
    pub(super) fn recipients_shown(&self) -> Field {
        let label = self.say(
            "비회원(수령인), 주소록에 따른 사람 수",
            "Non-members (recipients), people by address books",
        );
        let Some(scope) = self.scope else {
            return Field::unknown("", label);
        };
        let people = scope.figures.people.as_ref();
        let found = people.and_then(|of| Some((of, of.recipients?)));
        if let Some((people, n)) = found {
            let ground = Ground::Estimate {
                method: self.recorded_words(&people.method),
                basis: Some(self.basis(scope)),
            };
            let values = vec![Value::count(n, Unit::People)];
            let field = Field::new("", label, ground, values);
            return self.noted(field, Counted::Recipients, Some(n));
        }
        let because = match people {
            None => self.say(
                "관계(주소록)를 알지 못하여 말할 수 없음",
                "cannot say: no relation (address book) is known",
            ),
            Some(_) => self.say(
                "이 범위에는 주소록에 따른 수령인 수가 없음: 주소록을 알지 못했거나 세지 않은 판임",
                "cannot say: this version of the scope knew no address book, or was frozen before recipients were counted",
            ),
        };
        Field::unknown("", label).with_note(because)
    }

    fn kind_word(&self, kind: SubjectKind) -> String {
        match kind {
            SubjectKind::Member => self.say("회원", "member"),
            SubjectKind::Dormant => self.say("휴면회원", "dormant member"),
            SubjectKind::Withdrawn => self.say("탈퇴회원", "withdrawn member"),
            SubjectKind::Recipient => self.say(
                "비회원(수령인), 직접 열람",
                "non-member (recipient), named by reads",
            ),
            SubjectKind::Employee => self.say("임직원", "employee"),
            SubjectKind::Other => self.say("그 밖", "other"),
        }
    }

    /// Whether others answer for a part of the scope.
    pub(super) fn other_controllers(&self) -> bool {
        self.figures().is_some_and(|of| {
            of.by_controller
                .keys()
                .any(|id| *id != self.given.controller.id)
        })
    }

    /// Who answers for which part, where several do.
    pub(super) fn controllers(&self) -> Option<Part> {
        if !self.other_controllers() {
            return None;
        }
        let mut header = vec![
            ("개인정보처리자", "Controller"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let case = self.case_header();
        header.extend(case.as_ref().map(|(ko, en)| (ko.as_str(), en.as_str())));
        let mut rows = Vec::new();
        for (id, pair) in &self.figures()?.by_controller {
            let mut cells = vec![
                Some(Value::text(self.controller_name(id))),
                Some(Value::count(pair.subjects, Unit::Subjects)),
                Some(Value::count(pair.reads, Unit::Reads)),
            ];
            if case.is_some() {
                cells.push(self.case_cell(&[(Counted::OneController, pair.subjects)]));
            }
            rows.push(Row::new(self.figure(), cells));
        }
        Some(self.table(("개인정보처리자별", "By controller"), &header, rows))
    }

    fn controller_name(&self, id: &str) -> String {
        match self.given.controller.id == id {
            true if self.given.controller.name != id => {
                format!("{} ({id})", self.given.controller.name)
            }
            true => id.to_owned(),
            false => id.to_owned(),
        }
    }

    /// By route.
    pub(super) fn routes(&self) -> Part {
        let header = [
            ("경로", "Route"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let by_route = self.figures().map(|of| &of.by_route);
        let rows = by_route.into_iter().flatten().map(|(id, pair)| {
            let title = self.given.routes.get(id).unwrap_or(id);
            self.pair_row(vec![Some(Value::text(title.as_str()))], *pair)
        });
        self.breakdown(("경로별 열람", "Reads by route"), &header, rows.collect())
    }
}

/// Recipients whom address books brought, as a row of kinds. No read names them.
fn recipients_row(shown: &Field) -> Row {
    let mut cells = vec![Some(Value::text(shown.label.as_str()))];
    cells.extend(shown.values().iter().cloned().map(Some));
    if cells.len() > 1 {
        cells.push(Some(Value::text("–")));
    }
    Row::new(shown.ground().clone(), cells)
}

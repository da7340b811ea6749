//! The scope taken apart: by kind of subject, by controller, by route.

use event::SubjectKind;
use incident::case::Pair;

use super::{Draft, case_scale::Counted};
use crate::{Ground, Part, Row, Unit, Value};

/// The kinds of subject that a form asks for, whether there are any or not.
const ASKED_KINDS: [SubjectKind; 4] = [
    SubjectKind::Member,
    SubjectKind::Dormant,
    SubjectKind::Withdrawn,
    SubjectKind::Recipient,
];

impl Draft<'_> {
    /// By kind of subject. A kind that is not there is nobody, as long as the kinds add up to all.
    pub(super) fn kinds(&self) -> Part {
        let header = [
            ("구분", "Kind"),
            ("식별자", "Identifiers"),
            ("열람", "Reads"),
        ];
        let mut rows = Vec::new();
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
        }
        self.breakdown(
            ("정보주체 구분별", "By kind of data subject"),
            &header,
            rows,
        )
    }

    fn kind_word(&self, kind: SubjectKind) -> String {
        match kind {
            SubjectKind::Member => self.say("회원", "member"),
            SubjectKind::Dormant => self.say("휴면회원", "dormant member"),
            SubjectKind::Withdrawn => self.say("탈퇴회원", "withdrawn member"),
            SubjectKind::Recipient => self.say("비회원(수령인)", "non-member (recipient)"),
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
            true => format!("{} ({id})", self.given.controller.name),
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

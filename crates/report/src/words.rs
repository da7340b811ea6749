//! The words that documents print around their values, in both languages. The Korean ones are those of
//! docs/words.md and of the authorities' forms.

use crate::{Grade, Kind, Lang, Unit, printed::WELD};

/// The fixed words of one language.
pub(crate) struct Words {
    pub(crate) exercise: &'static str,
    pub(crate) incident: &'static str,
    pub(crate) regime: &'static str,
    pub(crate) version: &'static str,
    pub(crate) why_version: &'static str,
    pub(crate) made: &'static str,
    pub(crate) times: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) open: &'static str,
    pub(crate) none: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) changes: &'static str,
    pub(crate) no_changes: &'static str,
    pub(crate) first_version: &'static str,
    pub(crate) was_absent: &'static str,
    pub(crate) is_gone: &'static str,
    pub(crate) bases: &'static str,
    pub(crate) basis: &'static str,
    pub(crate) method: &'static str,
    pub(crate) same_method: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) target: &'static str,
    pub(crate) undecided: &'static str,
    pub(crate) runs: &'static str,
    pub(crate) delayed: &'static str,
    pub(crate) no_number: &'static str,
    pub(crate) done: &'static str,
    pub(crate) no_duty: &'static str,
    pub(crate) until_now: &'static str,
    pub(crate) about: &'static str,
    pub(crate) page: &'static str,
    /// Column names.
    pub(crate) fields: [&'static str; 4],
    pub(crate) clocks: [&'static str; 4],
    pub(crate) decisions: [&'static str; 4],
    pub(crate) missings: [&'static str; 4],
    pub(crate) changed: [&'static str; 4],
    pub(crate) based: [&'static str; 3],
}

const KO: Words = Words {
    exercise: "훈련",
    incident: "사고 번호",
    regime: "근거 규정",
    version: "적용 법령",
    why_version: "적용 이유",
    made: "작성 기준 시각",
    times: "시각 표기",
    unknown: "미확인",
    open: "미결정",
    none: "없음",
    missing: "아직 확인되지 않은 사항",
    changes: "먼저 제출한 문서와 달라진 점",
    no_changes: "달라진 점 없음",
    first_version: "먼저 제출한 문서 없음(최초 문서)",
    was_absent: "(없던 항목)",
    is_gone: "(삭제)",
    bases: "근거",
    basis: "근거",
    method: "산정 방법",
    same_method: "앞과 같음",
    legend: "등급: 사실은 원장에서 다시 계산해 확인할 수 있는 것, 추정은 방법을 밝히고 계산한 것, 진술은 밝힌 사람의 말, 결정은 권한 있는 사람이 정한 것, 미확인은 아직 알지 못하는 것이다. 따옴표 안과, 진술과 결정의 내용은 입력한 사람의 말 그대로이다. 질의는 nunchi scope '질의' --as-of 체크포인트의 첫 숫자로 다시 물을 수 있으며 질의 안의 시각은 UTC이고, nunchi로 시작하는 것은 그대로 쓰는 명령으로, 이 문서를 쓸 때의 기록을 다시 묻는다.",
    target: "목표",
    undecided: "의무 여부 미결정",
    runs: "진행 중",
    delayed: "법이 허용한 지연 중",
    no_number: "정해진 시한 없음",
    done: "완료",
    no_duty: "의무 없음(결정)",
    until_now: "계속 중",
    about: "문서 정보",
    page: "쪽",
    fields: ["번호", "항목", "내용", "등급"],
    clocks: ["할 일", "시작(인지)", "기한", "상태"],
    decisions: ["결정할 일", "결정", "결정자", "일시"],
    missings: ["번호", "확인되지 않은 것", "담당", "확인 예정"],
    changed: ["번호", "항목", "이전", "이번"],
    based: ["번호", "질의", "원장 체크포인트"],
};

const EN: Words = Words {
    exercise: "EXERCISE",
    incident: "Incident",
    regime: "Rules",
    version: "Version of the law",
    why_version: "Why this version",
    made: "As of",
    times: "Times",
    unknown: "unknown",
    open: "open",
    none: "None",
    missing: "What is still missing",
    changes: "What changed since the version filed before",
    no_changes: "Nothing changed",
    first_version: "Nothing was filed before (first version)",
    was_absent: "(was not there)",
    is_gone: "(removed)",
    bases: "Bases",
    basis: "basis",
    method: "Method",
    same_method: "as above",
    legend: "Grades: a fact can be computed again from the ledger; an estimate is computed by the method named; a statement is the word of whoever is named; a decision was taken by whoever is named; unknown is not known yet. What stands in quotation marks, and what statements and decisions say, are the words of whoever typed them. A question is asked again with nunchi scope 'QUESTION' --as-of and the first number of its checkpoint, and its times are UTC; one that begins with nunchi is a command as it stands, and asks the record as it was when this was written.",
    target: "target",
    undecided: "duty undecided",
    runs: "running",
    delayed: "delayed, as the law permits",
    no_number: "no number in law",
    done: "done",
    no_duty: "no duty (decided)",
    until_now: "ongoing",
    about: "About this document",
    page: "page",
    fields: ["No.", "Item", "Content", "Grade"],
    clocks: ["What is owed", "Start (aware)", "Due", "State"],
    decisions: ["To decide", "Decision", "By", "When"],
    missings: ["No.", "What is missing", "Who", "Expected"],
    changed: ["No.", "Item", "Before", "Now"],
    based: ["No.", "Question", "Checkpoint of the ledger"],
};

impl Lang {
    /// The fixed words.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Lang::Ko => &KO,
            Lang::En => &EN,
        }
    }

    /// What is printed for a grade.
    pub(crate) fn grade(self, grade: Grade) -> &'static str {
        match self {
            Lang::Ko => grade.korean(),
            Lang::En => grade.word(),
        }
    }

    /// What is printed for a kind.
    pub(crate) fn kind(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Lang::Ko, Kind::Report) => "신고서",
            (Lang::Ko, Kind::Notice) => "통지",
            (Lang::Ko, Kind::Posting) => "게시문",
            (Lang::Ko, Kind::Sheet) => "상황표",
            (Lang::Ko, Kind::Board) => "이사회 보고",
            (Lang::Ko, Kind::Register) => "관리대장",
            (Lang::Ko, Kind::Review) => "접속기록 점검",
            (Lang::En, Kind::Report) => "Report",
            (Lang::En, Kind::Notice) => "Notice",
            (Lang::En, Kind::Posting) => "Posting",
            (Lang::En, Kind::Sheet) => "Situation sheet",
            (Lang::En, Kind::Board) => "Board briefing",
            (Lang::En, Kind::Register) => "Register",
            (Lang::En, Kind::Review) => "Review of access records",
        }
    }

    /// A number of something with its name: `number` is printed as it stands, `one` says that it is 1.
    pub(crate) fn counted(self, number: &str, one: bool, unit: Unit) -> String {
        match (self, unit) {
            (Lang::Ko, Unit::Accesses) => format!("조회 {number}회"),
            (Lang::Ko, Unit::Reads) => format!("열람 {number}회"),
            (Lang::Ko, Unit::Records) => format!("{number}건"),
            (Lang::Ko, Unit::Subjects) => format!("식별자 {number}개"),
            (Lang::Ko, Unit::Exposures) => format!("열람 항목 {number}개"),
            (Lang::Ko, Unit::People) => format!("{number}명"),
            (Lang::Ko, Unit::Items) => format!("{number}개"),
            (Lang::En, Unit::Accesses) => format!("{number} {}", either(one, "access", "accesses")),
            (Lang::En, Unit::Reads) => format!("{number} {}", either(one, "read", "reads")),
            (Lang::En, Unit::Records) => format!("{number} {}", either(one, "record", "records")),
            (Lang::En, Unit::Subjects) => {
                format!("{number} {}", either(one, "identifier", "identifiers"))
            }
            (Lang::En, Unit::Exposures) => {
                format!("{number} {}", either(one, "exposure", "exposures"))
            }
            (Lang::En, Unit::People) => format!("{number} {}", either(one, "person", "people")),
            (Lang::En, Unit::Items) => number.to_owned(),
        }
    }

    /// A number within bounds: the best guess, if any, and the bounds as printed.
    pub(crate) fn bounds(self, low: &str, best: Option<&str>, high: Option<&str>) -> String {
        let between = |to: &str, high: &str| format!("{low}{WELD}{to}{WELD}{high}");
        match (self, best, high) {
            (Lang::Ko, None, Some(high)) => between("~", high),
            (Lang::Ko, None, None) => format!("최소 {low}"),
            (Lang::Ko, Some(best), Some(high)) => {
                format!("약{WELD}{best} (범위{WELD}{})", between("~", high))
            }
            (Lang::Ko, Some(best), None) => format!("약{WELD}{best} (최소{WELD}{low})"),
            (Lang::En, None, Some(high)) => between("to", high),
            (Lang::En, None, None) => format!("at least {low}"),
            (Lang::En, Some(best), Some(high)) => {
                format!("about{WELD}{best} ({})", between("to", high))
            }
            (Lang::En, Some(best), None) => format!("about{WELD}{best} (at least{WELD}{low})"),
        }
    }

    /// How far from its due moment something is.
    pub(crate) fn distance(self, duration: &str, late: bool, done: bool) -> String {
        match (self, late, done) {
            (Lang::Ko, false, false) => format!("{duration} 남음"),
            (Lang::Ko, true, false) => format!("기한 {duration} 지남"),
            (Lang::Ko, false, true) => format!("기한 {duration} 전"),
            (Lang::Ko, true, true) => format!("기한보다 {duration} 늦음"),
            (Lang::En, false, false) => format!("{duration} left"),
            (Lang::En, true, false) => format!("overdue by {duration}"),
            (Lang::En, false, true) => format!("{duration} before it was due"),
            (Lang::En, true, true) => format!("late by {duration}"),
        }
    }

    /// How times are printed in a zone of this name and distance.
    pub(crate) fn zoned(self, name: &str, distance: &str) -> String {
        match (self, distance) {
            (Lang::Ko, "UTC") => "모든 시각은 UTC이다.".to_owned(),
            (Lang::En, "UTC") => "All times are UTC.".to_owned(),
            (Lang::Ko, _) => {
                format!("모든 시각은 {name}({distance})이다.")
            }
            (Lang::En, _) => {
                format!("All times are {name} ({distance}).")
            }
        }
    }
}

fn either(one: bool, singular: &'static str, plural: &'static str) -> &'static str {
    if one { singular } else { plural }
}

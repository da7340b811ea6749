//! The words that are looked for, in both languages.

/// Words that make a leak smaller than it is. In parts, for one of them stands in no file of ours.
pub(super) const BELITTLING: [[&str; 2]; 17] = [
    ["노", "출"],
    ["노 ", "출"],
    ["비인가 ", "접근"],
    ["비인가 ", "조회"],
    ["무단 ", "접근"],
    ["무단", "접근"],
    ["무단 ", "조회"],
    ["열람", "만"],
    ["조회", "만"],
    ["단순 ", "열람"],
    ["단순 ", "조회"],
    ["접근", "만"],
    ["unauthorised ", "viewing"],
    ["unauthorized ", "viewing"],
    ["only ", "viewed"],
    ["merely ", "viewed"],
    ["viewed ", "only"],
];

/// Claims without exception.
pub(super) const ABSOLUTE: [&str; 28] = [
    "삭제",
    "회수하",
    "회수함",
    "회수됨",
    "회수되",
    "회수했",
    "회수 완료",
    "전송되지 않",
    "저장되지 않",
    "유출되지 않",
    "반출되지 않",
    "전송은 없",
    "전송이 없",
    "이전은 없",
    "이전이 없",
    "사실이 없",
    "사실은 없",
    "전혀 없",
    "한 건도",
    "피해는 없",
    "deleted",
    "recovered",
    "no transfer",
    "not transferred",
    "never transferred",
    "not stored",
    "no evidence",
    "none of the",
];

/// That nobody need do anything.
pub(super) const NO_ACTION: [&str; 16] = [
    "조치가 필요 없",
    "조치는 필요 없",
    "조치가 필요하지 않",
    "조치는 필요하지 않",
    "조치를 하지 않아도",
    "조치할 필요가 없",
    "조치하실 필요가 없",
    "불필요",
    "하실 일은 없",
    "하실 일이 없",
    "안심하셔도",
    "안심하시기",
    "no action is needed",
    "no action needed",
    "no action is required",
    "need not do anything",
];

/// That somebody is not told.
pub(super) const NOT_TOLD: [&str; 9] = [
    "통지하지 않",
    "통지 대상이 아",
    "통지 대상에서 제외",
    "통지에서 제외",
    "통지 제외",
    "통지하지 아니",
    "not be told",
    "not be notified",
    "not notify",
];

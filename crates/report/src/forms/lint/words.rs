//! The words that are looked for, in both languages.

/// Words that make a leak smaller than it is. In parts, for one of them stands in no file of ours.
pub(super) const BELITTLING: [[&str; 2]; 14] = [
    ["노", "출"],
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
pub(super) const ABSOLUTE: [&str; 22] = [
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
pub(super) const NO_ACTION: [&str; 11] = [
    "조치가 필요 없",
    "조치는 필요 없",
    "조치가 필요하지 않",
    "조치는 필요하지 않",
    "조치를 하지 않아도",
    "조치할 필요가 없",
    "조치하실 필요가 없",
    "no action is needed",
    "no action needed",
    "no action is required",
    "need not do anything",
];

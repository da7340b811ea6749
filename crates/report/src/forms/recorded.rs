//! Sentences that the ledger wrote when a scope was frozen, as a document says them: how people were counted, what the
//! record lacks. A frozen scope keeps them as they were written, in English with moments in UTC; here they are said in
//! the language of the document, in its zone, without what only whoever runs nunchi can use.
//!
//! Invariant: what is not known here is not dropped. A Korean document prints it in quotation marks, as the record has it.

use event::Millis;
use incident::grouped;

use super::Draft;
use crate::{Lang, Zone, printed::moment_in};

/// One sentence. What stands in braces is copied; `{n}` is a number of something and is grouped, `{word}` is what the
/// settings promise of a source.
struct Sentence {
    /// As the ledger writes it.
    ledger: &'static str,
    ko: &'static str,
    /// In an English document, where it is not told as the ledger writes it.
    en: Option<&'static str>,
}

const fn told(ledger: &'static str, ko: &'static str) -> Sentence {
    Sentence {
        ledger,
        ko,
        en: None,
    }
}

const fn retold(ledger: &'static str, ko: &'static str, en: &'static str) -> Sentence {
    Sentence {
        ledger,
        ko,
        en: Some(en),
    }
}

const SENTENCES: [Sentence; 41] = [
    told(
        "named subjects and the recipients that their data showed by relations valid at the read; identifiers linked by same_person are one person (best); no two are one person (high); every recipient without a link is one of the members (low)",
        "열람된 식별자와, 열람 당시 유효한 주소록에 따라 그 정보에 나타난 수령인을 셈. 같은 사람으로 확인된 식별자는 한 사람으로 묶음(추정값). 아무도 묶지 않음(최대). 묶이지 않은 수령인은 모두 회원 가운데 한 사람으로 봄(최소)",
    ),
    retold(
        "no relation is known: import one with `nunchi relation import`",
        "주소록이나 같은 사람임을 알려 주는 관계를 알지 못하여 사람 수를 셀 수 없음",
        "no relation (address book, link of two identifiers) is known, so people cannot be counted",
    ),
    told(
        "no source has brought a read yet, so nothing is known",
        "아직 열람을 알려 온 원천이 없어 아무것도 알 수 없음",
    ),
    retold(
        "{n} record is in quarantine",
        "읽지 못하여 따로 둔 기록 {n}건이 있어 그 내용을 알 수 없음",
        "{n} record could not be read and is kept apart: what it tells is not known",
    ),
    retold(
        "{n} records are in quarantine",
        "읽지 못하여 따로 둔 기록 {n}건이 있어 그 내용을 알 수 없음",
        "{n} records could not be read and are kept apart: what they tell is not known",
    ),
    told(
        "the settings no longer have this source, so nothing is promised of its record",
        "설정에서 빠진 원천이어서 그 기록이 온전한지 말할 수 없음",
    ),
    told(
        "{n} accesses matched no route of the catalogue when they came, so what they showed is not known",
        "들어올 때 어느 경로에도 맞지 않은 조회 {n}회가 있어 무엇이 보였는지 알 수 없음",
    ),
    told(
        "the directory was restored from a backup: what it told between {from} and {to} may be lost",
        "기록을 백업에서 되살려 {from}부터 {to}까지의 기록이 없어졌을 수 있음",
    ),
    told(
        "no source has brought a read yet, so how many were there is not known",
        "아직 열람을 알려 온 원천이 없어 몇 명이 있었는지 알 수 없음",
    ),
    retold(
        "no roster was stated to be complete, so how many were there by {to} is not known: `nunchi roster complete` states it",
        "명부가 빠짐없다는 진술이 없어 {to}까지 몇 명이 있었는지 알 수 없음",
        "no roster was stated to be complete, so how many were there by {to} is not known",
    ),
    retold(
        "the roster is complete up to {from} only, so how many were there by {to} is not known: `nunchi roster complete` states it",
        "명부가 {from}까지만 빠짐없어 {to}까지 몇 명이 있었는지 알 수 없음",
        "the roster is complete up to {from} only, so how many were there by {to} is not known",
    ),
    told(
        "{n} subjects ({class}) by {to}, less those of the answer; the roster is complete up to {from} by the statement of {who} at position {position}; people who are only in address books are not in it",
        "{to}까지의 정보주체 {n}명에서 이 수치에 든 사람을 뺌. 명부는 {who}의 진술(원장 위치 {position})에 따라 {from}까지 빠짐없음. 주소록에만 있는 사람은 들어 있지 않음",
    ),
    told(
        "{n} events carry no number, so the loss of one would not show",
        "번호가 없는 기록 {n}건이 있어 하나가 빠져도 드러나지 않음",
    ),
    told(
        "{n} event is missing between {from} and {to} (numbers {first}..{last})",
        "{from}부터 {to}까지 기록 {n}건이 없음(번호 {first}..{last})",
    ),
    told(
        "{n} events are missing between {from} and {to} (numbers {first}..{last})",
        "{from}부터 {to}까지 기록 {n}건이 없음(번호 {first}..{last})",
    ),
    told(
        "it has not spoken yet, so what it would say is not known",
        "아직 아무 기록도 보내오지 않아 그 내용을 알 수 없음",
    ),
    told(
        "its record begins at {from}: events of the time before, and up to an hour after, may be missing",
        "기록이 {from}에 시작되어, 그 전의 기록과 그 후 한 시간까지의 기록이 빠져 있을 수 있음",
    ),
    told(
        "its record ends at {to}: events of the time after, and up to an hour before, may be missing",
        "기록이 {to}에 끝나, 그 후의 기록과 그 전 한 시간까지의 기록이 빠져 있을 수 있음",
    ),
    told(
        "it was silent between {from} and {to}",
        "{from}부터 {to}까지 아무 기록이 없었음",
    ),
    told(
        "its record is only {word}: the loss of one event inside it would not show",
        "{word}이어서 그 안에서 하나가 빠져도 드러나지 않음",
    ),
    told(
        "it was started anew between {from} and {to}: what it told after number {number} would show in no sequence",
        "{from}부터 {to} 사이에 다시 시작되어, 번호 {number} 뒤에 남긴 기록은 빠져도 번호로 드러나지 않음",
    ),
    told(
        "it has said nothing since {from} (number {number}), and later numbers would show in no sequence",
        "{from}(번호 {number}) 뒤로 기록이 없으며, 그 뒤의 기록은 빠져도 번호로 드러나지 않음",
    ),
    told(
        "its first number is {number} at {from}: what it told before would show in no sequence",
        "첫 번호가 {number}({from})이어서, 그 전의 기록은 빠져도 번호로 드러나지 않음",
    ),
    retold(
        "retention deleted {n} control events of epochs {low} to {high}, between {from} and {to}: whether a credential was issued, who was whose recipient and who had withdrawn is not known for then",
        "보존기간이 지나 {from}부터 {to}까지의 관리 기록 {n}건을 삭제함: 그때 발급 여부, 수령인 관계, 탈퇴 여부를 알 수 없음",
        "retention deleted {n} control events, between {from} and {to}: whether a credential was issued, who was whose recipient and who had withdrawn is not known for then",
    ),
    retold(
        "retention deleted {n} reads of class {class} in epochs {low} to {high}, between {from} and {to}: they are not in this answer",
        "보존기간이 지나 {from}부터 {to}까지의 열람 {n}회({class} 등급)를 삭제함: 이 수치에 들어 있지 않음",
        "retention deleted {n} reads of class {class}, between {from} and {to}: they are not in these figures",
    ),
    // Why a read is undecided.
    told("the log names no credential", "기록에 자격증명이 없음"),
    told(
        "no feed of issuances for this issuer",
        "이 발급자의 발급 기록을 받지 않음",
    ),
    told(
        "the feed of issuances has a gap within one lifetime before the read",
        "열람 전 유효기간 안의 발급 기록에 빠진 부분이 있음",
    ),
    told(
        "the feed of issuances had not spoken up to the read",
        "열람 시점까지의 발급 기록이 오지 않음",
    ),
    told(
        "records of the feed of issuances are in quarantine, and the issuance may be among them",
        "읽지 못하여 따로 둔 발급 기록이 있어, 해당 발급이 그 안에 있을 수 있음",
    ),
    told(
        "events of the feed of issuances carry no number, so the loss of one would not show",
        "발급 기록에 번호가 없어 하나가 빠져도 드러나지 않음",
    ),
    told(
        "no route of the catalogue matches the request",
        "요청이 목록의 어느 경로에도 맞지 않음",
    ),
    told("the log names no address", "기록에 접속 주소가 없음"),
    told(
        "there is no table of places ([geo])",
        "주소의 위치를 알려 주는 표가 없음",
    ),
    told(
        "the table of places does not hold the address",
        "위치를 알려 주는 표에 그 주소가 없음",
    ),
    told(
        "whose data the request showed was not kept when it came: its route was added later",
        "경로가 나중에 더해져, 들어올 때 누구의 정보였는지 남기지 않음",
    ),
    told("the source names no subject", "기록에 정보주체가 없음"),
    told("the log names no key", "기록에 서명 키가 없음"),
    told("no issuer is known for it", "발급자를 알 수 없음"),
    told("the log names no client", "기록에 접속 프로그램이 없음"),
    told("the log names no actor", "기록에 행위자가 없음"),
];

/// What is added where somebody answered for a source that lost something all the same.
const CONTRADICTED: Sentence = told(
    "{lost}; the statement of {who} at position {position} says otherwise and is contradicted by it",
    "{lost}. {who}의 진술(원장 위치 {position})은 이와 다르며, 이 기록과 어긋남",
);

/// What the settings promise of the record of a source.
const PROMISES: [(&str, &str); 3] = [
    ("sequenced", "일련번호가 있는 기록"),
    ("live", "끊김만 드러나는 기록"),
    ("declared", "끊김도 드러나지 않는 기록"),
];

impl Draft<'_> {
    /// A sentence of the ledger, as this document says it.
    pub(super) fn recorded_words(&self, sentence: &str) -> String {
        say(sentence, self.lang, &self.given.zone)
    }
}

/// A sentence of the ledger in a language and a zone, for answers that are no documents. What is not known here stands in
/// quotation marks in Korean.
#[must_use]
pub fn recorded(sentence: &str, lang: Lang, zone: &Zone) -> String {
    say(sentence, lang, zone)
}

/// The sentence in a language and a zone.
fn say(sentence: &str, lang: Lang, zone: &Zone) -> String {
    known(sentence, lang, zone).unwrap_or_else(|| {
        let as_it_is = local(sentence, zone);
        match lang {
            Lang::Ko => format!("“{as_it_is}”"),
            Lang::En => as_it_is,
        }
    })
}

/// A sentence that is known here, whole or after the name of its source.
fn known(sentence: &str, lang: Lang, zone: &Zone) -> Option<String> {
    if let Some(holes) = fill(CONTRADICTED.ledger, sentence) {
        let (_, lost) = holes.first()?;
        let lost = known(lost, lang, zone)?;
        let holes: Vec<(&str, &str)> = holes.iter().skip(1).copied().collect();
        let said = CONTRADICTED.in_language(lang).replace("{lost}", &lost);
        return Some(poured(&said, &holes, lang, zone));
    }
    let whole = SENTENCES.iter().find_map(|of| {
        let holes = fill(of.ledger, sentence)?;
        Some(poured(of.in_language(lang), &holes, lang, zone))
    });
    whole.or_else(|| {
        // The name of a source, and of its running copy, stays as it is.
        let (name, rest) = sentence.split_once(": ")?;
        Some(format!("{name}: {}", known(rest, lang, zone)?))
    })
}

impl Sentence {
    fn in_language(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en.unwrap_or(self.ledger),
        }
    }
}

/// What stands in the holes of a pattern, by their names; `None` where the text is another.
fn fill<'t>(pattern: &'static str, text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
    let mut holes = Vec::new();
    let (mut pattern, mut text) = (pattern, text);
    while let Some((before, rest)) = pattern.split_once('{') {
        text = text.strip_prefix(before)?;
        let (name, after) = rest.split_once('}')?;
        let next = after.split_once('{').map_or(after, |(next, _)| next);
        let end = match next.is_empty() {
            true => text.len(),
            false => text.find(next)?,
        };
        let (found, left) = text.split_at_checked(end)?;
        let is_count = || found.bytes().all(|b| b.is_ascii_digit());
        if found.is_empty() || (name == "n" && !is_count()) {
            return None;
        }
        holes.push((name, found));
        (pattern, text) = (after, left);
    }
    (text == pattern).then_some(holes)
}

/// The wording with what was found in the holes.
fn poured(wording: &str, holes: &[(&str, &str)], lang: Lang, zone: &Zone) -> String {
    let mut out = wording.to_owned();
    for (name, found) in holes {
        let found = match *name {
            "n" => found
                .parse()
                .map_or_else(|_| (*found).to_owned(), |n: u64| grouped(n)),
            "word" if lang == Lang::Ko => promise(found).to_owned(),
            _ => local(found, zone),
        };
        out = out.replace(&format!("{{{name}}}"), &found);
    }
    out
}

fn promise(word: &str) -> &str {
    let found = PROMISES.iter().find(|(en, _)| *en == word);
    found.map_or(word, |(_, ko)| ko)
}

/// The text with its moments in the zone of the document.
fn local(text: &str, zone: &Zone) -> String {
    let word = |word: &str| {
        let bare = word.trim_end_matches([',', ':', ';', '.']);
        let rest = word.get(bare.len()..).unwrap_or_default();
        match Millis::parse(bare) {
            Ok(at) => moment_in(zone, at) + rest,
            Err(_) => word.to_owned(),
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

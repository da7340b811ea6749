//! The forms of Korean by which a clause surely affirms or surely denies: the predicate that ends it, or the head of a list.

use std::{collections::HashMap, sync::LazyLock};

use super::{FIELD, GROUP, Stance, is_one, signs};
use crate::statement::phrase::is_hangul;

/// What befalls data that is read.
const STEMS: [&str; 6] = ["유출", "열람", "조회", "침해", "탈취", concat!("노", "출")];

/// How a verb in the past ends a clause.
const ENDS: [&str; 9] = [
    "습니다",
    "다",
    "음",
    "으며",
    "고",
    "으나",
    "지만",
    "는데",
    "습니다만",
];

/// By which what was found is told: 유출된 것으로 확인되었습니다.
const FOUND: [&str; 6] = ["확인되", "파악되", "조사되", "확인됐", "파악됐", "드러났"];

/// Nouns of a list.
const NOUNS: [&str; 12] = [
    "항목",
    "정보",
    "개인정보",
    "개인정보 항목",
    "개인정보의 항목",
    "정보의 항목",
    "정보 항목",
    "고객정보",
    "고객 정보",
    "데이터",
    "내용",
    "개인정보 내역",
];

/// What may stand between a field and the predicate, without its particle.
const BETWEEN: &str = "식별자|요청|열람|ip|아이피|단|한|입력된|주소록|일부|휴면|탈퇴|대만|등|및|만|정보|개인정보|데이터|항목|자료|번호|값|내역|함께|모두|전부|전체|\
    또한|역시|실제로|외부|이미|무단|제3자|공격자|의해|모든|계정|회원|고객|\
    고객님|이용자|사용자|사람|분|정보주체|전혀|일절|결코|절대|only|포함|포함한|\
    개|명|건|회|여|가량|정도|이상|이하|미만|초과|안팎|내외|여개|개인|기본적인|\
    기본|다른|저장된|서비스";

/// Particles and copulas.
const PARTICLES: &str = "이었습니다|였습니다|입니다|이지만|에게서|에게는|까지도|이며|이고|에서|\
    에게|까지|으로|에는|에도|이나|들이|들의|들은|은|는|이|가|을|를|도|의|에|\
    와|과|로|임";

/// Whether a word is one that may stand between a field and the predicate, with a particle or two or without.
fn is_between(word: &str) -> bool {
    let bare = |word| {
        PARTICLES
            .split('|')
            .filter_map(move |of| str::strip_suffix(word, of))
    };
    let is_plain = |word: &str| word.is_empty() || is_one(BETWEEN, word);
    is_plain(word) || bare(word).any(|word| is_plain(word) || bare(word).any(is_plain))
}

/// A predicate and what it says.
static PREDICATES: LazyLock<HashMap<String, Stance>> = LazyLock::new(predicates);
/// The head of a list and what it says.
static HEADS: LazyLock<Vec<(String, Stance)>> = LazyLock::new(heads);

fn predicates() -> HashMap<String, Stance> {
    let mut affirm: Vec<String> = Vec::new();
    let mut deny: Vec<String> = Vec::new();
    let past =
        |list: &mut Vec<String>, stem: &str| list.extend(ENDS.map(|end| format!("{stem}{end}")));
    for stem in STEMS {
        for verb in ["되었", "됐", " 되었", " 됐", "당하였", "당했"] {
            past(&mut affirm, &format!("{stem}{verb}"));
        }
        affirm.push(format!("{stem}됨"));
        for found in FOUND {
            let found = found.replace("되", "되었");
            past(&mut affirm, &format!("{stem}된 것으로 {found}"));
            past(&mut affirm, &format!("{stem}된 사실이 {found}"));
            past(&mut affirm, &format!("{stem}이 {found}"));
            past(&mut deny, &format!("{stem}되지 않은 것으로 {found}"));
        }
        for known in ["확인하였", "확인했", "인지하였", "인지했", "알게 되었"] {
            past(&mut affirm, &format!("{stem}된 사실을 {known}"));
            past(&mut affirm, &format!("{stem}되었음을 {known}"));
        }
        for not in ["되지 않았", "되지는 않았", "되지 아니하였"] {
            past(&mut deny, &format!("{stem}{not}"));
        }
        deny.extend([
            format!("{stem}되지 않음"),
            format!("{stem} 안 됨"),
            format!("{stem}되지 않"),
        ]);
        for noun in [
            "된 적",
            "된 바",
            "된 사실",
            "된 정황",
            "된 기록",
            "된 이력",
            "된 흔적",
            "",
            " 기록",
            " 이력",
            " 흔적",
            " 정황",
            " 사실",
            " 내역",
        ] {
            deny.extend(absent(&format!("{stem}{noun}")));
        }
        for noun in [
            " 대상",
            " 항목",
            "된 정보",
            "된 항목",
            " 정보",
            "된 개인정보",
        ] {
            deny.extend(is_none(&format!("{stem}{noun}")));
        }
    }
    past(&mut affirm, "빠져나갔");
    past(&mut deny, "빠져나가지 않았");
    past(&mut deny, "영향을 받지 않았");
    past(&mut deny, "영향 받지 않았");
    including(&mut affirm, &mut deny);
    let told = |list: Vec<String>, stance| list.into_iter().map(move |of| (of, stance));
    told(affirm, Stance::Affirms)
        .chain(told(deny, Stance::Denies))
        .collect()
}

/// 포함되어 있습니다, 포함되지 않았습니다.
fn including(affirm: &mut Vec<String>, deny: &mut Vec<String>) {
    const HAVE: [&str; 6] = ["습니다", "다", "음", "으며", "고", "으나"];
    for have in HAVE {
        for stem in ["포함되어 있", "포함돼 있", "들어 있", "들어있"] {
            affirm.push(format!("{stem}{have}"));
        }
        for stem in [
            "포함되어 있지 않",
            "포함돼 있지 않",
            "들어 있지 않",
            "들어있지 않",
            "포함되지 않",
            "포함하지 않",
        ] {
            deny.push(format!("{stem}{have}"));
        }
    }
    for end in ENDS {
        affirm.extend([format!("포함되었{end}"), format!("포함됐{end}")]);
        for not in [
            "포함되지 않았",
            "포함되지는 않았",
            "포함하지 않았",
            "미포함되었",
            "미포함됐",
        ] {
            deny.push(format!("{not}{end}"));
        }
    }
    affirm.extend(["포함됩니다", "포함되며", "포함됨"].map(str::to_owned));
    deny.extend(["포함되지 않음", "포함 안 됨", "미포함됨"].map(str::to_owned));
}

/// 유출 사실이 없습니다.
fn absent(noun: &str) -> Vec<String> {
    let mut all = Vec::new();
    for particle in ["", "이", "은", "는", "도", "가"] {
        for adverb in ["", "전혀 "] {
            for end in [
                "없습니다",
                "없었습니다",
                "없음",
                "없었음",
                "없으며",
                "없고",
                "없었으며",
                "없었고",
                "없다",
                "없었다",
            ] {
                all.push(format!("{noun}{particle} {adverb}{end}"));
            }
        }
    }
    all
}

/// 유출 대상이 아닙니다.
fn is_none(noun: &str) -> Vec<String> {
    let mut all = Vec::new();
    for particle in ["이", "가", "은", "는"] {
        for end in [
            "아닙니다",
            "아니며",
            "아니고",
            "아님",
            "아니었습니다",
            "아니다",
        ] {
            all.push(format!("{noun}{particle} {end}"));
        }
    }
    all
}

fn heads() -> Vec<(String, Stance)> {
    let mut all = Vec::new();
    for noun in NOUNS {
        for stem in STEMS.iter().chain(&["포함"]) {
            for affirm in ["된 ", "되었던 ", " "] {
                all.push((format!("{stem}{affirm}{noun}"), Stance::Affirms));
            }
            for deny in ["되지 않은 ", "되지 아니한 ", "안 된 "] {
                all.push((format!("{stem}{deny}{noun}"), Stance::Denies));
            }
            all.push((format!("미{stem} {noun}"), Stance::Denies));
        }
    }
    all
}

/// How a clause speaks of what it names; `None` where it ends in no predicate that is known.
pub(super) fn of_predicate(bare: &str) -> Option<Stance> {
    let text = bare.trim_end_matches(|one: char| one.is_whitespace() || ".,!)”\"'…".contains(one));
    let (predicate, stance) = longest(text).or_else(|| active(text))?;
    let rest = text.get(..text.len() - predicate.len())?;
    let before = rest.chars().next_back();
    let joins = predicate.starts_with("미") && before.is_some_and(is_hangul);
    if joins || signs::in_clause(rest, true) || rest.contains('|') {
        return Some(Stance::Unclear);
    }
    // What it is included in must be what leaked: 회원 정보에 포함되어 있습니다 says nothing of reads.
    let is_in = ["에 ", "에는 ", "에도 "].iter().any(|of| rest.contains(of));
    let names_leak = STEMS
        .iter()
        .chain(&["사고", "여기"])
        .any(|of| rest.contains(of));
    let is_of_contents = predicate.contains("포함") || predicate.starts_with("들어");
    if is_of_contents && is_in && !names_leak {
        return Some(Stance::Unclear);
    }
    let last = rest.rfind([FIELD, GROUP]);
    let gap = last.map_or("", |at| {
        rest.get(at + FIELD.len_utf8()..).unwrap_or_default()
    });
    Some(if are_known(gap) {
        stance
    } else {
        Stance::Unclear
    })
}

/// The longest predicate that ends a text.
fn longest(text: &str) -> Option<(&str, Stance)> {
    /// Bytes of the longest predicate, and some more.
    const PREDICATE_BYTES: usize = 90;
    let start = text.floor_char_boundary(text.len().saturating_sub(PREDICATE_BYTES));
    let ends = text
        .get(start..)?
        .char_indices()
        .filter_map(|(at, _)| text.get(start + at..));
    let mut fits = ends.filter_map(|end| Some((end, *PREDICATES.get(end)?)));
    fits.next()
}

/// Who reads what is none of theirs.
const ACTORS: &str = "공격자|유출자|해커|침입자|외부인|범인|퇴직자|제3자";

/// What such a person is said to have done: 공격자가 이름을 조회하였습니다.
fn active(text: &str) -> Option<(&str, Stance)> {
    let is_said = ACTORS.split('|').any(|who| text.contains(who));
    let verbs = [
        "접근하였",
        "접근했",
        "열람하였",
        "열람했",
        "조회하였",
        "조회했",
        "탈취하였",
        "탈취했",
        "유출하였",
        "유출했",
    ];
    let ends = verbs
        .iter()
        .flat_map(|verb| ENDS.map(|end| format!("{verb}{end}")));
    let end = ends
        .into_iter()
        .find(|end| text.ends_with(end.as_str()))
        .filter(|_| is_said)?;
    Some((text.get(text.len() - end.len()..)?, Stance::Affirms))
}

/// Whether all words of a part are known or hold a digit.
fn are_known(part: &str) -> bool {
    let words = part.split(|one: char| one.is_whitespace() || ",·/()[]:ㆍ、‘’'\"".contains(one));
    let mut words = words.filter(|word| !word.is_empty());
    words.all(|word| is_between(word) || word.contains(|one: char| one.is_ascii_digit()))
}

/// What a list with its head says: 유출된 항목은 이름, 이메일입니다.
pub(super) fn of_list(bare: &str) -> Option<Stance> {
    let found = HEADS
        .iter()
        .filter_map(|(head, stance)| Some((bare.find(head.as_str())?, head, *stance)));
    let (at, head, stance) = found.max_by_key(|(_, head, _)| head.len())?;
    let before = bare.get(..at)?;
    let list = bare.get(at + head.len()..)?;
    let behind = ["은", "는", "이", ":", " :", " -"]
        .iter()
        .find_map(|of| list.strip_prefix(of))?;
    let is_known = !before.contains([FIELD, '|'])
        && !before.ends_with(is_hangul)
        && !signs::in_clause(before, true);
    match is_known && is_list(behind) {
        true => Some(stance),
        false => Some(Stance::Unclear),
    }
}

/// What a line says of the list below it.
pub(super) fn of_head(line: &str) -> Option<Stance> {
    let text = line.trim_end_matches(|one: char| one.is_whitespace() || ".:,!)]】>".contains(one));
    let text = text
        .strip_suffix("은")
        .or_else(|| text.strip_suffix("는"))
        .unwrap_or(text);
    if let Some((head, stance)) = HEADS
        .iter()
        .filter(|(head, _)| text.ends_with(head.as_str()))
        .max_by_key(|(head, _)| head.len())
    {
        let before = text.get(..text.len() - head.len())?;
        let is_other = before.ends_with(is_hangul) || signs::in_clause(before, true);
        return Some(if is_other { Stance::Unclear } else { *stance });
    }
    of_predicate(line)
}

/// Whether a part is a list and no sentence: nothing but names, and of unknown names only whole pieces.
pub(super) fn is_list(part: &str) -> bool {
    let text = part.trim().trim_end_matches(['.', ',', ';']);
    let copulas = [
        "입니다",
        "임",
        "이며",
        "이고",
        "이었습니다",
        "였습니다",
        "이다",
        "로 습니다",
        "으로 습니다",
    ];
    let text = copulas
        .iter()
        .find_map(|of| text.strip_suffix(of))
        .unwrap_or(text);
    if signs::in_clause(text, true) || text.contains(['|', ':']) {
        return false;
    }
    let pieces = text.split([',', '·', '/', 'ㆍ', ';']);
    let mut pieces = pieces
        .flat_map(|piece| piece.split(" 및 "))
        .flat_map(|piece| piece.split("와 "));
    pieces.all(|piece| match piece.contains([FIELD, GROUP]) {
        true => are_known(&piece.replace([FIELD, GROUP], " ")),
        // A noun that is not known is no sentence.
        false => {
            !piece.trim_end().ends_with(['다', '요', '음', '됨'])
                && piece.split_whitespace().count() <= 3
        }
    })
}

/// Words of a count beside those that may stand between a field and the predicate.
const COUNT: &str = "총|약|최대|최소|대략|규모|수|합계|정확히|더|추가|추가로|현재|현재까지|지금까지|이번|사고|휴면|탈퇴|가운데|중|그|그중|\
    확대|전부|년|월|일|한|두|세|네|다섯|번|차례|목록|페이지|이후|처음|당초|영향|받은|대상";

/// Beginnings of words of a count.
const COUNT_STEMS: &str = "확인되|확인됐|확인된|확인하|확인했|파악되|파악됐|파악된|집계되|집계됐|집계된|해당됩|해당합|해당될|유출된|열람된|\
    조회된|침해된|늘었|있습|있을";

/// Words that may stand beside a predicate and change nothing of what it says.
const BESIDE: &str = "시점|됩니다|되었습니다|됐습니다|되며|습니다|여기|배송지|접속|인증|위조|위조된|탈취한|토큰|보안|키|사용하여|이용하여|서명키|이번|사고|당사|저희|회사|저희가|그러나|다만|또한|그리고|다행히|결과|확인|유출|유출된|열람된|조회된|침해된|따라서|따르면|\
    고객님들|제|저|여러분|금융|통해|인해|따라|아울러|일시|자료";

/// Beginnings of words by which something happened.
const EVENT_STEMS: &str = "발생|시작되|시작됐|시작된|시작하|일어났|일어난|있었|끝났|종료|이루어";

/// Words of a part of what is named, of which a denial may be true.
const OF_A_PART: &str = "일부|다른|나머지|대부분|대다수|몇|이상|이하|미만|초과|저장된|중|가운데";

fn words_of(bare: &str) -> impl Iterator<Item = &str> {
    let words = bare.split(|one: char| one.is_whitespace() || ",·/()[]:ㆍ‘’'\".*-".contains(one));
    words
        .map(|word| word.trim_matches([FIELD, GROUP]))
        .filter(|word| !word.is_empty())
}

/// Whether a word is in a list, with a particle or without.
fn is_of(list: &str, word: &str) -> bool {
    let bare = PARTICLES.split('|').filter_map(|of| word.strip_suffix(of));
    is_one(list, word) || bare.into_iter().any(|word| is_one(list, word))
}

fn has_digit(word: &str) -> bool {
    word.contains(|one: char| one.is_ascii_digit())
}

/// Whether every word of a clause beside its predicate or the head of its list is known, so that nothing bounds what it says.
pub(super) fn is_closed(bare: &str, stance: Stance) -> bool {
    let text = bare.trim_end_matches(|one: char| one.is_whitespace() || ".,!)”\"'…".contains(one));
    let predicate = longest(text).or_else(|| active(text));
    let rest = predicate
        .and_then(|(of, _)| text.get(..text.len() - of.len()))
        .unwrap_or(text);
    let head = HEADS
        .iter()
        .filter(|(head, _)| rest.contains(head.as_str()))
        .max_by_key(|(head, _)| head.len());
    let rest = head.map_or_else(
        || rest.to_owned(),
        |(head, _)| rest.replacen(head.as_str(), "", 1),
    );
    let denies = stance == Stance::Denies;
    words_of(&rest).all(|word| {
        let is_bound = denies && (has_digit(word) || is_of(OF_A_PART, word));
        let is_known = is_between(word)
            || is_of(COUNT, word)
            || is_of(BESIDE, word)
            || is_of(ACTORS, word)
            || EVENT_STEMS.split('|').any(|stem| word.starts_with(stem));
        !is_bound && (is_known || has_digit(word))
    })
}

/// Whether a clause is nothing but a count.
pub(super) fn is_count(bare: &str) -> bool {
    words_of(bare).all(|word| {
        is_between(word)
            || is_of(COUNT, word)
            || COUNT_STEMS.split('|').any(|stem| word.starts_with(stem))
            || has_digit(word)
    })
}

/// Whether a clause asks people to change what it names: 비밀번호를 변경하십시오.
pub(super) fn advises(bare: &str) -> bool {
    let is = |words: &str| words.split('|').any(|word| bare.contains(word));
    is("변경|바꾸|바꿔") && is("십시오|세요|바랍니다|권장|권합니다|권해|부탁|주시기")
}

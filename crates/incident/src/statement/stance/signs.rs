//! Signs that a clause does not plainly say what its predicate says: a negation, a condition, a report, a possibility.
//!
//! No such list is complete, and none has to be: a sign only keeps a clause from being understood, and what is understood
//! is a closed list of forms ([`super::korean`], [`super::english`]).

use std::sync::LazyLock;

use crate::statement::phrase::Phrases;

/// Words of what is asked, told by others, supposed or only possible, wherever they stand in a sentence.
const OF_SENTENCE: &str = "if|whether|unless|would|rumour|rumor|allege|alleged|allegation|allegedly|untrue|false|falsely|\
    unfounded|baseless|incorrect|fake|hoax|wary|beware|scam|anyone who|contrary|suppose|supposed|\
    hypothetical|imagine|pretend|pretends|pretending|다며|라며|다면|라면|경우|보도|소문|\
    루머|의혹|사칭|허위|거짓|는지|은지|나요|가요|까요|습니까|됩니까|만약";

/// Words that deny or weaken what stands in the same clause.
const OF_CLAUSE: &str = "not|no|none|no one|nobody|nothing|neither|nor|never|cannot|without|hardly|barely|scarcely|rarely|\
    seldom|rather|instead|deny|denies|denied|denial|dispute|unable|fail|failed|fails|unaffected|\
    untouched|intact|out of reach|beyond reach|prevent|prevents|prevented|protect|protected|protects|\
    block|blocked|avoid|avoided|stopped|exclude|excluded|excludes|excluding|except|lack|lacks|missing|\
    absent|zero|could|can|might|may be|may have|may|should|must|will|shall|possibly|possible|perhaps|\
    potential|potentially|likely|unlikely|risk|attempt|attempted|tried|try|almost|nearly|suspect|\
    suspected|believe|claim|that";

/// What stands in the same clause of a Korean text, as a part of a word.
const OF_CLAUSE_KO: &str = "않|못|없|아니|아닌|아닙|미유|미포|미해|미열|미조|미확|불가|부인|반박|\
    무관|무사|제외|가능성|우려|위험|대비|예방|방지|주의|다는|라는|다고|\
    라고|다던|주장|추정|의심|추측|여부|수 있|할 것|될 것|되기 전|하기 전|\
    기 전|대신|듯|뻔|처럼|마치|혹시|만일|보다|아직|오해|드물|극히|빼고|외한| 안 |\
    막았|막아|막을|막는|보호하|보호되|보호된|보호받|안전하|안전합|안전히| 전에|\
    으면|하면 |되면 |차단";

static IN_SENTENCE: LazyLock<Phrases<()>> = LazyLock::new(|| table(OF_SENTENCE));
static IN_CLAUSE: LazyLock<Phrases<()>> = LazyLock::new(|| table(OF_CLAUSE));

fn table(of: &str) -> Phrases<()> {
    Phrases::names(of.split('|').map(|word| (word, ())))
}

fn finds(table: &Phrases<()>, text: &str) -> bool {
    !table.find(text, &(0..text.len())).is_empty()
}

/// Whether a sentence asks, reports or supposes something.
pub(in crate::statement) fn in_sentence(text: &str) -> bool {
    text.contains(['?', '？'])
        || finds(&IN_SENTENCE, text)
        || text.contains("had ") && text.contains(", we would")
}

/// Whether a part of a clause holds a sign. `is_korean` asks for the signs of that language too.
pub(super) fn in_clause(text: &str, is_korean: bool) -> bool {
    let is_short = text.contains("n't") || text.contains("n’t");
    is_short
        || finds(&IN_CLAUSE, &without_months(text))
        || (is_korean && OF_CLAUSE_KO.split('|').any(|sign| text.contains(sign)))
}

/// A text in which *May* of a date is no *may*.
fn without_months(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let has_digit = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| word.contains(|one: char| one.is_ascii_digit()))
    };
    let kept = words.iter().enumerate().filter(|(at, word)| {
        let is_month = word.trim_end_matches([',', '.']) == "may";
        !(is_month && (has_digit(at.checked_sub(1)) || has_digit(Some(at + 1))))
    });
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

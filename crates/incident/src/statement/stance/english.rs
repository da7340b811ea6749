//! The forms of English by which a clause surely affirms or surely denies: a passive of a word of reading with its subject
//! right before it, *includes*, or the head of a list.

use super::{FIELD, GROUP, Stance, is_one, signs};

/// Who reads what is none of theirs.
const ACTORS: &str = "attacker|attackers|perpetrator|intruder|hacker|thief|offender|suspect|they";

/// What they do, as an active.
const ACTIVE: &str = "read|accessed|viewed|copied|stole|took|obtained|acquired";

/// What befalls data that is read.
const PARTICIPLES: &str = "read|leaked|accessed|viewed|taken|stolen|copied|compromised|disclosed|exposed|breached|obtained|\
    acquired|included|affected|involved|impacted|concerned|hit";

/// What makes a passive.
const AUXILIARIES: &str = "was|were|is|are|has|have|been|had";

/// The same with a *not* in it.
const SHORT: &str =
    "wasn't|weren't|isn't|aren't|hasn't|haven't|wasn’t|weren’t|isn’t|aren’t|hasn’t|haven’t";

/// What may stand between an auxiliary and its participle.
const ADVERBS: &str = "also|all|both|indeed|unlawfully|illegally|actually|now|already|only|too";

/// What may stand between a field and the predicate, or between *no* and a field.
const BETWEEN: &str = "identifier|identifiers|persons|individuals|requests|dormant|withdrawn|former|taiwan|the|a|an|our|your|their|its|his|her|any|all|some|both|and|or|of|in|for|from|data|information|number|\
    numbers|personal|customer|customers|customer's|customers'|account|accounts|member|members|people|\
    user|users|person|too|also|only|as|well|other|such|like|these|those|items|item|fields|field|\
    million|thousand|full|each|every|shop|korea|records|names|building|basic|\
    private|korean";

/// What may introduce what was found.
const FRAMES: &str = "we confirmed that|we have confirmed that|we found that|we have found that|we now know that|\
    we know that|we learned that|we learnt that|we have learned that|we determined that|\
    we have determined that|the record shows that|our record shows that|our logs show that|\
    it is confirmed that|it was confirmed that";

/// What may introduce a denial by what was not found.
const NO_SIGN: &str = "there is no evidence that|there is no indication that|there is no sign that|there is no proof that|\
    there was no evidence that|there was no indication that|we found no evidence that|\
    we have found no evidence that|we found no indication that|we found no sign that|\
    we have no evidence that|we have no indication that";

/// A denial that names what was not read behind it.
const NO_ACCESS: &str = "there is no record of a read of|there was no access to|there is no access to|\
    there has been no access to|there was no leak of|there is no record of any read of|\
    there is no record of access to|there is no sign of access to|there is no evidence of access to|\
    there was no read of|no reads of|no read of|no access to|no leak of|nobody accessed|no one accessed";

/// Words of a head beside its participle.
const HEAD: &str = "data|items|item|information|fields|types|type|kinds|kind|categories|of|personal|the|what|was|were|\
    that|which|is|are|has|have|been|your|customer|following|elements|in|incident|by";

/// Words of which one introduces a list behind the predicate.
const SUCH_AS: &str = "including|namely|such|like|e.g";

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|one: char| one.is_whitespace() || "()[]\"“”/".contains(one));
    let words = words.map(|word| word.trim_matches([',', '.', ':', ';', '!']));
    words.filter(|word| !word.is_empty()).collect()
}

fn is_name(word: &str) -> bool {
    word.contains([FIELD, GROUP])
}

fn are_known(words: &[&str]) -> bool {
    words.iter().all(|word| {
        is_one(BETWEEN, word) || is_name(word) || word.contains(|one: char| one.is_ascii_digit())
    })
}

/// Where a predicate stands, and how often it denies.
struct Predicate {
    start: usize,
    end: usize,
    denials: usize,
}

/// The predicate that begins at a word.
fn predicate(words: &[&str], start: usize) -> Option<Predicate> {
    let (mut at, mut denials, mut has_auxiliary) = (start, 0, false);
    let mut is_either = false;
    while let Some(word) = words.get(at) {
        match *word {
            word if is_one(AUXILIARIES, word) => has_auxiliary = true,
            word if is_one(SHORT, word) => (has_auxiliary, denials) = (true, denials + 1),
            "not" | "never" if has_auxiliary => denials += 1,
            "neither" if has_auxiliary => (is_either, denials) = (true, denials + 1),
            word if has_auxiliary && is_one(ADVERBS, word) => {}
            _ => break,
        }
        at += 1;
    }
    let is_one = |at: usize| words.get(at).is_some_and(|word| is_one(PARTICIPLES, word));
    if !has_auxiliary || !is_one(at) {
        return None;
    }
    at += 1;
    // *Read or copied*, *neither read nor copied*.
    let joins = |at: usize| {
        let word = words.get(at).copied();
        matches!(word, Some("and" | "or")) || (is_either && word == Some("nor"))
    };
    while joins(at) && is_one(at + 1) || is_one(at) {
        at += 1 + usize::from(joins(at));
    }
    Some(Predicate {
        start,
        end: at,
        denials,
    })
}

/// How a clause speaks of what it names; `None` where it has no predicate that is known.
pub(super) fn of_predicate(bare: &str) -> Option<Stance> {
    let text = bare.trim().trim_start_matches([',', ' ']);
    let text = text.strip_prefix("and ").unwrap_or(text);
    let frame = |frames: &str| frames.split('|').find_map(|of| text.strip_prefix(of));
    if let Some(behind) = frame(NO_ACCESS) {
        return Some(no_access(behind));
    }
    if let Some(behind) = frame(NO_SIGN) {
        return Some(match of_passive(&words(behind)) {
            Some(Stance::Affirms) => Stance::Denies,
            _ => Stance::Unclear,
        });
    }
    let text = frame(FRAMES).unwrap_or(text);
    let words = words(text);
    of_passive(&words)
        .or_else(|| of_turned(&words))
        .or_else(|| of_active(&words))
        .or_else(|| of_including(&words))
}

/// Whether a part has a predicate of its own.
pub(super) fn has_predicate(part: &str) -> bool {
    let words = words(part);
    (0..words.len()).any(|at| predicate(&words, at).is_some())
}

/// *The perpetrator accessed names of 3,384 accounts.*
fn of_active(words: &[&str]) -> Option<Stance> {
    let words = match words {
        ["the" | "an", rest @ ..] => rest,
        rest => rest,
    };
    let (list, tail) = match words {
        [actor, "has" | "have" | "had", verb, list @ ..] | [actor, verb, list @ ..]
            if is_one(ACTORS, actor) && is_one(ACTIVE, verb) =>
        {
            list.split_at(
                list.iter()
                    .rposition(|word| is_name(word))
                    .map_or(0, |at| at + 1),
            )
        }
        _ => return None,
    };
    let is_sure = are_known(list) && !has_sign(tail);
    Some(if is_sure {
        Stance::Affirms
    } else {
        Stance::Unclear
    })
}

/// *There was no access to names.*
fn no_access(behind: &str) -> Stance {
    let words = words(behind);
    let end = words
        .iter()
        .rposition(|word| is_name(word))
        .map_or(0, |at| at + 1);
    let (list, tail) = words.split_at(end);
    let is_told = matches!(
        tail,
        [] | ["is" | "are" | "was" | "were", "on", "record" | "file"]
    );
    match !list.is_empty() && are_known(list) && is_told {
        true => Stance::Denies,
        false => Stance::Unclear,
    }
}

/// *Names were read*, *no names were read*, *neither names nor addresses were read*.
fn of_passive(words: &[&str]) -> Option<Stance> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match predicate(words, at) {
            Some(found) => {
                at = found.end;
                all.push(found);
            }
            None => at += 1,
        }
    }
    let [found] = all.as_slice() else {
        return (!all.is_empty()).then_some(Stance::Unclear);
    };
    let (subject, behind) = (words.get(..found.start)?, words.get(found.end..)?);
    let Some((subject, denials)) = denied(subject) else {
        return Some(Stance::Unclear);
    };
    let first = subject.iter().position(|word| is_name(word));
    let before = subject.get(..first.unwrap_or(subject.len()))?;
    let list = subject.get(first.unwrap_or(subject.len())..)?;
    let verb = words.get(found.start..found.end)?;
    if !is_of_reads(verb, behind) {
        return Some(Stance::Unclear);
    }
    let is_behind = behind.iter().any(|word| word.contains(FIELD));
    let is_list = !is_behind
        || (found.denials + denials == 0 && behind.iter().any(|word| is_one(SUCH_AS, word)));
    let is_sure =
        is_named(list) && is_list && !has_sign(before) && !has_sign(list) && !has_sign(behind);
    Some(match found.denials + denials {
        0 if is_sure => Stance::Affirms,
        1 if is_sure && (denials == 0 || are_known(before)) => Stance::Denies,
        _ => Stance::Unclear,
    })
}

/// Whether a predicate speaks of what befell the data: who reads them every day, and what they are included in, is no leak.
fn is_of_reads(verb: &[&str], behind: &[&str]) -> bool {
    let is = |of: &str| verb.contains(&of);
    let is_present = (is("is") || is("are")) && !is("been");
    let lasts = [
        "affected",
        "involved",
        "concerned",
        "impacted",
        "included",
        "compromised",
    ];
    let of_leak = ["data", "breach", "leak", "incident", "attack"];
    let is_in = behind.first() == Some(&"in");
    let is_by = behind.first() == Some(&"by");
    let names_leak = behind.iter().any(|word| of_leak.contains(word));
    let names_actor = behind.iter().any(|word| is_one(ACTORS, word));
    (!is_present || lasts.iter().any(|of| is(of)))
        && (!is("included") || !is_in || (names_leak && !behind.contains(&"your")))
        && (!is_by || names_actor || names_leak)
}

/// Whether what stands between the last name and the predicate is known.
fn is_named(list: &[&str]) -> bool {
    let last = list.iter().rposition(|word| is_name(word));
    last.is_none_or(|last| list.get(last + 1..).is_some_and(are_known))
}

fn has_sign(words: &[&str]) -> bool {
    signs::in_clause(&words.join(" "), false)
}

/// A subject without the word that denies all of it, and how often it is denied; `None` where that is not known.
fn denied<'w>(subject: &'w [&'w str]) -> Option<(Vec<&'w str>, usize)> {
    let all = |subject: &[&'w str]| subject.to_vec();
    Some(match subject {
        ["no", rest @ ..] | ["and", "no", rest @ ..] | ["none", "of", rest @ ..] => (all(rest), 1),
        ["nothing"] | ["nothing", "else"] => (Vec::new(), 1),
        ["neither", rest @ ..] => {
            let nor = rest.iter().position(|word| *word == "nor")?;
            let mut list = all(rest);
            list.remove(nor);
            (list, 1)
        }
        rest => (all(rest), 0),
    })
}

/// *Nor were names read*, *at no time were names read*.
fn of_turned(words: &[&str]) -> Option<Stance> {
    let rest = match words {
        ["nor", rest @ ..] | ["at", "no", "time", rest @ ..] => rest,
        _ => return None,
    };
    let [first, rest @ ..] = rest else {
        return None;
    };
    let at = rest.iter().position(|word| is_one(PARTICIPLES, word))?;
    let (list, tail) = rest.split_at(at);
    let is_sure = is_one(AUXILIARIES, first) && are_known(list) && tail.len() == 1;
    Some(if is_sure {
        Stance::Denies
    } else {
        Stance::Unclear
    })
}

/// *The data includes names*, *the leak did not involve names*.
fn of_including(words: &[&str]) -> Option<Stance> {
    const VERBS: [&str; 9] = [
        "includes",
        "included",
        "include",
        "contains",
        "contained",
        "contain",
        "involves",
        "involve",
        "affects",
    ];
    let at = words.iter().position(|word| VERBS.contains(word))?;
    let (subject, list) = (words.get(..at)?, words.get(at + 1..)?);
    let (subject, denials) = match subject {
        [rest @ .., "did" | "does" | "do", "not"] => (rest, 1),
        [
            rest @ ..,
            "didn't" | "doesn't" | "don't" | "didn’t" | "doesn’t" | "don’t",
        ] => (rest, 1),
        rest => (rest, 0),
    };
    let of_data = subject
        .iter()
        .any(|word| ["data", "leak", "breach", "incident", "information"].contains(word));
    let is_sure = of_data
        && !subject.iter().any(|word| is_name(word))
        && !has_sign(subject)
        && are_known(list);
    Some(match denials {
        _ if !is_sure => Stance::Unclear,
        0 => Stance::Affirms,
        _ => Stance::Denies,
    })
}

/// What a line says of the list below it or behind its colon: *data leaked*, *what was not involved*.
pub(super) fn of_head(line: &str) -> Option<Stance> {
    let mut words = words(line.trim_start_matches(|one: char| !one.is_alphabetic()));
    let before = words.len();
    words.retain(|word| *word != "not");
    let denials = before - words.len();
    let read = words
        .iter()
        .filter(|word| is_one(PARTICIPLES, word))
        .count();
    let is_head = words
        .iter()
        .all(|word| is_one(HEAD, word) || is_one(PARTICIPLES, word));
    match (is_head && read == 1, denials) {
        (true, 0) => Some(Stance::Affirms),
        (true, 1) => Some(Stance::Denies),
        _ => None,
    }
}

/// What a list with its head says: *Not leaked: names, addresses*.
pub(super) fn of_list(bare: &str) -> Option<Stance> {
    let (head, list) = bare.split_once(':')?;
    let stance = of_head(head)?;
    Some(if is_list(list) {
        stance
    } else {
        Stance::Unclear
    })
}

/// Whether a part is a list and no sentence: nothing but names, and of unknown names only whole pieces.
pub(super) fn is_list(part: &str) -> bool {
    if signs::in_clause(part, false) || part.contains(['|', ':', '?']) {
        return false;
    }
    let pieces = part
        .split([',', ';', '/'])
        .flat_map(|piece| piece.split(" and "));
    pieces
        .into_iter()
        .all(|piece| match piece.contains([FIELD, GROUP]) {
            true => are_known(&words(piece)),
            false => words(piece).len() <= 3,
        })
}

/// Words of a count beside those that may stand between a field and the predicate.
const COUNT: &str = "handful|about|around|approximately|ip|network|address|addresses|total|exactly|at|least|most|more|than|fewer|less|up|to|so|far|are|is|were|was|there|it|concerns|concern|\
    concerned|known|found|confirmed|counted|identified|may|be|could|further|additional|others|which|them|we|page|pages|\
    views|reads|took|place|between|on|used|opened|times|list|that|leak|leaked|affected|read|accessed|now|later|\
    first|one|two|three|four|five|six|seven|eight|nine|ten|hundred|estimate|estimated|i.e|currently|roughly|nearly|\
    over|under|january|february|march|april|june|july|august|september|october|november|december";

/// Whether a clause is nothing but a count.
pub(super) fn is_count(bare: &str) -> bool {
    let words = words(bare);
    words
        .iter()
        .all(|word| is_one(COUNT, word) || are_known(&[word]))
}

/// Words that may stand beside a predicate and change nothing of what it says.
const BESIDE: &str = "began|started|happened|occurred|stopped|once|login|access|forged|stolen|token|tokens|key|security|using|through|not|never|no|none|neither|nor|nobody|one|nothing|else|did|does|do|include|includes|included|contain|contains|\
    contained|involve|involves|affect|affects|breach|incident|attack|also|either|by|attacker|perpetrator|intruder|at|time|\
    there|record|sign|evidence|indication|proof|access|reads|file|have|has|however|fortunately|unfortunately|it|as|during|\
    confirm|show|shows|know|learned|determined|logs|since|but|this|apart|hit|we";

/// Words of a part of what is named, of which a denial may be true.
const OF_A_PART: &str = "some|most|many|several|few|certain|other|more|least|between|over|under|among|now|first|later|two|three|\
    four|five|six|seven|eight|nine|ten|hundred|thousand|million";

/// Whether every word of a clause is known, so that nothing bounds what it says.
pub(super) fn is_closed(bare: &str, stance: Stance) -> bool {
    let denies = stance == Stance::Denies;
    words(bare).iter().all(|word| {
        let has_digit = word.contains(|one: char| one.is_ascii_digit());
        let is_bound = denies && (has_digit || is_one(OF_A_PART, word));
        let lists = [
            COUNT,
            BESIDE,
            PARTICIPLES,
            AUXILIARIES,
            SHORT,
            ADVERBS,
            HEAD,
            ACTORS,
            ACTIVE,
            SUCH_AS,
        ];
        let is_known =
            are_known(&[word]) || lists.iter().any(|list| is_one(list, word)) || *word == "•";
        !is_bound && is_known
    })
}

/// Whether a clause asks people to change what it names: *please change your password*.
pub(super) fn advises(bare: &str) -> bool {
    let words = words(bare);
    words.iter().enumerate().any(|(at, word)| {
        let behind = words.get(at + 1..).unwrap_or_default();
        let name = behind.iter().position(|word| is_name(word));
        let is_change = ["change", "reset", "changing", "resetting"].contains(word);
        is_change && name.is_some_and(|name| behind.get(..name).is_some_and(are_known))
    })
}

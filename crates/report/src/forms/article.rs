//! Articles as a Korean reads them: the files of law write `Decree 40(1)1`, and a form says 시행령 제40조제1항제1호.

/// How a statute is called.
const STATUTES: [(&str, &str); 10] = [
    ("APPI Art. ", "일본 개인정보보호법 "),
    ("APPI Rules ", "일본 개인정보보호법 시행규칙 "),
    ("APPI Rule ", "일본 개인정보보호법 시행규칙 "),
    ("APPI ", "일본 개인정보보호법 "),
    ("Network Act ", "정보통신망법 "),
    ("PIPA ", "개인정보 보호법 "),
    ("Act ", "법 "),
    ("Decree ", "시행령 "),
    ("GDPR ", "GDPR "),
    ("Credit Information Act ", "신용정보법 "),
];

/// Laws that are named in words.
const NAMED: [(&str, &str); 3] = [
    ("the clause of the contract", "계약 조항"),
    ("The contract of the parties", "당사자 사이의 계약"),
    (
        "California Civil Code 1798.82, as amended by SB 446",
        "캘리포니아 민법 1798.82(SB 446으로 개정된 것)",
    ),
];

/// The law in Korean, where it is named in words.
pub(super) fn named(law: &str) -> Option<&'static str> {
    let found = NAMED.iter().find(|(en, _)| *en == law);
    found.map(|(_, ko)| *ko)
}

/// The article in Korean; as it is where it is written otherwise.
pub(super) fn korean(law: &str) -> String {
    if let Some(named) = named(law) {
        return named.to_owned();
    }
    let (body, proviso) = match law.strip_suffix(", proviso") {
        Some(body) => (body, " 단서"),
        None => (law, ""),
    };
    let parts: Option<Vec<String>> = body.split(", ").map(one).collect();
    parts.map_or_else(|| law.to_owned(), |parts| parts.join(", ") + proviso)
}

fn one(part: &str) -> Option<String> {
    let named = STATUTES
        .iter()
        .find_map(|(en, ko)| Some((*ko, part.strip_prefix(en)?)));
    let (statute, article) = named.unwrap_or(("", part));
    let (head, rest) = match article.split_once('(') {
        Some((head, rest)) => (head, Some(rest)),
        None => (article, None),
    };
    let mut out = format!("{statute}{}", number(head)?);
    if let Some(rest) = rest {
        let (paragraph, item) = rest.split_once(')')?;
        digits(paragraph)?;
        out.push_str(&format!("제{paragraph}항"));
        if !item.is_empty() {
            digits(item)?;
            out.push_str(&format!("제{item}호"));
        }
    }
    Some(out)
}

/// `48-3` is 제48조의3.
fn number(head: &str) -> Option<String> {
    let (article, branch) = match head.split_once('-') {
        Some((article, branch)) => (article, Some(branch)),
        None => (head, None),
    };
    digits(article)?;
    match branch {
        Some(branch) => {
            digits(branch)?;
            Some(format!("제{article}조의{branch}"))
        }
        None => Some(format!("제{article}조")),
    }
}

fn digits(text: &str) -> Option<()> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(())
}

#[cfg(test)]
mod tests {
    use super::korean;

    #[test]
    fn articles_are_read_as_the_statute_writes_them() {
        for (law, ko) in [
            ("Decree 40(1)1", "시행령 제40조제1항제1호"),
            ("Decree 40(1), proviso", "시행령 제40조제1항 단서"),
            (
                "PIPA 34(1), Decree 39(1)",
                "개인정보 보호법 제34조제1항, 시행령 제39조제1항",
            ),
            ("PIPA 28-7", "개인정보 보호법 제28조의7"),
            ("Network Act 48-3(1)", "정보통신망법 제48조의3제1항"),
            ("GDPR 33(1)", "GDPR 제33조제1항"),
            ("APPI Rule 7(1)", "일본 개인정보보호법 시행규칙 제7조제1항"),
            ("GDPR 34(3)(a)", "GDPR 34(3)(a)"),
            ("the clause of the contract", "계약 조항"),
            ("Civ. Code 1798.82", "Civ. Code 1798.82"),
        ] {
            assert_eq!(korean(law), ko, "{law}");
        }
    }
}

//! Names and addresses of people, brought to one spelling where two spellings would hide that they are the same.
//!
//! Identifiers, e-mails and phone numbers have their canonical forms in `event`. Names and addresses have none: what
//! is made here serves to compare, and is never shown or kept.

use unicode_normalization::UnicodeNormalization;

/// The first part of a Korean address in its long and in its short form. Forms use both.
const PROVINCES: [(&str, &str); 20] = [
    ("서울특별시", "서울"),
    ("서울시", "서울"),
    ("부산광역시", "부산"),
    ("대구광역시", "대구"),
    ("인천광역시", "인천"),
    ("광주광역시", "광주"),
    ("대전광역시", "대전"),
    ("울산광역시", "울산"),
    ("세종특별자치시", "세종"),
    ("경기도", "경기"),
    ("강원특별자치도", "강원"),
    ("강원도", "강원"),
    ("충청북도", "충북"),
    ("충청남도", "충남"),
    ("전북특별자치도", "전북"),
    ("전라북도", "전북"),
    ("전라남도", "전남"),
    ("경상북도", "경북"),
    ("경상남도", "경남"),
    ("제주특별자치도", "제주"),
];

/// A name without white space, in lower case and NFC; `None` where nothing is left.
pub(crate) fn name(raw: &str) -> Option<String> {
    let name: String = folded(raw).filter(|c| !c.is_whitespace()).collect();
    (!name.is_empty()).then_some(name)
}

/// An address as words parted by one blank; punctuation parts words too. `None` where nothing is left.
pub(crate) fn address(raw: &str) -> Option<String> {
    let text: String = folded(raw).collect();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|word| word.trim_matches('-'))
        .filter(|word| !word.is_empty())
        .map(short_province)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The words of a whole address in one order, whichever way its parts stood in columns; `None` of what names no place to
/// live at: a single word, or no number at all.
pub(crate) fn whole(address: &str) -> Option<String> {
    let mut words: Vec<&str> = address.split(' ').collect();
    let has_number = address.bytes().any(|byte| byte.is_ascii_digit());
    words.sort_unstable();
    (words.len() > 1 && has_number).then(|| words.join(" "))
}

/// How many words of the first address stand in the second, in thousandths.
pub(crate) fn shared_permille(first: &str, second: &str) -> u32 {
    let words = first.split(' ');
    let (mut all, mut shared) = (0u32, 0u32);
    for word in words {
        all += 1;
        shared += u32::from(second.split(' ').any(|other| other == word));
    }
    (shared * 1000).checked_div(all).unwrap_or(0)
}

fn short_province(word: &str) -> &str {
    let of = PROVINCES.iter().find(|(long, _)| *long == word);
    of.map_or(word, |(_, short)| short)
}

fn folded(raw: &str) -> impl Iterator<Item = char> + '_ {
    // Digits and letters are typed in their wide forms, too. Lower-casing can take a text out of NFC.
    raw.nfkc().flat_map(char::to_lowercase).nfc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_one() {
        let long = address("서울특별시 강남구 테헤란로 152, 101동 202호").expect("an address");
        assert_eq!(long, "서울 강남구 테헤란로 152 101동 202호");
        let short = address("서울  강남구 테헤란로 152").expect("an address");
        assert_eq!(shared_permille(&short, &long), 1000);
        assert_eq!(shared_permille(&long, &short), 666);
        assert_eq!(address(" ,, -"), None);
        assert_eq!(
            address("서울 테헤란로 １５２").as_deref(),
            Some("서울 테헤란로 152")
        );
        assert_eq!(whole("서울 강남구 152"), whole("152 서울 강남구"));
        assert_eq!((whole("152"), whole("서울 강남구")), (None, None));
    }

    #[test]
    fn names_lose_blanks_case_and_parted_syllables() {
        assert_eq!(name("김 민수").as_deref(), Some("김민수"));
        let parted: String = "김민수".nfd().collect();
        assert_eq!(name(&parted).as_deref(), Some("김민수"));
        assert_eq!(name("Kim Minsu").as_deref(), Some("kimminsu"));
        assert_eq!(name("  "), None);
    }
}

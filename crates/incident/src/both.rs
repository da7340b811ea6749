//! A sentence in both languages of documents and pages, and numbers as both write them.

/// One sentence, twice. Neither is a translation made later: both are written where the reason is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Both {
    /// The sentence in Korean and in English.
    #[must_use]
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Both {
        Both {
            ko: ko.into(),
            en: en.into(),
        }
    }

    /// Both with a further sentence behind them.
    #[must_use]
    pub fn and(mut self, further: &Both) -> Both {
        for (text, more) in [(&mut self.ko, &further.ko), (&mut self.en, &further.en)] {
            if !text.is_empty() && !more.is_empty() {
                text.push(' ');
            }
            text.push_str(more);
        }
        self
    }
}

/// A whole number with commas: `33,673,817`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(33_673_817_u64), "33,673,817");
    }
}

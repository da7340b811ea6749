//! Values as producers write them: numbers as text, text as numbers, `null`, empty text.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::error::Category;

use super::scan::{Scan, Scanner, texts};
use crate::Fault;

/// Text, borrowed where it holds no escapes; nothing when missing, `null` or empty.
#[derive(Debug, Default)]
pub(super) struct Text<'a>(Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    #[inline]
    pub(super) fn of(text: &'a str) -> Text<'a> {
        Text((!text.is_empty()).then_some(Cow::Borrowed(text)))
    }

    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(super) fn take(&mut self) -> Option<Cow<'a, str>> {
        self.0.take()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'a>, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a number")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::of(text))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(
            (!text.is_empty()).then(|| Cow::Owned(text.to_owned())),
        ))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Text<'de>, E> {
        Ok(Text(None))
    }
}

impl<'de> Scan<'de> for Text<'de> {
    #[inline]
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
        *self = match from.peek()? {
            b'"' => Text::of(from.string()?),
            b'0'..=b'9' => Text::of(from.digits()?),
            _ => return from.null()?.then(|| self.0 = None),
        };
        Some(())
    }
}

/// A whole number; nothing when missing, `null`, or text that is none. Fractions are floored.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Int(Option<i64>);

impl Int {
    #[inline]
    pub(super) fn of_text(text: &str) -> Int {
        Int(text.trim().parse().ok())
    }

    /// Of a whole number of at most eighteen digits, which cannot overflow.
    #[inline]
    pub(super) fn of_digits(digits: &str) -> Int {
        let add = |number: i64, digit: u8| number * 10 + i64::from(digit & 0xf);
        Int(Some(digits.bytes().fold(0, add)))
    }

    pub(super) fn get(self) -> Option<i64> {
        self.0
    }

    /// The number where it is not negative.
    pub(super) fn unsigned(self) -> Option<u64> {
        self.0.and_then(|number| u64::try_from(number).ok())
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Int, D::Error> {
        deserializer.deserialize_any(IntVisitor)
    }
}

struct IntVisitor;

impl Visitor<'_> for IntVisitor {
    type Value = Int;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Int, E> {
        Ok(Int(i64::try_from(number).ok()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Int, E> {
        Ok(Int(Some(number)))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Int, E> {
        // 2^53: beyond it a fraction cannot be told from a whole number.
        let exact = number.abs() < 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be under 2^53")]
        Ok(Int(exact.then_some(number.floor() as i64)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Int, E> {
        Ok(Int::of_text(text))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Int, E> {
        Ok(Int(None))
    }
}

impl<'de> Scan<'de> for Int {
    #[inline]
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
        *self = match from.peek()? {
            b'0'..=b'9' => Int::of_digits(from.digits()?),
            b'"' => Int::of_text(from.string()?),
            _ => return from.null()?.then(|| self.0 = None),
        };
        Some(())
    }
}

/// A value of `unmapped`, where producers put what they like: anything is taken, and what is neither
/// text, number nor a list of texts is nothing.
#[derive(Debug, Default)]
pub(super) enum Loose<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Int(i64),
    List(Vec<Cow<'a, str>>),
}

impl<'a> Loose<'a> {
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Loose::Text(text) => (!text.is_empty()).then_some(text),
            Loose::Int(number) => Some(Cow::Owned(number.to_string())),
            Loose::Nothing | Loose::List(_) => None,
        }
    }

    pub(super) fn unsigned(&self) -> Option<u64> {
        match self {
            Loose::Int(number) => u64::try_from(*number).ok(),
            Loose::Text(text) => text.parse().ok(),
            Loose::Nothing | Loose::List(_) => None,
        }
    }

    pub(super) fn list(self) -> Option<Vec<Cow<'a, str>>> {
        match self {
            Loose::List(list) => Some(list),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Loose<'a>, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Loose<'de>, E> {
        Ok(i64::try_from(number).map_or(Loose::Nothing, Loose::Int))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Loose<'de>, E> {
        Ok(Loose::Int(number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Loose<'de>, E> {
        Ok(Loose::Nothing)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Loose<'de>, E> {
        Ok(Loose::Nothing)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Loose<'de>, E> {
        Ok(Loose::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose<'de>, A::Error> {
        let mut list = Some(Vec::new());
        while let Some(value) = seq.next_element::<Loose<'de>>()? {
            match (value, &mut list) {
                (Loose::Text(text), Some(list)) => list.push(text),
                _ => list = None,
            }
        }
        Ok(list.map_or(Loose::Nothing, Loose::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }
}

impl<'de> Scan<'de> for Loose<'de> {
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
        *self = match from.peek()? {
            b'"' => Loose::Text(Cow::Borrowed(from.string()?)),
            b'0'..=b'9' => Int::of_digits(from.digits()?)
                .0
                .map_or(Loose::Nothing, Loose::Int),
            b'[' => Loose::List(texts(from)?),
            // The twin looks at numbers, so one that is written in another way is its.
            b'-' => return None,
            _ => from.skip().map(|()| Loose::Nothing)?,
        };
        Some(())
    }
}

/// Why a record did not parse, without a byte of it.
pub(super) fn fault(error: &serde_json::Error) -> Fault {
    let column = error.column();
    Fault::new(match error.classify() {
        Category::Eof => format!("the JSON breaks off at byte {column}"),
        Category::Data => {
            format!("an attribute before byte {column} has the wrong type or is given twice")
        }
        Category::Syntax | Category::Io => format!("not JSON at byte {column}"),
    })
}

//! The time of an access log: `10/Oct/2000:13:55:36 -0700`, always with its zone.

use event::Millis;

/// Bytes of a time, without its brackets.
pub(super) const BYTES: usize = 26;

/// Parses [`BYTES`] bytes. Second 60 is read as 59.999, as [`Millis::parse`] does.
pub(super) fn parse(text: &[u8]) -> Option<Millis> {
    let text: &[u8; BYTES] = text.try_into().ok()?;
    let marks = [text[2], text[6], text[11], text[14], text[17], text[20]];
    if marks != *b"//::: " {
        return None;
    }
    let day = two(text[0], text[1])?;
    let month = month([text[3], text[4], text[5]])?;
    let year = two(text[7], text[8])? * 100 + two(text[9], text[10])?;
    let (hour, minute) = (two(text[12], text[13])?, two(text[15], text[16])?);
    let second = two(text[18], text[19])?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (second, ms) = if second == 60 { (59, 999) } else { (second, 0) };
    let in_day = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    let offset = (two(text[22], text[23])?, two(text[24], text[25])?);
    let (0..=23, 0..=59) = offset else {
        return None;
    };
    let offset_ms = (offset.0 * 60 + offset.1) * 60_000;
    let local = Millis::from_civil(year, month, day, in_day)?;
    match text[21] {
        b'+' => Some(local.plus(-offset_ms)),
        b'-' => Some(local.plus(offset_ms)),
        _ => None,
    }
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

fn month(name: [u8; 3]) -> Option<i64> {
    Some(match &name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

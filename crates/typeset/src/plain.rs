//! Characters that no font of ours draws, written by their number. An empty box tells a reader nothing,
//! and accessible PDF forbids it: a smiley in a name must not keep a report from being made.

use typst::text::Font;

/// A JSON text in which every character that no font draws reads `‹U+1F600›`. What stands in its place
/// means nothing in JSON, so the text stays one.
pub(crate) fn printable(json: &[u8], fonts: &[Font]) -> Vec<u8> {
    let text = String::from_utf8_lossy(json);
    let drawn = |c: char| {
        let code = u32::from(c);
        c.is_ascii() || fonts.iter().any(|font| font.info().coverage.contains(code))
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if drawn(c) {
            out.push(c);
        } else {
            out.push_str(&format!("‹U+{:04X}›", u32::from(c)));
        }
    }
    out.into_bytes()
}

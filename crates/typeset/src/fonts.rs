//! The fonts that are compiled in, under the SIL Open Font License (`fonts/README.md`).

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

use crate::TypesetError;

/// Korean, Chinese characters and signs; then what European names need.
const FILES: [(&str, &[u8]); 4] = [
    (
        "NanumSquareR.ttf",
        include_bytes!("../fonts/NanumSquareR.ttf"),
    ),
    (
        "NanumSquareB.ttf",
        include_bytes!("../fonts/NanumSquareB.ttf"),
    ),
    (
        "NotoSans-Regular.ttf",
        include_bytes!("../fonts/NotoSans-Regular.ttf"),
    ),
    (
        "NotoSans-Bold.ttf",
        include_bytes!("../fonts/NotoSans-Bold.ttf"),
    ),
];

/// Read once: parsing them costs more than setting a page.
static FONTS: LazyLock<Result<Vec<Font>, &'static str>> = LazyLock::new(|| {
    let read =
        |(name, bytes): (&'static str, &'static [u8])| Font::new(Bytes::new(bytes), 0).ok_or(name);
    FILES.into_iter().map(read).collect()
});

/// All of them.
pub(crate) fn all() -> Result<&'static [Font], TypesetError> {
    match &*FONTS {
        Ok(fonts) => Ok(fonts),
        Err(name) => Err(TypesetError::Font { name }),
    }
}

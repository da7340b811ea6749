use super::*;
use proptest::prelude::*;

#[test]
fn numbers_have_one_spelling() {
    assert_eq!(Cursor::new(&[0x7f]).varint(), Some(127));
    assert_eq!(Cursor::new(&[0x80, 0x01]).varint(), Some(128));
    assert_eq!(Cursor::new(&[0xff, 0x00]).varint(), None, "needless byte");
    assert_eq!(Cursor::new(&[0xff; 11]).varint(), None, "too many bits");
    let mut most = [0xff; 10];
    most[9] = 1;
    assert_eq!(Cursor::new(&most).varint(), Some(u64::MAX));
    assert_eq!(Cursor::new(&[3]).signed(), Some(-2));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_not(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut cursor = Cursor::new(&bytes);
        while cursor.varint().is_some() {}
        let _ = Cursor::new(&bytes).list(|c| c.text().map(str::len));
        let _ = Cursor::new(&bytes).maybe(|c| c.signed());
    }
}

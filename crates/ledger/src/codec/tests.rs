use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_is_written_is_read(values in prop::collection::vec((any::<u64>(), any::<i64>(), prop::collection::vec(any::<u8>(), 0..40)), 0..20)) {
        let mut out = Vec::new();
        for (unsigned, signed, bytes) in &values {
            put_varint(&mut out, *unsigned);
            put_signed(&mut out, *signed);
            put_bytes(&mut out, bytes);
        }
        let mut reader = Reader::new(&out);
        for (unsigned, signed, bytes) in &values {
            prop_assert_eq!(reader.varint(), Some(*unsigned));
            prop_assert_eq!(reader.signed(), Some(*signed));
            prop_assert_eq!(reader.bytes(), Some(bytes.as_slice()));
        }
        prop_assert!(reader.is_empty());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut reader = Reader::new(&bytes);
        while reader.varint().is_some() && reader.bytes().is_some() {}
    }
}

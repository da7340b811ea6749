use proptest::{collection::vec, prelude::*};

use super::{Marks, Packed, mark, mask, pack, width_of};

proptest! {
    #[test]
    fn packed_numbers_come_back(width in 0u32..=56, values in vec(any::<u64>(), 0..300)) {
        let values: Vec<u64> = values.iter().map(|value| value & mask(width)).collect();
        let bytes = pack(values.iter().copied(), width);
        let packed = Packed::new(&bytes, width, values.len()).unwrap();
        for (index, value) in values.iter().enumerate() {
            prop_assert_eq!(packed.get(index), *value);
        }
        prop_assert_eq!(Packed::new(&bytes, 57, values.len()).is_none(), true);
        prop_assert!(width_of(values.iter().copied().max().unwrap_or(0)) <= width);
    }

    #[test]
    fn ranks_and_next_marks_agree_with_counting(rows in 0usize..3000, every in 1usize..90, often in any::<bool>(), ask in vec(0usize..3000, 0..50)) {
        let marked: Vec<usize> = (0..rows).filter(|row| row % every == every / 2 || often && row % 7 == 3).collect();
        let bytes = mark(rows, marked.iter().copied());
        let marks = Marks::new(&bytes, rows).unwrap();
        for (index, row) in marked.iter().enumerate() {
            prop_assert_eq!(marks.select(index), Some(*row));
        }
        prop_assert_eq!(marks.select(marked.len()), None);
        let mut ask: Vec<usize> = ask.into_iter().filter(|row| *row < rows).collect();
        ask.sort_unstable();
        let mut cursor = marks.cursor();
        for row in ask {
            let counted = marked.iter().filter(|marked| **marked <= row).count();
            prop_assert_eq!(marks.rank(row), counted);
            prop_assert_eq!(cursor.rank(row), counted);
        }
        for row in 0..rows {
            let next = marked.iter().copied().find(|marked| *marked > row);
            prop_assert_eq!(marks.next(row, rows), next.unwrap_or(rows));
            prop_assert_eq!(marks.after(row, rows).next(), next.unwrap_or(rows));
        }
        if rows > 0 {
            let mut ahead = marks.after(0, rows);
            for row in marked.iter().filter(|row| **row > 0) {
                prop_assert_eq!(ahead.next(), *row);
            }
            prop_assert_eq!(ahead.next(), rows);
        }
    }
}

#[test]
fn too_few_bytes_are_refused() {
    assert!(Packed::new(&[0; 8], 3, 1).is_none());
    assert!(Marks::new(&[0; 8], 65).is_none());
    let sparse = mark(5000, [7, 4096].into_iter());
    assert!(sparse.len() < 80 && Marks::new(&sparse, 5000).is_some());
    assert!(Marks::new(sparse.get(..sparse.len() - 1).unwrap(), 5000).is_none());
}

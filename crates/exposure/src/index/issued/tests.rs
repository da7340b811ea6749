use super::*;

fn basis(spans: &[(i64, i64)]) -> Basis {
    let mut bytes = Vec::new();
    let mut put = |number: i64| bytes.extend_from_slice(&number.to_le_bytes());
    [20_000, 3_600_000, 7, 3_600_000, 20_000, 0]
        .into_iter()
        .for_each(&mut put);
    put(i64::try_from(spans.len()).unwrap());
    spans.iter().for_each(|(first, last)| {
        put(*first);
        put(*last);
    });
    Basis {
        feeds: Feeds::decode(&bytes).unwrap(),
        controls: vec![[1; 32]],
    }
}

#[test]
fn a_basis_comes_back_from_its_bytes() {
    let basis = basis(&[(0, 100), (200, 300)]);
    assert_eq!(Basis::decode(&basis.encode()), Some(basis.clone()));
    assert_eq!(Basis::decode(&basis.encode()[1..]), None);
}

/// A feed that has spoken further keeps what was said, unless a row waited for it; one that lost a span
/// keeps nothing.
#[test]
fn what_was_said_is_kept_only_under_a_feed_that_says_no_less() {
    let had = basis(&[(0, 100), (200, 300)]);
    let further = basis(&[(0, 100), (150, 400)]);
    let less = basis(&[(0, 90), (200, 300)]);
    assert!(had.keeps(&had, true) && further.keeps(&had, false));
    assert!(!further.keeps(&had, true));
    assert!(!less.keeps(&had, false));
    let mut other_table = further.clone();
    other_table.controls = vec![[2; 32], [3; 32]];
    assert!(!other_table.keeps(&had, false));
    let mut one_more = further;
    one_more.controls.push([9; 32]);
    assert!(one_more.keeps(&had, false));
}

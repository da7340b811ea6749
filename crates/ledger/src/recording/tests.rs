use super::*;

const BODY: &[u8] = b"{\"statement\":\"no_loss\"}";

fn keys(generation: u8, book: u8) -> ActKeys {
    ActKeys {
        generation: Secret([generation; 32]),
        book: Secret([book; 32]),
        earlier: Earlier::new(),
    }
}

#[test]
fn a_body_outlives_the_book_key() {
    let sealed = seal_body(&Secret([1; 32]), [7; 16], PURPOSE, BODY);
    assert_eq!(keys(1, 2).open(&sealed), Ok(BODY.to_vec()));
    assert_eq!(keys(1, 3).open(&sealed), Ok(BODY.to_vec()));
    assert_eq!(keys(4, 2).open(&sealed), Err(SealError));
}

#[test]
fn a_body_of_an_earlier_build_opens_with_the_book_key() {
    let sealed = seal_body(&Secret([2; 32]), [7; 16], PURPOSE_BEFORE, BODY);
    assert_eq!(keys(1, 2).open(&sealed), Ok(BODY.to_vec()));
    assert_eq!(keys(2, 1).open(&sealed), Err(SealError));
}

#[test]
fn what_is_cut_short_or_changed_does_not_open() {
    let sealed = seal_body(&Secret([1; 32]), [7; 16], PURPOSE, BODY);
    for len in 0..sealed.len() {
        assert_eq!(keys(1, 2).open(&sealed[..len]), Err(SealError));
        let mut changed = sealed.clone();
        changed[len] ^= 1;
        assert_eq!(keys(1, 2).open(&changed), Err(SealError));
    }
}

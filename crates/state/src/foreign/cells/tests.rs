use super::*;

fn told(cell: Cell, bytes: &[u8]) -> Result<String, String> {
    let mut text = String::new();
    cell.write_bytes(bytes, &mut text).map(|()| text)
}

#[test]
fn numbers_and_names_are_told_as_a_file_would() {
    assert_eq!(told(Cell::Number, &7i16.to_be_bytes()).as_deref(), Ok("7"));
    assert_eq!(
        told(Cell::Number, &(-7i32).to_be_bytes()).as_deref(),
        Ok("-7")
    );
    let largest = i64::MAX.to_be_bytes();
    assert_eq!(
        told(Cell::Number, &largest).as_deref(),
        Ok("9223372036854775807")
    );
    assert_eq!(told(Cell::Text, " 민수 ".as_bytes()).as_deref(), Ok("민수"));
    let id: [u8; 16] = std::array::from_fn(|place| u8::try_from(place).expect("small"));
    let told = told(Cell::Uuid, &id);
    assert_eq!(told.as_deref(), Ok("00010203-0405-0607-0809-0a0b0c0d0e0f"));
}

#[test]
fn moments_are_told_to_the_millisecond_with_a_zone_only_where_there_is_one() {
    let micros = 789_556_200_000_999i64.to_be_bytes();
    assert_eq!(
        told(Cell::Instant, &micros).as_deref(),
        Ok("2025-01-07T09:10:00.000Z")
    );
    assert_eq!(
        told(Cell::Local, &micros).as_deref(),
        Ok("2025-01-07T09:10:00.000")
    );
    assert_eq!(
        told(Cell::Date, &(-1i32).to_be_bytes()).as_deref(),
        Ok("1999-12-31")
    );
    // A moment before 2000 is floored as one after it.
    assert_eq!(
        told(Cell::Instant, &(-1i64).to_be_bytes()).as_deref(),
        Ok("1999-12-31T23:59:59.999Z")
    );
}

#[test]
fn what_has_no_end_says_so_and_what_cannot_be_written_is_refused() {
    assert_eq!(
        told(Cell::Instant, &i64::MAX.to_be_bytes()).as_deref(),
        Ok("infinity")
    );
    assert_eq!(
        told(Cell::Date, &i32::MIN.to_be_bytes()).as_deref(),
        Ok("-infinity")
    );
    for far in [i64::MAX - 1, i64::MIN + 1] {
        let error = told(Cell::Local, &far.to_be_bytes()).expect_err("far");
        assert!(error.contains("outside the years"), "{error}");
    }
    let error = told(Cell::Date, &(i32::MAX - 1).to_be_bytes()).expect_err("far");
    assert!(error.contains("outside the years"), "{error}");
}

#[test]
fn bytes_that_lie_about_their_type_are_refused_without_being_told() {
    assert!(told(Cell::Instant, &[1, 2, 3]).is_err());
    assert!(told(Cell::Number, &[1, 2, 3]).is_err());
    assert!(told(Cell::Uuid, &[0; 15]).is_err());
    assert_eq!(
        told(Cell::Text, &[b'a', 0xff]),
        Err("is not UTF-8".to_owned())
    );
    let long = vec![b'x'; CELL_BYTES_MAX + 1];
    let error = told(Cell::Text, &long).expect_err("long");
    assert!(
        error.contains("4097 bytes") && !error.contains("xx"),
        "{error}"
    );
}

use super::exit_code;

fn document(integrity: &str, completeness: &str) -> api::Verify {
    let text = include_str!("../../../../api/tests/golden/verify.json");
    let golden: api::Verify =
        serde_json::from_str(text).expect("the golden document is of its type");
    api::Verify {
        integrity: integrity.to_owned(),
        completeness: completeness.to_owned(),
        ..golden
    }
}

#[test]
fn gaps_are_one_and_broken_is_three() {
    assert_eq!(exit_code(&document("ok", "complete")), 0);
    assert_eq!(exit_code(&document("ok", "gaps")), 1);
    assert_eq!(exit_code(&document("broken", "complete")), 3);
    assert_eq!(exit_code(&document("broken", "gaps")), 3);
}

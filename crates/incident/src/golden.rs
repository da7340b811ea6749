//! Golden files hold exact bytes; `UPDATE=1` rewrites them, and the reviewer reads the difference.

/// Compares with a file beneath `src/`, or rewrites it.
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 rewrites the golden file"
)]
pub(crate) fn check(name: &str, found: &str) {
    let path = format!("{}/src/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).expect("the golden file is written");
    }
    let wanted = std::fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert_eq!(
        found,
        wanted.expect("the golden file is there"),
        "{name}: run with UPDATE=1 and read the difference"
    );
}

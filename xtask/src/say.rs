//! The only place of `xtask` that prints.

/// One line on standard output.
#[expect(
    clippy::print_stdout,
    reason = "printing to a person is what xtask is for"
)]
pub(crate) fn line(text: &str) {
    println!("{text}");
}

use clap::CommandFactory;

use super::{Cli, spelled_out};

#[test]
fn no_two_arguments_of_a_command_share_a_name() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_lists_every_delay_that_a_law_permits_and_no_other() {
    let lines: Vec<&str> = super::delays::PERMITTED_DELAYS.lines().collect();
    let mut told = 0;
    for rule in incident::law::regimes().flat_map(|of| &of.clocks) {
        let named = |line: &&&str| {
            let (clocks, _) = line.trim().split_once("  ").unwrap_or_default();
            clocks.split(", ").any(|clock| clock == rule.id)
        };
        let line = lines.iter().find(named).copied().unwrap_or_default();
        for of in &rule.delays {
            assert!(
                line.contains(of.article()),
                "{} {} in {line:?}",
                rule.id,
                of.law
            );
            let is_delay = of.effect != incident::law::Effect::Duty;
            assert_eq!(
                is_delay,
                line.contains(&format!("{} or", of.code)),
                "{} {line:?}",
                rule.id
            );
            told += usize::from(is_delay);
        }
    }
    // UK and EU-33 share a line.
    let listed = super::delays::PERMITTED_DELAYS.matches(" or ").count() - 2;
    assert_eq!(
        told,
        listed + 1,
        "word *or* article, and two sentences of their own"
    );
}

#[test]
fn a_report_of_a_number_is_one_that_is_written() {
    let spelled = |line: &str| {
        let typed = line.split(' ').map(Into::into);
        let all: Vec<String> = spelled_out(typed)
            .into_iter()
            .map(|of| of.to_string_lossy().into_owned())
            .collect();
        all.join(" ")
    };
    assert_eq!(
        spelled("nunchi report E2 --regime kr-pipa"),
        "nunchi report write E2 --regime kr-pipa"
    );
    for line in ["nunchi report sheet 1", "nunchi report", "nunchi who 1"] {
        assert_eq!(spelled(line), line);
    }
}

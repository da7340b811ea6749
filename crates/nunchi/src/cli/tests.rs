use clap::CommandFactory;

use super::Cli;

#[test]
fn no_two_arguments_of_a_command_share_a_name() {
    Cli::command().debug_assert();
}

//! The program `jianyue`: one binary that serves, and that answers questions about contracts and clocks without a server.

use std::process::ExitCode;

use clap::Parser;
use jianyue_server::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run().await
}

//! The program `jianyue`: one binary that serves, and that answers questions about contracts and clocks without a server.

use std::process::ExitCode;

use clap::Parser;
use jianyue_server::cli::Cli;

/// Hashing a password takes 19 MB for a moment; this allocator gives them back, where the system's keeps them for ever.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run().await
}

//! A load generator for Jianyue: closed loop, a fixed number of kept-alive connections, loopback only, bounded in time.
//!
//! Each connection sends its next request when the last one is answered, so that a figure says what so many people at
//! work at once would see. Every answer's status is checked: a rate of errors is no rate.

mod multiply;
mod report;
mod scenario;

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;

use jianyue_load::client::{Client, LoadError};

use crate::{
    report::{Measurement, resident_bytes},
    scenario::{Scenario, Site},
};

#[derive(Parser)]
#[command(about = "Measures a running Jianyue over loopback HTTP")]
struct Options {
    /// Where the server listens. Must be a loopback address.
    #[arg(long, default_value = "127.0.0.1:8080")]
    server: SocketAddr,
    /// Account that signs in.
    #[arg(long, default_value = "agent")]
    account: String,
    /// Its password.
    #[arg(long, default_value = "")]
    password: String,
    /// Instead of measuring: copies the tickets of a demo year in this database until there are `--tickets`.
    #[arg(long, value_name = "URL", requires = "tickets")]
    multiply: Option<String>,
    /// How many tickets `--multiply` makes.
    #[arg(long)]
    tickets: Option<usize>,
    /// Connections at once, one measurement each.
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    connections: Vec<usize>,
    /// What is measured.
    #[arg(long, value_delimiter = ',', default_value = "creates,reads,lists,searches,transitions")]
    scenarios: Vec<Scenario>,
    /// Seconds a measurement lasts, at most 60.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// The server's process, whose resident memory is reported.
    #[arg(long)]
    pid: Option<u32>,
    /// Shown beside the figures, for instance "sqlite, 100000 tickets".
    #[arg(long, default_value = "")]
    label: String,
    /// Writes one JSON line a measurement here as well, appended.
    #[arg(long)]
    json: Option<std::path::PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), LoadError> {
    if let (Some(url), Some(wanted)) = (&options.multiply, options.tickets) {
        let there = multiply::multiply(url, wanted).await.map_err(|error| LoadError::Unexpected(error.to_string()))?;
        println!("{there} tickets");
        return Ok(());
    }
    if !options.server.ip().is_loopback() {
        return Err(LoadError::NotLoopback(options.server));
    }
    let mut client = Client::connect(options.server).await?;
    client.sign_in(&options.account, &options.password).await?;
    let site = Arc::new(Site::look_around(&mut client).await?);
    let cookies = client.cookies();
    println!("{}", report::HEADING);
    for scenario in &options.scenarios {
        for connections in &options.connections {
            let lasts = Duration::from_secs(options.seconds.min(60));
            let outcome = scenario::drive(options.server, &cookies, &site, *scenario, *connections, lasts).await?;
            let measured =
                Measurement::of(&options.label, *scenario, *connections, outcome, options.pid.map(resident_bytes));
            println!("{measured}");
            if let Some(path) = &options.json {
                report::append(path, &measured)?;
            }
        }
    }
    Ok(())
}

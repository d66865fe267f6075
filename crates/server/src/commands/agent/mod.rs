//! `jianyue agent`: sees how its machine is, and pushes it to a server.

mod look;
mod push;

use std::{collections::VecDeque, fs, path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use jianyue_kernel::Env;
use jianyue_probing::model::AgentReading;
use tokio::time::MissedTickBehavior;

use self::{look::Looker, push::Server};
use super::Failure;
use crate::host::serve::asked_to_end;

/// How many readings are kept while the server is away; then the oldest go.
const KEPT: usize = 1_440;
/// How many are pushed at a time.
const AT_ONCE: usize = 200;

/// Options of `agent`.
#[derive(Debug, Args)]
pub struct Options {
    /// Address of the server, such as `https://yunwei.example.gov.cn`.
    #[arg(long)]
    server: String,
    /// File with the token that was shown when the agent was set up.
    #[arg(long)]
    token_file: PathBuf,
    /// Seconds between readings, 5 to 3600.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=3600))]
    every: u64,
    /// A service that has to run: a systemd unit, or on Windows the name of a service. May be given several times.
    #[arg(long = "service")]
    services: Vec<String>,
    /// A process that has to run. May be given several times.
    #[arg(long = "process")]
    processes: Vec<String>,
    /// A log and what is counted in its new lines, as `PATH=WORD|WORD`. May be given several times.
    #[arg(long = "log")]
    logs: Vec<String>,
    /// Certificate of the own authority that the server's certificate comes from, as a PEM file.
    #[arg(long)]
    ca: Option<PathBuf>,
    /// Look and push once, then stop.
    #[arg(long)]
    once: bool,
}

/// Looks and pushes until it is asked to end.
///
/// # Errors
/// [`Failure`] when the options or the token cannot be used; a server that is away is no failure.
pub async fn run(options: &Options) -> Result<ExitCode, Failure> {
    let token = fs::read_to_string(&options.token_file)
        .map_err(|error| Failure::input(format!("{}: {error}", options.token_file.display())))?;
    let server = Server::new(&options.server, token.trim(), options.ca.as_deref())?;
    let mut looker = Looker::new(&options.services, &options.processes, &options.logs)?;
    let env = Env::system();
    let mut waiting = VecDeque::new();
    if options.once {
        tokio::time::sleep(sysinfo::MINIMUM_CPU_UPDATE_INTERVAL).await;
        waiting.push_back(looker.look(&env, 0));
        server.push(options.every, waiting.make_contiguous()).await.map_err(Failure::input)?;
        println!("上报成功");
        return Ok(ExitCode::SUCCESS);
    }
    let mut clock = tokio::time::interval(Duration::from_secs(options.every));
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end = std::pin::pin!(asked_to_end());
    let mut seq = 0;
    loop {
        tokio::select! {
            () = &mut end => return Ok(ExitCode::SUCCESS),
            _ = clock.tick() => {}
        }
        let reading = looker.look(&env, seq);
        seq = reading.seq;
        keep(&mut waiting, reading);
        send(&server, options.every, &mut waiting).await;
    }
}

/// Keeps a reading until the server has it.
fn keep(waiting: &mut VecDeque<AgentReading>, reading: AgentReading) {
    waiting.push_back(reading);
    while waiting.len() > KEPT {
        waiting.pop_front();
    }
}

/// Pushes what waits; what the server has taken is forgotten.
async fn send(server: &Server, every: u64, waiting: &mut VecDeque<AgentReading>) {
    while !waiting.is_empty() {
        let some: Vec<AgentReading> = waiting.iter().take(AT_ONCE).cloned().collect();
        match server.push(every, &some).await {
            Ok(last_seq) => {
                let before = waiting.len();
                waiting.retain(|reading| reading.seq > last_seq);
                if waiting.len() == before {
                    // The server is ahead of this clock or behind; asking again would not help.
                    waiting.drain(..some.len());
                }
            }
            Err(why) => {
                eprintln!("jianyue agent: {why}（待补报 {} 次）", waiting.len());
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_bounded_and_the_oldest_go_first() {
        let mut waiting = VecDeque::new();
        for seq in 0..2_000 {
            keep(&mut waiting, AgentReading { seq, ..AgentReading::default() });
        }
        assert_eq!((waiting.len(), waiting[0].seq), (KEPT, 560));
    }
}

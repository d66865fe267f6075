//! `jianyue events`: events that could not be delivered.

use std::{path::Path, process::ExitCode};

use clap::{Args, Subcommand};
use jianyue_kernel::{Actor, Env, PageRequest};
use jianyue_platform::{
    Tx, audit,
    events::{dead_letters, discard_dead, retry_dead},
};
use serde_json::json;
use uuid::Uuid;

use super::{Failure, say, say_json};
use crate::host;

/// Events that could not be delivered.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lists the dead letters, the oldest first: to whom, which event, how often it was tried, and why it failed.
    Dead(Dead),
    /// Delivers a dead letter once more, after its cause was mended.
    Retry(Letter),
    /// Gives a dead letter up for good.
    Discard(Letter),
}

/// Options of `dead`.
#[derive(Debug, Args)]
pub struct Dead {
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// A dead letter, as `dead` names it.
#[derive(Debug, Args)]
pub struct Letter {
    /// The subscriber.
    subscriber: String,
    /// The event's position in the log.
    event: i64,
}

/// Does what was asked; exit code 1 when there is no such letter.
///
/// # Errors
/// [`Failure`] when the settings are wrong or the database refuses.
pub async fn run(config: Option<&Path>, command: &Command) -> Result<ExitCode, Failure> {
    let db = host::database(&host::settings(config)?).await?;
    let env = Env::system();
    let mut tx = db.write().await?;
    let found = match command {
        Command::Dead(options) => {
            let page = PageRequest { limit: Some(200), after: None };
            let letters = dead_letters(&mut tx, &page).await.map_err(|error| Failure::input(error.to_string()))?.items;
            if options.json {
                say_json(&letters)?;
            } else {
                for letter in &letters {
                    let (to, event, kind) = (&letter.subscriber, letter.event_seq, &letter.kind);
                    say(format!("{to} {event} ({kind}, tried {} times): {}", letter.attempts, letter.error))?;
                }
                say(format!("{} dead letters", letters.len()))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Retry(letter) => {
            retry_dead(&mut tx, &env, &letter.subscriber, letter.event).await?
                && written_down(&mut tx, &env, "platform.retry_dead_letter", letter).await?
        }
        Command::Discard(letter) => {
            discard_dead(&mut tx, &letter.subscriber, letter.event).await?
                && written_down(&mut tx, &env, "platform.discard_dead_letter", letter).await?
        }
    };
    tx.commit().await?;
    if !found {
        eprintln!("there is no such dead letter; `jianyue events dead` lists them");
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn written_down(tx: &mut Tx, env: &Env, action: &'static str, letter: &Letter) -> Result<bool, Failure> {
    let detail = json!({ "subscriber": letter.subscriber, "event": letter.event });
    let entry = audit::Entry { action, subject: Uuid::nil(), contract: None, detail };
    audit::record(tx, env, &Actor::system("jianyue events"), entry).await?;
    Ok(true)
}

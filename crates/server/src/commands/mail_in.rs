//! `jianyue mail-in`: takes one mail from a mail server's pipe, with the exit codes of `sysexits.h` that mail servers know.

use std::{io, os::fd::AsFd, path::Path, process::ExitCode};

use jianyue_mailbox::{model::CameBy, service::keep};
use tokio::{fs::File, io::AsyncReadExt};

use crate::host::Host;

/// There was no mail.
const NO_INPUT: u8 = 65;
/// It was not kept; to be given again later.
const TRY_AGAIN: u8 = 75;

/// Keeps the mail on standard input. 0: it is safe, or was here before. 75: it was not kept, for whatever reason, and the
/// mail server has to try again. 65: there was nothing on standard input.
pub async fn run(config: Option<&Path>) -> ExitCode {
    let mut input = match io::stdin().as_fd().try_clone_to_owned() {
        Ok(input) => File::from_std(input.into()),
        Err(error) => return again(&error),
    };
    let mut first = [0; 1];
    match input.read(&mut first).await {
        Ok(0) => {
            eprintln!("mail-in: there is no mail on standard input");
            return ExitCode::from(NO_INPUT);
        }
        Ok(_) => {}
        Err(error) => return again(&error),
    }
    let host = match Host::open(config).await {
        Ok(host) => host,
        Err(error) => return again(&error),
    };
    let whole = io::Cursor::new(first).chain(input);
    let kept = keep(&host.app, whole, CameBy::Pipe).await;
    host.app.db().close().await;
    match kept {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => again(&error),
    }
}

fn again(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("mail-in: the mail was not kept and has to be given again: {error}");
    ExitCode::from(TRY_AGAIN)
}

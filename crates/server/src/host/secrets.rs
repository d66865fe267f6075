//! Keys that live in files of the data folder, never in the database.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use jianyue_notify::channels::push::Vapid;
use jianyue_platform::{
    Db, args,
    config::Settings,
    sealed::{KeyRing, Sealer},
};
use rand::RngCore;

use crate::commands::Failure;

/// The key that signs sessions: 32 bytes, made at the first start. Every replica needs the same file.
///
/// # Errors
/// [`Failure`] when the file cannot be read or written, or is no key.
pub fn session_key(settings: &Settings) -> Result<[u8; 32], Failure> {
    let path = settings.data.join("keys").join("session.key");
    if !path.exists() {
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        create_private(&path, &key)?;
        return Ok(key);
    }
    let bytes = fs::read(&path)?;
    bytes.try_into().map_err(|_| {
        Failure::input(format!(
            "{}: is no session key of 32 bytes; remove it, and everybody signs in anew",
            path.display()
        ))
    })
}

/// The key by which push services know this house: 32 bytes, made at the first start. Every replica needs the same file.
///
/// # Errors
/// [`Failure`] when the file cannot be read or written, or is no key.
pub fn vapid(settings: &Settings) -> Result<Vapid, Failure> {
    let path = settings.data.join("keys").join("vapid.key");
    if !path.exists() {
        create_private(&path, &Vapid::new_key())?;
    }
    let no_key = || {
        let path = path.display();
        Failure::input(format!("{path}: is no key of 32 bytes; remove it, and everybody switches push on anew"))
    };
    let key: [u8; 32] = fs::read(&path)?.try_into().map_err(|_| no_key())?;
    Vapid::new(&key, &contact(settings)).map_err(|_| no_key())
}

/// Where the makers of browsers reach the house about its pushes: its own address, or the one it mails from.
fn contact(settings: &Settings) -> String {
    let url = settings.public_url();
    let address =
        settings.mail_from.as_deref().and_then(|from| from.rsplit('<').next()).map(|it| it.trim_end_matches('>'));
    match address {
        Some(address) if !url.starts_with("https://") => format!("mailto:{address}"),
        _ => url,
    }
}

/// Writes a file that only its owner may read, and that was not there before.
fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// What personal fields are sealed with. A key file is made for a new database only: one that was in use has sealed fields,
/// which no new key opens.
///
/// # Errors
/// [`Failure`] when the key file cannot be used, or is missing beside a database that was in use.
pub async fn sealer(settings: &Settings, db: &Db) -> Result<Sealer, Failure> {
    let (in_use,): (bool,) = db.peek().await?.one("SELECT EXISTS (SELECT 1 FROM audit_chain)", args![]).await?;
    let path = settings.seal_keys();
    let ring = if in_use {
        KeyRing::load(&path, settings.seal_cipher)
    } else {
        KeyRing::load_or_create(&path, settings.seal_cipher)
    };
    Ok(Sealer::new(ring.map_err(|error| Failure::input(error.to_string()))?))
}

//! Mails on the disk: one file a mail, named by its id, for as long as somebody may need it.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sm3::{Digest, Sm3};
use tokio::{
    fs::{self, File},
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
};
use uuid::Uuid;

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;
/// Bytes of the beginning that are given back: every header fits.
pub(crate) const HEAD: usize = 256 * 1024;

/// A mail that was written.
#[derive(Debug)]
pub(crate) struct Written {
    /// Its beginning.
    pub head: Vec<u8>,
    /// Bytes in all.
    pub size: u64,
    /// SM3 of the whole.
    pub digest: [u8; 32],
}

/// The folder. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Spool(Arc<Path>);

impl Spool {
    pub fn new(folder: &Path) -> Self {
        Self(folder.into())
    }

    pub fn path(&self, id: Uuid) -> PathBuf {
        self.0.join(format!("{id}.eml"))
    }

    /// Writes a mail piece by piece, however large; it is on the disk when this returns.
    pub async fn write(&self, id: Uuid, mut from: impl AsyncRead + Unpin) -> io::Result<Written> {
        fs::create_dir_all(&*self.0).await?;
        let (path, partial) = (self.path(id), self.0.join(format!("{id}.partial")));
        let written = receive(&partial, &mut from).await;
        match written {
            Ok(written) => {
                fs::rename(&partial, &path).await?;
                // The name too is on the disk before anybody is told that the mail is kept.
                File::open(&*self.0).await?.sync_all().await?;
                Ok(written)
            }
            Err(error) => {
                let _ = fs::remove_file(&partial).await;
                Err(error)
            }
        }
    }

    pub async fn read(&self, id: Uuid) -> io::Result<Vec<u8>> {
        fs::read(self.path(id)).await
    }

    pub async fn open(&self, id: Uuid) -> io::Result<File> {
        File::open(self.path(id)).await
    }

    /// Removes a mail, if it is there.
    pub async fn remove(&self, id: Uuid) {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%id, %error, "a mail could not be removed from the disk");
            }
            _ => {}
        }
    }

    /// Files written before `before`: their ids, and the paths of those that were never finished.
    pub async fn older(&self, before: DateTime<Utc>) -> io::Result<(Vec<Uuid>, Vec<PathBuf>)> {
        let (mut ids, mut unfinished) = (Vec::new(), Vec::new());
        let mut entries = match fs::read_dir(&*self.0).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((ids, unfinished)),
            Err(error) => return Err(error),
        };
        while let Some(entry) = entries.next_entry().await? {
            let modified = entry.metadata().await.and_then(|data| data.modified());
            if !modified.is_ok_and(|at| DateTime::<Utc>::from(at) < before) {
                continue;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            match name.strip_suffix(".eml").map(Uuid::try_parse) {
                Some(Ok(id)) => ids.push(id),
                _ if name.ends_with(".partial") => unfinished.push(entry.path()),
                _ => {}
            }
        }
        Ok((ids, unfinished))
    }
}

async fn receive(path: &Path, from: &mut (impl AsyncRead + Unpin)) -> io::Result<Written> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    // Mails are for the service only.
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    let (mut head, mut size, mut hash) = (Vec::new(), 0_u64, Sm3::new());
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            break;
        }
        let room = HEAD.saturating_sub(head.len()).min(read);
        head.extend_from_slice(&piece[..room]);
        hash.update(&piece[..read]);
        file.write_all(&piece[..read]).await?;
        size += read as u64;
    }
    file.sync_all().await?;
    Ok(Written { head, size, digest: hash.finalize().into() })
}

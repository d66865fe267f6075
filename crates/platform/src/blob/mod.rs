//! Files that people attach, kept on disk under the digest of their content (SM3, GB/T 32905-2016).
//!
//! A file is streamed into `partial/`, hashed and looked at on the way, and renamed to `ab/cd/<digest>` only when it is
//! whole, allowed and on the disk. Equal content is one file. What a file is called belongs to the row that refers to it.

mod error;
mod kind;
mod look;
mod name;
mod ole;
mod partial;
mod text;
mod zip;

use std::{
    io,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};
use sm3::{Digest, Sm3};
use tokio::{fs::File, io::AsyncReadExt};

pub use self::{
    error::{BlobError, BoxError},
    kind::{ALLOWED, Kind},
    name::{content_disposition, safe_name},
};
use self::{partial::Partial, text::TextScan};

/// Folder of files that are still being received.
const PARTIAL: &str = "partial";
/// Bytes read at a time when a kept file is checked.
const PIECE: usize = 64 * 1024;

/// A kept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// SM3 of the content, 64 lower-case hexadecimal digits: the key to [`BlobStore::open`].
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// Media type as the content shows it, never as the sender claims it.
    pub media_type: &'static str,
}

/// What has become of a kept file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The content has its digest.
    Sound,
    /// There is no such file.
    Missing,
    /// The content has changed on the disk.
    Changed,
}

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BlobStore {
    root: Arc<Path>,
    limit: u64,
}

impl BlobStore {
    /// A store in the folder `root`, made when the first file arrives, for files of at most `limit_bytes`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, limit_bytes: u64) -> Self {
        Self { root: root.into().into(), limit: limit_bytes }
    }

    /// The most bytes that one file may have.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Keeps what `stream` brings. `claimed` is the sender's media type and `file_name` the sender's name for it; both
    /// must agree with the content. Reading stops at the first byte over the limit. Nothing stays behind on an error,
    /// nor when the future is dropped.
    ///
    /// # Errors
    /// [`BlobError`]: all but `Io` are the sender's to mend and say how.
    pub async fn put<S, E>(&self, stream: S, claimed: Option<&str>, file_name: &str) -> Result<Blob, BlobError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<BoxError>,
    {
        let mut partial = Partial::create(&self.root.join(PARTIAL)).await?;
        let (hash, scan) = self.receive(stream, &mut partial).await?;
        let size = partial.size();
        if size == 0 {
            return Err(BlobError::Empty);
        }
        let content = partial.look(scan.is_text()).await?;
        let kind = kind::decide(content, claimed, &safe_name(file_name))?;
        let digest = hex::encode(hash.finalize());
        partial.keep(&self.place(&digest)).await?;
        Ok(Blob { digest, size, media_type: kind.media_type })
    }

    async fn receive<S, E>(&self, stream: S, partial: &mut Partial) -> Result<(Sm3, TextScan), BlobError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<BoxError>,
    {
        let (mut hash, mut scan) = (Sm3::new(), TextScan::default());
        let mut stream = pin!(stream);
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|cause| BlobError::Interrupted(cause.into()))?;
            if partial.size() + piece.len() as u64 > self.limit {
                return Err(BlobError::TooLarge { limit: self.limit });
            }
            hash.update(&piece);
            scan.feed(&piece);
            partial.write(&piece).await?;
        }
        Ok((hash, scan))
    }

    /// The file of `digest` and its bytes; `None` when there is none, or the text is no digest.
    pub async fn open(&self, digest: &str) -> io::Result<Option<(File, u64)>> {
        let Some(path) = self.path(digest) else { return Ok(None) };
        match File::open(path).await {
            Ok(file) => {
                let size = file.metadata().await?.len();
                Ok(Some((file, size)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the file of `digest` through and compares its content with it.
    pub async fn check(&self, digest: &str) -> io::Result<Condition> {
        let Some((mut file, _)) = self.open(digest).await? else { return Ok(Condition::Missing) };
        let (mut hash, mut piece) = (Sm3::new(), vec![0; PIECE]);
        loop {
            let read = file.read(&mut piece).await?;
            if read == 0 {
                break;
            }
            hash.update(&piece[..read]);
        }
        Ok(if hex::encode(hash.finalize()) == digest { Condition::Sound } else { Condition::Changed })
    }

    /// Where the file of `digest` is or would be; `None` when the text is no digest.
    #[must_use]
    pub fn path(&self, digest: &str) -> Option<PathBuf> {
        is_digest(digest).then(|| self.place(digest))
    }

    /// The digests of every kept file, in no order. Reads folders as it goes and blocks: for backup and verification.
    pub fn digests(&self) -> impl Iterator<Item = io::Result<String>> + use<> {
        let outer = entries(&self.root).filter(|path| path.as_ref().map_or(true, |path| has_digits(path, 2)));
        let files = outer.flat_map(below).flat_map(below);
        files.filter_map(|path| match path {
            Ok(path) => path.file_name()?.to_str().filter(|name| is_digest(name)).map(|name| Ok(name.to_owned())),
            Err(error) => Some(Err(error)),
        })
    }

    /// Removes what uploads that began before `before` have left half-done, after the process was killed. Gives how
    /// many there were.
    pub async fn forget_partial(&self, before: DateTime<Utc>) -> io::Result<u64> {
        let mut gone = 0;
        let mut entries = match tokio::fs::read_dir(self.root.join(PARTIAL)).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        while let Some(entry) = entries.next_entry().await? {
            if entry
                .metadata()
                .await
                .is_ok_and(|data| data.modified().is_ok_and(|at| DateTime::<Utc>::from(at) < before))
            {
                tokio::fs::remove_file(entry.path()).await?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    fn place(&self, digest: &str) -> PathBuf {
        self.root.join(&digest[..2]).join(&digest[2..4]).join(digest)
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn has_digits(path: &Path, count: usize) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.len() == count)
}

/// The entries of a folder; none when there is no such folder.
fn entries(folder: &Path) -> Box<dyn Iterator<Item = io::Result<PathBuf>> + Send> {
    match std::fs::read_dir(folder) {
        Ok(entries) => Box::new(entries.map(|entry| entry.map(|entry| entry.path()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Box::new(std::iter::empty()),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn below(folder: io::Result<PathBuf>) -> Box<dyn Iterator<Item = io::Result<PathBuf>> + Send> {
    match folder {
        Ok(folder) => entries(&folder),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

#[cfg(test)]
mod tests;

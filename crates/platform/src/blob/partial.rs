//! A file that is being received.

use std::{
    fs::OpenOptions,
    io::{self, Seek},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rand::Rng;
use tokio::{fs::File, io::AsyncWriteExt};

use super::look::{Content, look};

/// Removed when it is dropped, unless it was kept.
pub(super) struct Partial {
    path: PathBuf,
    file: File,
    size: u64,
    kept: bool,
}

impl Partial {
    /// An empty file in `folder`, readable by this user only.
    pub(super) async fn create(folder: &Path) -> io::Result<Self> {
        tokio::fs::create_dir_all(folder).await?;
        let path = folder.join(format!("{:032x}", rand::rng().random::<u128>()));
        // Opened here and not on another thread: an upload dropped while that thread works would leave the file behind.
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { path, file: File::from_std(file), size: 0, kept: false })
    }

    /// Bytes so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece).await?;
        self.size += piece.len() as u64;
        Ok(())
    }

    /// What the content is.
    pub(super) async fn look(&mut self, is_text: bool) -> io::Result<Content> {
        self.file.flush().await?;
        let mut file = self.file.try_clone().await?.into_std().await;
        let size = self.size;
        let looked = tokio::task::spawn_blocking(move || {
            file.rewind()?;
            look(&mut file, size, is_text)
        });
        looked.await.map_err(io::Error::other)?
    }

    /// Makes it durable at `target`, in place of an equal file that may be there.
    pub(super) async fn keep(mut self, target: &Path) -> io::Result<()> {
        self.file.sync_all().await?;
        let folders = ancestors(target);
        if let Some(folder) = folders.first() {
            tokio::fs::create_dir_all(folder).await?;
        }
        tokio::fs::rename(&self.path, target).await?;
        self.kept = true;
        for folder in folders {
            File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }
}

/// The folders above `target` up to the store's root, whose entries must be durable with it.
fn ancestors(target: &Path) -> Vec<PathBuf> {
    target.ancestors().skip(1).take(3).map(Path::to_path_buf).collect()
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing waits for this; what stays behind is removed by `BlobStore::forget_partial`.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

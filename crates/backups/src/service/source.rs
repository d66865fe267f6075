//! The place where backups lie: listed and read, never written.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    sealed::{Sealer, place},
};
use jianyue_reach::{Guard, Login, ReachError, Visit, sftp};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use crate::{
    Workshop,
    drill::stopping,
    model::{Checksum, Source},
    policy::pattern,
    store::policy::PolicyRow,
};

/// The most files of a folder that are looked through.
const MOST: usize = 50_000;

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// When it was written, as its machine says.
    pub at: DateTime<Utc>,
    /// Its size.
    pub bytes: u64,
}

/// Where backups lie, and how to get there.
pub struct Place {
    guard: Guard,
    source: Source,
    login: Option<Login>,
    limit: Duration,
    now: DateTime<Utc>,
}

impl Place {
    /// The place of a policy. A secret that does not open is a fault of the settings, told when it is needed.
    #[must_use]
    pub fn of(app: &App, row: &PolicyRow, limit: Duration) -> Self {
        let plain = row.sealed.as_ref().and_then(|sealed| {
            let opened = app.state::<Sealer>().open(sealed, &place("backup_policy", "sealed", row.id));
            opened
                .inspect_err(|error| tracing::error!(policy = %row.id, %error, "a backup's secret does not open"))
                .ok()
        });
        Self {
            guard: app.state::<Workshop>().guard.clone(),
            source: row.source.0.clone(),
            login: plain.and_then(|plain| serde_json::from_slice(&plain).ok()),
            limit,
            now: app.env().now(),
        }
    }

    fn far(&self) -> Result<Option<(Visit<'_>, sftp::Target)>, ReachError> {
        let Source::Sftp { host, port, path, host_key, .. } = &self.source else { return Ok(None) };
        if self.login.is_none() {
            return Err(ReachError::BadTarget("没有可用的口令或私钥，请重新填写".to_owned()));
        }
        let target = sftp::Target {
            host: host.clone(),
            port: Some(*port),
            host_key: host_key.clone(),
            path: path.clone(),
            suffix: None,
        };
        Ok(Some((Visit { guard: &self.guard, limit: self.limit, login: self.login.as_ref(), now: self.now }, target)))
    }

    fn folder(&self) -> PathBuf {
        match &self.source {
            Source::Folder { path } | Source::Sftp { path, .. } => PathBuf::from(path),
        }
    }

    /// The files whose names fit, in no order.
    pub async fn list(&self, wanted: &str) -> Result<Vec<Seen>, ReachError> {
        if let Some((visit, target)) = self.far()? {
            let files = sftp::list(visit, &target).await?;
            let fits = files.into_iter().filter(|file| pattern::fits(wanted, &file.name));
            let seen =
                |file: sftp::Found| Seen { at: file.modified.unwrap_or(self.now), name: file.name, bytes: file.bytes };
            return Ok(fits.map(seen).collect());
        }
        let (guard, folder, wanted) = (self.guard.clone(), self.folder(), wanted.to_owned());
        blocking(self.limit, move || {
            let real = guard.file(&folder)?;
            let mut seen = Vec::new();
            for (n, entry) in fs::read_dir(&real).map_err(|error| unread(&folder, &error))?.enumerate() {
                if n == MOST {
                    return Err(ReachError::BadAnswer(format!("文件夹中的文件超过 {MOST} 个，请换一个文件夹")));
                }
                let entry = entry.map_err(|error| unread(&folder, &error))?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                // Where a link leads is judged, not where it lies.
                let Some(file) = pattern::fits(&wanted, &name).then(|| guard.file(&entry.path()).ok()).flatten() else {
                    continue;
                };
                let Ok(about) = fs::metadata(&file) else { continue };
                if about.is_file() {
                    let at = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    seen.push(Seen { name, at: at.into(), bytes: about.len() });
                }
            }
            Ok(seen)
        })
        .await
    }

    /// A part of a file.
    pub async fn part(&self, name: &str, (from, most): (u64, u64)) -> Result<Vec<u8>, ReachError> {
        self.read(name, (from, most), Vec::new()).await
    }

    /// The digest of a file, hexadecimal; `None` where the policy has no checksum.
    pub async fn digest(&self, name: &str, checksum: Checksum) -> Result<Option<String>, ReachError> {
        Ok(match checksum {
            Checksum::None => None,
            Checksum::Sha256File => {
                let Sha(digest) = self.read(name, (0, u64::MAX), Sha(Sha256::new())).await?;
                Some(hex::encode(digest.finalize()))
            }
            Checksum::Sm3File => {
                let Sm(digest) = self.read(name, (0, u64::MAX), Sm(Sm3::new())).await?;
                Some(hex::encode(digest.finalize()))
            }
        })
    }

    /// A file of this machine for a drill: the file itself, or a copy in `scratch` of one that lies elsewhere.
    pub async fn fetched(&self, name: &str, scratch: &Path, most: u64) -> Result<PathBuf, ReachError> {
        let Some(_) = self.far()? else { return self.guard.file(&self.folder().join(name)) };
        let copy = scratch.join("fetched");
        let file = File::create(&copy).map_err(|error| unread(&copy, &error))?;
        self.read(name, (0, most), file).await?;
        Ok(copy)
    }

    async fn read<W: Write + Send + 'static>(
        &self,
        name: &str,
        (from, most): (u64, u64),
        into: W,
    ) -> Result<W, ReachError> {
        // When nobody waits any more, the thread that reads stops by itself.
        let (mut into, _stop) = stopping(into);
        if let Some((visit, target)) = self.far()? {
            return Ok(sftp::fetch(visit, &target, name, (from, most), into).await?.0.inner);
        }
        let (guard, path, limit) = (self.guard.clone(), self.folder().join(name), self.limit);
        blocking(limit, move || {
            let until = Instant::now() + limit;
            let failed = |error: std::io::Error| unread(&path, &error);
            let mut file = File::open(guard.file(&path)?).map_err(failed)?;
            file.seek(SeekFrom::Start(from)).map_err(failed)?;
            let (mut left, mut piece) = (file.take(most), vec![0; 1 << 20]);
            loop {
                let n = left.read(&mut piece).map_err(failed)?;
                if n == 0 {
                    return Ok(into.inner);
                }
                into.write_all(&piece[..n]).map_err(failed)?;
                if Instant::now() > until {
                    return Err(ReachError::TimedOut(limit.as_millis(), "读取文件"));
                }
            }
        })
        .await
    }
}

fn unread(path: &Path, error: &std::io::Error) -> ReachError {
    let shown = path.display();
    ReachError::BadAnswer(match error.kind() {
        std::io::ErrorKind::NotFound => format!("没有 {shown}"),
        std::io::ErrorKind::PermissionDenied => format!("没有读取 {shown} 的权限，请授权给运行本服务的系统账号"),
        std::io::ErrorKind::NotADirectory => format!("{shown} 不是文件夹"),
        std::io::ErrorKind::StorageFull => "演练文件夹所在的磁盘已满".to_owned(),
        other => format!("读取 {shown} 出错（{other}）"),
    })
}

async fn blocking<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, ReachError> + Send + 'static,
) -> Result<T, ReachError> {
    let work = tokio::task::spawn_blocking(work);
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done.unwrap_or_else(|_| Err(ReachError::BadAnswer("读取中断".to_owned()))),
        Err(_) => Err(ReachError::TimedOut(limit.as_millis(), "读取文件")),
    }
}

struct Sha(Sha256);

impl Write for Sha {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Sm(Sm3);

impl Write for Sm {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        sm3::Digest::update(&mut self.0, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

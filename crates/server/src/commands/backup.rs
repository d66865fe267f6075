//! `jianyue backup` and `jianyue restore`: the database and the attachments as a folder with a manifest.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use chrono::{DateTime, Utc};
use clap::Args;
use jianyue_kernel::Env;
use jianyue_platform::{Db, audit, config::Settings, db::Engine};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use super::Failure;
use crate::host;

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// Folder to write; it must not exist yet.
    #[arg(long)]
    to: PathBuf,
    /// Take the keys along too. Without them sealed fields cannot be read; with them, guard the backup like the keys.
    #[arg(long)]
    with_keys: bool,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// Folder that a backup wrote.
    #[arg(long)]
    from: PathBuf,
}

const MANIFEST: &str = "manifest.json";
const SQLITE: &str = "jianyue.db";
const POSTGRES: &str = "jianyue.dump";

/// What a backup holds. Written last: a folder without one is an unfinished backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    program: String,
    made_at: DateTime<Utc>,
    engine: String,
    files: Vec<FileEntry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FileEntry {
    path: PathBuf,
    bytes: u64,
    sm3: String,
}

/// Writes a backup while the service runs.
///
/// # Errors
/// [`Failure`] when the folder is there already, or the database or the disk refuses.
pub async fn backup(config: Option<&Path>, options: &BackupOptions) -> Result<ExitCode, Failure> {
    let settings = host::settings(config)?;
    if options.to.exists() {
        return Err(Failure::input(format!("{} exists; name a new folder", options.to.display())));
    }
    let db = host::database(&settings).await?;
    fs::create_dir_all(&options.to)?;
    let engine = match db.engine() {
        Engine::Sqlite => {
            db.sqlite_copy(&options.to.join(SQLITE)).await?;
            "sqlite"
        }
        Engine::Postgres => {
            let target = options.to.join(POSTGRES);
            run(Command::new("pg_dump")
                .arg("--format=custom")
                .arg("--file")
                .arg(&target)
                .arg(settings.database_url()))?;
            "postgres"
        }
    };
    // Blobs are added and never changed, so copying them after the database leaves none out that it names.
    copy_folder(&settings.blobs(), &options.to.join("blobs"))?;
    copy_mails(&settings.mails(), &options.to.join("mail"))?;
    if options.with_keys {
        copy_folder(&settings.data.join("keys"), &options.to.join("keys"))?;
    }
    let files = entries(&options.to)?;
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: Env::system().now(),
        engine: engine.to_owned(),
        files,
    };
    fs::write(options.to.join(MANIFEST), serde_json::to_string_pretty(&manifest)?)?;
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    println!("{}: {} files, {} bytes", options.to.display(), manifest.files.len(), bytes);
    if !options.with_keys {
        println!(
            "Keep {} apart from it: without the keys, sealed fields cannot be read.",
            settings.data.join("keys").display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings a backup back into an empty data folder or database, after checking every file of it.
///
/// # Errors
/// [`Failure`] names a file that is missing or was changed, or says that the target is not empty. Nothing is written then.
pub async fn restore(config: Option<&Path>, options: &RestoreOptions) -> Result<ExitCode, Failure> {
    let settings = host::settings(config)?;
    let manifest = checked_manifest(&options.from)?;
    match manifest.engine.as_str() {
        "sqlite" => restore_sqlite(&settings, &options.from)?,
        _ => restore_postgres(&settings, &options.from).await?,
    }
    copy_folder(&options.from.join("blobs"), &settings.blobs())?;
    copy_folder(&options.from.join("mail"), &settings.mails())?;
    copy_folder(&options.from.join("keys"), &settings.data.join("keys"))?;
    let db = host::database(&settings).await?;
    let chains = audit::verify(&db).await?;
    db.close().await;
    let wrong = chains.iter().filter(|chain| !chain.ok).count();
    println!("restored the backup of {}; {} audit chains checked, {wrong} wrong", manifest.made_at, chains.len());
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The manifest, when every file that it names is there and unchanged.
fn checked_manifest(from: &Path) -> Result<Manifest, Failure> {
    let path = from.join(MANIFEST);
    let text = fs::read_to_string(&path)
        .map_err(|error| Failure::input(format!("{}: {error}; this is no finished backup", path.display())))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    for file in &manifest.files {
        let path = from.join(&file.path);
        let found = entry(from, &path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        if found != *file {
            return Err(Failure::input(format!("{}: was changed since the backup", path.display())));
        }
    }
    Ok(manifest)
}

fn restore_sqlite(settings: &Settings, from: &Path) -> Result<(), Failure> {
    let url = settings.database_url();
    let Some(target) = url.strip_prefix("sqlite:").map(PathBuf::from) else {
        return Err(Failure::input("the backup is of SQLite, and the settings name another database"));
    };
    if target.exists() {
        return Err(Failure::input(format!("{} exists; restore into an empty data folder", target.display())));
    }
    fs::create_dir_all(target.parent().unwrap_or(Path::new(".")))?;
    fs::copy(from.join(SQLITE), &target)?;
    Ok(())
}

async fn restore_postgres(settings: &Settings, from: &Path) -> Result<(), Failure> {
    let url = settings.database_url();
    if url.starts_with("sqlite:") {
        return Err(Failure::input("the backup is of PostgreSQL; set JIANYUE_DATABASE_URL to an empty database"));
    }
    if !Db::is_empty_postgres(&url).await? {
        return Err(Failure::input("the database is not empty; restore into a new one (createdb)"));
    }
    run(Command::new("pg_restore")
        .arg("--no-owner")
        .arg("--exit-on-error")
        .arg("--dbname")
        .arg(&url)
        .arg(from.join(POSTGRES)))
}

/// Runs a program of PostgreSQL's.
fn run(command: &mut Command) -> Result<(), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| {
        Failure::input(format!(
            "{name}: {error}; install PostgreSQL's client programs (apt-get install postgresql-client)"
        ))
    })?;
    if status.success() { Ok(()) } else { Err(Failure::input(format!("{name} failed; its message is above"))) }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let target = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy_folder(&item.path(), &target)?;
        } else if !target.exists() {
            fs::copy(item.path(), &target)?;
        }
    }
    Ok(())
}

/// Mails that wait to be settled. One that is settled while it is copied is needed no more.
fn copy_mails(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        match fs::copy(item.path(), to.join(item.file_name())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Every file below `root`, in order of path.
fn entries(root: &Path) -> io::Result<Vec<FileEntry>> {
    let (mut folders, mut files) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder)? {
            let path = item?.path();
            if path.is_dir() { folders.push(path) } else { files.push(entry(root, &path)?) }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn entry(root: &Path, path: &Path) -> io::Result<FileEntry> {
    let mut hash = HashWriter(Sm3::new());
    let bytes = io::copy(&mut fs::File::open(path)?, &mut hash)?;
    let path = path.strip_prefix(root).unwrap_or(path).to_owned();
    Ok(FileEntry { path, bytes, sm3: hex::encode(hash.0.finalize()) })
}

struct HashWriter(Sm3);

impl io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

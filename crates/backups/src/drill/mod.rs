//! Restoring for real: into a scratch database, or by reading each entry to its end. Whatever the file holds, nothing outside
//! of the scratch place is touched, and nothing stays behind.

mod archive;
mod budget;
mod mysql;
mod mysql_text;
mod pg_text;
mod postgres;
mod scratch;
mod sqlite;

use std::{collections::BTreeMap, fs::File, io::Read, path::Path, time::Duration};

use flate2::read::MultiGzDecoder;
use uuid::Uuid;

use self::budget::{Budget, Watched};
pub(crate) use self::{
    budget::stopping,
    scratch::{NAME, id_of, sweep},
};
use crate::{BackupsConfig, model::Format, policy::readable::is_gzip, policy::says::size};

/// How much a drill may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest time of everything.
    pub time: Duration,
    /// The largest file that is fetched from elsewhere.
    pub fetched: u64,
    /// What may always come out of an archive, in bytes.
    pub unpacked: u64,
    /// How many times its own size may come out of an archive beyond that: more is a bomb.
    pub ratio: u64,
    /// The most entries of an archive.
    pub entries: u64,
    /// The longest statement of a dump, in bytes.
    pub statement: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_hours(3),
            fetched: 1 << 40,
            unpacked: 4 << 30,
            ratio: 200,
            entries: 5_000_000,
            statement: 256 << 20,
        }
    }
}

/// The most tables whose rows are kept.
const TABLES: usize = 500;

/// What a drill proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows by table; for archives `files` and `unpacked_bytes`.
    pub counts: BTreeMap<String, i64>,
    /// In a sentence.
    pub text: String,
}

/// What is restored, and where.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a> {
    /// The drill; scratch databases and users are named by it.
    pub drill: Uuid,
    /// The file, on this machine.
    pub file: &'a Path,
    /// A folder that is removed afterwards.
    pub scratch: &'a Path,
    /// How much it may take.
    pub limits: Limits,
    /// Which servers there are.
    pub config: &'a BackupsConfig,
}

/// Restores a file.
///
/// # Errors
/// A sentence that says why it could not be restored.
pub async fn restore(format: Format, bench: Bench<'_>) -> Result<Outcome, String> {
    let (budget, _stop) = Budget::new(bench.limits.time);
    let work = async {
        match format {
            Format::PgPlain | Format::PgCustom => postgres::restore(format, bench, &budget).await,
            Format::MysqlDump => mysql::restore(bench, &budget).await,
            Format::Sqlite => sqlite::restore(bench, &budget).await,
            Format::Tar | Format::TarGz | Format::Zip | Format::Plain => {
                let (file, limits, budget) = (bench.file.to_owned(), bench.limits, budget.clone());
                let read = tokio::task::spawn_blocking(move || archive::read(format, &file, limits, &budget));
                read.await.map_err(|_| "读取中断".to_owned())?
            }
        }
    };
    let outcome = tokio::time::timeout(bench.limits.time, work).await;
    let late = || Err(format!("{} 分钟内没有完成恢复", bench.limits.time.as_secs() / 60));
    // However it ended, what was made for it goes.
    let swept = scratch::clear(format, bench.config, bench.drill).await;
    let outcome = outcome.unwrap_or_else(|_| late())?;
    swept.map(|()| outcome)
}

/// A file, unpacked where gzip packed it, that is read within the budget only.
fn opened(file: &Path, limits: Limits, budget: &Budget) -> Result<Box<dyn Read + Send>, String> {
    let failed = |error: std::io::Error| budget::says(&error);
    let mut raw = File::open(file).map_err(failed)?;
    let packed = raw.metadata().map_err(failed)?.len();
    let mut head = [0; 2];
    let is_packed = raw.read_exact(&mut head).is_ok() && is_gzip(&head);
    let raw = File::open(file).map_err(failed)?;
    if !is_packed {
        return Ok(Box::new(Watched::new(raw, u64::MAX, budget.clone())));
    }
    let unpacked = MultiGzDecoder::new(std::io::BufReader::with_capacity(1 << 18, raw));
    Ok(Box::new(Watched::new(unpacked, most_of(limits, packed), budget.clone())))
}

/// What may come out of `packed` bytes.
fn most_of(limits: Limits, packed: u64) -> u64 {
    packed.saturating_mul(limits.ratio).max(limits.unpacked)
}

/// The outcome of a database with these tables.
fn tables(counts: BTreeMap<String, i64>, how: &str) -> Result<Outcome, String> {
    if counts.is_empty() {
        return Err("恢复后没有任何表，备份是空的".to_owned());
    }
    let rows: i64 = counts.values().sum();
    let text = format!("{how}：{} 张表，共 {rows} 行", counts.len());
    Ok(Outcome { counts: counts.into_iter().take(TABLES).collect(), text })
}

/// The outcome of an archive.
fn files(n: u64, bytes: u64, text: String) -> Outcome {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let counts = [("files".to_owned(), number(n)), ("unpacked_bytes".to_owned(), number(bytes))];
    Outcome { counts: counts.into(), text }
}

fn sized(bytes: u64) -> String {
    size(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// The beginning of a text of others, on one line.
fn short(text: &str) -> String {
    let one_line: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(200).collect();
    one_line.trim().to_owned()
}

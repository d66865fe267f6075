//! Backups of the demo: real small files, weeks of checks, and drills that really ran. One set is late and one archive is
//! broken, so that the pages have something to show.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::SystemTime,
};

use chrono::{DateTime, TimeDelta, Utc};
use flate2::{Compression, write::GzEncoder};
use jianyue_backups::{
    BackupError,
    model::{BackupCheck, BackupPolicy, DrillState, Finding, FindingCode, Format, NewSource, What},
    service::{NewPolicy, add, ask_drill},
    store::{
        check::check_insert,
        drill::{drill_end, drill_find, drill_insert},
    },
    worker,
};
use jianyue_kernel::Role;
use jianyue_sla::zone;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// A set of backups.
struct Kept {
    prefix: &'static str,
    folder: &'static str,
    title: &'static str,
    what: What,
    format: Format,
    rule: Option<&'static str>,
    work: Option<&'static str>,
    /// Hours from one to the next, and how many there are.
    every: i64,
    many: i64,
    drill_every_days: Option<i64>,
    /// Hours since the last one was due: late where it is more than one interval.
    late: i64,
    /// Whether the last file breaks off in the middle.
    broken: bool,
}

const fn kept(prefix: &'static str, folder: &'static str, title: &'static str, format: Format) -> Kept {
    Kept {
        prefix,
        folder,
        title,
        what: What::Database,
        format,
        rule: None,
        work: None,
        every: 24,
        many: 32,
        drill_every_days: Some(30),
        late: 0,
        broken: false,
    }
}

fn sets() -> Vec<Kept> {
    use Format::{PgPlain, Sqlite, TarGz};
    let rule = |rule, set: Kept| Kept { rule: Some(rule), ..set };
    vec![
        rule("HS-B1", kept("HS", "hs-auth", "身份认证系统数据库", Sqlite)),
        rule("HS-B1", Kept { what: What::Keys, ..kept("HS", "hs-keys", "密码服务系统密钥与配置", TarGz) }),
        rule("HC-B1", kept("HC", "hc-credit", "信用平台业务库", Sqlite)),
        rule(
            "HC-B1",
            Kept {
                drill_every_days: None, ..kept("HC", "hc-exchange", "数据交换前置库（SQL 备份）", PgPlain)
            },
        ),
        rule("EX-B1", Kept { work: Some("platform"), ..kept("EX", "ex-exam", "考试平台业务数据", Sqlite) }),
        rule(
            "RE-B1",
            Kept {
                what: What::Configuration,
                work: Some("2"),
                every: 168,
                many: 6,
                late: 72,
                ..kept("RE", "re-network", "网络设备配置", TarGz)
            },
        ),
        rule("SC-I1.backup", Kept { work: Some("software"), ..kept("SC", "sc-card", "学生卡业务库", Sqlite) }),
        Kept {
            what: What::Attachments,
            drill_every_days: Some(14),
            broken: true,
            ..kept("SC", "sc-photos", "制卡照片归档", TarGz)
        },
    ]
}

/// Where the demo keeps its backups, below its own data.
///
/// # Errors
/// When there is no present folder to which `data` may be relative.
pub fn folder(data: &Path) -> Result<PathBuf, Failure> {
    Ok(std::path::absolute(data)?.join("backups"))
}

fn refused(error: BackupError) -> Failure {
    Failure::input(format!("the backups of the demo: {error}"))
}

/// Policies, files, checks and drills as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let root = folder(&host.settings.data)?;
    let app = &host.app;
    for set in sets() {
        let Some(contract) = contracts.iter().find(|contract| contract.prefix == set.prefix) else { continue };
        let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { continue };
        let place = root.join(set.folder);
        let files = written(&set, &place, end).await?;
        let new = NewPolicy {
            rule: set.rule.map(str::to_owned),
            work: set.work.map(str::to_owned),
            title: set.title.to_owned(),
            what: set.what,
            source: NewSource::Folder { path: place.display().to_string() },
            pattern: format!("{}-*", set.folder),
            format: set.format,
            every_hours: Some(set.every),
            keep_days: None,
            place: Some("机房备份服务器，异地每周一份（演示）".to_owned()),
            min_bytes: None,
            shrink_percent: None,
            checksum: None,
            drill_every_days: set.drill_every_days,
            enabled: None,
        };
        let mut tx = app.db().write().await?;
        let policy = add(app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
        for (n, file) in files.iter().enumerate() {
            check_insert(&mut tx, &past_check(host, &policy, &set, n, file)).await?;
        }
        if set.drill_every_days.is_some() {
            for file in files.iter().step_by(14).take(2).filter(|_| set.every == 24) {
                past_drill(host, &mut tx, &policy, file).await?;
            }
            ask_drill(app, &mut tx, engineer, policy.id).await.map_err(refused)?;
        }
        tx.commit().await?;
    }
    // Looks at each, and restores what was asked for: for real.
    worker::round(app).await.map_err(refused)?;
    Ok(())
}

/// Lets the nightly backups of a demo that was loaded before have been made until now.
///
/// # Errors
/// [`Failure`] when they cannot be written.
pub async fn follow(host: &Host) -> Result<(), Failure> {
    let (root, now) = (folder(&host.settings.data)?, host.app.env().now());
    for set in sets().iter().filter(|set| set.late == 0) {
        let place = root.join(set.folder);
        if place.is_dir() {
            written(set, &place, now).await?;
        }
    }
    Ok(())
}

/// A file that was written.
struct Written {
    name: String,
    at: DateTime<Utc>,
    bytes: i64,
}

/// The files of a set, the oldest first, each with the time at which it was written.
async fn written(set: &Kept, place: &Path, end: DateTime<Utc>) -> Result<Vec<Written>, Failure> {
    fs::create_dir_all(place)?;
    let night = zone::start_of_day(zone::local_date(end)) + TimeDelta::minutes(150);
    let mut last = if night > end { night - TimeDelta::days(1) } else { night };
    if set.late > 0 {
        last -= TimeDelta::hours(set.every + set.late);
    }
    let ending = match set.format {
        Format::Sqlite => "db",
        Format::PgPlain => "sql",
        _ => "tar.gz",
    };
    let database = if set.format == Format::Sqlite { sqlite(place).await? } else { Vec::new() };
    let mut files = Vec::new();
    for n in 0..set.many {
        let at = last - TimeDelta::hours(set.every * (set.many - 1 - n));
        let rows = usize::try_from(200 + n * 3).unwrap_or(200);
        let mut bytes = match set.format {
            Format::Sqlite => database.clone(),
            Format::PgPlain => dump(rows),
            _ => archive(set.folder, rows)?,
        };
        if set.broken && n == set.many - 1 {
            bytes.truncate(bytes.len() * 9 / 10);
        }
        let name = format!("{}-{}.{ending}", set.folder, zone::local(at).format("%Y%m%d"));
        let path = place.join(&name);
        fs::write(&path, &bytes)?;
        File::options().write(true).open(&path)?.set_modified(SystemTime::from(at))?;
        files.push(Written { name, at, bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX) });
    }
    Ok(files)
}

/// A database with some tables.
async fn sqlite(place: &Path) -> Result<Vec<u8>, Failure> {
    let file = place.join("making.tmp");
    let failed = |error: sqlx::Error| Failure::input(error.to_string());
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = options.connect().await.map_err(failed)?;
    for statement in [
        "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT)",
        "CREATE TABLE sign_in (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, at TEXT NOT NULL)",
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300) \
         INSERT INTO account SELECT n, '演示账号 ' || n, '演示单位 ' || (n % 9) FROM n",
        "INSERT INTO sign_in (account, at) SELECT id, '2026-01-01 08:00:00' FROM account",
    ] {
        sqlx::query(statement).execute(&mut connection).await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)?;
    let bytes = fs::read(&file)?;
    fs::remove_file(&file)?;
    Ok(bytes)
}

/// A dump as `pg_dump` writes it.
fn dump(rows: usize) -> Vec<u8> {
    let mut text = String::from(
        "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\
         CREATE TABLE public.message (\n    id integer NOT NULL,\n    peer text,\n    body text\n);\n\n\
         COPY public.message (id, peer, body) FROM stdin;\n",
    );
    text.extend((1..=rows).map(|n| format!("{n}\t双公示（演示）\t报文 {n}\n")));
    text.push_str("\\.\n\n--\n-- PostgreSQL database dump complete\n--\n\n");
    text.into_bytes()
}

/// Some files under gzip.
fn archive(name: &str, rows: usize) -> Result<Vec<u8>, Failure> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for part in 0..4_usize {
        let lines = (0..rows).map(|n| format!("{:016x}\n", (n * 31 + part + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let text: String = lines.collect();
        let mut header = tar::Header::new_gnu();
        header.set_size(u64::try_from(text.len()).unwrap_or(0));
        header.set_mode(0o600);
        archive.append_data(&mut header, format!("{name}/part-{part}.conf"), text.as_bytes())?;
    }
    let mut packed = archive.into_inner()?;
    packed.flush()?;
    Ok(packed.finish()?)
}

/// What a look in the morning after found. Once in a while a night was missed, and found late.
fn past_check(host: &Host, policy: &BackupPolicy, set: &Kept, n: usize, file: &Written) -> BackupCheck {
    let late = n % 17 == 11;
    let text = "最新的备份没有按时产生，当天上午补做（演示）".to_owned();
    let finding = Finding { code: FindingCode::TooOld, text, clause: policy.clause.clone() };
    BackupCheck {
        id: host.app.env().id(),
        policy_id: policy.id,
        at: file.at + TimeDelta::hours(if late { 5 } else { 4 }),
        ok: !late,
        findings: if late { vec![finding] } else { Vec::new() },
        files: i64::try_from(n + 1).unwrap_or(0),
        newest: Some(file.name.clone()),
        newest_at: Some(file.at),
        bytes: Some(file.bytes),
        ms: 12 + i64::try_from(n * 7 % 30).unwrap_or(0) + i64::from(set.format == Format::Sqlite),
        by: None,
    }
}

/// A drill of some weeks ago.
async fn past_drill(
    host: &Host,
    tx: &mut jianyue_platform::Tx,
    policy: &BackupPolicy,
    file: &Written,
) -> Result<(), Failure> {
    let (id, at) = (host.app.env().id(), file.at + TimeDelta::minutes(35));
    drill_insert(tx, (id, policy.id), at, None).await?;
    let Some(mut row) = drill_find(tx, id).await? else { return Ok(()) };
    row.state = DrillState::Proved;
    (row.file, row.file_at) = (Some(file.name.clone()), Some(file.at));
    (row.ended_at, row.ms, row.bytes) = (Some(at), Some(180), Some(file.bytes));
    let (counts, text): (&[(&str, i64)], &str) = if policy.format == Format::Sqlite {
        (&[("account", 300), ("sign_in", 300)], "完整性检查通过：2 张表，共 600 行")
    } else {
        (&[("files", 4)], "已逐个读完 4 个条目（演示）")
    };
    row.counts.0 = counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    row.text = Some(text.to_owned());
    drill_end(tx, &row).await?;
    Ok(())
}

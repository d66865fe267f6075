//! A dump of PostgreSQL, restored into a scratch database by a role that owns it and may do nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
    process::{Command, Stdio},
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::sync::mpsc;

use super::{
    Bench, Limits, Outcome,
    budget::{Budget, Watched, says},
    most_of, opened,
    pg_text::{Piece, Verdict, cut, judge},
    scratch::{name_of, password, postgres},
    short, tables,
};
use crate::model::Format;

/// Pieces that wait for the server.
const AHEAD: usize = 16;

pub(super) async fn restore(format: Format, bench: Bench<'_>, budget: &Budget) -> Result<Outcome, String> {
    let admin = postgres(bench.config)?;
    let scratch = made(&admin, &name_of(bench.drill)).await?;
    let mut scratch = scratch.connect().await.map_err(|error| refused(&error))?;
    let (send, mut pieces) = mpsc::channel(AHEAD);
    let (file, folder, limits, within) =
        (bench.file.to_owned(), bench.scratch.to_owned(), bench.limits, budget.clone());
    let cutting = tokio::task::spawn_blocking(move || {
        let give = |piece| send.blocking_send(piece).map_err(|_| "恢复中断".to_owned());
        match format {
            Format::PgCustom => cut_custom(&file, &folder, limits, &within, give),
            _ => cut(opened(&file, limits, &within)?, limits.statement, give),
        }
    });
    run(&mut scratch, &mut pieces).await?;
    drop(pieces);
    cutting.await.map_err(|_| "读取中断".to_owned())??;
    let counts = counted(&mut scratch).await?;
    let _ = scratch.close().await;
    tables(counts, "已恢复到临时数据库")
}

/// The text of an archive: `pg_restore` writes it, and knows no server.
fn cut_custom(
    file: &Path,
    folder: &Path,
    limits: Limits,
    budget: &Budget,
    give: impl FnMut(Piece) -> Result<(), String>,
) -> Result<(), String> {
    let complaints = folder.join("pg_restore.log");
    let log = File::create(&complaints).map_err(|error| says(&error))?;
    let mut command = Command::new("pg_restore");
    command.args(["--no-owner", "--no-privileges", "-f", "-"]).arg(file);
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            "服务器上没有 pg_restore，请安装 PostgreSQL 客户端（postgresql-client）".to_owned()
        }
        other => format!("pg_restore 不能运行（{other}）"),
    })?;
    let packed = std::fs::metadata(file).map_err(|error| says(&error))?.len();
    let text = child.stdout.take().ok_or("pg_restore 没有输出")?;
    let text = Watched::new(text, most_of(limits, packed), budget.clone());
    let outcome = cut(text, limits.statement, give);
    if outcome.is_err() {
        let _ = child.kill();
    }
    let ended = child.wait().map_err(|error| says(&error))?;
    if !ended.success() {
        let said = std::fs::read_to_string(&complaints).unwrap_or_default();
        // What was read before it broke off is cut in the middle, too: this says why.
        if let Some(line) = said.lines().find(|line| line.contains("error")) {
            return Err(complaint(line));
        }
    }
    outcome?;
    if ended.success() { Ok(()) } else { Err("pg_restore 没有读完备份".to_owned()) }
}

fn complaint(line: &str) -> String {
    let line = line.trim_start_matches("pg_restore: ").trim_start_matches("error: ");
    let why = if line.contains("end of file") {
        "文件不完整"
    } else if line.contains("uncompress") || line.contains("unexpected") || line.contains("corrupt") {
        "文件已损坏"
    } else if line.contains("unsupported version") {
        "备份由更新版本的 PostgreSQL 产生，请升级服务器上的 pg_restore"
    } else if line.contains("does not appear to be a valid archive") {
        "文件不是 pg_dump -Fc 的格式"
    } else {
        "pg_restore 报错"
    };
    format!("{why}（{}）", short(line))
}

/// Makes the scratch database and its role, and gives the way in.
async fn made(admin: &PgConnectOptions, name: &str) -> Result<PgConnectOptions, String> {
    let mut connection = admin.connect().await.map_err(|error| refused(&error))?;
    let may: Option<(bool,)> =
        sqlx::query_as("SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user")
            .fetch_optional(&mut connection)
            .await
            .map_err(|error| refused(&error))?;
    if may != Some((true,)) {
        return Err(
            "设置 drill_postgres_url 的账号需要 CREATEDB 和 CREATEROLE 权限：演练用一次性账号在临时数据库中恢复"
                .to_owned(),
        );
    }
    let password = password();
    let statements = [
        format!(
            "CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION \
             NOBYPASSRLS CONNECTION LIMIT 3"
        ),
        format!("GRANT \"{name}\" TO CURRENT_USER"),
        format!("CREATE DATABASE \"{name}\" OWNER \"{name}\" TEMPLATE template0"),
        format!("REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC"),
    ];
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.map_err(|error| refused(&error))?;
    }
    let _ = connection.close().await;
    Ok(admin.clone().database(name).username(name).password(&password))
}

fn refused(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => format!("演练用的 PostgreSQL 服务器拒绝：{}", short(error.message())),
        _ => "演练用的 PostgreSQL 服务器连接不上，请检查设置 drill_postgres_url".to_owned(),
    }
}

async fn run(connection: &mut PgConnection, pieces: &mut mpsc::Receiver<Piece>) -> Result<(), String> {
    // A scratch database need not survive a power cut.
    let fast = sqlx::raw_sql("SET synchronous_commit = off").execute(&mut *connection).await;
    fast.map_err(|error| refused(&error))?;
    let settings: Vec<(String,)> = sqlx::query_as("SELECT CAST(name AS TEXT) FROM pg_settings")
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| refused(&error))?;
    let settings: BTreeSet<String> = settings.into_iter().map(|(name,)| name).collect();
    let mut n = 0_u64;
    while let Some(piece) = pieces.recv().await {
        n += 1;
        match piece {
            Piece::Sql(statement) => {
                match judge(&statement) {
                    Verdict::Skip => continue,
                    Verdict::Refuse(why) => return Err(why),
                    Verdict::Run if is_unknown_setting(&statement, &settings) => continue,
                    Verdict::Run => {}
                }
                let about = about(&statement);
                let ran = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await;
                ran.map_err(|error| broken(&error, n, &about))?;
            }
            Piece::Copy(statement) => {
                let about = about(&statement);
                copied(connection, &statement, pieces).await.map_err(|error| broken(&error, n, &about))?;
            }
            Piece::Data(_) | Piece::End => {}
        }
    }
    Ok(())
}

async fn copied(
    connection: &mut PgConnection,
    statement: &str,
    pieces: &mut mpsc::Receiver<Piece>,
) -> Result<(), sqlx::Error> {
    let mut copy = connection.copy_in_raw(statement).await?;
    loop {
        match pieces.recv().await {
            Some(Piece::Data(data)) => {
                copy.send(data).await?;
            }
            Some(Piece::End) => return copy.finish().await.map(drop),
            // It broke off; whoever cuts says why.
            _ => return copy.abort("cut").await,
        }
    }
}

/// Newer servers know settings that older ones do not; psql goes on, too.
fn is_unknown_setting(statement: &str, known: &BTreeSet<String>) -> bool {
    let mut words = statement.split(|one: char| one.is_whitespace() || one == '=').filter(|word| !word.is_empty());
    let is_set = words.next().is_some_and(|word| word.eq_ignore_ascii_case("SET"));
    let name = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_plain =
        statement.contains('=') && !name.contains('.') && !["local", "session", "time"].contains(&name.as_str());
    // The names in the catalogue are written with capitals here and there.
    is_set && is_plain && !known.iter().any(|known| known.eq_ignore_ascii_case(&name))
}

/// What a statement is, without anything of its values.
fn about(statement: &str) -> String {
    let head = statement.split(['(', '\'', '$']).next().unwrap_or_default();
    head.split_whitespace().take(6).collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

fn broken(error: &sqlx::Error, n: u64, about: &str) -> String {
    match error {
        // Its text may hold what was backed up (SQLSTATE class 22: data exception).
        sqlx::Error::Database(error) if error.code().is_some_and(|code| code.starts_with("22")) => {
            format!("恢复到第 {n} 条语句（{about}）时数据不符合列的类型，备份可能已损坏")
        }
        sqlx::Error::Database(error) if error.code().is_some_and(|code| code == "42501") => {
            format!("恢复到第 {n} 条语句（{about}）时没有权限，它超出了临时数据库：{}", short(error.message()))
        }
        sqlx::Error::Database(error) => {
            format!("恢复到第 {n} 条语句（{about}）时出错：{}", short(error.message()))
        }
        _ => format!("恢复到第 {n} 条语句（{about}）时与数据库的连接中断"),
    }
}

async fn counted(connection: &mut PgConnection) -> Result<BTreeMap<String, i64>, String> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT CAST(n.nspname AS TEXT), CAST(c.relname AS TEXT) FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' \
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| refused(&error))?;
    let mut counts = BTreeMap::new();
    let quoted = |name: &str| name.replace('"', "\"\"");
    for (schema, table) in found {
        let sql = format!("SELECT COUNT(*) FROM ONLY \"{}\".\"{}\"", quoted(&schema), quoted(&table));
        let (rows,): (i64,) = sqlx::query_as(AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| format!("表 {schema}.{table} 恢复后不能读取：{}", refused(&error)))?;
        counts.insert(format!("{schema}.{table}"), rows);
    }
    Ok(counts)
}

//! Scratch databases: made for one drill, used by somebody who may do nothing else, and dropped however it ends.

use std::{str::FromStr, time::Duration};

use jianyue_platform::App;
use mysql_async::prelude::Queryable;
use rand::Rng;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use super::short;
use crate::{BackupError, BackupsConfig, model::Format, store::drill::drill_is_live};

/// How scratch databases, roles and folders begin; the id of the drill follows.
pub(crate) const NAME: &str = "jianyue_drill_";
/// The longest time of clearing up.
const PATIENCE: Duration = Duration::from_mins(2);

/// The scratch name of a drill.
pub(super) fn name_of(drill: Uuid) -> String {
    format!("{NAME}{}", drill.simple())
}

/// The drill of a scratch name.
pub(crate) fn id_of(name: &str) -> Option<Uuid> {
    name.strip_prefix(NAME).and_then(|id| Uuid::try_parse(id).ok())
}

/// Names of MySQL's users are short: the end of the id tells drills apart.
pub(super) fn user_of(drill: Uuid) -> String {
    let id = drill.simple().to_string();
    format!("jydrill_{}", &id[id.len() - 20..])
}

/// A password that nobody knows.
pub(super) fn password() -> String {
    hex::encode(rand::rng().random::<[u8; 24]>())
}

/// The server for drills of PostgreSQL.
pub(super) fn postgres(config: &BackupsConfig) -> Result<PgConnectOptions, String> {
    let url = config.postgres.as_deref();
    let url = url.ok_or("没有设置演练用的 PostgreSQL 服务器，请系统管理员填写设置 drill_postgres_url")?;
    let options = PgConnectOptions::from_str(url).map_err(|_| "设置 drill_postgres_url 不是可用的地址".to_owned())?;
    // Statements hold what was backed up; no log gets them.
    Ok(options.application_name("jianyue-drill").disable_statement_logging())
}

/// The server for drills of MySQL.
pub(super) fn mysql(config: &BackupsConfig) -> Result<mysql_async::OptsBuilder, String> {
    let url = config.mysql.as_deref();
    let url = url.ok_or("没有设置演练用的 MySQL 服务器，请系统管理员填写设置 drill_mysql_url")?;
    let options = mysql_async::Opts::from_url(url).map_err(|_| "设置 drill_mysql_url 不是可用的地址".to_owned())?;
    Ok(mysql_async::OptsBuilder::from_opts(options).db_name(None::<String>).prefer_socket(false))
}

/// Takes away what was made for a drill, if anything was.
pub(super) async fn clear(format: Format, config: &BackupsConfig, drill: Uuid) -> Result<(), String> {
    let failed = || "恢复后的临时数据库没有删除成功，系统会稍后再试".to_owned();
    let clearing = async {
        match format {
            Format::PgPlain | Format::PgCustom if config.postgres.is_some() => {
                let mut admin = postgres(config)?.connect().await.map_err(|_| failed())?;
                postgres_drop(&mut admin, &name_of(drill)).await.map_err(|error| {
                    tracing::warn!(%drill, %error, "a scratch database could not be dropped");
                    failed()
                })
            }
            Format::MysqlDump if config.mysql.is_some() => {
                let mut admin = mysql_async::Conn::new(mysql(config)?).await.map_err(|_| failed())?;
                let dropped = mysql_drop(&mut admin, drill).await;
                let _ = admin.disconnect().await;
                dropped.map_err(|error| {
                    tracing::warn!(%drill, %error, "a scratch database could not be dropped");
                    failed()
                })
            }
            _ => Ok(()),
        }
    };
    tokio::time::timeout(PATIENCE, clearing).await.unwrap_or_else(|_| Err(failed()))
}

async fn postgres_drop(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let forced = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    if sqlx::raw_sql(AssertSqlSafe(forced)).execute(&mut *admin).await.is_err() {
        // Before version 13 nobody can be forced out.
        let plain = format!("DROP DATABASE IF EXISTS \"{name}\"");
        sqlx::raw_sql(AssertSqlSafe(plain)).execute(&mut *admin).await?;
    }
    sqlx::raw_sql(AssertSqlSafe(format!("DROP ROLE IF EXISTS \"{name}\""))).execute(&mut *admin).await.map(drop)
}

async fn mysql_drop(admin: &mut mysql_async::Conn, drill: Uuid) -> Result<(), mysql_async::Error> {
    let (name, user) = (name_of(drill), user_of(drill));
    // Whoever is still at work there is sent away first.
    let sessions: Vec<u64> = admin
        .exec("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?", (user.as_str(),))
        .await
        .unwrap_or_default();
    for session in sessions {
        let _ = admin.query_drop(format!("KILL {session}")).await;
    }
    admin.query_drop(format!("DROP DATABASE IF EXISTS `{name}`")).await?;
    admin.query_drop(format!("DROP USER IF EXISTS '{user}'@'%', '{user}'@'localhost'")).await
}

/// Takes away every scratch database whose drill is over. Those of another installation on the same server are left alone.
pub(crate) async fn sweep(app: &App, config: &BackupsConfig) -> Result<(), BackupError> {
    for (format, names) in
        [(Format::PgPlain, postgres_names(config).await), (Format::MysqlDump, mysql_names(config).await)]
    {
        let names = names.unwrap_or_else(|why| {
            tracing::warn!(why, "scratch databases of drills cannot be listed");
            Vec::new()
        });
        for drill in names.iter().filter_map(|name| id_of(name)) {
            if drill_is_live(&mut app.db().peek().await?, drill).await? == Some(false) {
                tracing::info!(%drill, "a scratch database that was left behind is dropped");
                let _ = clear(format, config, drill).await;
            }
        }
    }
    Ok(())
}

async fn postgres_names(config: &BackupsConfig) -> Result<Vec<String>, String> {
    if config.postgres.is_none() {
        return Ok(Vec::new());
    }
    let listing = async {
        let mut admin = postgres(config)?.connect().await.map_err(|error| short(&error.to_string()))?;
        let names = sqlx::query_as::<_, (String,)>(
            "SELECT CAST(datname AS TEXT) FROM pg_database WHERE datname LIKE 'jianyue\\_drill\\_%' \
             UNION SELECT CAST(rolname AS TEXT) FROM pg_roles WHERE rolname LIKE 'jianyue\\_drill\\_%'",
        );
        let names = names.fetch_all(&mut admin).await.map_err(|error| short(&error.to_string()))?;
        let _ = admin.close().await;
        Ok(names.into_iter().map(|(name,)| name).collect())
    };
    tokio::time::timeout(PATIENCE, listing).await.unwrap_or_else(|_| Err("timed out".to_owned()))
}

async fn mysql_names(config: &BackupsConfig) -> Result<Vec<String>, String> {
    if config.mysql.is_none() {
        return Ok(Vec::new());
    }
    let listing = async {
        let failed = |error: mysql_async::Error| short(&error.to_string());
        let mut admin = mysql_async::Conn::new(mysql(config)?).await.map_err(failed)?;
        let names = admin.query("SHOW DATABASES LIKE 'jianyue\\_drill\\_%'").await.map_err(failed);
        let _ = admin.disconnect().await;
        names
    };
    tokio::time::timeout(PATIENCE, listing).await.unwrap_or_else(|_| Err("timed out".to_owned()))
}

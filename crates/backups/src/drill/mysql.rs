//! A dump of MySQL or MariaDB, restored into a scratch database by a user who may do nothing else.

use std::collections::BTreeMap;

use mysql_async::{Conn, OptsBuilder, prelude::Queryable};
use tokio::sync::mpsc;

use super::{
    Bench, Outcome,
    budget::Budget,
    mysql_text::{Verdict, cut, judge},
    opened,
    scratch::{mysql, name_of, password, user_of},
    short, tables,
};

/// Statements that wait for the server.
const AHEAD: usize = 8;

pub(super) async fn restore(bench: Bench<'_>, budget: &Budget) -> Result<Outcome, String> {
    let name = name_of(bench.drill);
    let way = made(mysql(bench.config)?, &name, &user_of(bench.drill)).await?;
    let mut scratch = Conn::new(way).await.map_err(|error| refused(&error))?;
    let (send, mut statements) = mpsc::channel(AHEAD);
    let (file, limits, within) = (bench.file.to_owned(), bench.limits, budget.clone());
    let cutting = tokio::task::spawn_blocking(move || {
        let give = |statement| send.blocking_send(statement).map_err(|_| "恢复中断".to_owned());
        cut(opened(&file, limits, &within)?, limits.statement, give)
    });
    run(&mut scratch, &mut statements).await?;
    drop(statements);
    cutting.await.map_err(|_| "读取中断".to_owned())??;
    let counts = counted(&mut scratch, &name).await?;
    let _ = scratch.disconnect().await;
    tables(counts, "已恢复到临时数据库")
}

/// Makes the scratch database and its user, and gives the way in.
async fn made(admin: OptsBuilder, name: &str, user: &str) -> Result<OptsBuilder, String> {
    let mut connection = Conn::new(admin.clone()).await.map_err(|error| refused(&error))?;
    let password = password();
    // In grants _ stands for any character.
    let granted = name.replace('_', "\\_");
    // The database comes last: whoever lacks a right has made nothing that they may not take away again.
    let mut statements = Vec::new();
    for host in ["%", "localhost"] {
        statements.push(format!("CREATE USER '{user}'@'{host}' IDENTIFIED BY '{password}'"));
        statements.push(format!("GRANT ALL PRIVILEGES ON `{granted}`.* TO '{user}'@'{host}'"));
    }
    statements.push(format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4"));
    for statement in statements {
        connection.query_drop(statement).await.map_err(|error| match &error {
            mysql_async::Error::Server(said) if matches!(said.code, 1044 | 1045 | 1227 | 1410) => {
                "设置 drill_mysql_url 的账号需要建立数据库和账号的权限（CREATE、CREATE USER、GRANT OPTION）：演练用一次性账号在临时数据库中恢复"
                    .to_owned()
            }
            _ => refused(&error),
        })?;
    }
    let _ = connection.disconnect().await;
    Ok(admin.user(Some(user)).pass(Some(password)).db_name(Some(name)))
}

fn refused(error: &mysql_async::Error) -> String {
    match error {
        mysql_async::Error::Server(error) => format!("演练用的 MySQL 服务器拒绝：{}", short(&error.message)),
        _ => "演练用的 MySQL 服务器连接不上，请检查设置 drill_mysql_url".to_owned(),
    }
}

async fn run(connection: &mut Conn, statements: &mut mpsc::Receiver<Vec<u8>>) -> Result<(), String> {
    let mut used: Option<String> = None;
    let mut n = 0_u64;
    while let Some(statement) = statements.recv().await {
        n += 1;
        let statement = match judge(statement) {
            Verdict::Skip => continue,
            Verdict::Refuse(why) => return Err(why),
            Verdict::Use(name) => {
                if used.as_ref().is_some_and(|used| *used != name) {
                    return Err("备份里有多个数据库，演练每次恢复一个，请分开备份".to_owned());
                }
                used = Some(name);
                continue;
            }
            Verdict::Run(statement) => statement,
        };
        let about = about(&statement);
        connection.query_drop(statement).await.map_err(|error| broken(&error, n, &about))?;
    }
    Ok(())
}

/// What a statement is, without anything of its values.
fn about(statement: &[u8]) -> String {
    let head = String::from_utf8_lossy(&statement[..statement.len().min(200)]).into_owned();
    let head = head.split(['(', '\'', '"']).next().unwrap_or_default();
    head.split_whitespace().take(6).collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

fn broken(error: &mysql_async::Error, n: u64, about: &str) -> String {
    match error {
        mysql_async::Error::Server(said) if matches!(said.code, 1044 | 1045 | 1142 | 1143 | 1227 | 1370 | 1449) => {
            format!("恢复到第 {n} 条语句（{about}）时没有权限，它超出了临时数据库：{}", short(&said.message))
        }
        // These repeat values of the data (SQLSTATE class 22: data exception).
        mysql_async::Error::Server(said) if said.state.starts_with("22") || said.code == 1366 => {
            format!("恢复到第 {n} 条语句（{about}）时数据不符合列的类型，备份可能已损坏")
        }
        mysql_async::Error::Server(said) if said.code == 1064 => {
            format!("恢复到第 {n} 条语句（{about}）时语句有误，备份可能已损坏")
        }
        mysql_async::Error::Server(said) => {
            format!("恢复到第 {n} 条语句（{about}）时出错：{}", short(&said.message))
        }
        _ => format!("恢复到第 {n} 条语句（{about}）时与数据库的连接中断"),
    }
}

async fn counted(connection: &mut Conn, name: &str) -> Result<BTreeMap<String, i64>, String> {
    let found: Vec<String> = connection
        .exec(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' \
             ORDER BY TABLE_NAME",
            (name,),
        )
        .await
        .map_err(|error| refused(&error))?;
    let mut counts = BTreeMap::new();
    for table in found {
        let sql = format!("SELECT COUNT(*) FROM `{name}`.`{}`", table.replace('`', "``"));
        let rows: Option<i64> = connection.query_first(sql).await.map_err(|error| refused(&error))?;
        counts.insert(table, rows.unwrap_or(0));
    }
    Ok(counts)
}

//! A connection to a database of any kind that is asked several questions and answers in texts.

use futures::TryStreamExt;
use mysql_async::{Conn, prelude::Queryable};
use sqlx::{AssertSqlSafe, SqliteConnection};
use tiberius::QueryItem;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::{Engine, Target, mysql, postgres, server, sqlite};
use crate::{ReachError, Visit};

/// Rows as texts, column by column.
pub(super) type Grid = Vec<Vec<Option<String>>>;

/// The most rows of one answer; a schema with more has to be read in parts.
const MOST: usize = 400_000;

/// A connection that was signed in and only reads.
pub(super) enum Session {
    Postgres { client: Client, _driver: Driver },
    Mysql(Box<Conn>),
    Server(Box<server::Line>),
    Sqlite(Box<SqliteConnection>),
}

/// What moves the bytes of a connection; ends with it.
pub(super) struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Session {
    /// Signs in, and asks the server to keep it from writing and from waiting for others.
    pub async fn open(visit: &Visit<'_>, target: &Target) -> Result<Self, ReachError> {
        Ok(match target.engine {
            Engine::Postgres => {
                let (client, line) = postgres::open(visit, target).await?;
                let driver = Driver(tokio::spawn(async move { drop(line.await) }));
                // No transaction, so that one question that is refused does not spoil the others.
                let how = "SET lock_timeout = 5000; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
                postgres::begin(visit, &client, how).await?;
                Self::Postgres { client, _driver: driver }
            }
            Engine::Mysql => {
                let mut conn = mysql::open(visit, target).await?;
                let read_only = conn.query_drop("SET SESSION TRANSACTION READ ONLY").await;
                read_only.map_err(|error| mysql::failed(visit, target, error))?;
                Self::Mysql(Box::new(conn))
            }
            Engine::Sqlserver => Self::Server(Box::new(server::open(visit, target).await?)),
            Engine::Sqlite => Self::Sqlite(Box::new(sqlite::open(visit, target).await?)),
        })
    }

    /// Asks one question.
    pub async fn ask(&mut self, visit: &Visit<'_>, target: &Target, sql: &str) -> Result<Grid, ReachError> {
        let mut grid = Grid::new();
        match self {
            Self::Postgres { client, .. } => {
                let failed = |error| postgres::failed(visit, &error);
                let mut messages = std::pin::pin!(client.simple_query_raw(sql).await.map_err(failed)?);
                while let Some(message) = messages.try_next().await.map_err(failed)? {
                    if let SimpleQueryMessage::Row(row) = message {
                        add(&mut grid, (0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())?;
                    }
                }
            }
            Self::Mysql(conn) => {
                let failed = |error| mysql::failed(visit, target, error);
                let mut answers = conn.query_iter(sql).await.map_err(failed)?;
                while let Some(row) = answers.next().await.map_err(failed)? {
                    add(&mut grid, (0..row.len()).map(|at| row.as_ref(at).and_then(mysql::text)).collect())?;
                }
            }
            Self::Server(client) => {
                let failed = |error| server::failed(visit, error);
                let mut answers = client.simple_query(sql).await.map_err(failed)?;
                while let Some(item) = answers.try_next().await.map_err(failed)? {
                    if let QueryItem::Row(row) = item {
                        add(&mut grid, row.into_iter().map(server::text).collect())?;
                    }
                }
            }
            Self::Sqlite(connection) => {
                let failed = |error| sqlite::failed(visit, &error);
                let mut answers = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(&mut **connection);
                while let Some(row) = answers.try_next().await.map_err(failed)? {
                    add(&mut grid, (0..sqlx::Row::len(&row)).map(|at| sqlite::text(&row, at)).collect())?;
                }
            }
        }
        Ok(grid)
    }

    /// Takes leave.
    pub async fn close(self) {
        match self {
            Self::Mysql(conn) => mysql::close(*conn).await,
            Self::Sqlite(connection) => drop(sqlx::Connection::close(*connection).await),
            Self::Postgres { .. } | Self::Server(_) => {}
        }
    }
}

fn add(grid: &mut Grid, row: Vec<Option<String>>) -> Result<(), ReachError> {
    if grid.len() >= MOST {
        return Err(ReachError::BadAnswer(format!("结构超过 {MOST} 行，请指定模式（schemas），分几个数据源盘点")));
    }
    grid.push(row);
    Ok(())
}

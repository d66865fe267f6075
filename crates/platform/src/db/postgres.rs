//! Connections to PostgreSQL.

use std::{str::FromStr, time::Duration};

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// A pool of at most `connections`. Plans are made for the values at hand: with a generic plan a search for a rare word
/// scans what the index would have answered.
pub(super) async fn connect(url: &str, connections: u32) -> sqlx::Result<PgPool> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("jianyue")
        .options([("plan_cache_mode", "force_custom_plan"), ("timezone", "UTC")]);
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// Whether the database at `url` holds no table yet.
pub(super) async fn is_empty(url: &str) -> sqlx::Result<bool> {
    let pool = connect(url, 1).await?;
    let (empty,): (bool,) = sqlx::query_as("SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')")
        .fetch_one(&pool)
        .await?;
    pool.close().await;
    Ok(empty)
}

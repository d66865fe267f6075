//! How many assets and spares there are.

use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::permissions::push_scope;

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[];

/// Assets of one level, state and class.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "said above")]
pub struct AssetCount {
    pub level: String,
    pub state: String,
    pub class_id: Uuid,
    /// How many rows.
    pub n: i64,
    /// How many pieces.
    pub quantity: i64,
    /// What they cost, in fen.
    pub price: i64,
    /// How many rows a department has otherwise.
    pub differing: i64,
}

/// Assets of a contract by level, state and class.
pub async fn asset_counts(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
) -> Result<Vec<AssetCount>, DbError> {
    let mut sql = Sql::new(
        "SELECT level, state, class_id, COUNT(*) AS n, CAST(SUM(quantity) AS BIGINT) AS quantity, \
         CAST(COALESCE(SUM(price), 0) AS BIGINT) AS price, COUNT(CASE WHEN differs THEN 1 END) AS differing \
         FROM asset WHERE contract_id = ",
    );
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" GROUP BY level, state, class_id");
    tx.all_sql(sql).await
}

/// Spares of a contract, those that are low, and parts that wait to be settled.
pub async fn spare_counts(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
) -> Result<(i64, i64, i64), DbError> {
    let mut sql =
        Sql::new("SELECT COUNT(*), COUNT(low_since), (SELECT COUNT(*) FROM spare_unbooked WHERE contract_id = ");
    sql.bind(contract).push(" AND settled_at IS NULL AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(") FROM spare WHERE contract_id = ").bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    let found: Vec<(i64, i64, i64)> = tx.all_sql(sql).await?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Where assets of a contract stand, by how many; the most used first.
pub async fn asset_places(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
) -> Result<Vec<(String, i64)>, DbError> {
    let mut sql = Sql::new("SELECT place, COUNT(*) AS n FROM asset WHERE contract_id = ");
    sql.bind(contract).push(" AND place IS NOT NULL AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" GROUP BY place ORDER BY n DESC, place LIMIT 200");
    tx.all_sql(sql).await
}

//! Assets.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Args, Sql, args,
    db::{Arg, DbError, Dialect, Tx},
    text::Query,
};
use sqlx::types::Json;
use uuid::Uuid;

use super::search::push_found;
use crate::{
    model::{Book, Level, State},
    permissions::push_scope,
};

macro_rules! select {
    () => {
        "SELECT a.id, a.no, a.contract_id, a.code, a.class_id, k.code AS class_code, k.name AS class_name, a.name, a.level, \
         a.work, a.place, a.holder, a.unit, a.brand_model, a.serial, a.quantity, a.quantity_unit, a.state, a.purchased_on, \
         a.warranty_until, a.price, a.rule, a.note, a.books, a.differs, a.version, a.created_at, a.updated_at FROM "
    };
}
macro_rules! joined {
    () => {
        " JOIN asset_class k ON k.id = a.class_id"
    };
}

const FIND: Dialect = Dialect::same(concat!(select!(), "asset a", joined!(), " WHERE a.id = $1"));
const LOCK: Dialect =
    Dialect { sqlite: "SELECT id FROM asset WHERE id = $1", postgres: "SELECT id FROM asset WHERE id = $1 FOR UPDATE" };
const UPDATE: Dialect = Dialect::same(
    "UPDATE asset SET class_id = $3, name = $4, level = $5, work = $6, place = $7, holder = $8, unit = $9, \
     brand_model = $10, serial = $11, quantity = $12, quantity_unit = $13, state = $14, purchased_on = $15, \
     warranty_until = $16, price = $17, rule = $18, note = $19, books = $20, differs = $21, updated_at = $22, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const RULES: Dialect = Dialect::same(
    "SELECT rule, CAST(SUM(CASE WHEN state IN ('scrapped', 'lost') THEN 0 ELSE quantity END) AS BIGINT) FROM asset \
     WHERE contract_id = $1 AND rule IS NOT NULL GROUP BY rule ORDER BY rule",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, UPDATE, RULES];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// An asset as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AssetRow {
    pub id: Uuid,
    pub no: i64,
    pub contract_id: Uuid,
    pub code: String,
    pub class_id: Uuid,
    pub class_code: String,
    pub class_name: String,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub level: Level,
    pub work: Option<String>,
    pub place: Option<String>,
    pub holder: Option<String>,
    pub unit: Option<String>,
    pub brand_model: Option<String>,
    pub serial: Option<String>,
    pub quantity: i64,
    pub quantity_unit: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub purchased_on: Option<NaiveDate>,
    pub warranty_until: Option<NaiveDate>,
    pub price: Option<i64>,
    pub rule: Option<String>,
    pub note: Option<String>,
    pub books: Json<Vec<Book>>,
    pub differs: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn values(row: &AssetRow) -> Result<Args, DbError> {
    Ok(args![
        row.id,
        row.no,
        row.contract_id,
        &row.code,
        row.class_id,
        &row.name,
        row.level.code(),
        row.work.clone(),
        row.place.clone(),
        row.holder.clone(),
        row.unit.clone(),
        row.brand_model.clone(),
        row.serial.clone(),
        row.quantity,
        &row.quantity_unit,
        row.state.code(),
        row.purchased_on,
        row.warranty_until,
        row.price,
        row.rule.clone(),
        row.note.clone(),
        Arg::json(&row.books.0)?,
        row.differs,
        row.version,
        row.created_at,
        row.updated_at
    ])
}

/// Adds assets, many in one statement.
pub async fn assets_insert(tx: &mut Tx, rows: &[AssetRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO asset (id, no, contract_id, code, class_id, name, level, work, place, holder, unit, brand_model, \
             serial, quantity, quantity_unit, state, purchased_on, warranty_until, price, rule, note, books, differs, \
             version, created_at, updated_at) VALUES ",
        );
        sql.bind_rows(part.iter().map(values).collect::<Result<Vec<_>, _>>()?);
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The asset of an id.
pub async fn asset_find(tx: &mut Tx, id: Uuid) -> Result<Option<AssetRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Holds an asset until the transaction ends.
pub async fn asset_lock(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.optional::<(Uuid,)>(LOCK, args![id]).await.map(drop)
}

/// Keeps a change, when the asset is still the version of `row`.
pub async fn asset_update(tx: &mut Tx, row: &AssetRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        row.class_id,
        &row.name,
        row.level.code(),
        row.work.clone(),
        row.place.clone(),
        row.holder.clone(),
        row.unit.clone(),
        row.brand_model.clone(),
        row.serial.clone(),
        row.quantity,
        &row.quantity_unit,
        row.state.code(),
        row.purchased_on,
        row.warranty_until,
        row.price,
        row.rule.clone(),
        row.note.clone(),
        Arg::json(&row.books.0)?,
        row.differs,
        row.updated_at
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Those of a contract with one of these codes.
pub async fn assets_by_code(tx: &mut Tx, contract: ContractId, codes: &[String]) -> Result<Vec<AssetRow>, DbError> {
    let mut found = Vec::new();
    for part in codes.chunks(500) {
        let mut sql = Sql::new(concat!(select!(), "asset a", joined!(), " WHERE a.contract_id = "));
        sql.bind(contract).push(" AND a.code IN ").bind_list(part.iter().map(String::as_str));
        found.extend(tx.all_sql::<AssetRow>(sql).await?);
    }
    Ok(found)
}

/// Those of a contract with one of these serial numbers.
pub async fn assets_by_serial(tx: &mut Tx, contract: ContractId, serials: &[String]) -> Result<Vec<AssetRow>, DbError> {
    let mut found = Vec::new();
    for part in serials.chunks(500) {
        let mut sql = Sql::new(concat!(select!(), "asset a", joined!(), " WHERE a.contract_id = "));
        sql.bind(contract).push(" AND a.serial IN ").bind_list(part.iter().map(String::as_str));
        found.extend(tx.all_sql::<AssetRow>(sql).await?);
    }
    Ok(found)
}

/// Those of `ids` that there are.
pub async fn assets_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<AssetRow>, DbError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new(concat!(select!(), "asset a", joined!(), " WHERE a.id IN "));
        sql.bind_list(part.iter().copied());
        found.extend(tx.all_sql::<AssetRow>(sql).await?);
    }
    Ok(found)
}

/// How many there are of each line of the contract.
pub async fn assets_by_rule(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(RULES, args![contract]).await
}

/// Which assets are wanted.
#[derive(Clone, Debug)]
pub struct WantedAssets {
    /// What the caller may see.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of these classes only.
    pub classes: Option<Vec<Uuid>>,
    /// In one state only.
    pub state: Option<State>,
    /// On one level only.
    pub level: Option<Level>,
    /// At one place only.
    pub place: Option<String>,
    /// Of one work only.
    pub work: Option<String>,
    /// With this code only.
    pub code: Option<String>,
    /// Of one line of the contract only.
    pub rule: Option<String>,
    /// Only those that a department has otherwise in its books.
    pub differs: bool,
    /// Only those that had this ticket.
    pub ticket: Option<Uuid>,
    /// Only these.
    pub ids: Option<Vec<Uuid>>,
    /// With these words.
    pub query: Option<Query>,
    /// After this one in the list.
    pub after: Option<(String, Uuid)>,
}

impl WantedAssets {
    /// All that the caller may see.
    #[must_use]
    pub const fn all(scope: ContractScope) -> Self {
        Self {
            scope,
            contract: None,
            classes: None,
            state: None,
            level: None,
            place: None,
            work: None,
            code: None,
            rule: None,
            differs: false,
            ticket: None,
            ids: None,
            query: None,
            after: None,
        }
    }

    fn push(&self, sql: &mut Sql) {
        push_scope(sql, &self.scope, ("a.contract_id", "a.work"));
        if let Some(contract) = self.contract {
            sql.push(" AND a.contract_id = ").bind(contract);
        }
        if let Some(classes) = &self.classes {
            sql.push(" AND a.class_id IN ").bind_list(classes.iter().copied());
        }
        if let Some(state) = self.state {
            sql.push(" AND a.state = ").bind(state.code());
        }
        if let Some(level) = self.level {
            sql.push(" AND a.level = ").bind(level.code());
        }
        if let Some(place) = &self.place {
            sql.push(" AND a.place = ").bind(place);
        }
        if let Some(work) = &self.work {
            sql.push(" AND a.work = ").bind(work);
        }
        if let Some(code) = &self.code {
            sql.push(" AND a.code = ").bind(code);
        }
        if let Some(rule) = &self.rule {
            sql.push(" AND a.rule = ").bind(rule);
        }
        if self.differs {
            sql.push(" AND a.differs");
        }
        if let Some(ticket) = self.ticket {
            sql.push(" AND a.id IN (SELECT asset_id FROM asset_ticket WHERE ticket_id = ").bind(ticket).push(")");
        }
        if let Some(ids) = &self.ids {
            sql.push(" AND a.id IN ").bind_list(ids.iter().copied());
        }
        if let Some((code, id)) = &self.after {
            sql.push(" AND (a.code, a.id) > (").bind(code).push(", ").bind(*id).push(")");
        }
    }
}

/// Assets by their code.
pub async fn asset_list(tx: &mut Tx, wanted: &WantedAssets, limit: u32) -> Result<Vec<AssetRow>, DbError> {
    let mut sql = Sql::new(select!());
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query, "asset a ON a.no = hit.found"),
        None => {
            sql.push("asset a");
        }
    }
    sql.push(concat!(joined!(), " WHERE "));
    wanted.push(&mut sql);
    sql.push(" ORDER BY a.code, a.id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

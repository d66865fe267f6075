//! Occurrences.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{Arg, Args, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::{works_of, works_text};
use crate::{
    model::{Announcement, Kind, Phase, Proof, State},
    permissions::push_scope,
    policy::plan::{Kept, Wanted},
};

macro_rules! columns {
    () => {
        "id, contract_id, version_id, key, kind, rule, clause, assumed, title, from_on, to_on, planned_on, due_on, phase, \
         festival, works, state, touched, assignee_id, assignee_name, run_id, announcement, ended_at, told, proof, version"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM inspection_occurrence WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: FIND.sqlite,
    postgres: concat!("SELECT ", columns!(), " FROM inspection_occurrence WHERE id = $1 FOR UPDATE"),
};
/// What may still follow the plan, and what names what is there already.
const KEPT: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM inspection_occurrence WHERE contract_id = $1 AND to_on >= $2 ORDER BY from_on, id"
));
const UPDATE: Dialect = Dialect::same(
    "UPDATE inspection_occurrence SET planned_on = $2, due_on = $3, state = $4, touched = $5, assignee_id = $6, \
     assignee_name = $7, run_id = $8, announcement = $9, ended_at = $10, told = $11, proof = $12, \
     version = version + 1 WHERE id = $1",
);
const REPLACE: Dialect = Dialect::same(
    "UPDATE inspection_occurrence SET version_id = $2, clause = $3, assumed = $4, title = $5, to_on = $6, planned_on = $7, \
     due_on = $6, festival = $8, works = $9, version = version + 1 WHERE id = $1",
);
const REMOVE: Dialect = Dialect::same("DELETE FROM inspection_occurrence WHERE id = $1");
const OVERDUE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM inspection_occurrence WHERE state IN ('planned', 'running', 'announced') AND due_on < $1 \
     AND (state <> 'announced' OR due_on > to_on) ORDER BY due_on, id LIMIT 200"
));
const UNTOLD: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM inspection_occurrence WHERE state = 'planned' AND told = FALSE AND planned_on >= $1 AND planned_on <= $2 \
     ORDER BY planned_on, id LIMIT 500"
));
const OF_DAYS: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM inspection_occurrence WHERE contract_id = $1 AND from_on <= $3 AND to_on >= $2 ORDER BY from_on, rule, id"
));

/// The last ones of a rule that had begun by a day, held for a change.
const BEGUN: Dialect = Dialect {
    sqlite: concat!(
        "SELECT ",
        columns!(),
        " FROM inspection_occurrence WHERE contract_id = $1 AND rule = $2 AND kind = $3 AND from_on <= $4 \
         ORDER BY from_on DESC, id LIMIT 4"
    ),
    postgres: concat!(
        "SELECT ",
        columns!(),
        " FROM inspection_occurrence WHERE contract_id = $1 AND rule = $2 AND kind = $3 AND from_on <= $4 \
         ORDER BY from_on DESC, id LIMIT 4 FOR UPDATE"
    ),
};
/// What is to be made by the software today: planned, or announced to be made on a later day.
const FOR_MACHINES: Dialect = Dialect::same(
    "SELECT o.id FROM inspection_occurrence o JOIN inspection_checklist c \
     ON c.contract_id = o.contract_id AND c.rule = o.rule AND c.kind = o.kind AND c.machine = TRUE \
     WHERE (o.state = 'planned' OR (o.state = 'announced' AND o.due_on > o.to_on)) \
     AND o.planned_on <= $1 AND o.due_on >= $1 ORDER BY o.planned_on, o.id LIMIT 1000",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[FIND, LOCK, KEPT, UPDATE, REPLACE, REMOVE, OVERDUE, UNTOLD, OF_DAYS, BEGUN, FOR_MACHINES];

/// An occurrence as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct OccurrenceRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub version_id: Uuid,
    pub key: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub planned_on: NaiveDate,
    pub due_on: NaiveDate,
    pub phase: Option<String>,
    pub festival: Option<String>,
    pub works: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub touched: bool,
    pub assignee_id: Option<Uuid>,
    pub assignee_name: Option<String>,
    pub run_id: Option<Uuid>,
    pub announcement: Option<Json<Announcement>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub told: bool,
    pub proof: Option<Json<Proof>>,
    pub version: i64,
}

impl OccurrenceRow {
    /// A new one as the plan asks for it.
    #[must_use]
    pub fn planned(id: Uuid, contract: ContractId, wanted: Wanted) -> Self {
        Self {
            id,
            contract_id: contract.0,
            version_id: wanted.version,
            key: wanted.key,
            kind: wanted.kind,
            rule: wanted.rule,
            clause: wanted.clause,
            assumed: wanted.assumed,
            title: wanted.title,
            from_on: wanted.from,
            to_on: wanted.to,
            planned_on: wanted.planned,
            due_on: wanted.to,
            phase: wanted.phase.map(|phase| phase.code().to_owned()),
            festival: wanted.festival,
            works: works_text(&wanted.works),
            state: State::Planned,
            touched: false,
            assignee_id: None,
            assignee_name: None,
            run_id: None,
            announcement: None,
            ended_at: None,
            told: false,
            proof: None,
            version: 1,
        }
    }

    /// The works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }

    /// Around a festival: which part.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        self.phase.clone().and_then(|phase| Phase::try_from(phase).ok())
    }

    fn kept(&self) -> Kept {
        Kept {
            id: self.id,
            state: self.state,
            touched: self.touched,
            wanted: Wanted {
                key: self.key.clone(),
                version: self.version_id,
                kind: self.kind,
                rule: self.rule.clone(),
                clause: self.clause.clone(),
                assumed: self.assumed.clone(),
                title: self.title.clone(),
                from: self.from_on,
                to: self.to_on,
                planned: self.planned_on,
                phase: self.phase(),
                festival: self.festival.clone(),
                works: self.works(),
            },
        }
    }

    fn args(&self) -> Result<Args, DbError> {
        Ok(args![
            self.id,
            self.contract_id,
            self.version_id,
            &self.key,
            self.kind.code(),
            &self.rule,
            &self.clause,
            self.assumed.clone(),
            &self.title,
            self.from_on,
            self.to_on,
            self.planned_on,
            self.due_on,
            self.phase.clone(),
            self.festival.clone(),
            &self.works,
            self.state.code(),
            self.touched,
            self.assignee_id,
            self.assignee_name.clone(),
            self.run_id,
            json_or_null(self.announcement.as_ref())?,
            self.ended_at,
            self.told,
            json_or_null(self.proof.as_ref())?,
            self.version
        ])
    }
}

fn json_or_null<T: serde::Serialize>(value: Option<&Json<T>>) -> Result<Arg, DbError> {
    value.map_or(Ok(Arg::Json(None)), |value| Ok(Arg::json(&value.0)?))
}

/// Which occurrences are wanted.
#[derive(Clone, Debug)]
pub struct WantedRows {
    /// What the one who asks may see.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Planned on this day or later.
    pub from: Option<NaiveDate>,
    /// Planned on this day or before.
    pub to: Option<NaiveDate>,
    /// In these states only; none: in any.
    pub states: Vec<State>,
    /// Of one kind only.
    pub kind: Option<Kind>,
    /// Of one rule only.
    pub rule: Option<String>,
    /// Given to this person.
    pub assignee: Option<Uuid>,
    /// Behind this one.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// The first `limit` of the wanted ones, by the day they are planned for.
pub async fn occurrence_list(tx: &mut Tx, wanted: &WantedRows, limit: u32) -> Result<Vec<OccurrenceRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM inspection_occurrence WHERE "));
    push_scope(&mut sql, &wanted.scope);
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(from) = wanted.from {
        sql.push(" AND planned_on >= ").bind(from);
    }
    if let Some(to) = wanted.to {
        sql.push(" AND planned_on <= ").bind(to);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if let Some(kind) = wanted.kind {
        sql.push(" AND kind = ").bind(kind.code());
    }
    if let Some(rule) = &wanted.rule {
        sql.push(" AND rule = ").bind(rule);
    }
    if let Some(assignee) = wanted.assignee {
        sql.push(" AND assignee_id = ").bind(assignee);
    }
    if let Some((day, id)) = wanted.after {
        sql.push(" AND (planned_on, id) > (").bind(day).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY planned_on, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// The occurrence of an id.
pub async fn occurrence_find(tx: &mut Tx, id: Uuid) -> Result<Option<OccurrenceRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn occurrence_lock(tx: &mut Tx, id: Uuid) -> Result<Option<OccurrenceRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The occurrences of a contract that end on `from` or later.
pub async fn occurrence_kept(
    tx: &mut Tx,
    contract: ContractId,
    from: NaiveDate,
) -> Result<Vec<(Kept, OccurrenceRow)>, DbError> {
    let rows: Vec<OccurrenceRow> = tx.all(KEPT, args![contract, from]).await?;
    Ok(rows.into_iter().map(|row| (row.kept(), row)).collect())
}

/// Occurrences of a contract of which a day lies in the span.
pub async fn occurrence_of_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<OccurrenceRow>, DbError> {
    tx.all(OF_DAYS, args![contract, from, to]).await
}

/// Adds occurrences; those whose key is there already are left out. Gives how many were added.
pub async fn occurrence_insert(tx: &mut Tx, rows: &[OccurrenceRow]) -> Result<u64, DbError> {
    let mut added = 0;
    for rows in rows.chunks(400) {
        let mut sql = Sql::new(concat!("INSERT INTO inspection_occurrence (", columns!(), ") VALUES "));
        sql.bind_rows(rows.iter().map(OccurrenceRow::args).collect::<Result<Vec<_>, _>>()?);
        sql.push(" ON CONFLICT (contract_id, key) DO NOTHING");
        added += tx.execute_sql(sql).await?;
    }
    Ok(added)
}

/// Keeps where one stands.
pub async fn occurrence_update(tx: &mut Tx, row: &OccurrenceRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.planned_on,
        row.due_on,
        row.state.code(),
        row.touched,
        row.assignee_id,
        row.assignee_name.clone(),
        row.run_id,
        json_or_null(row.announcement.as_ref())?,
        row.ended_at,
        row.told,
        json_or_null(row.proof.as_ref())?
    ];
    tx.queue(UPDATE, args).await
}

/// Lets an untouched one be what the plan says now.
pub async fn occurrence_replace(tx: &mut Tx, id: Uuid, wanted: &Wanted) -> Result<(), DbError> {
    let args = args![
        id,
        wanted.version,
        &wanted.clause,
        wanted.assumed.clone(),
        &wanted.title,
        wanted.to,
        wanted.planned,
        wanted.festival.clone(),
        works_text(&wanted.works)
    ];
    tx.queue(REPLACE, args).await
}

/// Takes one away that is no longer owed.
pub async fn occurrence_remove(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.queue(REMOVE, args![id]).await
}

/// Up to two hundred whose time was over before `today`.
pub async fn occurrence_overdue(tx: &mut Tx, today: NaiveDate) -> Result<Vec<OccurrenceRow>, DbError> {
    tx.all(OVERDUE, args![today]).await
}

/// Up to five hundred that are planned from `today` to `tomorrow` and were not told of.
pub async fn occurrence_untold(
    tx: &mut Tx,
    (today, tomorrow): (NaiveDate, NaiveDate),
) -> Result<Vec<OccurrenceRow>, DbError> {
    tx.all(UNTOLD, args![today, tomorrow]).await
}

/// The last few occurrences of a rule that had begun by `day`, the last one to begin first, held for a change.
pub async fn occurrence_begun(
    tx: &mut Tx,
    contract: ContractId,
    (rule, kind): (&str, Kind),
    day: NaiveDate,
) -> Result<Vec<OccurrenceRow>, DbError> {
    tx.all(BEGUN, args![contract, rule, kind.code(), day]).await
}

/// Up to a thousand that the software makes by itself and that are to be made on `today`.
pub async fn occurrence_for_machines(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(FOR_MACHINES, args![today]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

//! Lists and counts of vulnerabilities.

use chrono::{Days, NaiveDate};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql,
    db::{DbError, Tx},
};
use uuid::Uuid;

use super::{
    push_scope,
    vulnerability::{VulnerabilityRow, columns},
};
use crate::{
    model::{DueState, Severity, Source, State},
    policy::term::SOON,
};

/// Which vulnerabilities are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What the caller may see.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only.
    pub states: Vec<State>,
    /// Of one severity only.
    pub severity: Option<Severity>,
    /// From one source only.
    pub source: Option<Source>,
    /// Standing like this against its day only.
    pub due: Option<DueState>,
    /// With these letters in title, number, host or code of an asset.
    pub q: Option<String>,
    /// Today.
    pub today: NaiveDate,
    /// After this one in the list.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// Vulnerabilities by their last day.
pub async fn vulnerability_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<VulnerabilityRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM vulnerability WHERE "));
    push_scope(&mut sql, &wanted.scope, ("contract_id", "work"));
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if let Some(severity) = wanted.severity {
        sql.push(" AND severity = ").bind(severity.code());
    }
    if let Some(source) = wanted.source {
        sql.push(" AND source = ").bind(source.code());
    }
    if let Some(due) = wanted.due {
        push_due(&mut sql, due, wanted.today);
    }
    if let Some(q) = &wanted.q {
        let like = pattern(q);
        for (n, column) in
            ["title", "coalesce(number, '')", "coalesce(host, '')", "coalesce(asset_code, '')"].into_iter().enumerate()
        {
            sql.push(if n == 0 { " AND (lower(" } else { " OR lower(" }).push(column).push(") LIKE ");
            sql.bind(like.as_str()).push(" ESCAPE '!'");
        }
        sql.push(")");
    }
    if let Some((day, id)) = wanted.after {
        sql.push(" AND (due_on, id) > (").bind(day).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY due_on, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

fn push_due(sql: &mut Sql, due: DueState, today: NaiveDate) {
    let soon = today.checked_add_days(Days::new(SOON.unsigned_abs())).unwrap_or(today);
    match due {
        DueState::Late => sql.push(" AND fed_back_on IS NULL AND due_on < ").bind(today),
        DueState::Soon => {
            sql.push(" AND fed_back_on IS NULL AND due_on >= ").bind(today).push(" AND due_on <= ").bind(soon)
        }
        DueState::Open => sql.push(" AND fed_back_on IS NULL AND due_on > ").bind(soon),
        DueState::Done => sql.push(" AND fed_back_on <= due_on"),
        DueState::DoneLate => sql.push(" AND fed_back_on > due_on"),
    };
}

/// What contains the letters, whatever they are.
fn pattern(letters: &str) -> String {
    let mut pattern = String::from("%");
    for c in letters.chars().flat_map(char::to_lowercase) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A count as the database gives it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns say what they are")]
pub struct CountRow {
    #[sqlx(try_from = "String")]
    pub severity: Severity,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub count: i64,
    pub late: i64,
    pub soon: i64,
}

/// How many of a contract stand where, by severity; one query over one index.
pub async fn vulnerability_counts(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
    today: NaiveDate,
) -> Result<Vec<CountRow>, DbError> {
    let soon = today.checked_add_days(Days::new(SOON.unsigned_abs())).unwrap_or(today);
    let mut sql = Sql::new("SELECT severity, state, COUNT(*) AS count, ");
    sql.push("SUM(CASE WHEN state NOT IN ('fed_back', 'closed') AND due_on < ").bind(today);
    sql.push(" THEN 1 ELSE 0 END) AS late, ");
    sql.push("SUM(CASE WHEN state NOT IN ('fed_back', 'closed') AND due_on >= ").bind(today);
    sql.push(" AND due_on <= ").bind(soon);
    sql.push(" THEN 1 ELSE 0 END) AS soon FROM vulnerability WHERE contract_id = ").bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" GROUP BY severity, state");
    tx.all_sql(sql).await
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn signs_of_patterns_are_letters() {
        assert_eq!(pattern("A_1%!"), "%a!_1!%!!%");
    }
}

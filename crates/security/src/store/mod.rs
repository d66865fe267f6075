//! SQL of this module, one function a query.

pub mod evaluation;
pub mod finding;
pub mod pledge;
pub mod returning;
pub mod step;
pub mod term;
pub mod vulnerability;
pub mod wanted;

use jianyue_kernel::ContractScope;
use jianyue_platform::{Sql, db::Dialect};

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [evaluation::SQL, finding::SQL, pledge::SQL, returning::SQL, step::SQL, term::SQL, vulnerability::SQL].concat()
}

/// Adds the condition that a row with columns `contract_id` and `work` is inside `scope`.
fn push_scope(sql: &mut Sql, scope: &ContractScope, (contract_id, work): (&'static str, &'static str)) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    // Contracts that are seen as a whole are one condition, so that their index is used.
    let (whole, parts): (Vec<_>, Vec<_>) = held.iter().partition(|(_, works)| works.is_empty());
    sql.push("(").push(contract_id).push(" IN ").bind_list(whole.iter().map(|(id, _)| *id));
    for (contract, works) in parts {
        sql.push(" OR (").push(contract_id).push(" = ").bind(*contract);
        sql.push(" AND ").push(work).push(" IN ").bind_list(works.iter().map(String::as_str)).push(")");
    }
    sql.push(")");
}

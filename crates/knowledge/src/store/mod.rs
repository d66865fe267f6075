//! SQL of this module, one function a query.

pub mod article;
pub mod gram;
pub mod list;
pub mod report;
pub mod revision;
pub mod search;
pub mod used;

use jianyue_kernel::ContractScope;
use jianyue_platform::{Sql, db::Dialect};

use crate::permissions::Seen;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [article::SQL, gram::SQL, report::SQL, revision::SQL, search::SQL, used::SQL].concat()
}

/// Which wording of an article a query reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The latest, where they may write, and elsewhere what is offered.
    Latest,
    /// What is offered, wherever they may read.
    Live,
    /// The same as [`Face::Latest`], by rows of the search index.
    Found,
}

/// Adds the condition that wording `t` is one that is seen.
fn push_seen(sql: &mut Sql, seen: &Seen, face: Face) {
    sql.push(match face {
        Face::Latest => "((t.latest = TRUE AND ",
        Face::Live => "((t.live = TRUE AND ",
        Face::Found => "((hit.found % 2 = 0 AND t.latest = TRUE AND ",
    });
    match &seen.writes {
        ContractScope::All => {
            sql.push("TRUE");
        }
        ContractScope::Only(held) => push_parts(sql, held, !held.is_empty()),
    }
    sql.push(match face {
        Face::Found => ") OR (hit.found % 2 = 1 AND t.live = TRUE AND t.audience = 'client' AND ",
        Face::Latest | Face::Live => ") OR (t.live = TRUE AND t.audience = 'client' AND ",
    });
    push_parts(sql, &seen.reads, !seen.reads.is_empty() && !seen.writes_anywhere());
    sql.push("))");
}

fn push_parts(sql: &mut Sql, parts: &[(jianyue_kernel::ContractId, Vec<String>)], house: bool) {
    sql.push(if house { "(t.contract_id IS NULL" } else { "(FALSE" });
    for (contract, works) in parts {
        sql.push(" OR (t.contract_id = ").bind(*contract);
        if !works.is_empty() {
            sql.push(" AND t.work IN ").bind_list(works.iter());
        }
        sql.push(")");
    }
    sql.push(")");
}

//! Who may do what. An asset, a spare or a stock-taking belongs to a work or to the contract as a whole; whoever sees some
//! works of a contract only sees what belongs to these.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};
use jianyue_platform::Sql;

use crate::error::AssetError;

/// Reads assets, spares and stock-takings.
pub static READ: Permission = Permission {
    code: "assets.read",
    name: "查看资产与备件",
    scope: PermissionScope::Contract,
    roles: &[
        Role::ClientOfficial,
        Role::VendorManager,
        Role::Engineer,
        Role::HotlineAgent,
        Role::Finance,
        Role::Auditor,
    ],
};

/// Keeps the register and the store.
pub static WRITE: Permission = Permission {
    code: "assets.write",
    name: "维护资产与备件",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Takes stock.
pub static COUNT: Permission = Permission {
    code: "assets.count",
    name: "盘点资产与备件",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &COUNT];

/// Lets `by` on when `needed` is held for `work` of `contract` (none: all of it). What is not seen is not there.
pub(crate) fn require(
    by: &Actor,
    needed: &Permission,
    contract: ContractId,
    work: Option<&str>,
) -> Result<(), AssetError> {
    if !by.scope(&READ).covers(contract, work) {
        return Err(AssetError::NotFound);
    }
    if by.scope(needed).covers(contract, work) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(AssetError::NotFound, AssetError::Denied))
}

/// Lets `by` on when `needed` is held on `contract`, for some works of it at least; what is read is cut to these.
pub(crate) fn require_some(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), AssetError> {
    if !by.may(&READ, contract) {
        return Err(AssetError::NotFound);
    }
    Ok(by.require(needed, contract)?)
}

/// Adds the condition that a row with columns `contract_id` and `work` is inside `scope`.
pub(crate) fn push_scope(sql: &mut Sql, scope: &ContractScope, (contract_id, work): (&'static str, &'static str)) {
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

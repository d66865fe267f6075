//! Who may do what. A request belongs to a work or to the contract as a whole; whoever sees some works of a contract only
//! sees what belongs to these.

use jianyue_kernel::{ContractScope, Permission, PermissionScope, Role};
use jianyue_platform::Sql;

/// Reads the catalogue and what was asked for.
pub static READ: Permission = Permission {
    code: "catalogue.read",
    name: "查看服务申请",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// Asks for something, for the client.
pub static ASK: Permission = Permission {
    code: "catalogue.ask",
    name: "提出服务申请",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// Approves, refuses and accepts for the client.
pub static APPROVE: Permission = Permission {
    code: "catalogue.approve",
    name: "审批和验收服务申请",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Estimates, does and checks.
pub static WORK: Permission = Permission {
    code: "catalogue.work",
    name: "办理服务申请",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Changes forms.
pub static FORMS: Permission = Permission {
    code: "catalogue.forms",
    name: "维护服务申请表单",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &ASK, &APPROVE, &WORK, &FORMS];

/// Adds the condition that a request is inside `scope`.
pub(crate) fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    // Contracts that are seen as a whole are one condition, so that their index is used.
    let (whole, parts): (Vec<_>, Vec<_>) = held.iter().partition(|(_, works)| works.is_empty());
    sql.push("(r.contract_id IN ").bind_list(whole.iter().map(|(id, _)| *id));
    for (contract, works) in parts {
        sql.push(" OR (r.contract_id = ").bind(*contract);
        sql.push(" AND r.work IN ").bind_list(works.iter().map(String::as_str)).push(")");
    }
    sql.push(")");
}

//! Who may do what.

use jianyue_kernel::{ContractScope, Permission, PermissionScope, Role};
use jianyue_platform::Sql;

use crate::store::works_text;

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "emergencies.read",
    name: "查看应急预案和处置",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Opens an emergency by hand.
pub static OPEN: Permission = Permission {
    code: "emergencies.open",
    name: "启动应急处置",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// Writes the time line, takes roles, holds drills, rings contacts up.
pub static COMMAND: Permission = Permission {
    code: "emergencies.command",
    name: "指挥和记录应急处置、演练",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Writes plans and reports, and plans drills.
pub static PLAN: Permission = Permission {
    code: "emergencies.plan",
    name: "编制应急预案、演练计划和处置报告",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Agrees to plans and confirms reports.
pub static CONFIRM: Permission = Permission {
    code: "emergencies.confirm",
    name: "同意应急预案、确认处置报告",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &OPEN, &COMMAND, &PLAN, &CONFIRM];

/// Adds the condition that a row with columns `contract_id` and `works` is inside `scope`.
pub(crate) fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    // Contracts that are seen as a whole are one condition, so that their index is used.
    let (whole, parts): (Vec<_>, Vec<_>) = held.iter().partition(|(_, works)| works.is_empty());
    sql.push("(contract_id IN ").bind_list(whole.iter().map(|(id, _)| *id));
    for (contract, works) in parts {
        // What is left of the row's works without one's own is nothing.
        sql.push(" OR (contract_id = ").bind(*contract).push(" AND works <> '' AND ");
        for _ in works {
            sql.push("replace(");
        }
        sql.push("works");
        for work in works {
            sql.push(", ").bind(works_text(std::slice::from_ref(work))).push(", '')");
        }
        sql.push(" = '')");
    }
    sql.push(")");
}

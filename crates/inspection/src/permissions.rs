//! Who may do what.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};
use jianyue_platform::Sql;

use crate::error::InspectionError;

/// Reads what is planned and was made.
pub static READ: Permission = Permission {
    code: "inspection.read",
    name: "查看巡检",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent, Role::Finance],
};

/// Makes what is planned, and tells beforehand what cannot be made.
pub static RUN: Permission = Permission {
    code: "inspection.run",
    name: "执行巡检",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Moves and assigns what is planned.
pub static PLAN: Permission = Permission {
    code: "inspection.plan",
    name: "安排巡检",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Writes checklists.
pub static CHECKLISTS: Permission = Permission {
    code: "inspection.checklists",
    name: "维护巡检表",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &RUN, &PLAN, &CHECKLISTS];

/// Whether what concerns `works` of `contract` (none: all of it) lies inside `scope`. Who sees some works only sees what
/// concerns no other one.
#[must_use]
pub fn covers(scope: &ContractScope, contract: ContractId, works: &[String]) -> bool {
    match scope {
        ContractScope::All => true,
        ContractScope::Only(held) => held
            .iter()
            .filter(|(id, _)| *id == contract)
            .any(|(_, own)| own.is_empty() || (!works.is_empty() && works.iter().all(|work| own.contains(work)))),
    }
}

/// Lets `by` on when `needed` is held for what concerns `works` of `contract`. What is not seen is not there.
pub(crate) fn require(
    by: &Actor,
    needed: &Permission,
    contract: ContractId,
    works: &[String],
) -> Result<(), InspectionError> {
    if !covers(&by.scope(&READ), contract, works) {
        return Err(InspectionError::NotFound);
    }
    if covers(&by.scope(needed), contract, works) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(InspectionError::NotFound, InspectionError::Denied))
}

/// Lets `by` on when `needed` is held on `contract`, for some works of it at least; what is read is cut to these.
pub(crate) fn require_some(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), InspectionError> {
    let knows = |permission: &Permission| match by.scope(permission) {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    };
    if !knows(&READ) {
        return Err(InspectionError::NotFound);
    }
    if knows(needed) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(InspectionError::NotFound, InspectionError::Denied))
}

/// Adds the condition that a row with columns `contract_id` and `works` is inside `scope`.
pub(crate) fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    sql.push("(FALSE");
    for (contract, works) in held {
        sql.push(" OR (contract_id = ").bind(*contract);
        if !works.is_empty() {
            // What is left of the row's works without one's own is nothing.
            sql.push(" AND works <> '' AND ");
            for _ in works {
                sql.push("replace(");
            }
            sql.push("works");
            for work in works {
                sql.push(", ").bind(crate::store::works_text(std::slice::from_ref(work))).push(", '')");
            }
            sql.push(" = ''");
        }
        sql.push(")");
    }
    sql.push(")");
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn some_works_cover_what_concerns_no_other() {
        let contract = ContractId(Uuid::from_u128(1));
        let works = |keys: &[&str]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let scope = ContractScope::Only(vec![(contract, works(&["1", "3"]))]);
        assert!(covers(&scope, contract, &works(&["3"])) && covers(&scope, contract, &works(&["3", "1"])));
        assert!(!covers(&scope, contract, &works(&["3", "2"])) && !covers(&scope, contract, &[]));
        assert!(covers(&ContractScope::Only(vec![(contract, vec![])]), contract, &[]));
    }
}

//! Who may do what. Calls belong to a contract as a whole, so whoever sees some works of it only sees none of them.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::HotlineError;

/// Reads calls; the numbers of callers are shown to those who take calls only.
pub static CALLS_READ: Permission = Permission {
    code: "hotline.calls_read",
    name: "查看来电记录",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent],
};

/// Takes calls: writes them down, completes them, links them with tickets.
pub static CALLS_WRITE: Permission = Permission {
    code: "hotline.calls_write",
    name: "登记来电",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::HotlineAgent],
};

/// Reads what the hotline is measured by.
pub static MEASURES_READ: Permission = Permission {
    code: "hotline.measures_read",
    name: "查看热线指标",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent, Role::Finance],
};

/// Reads return calls and visits.
pub static RETURN_CALLS_READ: Permission = Permission {
    code: "hotline.return_calls_read",
    name: "查看回访",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent],
};

/// Makes return calls and visits.
pub static RETURN_CALLS_MAKE: Permission = Permission {
    code: "hotline.return_calls_make",
    name: "登记回访",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::HotlineAgent],
};

/// Lets return calls go.
pub static RETURN_CALLS_WAIVE: Permission = Permission {
    code: "hotline.return_calls_waive",
    name: "免除回访",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Reads rosters, and hands one's own shifts over.
pub static ROSTER_READ: Permission = Permission {
    code: "hotline.roster_read",
    name: "查看排班",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent, Role::Engineer],
};

/// Keeps rosters.
pub static ROSTER_WRITE: Permission = Permission {
    code: "hotline.roster_write",
    name: "安排值班",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Says on which days a contract has exams.
pub static SPECIAL_DAYS: Permission = Permission {
    code: "hotline.special_days",
    name: "登记考试日",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager],
};

/// Sets up phone systems.
pub static SOURCES: Permission = Permission {
    code: "hotline.sources",
    name: "接入电话系统",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// All of them.
pub static ALL: &[&Permission] = &[
    &CALLS_READ,
    &CALLS_WRITE,
    &MEASURES_READ,
    &RETURN_CALLS_READ,
    &RETURN_CALLS_MAKE,
    &RETURN_CALLS_WAIVE,
    &ROSTER_READ,
    &ROSTER_WRITE,
    &SPECIAL_DAYS,
    &SOURCES,
];

/// Lets `by` on when `needed` is held on the whole contract. A contract of which `known` is not held is not there.
pub(crate) fn require(
    by: &Actor,
    known: &Permission,
    needed: &Permission,
    contract: ContractId,
) -> Result<(), HotlineError> {
    if !by.scope(known).covers(contract, None) {
        return Err(HotlineError::NotFound);
    }
    if by.scope(needed).covers(contract, None) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(HotlineError::NotFound, HotlineError::Denied))
}

/// The contracts that are wholly inside `scope`; `None`: all there are.
pub(crate) fn whole(scope: ContractScope) -> Option<Vec<ContractId>> {
    match scope {
        ContractScope::All => None,
        ContractScope::Only(held) => {
            Some(held.into_iter().filter(|(_, works)| works.is_empty()).map(|(id, _)| id).collect())
        }
    }
}

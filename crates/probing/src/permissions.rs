//! Who may do what. What is watched belongs to a contract as a whole, so whoever sees some works of it only sees none.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::ProbingError;

/// Reads systems, probes and outages.
pub static READ: Permission = Permission {
    code: "probing.read",
    name: "查看监测",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent, Role::Engineer],
};

/// Sets up systems and probes, and tries them.
pub static WRITE: Permission = Permission {
    code: "probing.write",
    name: "设置监测",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Keeps credentials and agents.
pub static SECRETS: Permission = Permission {
    code: "probing.secrets",
    name: "管理监测凭据与代理",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Tells of what other systems noticed.
pub static REPORT: Permission = Permission {
    code: "probing.report",
    name: "上报接口监测事件",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &SECRETS, &REPORT];

/// Lets `by` on when `needed` is held on the whole contract. A contract that is not read is not there.
pub(crate) fn require(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), ProbingError> {
    if by.scope(needed).covers(contract, None) {
        return Ok(());
    }
    if !by.scope(&READ).covers(contract, None) {
        return Err(ProbingError::NotFound);
    }
    Err(by.require(needed, contract).err().map_or(ProbingError::NotFound, ProbingError::Denied))
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

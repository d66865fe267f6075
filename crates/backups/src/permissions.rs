//! Who may do what. Backups belong to a contract as a whole, so whoever sees some works of it only sees none of them.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::BackupError;

/// Reads policies, checks, files and drills.
pub static READ: Permission = Permission {
    code: "backups.read",
    name: "查看备份",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Sets up policies and has them looked at.
pub static WRITE: Permission = Permission {
    code: "backups.write",
    name: "设置备份策略",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Begins drills.
pub static DRILL: Permission = Permission {
    code: "backups.drill",
    name: "发起恢复演练",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Says how other machines are signed in to.
pub static SECRETS: Permission = Permission {
    code: "backups.secrets",
    name: "管理备份位置的登录凭据",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &DRILL, &SECRETS];

/// Lets `by` on when `needed` is held on the whole contract. A contract of which [`READ`] is not held is not there.
pub(crate) fn require(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), BackupError> {
    if !by.scope(&READ).covers(contract, None) {
        return Err(BackupError::NotFound);
    }
    if by.scope(needed).covers(contract, None) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(BackupError::NotFound, BackupError::Denied))
}

/// The contracts that `by` may read the whole of; `None`: all there are.
pub(crate) fn readable(by: &Actor) -> Option<Vec<ContractId>> {
    match by.scope(&READ) {
        ContractScope::All => None,
        ContractScope::Only(held) => {
            Some(held.into_iter().filter(|(_, works)| works.is_empty()).map(|(id, _)| id).collect())
        }
    }
}

//! Who may do what. Databases belong to a contract as a whole, so whoever sees some works of it only sees none of them.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::InventoryError;

/// Reads what was found, the differences and the document.
pub static READ: Permission = Permission {
    code: "inventory.read",
    name: "查看数据盘点",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::Auditor],
};

/// Keeps the sources, has them read, and says what tables and columns are.
pub static WRITE: Permission = Permission {
    code: "inventory.write",
    name: "维护数据盘点",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Hands in the passwords that sources are read with.
pub static SECRETS: Permission = Permission {
    code: "inventory.secrets",
    name: "管理数据源口令",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &SECRETS];

/// Lets `by` on when `needed` is held on the whole contract. A contract of which [`READ`] is not held is not there.
pub(crate) fn require(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), InventoryError> {
    if !by.scope(&READ).covers(contract, None) {
        return Err(InventoryError::NotFound);
    }
    if by.scope(needed).covers(contract, None) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(InventoryError::NotFound, InventoryError::Denied))
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

//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "deliveries.read",
    name: "查看配送、对账、机具和密钥台账",
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

/// Keeps orders, readers and keys.
pub static WRITE: Permission = Permission {
    code: "deliveries.write",
    name: "登记配送、机具和密钥",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Sets up couriers that report by themselves.
pub static SOURCES: Permission = Permission {
    code: "deliveries.sources",
    name: "接入快递数据源",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Holds the books of a week against one another.
pub static RECONCILE: Permission = Permission {
    code: "deliveries.reconcile",
    name: "办理每周对账",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &SOURCES, &RECONCILE];

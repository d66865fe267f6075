//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "letters.read",
    name: "查看通知函件",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ];

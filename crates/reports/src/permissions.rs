//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads reports and dossiers.
pub static READ: Permission = Permission {
    code: "reports.read",
    name: "查看报告与验收材料",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::Finance, Role::Auditor],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ];

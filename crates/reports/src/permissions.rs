//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads reports and dossiers.
pub static READ: Permission = Permission {
    code: "reports.read",
    name: "查看报告与验收材料",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::Finance, Role::Auditor],
};

/// Begins reports and writes their parts.
pub static WRITE: Permission = Permission {
    code: "reports.write",
    name: "起草报告",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Submits reports to the client, takes them back, corrects them.
pub static SUBMIT: Permission = Permission {
    code: "reports.submit",
    name: "提交、撤回和更正报告",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Accepts and questions reports for the client.
pub static REVIEW: Permission = Permission {
    code: "reports.review",
    name: "审核报告",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Has the acceptance dossier put together, with everything that it names.
pub static DOSSIER: Permission = Permission {
    code: "reports.dossier",
    name: "汇编验收材料",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &SUBMIT, &REVIEW, &DOSSIER];

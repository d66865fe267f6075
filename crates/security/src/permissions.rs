//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "security.read",
    name: "查看安全事项",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// Takes vulnerabilities in, analyses, mends and tests them; works on findings of evaluations and on what goes back.
pub static WRITE: Permission = Permission {
    code: "security.write",
    name: "登记和整改漏洞、测评问题",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Tells the client the result, keeps terms, pledges, evaluations and the lists of what goes back.
pub static MANAGE: Permission = Permission {
    code: "security.manage",
    name: "反馈漏洞结果，维护期限、测评、承诺和交还清单",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Confirms results, bears risks, witnesses: for the client.
pub static CONFIRM: Permission = Permission {
    code: "security.confirm",
    name: "确认漏洞整改结果、同意接受风险、见证数据交还",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &MANAGE, &CONFIRM];

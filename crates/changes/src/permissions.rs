//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads changes and releases.
pub static READ: Permission = Permission {
    code: "changes.read",
    name: "查看变更和发布",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// Writes, tests and releases them.
pub static PLAN: Permission = Permission {
    code: "changes.plan",
    name: "编写、测试和发布变更",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Approves and refuses them, and confirms what was approved by word of mouth.
pub static APPROVE: Permission = Permission {
    code: "changes.approve",
    name: "批准变更",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Records that an emergency change was approved by word of mouth.
pub static BY_WORD: Permission = Permission {
    code: "changes.approve_by_word",
    name: "登记紧急变更的口头批准",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Says that what was released works, or adds a file.
pub static VERIFY: Permission = Permission {
    code: "changes.verify",
    name: "验证变更、添加变更文件",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &PLAN, &APPROVE, &BY_WORD, &VERIFY];

//! Who may set and see what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads the notices that came for oneself.
pub static NOTICES: Permission = Permission {
    code: "notify.notices",
    name: "查看发给自己的通知",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent, Role::Engineer, Role::Finance],
};

/// Reads who is told of what under a contract, and its templates.
pub static RULES_READ: Permission = Permission {
    code: "notify.rules_read",
    name: "查看通知规则",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::HotlineAgent, Role::Engineer],
};

/// Decides who is told of what under a contract, and its templates.
pub static RULES_WRITE: Permission = Permission {
    code: "notify.rules_write",
    name: "设置通知规则",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Sees what went out, what waits and what failed; sends again and takes back.
pub static OUTBOX: Permission = Permission {
    code: "notify.outbox",
    name: "查看和重发通知",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::SystemAdministrator],
};

/// Sets up gateways and robots.
pub static CHANNELS: Permission = Permission {
    code: "notify.channels",
    name: "设置通知通道",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// All of them.
pub static ALL: &[&Permission] = &[&NOTICES, &RULES_READ, &RULES_WRITE, &OUTBOX, &CHANNELS];

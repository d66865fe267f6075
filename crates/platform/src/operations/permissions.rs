//! What may be done with the system itself.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// See jobs, dead letters and how the system is.
pub const READ: Permission = Permission {
    code: "platform.system_read",
    name: "查看系统运行状况",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};
/// Run a job at once.
pub const RUN_JOBS: Permission = Permission {
    code: "platform.jobs_run",
    name: "立即运行作业",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};
/// Retry and discard dead letters.
pub const SETTLE: Permission = Permission {
    code: "platform.dead_letters_settle",
    name: "重试或放弃未送达的事件",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// All of them.
pub const ALL: &[&Permission] = &[&SETTLE, &RUN_JOBS, &READ];

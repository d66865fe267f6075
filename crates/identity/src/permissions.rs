//! Everything that may be done in this module, and by whom.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// See people and their roles.
pub const PEOPLE_READ: Permission = Permission {
    code: "identity.people_read",
    name: "查看人员",
    scope: PermissionScope::Contract,
    roles: &[Role::SecurityAdministrator, Role::VendorManager],
};
/// See whom work on a contract can be given to.
pub const ASSIGNABLE_READ: Permission = Permission {
    code: "identity.assignable_read",
    name: "查看可派单人员",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};
/// Open, change, unlock and disable accounts.
pub const PEOPLE_MANAGE: Permission = Permission {
    code: "identity.people_manage",
    name: "管理人员账号",
    scope: PermissionScope::System,
    roles: &[Role::SecurityAdministrator],
};
/// Give and take roles.
pub const ROLES_GRANT: Permission = Permission {
    code: "identity.roles_grant",
    name: "分配角色",
    scope: PermissionScope::System,
    roles: &[Role::SecurityAdministrator],
};
/// Invite people; which ones, the role decides (see [`crate::policy::may_invite`]).
pub const INVITE: Permission = Permission {
    code: "identity.invite",
    name: "邀请人员",
    scope: PermissionScope::Contract,
    roles: &[Role::SecurityAdministrator, Role::VendorManager],
};
/// See and end other people's sessions.
pub const SESSIONS_MANAGE: Permission = Permission {
    code: "identity.sessions_manage",
    name: "管理登录会话",
    scope: PermissionScope::System,
    roles: &[Role::SecurityAdministrator],
};
/// See which role may do what.
pub const ROLES_READ: Permission = Permission {
    code: "identity.roles_read",
    name: "查看角色权限",
    scope: PermissionScope::System,
    roles: &[Role::SecurityAdministrator, Role::SystemAdministrator, Role::Auditor],
};
/// Read the audit trail.
pub const AUDIT_READ: Permission = Permission {
    code: "identity.audit_read",
    name: "查看审计记录",
    scope: PermissionScope::System,
    roles: &[Role::Auditor],
};
/// Verify the audit trail.
pub const AUDIT_VERIFY: Permission = Permission {
    code: "identity.audit_verify",
    name: "校验审计记录",
    scope: PermissionScope::System,
    roles: &[Role::Auditor],
};

/// All of them.
pub const ALL: &[&Permission] = &[
    &PEOPLE_READ,
    &ASSIGNABLE_READ,
    &PEOPLE_MANAGE,
    &ROLES_GRANT,
    &INVITE,
    &SESSIONS_MANAGE,
    &ROLES_READ,
    &AUDIT_READ,
    &AUDIT_VERIFY,
];

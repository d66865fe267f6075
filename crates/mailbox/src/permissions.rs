//! Who may do what. Mails belong to no contract until they are understood, so the system administrator looks after them.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Sets up addresses, sees what came in, and decides what becomes of mails in quarantine.
pub static MANAGE: Permission = Permission {
    code: "mailbox.manage",
    name: "管理收信",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// All of them.
pub static ALL: &[&Permission] = &[&MANAGE];

//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "assurance.read",
    name: "查看保障任务",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Declares a special period, and changes one that is not confirmed.
pub static DECLARE: Permission = Permission {
    code: "assurance.declare",
    name: "申报特殊时期",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager],
};

/// Confirms special periods, changes confirmed ones and takes them back: the client's word.
pub static CONFIRM: Permission = Permission {
    code: "assurance.confirm",
    name: "确认和撤回特殊时期",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Works through checklists and completes phases.
pub static WORK: Permission = Permission {
    code: "assurance.work",
    name: "执行保障任务",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &DECLARE, &CONFIRM, &WORK];

//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads what this module keeps.
pub static READ: Permission = Permission {
    code: "staffing.read",
    name: "查看人员和培训",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::Finance],
};

/// Fills positions, tells of changes, corrects presence, plans trainings.
pub static MANAGE: Permission = Permission {
    code: "staffing.manage",
    name: "管理人员和培训计划",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// Is on site, hands over, holds trainings.
pub static ATTEND: Permission = Permission {
    code: "staffing.attend",
    name: "驻场打卡、交接和办培训",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Agrees to changes of key people, confirms trainings.
pub static CONSENT: Permission = Permission {
    code: "staffing.consent",
    name: "同意人员更换、确认培训",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &MANAGE, &ATTEND, &CONSENT];

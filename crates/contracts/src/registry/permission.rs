//! What may be done with contracts and the calendar.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Seeing what contracts there are. The security administrator needs their names to give people roles on them.
pub const LIST: Permission =
    Permission {
        code: "contracts.list", name: "查看合同目录", scope: PermissionScope::Contract, roles: &Role::ALL
    };

/// Reading a contract: its rules, versions, findings, plan and catalogue.
pub const READ: Permission = Permission {
    code: "contracts.read",
    name: "查看合同",
    scope: PermissionScope::Contract,
    roles: &[
        Role::ClientOfficial,
        Role::VendorManager,
        Role::Engineer,
        Role::HotlineAgent,
        Role::Finance,
        Role::Auditor,
        Role::SystemAdministrator,
    ],
};

/// Importing contracts and amendments.
pub const IMPORT: Permission = Permission {
    code: "contracts.import",
    name: "导入合同",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// Loading holiday notices.
pub const LOAD_CALENDAR: Permission = Permission {
    code: "contracts.load_calendar",
    name: "载入放假通知",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// All of them.
pub const ALL: [&Permission; 4] = [&IMPORT, &LIST, &LOAD_CALENDAR, &READ];

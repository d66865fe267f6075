//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

use crate::model::LetterSide;

/// Reads letters.
pub static READ: Permission = Permission {
    code: "letters.read",
    name: "查看通知函件",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::Finance, Role::Auditor],
};

/// Writes, confirms, answers and decides for the client.
pub static CLIENT: Permission = Permission {
    code: "letters.client",
    name: "代表甲方收发和答复函件",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Writes, confirms, answers and decides for the vendor.
pub static VENDOR: Permission = Permission {
    code: "letters.vendor",
    name: "代表乙方收发和答复函件",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &CLIENT, &VENDOR];

/// What it takes to speak for a side.
#[must_use]
pub fn speaks_for(side: LetterSide) -> &'static Permission {
    match side {
        LetterSide::Client => &CLIENT,
        LetterSide::Vendor => &VENDOR,
    }
}

//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

/// Reads the ledger.
pub static READ: Permission = Permission {
    code: "obligations.read",
    name: "查看履约台账",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent, Role::Finance],
};

/// Says that something makes a duty due, and gives evidence.
pub static PROVE: Permission = Permission {
    code: "obligations.prove",
    name: "登记履约事项和佐证",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Lets a duty of the vendor go, and gives evidence of what the client owes.
pub static CONSENT: Permission = Permission {
    code: "obligations.consent",
    name: "免除履约事项、登记甲方事项",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &PROVE, &CONSENT];

//! Who may do what.

use jianyue_kernel::{Permission, PermissionScope, Role};

use crate::model::Entry;

/// Reads accounts and ledgers.
pub static READ: Permission = Permission {
    code: "billing.read",
    name: "查看结算",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Finance],
};

/// Tells of facts, quantities, breaches and demands.
pub static RECORD: Permission = Permission {
    code: "billing.record",
    name: "登记付款条件、违约和催告",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Finance],
};

/// Tells of payments, bonds, delays of public funds and endings.
pub static PAY: Permission = Permission {
    code: "billing.pay",
    name: "登记付款、保证金和财政支付受限",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::Finance],
};

/// Decides on proposed penalties.
pub static DECIDE: Permission = Permission {
    code: "billing.decide",
    name: "确认、减轻或免除违约金",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// Objects to proposed penalties.
pub static OBJECT: Permission = Permission {
    code: "billing.object",
    name: "对违约金提出异议",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &RECORD, &PAY, &DECIDE, &OBJECT];

/// What telling of an entry needs.
#[must_use]
pub const fn needed(entry: &Entry) -> &'static Permission {
    match entry {
        Entry::Happened(_)
        | Entry::Breach(_)
        | Entry::BreachUpdated(_)
        | Entry::BreachEnded { .. }
        | Entry::Quantity(_)
        | Entry::Demand(_) => &RECORD,
        Entry::Payment(_)
        | Entry::FiscalDelay(_)
        | Entry::FiscalDelayEnded { .. }
        | Entry::Bond(_)
        | Entry::BondReturned { .. }
        | Entry::Termination(_)
        | Entry::RanOn { .. }
        | Entry::OtherTotal { .. }
        | Entry::Withdrawal { .. } => &PAY,
        Entry::Decision(_) => &DECIDE,
        Entry::Objection { .. } => &OBJECT,
    }
}

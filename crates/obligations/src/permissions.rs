//! Who may do what.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::DutyError;

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

/// Whether `scope` covers something that concerns `works`; none means all of them.
pub(crate) fn covers(scope: &ContractScope, contract: ContractId, works: &[String]) -> bool {
    match works {
        [] => scope.covers(contract, None),
        works => works.iter().all(|work| scope.covers(contract, Some(work))),
    }
}

/// The scope of `by` when they may read some part of `contract`.
pub(crate) fn reader(by: &Actor, contract: ContractId) -> Result<ContractScope, DutyError> {
    let scope = by.scope(&READ);
    let knows = match &scope {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    };
    if knows { Ok(scope) } else { Err(DutyError::NotFound) }
}

/// Lets `by` on when `needed` is held on `works` of `contract`. What they may not read is not there.
pub(crate) fn require(
    by: &Actor,
    needed: &Permission,
    contract: ContractId,
    works: &[String],
) -> Result<(), DutyError> {
    if !covers(&by.scope(&READ), contract, works) {
        return Err(DutyError::NotFound);
    }
    if covers(&by.scope(needed), contract, works) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(DutyError::NotFound, DutyError::Denied))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn who_sees_some_works_sees_what_concerns_no_other() {
        let contract = ContractId(Uuid::from_u128(1));
        let works = |keys: &[&str]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let some = ContractScope::Only(vec![(contract, works(&["1", "3"]))]);
        assert!(covers(&some, contract, &works(&["3", "1"])));
        assert!(!covers(&some, contract, &works(&["3", "2"])) && !covers(&some, contract, &[]));
        assert!(covers(&ContractScope::Only(vec![(contract, vec![])]), contract, &[]));
    }
}

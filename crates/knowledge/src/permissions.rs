//! Who may do what, and what they see.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::KnowledgeError;

/// Reads what is offered; of the client's people, what is marked for them.
pub static READ: Permission = Permission {
    code: "knowledge.read",
    name: "查看知识",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Reads and writes drafts, and says what helped with a ticket.
pub static WRITE: Permission = Permission {
    code: "knowledge.write",
    name: "编写知识",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Publishes what others wrote, returns and retires it.
pub static PUBLISH: Permission = Permission {
    code: "knowledge.publish",
    name: "发布知识",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &PUBLISH];

/// Whether `scope` reaches articles of a contract and work; those of the whole house are reached by whoever holds anything.
#[must_use]
pub fn covers(scope: &ContractScope, contract: Option<ContractId>, work: Option<&str>) -> bool {
    match (contract, scope) {
        (Some(contract), _) => scope.covers(contract, work),
        (None, ContractScope::All) => true,
        (None, ContractScope::Only(held)) => !held.is_empty(),
    }
}

/// Lets `by` on who holds `needed` where an article belongs. The article itself was found before.
pub(crate) fn require(
    by: &Actor,
    needed: &'static Permission,
    contract: Option<ContractId>,
    work: Option<&str>,
) -> Result<(), KnowledgeError> {
    if covers(&by.scope(needed), contract, work) {
        return Ok(());
    }
    let denied = jianyue_kernel::Denied { code: needed.code, name: needed.name };
    Err(KnowledgeError::Denied(denied))
}

/// What somebody sees: the latest wording where they may write, and elsewhere what is offered to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where they may write.
    pub writes: ContractScope,
    /// Where they may only read.
    pub reads: Vec<(ContractId, Vec<String>)>,
}

impl Seen {
    /// What `by` sees.
    #[must_use]
    pub fn by(by: &Actor) -> Self {
        let writes = by.scope(&WRITE);
        let reads = match by.scope(&READ) {
            ContractScope::All => Vec::new(),
            ContractScope::Only(held) => held.into_iter().filter(|(id, _)| !holds(&writes, *id)).collect(),
        };
        Self { writes, reads }
    }

    /// Whether there is nothing to be seen.
    #[must_use]
    pub fn nothing(&self) -> bool {
        self.writes == ContractScope::Only(Vec::new()) && self.reads.is_empty()
    }

    /// Whether they write anywhere.
    #[must_use]
    pub fn writes_anywhere(&self) -> bool {
        self.writes != ContractScope::Only(Vec::new())
    }
}

/// Whether `scope` reaches any part of the contract.
#[must_use]
pub fn holds(scope: &ContractScope, contract: ContractId) -> bool {
    match scope {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    }
}

#[cfg(test)]
mod tests {
    use jianyue_kernel::{ActorKind, Grant, PersonId};
    use uuid::Uuid;

    use super::*;

    fn on(n: u128) -> ContractId {
        ContractId(Uuid::from_u128(n))
    }

    fn somebody(grants: &[(u128, Role, &[&str])]) -> Actor {
        let grant = |(contract, role, works): &(u128, Role, &[&str])| Grant {
            contract: Some(on(*contract)),
            role: *role,
            works: works.iter().map(ToString::to_string).collect(),
        };
        Actor {
            person: PersonId(Uuid::from_u128(9)),
            name: "人员（测试）".to_owned(),
            kind: ActorKind::Person { session: Uuid::nil() },
            grants: grants.iter().map(grant).collect(),
            request: None,
        }
    }

    #[test]
    fn who_writes_on_one_contract_only_reads_the_other() {
        let seen = Seen::by(&somebody(&[(1, Role::Engineer, &[]), (2, Role::ClientOfficial, &[])]));
        assert_eq!(seen.writes, ContractScope::Only(vec![(on(1), vec![])]));
        assert_eq!(seen.reads, [(on(2), vec![])]);
        assert!(seen.writes_anywhere());
    }

    #[test]
    fn money_and_machines_are_no_reason_to_read() {
        for role in [Role::Finance, Role::Auditor, Role::SystemAdministrator, Role::SecurityAdministrator] {
            assert!(Seen::by(&somebody(&[(1, role, &[])])).nothing(), "{role:?}");
        }
        assert!(!Seen::by(&somebody(&[(1, Role::ClientOfficial, &[])])).writes_anywhere());
    }

    #[test]
    fn works_limit_a_contract_and_not_the_house() {
        let scope = somebody(&[(1, Role::Engineer, &["apps"])]).scope(&WRITE);
        assert!(covers(&scope, Some(on(1)), Some("apps")) && covers(&scope, None, None));
        assert!(!covers(&scope, Some(on(1)), None) && !covers(&scope, Some(on(1)), Some("room")));
        assert!(!covers(&ContractScope::Only(vec![]), None, None));
    }
}

//! Who acts in tests.

use jianyue_kernel::{Actor, ActorKind, ContractId, Grant, PersonId, Role};
use uuid::Uuid;

/// The contract number `n` of a test.
#[must_use]
pub fn contract(n: u128) -> ContractId {
    ContractId(Uuid::from_u128(0xc000_0000 + n))
}

/// The signed-in person number `n` of a test, who holds no role yet.
#[must_use]
pub fn actor(n: u128) -> ActorBuilder {
    ActorBuilder(Actor {
        person: PersonId(Uuid::from_u128(0xa000_0000 + n)),
        name: format!("人员{n}（测试）"),
        kind: ActorKind::Person { session: Uuid::from_u128(0x5000_0000 + n) },
        grants: Vec::new(),
        request: None,
    })
}

/// Puts an [`Actor`] together.
pub struct ActorBuilder(Actor);

impl ActorBuilder {
    /// Holds `role` on `contract`.
    #[must_use]
    pub fn on(mut self, contract: ContractId, role: Role) -> Self {
        self.0.grants.push(Grant { contract: Some(contract), role, works: Vec::new() });
        self
    }

    /// Holds `role` on some works of `contract` only.
    #[must_use]
    pub fn on_works(mut self, contract: ContractId, role: Role, works: &[&str]) -> Self {
        let works = works.iter().map(ToString::to_string).collect();
        self.0.grants.push(Grant { contract: Some(contract), role, works });
        self
    }

    /// Holds `role` for the whole system.
    #[must_use]
    pub fn everywhere(mut self, role: Role) -> Self {
        self.0.grants.push(Grant { contract: None, role, works: Vec::new() });
        self
    }

    /// Comes as a program with a token limited to `scopes`.
    #[must_use]
    pub fn token(mut self, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(ToString::to_string).collect();
        self.0.kind = ActorKind::Token { token: Uuid::from_u128(0x7000_0000), scopes };
        self
    }

    /// Is called `name`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.0.name);
        self
    }

    /// The actor.
    #[must_use]
    pub fn done(self) -> Actor {
        self.0
    }
}

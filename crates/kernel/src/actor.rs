//! Who acts, and what they may do.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ContractId, PersonId};

/// What a person is in the service. The three administrators are apart on purpose: who runs the system does not grant
/// rights, who grants rights does not read the trail, and who reads the trail changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 甲方经办: reports, accepts, reviews, confirms.
    ClientOfficial,
    /// 乙方项目经理: answers for the contract on the vendor's side.
    VendorManager,
    /// 运维工程师: works on tickets.
    Engineer,
    /// 热线坐席: takes calls and opens tickets.
    HotlineAgent,
    /// 财务: reads what is owed and why.
    Finance,
    /// 安全审计员: reads the audit trail, changes nothing.
    Auditor,
    /// 系统管理员: runs the system: contracts, calendars, jobs.
    SystemAdministrator,
    /// 安全管理员: people, roles, sessions, tokens.
    SecurityAdministrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::ClientOfficial,
        Self::VendorManager,
        Self::Engineer,
        Self::HotlineAgent,
        Self::Finance,
        Self::Auditor,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
    ];

    /// The stable text kept in databases and sent over HTTP.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ClientOfficial => "client_official",
            Self::VendorManager => "vendor_manager",
            Self::Engineer => "engineer",
            Self::HotlineAgent => "hotline_agent",
            Self::Finance => "finance",
            Self::Auditor => "auditor",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
        }
    }

    /// The role of a stable text, if it names one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The role as people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientOfficial => "甲方经办",
            Self::VendorManager => "项目经理",
            Self::Engineer => "运维工程师",
            Self::HotlineAgent => "热线坐席",
            Self::Finance => "财务",
            Self::Auditor => "安全审计员",
            Self::SystemAdministrator => "系统管理员",
            Self::SecurityAdministrator => "安全管理员",
        }
    }

    /// Whether the role belongs to the client's side or the vendor's, which decides what internal notes it sees.
    #[must_use]
    pub const fn is_vendor(self) -> bool {
        matches!(self, Self::VendorManager | Self::Engineer | Self::HotlineAgent)
    }
}

/// Where a permission is held: on a contract, or on the system as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionScope {
    /// Held contract by contract.
    Contract,
    /// Held for the whole system.
    System,
}

/// Something that may be done, declared once by the module that does it.
#[derive(Debug, PartialEq, Eq)]
pub struct Permission {
    /// Stable code, for instance `ticketing.open`.
    pub code: &'static str,
    /// What it allows, in plain Chinese.
    pub name: &'static str,
    /// Where it is held.
    pub scope: PermissionScope,
    /// The roles that hold it.
    pub roles: &'static [Role],
}

/// A role that a person holds on one contract, or on the system (`contract: None`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The contract; `None` for the system-wide roles.
    pub contract: Option<ContractId>,
    /// The role.
    pub role: Role,
    /// The works of a consortium contract that this person sees; empty means all of them.
    pub works: Vec<String>,
}

/// The contracts on which a permission is held; goes into every query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContractScope {
    /// Every contract.
    All,
    /// These contracts only (possibly none), each with the works that are visible (empty: all).
    Only(Vec<(ContractId, Vec<String>)>),
}

impl ContractScope {
    /// Whether records of `contract` and `work` are inside.
    #[must_use]
    pub fn covers(&self, contract: ContractId, work: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Only(contracts) => contracts.iter().any(|(id, works)| {
                *id == contract && (works.is_empty() || work.is_some_and(|work| works.iter().any(|w| w == work)))
            }),
        }
    }
}

/// What kind of caller acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActorKind {
    /// A signed-in person.
    Person {
        /// The session the request came in with.
        session: Uuid,
    },
    /// A program with an API token, acting for the person who made the token and never with more than its scopes.
    Token {
        /// The token.
        token: Uuid,
        /// The permission codes it was given.
        scopes: Vec<String>,
    },
    /// The software itself: jobs and subscribers.
    System,
}

/// Who acts, with everything needed to decide what they may do and to name them in the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person; nil for the system itself.
    pub person: PersonId,
    /// The name shown to others and kept in the trail.
    pub name: String,
    /// What kind of caller it is.
    #[serde(flatten)]
    pub kind: ActorKind,
    /// The roles held.
    pub grants: Vec<Grant>,
    /// The request this happened in, to be quoted in questions.
    pub request: Option<String>,
}

/// The caller may not do this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有“{name}”的权限。需要时请联系安全管理员。")]
pub struct Denied {
    /// The permission's code.
    pub code: &'static str,
    /// The permission's name.
    pub name: &'static str,
}

impl Actor {
    /// The software itself, under the name of the job or subscriber that acts.
    #[must_use]
    pub fn system(name: &str) -> Self {
        Self {
            person: PersonId(Uuid::nil()),
            name: name.to_owned(),
            kind: ActorKind::System,
            grants: Vec::new(),
            request: None,
        }
    }

    /// Whether it is the software itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.kind == ActorKind::System
    }

    /// Whether `permission` is held on `contract`.
    #[must_use]
    pub fn may(&self, permission: &Permission, contract: ContractId) -> bool {
        self.allowed(permission) && (self.is_system() || self.holds(permission, Some(contract)))
    }

    /// Whether `permission` is held system-wide.
    #[must_use]
    pub fn may_system(&self, permission: &Permission) -> bool {
        self.allowed(permission) && (self.is_system() || self.holds(permission, None))
    }

    /// [`Actor::may`] as a check.
    ///
    /// # Errors
    /// [`Denied`] when the permission is not held on this contract.
    pub fn require(&self, permission: &Permission, contract: ContractId) -> Result<(), Denied> {
        if self.may(permission, contract) { Ok(()) } else { Err(denied(permission)) }
    }

    /// [`Actor::may_system`] as a check.
    ///
    /// # Errors
    /// [`Denied`] when the permission is not held.
    pub fn require_system(&self, permission: &Permission) -> Result<(), Denied> {
        if self.may_system(permission) { Ok(()) } else { Err(denied(permission)) }
    }

    /// The contracts on which `permission` is held.
    #[must_use]
    pub fn scope(&self, permission: &Permission) -> ContractScope {
        if !self.allowed(permission) {
            return ContractScope::Only(Vec::new());
        }
        if self.is_system() || self.holds(permission, None) {
            return ContractScope::All;
        }
        let mut held: Vec<(ContractId, Vec<String>)> = Vec::new();
        for grant in self.grants.iter().filter(|grant| permission.roles.contains(&grant.role)) {
            let Some(contract) = grant.contract else { continue };
            match held.iter_mut().find(|(id, _)| *id == contract) {
                None => held.push((contract, grant.works.clone())),
                Some((_, works)) if works.is_empty() || grant.works.is_empty() => works.clear(),
                Some((_, works)) => works.extend(grant.works.iter().cloned()),
            }
        }
        ContractScope::Only(held)
    }

    /// The roles held on `contract`, system-wide ones included.
    pub fn roles_on(&self, contract: ContractId) -> impl Iterator<Item = Role> {
        self.grants.iter().filter(move |g| g.contract.is_none_or(|id| id == contract)).map(|g| g.role)
    }

    /// Whether the caller stands on the vendor's side of `contract`.
    #[must_use]
    pub fn is_vendor_on(&self, contract: ContractId) -> bool {
        self.is_system() || self.roles_on(contract).any(Role::is_vendor)
    }

    fn holds(&self, permission: &Permission, contract: Option<ContractId>) -> bool {
        self.grants
            .iter()
            .filter(|grant| permission.roles.contains(&grant.role))
            .any(|grant| grant.contract.is_none() || (contract.is_some() && grant.contract == contract))
    }

    fn allowed(&self, permission: &Permission) -> bool {
        match &self.kind {
            ActorKind::Token { scopes, .. } => scopes.iter().any(|scope| scope == permission.code),
            ActorKind::Person { .. } | ActorKind::System => true,
        }
    }
}

fn denied(permission: &Permission) -> Denied {
    Denied { code: permission.code, name: permission.name }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Permission = Permission {
        code: "test.open",
        name: "登记工单",
        scope: PermissionScope::Contract,
        roles: &[Role::Engineer, Role::SystemAdministrator],
    };
    const A: ContractId = ContractId(Uuid::from_u128(1));
    const B: ContractId = ContractId(Uuid::from_u128(2));

    fn person(grants: Vec<Grant>) -> Actor {
        Actor { kind: ActorKind::Person { session: Uuid::nil() }, grants, ..Actor::system("王工（演示）") }
    }

    fn grant(contract: Option<ContractId>, role: Role, works: &[&str]) -> Grant {
        Grant { contract, role, works: works.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn a_role_on_one_contract_gives_nothing_on_another() {
        let engineer = person(vec![grant(Some(A), Role::Engineer, &[])]);
        assert!(engineer.may(&OPEN, A));
        assert!(!engineer.may(&OPEN, B));
        assert!(!engineer.may_system(&OPEN));
        assert_eq!(engineer.require(&OPEN, B).unwrap_err().code, "test.open");
    }

    #[test]
    fn a_role_without_the_permission_gives_nothing() {
        assert!(!person(vec![grant(Some(A), Role::Finance, &[])]).may(&OPEN, A));
    }

    #[test]
    fn a_system_wide_role_covers_every_contract() {
        let admin = person(vec![grant(None, Role::SystemAdministrator, &[])]);
        assert_eq!(admin.scope(&OPEN), ContractScope::All);
        assert!(admin.may(&OPEN, B));
    }

    #[test]
    fn a_token_never_has_more_than_its_scopes() {
        let mut token = person(vec![grant(Some(A), Role::Engineer, &[])]);
        token.kind = ActorKind::Token { token: Uuid::nil(), scopes: vec!["test.other".into()] };
        assert!(!token.may(&OPEN, A));
        assert_eq!(token.scope(&OPEN), ContractScope::Only(vec![]));
    }

    #[test]
    fn consortium_members_see_their_works_only() {
        let member = person(vec![grant(Some(A), Role::Engineer, &["1"]), grant(Some(A), Role::Engineer, &["3"])]);
        let scope = member.scope(&OPEN);
        assert!(scope.covers(A, Some("1")) && scope.covers(A, Some("3")));
        assert!(!scope.covers(A, Some("2")) && !scope.covers(A, None) && !scope.covers(B, Some("1")));
    }

    #[test]
    fn a_wider_grant_on_the_same_contract_wins() {
        let member = person(vec![grant(Some(A), Role::Engineer, &["1"]), grant(Some(A), Role::Engineer, &[])]);
        assert!(member.scope(&OPEN).covers(A, Some("2")));
    }
}

//! What is sent of people and roles.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, ContractScope, Grant, Permission, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{model::Person, service::people::Contact};

/// A role on a contract, or on the system when there is no contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleOn {
    /// The contract; absent for the three administrators.
    pub contract_id: Option<Uuid>,
    /// `client_official`, `vendor_manager`, `engineer`, `hotline_agent`, `finance`, `auditor`, `system_administrator` or
    /// `security_administrator`.
    #[schema(value_type = String, example = "engineer")]
    pub role: Role,
    /// The works that are seen; empty: all.
    #[serde(default)]
    pub works: Vec<String>,
}

impl From<&Grant> for RoleOn {
    fn from(grant: &Grant) -> Self {
        Self { contract_id: grant.contract.map(|id| id.0), role: grant.role, works: grant.works.clone() }
    }
}

impl From<RoleOn> for Grant {
    fn from(role: RoleOn) -> Self {
        Self { contract: role.contract_id.map(ContractId), role: role.role, works: role.works }
    }
}

/// The contracts on which something is allowed: `"all"` or a list of ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Contracts {
    /// `"all"`.
    All(AllContracts),
    /// These.
    Only(Vec<Uuid>),
}

/// The word `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllContracts {
    /// Every contract.
    All,
}

/// Something that the caller may do, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Allowed {
    /// Code of the permission.
    pub code: String,
    /// Where it is held.
    pub contracts: Contracts,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// Their id.
    pub id: Uuid,
    /// Their account.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Language of the pages: `zh-CN` or `en`.
    pub locale: String,
    /// Their roles.
    pub roles: Vec<RoleOn>,
    /// What they may do.
    pub permissions: Vec<Allowed>,
    /// Whether they have to change their password before anything else.
    pub must_change_password: bool,
    /// Whether a code is asked for at sign-in.
    pub second_factor: bool,
}

impl Me {
    pub(crate) fn of(person: &Person, by: &Actor, catalogue: &[&Permission]) -> Self {
        Self {
            id: person.id.0,
            account: person.account.clone(),
            name: person.name.clone(),
            locale: person.locale.clone(),
            roles: by.grants.iter().map(RoleOn::from).collect(),
            permissions: catalogue.iter().filter_map(|permission| allowed(by, permission)).collect(),
            must_change_password: person.must_change,
            second_factor: person.second_factor,
        }
    }
}

fn allowed(by: &Actor, permission: &Permission) -> Option<Allowed> {
    let contracts = match by.scope(permission) {
        ContractScope::All => Contracts::All(AllContracts::All),
        ContractScope::Only(contracts) if contracts.is_empty() => return None,
        ContractScope::Only(contracts) => Contracts::Only(contracts.into_iter().map(|(id, _)| id.0).collect()),
    };
    Some(Allowed { code: permission.code.to_owned(), contracts })
}

/// A person, as those see them who look after people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: Uuid,
    /// Their account.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Language of the pages.
    pub locale: String,
    /// Their roles, as far as the caller may see them.
    pub roles: Vec<RoleOn>,
    /// Whether they may sign in.
    pub active: bool,
    /// Whether they have to change their password first.
    pub must_change_password: bool,
    /// Whether a code is asked for at sign-in.
    pub second_factor: bool,
    /// When the account was opened.
    pub created_at: DateTime<Utc>,
    /// Grows with each change; goes into `If-Match`.
    pub version: i64,
    /// Phone number; only when one person is asked for, by who manages people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mail address; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.0,
            roles: person.grants.iter().map(RoleOn::from).collect(),
            account: person.account,
            name: person.name,
            locale: person.locale,
            active: person.disabled_at.is_none(),
            must_change_password: person.must_change,
            second_factor: person.second_factor,
            created_at: person.created_at,
            version: person.version,
            phone: None,
            email: None,
        }
    }
}

impl PersonView {
    pub(crate) fn with(self, contact: Contact) -> Self {
        Self { phone: contact.phone, email: contact.email, ..self }
    }
}

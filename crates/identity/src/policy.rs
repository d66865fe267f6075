//! The rules, as pure functions: sign-in lock-out, sessions, and who may hold and give which role. Rules about the
//! spelling of passwords and accounts are in [`spelling`].

pub mod spelling;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, ContractId, ContractScope, Grant, PersonId, Role};

use crate::{
    model::{Session, SessionLimits},
    permissions,
};

/// Failures in a row after which an account is locked.
pub const FAILURES_TO_LOCK: i64 = 5;
/// How long it stays locked, and how long a failure counts.
pub const LOCK_TIME: TimeDelta = TimeDelta::minutes(15);
/// Longest life of an API token.
pub const TOKEN_LIFE: TimeDelta = TimeDelta::days(366);
/// Life of an invitation when the inviter names none, in hours.
pub const INVITATION_HOURS: i64 = 72;
/// Longest life of an invitation, in hours.
pub const INVITATION_HOURS_MOST: i64 = 24 * 14;
/// What a token may never do: a program does not make people or give them rights.
pub const NOT_FOR_TOKENS: [&str; 3] =
    [permissions::PEOPLE_MANAGE.code, permissions::ROLES_GRANT.code, permissions::INVITE.code];

const ADMINISTRATORS: [Role; 3] = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor];

/// Failed sign-ins on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Failures {
    /// How many in a row.
    pub failures: i64,
    /// The last one.
    pub last_at: DateTime<Utc>,
    /// Until when nobody signs in on it.
    pub locked_until: Option<DateTime<Utc>>,
}

impl Failures {
    /// Until when the account is locked, if it is at `now`.
    #[must_use]
    pub fn locked(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.locked_until.filter(|until| now < *until)
    }

    /// With one more at `now`. A lock that is over, and failures of long ago, are forgotten.
    #[must_use]
    pub fn one_more(&self, now: DateTime<Utc>) -> Self {
        let fresh = self.locked_until.is_none() && now - self.last_at < LOCK_TIME;
        let failures = if fresh { self.failures + 1 } else { 1 };
        let locked_until = (failures >= FAILURES_TO_LOCK).then(|| now + LOCK_TIME);
        Self { failures, last_at: now, locked_until }
    }
}

/// Whether a session can be refreshed at `now`.
#[must_use]
pub fn session_lives(session: &Session, limits: &SessionLimits, now: DateTime<Utc>) -> bool {
    session.revoked_at.is_none() && now < session.expires_at && now - session.seen_at <= limits.idle
}

/// Why roles cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    /// Nobody gives rights to themselves.
    #[error("不能修改自己的角色。请由另一位安全管理员操作。")]
    OwnRoles,
    /// Two of the three administrators in one hand.
    #[error("系统管理员、安全管理员和安全审计员必须由不同的人担任。请只保留其中一个角色。")]
    AdministratorsApart,
    /// A role of a contract without a contract.
    #[error("“{}”必须指定合同。", .0.name())]
    ContractMissing(Role),
    /// An administrator of one contract only.
    #[error("“{}”面向整个系统，不能指定合同或标段。", .0.name())]
    ContractNamed(Role),
    /// The same role twice on the same contract.
    #[error("“{}”在同一份合同上重复出现。请合并为一项。", .0.name())]
    Twice(Role),
    /// A manager who gives what is not theirs to give.
    #[error("项目经理只能邀请本合同、本标段的运维工程师和热线坐席。其他角色请联系安全管理员。")]
    NotYours,
}

/// A role on something that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownPlace {
    /// No contract has this id.
    #[error("没有编号为 {0} 的合同，角色没有分配。请从合同列表中选择合同。")]
    Contract(ContractId),
    /// The contract has no such work.
    #[error("合同中没有标段“{work}”，角色没有分配。可选的标段：{}。", .known.join("、"))]
    Work {
        /// The key asked for.
        work: String,
        /// The keys that there are.
        known: Vec<String>,
    },
}

/// Whether somebody may hold `grants`.
///
/// # Errors
/// The first rule that is broken.
pub fn check_grants(grants: &[Grant]) -> Result<(), GrantRefusal> {
    let held = ADMINISTRATORS.iter().filter(|role| grants.iter().any(|grant| grant.role == **role)).count();
    if held > 1 {
        return Err(GrantRefusal::AdministratorsApart);
    }
    for (i, grant) in grants.iter().enumerate() {
        match (ADMINISTRATORS.contains(&grant.role), grant.contract) {
            (true, None) if grant.works.is_empty() => {}
            (true, _) => return Err(GrantRefusal::ContractNamed(grant.role)),
            (false, None) => return Err(GrantRefusal::ContractMissing(grant.role)),
            (false, Some(_)) => {}
        }
        if grants[..i].iter().any(|other| other.role == grant.role && other.contract == grant.contract) {
            return Err(GrantRefusal::Twice(grant.role));
        }
    }
    Ok(())
}

/// Whether `by` may give `person` the roles `grants`. That `by` gives roles at all was checked before.
///
/// # Errors
/// The first rule that is broken.
pub fn may_grant(by: &Actor, person: PersonId, grants: &[Grant]) -> Result<(), GrantRefusal> {
    if by.person == person && !by.is_system() {
        return Err(GrantRefusal::OwnRoles);
    }
    check_grants(grants)
}

/// Whether `by` may invite somebody to `grant`: a security administrator to any role; a vendor manager engineers and
/// hotline agents of their own contract and works. That `by` invites at all was checked before.
///
/// # Errors
/// The first rule that is broken.
pub fn may_invite(by: &Actor, grant: &Grant) -> Result<(), GrantRefusal> {
    check_grants(std::slice::from_ref(grant))?;
    let holds_everywhere = |held: &Grant| held.contract.is_none() && held.role == Role::SecurityAdministrator;
    if by.is_system() || by.grants.iter().any(holds_everywhere) {
        return Ok(());
    }
    let is_team = matches!(grant.role, Role::Engineer | Role::HotlineAgent);
    let is_within = |held: &Grant| {
        held.role == Role::VendorManager
            && held.contract == grant.contract
            && (held.works.is_empty()
                || (!grant.works.is_empty() && grant.works.iter().all(|work| held.works.contains(work))))
    };
    if is_team && by.grants.iter().any(is_within) { Ok(()) } else { Err(GrantRefusal::NotYours) }
}

/// Whether somebody who sees `scope` sees who works on these `works` (empty: all) of `contract`: they share a work.
#[must_use]
pub fn shares_work(scope: &ContractScope, contract: ContractId, works: &[String]) -> bool {
    match scope {
        ContractScope::All => true,
        ContractScope::Only(contracts) => contracts.iter().any(|(id, seen)| {
            *id == contract && (seen.is_empty() || works.is_empty() || works.iter().any(|work| seen.contains(work)))
        }),
    }
}

/// The roles that a token limited to `contracts` has of a person's; no contracts: all.
#[must_use]
pub fn token_grants(grants: &[Grant], contracts: &[ContractId]) -> Vec<Grant> {
    if contracts.is_empty() {
        return grants.to_vec();
    }
    let on = |grant: &Grant| match grant.contract {
        Some(contract) if contracts.contains(&contract) => vec![grant.clone()],
        Some(_) => Vec::new(),
        None => contracts.iter().map(|id| Grant { contract: Some(*id), ..grant.clone() }).collect(),
    };
    grants.iter().flat_map(on).collect()
}

#[cfg(test)]
mod tests;

//! Invitations: a link that opens one account with one role, once, for a while.

use chrono::TimeDelta;
use jianyue_kernel::{Actor, Denied, Env, Grant};
use jianyue_platform::{Db, DbError, Tx, contracts::Contracts};
use serde_json::json;
use uuid::Uuid;

use crate::{
    model::{Invitation, InvitationState, NewPerson, Person},
    passwords::{HashedPassword, Passwords},
    permissions::INVITE,
    policy::{
        self, GrantRefusal, INVITATION_HOURS, INVITATION_HOURS_MOST, UnknownPlace,
        spelling::{self, BadName},
    },
    secrets,
    service::{
        newcomer, note_on,
        password::{self, PasswordError},
        people::{self, PersonError},
        roles,
    },
    store,
};

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The permission is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The role is not the caller's to give.
    #[error(transparent)]
    Roles(#[from] GrantRefusal),
    /// A contract or work that there is not.
    #[error(transparent)]
    Unknown(#[from] UnknownPlace),
    /// No name.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// A life that is none.
    #[error("邀请的有效期应为 1–{INVITATION_HOURS_MOST} 小时。")]
    BadLife,
    /// There is no such open invitation of this caller.
    #[error("没有这份邀请，或者它已被接受或撤回。")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why an invitation was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// It was used, withdrawn, or is over; or there never was one.
    #[error("邀请链接无效：可能已使用、已撤回或已过期。请联系邀请您的人重新发送。")]
    Over,
    /// The account cannot be opened so.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The password cannot be taken.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Who is invited to what.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The role.
    pub grant: Grant,
    /// Who.
    pub name: String,
    /// Hours until it is over; [`INVITATION_HOURS`] when absent.
    pub hours: Option<i64>,
}

/// Invites; the secret of the link is told once.
pub async fn invite(
    tx: &mut Tx,
    env: &Env,
    contracts: &Contracts,
    by: &Actor,
    new: NewInvitation,
) -> Result<(Invitation, String), InviteError> {
    match new.grant.contract {
        Some(contract) => by.require(&INVITE, contract)?,
        None => by.require_system(&INVITE)?,
    }
    policy::may_invite(by, &new.grant)?;
    if let Some(unknown) = roles::unknown_place(tx, contracts, std::slice::from_ref(&new.grant)).await? {
        return Err(unknown.into());
    }
    spelling::check_name(&new.name)?;
    let hours = new.hours.unwrap_or(INVITATION_HOURS);
    if !(1..=INVITATION_HOURS_MOST).contains(&hours) {
        return Err(InviteError::BadLife);
    }
    let invitation = Invitation {
        id: env.id(),
        grant: new.grant,
        name: new.name.trim().to_owned(),
        invited_by: by.person,
        created_at: env.now(),
        expires_at: env.now() + TimeDelta::hours(hours),
        state: InvitationState::Open,
    };
    let secret = secrets::random_secret();
    store::invitations::invitation_insert(tx, &invitation, &secrets::digest(&secret)).await?;
    let detail = json!({ "name": invitation.name, "grant": invitation.grant, "expires_at": invitation.expires_at });
    note_on(tx, env, by, "identity.invite", (invitation.id, invitation.grant.contract), detail).await?;
    Ok((invitation, secret))
}

/// Invitations: all of them for who invites anywhere, one's own for everybody else who invites.
pub async fn list(tx: &mut Tx, env: &Env, by: &Actor) -> Result<Vec<Invitation>, InviteError> {
    let own = match by.scope(&INVITE) {
        jianyue_kernel::ContractScope::All => None,
        jianyue_kernel::ContractScope::Only(contracts) if contracts.is_empty() => {
            by.require_system(&INVITE)?;
            None
        }
        jianyue_kernel::ContractScope::Only(_) => Some(by.person),
    };
    Ok(store::invitations::invitation_list(tx, own, env.now()).await?)
}

/// Withdraws an open invitation: one's own, or any for who invites anywhere.
pub async fn withdraw(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), InviteError> {
    let visible = list(tx, env, by).await?;
    let invitation = visible.into_iter().find(|invitation| invitation.id == id).ok_or(InviteError::NotFound)?;
    if !store::invitations::invitation_revoke(tx, id, env.now()).await? {
        return Err(InviteError::NotFound);
    }
    note_on(tx, env, by, "identity.withdraw_invitation", (id, invitation.grant.contract), json!({})).await?;
    Ok(())
}

/// What the invited person says.
#[derive(Debug)]
pub struct Acceptance {
    /// The secret of the link.
    pub secret: String,
    /// The account they want.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
    /// The request.
    pub request: Option<String>,
}

/// Opens the account. The password is hashed outside of any transaction, and only for an invitation that is open.
pub async fn accept(db: &Db, env: &Env, passwords: &Passwords, acceptance: &Acceptance) -> Result<Person, AcceptError> {
    let mut tx = db.peek().await?;
    open_invitation(&mut tx, env, &acceptance.secret).await?;
    drop(tx);
    let hashed = password::hash_new(passwords, &acceptance.password, &acceptance.account, &acceptance.name).await?;
    let mut tx = db.write().await?;
    let person = settle(&mut tx, env, acceptance, &hashed).await?;
    tx.commit().await?;
    Ok(person)
}

async fn open_invitation(tx: &mut Tx, env: &Env, secret: &str) -> Result<Invitation, AcceptError> {
    let digest = secrets::digest(secret);
    let invitation = store::invitations::invitation_by_digest(tx, &digest, env.now()).await?;
    invitation.filter(|invitation| invitation.state == InvitationState::Open).ok_or(AcceptError::Over)
}

async fn settle(
    tx: &mut Tx,
    env: &Env,
    acceptance: &Acceptance,
    hashed: &HashedPassword,
) -> Result<Person, AcceptError> {
    let invitation = open_invitation(tx, env, &acceptance.secret).await?;
    check_inviter(tx, &invitation).await?;
    let new =
        NewPerson { account: acceptance.account.clone(), name: acceptance.name.clone(), locale: "zh-CN".to_owned() };
    let person = people::open_account(tx, env, &new, Some(hashed), false).await?;
    if !store::invitations::invitation_accept(tx, invitation.id, person.id, env.now()).await? {
        return Err(AcceptError::Over);
    }
    let person = roles::replace_grants(tx, env, person.id, std::slice::from_ref(&invitation.grant)).await?;
    let by = newcomer(person.id, &person.name, acceptance.request.clone());
    let detail = json!({ "person": person.id, "account": person.account, "grant": invitation.grant });
    note_on(tx, env, &by, "identity.accept_invitation", (invitation.id, invitation.grant.contract), detail).await?;
    Ok(person)
}

/// Who invited must still be here and still hold what lets them invite.
async fn check_inviter(tx: &mut Tx, invitation: &Invitation) -> Result<(), AcceptError> {
    let inviter = store::people::person_by_id(tx, invitation.invited_by).await?;
    let inviter = inviter.filter(|person| person.disabled_at.is_none()).ok_or(AcceptError::Over)?;
    let by = Actor { grants: inviter.grants, ..newcomer(inviter.id, &inviter.name, None) };
    policy::may_invite(&by, &invitation.grant).map_err(|_| AcceptError::Over)
}

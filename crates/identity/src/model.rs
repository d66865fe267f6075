//! People, sessions, tokens and invitations.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{ContractId, Grant, Permission, PersonId, Role};
use jianyue_platform::events::Event;
use serde::Serialize;
use uuid::Uuid;

/// How long sessions last and what they allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// How long an access cookie is good: a stolen one dies within this time.
    pub access: TimeDelta,
    /// A session that was not refreshed for so long is over.
    pub idle: TimeDelta,
    /// A session is over so long after the sign-in, whatever happens.
    pub absolute: TimeDelta,
    /// Two tabs may refresh at the same moment: a refresh token that was used less than this ago still gives a new one
    /// and is not taken for a stolen one.
    pub refresh_leeway: TimeDelta,
    /// Sessions of one person at a time; a further sign-in ends the oldest.
    pub per_person: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            access: TimeDelta::minutes(10),
            idle: TimeDelta::hours(2),
            absolute: TimeDelta::hours(12),
            refresh_leeway: TimeDelta::seconds(10),
            per_person: 10,
        }
    }
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The account they sign in with, as they wrote it.
    pub account: String,
    /// The name others see.
    pub name: String,
    /// Language of the pages, `zh-CN` or `en`.
    pub locale: String,
    /// Whether they may do nothing but change their password.
    pub must_change: bool,
    /// Whether a code of a second factor is asked for at sign-in.
    pub second_factor: bool,
    /// Since when they may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// Their roles.
    pub grants: Vec<Grant>,
    /// Grows with each change of them.
    pub version: i64,
}

/// What a new account needs.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Account to sign in with; unique whatever its case.
    pub account: String,
    /// The name others see.
    pub name: String,
    /// Language of the pages.
    pub locale: String,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    /// Its id; a new one at every sign-in.
    pub id: Uuid,
    /// Whose it is.
    pub person_id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// When it was ended by somebody.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
}

/// A token of a program, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// For whom it acts.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// The permission codes it was given.
    pub scopes: Vec<String>,
    /// The contracts it is limited to; empty: all that the person has.
    pub contracts: Vec<ContractId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was withdrawn.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be accepted until it expires.
    Open,
    /// It made this person's account.
    Accepted(PersonId),
    /// It was withdrawn.
    Withdrawn,
    /// Nobody accepted it in time.
    Expired,
}

/// An invitation to open an account, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// The role that the new account gets.
    pub grant: Grant,
    /// Who is invited.
    pub name: String,
    /// Who invited.
    pub invited_by: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// What has become of it.
    pub state: InvitationState,
}

/// Somebody whom a ticket can be given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignable {
    /// Who.
    pub id: PersonId,
    /// The name others see.
    pub name: String,
    /// The roles held on the contract.
    pub roles: Vec<Role>,
    /// The works that they see; empty: all.
    pub works: Vec<String>,
}

/// Everything that may be done in the software, module by module, told by the host at the start.
pub type Catalogue = Vec<&'static Permission>;

/// A person's account, name, state or roles are now these. Other modules keep what they need of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonChanged {
    /// Who.
    pub person: PersonId,
    /// The name others see.
    pub name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// Their roles.
    pub grants: Vec<Grant>,
}

impl PersonChanged {
    /// The fact about `person` as they are now.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        Self {
            person: person.id,
            name: person.name.clone(),
            active: person.disabled_at.is_none(),
            grants: person.grants.clone(),
        }
    }
}

impl Event for PersonChanged {
    const KIND: &'static str = "identity.person_changed";

    fn subject(&self) -> Uuid {
        self.person.0
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

/// Sessions were ended by somebody, or because one was stolen; not those that ran out.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SessionsEnded {
    /// Whose.
    pub person: PersonId,
    /// The one that was ended; all of the person's where none is named.
    pub session: Option<Uuid>,
    /// The one that goes on where all others were ended.
    pub kept: Option<Uuid>,
}

impl SessionsEnded {
    /// One session of `person`.
    #[must_use]
    pub fn one(person: PersonId, session: Uuid) -> Self {
        Self { person, session: Some(session), kept: None }
    }

    /// All sessions of `person`.
    #[must_use]
    pub fn all(person: PersonId) -> Self {
        Self { person, session: None, kept: None }
    }
}

impl Event for SessionsEnded {
    const KIND: &'static str = "identity.sessions_ended";

    fn subject(&self) -> Uuid {
        self.person.0
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

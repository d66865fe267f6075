//! Invitations.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{DbError, Tx, args, db::Arg};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{Invitation, InvitationState},
    store,
};

/// Statements of invitations.
pub mod sql {
    use jianyue_platform::Dialect;

    pub const INSERT: Dialect = Dialect::same(
        "INSERT INTO invitation (id, digest, contract_id, role, works, name, invited_by, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    pub const BY_ID: Dialect = Dialect::same(
        "SELECT id, contract_id, role, works, name, invited_by, created_at, expires_at, accepted_at, accepted_by, \
         revoked_at FROM invitation WHERE id = $1",
    );
    pub const BY_DIGEST: Dialect = Dialect::same(
        "SELECT id, contract_id, role, works, name, invited_by, created_at, expires_at, accepted_at, accepted_by, \
         revoked_at FROM invitation WHERE digest = $1",
    );
    pub const LIST: Dialect = Dialect::same(
        "SELECT id, contract_id, role, works, name, invited_by, created_at, expires_at, accepted_at, accepted_by, \
         revoked_at FROM invitation ORDER BY created_at DESC, id DESC LIMIT 200",
    );
    pub const LIST_BY: Dialect = Dialect::same(
        "SELECT id, contract_id, role, works, name, invited_by, created_at, expires_at, accepted_at, accepted_by, \
         revoked_at FROM invitation WHERE invited_by = $1 ORDER BY created_at DESC, id DESC LIMIT 200",
    );
    /// Accepts an open invitation: of two who bring it, one finds it open.
    pub const ACCEPT: Dialect = Dialect::same(
        "UPDATE invitation SET accepted_at = $2, accepted_by = $3 \
         WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
    );
    pub const REVOKE: Dialect = Dialect::same(
        "UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
    );
    pub const CLEAN: Dialect = Dialect::same("DELETE FROM invitation WHERE accepted_at IS NULL AND expires_at < $1");

    pub(in crate::store) const ALL: [Dialect; 8] = [INSERT, BY_ID, BY_DIGEST, LIST, LIST_BY, ACCEPT, REVOKE, CLEAN];
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contract_id: Option<Uuid>,
    role: String,
    works: Json<Vec<String>>,
    name: String,
    invited_by: Uuid,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    accepted_by: Option<Uuid>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn at(self, now: DateTime<Utc>) -> Result<Invitation, DbError> {
        let state = match (self.accepted_at, self.accepted_by, self.revoked_at) {
            (Some(_), Some(person), _) => InvitationState::Accepted(person.into()),
            (_, _, Some(_)) => InvitationState::Withdrawn,
            _ if self.expires_at <= now => InvitationState::Expired,
            _ => InvitationState::Open,
        };
        Ok(Invitation {
            id: self.id,
            grant: store::grant(self.contract_id, self.role, self.works)?,
            name: self.name,
            invited_by: self.invited_by.into(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            state,
        })
    }
}

/// Keeps an invitation by the digest of its secret.
pub async fn invitation_insert(tx: &mut Tx, invitation: &Invitation, digest: &[u8]) -> Result<(), DbError> {
    let args = args![
        invitation.id,
        digest,
        invitation.grant.contract,
        invitation.grant.role.code(),
        Arg::json(&invitation.grant.works)?,
        invitation.name.as_str(),
        invitation.invited_by,
        invitation.created_at,
        invitation.expires_at
    ];
    tx.execute(sql::INSERT, args).await.map(drop)
}

/// An invitation as it is at `now`.
pub async fn invitation_by_id(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<Option<Invitation>, DbError> {
    tx.optional::<Row>(sql::BY_ID, args![id]).await?.map(|row| row.at(now)).transpose()
}

/// The invitation with a secret of this digest, as it is at `now`.
pub async fn invitation_by_digest(
    tx: &mut Tx,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Invitation>, DbError> {
    tx.optional::<Row>(sql::BY_DIGEST, args![digest]).await?.map(|row| row.at(now)).transpose()
}

/// The last 200 invitations, by one person or by anybody, the newest first.
pub async fn invitation_list(
    tx: &mut Tx,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Vec<Invitation>, DbError> {
    let rows = match by {
        Some(person) => tx.all::<Row>(sql::LIST_BY, args![person]).await?,
        None => tx.all::<Row>(sql::LIST, args![]).await?,
    };
    rows.into_iter().map(|row| row.at(now)).collect()
}

/// Accepts an open invitation; `false` when it is open no more.
pub async fn invitation_accept(tx: &mut Tx, id: Uuid, person: PersonId, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::ACCEPT, args![id, now, person]).await? == 1)
}

/// Withdraws an invitation; `false` when it is open no more.
pub async fn invitation_revoke(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::REVOKE, args![id, now]).await? == 1)
}

/// Removes invitations that nobody accepted and that were over before `before`.
pub async fn invitation_clean(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(sql::CLEAN, args![before]).await
}

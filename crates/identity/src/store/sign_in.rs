//! What a sign-in looks at: the password, failures, the second factor.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{DbError, Tx, args};
use uuid::Uuid;

use crate::policy::Failures;

/// Statements of signing in.
pub mod sql {
    use jianyue_platform::Dialect;

    pub const BY_ACCOUNT: Dialect = Dialect::same(
        "SELECT id, account, name, password_hash, totp_sealed, totp_confirmed, disabled_at \
         FROM person WHERE account_folded = $1",
    );
    pub const BY_PERSON: Dialect = Dialect::same(
        "SELECT id, account, name, password_hash, totp_sealed, totp_confirmed, disabled_at FROM person WHERE id = $1",
    );
    pub const FAILURES: Dialect =
        Dialect::same("SELECT failures, last_at, locked_until FROM sign_in_failure WHERE account_digest = $1");
    /// Begins a count, so that there is a row to hold.
    pub const FAILURES_BEGIN: Dialect = Dialect::same(
        "INSERT INTO sign_in_failure (account_digest, failures, last_at) VALUES ($1, 0, $2) \
         ON CONFLICT (account_digest) DO NOTHING",
    );
    /// The count, held until the end of the transaction: guesses made at the same time are counted one by one.
    pub const FAILURES_LOCK: Dialect = Dialect {
        sqlite: "SELECT failures, last_at, locked_until FROM sign_in_failure WHERE account_digest = $1",
        postgres: "SELECT failures, last_at, locked_until FROM sign_in_failure WHERE account_digest = $1 FOR UPDATE",
    };
    pub const FAILURES_SET: Dialect = Dialect::same(
        "UPDATE sign_in_failure SET failures = $2, last_at = $3, locked_until = $4 WHERE account_digest = $1",
    );
    pub const FAILURES_CLEAR: Dialect = Dialect::same("DELETE FROM sign_in_failure WHERE account_digest = $1");
    pub const FAILURES_CLEAN: Dialect =
        Dialect::same("DELETE FROM sign_in_failure WHERE last_at < $1 AND (locked_until IS NULL OR locked_until < $1)");
    pub const TOTP_SET: Dialect =
        Dialect::same("UPDATE person SET totp_sealed = $2, totp_confirmed = $3, totp_last_step = NULL WHERE id = $1");
    /// Uses a time step once: an equal or older one changes nothing.
    pub const TOTP_STEP: Dialect = Dialect::same(
        "UPDATE person SET totp_last_step = $2 WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2)",
    );
    pub const TOTP_CONFIRM: Dialect = Dialect::same("UPDATE person SET totp_confirmed = $2 WHERE id = $1");
    pub const RECOVERY_INSERT: Dialect = Dialect::same("INSERT INTO recovery_code (hash, person_id) VALUES ($1, $2)");
    pub const RECOVERY_DELETE: Dialect = Dialect::same("DELETE FROM recovery_code WHERE person_id = $1");
    pub const RECOVERY_USE: Dialect =
        Dialect::same("UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND hash = $2 AND used_at IS NULL");

    pub(in crate::store) const ALL: [Dialect; 14] = [
        BY_ACCOUNT,
        BY_PERSON,
        FAILURES,
        FAILURES_BEGIN,
        FAILURES_LOCK,
        FAILURES_SET,
        FAILURES_CLEAR,
        FAILURES_CLEAN,
        TOTP_SET,
        TOTP_STEP,
        TOTP_CONFIRM,
        RECOVERY_INSERT,
        RECOVERY_DELETE,
        RECOVERY_USE,
    ];
}

/// What is known of an account before anybody is let in.
#[derive(Clone, sqlx::FromRow)]
pub struct Credentials {
    /// Whose it is.
    pub id: Uuid,
    /// The account.
    pub account: String,
    /// The name others see.
    pub name: String,
    /// The password, hashed; none: nobody signs in with one.
    pub password_hash: Option<String>,
    /// The second factor's secret, sealed.
    pub totp_sealed: Option<Vec<u8>>,
    /// Whether the second factor is asked for.
    pub totp_confirmed: bool,
    /// Since when the account is closed.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// The credentials of an account in its folded spelling.
pub async fn credentials_by_account(tx: &mut Tx, folded: &str) -> Result<Option<Credentials>, DbError> {
    tx.optional(sql::BY_ACCOUNT, args![folded]).await
}

/// The credentials of a person.
pub async fn credentials_by_person(tx: &mut Tx, person: PersonId) -> Result<Option<Credentials>, DbError> {
    tx.optional(sql::BY_PERSON, args![person]).await
}

/// The failures on an account, if any.
pub async fn failures(tx: &mut Tx, account: &[u8]) -> Result<Option<Failures>, DbError> {
    tx.optional(sql::FAILURES, args![account]).await
}

/// The failures on an account, held until the end of the transaction.
pub async fn failures_lock(tx: &mut Tx, account: &[u8], now: DateTime<Utc>) -> Result<Failures, DbError> {
    tx.execute(sql::FAILURES_BEGIN, args![account, now]).await?;
    tx.one(sql::FAILURES_LOCK, args![account]).await
}

/// Keeps the failures on an account.
pub async fn failures_set(tx: &mut Tx, account: &[u8], now: &Failures) -> Result<(), DbError> {
    tx.execute(sql::FAILURES_SET, args![account, now.failures, now.last_at, now.locked_until]).await.map(drop)
}

/// Forgets the failures on an account.
pub async fn failures_clear(tx: &mut Tx, account: &[u8]) -> Result<(), DbError> {
    tx.execute(sql::FAILURES_CLEAR, args![account]).await.map(drop)
}

/// Forgets failures and locks that were over before `before`.
pub async fn failures_clean(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(sql::FAILURES_CLEAN, args![before]).await
}

/// Keeps a sealed second factor, not asked for yet; `None` takes it away.
pub async fn totp_set(tx: &mut Tx, person: PersonId, sealed: Option<Vec<u8>>) -> Result<(), DbError> {
    tx.execute(sql::TOTP_SET, args![person, sealed, false]).await.map(drop)
}

/// From now on the second factor is asked for.
pub async fn totp_confirm(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql::TOTP_CONFIRM, args![person, true]).await.map(drop)
}

/// Uses the code of a time step; `false` when it, or a later one, was used already.
pub async fn totp_use_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, DbError> {
    Ok(tx.execute(sql::TOTP_STEP, args![person, step]).await? == 1)
}

/// Replaces a person's recovery codes by those with these digests.
pub async fn recovery_replace(tx: &mut Tx, person: PersonId, digests: Vec<Vec<u8>>) -> Result<(), DbError> {
    tx.execute(sql::RECOVERY_DELETE, args![person]).await?;
    for digest in digests {
        tx.execute(sql::RECOVERY_INSERT, args![digest, person]).await?;
    }
    Ok(())
}

/// Uses a recovery code; `false` when there is no such code or it was used already.
pub async fn recovery_use(tx: &mut Tx, person: PersonId, digest: Vec<u8>, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::RECOVERY_USE, args![person, digest, now]).await? == 1)
}

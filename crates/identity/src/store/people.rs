//! People and their roles.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope, Grant, PageRequest, PersonId, Role};
use jianyue_platform::{
    DbError, Sql, Tx, args,
    db::{Arg, Args},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{Assignable, NewPerson, Person},
    policy::spelling,
    store,
};

/// Statements of people.
pub mod sql {
    use jianyue_platform::Dialect;

    pub const INSERT: Dialect = Dialect::same(
        "INSERT INTO person (id, account, account_folded, name, locale, phone_sealed, email_sealed, password_hash, \
         must_change, totp_confirmed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (account_folded) DO NOTHING",
    );
    pub const ANY: Dialect = Dialect::same("SELECT id FROM person LIMIT 1");
    pub const BY_ID: Dialect = Dialect::same(
        "SELECT id, account, account_folded, name, locale, must_change, totp_confirmed, disabled_at, created_at, \
         version FROM person WHERE id = $1",
    );
    pub const ID_BY_ACCOUNT: Dialect = Dialect::same("SELECT id FROM person WHERE account_folded = $1");
    /// The person, held until the end of the transaction: their roles change one after another.
    pub const LOCK: Dialect = Dialect {
        sqlite: "SELECT id, account, account_folded, name, locale, must_change, totp_confirmed, disabled_at, \
                 created_at, version FROM person WHERE id = $1",
        postgres: "SELECT id, account, account_folded, name, locale, must_change, totp_confirmed, disabled_at, \
                   created_at, version FROM person WHERE id = $1 FOR UPDATE",
    };
    pub const CONTACT: Dialect = Dialect::same("SELECT phone_sealed, email_sealed FROM person WHERE id = $1");
    pub const SET_CONTACT: Dialect =
        Dialect::same("UPDATE person SET phone_sealed = $2, email_sealed = $3 WHERE id = $1");
    pub const SET_NAME: Dialect = Dialect::same("UPDATE person SET name = $2, locale = $3 WHERE id = $1");
    pub const NEXT_VERSION: Dialect = Dialect::same("UPDATE person SET version = version + 1 WHERE id = $1");
    pub const SET_DISABLED: Dialect = Dialect::same("UPDATE person SET disabled_at = $2 WHERE id = $1");
    pub const SET_PASSWORD: Dialect =
        Dialect::same("UPDATE person SET password_hash = $2, must_change = $3 WHERE id = $1");
    pub const PASSWORD_INSERT: Dialect =
        Dialect::same("INSERT INTO person_password (id, person_id, hash, set_at) VALUES ($1, $2, $3, $4)");
    pub const PASSWORDS_LAST: Dialect =
        Dialect::same("SELECT hash FROM person_password WHERE person_id = $1 ORDER BY set_at DESC, id DESC LIMIT $2");
    pub const GRANTS: Dialect = Dialect::same(
        "SELECT person_id, contract_id, role, works FROM person_grant WHERE person_id = $1 ORDER BY role, contract_id",
    );
    pub const GRANTS_DELETE: Dialect = Dialect::same("DELETE FROM person_grant WHERE person_id = $1");
    pub const GRANT_INSERT: Dialect =
        Dialect::same("INSERT INTO person_grant (id, person_id, contract_id, role, works) VALUES ($1, $2, $3, $4, $5)");
    pub const ASSIGNABLE: Dialect = Dialect::same(
        "SELECT p.id, p.name, g.role, g.works FROM person_grant g JOIN person p ON p.id = g.person_id \
         WHERE g.contract_id = $1 AND g.role IN ('engineer', 'vendor_manager') AND p.disabled_at IS NULL \
         ORDER BY p.name, p.id, g.role",
    );

    pub const TEAM: Dialect = Dialect::same(
        "SELECT p.id, p.name, g.role, g.works FROM person_grant g JOIN person p ON p.id = g.person_id \
         WHERE g.contract_id = $1 AND p.disabled_at IS NULL ORDER BY p.name, p.id, g.role",
    );

    pub(in crate::store) const ALL: [Dialect; 18] = [
        ID_BY_ACCOUNT,
        INSERT,
        ANY,
        BY_ID,
        LOCK,
        CONTACT,
        SET_CONTACT,
        SET_NAME,
        NEXT_VERSION,
        SET_DISABLED,
        SET_PASSWORD,
        PASSWORD_INSERT,
        PASSWORDS_LAST,
        GRANTS,
        GRANTS_DELETE,
        GRANT_INSERT,
        ASSIGNABLE,
        TEAM,
    ];
}

/// A phone number and a mail address as they are kept.
pub type SealedContact = (Option<Vec<u8>>, Option<Vec<u8>>);

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    account: String,
    account_folded: String,
    name: String,
    locale: String,
    must_change: bool,
    totp_confirmed: bool,
    disabled_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    person_id: Uuid,
    contract_id: Option<Uuid>,
    role: String,
    works: Json<Vec<String>>,
}

impl PersonRow {
    fn with(self, grants: Vec<Grant>) -> Person {
        Person {
            id: self.id.into(),
            account: self.account,
            name: self.name,
            locale: self.locale,
            must_change: self.must_change,
            second_factor: self.totp_confirmed,
            disabled_at: self.disabled_at,
            created_at: self.created_at,
            grants,
            version: self.version,
        }
    }
}

/// Adds an account without a password; `false` when the account is taken.
pub async fn person_insert(tx: &mut Tx, id: PersonId, new: &NewPerson, at: DateTime<Utc>) -> Result<bool, DbError> {
    let account = new.account.trim();
    let none = Option::<Vec<u8>>::None;
    let args: Args = args![
        id,
        account,
        spelling::fold(account),
        new.name.trim(),
        new.locale.as_str(),
        none.clone(),
        none,
        Option::<String>::None,
        true,
        false,
        at
    ];
    Ok(tx.execute(sql::INSERT, args).await? == 1)
}

/// Whether there is anybody at all.
pub async fn person_any(tx: &mut Tx) -> Result<bool, DbError> {
    Ok(tx.optional::<(Uuid,)>(sql::ANY, args![]).await?.is_some())
}

/// A person with their roles.
pub async fn person_by_id(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    let Some(row) = tx.optional::<PersonRow>(sql::BY_ID, args![id]).await? else { return Ok(None) };
    Ok(Some(row.with(grant_list(tx, id).await?)))
}

/// The id of the person with an account of this name, however it is spelled.
pub async fn person_id_by_account(tx: &mut Tx, account: &str) -> Result<Option<PersonId>, DbError> {
    let found: Option<(Uuid,)> = tx.optional(sql::ID_BY_ACCOUNT, args![spelling::fold(account.trim())]).await?;
    Ok(found.map(|(id,)| id.into()))
}

/// A person with their roles, held until the end of the transaction.
pub async fn person_lock(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    let Some(row) = tx.optional::<PersonRow>(sql::LOCK, args![id]).await? else { return Ok(None) };
    Ok(Some(row.with(grant_list(tx, id).await?)))
}

/// People by account, read on from `after`, with one row more than the page holds, each with its folded account. Only
/// people who hold a role on a contract of `scope` are given.
pub async fn person_list(
    tx: &mut Tx,
    scope: &ContractScope,
    text: Option<&str>,
    page: &PageRequest,
    after: Option<&str>,
) -> Result<Vec<(Person, String)>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, account, account_folded, name, locale, must_change, totp_confirmed, disabled_at, created_at, \
         version FROM person p WHERE account_folded > ",
    );
    sql.bind(after.unwrap_or_default());
    if let Some(text) = text {
        // Compared with folded text; no pattern language is offered, so nothing needs escaping.
        sql.push(" AND (").push(position(tx)).push("(account_folded, ").bind(spelling::fold(text)).push(") > 0 OR ");
        sql.push(position(tx)).push("(name, ").bind(text.trim()).push(") > 0)");
    }
    if let ContractScope::Only(contracts) = scope {
        sql.push(" AND EXISTS (SELECT 1 FROM person_grant g WHERE g.person_id = p.id AND g.contract_id IN ");
        sql.bind_list(contracts.iter().map(|(id, _)| *id)).push(")");
    }
    sql.push(" ORDER BY account_folded LIMIT ").bind(i64::from(page.limit()) + 1);
    let rows = tx.all_sql::<PersonRow>(sql).await?;
    let mut grants = grants_of(tx, rows.iter().map(|row| row.id)).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let (theirs, rest) = grants.into_iter().partition(|(id, _)| *id == row.id);
        grants = rest;
        let folded = row.account_folded.clone();
        let theirs: Vec<(Uuid, Grant)> = theirs;
        people.push((row.with(theirs.into_iter().map(|(_, grant)| grant).collect()), folded));
    }
    Ok(people)
}

pub(super) fn position(tx: &Tx) -> &'static str {
    match tx.engine() {
        jianyue_platform::db::Engine::Sqlite => "instr",
        jianyue_platform::db::Engine::Postgres => "strpos",
    }
}

async fn grants_of(tx: &mut Tx, people: impl Iterator<Item = Uuid>) -> Result<Vec<(Uuid, Grant)>, DbError> {
    let mut sql = Sql::new("SELECT person_id, contract_id, role, works FROM person_grant WHERE person_id IN ");
    sql.bind_list(people).push(" ORDER BY role, contract_id");
    let rows = tx.all_sql::<GrantRow>(sql).await?;
    rows.into_iter().map(|row| Ok((row.person_id, store::grant(row.contract_id, row.role, row.works)?))).collect()
}

/// The roles of a person.
pub async fn grant_list(tx: &mut Tx, person: PersonId) -> Result<Vec<Grant>, DbError> {
    let rows = tx.all::<GrantRow>(sql::GRANTS, args![person]).await?;
    rows.into_iter().map(|row| store::grant(row.contract_id, row.role, row.works)).collect()
}

/// Takes every role of a person away.
pub async fn grant_delete_all(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql::GRANTS_DELETE, args![person]).await.map(drop)
}

/// Gives a role.
pub async fn grant_insert(tx: &mut Tx, id: Uuid, person: PersonId, grant: &Grant) -> Result<(), DbError> {
    let args = args![id, person, grant.contract, grant.role.code(), Arg::json(&grant.works)?];
    tx.execute(sql::GRANT_INSERT, args).await.map(drop)
}

/// A person's phone number and mail address, sealed.
pub async fn person_contact(tx: &mut Tx, id: PersonId) -> Result<SealedContact, DbError> {
    Ok(tx.optional(sql::CONTACT, args![id]).await?.unwrap_or_default())
}

/// Keeps a person's phone number and mail address, sealed.
pub async fn person_set_contact(tx: &mut Tx, id: PersonId, (phone, email): SealedContact) -> Result<(), DbError> {
    tx.execute(sql::SET_CONTACT, args![id, phone, email]).await.map(drop)
}

/// Changes the name and the language.
pub async fn person_set_name(tx: &mut Tx, id: PersonId, name: &str, locale: &str) -> Result<(), DbError> {
    tx.execute(sql::SET_NAME, args![id, name, locale]).await.map(drop)
}

/// The person was changed: their next version begins.
pub async fn person_next_version(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql::NEXT_VERSION, args![id]).await.map(drop)
}

/// The names of those of `ids` who are people.
pub async fn person_names(tx: &mut Tx, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>, DbError> {
    let mut sql = Sql::new("SELECT id, name FROM person WHERE id IN ");
    sql.bind_list(ids);
    Ok(tx.all_sql::<(Uuid, String)>(sql).await?.into_iter().collect())
}

/// Closes or opens the account.
pub async fn person_set_disabled(tx: &mut Tx, id: PersonId, at: Option<DateTime<Utc>>) -> Result<(), DbError> {
    tx.execute(sql::SET_DISABLED, args![id, at]).await.map(drop)
}

/// Sets the password and remembers it among those that were used.
pub async fn person_set_password(
    tx: &mut Tx,
    entry: Uuid,
    id: PersonId,
    hash: &str,
    must_change: bool,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.execute(sql::SET_PASSWORD, args![id, hash, must_change]).await?;
    tx.execute(sql::PASSWORD_INSERT, args![entry, id, hash, at]).await.map(drop)
}

/// The last `most` passwords of a person, hashed.
pub async fn password_last(tx: &mut Tx, id: PersonId, most: u32) -> Result<Vec<String>, DbError> {
    let rows = tx.all::<(String,)>(sql::PASSWORDS_LAST, args![id, most]).await?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Engineers and managers on a contract whose accounts are open, by name.
pub async fn assignable_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<Assignable>, DbError> {
    let rows = tx.all::<(Uuid, String, String, Json<Vec<String>>)>(sql::ASSIGNABLE, args![contract]).await?;
    let mut people: Vec<Assignable> = Vec::new();
    for (id, name, role, works) in rows {
        let Grant { role, works, .. } = store::grant(None, role, works)?;
        match people.last_mut().filter(|last| last.id.0 == id) {
            None => people.push(Assignable { id: id.into(), name, roles: vec![role], works }),
            Some(last) => add_role(last, role, works),
        }
    }
    Ok(people)
}

/// Everybody with a role on a contract and an open account, a row for each role, by name.
pub async fn team_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<(Uuid, String, Grant)>, DbError> {
    let rows = tx.all::<(Uuid, String, String, Json<Vec<String>>)>(sql::TEAM, args![contract]).await?;
    rows.into_iter().map(|(id, name, role, works)| Ok((id, name, store::grant(None, role, works)?))).collect()
}

/// Name, phone number and mail address of each of `people` whose account is open, sealed as they are kept.
pub async fn contact_list(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<(Uuid, String, SealedContact)>, DbError> {
    let mut sql =
        Sql::new("SELECT id, name, phone_sealed, email_sealed FROM person WHERE disabled_at IS NULL AND id IN ");
    sql.bind_list(people.iter().copied());
    let rows = tx.all_sql::<(Uuid, String, Option<Vec<u8>>, Option<Vec<u8>>)>(sql).await?;
    Ok(rows.into_iter().map(|(id, name, phone, email)| (id, name, (phone, email))).collect())
}

fn add_role(person: &mut Assignable, role: Role, works: Vec<String>) {
    person.roles.push(role);
    if person.works.is_empty() || works.is_empty() {
        person.works.clear();
    } else {
        person.works.extend(works);
    }
}

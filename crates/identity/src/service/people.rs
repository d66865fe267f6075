//! Accounts: opened, changed, closed.

use jianyue_kernel::{Actor, ContractId, Denied, Env, PersonId};
use jianyue_platform::{
    DbError, Tx, events,
    sealed::{OpenError, Sealer},
};
use serde_json::json;

use crate::{
    model::{Assignable, NewPerson, Person, PersonChanged, SessionsEnded},
    passwords::HashedPassword,
    permissions::{ASSIGNABLE_READ, PEOPLE_MANAGE},
    policy::{
        self, GrantRefusal, UnknownPlace,
        spelling::{self, BadAccount, BadName},
    },
    sealing::Field,
    secrets,
    service::note,
    store,
};

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// The permission is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Nobody has this id.
    #[error("没有这个人员，或者您无权查看。")]
    NotFound,
    /// Somebody has this account.
    #[error("这个账号已被使用（不区分大小写）。请换一个账号。")]
    AccountTaken,
    /// No account.
    #[error(transparent)]
    BadAccount(#[from] BadAccount),
    /// No name.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// No language of the pages.
    #[error("界面语言只能是 zh-CN 或 en。")]
    BadLocale,
    /// A phone number or mail address that is none.
    #[error("电话或邮箱太长或含有无法显示的字符。请检查后重新填写。")]
    BadContact,
    /// Roles that cannot be given.
    #[error(transparent)]
    Roles(#[from] GrantRefusal),
    /// A role on something that there is not.
    #[error(transparent)]
    Unknown(#[from] UnknownPlace),
    /// Somebody changed the person meanwhile.
    #[error("这个人员刚刚被别人修改过。请查看最新内容后，再决定是否修改。")]
    Stale {
        /// As they are now.
        current: Box<Person>,
    },
    /// Closing one's own account.
    #[error("不能停用或重置自己的账号。请由另一位安全管理员操作。")]
    OwnAccount,
    /// A sealed field that does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How somebody is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Phone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// What is changed of an account; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct PersonEdit {
    /// The name others see.
    pub name: Option<String>,
    /// Language of the pages.
    pub locale: Option<String>,
    /// Phone number; an empty one takes it away.
    pub phone: Option<String>,
    /// Mail address; an empty one takes it away.
    pub email: Option<String>,
}

/// Opens an account without roles. With a password, it has to be changed at the first sign-in.
pub async fn create_person(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    new: &NewPerson,
    password: Option<&HashedPassword>,
) -> Result<Person, PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    let person = open_account(tx, env, new, password, true).await?;
    let detail = json!({ "account": person.account, "name": person.name });
    note(tx, env, by, "identity.create_person", person.id.0, detail).await?;
    Ok(person)
}

/// Adds the account, and tells other modules.
pub(super) async fn open_account(
    tx: &mut Tx,
    env: &Env,
    new: &NewPerson,
    password: Option<&HashedPassword>,
    must_change: bool,
) -> Result<Person, PersonError> {
    spelling::check_account(new.account.trim())?;
    spelling::check_name(&new.name)?;
    check_locale(&new.locale)?;
    let id = PersonId(env.id());
    if !store::people::person_insert(tx, id, new, env.now()).await? {
        return Err(PersonError::AccountTaken);
    }
    if let Some(HashedPassword(hash)) = password {
        store::people::person_set_password(tx, env.id(), id, hash, must_change, env.now()).await?;
    }
    let person = store::people::person_by_id(tx, id).await?.ok_or(PersonError::NotFound)?;
    events::record(tx, env, &PersonChanged::of(&person)).await?;
    Ok(person)
}

/// Changes name, language, phone number or mail address; `seen` is the version that the change was made from, `None` for
/// the software itself.
pub async fn change_person(
    tx: &mut Tx,
    env: &Env,
    sealer: &Sealer,
    by: &Actor,
    (id, seen, edit): (PersonId, Option<i64>, &PersonEdit),
) -> Result<Person, PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    let before = store::people::person_lock(tx, id).await?.ok_or(PersonError::NotFound)?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(PersonError::Stale { current: Box::new(before) });
    }
    let name = edit.name.as_deref().unwrap_or(&before.name).trim();
    let locale = edit.locale.as_deref().unwrap_or(&before.locale);
    spelling::check_name(name)?;
    check_locale(locale)?;
    store::people::person_set_name(tx, id, name, locale).await?;
    if edit.phone.is_some() || edit.email.is_some() {
        change_contact(tx, sealer, id, edit).await?;
    }
    store::people::person_next_version(tx, id).await?;
    let person = store::people::person_by_id(tx, id).await?.ok_or(PersonError::NotFound)?;
    events::record(tx, env, &PersonChanged::of(&person)).await?;
    let contact_changed = edit.phone.is_some() || edit.email.is_some();
    let detail = json!({ "name": [before.name, person.name], "locale": [before.locale, person.locale],
                         "contact_changed": contact_changed });
    note(tx, env, by, "identity.change_person", id.0, detail).await?;
    Ok(person)
}

async fn change_contact(tx: &mut Tx, sealer: &Sealer, id: PersonId, edit: &PersonEdit) -> Result<(), PersonError> {
    let before = contact(tx, sealer, id).await?;
    let phone = checked(edit.phone.clone().or(before.phone))?;
    let email = checked(edit.email.clone().or(before.email))?;
    let seal = |field: Field, plain: Option<String>| plain.map(|text| field.seal(sealer, id, text.as_bytes()));
    let contact = (seal(Field::Phone, phone), seal(Field::Email, email));
    Ok(store::people::person_set_contact(tx, id, contact).await?)
}

/// Without spaces around it; an empty one is none.
fn checked(text: Option<String>) -> Result<Option<String>, PersonError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let is_bad = |text: &String| text.chars().count() > 254 || text.chars().any(char::is_control);
    if text.as_ref().is_some_and(is_bad) { Err(PersonError::BadContact) } else { Ok(text) }
}

/// How a person is reached.
pub async fn contact(tx: &mut Tx, sealer: &Sealer, id: PersonId) -> Result<Contact, PersonError> {
    let (phone, email) = store::people::person_contact(tx, id).await?;
    let open = |field: Field, sealed: Option<Vec<u8>>| {
        let plain = sealed.map(|sealed| field.open(sealer, id, &sealed)).transpose()?;
        Ok::<_, OpenError>(plain.map(|plain| String::from_utf8_lossy(&plain).into_owned()))
    };
    Ok(Contact { phone: open(Field::Phone, phone)?, email: open(Field::Email, email)? })
}

fn check_locale(locale: &str) -> Result<(), PersonError> {
    if matches!(locale, "zh-CN" | "en") { Ok(()) } else { Err(PersonError::BadLocale) }
}

/// Closes an account (its sessions and tokens end) or opens it again.
pub async fn set_disabled(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: PersonId,
    disabled: Disabled,
) -> Result<Person, PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    if by.person == id && !by.is_system() {
        return Err(PersonError::OwnAccount);
    }
    store::people::person_lock(tx, id).await?.ok_or(PersonError::NotFound)?;
    let (at, action) = match disabled {
        Disabled::Yes => (Some(env.now()), "identity.disable_person"),
        Disabled::No => (None, "identity.enable_person"),
    };
    store::people::person_set_disabled(tx, id, at).await?;
    store::people::person_next_version(tx, id).await?;
    if disabled == Disabled::Yes {
        store::sessions::session_revoke_others(tx, id, uuid::Uuid::nil(), env.now()).await?;
        store::tokens::token_revoke_all(tx, id, env.now()).await?;
        events::record(tx, env, &SessionsEnded::all(id)).await?;
    }
    let person = store::people::person_by_id(tx, id).await?.ok_or(PersonError::NotFound)?;
    events::record(tx, env, &PersonChanged::of(&person)).await?;
    note(tx, env, by, action, id.0, json!({})).await?;
    Ok(person)
}

/// Whether an account is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabled {
    /// Closed.
    Yes,
    /// Open.
    No,
}

/// Forgets the failed sign-ins on an account.
pub async fn unlock(tx: &mut Tx, env: &Env, by: &Actor, id: PersonId) -> Result<(), PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    let person = store::people::person_by_id(tx, id).await?.ok_or(PersonError::NotFound)?;
    let account = secrets::digest(&spelling::fold(&person.account));
    store::sign_in::failures_clear(tx, &account).await?;
    note(tx, env, by, "identity.unlock", id.0, json!({})).await?;
    Ok(())
}

/// Gives a password that has to be changed at the next sign-in, and ends every session.
pub async fn reset_password(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: PersonId,
    HashedPassword(hash): &HashedPassword,
) -> Result<(), PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    if by.person == id && !by.is_system() {
        return Err(PersonError::OwnAccount);
    }
    store::people::person_lock(tx, id).await?.ok_or(PersonError::NotFound)?;
    store::people::person_set_password(tx, env.id(), id, hash, true, env.now()).await?;
    store::sessions::session_revoke_others(tx, id, uuid::Uuid::nil(), env.now()).await?;
    events::record(tx, env, &SessionsEnded::all(id)).await?;
    note(tx, env, by, "identity.reset_password", id.0, json!({})).await?;
    Ok(())
}

/// Engineers and managers of `contract` to whom work can be given.
pub async fn assignable(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Assignable>, PersonError> {
    by.require(&ASSIGNABLE_READ, contract)?;
    let scope = by.scope(&ASSIGNABLE_READ);
    let mut people = store::people::assignable_list(tx, contract).await?;
    people.retain(|person| policy::shares_work(&scope, contract, &person.works));
    Ok(people)
}

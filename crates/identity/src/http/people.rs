//! People: listed, opened, changed, closed.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use jianyue_kernel::{BadCursor, ContractId, ContractScope, Denied, Grant, Page, PageRequest, Role};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    http::view::PersonView,
    model::{Assignable, NewPerson, Person},
    permissions::{PEOPLE_MANAGE, PEOPLE_READ},
    policy::{self, GrantRefusal, UnknownPlace},
    secrets,
    service::people::{self, Disabled, PersonEdit, PersonError},
    state::Identity,
    store,
};

/// Which people.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of the account or the name.
    pub q: Option<String>,
    /// People wanted, 1–200; 50 when absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A page of people, by account.
#[derive(Serialize, ToSchema)]
pub struct PeoplePage {
    /// The people.
    pub items: Vec<PersonView>,
    /// Cursor of the next page; null at the end.
    pub next: Option<String>,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePerson {
    /// Account to sign in with; unique whatever its case.
    pub account: String,
    /// The name others see.
    pub name: String,
    /// Language of the pages; `zh-CN` when absent.
    pub locale: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// An account with the password for its first sign-in.
#[derive(Serialize, ToSchema)]
pub struct CreatedPerson {
    /// The person.
    pub person: PersonView,
    /// The first password. Shown once; it has to be changed at the first sign-in.
    pub initial_password: String,
}

/// What is changed of an account; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// The name others see.
    pub name: Option<String>,
    /// Language of the pages.
    pub locale: Option<String>,
    /// Phone number; an empty one takes it away.
    pub phone: Option<String>,
    /// Mail address; an empty one takes it away.
    pub email: Option<String>,
}

/// A password for the next sign-in.
#[derive(Serialize, ToSchema)]
pub struct InitialPassword {
    /// Shown once; it has to be changed at the next sign-in.
    pub initial_password: String,
}

/// Whose people.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AssignableQuery {
    /// The contract.
    pub contract: Uuid,
}

/// Somebody whom a ticket can be given to.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssignableView {
    /// Who.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their roles on the contract.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
    /// The works that they see; empty: all.
    pub works: Vec<String>,
}

impl From<Assignable> for AssignableView {
    fn from(person: Assignable) -> Self {
        Self { id: person.id.0, name: person.name, roles: person.roles, works: person.works }
    }
}

impl From<GrantRefusal> for Problem {
    fn from(refusal: GrantRefusal) -> Self {
        let (status, code) = match refusal {
            GrantRefusal::OwnRoles => (StatusCode::FORBIDDEN, "identity.own_roles"),
            GrantRefusal::NotYours => (StatusCode::FORBIDDEN, "identity.role_not_yours"),
            GrantRefusal::AdministratorsApart => (StatusCode::UNPROCESSABLE_ENTITY, "identity.administrators_apart"),
            GrantRefusal::ContractMissing(_) => (StatusCode::UNPROCESSABLE_ENTITY, "identity.contract_missing"),
            GrantRefusal::ContractNamed(_) => (StatusCode::UNPROCESSABLE_ENTITY, "identity.contract_named"),
            GrantRefusal::Twice(_) => (StatusCode::UNPROCESSABLE_ENTITY, "identity.role_twice"),
        };
        Self::new(status, code, refusal.to_string())
    }
}

impl From<UnknownPlace> for Problem {
    fn from(unknown: UnknownPlace) -> Self {
        let text = unknown.to_string();
        let problem = |code| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text.clone());
        match unknown {
            UnknownPlace::Contract(contract) => problem("identity.unknown_contract").with("contract_id", contract),
            UnknownPlace::Work { work, known } => {
                problem("identity.unknown_work").with("work", work).with("known", known)
            }
        }
    }
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Self {
        let text = error.to_string();
        match error {
            PersonError::Denied(denied) => denied.into(),
            PersonError::NotFound => Self::not_found("identity.no_person", &text),
            PersonError::AccountTaken => Self::new(StatusCode::CONFLICT, "identity.account_taken", text),
            PersonError::BadAccount(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_account", text),
            PersonError::BadName(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_name", text),
            PersonError::BadLocale => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_locale", text),
            PersonError::BadContact => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_contact", text),
            PersonError::Roles(refusal) => refusal.into(),
            PersonError::Unknown(unknown) => unknown.into(),
            PersonError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "identity.stale_version", text)
                    .with("current", PersonView::from(*current))
            }
            PersonError::OwnAccount => Self::new(StatusCode::FORBIDDEN, "identity.own_account", text),
            PersonError::Open(cause) => Self::internal(&cause),
            PersonError::Db(cause) => cause.into(),
        }
    }
}

/// The contracts whose people the caller may see; nobody who sees none gets as far as an empty list.
fn visible(by: &Caller) -> Result<ContractScope, Denied> {
    let scope = by.scope(&PEOPLE_READ);
    if scope == ContractScope::Only(Vec::new()) {
        by.require_system(&PEOPLE_READ)?;
    }
    Ok(scope)
}

/// The person with the roles that are inside `scope`; `None` when none is and the scope has limits.
fn within(scope: &ContractScope, mut person: Person) -> Option<Person> {
    if let ContractScope::Only(_) = scope {
        let is_seen = |grant: &Grant| grant.contract.is_some_and(|on| policy::shares_work(scope, on, &grant.works));
        person.grants.retain(is_seen);
        if person.grants.is_empty() {
            return None;
        }
    }
    Some(person)
}

/// People, by account: everybody for a security administrator, their team for a manager.
#[utoipa::path(get, path = "/people", operation_id = "person_list", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(PeopleQuery),
    responses(
        (status = 200, description = "A page of people", body = PeoplePage),
        (status = 400, description = "page.bad_cursor", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_list(
    State(app): State<App>,
    by: Caller,
    Params(query): Params<PeopleQuery>,
) -> Result<Json<PeoplePage>, Problem> {
    let scope = visible(&by)?;
    let request = PageRequest { limit: query.limit, after: query.after };
    let after = request.after::<1>().map_err(|BadCursor| BadCursor)?.map(|[account]| account);
    let mut tx = app.db().read().await?;
    let rows = store::people::person_list(&mut tx, &scope, query.q.as_deref(), &request, after.as_deref()).await?;
    let page = Page::of(rows, request.limit(), |(_, account)| [account.clone()]);
    let items = page.items.into_iter().filter_map(|(person, _)| within(&scope, person)).map(PersonView::from).collect();
    Ok(Json(PeoplePage { items, next: page.next }))
}

/// Open an account. Gives the password for its first sign-in, once.
#[utoipa::path(post, path = "/people", operation_id = "person_create", tag = "identity",
    security(("cookie" = [])), request_body = CreatePerson,
    responses(
        (status = 201, description = "The account, and its first password", body = CreatedPerson),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "identity.account_taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_account, identity.bad_name, identity.bad_locale, identity.bad_contact",
         body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_create(
    State(app): State<App>,
    by: Caller,
    Input(body): Input<CreatePerson>,
) -> Result<(StatusCode, Json<CreatedPerson>), Problem> {
    by.require_system(&PEOPLE_MANAGE)?;
    let identity = app.state::<Identity>();
    let initial_password = secrets::first_password();
    let hashed = identity.passwords.hash(&initial_password).await?;
    let locale = body.locale.unwrap_or_else(|| "zh-CN".to_owned());
    let new = NewPerson { account: body.account, name: body.name, locale };
    let mut tx = app.db().write().await?;
    let mut person = people::create_person(&mut tx, app.env(), &by, &new, Some(&hashed)).await?;
    let edit = PersonEdit { phone: body.phone, email: body.email, ..PersonEdit::default() };
    if edit.phone.is_some() || edit.email.is_some() {
        person = people::change_person(&mut tx, app.env(), &identity.sealer, &by, (person.id, None, &edit)).await?;
    }
    let contact = people::contact(&mut tx, &identity.sealer, person.id).await?;
    tx.commit().await?;
    let created = CreatedPerson { person: PersonView::from(person).with(contact), initial_password };
    Ok((StatusCode::CREATED, Json(created)))
}

/// One person.
#[utoipa::path(get, path = "/people/{id}", operation_id = "person_get", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Versioned, Problem> {
    let scope = visible(&by)?;
    let mut tx = app.db().read().await?;
    let person = store::people::person_by_id(&mut tx, id.into()).await?;
    let person = person.and_then(|person| within(&scope, person)).ok_or(PersonError::NotFound)?;
    if !by.may_system(&PEOPLE_MANAGE) {
        return Ok(versioned(person.into()));
    }
    let contact = people::contact(&mut tx, &app.state::<Identity>().sealer, person.id).await?;
    Ok(versioned(PersonView::from(person).with(contact)))
}

/// A person with their version as the tag.
type Versioned = ([(HeaderName, String); 1], Json<PersonView>);

fn versioned(person: PersonView) -> Versioned {
    ([(header::ETAG, format!("\"{}\"", person.version))], Json(person))
}

/// Change name, language, phone number or mail address, from the version that `If-Match` names.
#[utoipa::path(patch, path = "/people/{id}", operation_id = "person_change", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person"),
           ("If-Match" = String, Header, description = "The version that the change was made from, as `ETag` gave it")), request_body = ChangePerson,
    responses(
        (status = 200, description = "The person as they are now", body = PersonView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "identity.stale_version, with the person as they are now in current", body = Problem,
         content_type = "application/problem+json"),
        (status = 428, description = "edit.version_required", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_name, identity.bad_locale, identity.bad_contact", body = Problem,
         content_type = "application/problem+json"),
    ))]
pub async fn person_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(body): Input<ChangePerson>,
) -> Result<Versioned, Problem> {
    let identity = app.state::<Identity>();
    let edit = PersonEdit { name: body.name, locale: body.locale, phone: body.phone, email: body.email };
    let mut tx = app.db().write().await?;
    let person =
        people::change_person(&mut tx, app.env(), &identity.sealer, &by, (id.into(), Some(version), &edit)).await?;
    let contact = people::contact(&mut tx, &identity.sealer, person.id).await?;
    tx.commit().await?;
    identity.principals.forget_person(id.into());
    Ok(versioned(PersonView::from(person).with(contact)))
}

/// Forget the failed sign-ins on an account.
#[utoipa::path(post, path = "/people/{id}/unlock", operation_id = "person_unlock", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 204, description = "They can sign in again"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn unlock(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    people::unlock(&mut tx, app.env(), &by, id.into()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Close an account. Its sessions and tokens end at once.
#[utoipa::path(post, path = "/people/{id}/disable", operation_id = "person_disable", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The person as they are now", body = PersonView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied, identity.own_account", body = Problem,
         content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn disable(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<PersonView>, Problem> {
    set_disabled(&app, &by, id, Disabled::Yes).await
}

/// Open a closed account again.
#[utoipa::path(post, path = "/people/{id}/enable", operation_id = "person_enable", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The person as they are now", body = PersonView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied, identity.own_account", body = Problem,
         content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn enable(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<PersonView>, Problem> {
    set_disabled(&app, &by, id, Disabled::No).await
}

async fn set_disabled(app: &App, by: &Caller, id: Uuid, disabled: Disabled) -> Result<Json<PersonView>, Problem> {
    let mut tx = app.db().write().await?;
    let person = people::set_disabled(&mut tx, app.env(), by, id.into(), disabled).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget_person(id.into());
    Ok(Json(person.into()))
}

/// Give somebody a password for their next sign-in. Their sessions end.
#[utoipa::path(post, path = "/people/{id}/reset-password", operation_id = "person_reset_password", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The password, shown once", body = InitialPassword),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied, identity.own_account", body = Problem,
         content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn reset_password(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<InitialPassword>, Problem> {
    by.require_system(&PEOPLE_MANAGE)?;
    let identity = app.state::<Identity>();
    let initial_password = secrets::first_password();
    let hashed = identity.passwords.hash(&initial_password).await?;
    let mut tx = app.db().write().await?;
    people::reset_password(&mut tx, app.env(), &by, id.into(), &hashed).await?;
    tx.commit().await?;
    identity.principals.forget_person(id.into());
    Ok(Json(InitialPassword { initial_password }))
}

/// Whom work on a contract can be given to.
#[utoipa::path(get, path = "/people/assignable", operation_id = "person_assignable", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(AssignableQuery),
    responses(
        (status = 200, description = "Engineers and managers of the contract, by name", body = [AssignableView]),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn assignable(
    State(app): State<App>,
    by: Caller,
    Params(query): Params<AssignableQuery>,
) -> Result<Json<Vec<AssignableView>>, Problem> {
    let mut tx = app.db().peek().await?;
    let people = people::assignable(&mut tx, &by, ContractId(query.contract)).await?;
    Ok(Json(people.into_iter().map(AssignableView::from).collect()))
}

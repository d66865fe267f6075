//! `/emergency-contacts`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::plans::OfContract;
use crate::{
    model::{Contact, ContactTest},
    service::{NewTest, contact_tests, contacts, test},
};

/// Contacts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyContactList {
    /// Rows by plan and order of calling, at most 1000.
    items: Vec<Contact>,
}

/// Who is called in an emergency, and whether they were rung up lately.
#[utoipa::path(get, path = "/emergency-contacts", tag = "emergencies", params(OfContract),
    responses((status = 200, body = EmergencyContactList), (status = "default", body = Problem)))]
pub(super) async fn emergency_contact_list(
    State(app): State<App>,
    by: Caller,
    Params(of): Params<OfContract>,
) -> Result<Json<EmergencyContactList>, Problem> {
    let items = contacts(&mut app.db().read().await?, Desk::of(&app, &by), of.contract).await?;
    Ok(Json(EmergencyContactList { items }))
}

/// The test calls of a contact, the newest first, at most 100.
#[utoipa::path(get, path = "/emergency-contacts/{id}/tests", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contact")),
    responses((status = 200, body = [ContactTest]), (status = "default", body = Problem)))]
pub(super) async fn emergency_contact_tests(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<ContactTest>>, Problem> {
    Ok(Json(contact_tests(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Writes a test call down.
#[utoipa::path(post, path = "/emergency-contacts/{id}/tests", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contact")), request_body = NewTest,
    responses((status = 201, body = ContactTest), (status = "default", body = Problem)))]
pub(super) async fn emergency_contact_test(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewTest>,
) -> Result<(StatusCode, Json<ContactTest>), Problem> {
    let mut tx = app.db().write().await?;
    let made = test(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

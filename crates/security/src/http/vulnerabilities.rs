//! `/vulnerabilities`: read, taken in, corrected.

use axum::{Json, extract::State as Held, http::StatusCode};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::SecurityError,
    model::{DueState, Severity, Source, State, Vulnerability, VulnerabilityCount, VulnerabilityDetail},
    service::{
        Correction, NewVulnerability, VulnerabilityWish, correct, counts, take_in, vulnerabilities, vulnerability,
    },
};

/// Which vulnerabilities are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In these states only, separated by commas.
    state: Option<String>,
    /// Of one severity only.
    severity: Option<Severity>,
    /// From one source only.
    source: Option<Source>,
    /// Standing like this against its day only.
    due: Option<DueState>,
    /// Letters in title, number, host or code of an asset.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of vulnerabilities.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VulnerabilityPage {
    /// Rows.
    items: Vec<Vulnerability>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Vulnerabilities, those that are due first in front.
#[utoipa::path(get, path = "/vulnerabilities", tag = "security", params(Wanted),
    responses((status = 200, body = VulnerabilityPage), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_list(
    Held(app): Held<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<VulnerabilityPage>, Problem> {
    let wish = VulnerabilityWish {
        contract: wanted.contract,
        states: states(wanted.state.as_deref())?,
        severity: wanted.severity,
        source: wanted.source,
        due: wanted.due,
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = vulnerabilities(&mut app.db().peek().await?, Desk::of(&app, &by), wish).await?;
    Ok(Json(VulnerabilityPage { items: page.items, next: page.next }))
}

/// Takes a vulnerability in. One that is known by number or name, host and port is refused while it is not closed.
#[utoipa::path(post, path = "/contracts/{id}/vulnerabilities", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewVulnerability,
    responses((status = 201, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_add(
    Held(app): Held<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewVulnerability>,
) -> Result<(StatusCode, Json<Vulnerability>), Problem> {
    let mut tx = app.db().write().await?;
    let taken = take_in(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(taken)))
}

/// A vulnerability with all that was done to it.
#[utoipa::path(get, path = "/vulnerabilities/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")),
    responses((status = 200, body = VulnerabilityDetail), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_get(
    Held(app): Held<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<VulnerabilityDetail>, Problem> {
    Ok(Json(vulnerability(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Corrects what is kept of a vulnerability. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/vulnerabilities/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability"),
        ("If-Match" = String, Header, description = "The version")),
    request_body = Correction, responses((status = 200, body = Vulnerability),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is how it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn vulnerability_correct(
    Held(app): Held<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<Correction>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let corrected = correct(&mut tx, Desk::of(&app, &by), (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(corrected))
}

/// How many vulnerabilities of a contract stand where, by severity.
#[utoipa::path(get, path = "/contracts/{id}/vulnerabilities/counts", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [VulnerabilityCount]), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_counts(
    Held(app): Held<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<VulnerabilityCount>>, Problem> {
    Ok(Json(counts(&mut app.db().peek().await?, Desk::of(&app, &by), id.into()).await?))
}

fn states(text: Option<&str>) -> Result<Vec<State>, SecurityError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let read = words.map(|word| {
        State::try_from(word.to_owned()).map_err(|_| {
            let all = State::ALL.map(State::code).join("、");
            Refusal::field("state", format!("没有“{word}”这种状态，可选：{all}")).into()
        })
    });
    read.collect()
}

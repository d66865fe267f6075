//! `/assets`: the register.

use axum::{Json, extract::State as Shared, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    form::FormFaults,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::AssetError,
    model::{Asset, Level, State},
    service::{
        AssetChange, AssetSummary, AssetsRequest, FromContract, Label, NewAsset, Scanned, TakenOver, add, asset,
        assets, change, from_contract, labels, scan, summary,
    },
};

/// Which assets are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AssetsWanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Words in code, name, class, place, user, unit, model or serial number.
    q: Option<String>,
    /// Of one class and those below it only.
    class: Option<Uuid>,
    /// In one state only.
    state: Option<State>,
    /// Whose books one level keeps only.
    level: Option<Level>,
    /// At one place only.
    place: Option<String>,
    /// Of one work only.
    work: Option<String>,
    /// Of one line of the contract only.
    rule: Option<String>,
    /// Only those that had this ticket.
    ticket: Option<Uuid>,
    /// Only those that a department has otherwise in its books.
    differs: Option<bool>,
    /// Only these: ids with commas between them, at most 200.
    ids: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl AssetsWanted {
    fn request(self) -> Result<AssetsRequest, AssetError> {
        let wrong = || FormFaults::one("ids", "编号列表不正确，请重新选择资产，一次最多 200 个");
        let ids = match self.ids.as_deref().filter(|ids| !ids.is_empty()) {
            Some(ids) => Some(ids.split(',').map(str::parse).collect::<Result<Vec<Uuid>, _>>().map_err(|_| wrong())?),
            None => None,
        };
        if ids.as_ref().is_some_and(|ids| ids.len() > 200) {
            return Err(wrong().into());
        }
        Ok(AssetsRequest {
            contract: self.contract,
            class: self.class,
            state: self.state,
            level: self.level,
            place: self.place,
            work: self.work,
            rule: self.rule,
            ticket: self.ticket,
            differs: self.differs.unwrap_or(false),
            ids,
            q: self.q,
            page: PageRequest { limit: self.limit, after: self.after },
        })
    }
}

/// A page of assets.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssetPage {
    /// Rows.
    items: Vec<Asset>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A page of labels.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssetLabels {
    /// Labels, by code.
    labels: Vec<Label>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// What was scanned.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AssetScan {
    /// What the label says, or a code that was typed.
    text: String,
    /// Of one contract only.
    contract: Option<Uuid>,
}

/// Assets, by code.
#[utoipa::path(get, path = "/assets", tag = "assets", params(AssetsWanted),
    responses((status = 200, body = AssetPage), (status = "default", body = Problem)))]
pub(super) async fn asset_list(
    Shared(app): Shared<App>,
    by: Caller,
    Params(wanted): Params<AssetsWanted>,
) -> Result<Json<AssetPage>, Problem> {
    let page = assets(&mut app.db().read().await?, &by, wanted.request()?).await?;
    Ok(Json(AssetPage { items: page.items, next: page.next }))
}

/// Puts an asset into the register. A code that is taken is refused; without one the server gives the next of its class.
#[utoipa::path(post, path = "/contracts/{id}/assets", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewAsset,
    responses((status = 201, body = Asset), (status = "default", body = Problem)))]
pub(super) async fn asset_add(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewAsset>,
) -> Result<(StatusCode, Json<Asset>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// The assets that a scanned label or a typed code means.
#[utoipa::path(get, path = "/assets/scan", tag = "assets", params(AssetScan),
    responses((status = 200, body = Scanned), (status = "default", body = Problem)))]
pub(super) async fn asset_scan(
    Shared(app): Shared<App>,
    by: Caller,
    Params(wanted): Params<AssetScan>,
) -> Result<Json<Scanned>, Problem> {
    Ok(Json(scan(&mut app.db().peek().await?, &by, wanted.contract, &wanted.text).await?))
}

/// Labels with QR codes, of the assets that the same parameters list.
#[utoipa::path(get, path = "/assets/labels", tag = "assets", params(AssetsWanted),
    responses((status = 200, body = AssetLabels), (status = "default", body = Problem)))]
pub(super) async fn asset_labels(
    Shared(app): Shared<App>,
    by: Caller,
    Params(wanted): Params<AssetsWanted>,
) -> Result<Json<AssetLabels>, Problem> {
    let (labels, next) = labels(&app, &mut app.db().read().await?, &by, wanted.request()?).await?;
    Ok(Json(AssetLabels { labels, next }))
}

/// How many assets and spares a contract has: by level, state, class and place, and against what it lists.
#[utoipa::path(get, path = "/contracts/{id}/assets/summary", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = AssetSummary), (status = "default", body = Problem)))]
pub(super) async fn asset_summary(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<AssetSummary>, Problem> {
    Ok(Json(summary(&app, &mut app.db().read().await?, &by, id.into()).await?))
}

/// Takes lines of the contract over that the register does not have; it can be sent twice.
#[utoipa::path(post, path = "/contracts/{id}/assets/from-contract", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")), request_body = FromContract,
    responses((status = 200, body = TakenOver), (status = "default", body = Problem)))]
pub(super) async fn asset_from_contract(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(wanted): Input<FromContract>,
) -> Result<Json<TakenOver>, Problem> {
    let mut tx = app.db().write().await?;
    let taken = from_contract(&app, &mut tx, &by, id.into(), wanted).await?;
    tx.commit().await?;
    Ok(Json(taken))
}

/// An asset.
#[utoipa::path(get, path = "/assets/{id}", tag = "assets", params(("id" = Uuid, Path, description = "The asset")),
    responses((status = 200, body = Asset), (status = "default", body = Problem)))]
pub(super) async fn asset_get(Shared(app): Shared<App>, by: Caller, Id(id): Id) -> Result<Json<Asset>, Problem> {
    Ok(Json(asset(&mut app.db().peek().await?, &by, id).await?))
}

/// Changes an asset. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/assets/{id}", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset"), ("If-Match" = String, Header, description = "The version")),
    request_body = AssetChange, responses((status = 200, body = Asset),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the asset as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn asset_change(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<AssetChange>,
) -> Result<Json<Asset>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

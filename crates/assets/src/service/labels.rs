//! Labels with a QR code, and what a scanned one means.

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx};
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{assets, keep::shown};
use crate::{
    PublicUrl,
    error::AssetError,
    model::Asset,
    permissions::READ,
    policy::canonical_code,
    service::AssetsRequest,
    store::asset::{WantedAssets, asset_list},
};

/// A label to be printed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetLabel)]
pub struct Label {
    /// The asset.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Where it stands.
    pub place: Option<String>,
    /// What the QR code says.
    pub text: String,
    /// The QR code as SVG, square.
    pub qr: String,
}

/// What a scanned text means.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetScanned)]
pub struct Scanned {
    /// The assets that it may mean: one, or those of several contracts with the same code.
    pub assets: Vec<Asset>,
}

/// Labels of assets, by code.
pub async fn labels(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    request: AssetsRequest,
) -> Result<(Vec<Label>, Option<String>), AssetError> {
    let page = assets(tx, by, request).await?;
    let url = app.state::<PublicUrl>();
    let labels = page.items.into_iter().map(|asset| label(url, asset)).collect::<Result<_, _>>()?;
    Ok((labels, page.next))
}

fn label(url: &PublicUrl, asset: Asset) -> Result<Label, AssetError> {
    let text = format!("{}/a/{}", url.0.trim_end_matches('/'), asset.id);
    let qr = QrCode::with_error_correction_level(&text, EcLevel::M)?;
    let qr = qr.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(1, 1).build();
    // Without its declaration, so that it can stand in a page as it is.
    let qr = qr.split_once("?>").map_or(qr.clone(), |(_, svg)| svg.to_owned());
    Ok(Label { id: asset.id, code: asset.code, name: asset.name, class: asset.class, place: asset.place, text, qr })
}

/// The assets that a scanned or typed text means: what a label says, an id, or a code.
pub async fn scan(tx: &mut Tx, by: &Actor, contract: Option<Uuid>, text: &str) -> Result<Scanned, AssetError> {
    let text = text.trim();
    let last = text.rsplit_once("/a/").map_or(text, |(_, id)| id);
    let id = last.get(..36).unwrap_or(last).parse::<Uuid>().ok();
    let mut wanted = WantedAssets { contract, ..WantedAssets::all(by.scope(&READ)) };
    match (id, canonical_code(text)) {
        (Some(id), _) => wanted.ids = Some(vec![id]),
        (None, Some(code)) => wanted.code = Some(code),
        (None, None) => return Err(AssetError::NotFound),
    }
    let found = asset_list(tx, &wanted, 20).await?;
    if found.is_empty() {
        return Err(AssetError::NotFound);
    }
    Ok(Scanned { assets: found.into_iter().map(shown).collect() })
}

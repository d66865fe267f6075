//! Reports are composed of what each module keeps, and frozen.

use std::io::{Read as _, Write as _};

use chrono::{DateTime, Utc};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use jianyue_contracts::model::Side;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    reports::{ReportAsk, Section},
};
use sm3::{Digest as _, Sm3};

use super::drafting::Plan;
use crate::{
    error::ReportError,
    model::{Facts, Snapshot, WorkName},
    policy::{house::house, narrative},
    store::version::Frozen,
};

/// The format of snapshots that this program writes.
const FORMAT: u32 = 1;

/// Asks every module for its section and writes the parts, as they are in the transaction's view.
pub(super) async fn compose(
    app: &App,
    tx: &mut Tx,
    plan: &Plan,
    (at, by): (DateTime<Utc>, &str),
) -> Result<Snapshot, ReportError> {
    let ask = ReportAsk {
        contract: plan.compiled.contract,
        works: plan.works.clone(),
        from: plan.from,
        to: plan.to,
        subject: plan.page().map(str::to_owned),
    };
    let wanted = house().sections(&plan.rule);
    let mut sections: Vec<Section> = Vec::new();
    for source in app.modules().iter().flat_map(|module| module.report_sources()) {
        if wanted.has(source.code()) {
            sections.extend(source.section(app, tx, &ask).await?);
        }
    }
    sections.sort_by(|a, b| house().place(&a.code).cmp(&house().place(&b.code)));
    let facts = facts(plan, at, by);
    let parts = narrative::parts(&plan.compiled.model, &plan.rule, &facts, &sections);
    Ok(Snapshot { format: FORMAT, facts, parts, sections })
}

/// What it is about, without figures and parts.
pub(super) fn bare(plan: &Plan, (at, by): (DateTime<Utc>, &str)) -> Snapshot {
    Snapshot { format: FORMAT, facts: facts(plan, at, by), parts: Vec::new(), sections: Vec::new() }
}

fn facts(plan: &Plan, at: DateTime<Utc>, by: &str) -> Facts {
    let compiled = &plan.compiled;
    let model = &compiled.model;
    let of_side = |side: Side| {
        let mine = model.parties.iter().filter(move |party| party.side == side);
        mine.filter(|party| {
            plan.works.is_empty() || party.works.is_empty() || plan.works.iter().any(|work| party.works.contains(work))
        })
        .map(|party| party.name.clone())
        .collect::<Vec<_>>()
    };
    let works = plan.works.iter().map(|key| WorkName {
        key: key.clone(),
        title: model.work(key).map_or_else(|| key.clone(), |work| work.title.clone()),
    });
    Facts {
        contract_id: compiled.contract.0,
        contract_title: compiled.title.clone(),
        contract_number: model.contract.number.clone(),
        client: of_side(Side::Client),
        vendor: of_side(Side::Vendor),
        text_version: compiled.version_no,
        text_from: compiled.effective_on,
        rule: plan.rule.id.clone(),
        clause: plan.rule.clause.clone(),
        assumed: plan.rule.assumed.clone(),
        frequency: plan.rule.frequency.to_string(),
        title: plan.title.clone(),
        number: plan.number.clone(),
        version: plan.version,
        from: plan.from,
        to: plan.to,
        subject: plan.page().unwrap_or_default().to_owned(),
        works: works.collect(),
        contents: plan.rule.contents.clone(),
        composed_at: at,
        made_by: by.to_owned(),
    }
}

/// A snapshot as it is kept: its JSON, deflated, and SM3 over the JSON.
///
/// # Errors
/// When it cannot be written, which a test would show.
pub fn pack(snapshot: &Snapshot) -> Result<Frozen, ReportError> {
    let json = serde_json::to_vec(snapshot).map_err(DbError::from)?;
    let digest = hex::encode(Sm3::digest(&json));
    let mut deflated = DeflateEncoder::new(Vec::with_capacity(json.len() / 8), Compression::fast());
    let bytes = deflated.write_all(&json).and_then(|()| deflated.finish());
    Ok(Frozen { bytes: bytes.map_err(broken)?, digest })
}

/// What was packed, and its digest.
///
/// # Errors
/// When the bytes are none that were packed.
pub fn unpack(bytes: &[u8]) -> Result<(Snapshot, String), ReportError> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut json).map_err(broken)?;
    let digest = hex::encode(Sm3::digest(&json));
    Ok((serde_json::from_slice(&json).map_err(DbError::from)?, digest))
}

fn broken(error: std::io::Error) -> DbError {
    DbError::from(serde_json::Error::io(error))
}

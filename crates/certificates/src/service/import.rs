//! Import: row by row, what fits is taken and what does not is listed with its reason.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, words};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    register::{insert, join_seen, keep},
};
use crate::{
    error::CertificateError,
    model::{Medium, Status},
    permissions::{WRITE, require},
    read::{Draft, Row},
    store::certificate::{CertificateRow, certificate_keep_der, certificates_by_serial},
};

words! {
    /// What becomes of a row.
    #[schema(as = CertificateImportOutcome)]
    pub enum ImportOutcome {
        /// It comes into the register.
        Added = "added",
        /// The register has the certificate, and takes over what differs.
        Updated = "updated",
        /// The register says the same.
        Same = "same",
        /// It does not fit; the reason says what to do.
        Refused = "refused",
    }
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CertificateImportRow)]
pub struct ImportRow {
    /// Its line in the table, or its place among the certificates.
    pub line: usize,
    /// Its serial number or holder, so that it is found again.
    pub about: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why it is refused.
    pub reason: Option<String>,
    /// The certificate.
    pub certificate_id: Option<Uuid>,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CertificateImportResult)]
pub struct ImportResult {
    /// Whether this was a look only, and nothing was kept.
    pub preview: bool,
    /// How many come into the register.
    pub added: usize,
    /// How many change.
    pub updated: usize,
    /// How many are as they are.
    pub same: usize,
    /// How many are refused.
    pub refused: usize,
    /// Each row.
    pub rows: Vec<ImportRow>,
}

/// Takes what was read of a file over, or looks what would become of it.
pub async fn import(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (contract, file): (ContractId, &str),
    rows: Vec<Row>,
    preview: bool,
) -> Result<ImportResult, CertificateError> {
    require(by, &WRITE, contract)?;
    let now = app.env().now();
    let serials: Vec<String> = rows.iter().filter_map(|row| Some(row.draft.as_ref().ok()?.serial.clone())).collect();
    let there = certificates_by_serial(tx, contract, &serials).await?;
    let there: HashMap<(String, String), CertificateRow> =
        there.into_iter().map(|row| ((row.serial.clone(), row.issuer.clone()), row)).collect();
    let plan = plan(app, contract, rows, &there, now);
    if !preview {
        carry_out(tx, contract, &plan, now).await?;
        let detail =
            json!({ "file": file, "added": plan.new.len(), "updated": plan.changed.len(), "refused": plan.refused() });
        done(app, tx, by, (contract, contract.0), ("certificates.import", "imported"), detail).await?;
    }
    let refused = plan.refused();
    let (added, updated) = (plan.new.len(), plan.changed.len());
    let same = plan.rows.len() - added - updated - refused;
    Ok(ImportResult { preview, added, updated, same, refused, rows: plan.rows })
}

/// What is to be done.
struct Plan {
    rows: Vec<ImportRow>,
    new: Vec<CertificateRow>,
    /// As it is, and as it will be.
    changed: Vec<(CertificateRow, CertificateRow)>,
    /// The certificates themselves, by id.
    ders: BTreeMap<Uuid, Vec<u8>>,
}

impl Plan {
    fn refused(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome == ImportOutcome::Refused).count()
    }
}

fn plan(
    app: &App,
    contract: ContractId,
    rows: Vec<Row>,
    there: &HashMap<(String, String), CertificateRow>,
    now: DateTime<Utc>,
) -> Plan {
    let mut plan =
        Plan { rows: Vec::with_capacity(rows.len()), new: Vec::new(), changed: Vec::new(), ders: BTreeMap::new() };
    let mut met = HashSet::new();
    for Row { line, about, draft } in rows {
        let mut told = ImportRow { line, about, outcome: ImportOutcome::Refused, reason: None, certificate_id: None };
        match draft {
            Err(reason) => told.reason = Some(reason),
            Ok(draft) => {
                let key = (draft.serial.clone(), draft.issuer.clone());
                let known = there.get(&key);
                if met.insert(key) {
                    let id = known.map_or_else(|| app.env().id(), |row| row.id);
                    told.certificate_id = Some(id);
                    told.outcome = take(&mut plan, (contract, id), draft, known, now);
                } else {
                    told.reason = Some("与前面某一行的序列号和颁发机构相同，请只保留一行".to_owned());
                }
            }
        }
        plan.rows.push(told);
    }
    plan
}

fn take(
    plan: &mut Plan,
    (contract, id): (ContractId, Uuid),
    draft: Draft,
    known: Option<&CertificateRow>,
    now: DateTime<Utc>,
) -> ImportOutcome {
    let der = draft.der.clone();
    let outcome = if let Some(known) = known {
        let after = over(known, draft);
        let new_file = der.is_some() && !known.on_file;
        if same(known, &after) && !new_file {
            return ImportOutcome::Same;
        }
        plan.changed.push((known.clone(), after));
        ImportOutcome::Updated
    } else {
        plan.new.push(fresh((contract, id), draft, now));
        ImportOutcome::Added
    };
    if let Some(der) = der {
        plan.ders.insert(id, der);
    }
    outcome
}

fn fresh((contract, id): (ContractId, Uuid), draft: Draft, now: DateTime<Utc>) -> CertificateRow {
    CertificateRow {
        id,
        no: 0,
        contract_id: contract.0,
        holder: draft.holder,
        unit: draft.unit,
        serial: draft.serial,
        issuer: draft.issuer,
        use_for: draft.use_for,
        medium: draft.medium.unwrap_or(if draft.der.is_some() { Medium::File } else { Medium::UsbKey }),
        valid_from: draft.valid_from,
        valid_until: draft.valid_until,
        state: Status::Issued,
        note: draft.note,
        on_file: draft.der.is_some(),
        replaced_by: None,
        replaces: None,
        request_id: None,
        checked: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// The row of the register with what the draft says; what the draft leaves open stays.
fn over(known: &CertificateRow, draft: Draft) -> CertificateRow {
    let named = draft.der.is_none();
    CertificateRow {
        // A certificate names its holder as its issuer writes them; the register may know better.
        holder: if named { draft.holder } else { known.holder.clone() },
        unit: if named { draft.unit } else { known.unit.clone() },
        use_for: draft.use_for.or_else(|| known.use_for.clone()),
        medium: draft.medium.unwrap_or(known.medium),
        valid_from: draft.valid_from.or(known.valid_from),
        valid_until: draft.valid_until,
        note: draft.note.or_else(|| known.note.clone()),
        on_file: known.on_file || draft.der.is_some(),
        ..known.clone()
    }
}

fn same(a: &CertificateRow, b: &CertificateRow) -> bool {
    (&a.holder, &a.unit, &a.use_for, a.medium, a.valid_from, a.valid_until, &a.note)
        == (&b.holder, &b.unit, &b.use_for, b.medium, b.valid_from, b.valid_until, &b.note)
}

async fn carry_out(tx: &mut Tx, contract: ContractId, plan: &Plan, now: DateTime<Utc>) -> Result<(), CertificateError> {
    let new = insert(tx, contract, plan.new.clone()).await?;
    for (before, after) in &plan.changed {
        if keep(tx, before, after.clone(), now).await?.is_none() {
            return Err(CertificateError::WrongState(
                "导入期间有人修改了台账，没有导入任何内容。请重新导入。".to_owned(),
            ));
        }
    }
    for (id, der) in &plan.ders {
        certificate_keep_der(tx, *id, der.clone()).await?;
    }
    Ok(join_seen(tx, contract, &new).await?)
}

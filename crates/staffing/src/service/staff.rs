//! The register of the vendor's staff.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, desk::covers, registry::Compiled};
use jianyue_kernel::{ContractId, PersonId};
use jianyue_platform::{
    Tx,
    files::{RecordFile, files_of},
    form::Form,
    people::People,
};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{LINE, NAME, TEXT, done};
use crate::{
    error::StaffingError,
    model::{QUALIFICATION_FILE, Qualification, StaffMember},
    permissions::{MANAGE, READ},
    policy::qualification,
    store::{
        assignment::assignments_of,
        staff::{
            QualificationRow, StaffRow, qualification_drop, qualification_find, qualification_insert,
            qualifications_of, staff_find, staff_insert, staff_of, staff_update,
        },
    },
};

/// Somebody of the vendor's staff.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewStaffMember)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    /// Name.
    pub name: String,
    /// Their firm or department.
    #[serde(default)]
    pub unit: Option<String>,
    /// Their account, so that they can say themselves that they are on site.
    #[serde(default)]
    pub person_id: Option<Uuid>,
    /// Keys of the works that they are known to; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is to be changed; all of it is sent.
pub type StaffEdit = NewStaff;

/// A qualification.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewStaffQualification)]
#[serde(deny_unknown_fields)]
pub struct NewQualification {
    /// What it is called.
    pub name: String,
    /// Its number.
    #[serde(default)]
    pub number: Option<String>,
    /// Who issued it.
    #[serde(default)]
    pub issued_by: Option<String>,
    /// The last day on which it holds.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

/// Everybody on a contract that `desk.by` may see, by name.
pub async fn staff(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<StaffMember>, StaffingError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = staff_of(tx, contract).await?;
    let rows = rows.into_iter().filter(|row| covers(&scope, contract, &row.works)).collect();
    shown(tx, desk, contract, rows).await
}

/// Puts somebody down.
pub async fn add_staff(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewStaff,
) -> Result<StaffMember, StaffingError> {
    desk.require(&READ, &MANAGE, contract, &new.works)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let row = read(tx, desk, (&compiled, contract), new).await?;
    staff_insert(tx, &row).await?;
    done(tx, desk, (contract, row.id), "staffing.add", json!({ "name": row.name })).await?;
    one(tx, desk, contract, row).await
}

/// Changes what is known of somebody.
pub async fn edit_staff(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    new: StaffEdit,
) -> Result<StaffMember, StaffingError> {
    let was = staff_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let contract = ContractId(was.contract_id);
    desk.require(&READ, &MANAGE, contract, &was.works)?;
    desk.require(&READ, &MANAGE, contract, &new.works)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let read = read(tx, desk, (&compiled, contract), new).await?;
    let row = StaffRow { id, version, created_at: was.created_at, ..read };
    if !staff_update(tx, &row).await? {
        let now = staff_find(tx, id).await?.ok_or(Refusal::NotFound)?;
        return Err(Refusal::stale(&one(tx, desk, contract, now).await?).into());
    }
    done(tx, desk, (contract, id), "staffing.edit", json!({ "was": was.name, "name": row.name })).await?;
    one(tx, desk, contract, StaffRow { version: version + 1, ..row }).await
}

/// Puts a qualification down.
pub async fn add_qualification(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: NewQualification,
) -> Result<Qualification, StaffingError> {
    let who = staff_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let contract = ContractId(who.contract_id);
    desk.require(&READ, &MANAGE, contract, &who.works)?;
    let mut form = Form::default();
    let row = QualificationRow {
        id: desk.env.id(),
        contract_id: who.contract_id,
        staff_id: id,
        name: form.required("name", "证书名称", &new.name, LINE),
        number: form.optional("number", "证书编号", new.number.as_deref(), LINE),
        issued_by: form.optional("issued_by", "发证单位", new.issued_by.as_deref(), LINE),
        valid_until: new.valid_until,
        created_at: desk.now(),
    };
    form.done()?;
    qualification_insert(tx, &row).await?;
    let detail = json!({ "who": who.name, "name": row.name, "valid_until": row.valid_until });
    done(tx, desk, (contract, row.id), "staffing.qualify", detail).await?;
    Ok(proof(row, Vec::new(), desk.today()))
}

/// Takes a qualification off; the trail keeps what it was.
pub async fn remove_qualification(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), StaffingError> {
    let row = qualification_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let who = staff_find(tx, row.staff_id).await?.ok_or(Refusal::NotFound)?;
    let contract = ContractId(row.contract_id);
    desk.require(&READ, &MANAGE, contract, &who.works)?;
    qualification_drop(tx, id).await?;
    let detail = json!({ "who": who.name, "name": row.name, "number": row.number, "valid_until": row.valid_until });
    done(tx, desk, (contract, id), "staffing.unqualify", detail).await
}

async fn read(
    tx: &mut Tx,
    desk: Desk<'_>,
    (compiled, contract): (&Compiled, ContractId),
    new: NewStaff,
) -> Result<StaffRow, StaffingError> {
    let mut form = Form::default();
    let name = form.required("name", "姓名", &new.name, NAME);
    let unit = form.optional("unit", "单位", new.unit.as_deref(), LINE);
    let note = form.optional("note", "备注", new.note.as_deref(), TEXT);
    if new.works.iter().any(|key| compiled.model.work(key).is_none()) {
        form.wrong("works", "合同中没有这项工作，请重新选择");
    }
    if let Some(person) = new.person_id {
        let people = desk.app.state::<People>().clone();
        if people.0.person(tx, PersonId(person), contract).await?.is_none_or(|person| person.roles.is_empty()) {
            form.wrong("person_id", "这个账号不在本合同上，请重新选择");
        }
    }
    form.done()?;
    Ok(StaffRow {
        id: desk.env.id(),
        contract_id: contract.0,
        name,
        unit,
        person_id: new.person_id,
        works: Json(new.works),
        note,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    })
}

async fn one(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, row: StaffRow) -> Result<StaffMember, StaffingError> {
    let found = shown(tx, desk, contract, vec![row]).await?.pop();
    Ok(found.ok_or(Refusal::NotFound)?)
}

async fn shown(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    rows: Vec<StaffRow>,
) -> Result<Vec<StaffMember>, StaffingError> {
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let title =
        |rule: &str| super::position(&compiled.model, rule).map_or_else(|| rule.to_owned(), |p| p.title.clone());
    let mut positions: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in assignments_of(tx, contract).await?.into_iter().filter(|row| row.holds(today)) {
        positions.entry(row.staff_id).or_default().push(title(&row.position));
    }
    let proofs = qualifications_of(tx, contract).await?;
    let mut files = files_of(tx, QUALIFICATION_FILE, proofs.iter().map(|row| row.id)).await?;
    let mut held: BTreeMap<Uuid, Vec<Qualification>> = BTreeMap::new();
    for row in proofs {
        let copies = files.remove(&row.id).unwrap_or_default();
        held.entry(row.staff_id).or_default().push(proof(row, copies, today));
    }
    let members = rows.into_iter().map(|row| StaffMember {
        positions: positions.remove(&row.id).unwrap_or_default(),
        qualifications: held.remove(&row.id).unwrap_or_default(),
        id: row.id,
        contract_id: row.contract_id,
        name: row.name,
        unit: row.unit,
        person_id: row.person_id,
        works: row.works.0,
        note: row.note,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    });
    Ok(members.collect())
}

fn proof(row: QualificationRow, files: Vec<RecordFile>, today: NaiveDate) -> Qualification {
    let (standing, days_left) = qualification(row.valid_until, today);
    Qualification {
        id: row.id,
        name: row.name,
        number: row.number,
        issued_by: row.issued_by,
        valid_until: row.valid_until,
        standing,
        days_left,
        files,
    }
}

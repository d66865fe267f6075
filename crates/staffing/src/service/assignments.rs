//! Who fills a position, and from when.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{TEXT, board, done, position};
use crate::{
    error::StaffingError,
    model::StaffBoard,
    permissions::{MANAGE, READ},
    policy::{change::terms, posts::posts},
    store::{
        assignment::{AssignmentRow, assignment_end, assignment_lock, assignments_insert, assignments_of_staff},
        change::change_running,
        staff::staff_find,
    },
};

/// How far ahead somebody may be assigned.
const AHEAD: Days = Days::new(366);

/// Somebody is to fill a position.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewStaffAssignment)]
#[serde(deny_unknown_fields)]
pub struct NewAssignment {
    /// The rule of the position.
    pub position: String,
    /// Who.
    pub staff_id: Uuid,
    /// First day.
    pub from_on: NaiveDate,
    /// The window in which they are on site, where the position itself has none.
    #[serde(default)]
    pub on_site: Option<String>,
}

/// Somebody fills a position no more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = StaffAssignmentEnd)]
#[serde(deny_unknown_fields)]
pub struct EndAssignment {
    /// Last day, counted in.
    pub to_on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Puts somebody into a position; answers the board as it is then.
pub async fn assign(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewAssignment,
) -> Result<StaffBoard, StaffingError> {
    desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let Some(position) = position(&compiled.model, &new.position) else {
        return Err(Refusal::field("position", "合同中没有这个岗位，请重新选择").into());
    };
    desk.require(&READ, &MANAGE, contract, &position.works)?;
    let who = staff_find(tx, new.staff_id).await?.filter(|who| who.contract_id == contract.0);
    let mut form = Form::default();
    let posts = posts(&compiled);
    if who.is_none() {
        form.wrong("staff_id", "人员名册中没有这个人，请先登记");
    }
    if let Some(window) = &new.on_site {
        if !posts.iter().any(|post| post.by_choice && post.key == *window) {
            form.wrong("on_site", "合同中没有这个驻场时段，请重新选择");
        }
        if posts.iter().any(|post| post.key == position.id) {
            form.wrong("on_site", "这个岗位的驻场时段由合同写明，不用另选");
        }
    }
    if new.from_on > desk.today() + AHEAD {
        form.wrong("from_on", "到岗日期最多登记到一年以后");
    }
    let others = assignments_of_staff(tx, [new.staff_id]).await?;
    if others.iter().any(|one| one.position == position.id && one.to_on.is_none_or(|to| new.from_on <= to)) {
        form.wrong("staff_id", "这个人已经在这个岗位上");
    }
    form.done()?;
    let name = who.map(|who| who.name).unwrap_or_default();
    let row = AssignmentRow {
        id: desk.env.id(),
        contract_id: contract.0,
        position: position.id.clone(),
        staff_id: new.staff_id,
        name: name.clone(),
        person_id: None,
        on_site: new.on_site,
        from_on: new.from_on,
        to_on: None,
    };
    assignments_insert(tx, std::slice::from_ref(&row), desk.now()).await?;
    let detail = json!({ "name": name, "position": position.title, "from_on": row.from_on });
    done(tx, desk, (contract, row.id), "staffing.assign", detail).await?;
    board(tx, desk, contract).await
}

/// Takes somebody out of a position. Key people change by a notice, or are put down as having left.
pub async fn end(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: EndAssignment) -> Result<StaffBoard, StaffingError> {
    let row = assignment_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let contract = ContractId(row.contract_id);
    desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let position = position(&compiled.model, &row.position);
    desk.require(&READ, &MANAGE, contract, position.map(|one| one.works.as_slice()).unwrap_or_default())?;
    let title = position.map_or_else(|| row.position.clone(), |one| one.title.clone());
    if let Some(position) = position {
        let asked = terms(&compiled.model, position, desk.today(), compiled.time.calendar());
        let asked = asked.map_err(|error| Refusal::field("to_on", error.to_string()))?;
        if asked.binding() {
            let text = format!(
                "“{title}”是关键人员，更换须{}。请登记人员更换；人已经离开的，请登记为未经同意的更换。",
                asked.says()
            );
            return Err(Refusal::rule("key_person", text).into());
        }
    }
    if change_running(tx, id).await?.is_some() {
        return Err(Refusal::state("这个人正在更换，请先办结或撤回那份更换通知。").into());
    }
    let mut form = Form::default();
    let reason = form.optional("reason", "原因", new.reason.as_deref(), TEXT);
    if row.to_on.is_some_and(|to| to < desk.today()) {
        form.wrong("to_on", "这个人已经离岗");
    }
    if new.to_on < row.from_on {
        form.wrong("to_on", "离岗日期不能早于到岗日期");
    }
    form.done()?;
    assignment_end(tx, id, new.to_on).await?;
    let detail = json!({ "name": row.name, "position": title, "to_on": new.to_on, "reason": reason });
    done(tx, desk, (contract, id), "staffing.end", detail).await?;
    board(tx, desk, contract).await
}

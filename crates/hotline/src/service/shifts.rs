//! Shifts: put on the roster, changed, taken off, handed over.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use jianyue_kernel::{Actor, ContractId, Env, PersonId};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    form::Form,
    people::People,
};
use jianyue_sla::zone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::HotlineError,
    model::{Duty, Handover, OnDuty, Shift},
    permissions::{ROSTER_READ, ROSTER_WRITE, require},
    store::shift::{self as store, ShiftRow},
};

/// The longest shift.
const LONGEST: TimeDelta = TimeDelta::hours(36);
/// The most shifts of one request.
const MOST: usize = 400;

/// How a shift comes round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShiftRepeat)]
pub struct Repeat {
    /// The last day on which one may begin, in Shanghai.
    pub until: NaiveDate,
    /// On these weekdays, 1 for Monday to 7 for Sunday; on all when empty.
    #[serde(default)]
    pub weekdays: Vec<u32>,
}

/// A shift to be put on the roster.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShift {
    /// What for.
    pub duty: Duty,
    /// Who: somebody of the vendor on the contract.
    pub person_id: Uuid,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; at most 36 hours later.
    pub to: DateTime<Utc>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// The same on further days.
    #[serde(default)]
    pub repeat: Option<Repeat>,
}

/// What of a shift is to be changed; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftChange {
    /// Who.
    #[serde(default)]
    pub person_id: Option<Uuid>,
    /// From when.
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
    /// A remark; empty removes it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Puts a shift on the roster, and those that follow from its repetition.
pub async fn add_shifts(
    tx: &mut Tx,
    (env, people): (&Env, &People),
    by: &Actor,
    contract: ContractId,
    new: NewShift,
) -> Result<Vec<Shift>, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_WRITE, contract)?;
    let name = worker(tx, people, contract, new.person_id).await?;
    let mut form = Form::default();
    let note = form.optional("note", "备注", new.note.as_deref(), 200);
    let days = days(&new, &mut form);
    check_times(new.from, new.to, &mut form);
    form.done()?;
    let mut shifts = Vec::with_capacity(days.len());
    for later in days {
        let row = ShiftRow {
            id: env.id(),
            contract_id: contract.0,
            duty: new.duty,
            person_id: new.person_id,
            person_name: name.clone(),
            starts_at: new.from + Days::new(later),
            ends_at: new.to + Days::new(later),
            note: note.clone(),
            handover_note: None,
            handover_at: None,
            confirmed_name: None,
            confirmed_at: None,
            version: 1,
        };
        free(tx, &row).await?;
        store::shift_insert(tx, &row).await?;
        shifts.push(shown(row));
    }
    let detail = json!({ "name": name, "duty": new.duty, "from": new.from, "to": new.to, "shifts": shifts.len() });
    let subject = shifts.first().map_or(contract.0, |shift| shift.id);
    let entry = Entry { action: "hotline.shift_add", subject, contract: Some(contract), detail };
    audit::record(tx, env, by, entry).await?;
    Ok(shifts)
}

/// How many days after the first one each shift begins.
fn days(new: &NewShift, form: &mut Form) -> Vec<u64> {
    let Some(repeat) = &new.repeat else { return vec![0] };
    let first = zone::local_date(new.from);
    if repeat.weekdays.iter().any(|day| !(1..=7).contains(day)) {
        form.wrong("repeat", "星期应是 1（周一）到 7（周日）");
    }
    let on =
        |day: NaiveDate| repeat.weekdays.is_empty() || repeat.weekdays.contains(&day.weekday().number_from_monday());
    let days = first.iter_days().take_while(|day| *day <= repeat.until).take(MOST + 1);
    let days: Vec<u64> = days.filter(|day| on(*day)).map(|day| (day - first).num_days().unsigned_abs()).collect();
    if days.is_empty() || days.len() > MOST {
        form.wrong("repeat", format!("重复的班次应有 1 至 {MOST} 个，请调整截止日期或星期"));
    }
    days
}

fn check_times(from: DateTime<Utc>, to: DateTime<Utc>, form: &mut Form) {
    if to <= from || to - from > LONGEST {
        form.wrong("to", "结束时间应晚于开始时间，一个班次最长 36 小时");
    }
}

/// The name of somebody who works for the vendor on the contract.
async fn worker(tx: &mut Tx, people: &People, contract: ContractId, person: Uuid) -> Result<String, HotlineError> {
    let found = people.0.person(tx, PersonId(person), contract).await?;
    let found = found.filter(|found| found.roles.iter().any(|role| role.is_vendor()));
    let nobody = || HotlineError::field("person_id", "这个人不在本合同的运维团队中，不能排班。请重新选择。");
    found.map(|found| found.name).ok_or_else(nobody)
}

async fn free(tx: &mut Tx, row: &ShiftRow) -> Result<(), HotlineError> {
    if store::shift_clashes(tx, row).await? {
        let from = zone::display(row.starts_at);
        return Err(HotlineError::field(
            "from",
            format!("{} 在 {from} 前后已有同样的班次，请错开时间", row.person_name),
        ));
    }
    Ok(())
}

/// Changes a shift.
pub async fn change_shift(
    tx: &mut Tx,
    (env, people): (&Env, &People),
    by: &Actor,
    (id, version): (Uuid, i64),
    change: ShiftChange,
) -> Result<Shift, HotlineError> {
    let mut row = held(tx, by, id).await?;
    let mut form = Form::default();
    let before = json!({ "name": row.person_name, "from": row.starts_at, "to": row.ends_at });
    if let Some(person) = change.person_id {
        row.person_name = worker(tx, people, row.contract_id.into(), person).await?;
        row.person_id = person;
    }
    row.starts_at = change.from.unwrap_or(row.starts_at);
    row.ends_at = change.to.unwrap_or(row.ends_at);
    if change.note.is_some() {
        row.note = form.optional("note", "备注", change.note.as_deref(), 200);
    }
    check_times(row.starts_at, row.ends_at, &mut form);
    form.done()?;
    free(tx, &row).await?;
    if row.version != version || !store::shift_update(tx, &row).await? {
        let now = store::shift_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
        let current = serde_json::to_value(shown(now)).map_err(jianyue_platform::DbError::from)?;
        return Err(HotlineError::Stale { current: Box::new(current) });
    }
    row.version += 1;
    let detail = json!({ "was": before, "name": row.person_name, "from": row.starts_at, "to": row.ends_at });
    audit(tx, env, by, &row, "hotline.shift_change", detail).await?;
    Ok(shown(row))
}

/// Takes a shift off the roster.
pub async fn remove_shift(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), HotlineError> {
    let row = held(tx, by, id).await?;
    store::shift_delete(tx, id).await?;
    let detail = json!({ "name": row.person_name, "duty": row.duty, "from": row.starts_at, "to": row.ends_at });
    audit(tx, env, by, &row, "hotline.shift_remove", detail).await
}

/// Leaves something for the next shift: whoever has this one does, or whoever keeps the roster.
pub async fn hand_over(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid, note: &str) -> Result<Shift, HotlineError> {
    let row = known(tx, by, id).await?;
    if row.person_id != by.person.0 {
        require(by, &ROSTER_READ, &ROSTER_WRITE, row.contract_id.into())?;
    }
    let mut form = Form::default();
    let note = form.required("note", "交接内容", note, 2000);
    form.done()?;
    store::shift_hand_over(tx, id, &note, env.now()).await?;
    audit(tx, env, by, &row, "hotline.shift_hand_over", json!({ "name": row.person_name })).await?;
    again(tx, id).await
}

/// Takes over what was left: whoever has the next shift of the same duty does.
pub async fn confirm_handover(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<Shift, HotlineError> {
    let row = known(tx, by, id).await?;
    if row.handover_note.is_none() || row.confirmed_at.is_some() {
        return Err(HotlineError::WrongState("这个班次没有待确认的交接。请刷新后查看。"));
    }
    let next = store::shift_next(tx, &row).await?;
    if next.is_none_or(|next| next.person_id != by.person.0) {
        return Err(HotlineError::WrongState("只有同一岗位下一班的值班人可以确认交接。"));
    }
    store::shift_confirm(tx, id, (by.person.0, &by.name), env.now()).await?;
    audit(tx, env, by, &row, "hotline.shift_confirm", json!({ "name": row.person_name })).await?;
    again(tx, id).await
}

async fn again(tx: &mut Tx, id: Uuid) -> Result<Shift, HotlineError> {
    store::shift_find(tx, id).await?.map(shown).ok_or(HotlineError::NotFound)
}

async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<ShiftRow, HotlineError> {
    let row = store::shift_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(by, &ROSTER_READ, &ROSTER_READ, row.contract_id.into())?;
    Ok(row)
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<ShiftRow, HotlineError> {
    let row = known(tx, by, id).await?;
    require(by, &ROSTER_READ, &ROSTER_WRITE, row.contract_id.into())?;
    Ok(row)
}

async fn audit(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    row: &ShiftRow,
    action: &'static str,
    detail: Value,
) -> Result<(), HotlineError> {
    let entry = Entry { action, subject: row.id, contract: Some(row.contract_id.into()), detail };
    audit::record(tx, env, by, entry).await?;
    Ok(())
}

/// A shift as it is shown.
pub(super) fn shown(row: ShiftRow) -> Shift {
    let handover = row.handover_note.zip(row.handover_at).map(|(note, at)| Handover {
        note,
        at,
        confirmed_by: row.confirmed_name,
        confirmed_at: row.confirmed_at,
    });
    Shift {
        id: row.id,
        contract_id: row.contract_id,
        duty: row.duty,
        person: OnDuty { id: row.person_id, name: row.person_name },
        from: row.starts_at,
        to: row.ends_at,
        note: row.note,
        handover,
        version: row.version,
    }
}

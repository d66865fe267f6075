//! People say that they are on site; the manager corrects; absences are told beforehand.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Timelike};
use jianyue_contracts::{
    Desk, Refusal,
    desk::covers,
    registry::{Compiled, Registry},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form, words};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    LINE, TEXT, done,
    month::{absence, present},
};
use crate::{
    error::StaffingError,
    model::{AbsenceTold, MyPost, Present},
    permissions::{ATTEND, MANAGE, READ},
    policy::posts::{Post, days, posts},
    store::{
        assignment::{AssignmentRow, assignments_of, assignments_of_staff},
        presence::{
            AbsenceRow, PresenceRow, absence_insert, absences_of, presence_drop, presence_find, presence_out,
            presence_put,
        },
        staff::{StaffRow, staff_by_account, staff_find},
    },
};

/// The longest absence.
const LONGEST: Days = Days::new(92);

words! {
    /// What is said by a tap.
    #[schema(as = OnSiteTapKind)]
    pub enum TapKind {
        /// I am here.
        In = "in",
        /// I leave.
        Out = "out",
    }
}

/// Somebody says that they are on site.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = OnSiteTap)]
#[serde(deny_unknown_fields)]
pub struct Tap {
    /// The post.
    pub post: String,
    /// Coming or leaving.
    pub kind: TapKind,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// The manager puts a record right.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = OnSiteCorrection)]
#[serde(deny_unknown_fields)]
pub struct PresenceCorrection {
    /// The post.
    pub post: String,
    /// Who.
    pub staff_id: Uuid,
    /// The day; not in the future.
    pub day: NaiveDate,
    /// When they came, `HH:MM:SS`; absent: they were not there.
    #[serde(default)]
    pub came: Option<NaiveTime>,
    /// When they left, `HH:MM:SS`.
    #[serde(default)]
    pub left: Option<NaiveTime>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// Why it is corrected.
    pub reason: String,
}

/// Somebody will not be there.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewStaffAbsence)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    /// The post.
    pub post: String,
    /// Who.
    pub staff_id: Uuid,
    /// Who comes instead.
    #[serde(default)]
    pub substitute_id: Option<Uuid>,
    /// First day: told before the hours of that day begin.
    pub from_on: NaiveDate,
    /// Last day, counted in.
    pub to_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// The posts that the caller fills today, on whichever contract.
pub async fn my_posts(tx: &mut Tx, desk: Desk<'_>) -> Result<Vec<MyPost>, StaffingError> {
    let today = desk.today();
    let scope = desk.by.scope(&ATTEND);
    let me = staff_by_account(tx, desk.by.person.0).await?;
    let labels = desk.app.state::<Registry>().labels(tx).await?;
    let assigned = assignments_of_staff(tx, me.iter().map(|row| row.id)).await?;
    let mut mine = Vec::new();
    for who in &me {
        let contract = ContractId(who.contract_id);
        let compiled = desk.version(tx, contract, today).await?;
        let absent = absences_of(tx, contract, (today, today)).await?;
        for post in posts(&compiled).into_iter().filter(|post| covers(&scope, contract, &post.works)) {
            let holds = assigned.iter().any(|row| row.staff_id == who.id && fills(row, &post, today));
            let instead = absent.iter().any(|row| row.post == post.key && row.substitute_id == Some(who.id));
            if !holds && !instead {
                continue;
            }
            let kept = presence_find(tx, contract, (today, &post.key, who.id)).await?;
            let open = days(&compiled, &post, today, today).unwrap_or_default();
            let called = labels.iter().find(|label| label.id == contract).map(|label| label.title.clone());
            mine.push(MyPost {
                contract_id: contract.0,
                contract: called.unwrap_or_default(),
                title: post.title,
                clause: post.clause,
                hours: post.window.describe(),
                staff_id: who.id,
                expected: !open.is_empty(),
                substitute: !holds,
                in_at: kept.as_ref().map(|row| row.in_at),
                out_at: kept.and_then(|row| row.out_at),
                post: post.key,
            });
        }
    }
    Ok(mine)
}

/// The caller says that they are on site, or leave. Time is the server's; a second tap changes nothing.
pub async fn tap(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: Tap) -> Result<Present, StaffingError> {
    desk.reader(&READ, contract)?;
    let today = desk.today();
    let (_, post) = known(tx, desk, contract, (&new.post, today)).await?;
    desk.require(&READ, &ATTEND, contract, &post.works)?;
    let who = me(tx, desk, contract, &post).await?;
    let mut form = Form::default();
    let place = form.optional("place", "地点", new.place.as_deref(), LINE);
    let note = form.optional("note", "备注", new.note.as_deref(), TEXT);
    form.done()?;
    let kept = presence_find(tx, contract, (today, &post.key, who.id)).await?;
    let row = match (kept, new.kind) {
        (Some(row), TapKind::In) => return Ok(present(row)),
        (Some(row), TapKind::Out) if row.out_at.is_some() => return Ok(present(row)),
        (Some(row), TapKind::Out) => {
            presence_out(tx, row.id, desk.now(), place.as_deref()).await?;
            PresenceRow { out_at: Some(desk.now()), place: row.place.clone().or(place), ..row }
        }
        (None, TapKind::Out) => {
            return Err(Refusal::state("今天还没有到岗记录。请先打到岗；忘记打卡的，请项目经理补记。").into());
        }
        (None, TapKind::In) => {
            let row = PresenceRow {
                id: desk.env.id(),
                contract_id: contract.0,
                post: post.key.clone(),
                staff_id: who.id,
                name: who.name.clone(),
                day: today,
                in_at: desk.now(),
                out_at: None,
                place,
                note,
                correction: None,
                by_id: desk.by.person.0,
                by_name: desk.by.name.clone(),
                at: desk.now(),
            };
            presence_put(tx, &row).await?;
            row
        }
    };
    let action = if new.kind == TapKind::In { "staffing.come" } else { "staffing.leave" };
    done(tx, desk, (contract, row.id), action, json!({ "name": row.name, "post": post.title })).await?;
    Ok(present(row))
}

/// The manager puts a record right, or takes it off; what it was stays in the trail.
pub async fn correct(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: PresenceCorrection,
) -> Result<Option<Present>, StaffingError> {
    desk.reader(&READ, contract)?;
    let today = desk.today();
    let (compiled, post) = known(tx, desk, contract, (&new.post, new.day.min(today))).await?;
    desk.require(&READ, &MANAGE, contract, &post.works)?;
    let who = staff_find(tx, new.staff_id).await?.filter(|who| who.contract_id == contract.0);
    let mut form = Form::default();
    let reason = form.required("reason", "更正原因", &new.reason, LINE);
    let place = form.optional("place", "地点", new.place.as_deref(), LINE);
    if new.day > today || new.day < compiled.effective_on {
        form.wrong("day", "只能更正合同生效以后、今天以前的记录");
    }
    if new.left.is_some_and(|left| new.came.is_none_or(|came| left < came)) {
        form.wrong("left", "离岗时间应晚于到岗时间");
    }
    if who.is_none() {
        form.wrong("staff_id", "人员名册中没有这个人");
    }
    form.done()?;
    let name = who.map(|who| who.name).unwrap_or_default();
    let was = presence_find(tx, contract, (new.day, &post.key, new.staff_id)).await?;
    let at =
        |time: NaiveTime| zone::start_of_day(new.day) + TimeDelta::seconds(i64::from(time.num_seconds_from_midnight()));
    let row = new.came.map(|came| PresenceRow {
        id: was.as_ref().map_or_else(|| desk.env.id(), |row| row.id),
        contract_id: contract.0,
        post: post.key.clone(),
        staff_id: new.staff_id,
        name: name.clone(),
        day: new.day,
        in_at: at(came),
        out_at: new.left.map(at),
        place: place.or_else(|| was.as_ref().and_then(|row| row.place.clone())),
        note: was.as_ref().and_then(|row| row.note.clone()),
        correction: Some(reason.clone()),
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    });
    match (&row, &was) {
        (Some(row), _) => presence_put(tx, row).await?,
        (None, Some(was)) => presence_drop(tx, was.id).await?,
        (None, None) => return Err(Refusal::field("came", "这一天没有记录，请填写到岗时间").into()),
    }
    let subject = row.as_ref().or(was.as_ref()).map_or(contract.0, |row| row.id);
    let detail = json!({
        "name": name, "post": post.title, "day": new.day, "reason": reason,
        "was": was.map(|row| json!({ "in": row.in_at, "out": row.out_at })),
        "now": row.as_ref().map(|row| json!({ "in": row.in_at, "out": row.out_at })),
    });
    done(tx, desk, (contract, subject), "staffing.correct", detail).await?;
    Ok(row.map(present))
}

/// Somebody will not be there, told before the hours of the day begin.
pub async fn tell_absence(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewAbsence,
) -> Result<AbsenceTold, StaffingError> {
    desk.reader(&READ, contract)?;
    let today = desk.today();
    let (compiled, post) = known(tx, desk, contract, (&new.post, today)).await?;
    desk.require(&READ, &ATTEND, contract, &post.works)?;
    let who = staff_find(tx, new.staff_id).await?.filter(|who| who.contract_id == contract.0);
    let instead = match new.substitute_id {
        Some(id) => staff_find(tx, id).await?.filter(|who| who.contract_id == contract.0),
        None => None,
    };
    let assigned = assignments_of(tx, contract).await?;
    let mut form = Form::default();
    let reason = form.required("reason", "缺勤原因", &new.reason, LINE);
    let holds =
        |row: &&AssignmentRow| row.staff_id == new.staff_id && post.takes(&row.position, row.on_site.as_deref());
    if who.is_none() || assigned.iter().find(holds).is_none() {
        form.wrong("staff_id", "这个人不在这个驻场岗位上");
    }
    if new.substitute_id.is_some() && (instead.is_none() || new.substitute_id == Some(new.staff_id)) {
        form.wrong("substitute_id", "请从人员名册中选择另一位代班的人");
    }
    if new.to_on < new.from_on || new.to_on > new.from_on + LONGEST {
        form.wrong("to_on", "结束日期应在开始日期以后，最长三个月");
    }
    if new.from_on < today || (new.from_on == today && begun(&compiled, &post, desk)?) {
        form.wrong("from_on", "缺勤要在当天上班以前告知；已经缺岗的，会如实显示为缺岗");
    }
    form.done()?;
    let row = AbsenceRow {
        id: desk.env.id(),
        contract_id: contract.0,
        post: post.key.clone(),
        staff_id: new.staff_id,
        name: who.map(|who| who.name).unwrap_or_default(),
        substitute_id: instead.as_ref().map(|who| who.id),
        substitute: instead.map(|who| who.name),
        from_on: new.from_on,
        to_on: new.to_on,
        reason,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    absence_insert(tx, &row).await?;
    let detail = json!({
        "name": row.name, "post": post.title, "from_on": row.from_on, "to_on": row.to_on, "substitute": row.substitute,
    });
    done(tx, desk, (contract, row.id), "staffing.tell_absence", detail).await?;
    Ok(absence(&row))
}

/// Whether the hours of today have begun at a post.
fn begun(compiled: &Compiled, post: &Post, desk: Desk<'_>) -> Result<bool, StaffingError> {
    let start = zone::start_of_day(desk.today());
    let open = compiled.time.window(&post.window).intervals_between(start, start + TimeDelta::days(1));
    let open = open.map_err(|error| Refusal::field("from_on", error.to_string()))?;
    Ok(open.first().is_none_or(|first| first.from <= desk.now()))
}

fn fills(row: &AssignmentRow, post: &Post, day: NaiveDate) -> bool {
    row.holds(day) && post.takes(&row.position, row.on_site.as_deref())
}

/// The post of a contract, as it is on `day`.
async fn known(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (key, day): (&str, NaiveDate),
) -> Result<(std::sync::Arc<Compiled>, Post), StaffingError> {
    let compiled = desk.version(tx, contract, day).await?;
    let post = posts(&compiled).into_iter().find(|post| post.key == *key);
    let post = post.ok_or_else(|| Refusal::field("post", "合同中没有这个驻场岗位，请重新选择"))?;
    Ok((compiled, post))
}

/// Who the caller is at a post today.
async fn me(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, post: &Post) -> Result<StaffRow, StaffingError> {
    let today = desk.today();
    let mine: Vec<_> =
        staff_by_account(tx, desk.by.person.0).await?.into_iter().filter(|row| row.contract_id == contract.0).collect();
    let assigned = assignments_of_staff(tx, mine.iter().map(|row| row.id)).await?;
    let absent = absences_of(tx, contract, (today, today)).await?;
    let found = mine.into_iter().find(|who| {
        assigned.iter().any(|row| row.staff_id == who.id && fills(row, post, today))
            || absent.iter().any(|row| row.post == post.key && row.substitute_id == Some(who.id))
    });
    let text = "您今天不在这个驻场岗位上。请项目经理在「人员」里登记您的账号和岗位，或登记您代班。";
    Ok(found.ok_or_else(|| Refusal::rule("not_assigned", text))?)
}

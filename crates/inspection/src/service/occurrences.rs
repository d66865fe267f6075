//! What is planned: read, moved, assigned, announced.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{model::Frequency, registry::Registry};
use jianyue_kernel::{Actor, BadCursor, Page, PageRequest, PersonId, Role};
use jianyue_platform::{Tx, events, form::Form, people::People};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, audited, changed, keep};
use crate::{
    error::InspectionError,
    model::{Announcement, Assignee, Kind, Occurrence, OccurrenceAnnounced, State, Unplanned},
    permissions::{PLAN, READ, RUN, covers, require, require_some},
    policy::plan::Wanted,
    store::{
        count::{Moves, count_move},
        horizon::horizon_read,
        occurrence::{OccurrenceRow, WantedRows, occurrence_find, occurrence_insert, occurrence_list, occurrence_lock},
    },
};

/// How far behind its period something may be announced to be made.
const LATEST: Days = Days::new(60);

/// Which occurrences are wanted.
#[derive(Clone, Debug, Default)]
pub struct OccurrencesRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Planned on this day or later.
    pub from: Option<NaiveDate>,
    /// Planned on this day or before.
    pub to: Option<NaiveDate>,
    /// In these states only.
    pub states: Vec<State>,
    /// Of one kind only.
    pub kind: Option<Kind>,
    /// Of one rule only.
    pub rule: Option<String>,
    /// Given to whoever asks.
    pub mine: bool,
    /// Which page.
    pub page: PageRequest,
}

/// How far a contract is planned, and what could not be.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionPlanStanding)]
pub struct PlanStanding {
    /// The last day up to which everything is planned; null before the first time.
    pub planned_to: Option<NaiveDate>,
    /// What could not be planned, and what to do.
    pub problems: Vec<Unplanned>,
}

/// What is changed of an occurrence; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = InspectionReplan)]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// The day it is planned for, inside its period.
    #[serde(default)]
    pub planned: Option<NaiveDate>,
    /// Who is to make it; null: nobody yet.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    pub assignee: Option<Option<Uuid>>,
}

#[expect(clippy::option_option, reason = "absent, null and a person are three different things")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Uuid>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// That something cannot be made as planned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = InspectionAnnounce)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// Why.
    pub reason: String,
    /// The day on which it is made instead, in its period or behind it.
    #[serde(default)]
    pub new_day: Option<NaiveDate>,
}

/// Something that is due because its trigger happened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewInspectionOccurrence)]
#[serde(deny_unknown_fields)]
pub struct NewOccurrence {
    /// The rule, of those that come with an event.
    pub rule: String,
    /// The day on which it is to be made, today or later.
    pub day: NaiveDate,
    /// What happened: the examination, the repair.
    pub occasion: String,
}

/// Occurrences that the one who acts may see, by the day they are planned for.
pub async fn occurrences(
    tx: &mut Tx,
    desk: Desk<'_>,
    request: OccurrencesRequest,
) -> Result<Page<Occurrence>, InspectionError> {
    let after = match request.page.after::<2>()? {
        None => None,
        Some([day, id]) => Some((day.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)),
    };
    let wanted = WantedRows {
        scope: desk.by.scope(&READ),
        contract: request.contract,
        from: request.from,
        to: request.to,
        states: request.states,
        kind: request.kind,
        rule: request.rule,
        assignee: request.mine.then_some(desk.by.person.0),
        after,
    };
    let limit = request.page.limit();
    let rows = occurrence_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.planned_on.to_string(), row.id.to_string()]);
    Ok(page.map(|row| shown(row, desk)))
}

/// An occurrence.
pub async fn occurrence(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Occurrence, InspectionError> {
    let row = occurrence_find(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &READ, row.contract_id.into(), &row.works())?;
    Ok(shown(row, desk))
}

/// How far a contract is planned.
pub async fn plan_standing(tx: &mut Tx, by: &Actor, contract: Uuid) -> Result<PlanStanding, InspectionError> {
    require_some(by, &READ, contract.into())?;
    let row = horizon_read(tx, contract.into()).await?;
    Ok(row.map_or(PlanStanding { planned_to: None, problems: Vec::new() }, |row| PlanStanding {
        planned_to: Some(row.planned_to),
        problems: row.problems.0,
    }))
}

/// Holds an occurrence, if `needed` is held for it.
pub(super) async fn held(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    needed: &jianyue_kernel::Permission,
) -> Result<OccurrenceRow, InspectionError> {
    let row = occurrence_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, needed, row.contract_id.into(), &row.works())?;
    Ok(row)
}

/// Moves it inside its period, or gives it to somebody.
pub async fn replan(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: i64,
    change: Replan,
) -> Result<Occurrence, InspectionError> {
    let mut row = held(tx, desk, id, &PLAN).await?;
    if row.version != version {
        let current = serde_json::to_value(shown(row, desk)).map_err(jianyue_platform::DbError::from)?;
        return Err(InspectionError::Stale { current: Box::new(current) });
    }
    if !row.state.is_open() {
        return Err(InspectionError::WrongState("这项工作已经结束，不能再改期或指派。请刷新后查看。"));
    }
    let before = row.clone();
    if let Some(planned) = change.planned.filter(|planned| *planned != row.planned_on) {
        if planned < row.from_on || planned > row.due_on {
            let says = format!("计划日应在 {} 至 {} 之间；要改到以后，请先事先告知", row.from_on, row.due_on);
            return Err(InspectionError::field("planned", says));
        }
        if planned < desk.today() {
            return Err(InspectionError::field("planned", "计划日不能改到今天以前"));
        }
        row.planned_on = planned;
        row.told = false;
    }
    if let Some(assignee) = change.assignee {
        (row.assignee_id, row.assignee_name) = match assignee {
            None => (None, None),
            Some(person) => {
                let name = may_make(tx, desk, &row, person).await?;
                (Some(person), Some(name))
            }
        };
    }
    row.touched = true;
    keep(tx, desk, &before, &mut row).await?;
    let detail = json!({
        "title": row.title, "planned": row.planned_on, "before": before.planned_on, "assignee": row.assignee_name,
    });
    audited(tx, desk, "inspection.replan", id, row.contract_id, detail).await?;
    Ok(shown(row, desk))
}

/// The name of a person who may make it.
async fn may_make(tx: &mut Tx, desk: Desk<'_>, row: &OccurrenceRow, person: Uuid) -> Result<String, InspectionError> {
    let refused = || InspectionError::field("assignee", "只能指派给这份合同的运维工程师或项目经理，请重新选择");
    let people = desk.app.state::<People>();
    let found = people.0.person(tx, PersonId(person), row.contract_id.into()).await?.ok_or_else(refused)?;
    let able = found.roles.iter().any(|role| matches!(role, Role::Engineer | Role::VendorManager));
    if able { Ok(found.name) } else { Err(refused()) }
}

/// Tells beforehand that it cannot be made as planned. What is told after its day is no announcement.
pub async fn announce(tx: &mut Tx, desk: Desk<'_>, id: Uuid, told: Announce) -> Result<Occurrence, InspectionError> {
    let mut row = held(tx, desk, id, &RUN).await?;
    let mut form = Form::default();
    let reason = form.required("reason", "原因", &told.reason, 500);
    let today = desk.today();
    if !matches!(row.state, State::Planned | State::Announced) {
        return Err(InspectionError::WrongState("这项工作已经开始或已经结束，不能再事先告知。请刷新后查看。"));
    }
    if today > row.planned_on {
        return Err(InspectionError::AnnouncedTooLate { planned: row.planned_on });
    }
    if let Some(day) = told.new_day {
        let latest = row.to_on.checked_add_days(LATEST).unwrap_or(row.to_on);
        if day <= row.planned_on {
            form.wrong("new_day", format!("改到的日期应晚于原计划日 {}", row.planned_on));
        } else if day > latest {
            form.wrong("new_day", format!("改到的日期最晚为 {latest}"));
        }
    }
    form.done()?;
    let before = row.clone();
    row.announcement = Some(Json(Announcement {
        at: desk.now(),
        by: desk.by.name.clone(),
        reason: reason.clone(),
        planned: row.planned_on,
        new_day: told.new_day,
    }));
    row.touched = true;
    row.state = State::Announced;
    row.due_on = row.to_on;
    if let Some(day) = told.new_day {
        (row.planned_on, row.told) = (day, false);
        row.due_on = row.to_on.max(day);
        if day <= row.to_on {
            // Made in its period all the same: nothing is left out.
            row.state = State::Planned;
        }
    }
    keep(tx, desk, &before, &mut row).await?;
    let instead = told.new_day.map_or("本期不能执行".to_owned(), |day| format!("改到 {day} 执行"));
    let event = OccurrenceAnnounced {
        occurrence_id: id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        text: format!("{}（原计划 {}）{instead}：{reason}", row.title, before.planned_on),
        clause: row.clause.clone(),
        new_day: told.new_day,
        by: desk.by.name.clone(),
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    let detail = json!({ "title": row.title, "reason": reason, "planned": before.planned_on, "new_day": told.new_day });
    audited(tx, desk, "inspection.announce", id, row.contract_id, detail).await?;
    Ok(shown(row, desk))
}

/// Adds something that is due because its trigger happened.
pub async fn add_occurrence(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: Uuid,
    new: NewOccurrence,
) -> Result<Occurrence, InspectionError> {
    require_some(desk.by, &RUN, contract.into())?;
    let compiled = desk.app.state::<Registry>().in_force(tx, contract.into(), desk.now()).await?;
    let compiled = compiled.ok_or(InspectionError::NotFound)?;
    let of_event = |rule: &&jianyue_contracts::model::Inspection| rule.frequency == Frequency::OnEvent;
    let mut form = Form::default();
    let occasion = form.required("occasion", "事由", &new.occasion, 200);
    if new.day < desk.today() {
        form.wrong("day", "日期不能早于今天");
    }
    let Some(rule) = compiled.model.inspections.iter().filter(of_event).find(|rule| rule.id == new.rule) else {
        let known: Vec<&str> = compiled.model.inspections.iter().filter(of_event).map(|rule| &*rule.id).collect();
        form.wrong("rule", format!("合同中没有这条按事件执行的规则，可选：{}", known.join("、")));
        form.done()?;
        return Err(InspectionError::NotFound);
    };
    form.done()?;
    if !covers(&desk.by.scope(&RUN), contract.into(), &rule.works) {
        return Err(InspectionError::NotFound);
    }
    let id = desk.env.id();
    let wanted = Wanted {
        key: format!("{}|inspection|{}|{id}", rule.id, new.day),
        version: compiled.version.0,
        kind: Kind::Inspection,
        rule: rule.id.clone(),
        clause: rule.clause.clone(),
        assumed: rule.assumed.clone(),
        title: format!("{}（{occasion}）", rule.title),
        from: new.day,
        to: new.day,
        planned: new.day,
        phase: None,
        festival: None,
        works: rule.works.clone(),
    };
    let row = OccurrenceRow { touched: true, ..OccurrenceRow::planned(id, contract.into(), wanted) };
    occurrence_insert(tx, std::slice::from_ref(&row)).await?;
    let mut moves = Moves::default();
    moves.add(&row, 1);
    count_move(tx, moves).await?;
    events::record(tx, desk.env, &changed(&row, desk.now())).await?;
    let detail = json!({ "title": row.title, "day": new.day });
    audited(tx, desk, "inspection.add", id, contract, detail).await?;
    Ok(shown(row, desk))
}

/// It as the one who acts is shown it.
pub(super) fn shown(row: OccurrenceRow, desk: Desk<'_>) -> Occurrence {
    let (works, contract) = (row.works(), row.contract_id.into());
    let today = desk.today();
    let mut allowed_actions = Vec::new();
    if covers(&desk.by.scope(&RUN), contract, &works) && row.state != State::Cancelled {
        let made = matches!(row.state, State::Done | State::DoneLate);
        if !made && today >= row.from_on {
            allowed_actions.push("run");
        }
        if matches!(row.state, State::Planned | State::Announced) && today <= row.planned_on {
            allowed_actions.push("announce");
        }
    }
    if row.state.is_open() && covers(&desk.by.scope(&PLAN), contract, &works) {
        allowed_actions.push("plan");
    }
    Occurrence {
        id: row.id,
        contract_id: row.contract_id,
        version_id: row.version_id,
        phase: row.phase(),
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        title: row.title,
        kind: row.kind,
        from: row.from_on,
        to: row.to_on,
        planned: row.planned_on,
        due: row.due_on,
        festival: row.festival,
        works,
        state: row.state,
        assignee: row.assignee_id.zip(row.assignee_name).map(|(id, name)| Assignee { id, name }),
        run_id: row.run_id,
        announcement: row.announcement.map(|announcement| announcement.0),
        proof: row.proof.map(|proof| proof.0),
        ended_at: row.ended_at,
        allowed_actions,
        version: row.version,
    }
}

//! What somebody declares, checked against the contract, and the phases and checklists that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jianyue_contracts::{Contract, Desk};
use jianyue_platform::{
    Tx,
    form::{Form, FormFaults},
};
use jianyue_sla::{CalendarError, WorkCalendar};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::known::Known;
use crate::{
    error::AssuranceError,
    model::{AssuranceRule, PhaseKind},
    policy::{
        days::{Span, each_day, fits, usual},
        rules::{occurrences, points, rule, rules},
        template::TEMPLATE,
    },
    store::{
        item::{ItemRow, item_remove, items_insert, items_of},
        period::PeriodRow,
        phase::{PhaseRow, phase_insert, phase_update},
        works_text,
    },
};

/// The longest period, in days.
const DAYS: i64 = 92;

/// The days of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = AssurancePhaseDays)]
#[serde(deny_unknown_fields)]
pub struct PhaseDays {
    /// Before or after; the days during are those of the period.
    pub phase: PhaseKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
}

/// What is declared.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub title: String,
    pub reason: String,
    /// Empty for none; absent for the one that the contract suggests.
    pub rule: Option<String>,
    pub works: Vec<String>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub phases: Vec<PhaseDays>,
}

/// The same, checked.
pub(super) struct Draft {
    pub title: String,
    pub reason: String,
    pub rule: Option<AssuranceRule>,
    pub works: Vec<String>,
    pub span: Span,
    pub phases: BTreeMap<PhaseKind, Span>,
}

impl Draft {
    pub fn check(
        contract: &Contract,
        calendar: &WorkCalendar,
        today: NaiveDate,
        wish: &Wish,
    ) -> Result<Self, FormFaults> {
        let mut form = Form::default();
        let title = form.required("title", "名称", &wish.title, 60);
        let reason = form.required("reason", "依据", &wish.reason, 500);
        let span = (wish.from, wish.to);
        let term = contract.service_period();
        if wish.to < wish.from || (wish.to - wish.from).num_days() >= DAYS {
            form.wrong("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期"));
        } else if wish.to < today {
            form.wrong("to", "这段日期已经过去，不能再申报");
        } else if wish.from < term.from || wish.to > term.to {
            form.wrong("from", format!("日期超出合同服务期（{} 至 {}），请改在服务期内", term.from, term.to));
        }
        for work in wish.works.iter().filter(|key| contract.work(key).is_none()) {
            form.wrong("works", format!("合同中没有编号为“{work}”的工作，请重新选择"));
        }
        let chosen = match wish.rule.as_deref() {
            Some("") => None,
            Some(id) => {
                let found = rule(contract, id);
                if found.is_none() {
                    form.wrong("rule", "合同中没有这条可以要求保障的条款，请重新选择或不选");
                }
                found
            }
            None => rules(contract).into_iter().find(|rule| !rule.phases.is_empty()),
        };
        let kinds = match &chosen {
            Some(rule) if !rule.phases.is_empty() => rule.phases.clone(),
            _ => PhaseKind::ALL.to_vec(),
        };
        let mut phases = BTreeMap::new();
        for kind in kinds {
            let given = wish.phases.iter().find(|days| days.phase == kind).map(|days| (days.from, days.to));
            match given.map_or_else(|| usual(kind, span, calendar), Ok) {
                Ok(days) if fits(kind, days, span) => {
                    phases.insert(kind, days);
                }
                Ok(_) if wish.to < wish.from => {}
                Ok(_) => form.wrong("phases", wrong_days(kind)),
                Err(CalendarError::NoHolidayData { year }) => form.wrong(
                    "phases",
                    format!("没有 {year} 年的放假安排，算不出{}的日期：请自行填写，或请系统管理员先导入", kind.label()),
                ),
                Err(CalendarError::OutOfRange) => form.wrong("from", "日期太远，请核对"),
            }
        }
        form.done()?;
        Ok(Self { title, reason, rule: chosen, works: wish.works.clone(), span, phases })
    }

    /// Writes what was checked into a row.
    pub fn write(&self, row: &mut PeriodRow) {
        row.title.clone_from(&self.title);
        row.reason.clone_from(&self.reason);
        row.rule = self.rule.as_ref().map(|rule| rule.id.clone());
        row.clause = self.rule.as_ref().map(|rule| rule.clause.clone());
        row.assumed = self.rule.as_ref().and_then(|rule| rule.assumed.clone());
        row.works = works_text(&self.works);
        (row.from_on, row.to_on) = self.span;
    }

    /// Brings phases and checklists in line; what is completed stays as it is.
    pub async fn lay_out(
        &self,
        tx: &mut Tx,
        desk: Desk<'_>,
        known: &mut Known,
        (contract, calendar): (&Contract, &WorkCalendar),
    ) -> Result<(), AssuranceError> {
        let rule = self.rule.as_ref().map(|rule| rule.id.as_str());
        let proves = rule.map(|id| occurrences(contract, calendar, id, &self.works, self.span)).unwrap_or_default();
        let kept = items_of(tx, known.row.id).await?;
        let mut place = kept.iter().map(|item| item.place).max().unwrap_or_default();
        for (kind, (from, to)) in &self.phases {
            let occurrence_on = proves.get(kind).copied();
            if let Some(phase) = known.phases.iter_mut().find(|phase| phase.phase == *kind) {
                if phase.done_at.is_none() {
                    (phase.from_on, phase.to_on, phase.occurrence_on) = (*from, *to, occurrence_on);
                    phase_update(tx, phase).await?;
                    let days = redo_days(tx, desk, phase, &kept, &mut place).await?;
                    items_insert(tx, &days).await?;
                }
                continue;
            }
            let phase = PhaseRow {
                id: desk.env.id(),
                period_id: known.row.id,
                contract_id: known.row.contract_id,
                phase: *kind,
                from_on: *from,
                to_on: *to,
                occurrence_on,
                summary: None,
                done_on: None,
                done_at: None,
                done_name: None,
                proved: false,
            };
            phase_insert(tx, &phase).await?;
            let points = rule.map(|id| points(contract, id)).unwrap_or_default();
            items_insert(tx, &checklist(desk, &phase, &points, &mut place)).await?;
            known.phases.push(phase);
        }
        Ok(())
    }
}

fn wrong_days(kind: PhaseKind) -> String {
    match kind {
        PhaseKind::Before => "保障前的日期应在开始日之前 60 天内，且先后正确".to_owned(),
        PhaseKind::During => "保障中的日期就是特殊时期的日期，不需要另填".to_owned(),
        PhaseKind::After => "保障后的日期应在结束日之后 60 天内，且先后正确".to_owned(),
    }
}

/// The items that a phase begins with: the house's template, then what the contract names.
fn checklist(desk: Desk<'_>, phase: &PhaseRow, points: &[(PhaseKind, String)], place: &mut i64) -> Vec<ItemRow> {
    let mut items = Vec::new();
    for one in TEMPLATE.iter().filter(|one| one.phase == phase.phase) {
        let days: Vec<Option<NaiveDate>> =
            if one.daily { each_day((phase.from_on, phase.to_on)).map(Some).collect() } else { vec![None] };
        items.extend(days.into_iter().map(|day| item(desk, phase, place, (one.key, one.title), day)));
    }
    let own = points.iter().filter(|(kind, _)| *kind == phase.phase);
    items.extend(own.map(|(_, title)| item(desk, phase, place, ("contract", &format!("合同事项：{title}")), None)));
    items
}

/// The daily items of a phase whose days were moved: those of days that are no more are gone unless they are ticked off.
async fn redo_days(
    tx: &mut Tx,
    desk: Desk<'_>,
    phase: &PhaseRow,
    kept: &[ItemRow],
    place: &mut i64,
) -> Result<Vec<ItemRow>, AssuranceError> {
    let mut there: BTreeSet<(&str, NaiveDate)> = BTreeSet::new();
    for (item, day) in kept.iter().filter(|item| item.phase_id == phase.id).filter_map(|item| Some((item, item.day?))) {
        if item.done_at.is_none() && !(phase.from_on <= day && day <= phase.to_on) {
            item_remove(tx, item.id).await?;
        } else {
            there.insert((item.key.as_str(), day));
        }
    }
    let mut missing = Vec::new();
    for one in TEMPLATE.iter().filter(|one| one.phase == phase.phase && one.daily) {
        for day in each_day((phase.from_on, phase.to_on)).filter(|day| !there.contains(&(one.key, *day))) {
            missing.push(item(desk, phase, place, (one.key, one.title), Some(day)));
        }
    }
    Ok(missing)
}

fn item(
    desk: Desk<'_>,
    phase: &PhaseRow,
    place: &mut i64,
    (key, title): (&str, &str),
    day: Option<NaiveDate>,
) -> ItemRow {
    *place += 1;
    ItemRow {
        id: desk.env.id(),
        phase_id: phase.id,
        period_id: phase.period_id,
        place: *place,
        key: key.to_owned(),
        title: title.to_owned(),
        who: None,
        day,
        done_at: None,
        done_by: None,
        done_name: None,
        remark: None,
    }
}

/// An item that somebody adds.
pub(super) fn own_item(desk: Desk<'_>, phase: &PhaseRow, place: i64, title: String, who: Option<String>) -> ItemRow {
    let mut place = place;
    ItemRow { who, ..item(desk, phase, &mut place, ("own", &title), None) }
}

/// A period that nobody has seen yet.
pub(super) fn blank(desk: Desk<'_>, contract: Uuid, occasion: crate::model::Occasion, no_release: bool) -> PeriodRow {
    let now = desk.now();
    PeriodRow {
        id: desk.env.id(),
        contract_id: contract,
        title: String::new(),
        occasion,
        reason: String::new(),
        rule: None,
        clause: None,
        assumed: None,
        works: String::new(),
        from_on: desk.today(),
        to_on: desk.today(),
        holds_from: None,
        no_release,
        state: crate::model::PeriodState::Declared,
        declared_by: desk.by.person.0,
        declared_name: desk.by.name.clone(),
        declared_at: now,
        confirmed_name: None,
        confirmed_at: None,
        ended_name: None,
        ended_at: None,
        ended_reason: None,
        version: 1,
        updated_at: now,
    }
}

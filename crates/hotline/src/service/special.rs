//! Special days: exams and rehearsals, told of by people because no contract names them. Special periods are asked of the
//! module that keeps them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use jianyue_contracts::{model::WindowEvent, registry::Registry};
use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{
    App, DbError, Tx,
    audit::{self, Entry},
    form::Form,
    periods::special_periods,
};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::HotlineError,
    model::{SpecialDays, SpecialKind},
    permissions::{ROSTER_READ, SPECIAL_DAYS, require},
    store::special as store,
};

/// The most days that are told of at once.
const DAYS: i64 = 92;

/// Special days to be told of.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSpecialDays {
    /// What is special about them.
    pub kind: SpecialKind,
    /// The first day in Shanghai.
    pub from: NaiveDate,
    /// The last day, counted in; the first when absent, at most 92 days.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// From when on each of them, `HH:MM`. With `closes`, or neither.
    #[serde(default)]
    pub opens: Option<String>,
    /// Until when, `HH:MM`, at most `24:00`.
    #[serde(default)]
    pub closes: Option<String>,
    /// Where that is known from: a notice, a letter of the client.
    pub reason: String,
}

/// The special days of a contract that end on `from` or later, all when absent, with the special periods of the next year.
pub async fn special_days(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    from: Option<NaiveDate>,
) -> Result<Vec<SpecialDays>, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_READ, contract)?;
    let ever = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
    let until = zone::local_date(app.env().now()).checked_add_days(Days::new(366)).unwrap_or(ever);
    let mut told = told_of(app, tx, contract, (from.unwrap_or(ever), until)).await?;
    told.sort_by_key(|days| (days.from, days.id));
    Ok(told)
}

/// The special days of a contract that end on `from` or later and begin by `to`, with the special periods that its client
/// declared.
pub(super) async fn told_of(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<SpecialDays>, DbError> {
    let mut told = store::special_since(tx, contract, from).await?;
    let declared = special_periods(app, tx, contract, from, to).await?;
    told.extend(declared.into_iter().map(|period| SpecialDays {
        id: period.id,
        contract_id: contract.0,
        kind: SpecialKind::SpecialPeriod,
        from: period.from,
        to: period.to,
        opens: None,
        closes: None,
        reason: period.title,
        by: String::new(),
        created_at: DateTime::UNIX_EPOCH,
    }));
    Ok(told)
}

/// Tells of special days.
pub async fn add_special_days(
    tx: &mut Tx,
    (env, registry): (&Env, &Registry),
    by: &Actor,
    contract: ContractId,
    new: NewSpecialDays,
) -> Result<SpecialDays, HotlineError> {
    require(by, &ROSTER_READ, &SPECIAL_DAYS, contract)?;
    let version =
        registry.shown(tx, contract, zone::start_of_day(new.from)).await?.ok_or(HotlineError::NotFound)?.model.clone();
    let concerned = version.windows.iter().any(|window| match new.kind {
        SpecialKind::Exam => window.event == Some(WindowEvent::ExamSession),
        SpecialKind::MockExam => window.event == Some(WindowEvent::MockExam),
        SpecialKind::SpecialPeriod => false,
    });
    let mut form = Form::default();
    if new.kind == SpecialKind::SpecialPeriod {
        form.wrong("kind", "特殊时期请在“重要保障”页申报，甲方确认后排班即按它检查，不在这里登记");
    } else if !concerned {
        let message = format!("本合同没有只在{}适用的服务时段，不需要登记这些日期", new.kind.label());
        form.wrong("kind", message);
    }
    let to = new.to.unwrap_or(new.from);
    if to < new.from || (to - new.from).num_days() >= DAYS {
        form.wrong("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期"));
    }
    check_hours(new.opens.as_deref(), new.closes.as_deref(), &mut form);
    let reason = form.required("reason", "依据", &new.reason, 200);
    form.done()?;
    let days = SpecialDays {
        id: env.id(),
        contract_id: contract.0,
        kind: new.kind,
        from: new.from,
        to,
        opens: new.opens,
        closes: new.closes,
        reason,
        by: by.name.clone(),
        created_at: env.now(),
    };
    store::special_insert(tx, &days, by.person.0).await?;
    audit::record(tx, env, by, entry("hotline.special_days_add", &days)).await?;
    Ok(days)
}

/// Takes special days back.
pub async fn remove_special_days(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), HotlineError> {
    let days = store::special_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(by, &ROSTER_READ, &SPECIAL_DAYS, days.contract_id.into())?;
    store::special_delete(tx, id).await?;
    audit::record(tx, env, by, entry("hotline.special_days_remove", &days)).await?;
    Ok(())
}

fn entry(action: &'static str, days: &SpecialDays) -> Entry {
    let detail: Value = json!({
        "kind": days.kind, "from": days.from, "to": days.to, "opens": days.opens, "closes": days.closes,
        "reason": days.reason,
    });
    Entry { action, subject: days.id, contract: Some(days.contract_id.into()), detail }
}

fn check_hours(opens: Option<&str>, closes: Option<&str>, form: &mut Form) {
    let fits = match (opens, closes) {
        (None, None) => true,
        (Some(opens), Some(closes)) => seconds(opens).zip(seconds(closes)).is_some_and(|(from, to)| from < to),
        _ => false,
    };
    if !fits {
        let message = "起止时间应同时填写或都不填，写作 08:00、20:00，最晚 24:00，且开始早于结束".to_owned();
        form.wrong("opens", message);
    }
}

/// Seconds of a day at which `HH:MM` is; at most `24:00`.
pub(super) fn seconds(text: &str) -> Option<i64> {
    if text == "24:00" {
        return Some(86_400);
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5)?;
    Some((time - NaiveTime::MIN).num_seconds())
}

//! Declaring a special period, and changing what was declared.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, desk::covers};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    draft::{Draft, PhaseDays, Wish, blank},
    known::{Known, frame},
    reading::detail_of,
};
use crate::{
    error::AssuranceError,
    model::{Occasion, PeriodInFull, PeriodState},
    permissions::{CONFIRM, DECLARE, READ},
    policy::days::holds_from,
    store::{
        period::{period_insert, period_of_days, period_update},
        works_text,
    },
};

/// A special period to be declared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewAssurancePeriod)]
#[serde(deny_unknown_fields)]
pub struct NewPeriod {
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub occasion: Occasion,
    /// The client's notice, or why.
    pub reason: String,
    /// The rule of the contract that asks for it; empty for none, and the one that the contract suggests when absent.
    #[serde(default)]
    pub rule: Option<String>,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// First day in Shanghai.
    pub from: NaiveDate,
    /// Last day, counted in; at most 92 days.
    pub to: NaiveDate,
    /// Whether nothing may be released on these days.
    #[serde(default)]
    pub freeze: bool,
    /// The days before and after, where they are not the usual three working days.
    #[serde(default)]
    pub phases: Vec<PhaseDays>,
}

/// What is to be changed of a period; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = AssurancePeriodChange)]
#[serde(deny_unknown_fields)]
pub struct PeriodChange {
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub occasion: Option<Occasion>,
    /// The client's notice, or why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The rule that asks for it; empty for none.
    #[serde(default)]
    pub rule: Option<String>,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Option<Vec<String>>,
    /// First day.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Whether nothing may be released.
    #[serde(default)]
    pub freeze: Option<bool>,
    /// The days before and after; the usual ones for a phase that is not named.
    #[serde(default)]
    pub phases: Option<Vec<PhaseDays>>,
}

/// Declares a special period. Declared by the client it is confirmed at once.
pub async fn declare(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewPeriod,
) -> Result<PeriodInFull, AssuranceError> {
    desk.reader(&READ, contract)?;
    desk.require(&READ, &DECLARE, contract, &new.works)?;
    let (version, time) = frame(tx, desk, contract, new.from).await?;
    let wish = Wish {
        title: new.title,
        reason: new.reason,
        rule: new.rule,
        works: new.works,
        from: new.from,
        to: new.to,
        phases: new.phases,
    };
    let draft = Draft::check(&version.model, time.calendar(), desk.today(), &wish)?;
    let works = works_text(&draft.works);
    let others = period_of_days(tx, contract, draft.span).await?;
    if let Some(same) = others.iter().find(|one| (one.from_on, one.to_on) == draft.span && one.works == works) {
        let text = format!("这几天已经申报过特殊时期“{}”，不需要重复申报。可以打开它修改。", same.title);
        return Err(Refusal::rule("already_declared", text).into());
    }
    let mut row = blank(desk, contract.0, new.occasion, new.freeze);
    draft.write(&mut row);
    let by_client = covers(&desk.by.scope(&CONFIRM), contract, &draft.works);
    if by_client {
        row.state = PeriodState::Confirmed;
        row.confirmed_name = Some(desk.by.name.clone());
        row.confirmed_at = Some(desk.now());
        row.holds_from = Some(holds_from(row.from_on, desk.today(), None));
    }
    period_insert(tx, &row).await?;
    let mut known = Known { row, phases: Vec::new() };
    draft.lay_out(tx, desk, &mut known, (&version.model, time.calendar())).await?;
    if by_client {
        known.tell_changed(tx, desk, "confirmed", draft.span).await?;
    } else {
        known.tell_worked(tx, desk).await?;
    }
    known.tell_people(tx, desk, told(&known, by_client)).await?;
    let detail = json!({ "reason": known.row.reason, "freeze": known.row.no_release, "confirmed": by_client });
    known.audit(tx, desk, "assurance.declare", detail).await?;
    detail_of(tx, desk, known).await
}

/// Whom a period is told to, and what.
pub(super) fn told(known: &Known, confirmed: bool) -> (&'static str, String) {
    let (title, from, to) = (&known.row.title, known.row.from_on, known.row.to_on);
    let freeze = if known.row.no_release { "，期间停止一切发布" } else { "" };
    if confirmed {
        let first = known.phases.iter().map(|phase| phase.from_on).min().unwrap_or(from);
        ("vendor", format!("甲方已确认“{title}”：{from} 至 {to} 为特殊时期{freeze}，保障工作从 {first} 开始"))
    } else {
        ("client", format!("乙方申报“{title}”：{from} 至 {to}{freeze}，请确认；确认前不生效"))
    }
}

/// Changes what was declared. A confirmed period is changed by the client only, and stays confirmed.
pub async fn change(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    wanted: PeriodChange,
) -> Result<PeriodInFull, AssuranceError> {
    let known = Known::take(tx, desk, id, &DECLARE).await?;
    let confirmed = match known.row.state {
        PeriodState::Withdrawn => return Err(Refusal::state("这个特殊时期已经撤回，不能再改。请另行申报。").into()),
        state => state == PeriodState::Confirmed,
    };
    let mut works = known.row.works();
    works.extend(wanted.works.iter().flatten().cloned());
    if confirmed || wanted.works.is_some() {
        let needed = if confirmed { &CONFIRM } else { &DECLARE };
        let all = wanted.works.as_ref().is_some_and(Vec::is_empty);
        desk.require(&READ, needed, known.row.contract(), if all { &[] } else { &works })?;
    }
    if known.row.version != version {
        return Err(Refusal::stale(&detail_of(tx, desk, known).await?).into());
    }
    let mut known = known;
    let old = known.span();
    let row = &known.row;
    let kept =
        |phase: &crate::store::phase::PhaseRow| PhaseDays { phase: phase.phase, from: phase.from_on, to: phase.to_on };
    let moved = wanted.from.is_some_and(|day| day != row.from_on) || wanted.to.is_some_and(|day| day != row.to_on);
    let phases = match wanted.phases {
        Some(phases) => phases,
        None if moved => Vec::new(),
        None => known.phases.iter().map(kept).collect(),
    };
    let wish = Wish {
        title: wanted.title.unwrap_or_else(|| row.title.clone()),
        reason: wanted.reason.unwrap_or_else(|| row.reason.clone()),
        rule: Some(wanted.rule.or_else(|| row.rule.clone()).unwrap_or_default()),
        works: wanted.works.unwrap_or_else(|| row.works()),
        from: wanted.from.unwrap_or(row.from_on),
        to: wanted.to.unwrap_or(row.to_on),
        phases,
    };
    let (version, time) = frame(tx, desk, known.row.contract(), wish.from).await?;
    let draft = Draft::check(&version.model, time.calendar(), desk.today(), &wish)?;
    draft.write(&mut known.row);
    known.row.occasion = wanted.occasion.unwrap_or(known.row.occasion);
    known.row.no_release = wanted.freeze.unwrap_or(known.row.no_release);
    if confirmed {
        known.row.holds_from = Some(holds_from(known.row.from_on, desk.today(), known.row.holds_from));
    }
    keep(tx, desk, &mut known).await?;
    draft.lay_out(tx, desk, &mut known, (&version.model, time.calendar())).await?;
    if confirmed {
        known.tell_changed(tx, desk, "changed", old).await?;
    } else {
        known.tell_worked(tx, desk).await?;
    }
    let detail = json!({ "before": { "from": old.0, "to": old.1 }, "freeze": known.row.no_release });
    known.audit(tx, desk, "assurance.change", detail).await?;
    detail_of(tx, desk, known).await
}

/// Keeps a changed row as a new version.
pub(super) async fn keep(tx: &mut Tx, desk: Desk<'_>, known: &mut Known) -> Result<(), AssuranceError> {
    known.row.version += 1;
    known.row.updated_at = desk.now();
    period_update(tx, &known.row).await?;
    Ok(())
}

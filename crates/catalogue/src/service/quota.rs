//! What a contract includes, and what of it is used.

use chrono::NaiveDate;
use jianyue_contracts::{Contract, model::Rule};
use jianyue_kernel::ContractId;
use jianyue_platform::{DbError, Tx};

use crate::{
    model::{Effort, PersonDays, QuotaState},
    policy::quota::{limit_of, year_of_term},
    store::request::effort_used,
};

/// How much of the limit of `effort` is used in the year of the term that `day` falls into; `None` without a limit.
pub(crate) async fn quota(
    tx: &mut Tx,
    (contract, model): (ContractId, &Contract),
    effort: Option<&Effort>,
    day: NaiveDate,
) -> Result<Option<QuotaState>, DbError> {
    let Some((effort, rule)) = effort.and_then(|effort| Some((effort, effort.quota.as_deref()?))) else {
        return Ok(None);
    };
    let Some((duty, days)) = limit_of(model, rule, effort.month_days) else { return Ok(None) };
    let (from, to) = year_of_term(model, day);
    let used = effort_used(tx, contract, rule, (from, to)).await?;
    Ok(Some(QuotaState {
        rule: rule.to_owned(),
        clause: duty.clause().to_owned(),
        printed: duty.at_most.clone().unwrap_or_default(),
        days,
        used: PersonDays::of_hundredths(used),
        left: PersonDays::of_hundredths((days.hundredths() - used).max(0)),
        month_days: effort.month_days,
        assumed: effort.assumed.clone(),
        from,
        to,
    }))
}

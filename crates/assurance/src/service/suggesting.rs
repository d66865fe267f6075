//! What the calendar and the contract suggest.

use chrono::{Days, NaiveDate};
use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::known::frame;
use crate::{
    error::AssuranceError,
    model::{AssuranceHours, AssuranceRule},
    permissions::READ,
    policy::rules::{holidays, hours, rules},
    store::period::period_of_days,
};

/// How far ahead holidays are suggested.
const AHEAD: Days = Days::new(200);

/// A holiday of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SuggestedAssurancePeriod)]
pub struct SuggestedPeriod {
    /// What it would be called.
    pub title: String,
    /// First day off.
    pub from: NaiveDate,
    /// Last day off.
    pub to: NaiveDate,
    /// The period that was declared over these days already.
    pub declared: Option<Uuid>,
}

/// What is needed to declare a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssuranceSuggestions {
    /// Holidays of the next 200 days, in order.
    pub holidays: Vec<SuggestedPeriod>,
    /// Rules of the contract that may ask for a period, assurances first.
    pub rules: Vec<AssuranceRule>,
    /// Hours that become longer with a confirmation.
    pub hours: Vec<AssuranceHours>,
}

/// The holidays that could be declared, and what the contract says of special periods.
pub async fn suggestions(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
) -> Result<AssuranceSuggestions, AssuranceError> {
    desk.reader(&READ, contract)?;
    let today = desk.today();
    let (version, time) = frame(tx, desk, contract, today).await?;
    let term = version.model.service_period();
    let until = today.checked_add_days(AHEAD).unwrap_or(today);
    let declared = period_of_days(tx, contract, (today, until)).await?;
    let found = holidays(time.calendar(), today, AHEAD);
    let found = found.into_iter().filter(|(_, (from, to))| *from <= term.to && term.from <= *to);
    let holidays = found.map(|(name, (from, to))| SuggestedPeriod {
        title: format!("{name}保障"),
        from,
        to,
        declared: declared.iter().find(|one| one.from_on <= to && from <= one.to_on).map(|one| one.id),
    });
    Ok(AssuranceSuggestions {
        holidays: holidays.collect(),
        rules: rules(&version.model),
        hours: hours(&version.model),
    })
}

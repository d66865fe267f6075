//! What is coming: how many certificates end in which month.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::Tx;
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::CertificateError,
    permissions::{READ, require},
    store::day::days_list,
};

/// How many end in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CertificatesEnding)]
pub struct MonthEnding {
    /// The month, `2026-03`.
    pub month: String,
    /// How many in use end in it.
    pub n: i64,
}

/// What the register holds and what is coming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CertificateForecast)]
pub struct Forecast {
    /// How many the contract names; absent when it names none.
    pub contracted: Option<u32>,
    /// The clause that does.
    pub clause: Option<String>,
    /// How many are in use today.
    pub in_use: i64,
    /// How many are past their last day and were neither replaced nor taken back.
    pub expired: i64,
    /// How many end within 30 days.
    pub soon: i64,
    /// By month, from this one on.
    pub months: Vec<MonthEnding>,
}

/// What the register of a contract holds and what is coming.
pub async fn forecast(
    tx: &mut Tx,
    registry: &Registry,
    by: &Actor,
    contract: ContractId,
    now: DateTime<Utc>,
) -> Result<Forecast, CertificateError> {
    require(by, &READ, contract)?;
    let today = zone::local_date(now);
    let days = days_list(tx, contract).await?;
    let total = |fits: &dyn Fn(NaiveDate) -> bool| days.iter().filter(|(day, _)| fits(*day)).map(|(_, n)| n).sum();
    let mut months: Vec<MonthEnding> = Vec::new();
    for (day, n) in days.iter().filter(|(day, _)| *day >= today) {
        let month = format!("{:04}-{:02}", day.year(), day.month());
        match months.last_mut().filter(|last| last.month == month) {
            Some(last) => last.n += n,
            None => months.push(MonthEnding { month, n: *n }),
        }
    }
    let version = registry.shown(tx, contract, now).await?;
    let rules = version.as_ref().map_or(&[][..], |version| &version.model.certificates);
    Ok(Forecast {
        contracted: (!rules.is_empty()).then(|| rules.iter().map(|rule| rule.quantity).sum()),
        clause: rules.first().map(|rule| rule.clause.clone()),
        in_use: total(&|day| day >= today),
        expired: total(&|day| day < today),
        soon: total(&|day| day >= today && (day - today).num_days() <= 30),
        months,
    })
}

//! What happened, as a file or the database tells it. The format is described in `docs/billing-facts.md`.

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use jianyue_contracts::model::Fact;
use jianyue_kernel::{Money, Percent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything that payments, penalties and interest follow from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// Facts that payments wait for.
    pub happened: Vec<Happened>,
    /// Quantities that the client signed, for prices per unit.
    pub quantities: Vec<Quantity>,
    /// What was paid, by whoever owes the line.
    pub payments: Vec<Paid>,
    /// Times in which public funds could not be paid out.
    pub fiscal_delays: Vec<FiscalDelay>,
    /// What went wrong.
    pub breaches: Vec<Breach>,
    /// What was handed in as a bond.
    pub bonds: Vec<BondPiece>,
    /// Written demands for a payment that is late.
    pub demands: Vec<Demand>,
    /// The contract was ended early.
    pub termination: Option<Ending>,
    /// The service went on behind the end until this day, counted in.
    pub ran_on_until: Option<NaiveDate>,
    /// Totals of other contracts that a rule needs, by the name of the rule.
    pub other_totals: BTreeMap<String, Money>,
}

/// A fact that payments wait for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingFact)]
#[serde(deny_unknown_fields)]
pub struct Happened {
    /// Which.
    #[schema(value_type = String)]
    pub fact: Fact,
    /// The payment that it is told for; all when absent.
    #[serde(default, rename = "for")]
    pub of: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// A quantity that the client signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingQuantity)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// Names it among the quantities; the payment is called by the rule and this name.
    pub id: String,
    /// What it is about: an exam.
    pub title: String,
    /// Heads on the sheet.
    pub heads: u32,
    /// How long it lasted.
    #[schema(value_type = String)]
    pub hours: Hours,
    /// Agreed price per head and hour.
    #[schema(value_type = String)]
    pub price: Money,
    /// The day on which it was over.
    #[serde(default)]
    pub ended_on: Option<NaiveDate>,
    /// The day on which the client signed the sheet.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// The sheet.
    #[serde(default)]
    pub evidence: String,
}

/// Hours with at most two decimals, exactly; written `2.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    hundredths: u32,
}

impl Hours {
    /// So many hundredths of an hour.
    #[must_use]
    pub const fn from_hundredths(hundredths: u32) -> Self {
        Self { hundredths }
    }

    /// Hundredths of an hour.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.hundredths
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.hundredths / 100, self.hundredths % 100)
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}

impl TryFrom<String> for Hours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || format!("“{text}”不是小时数：写作 2 或 2.5，最多两位小数");
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(bad());
        }
        let whole: u32 = whole.parse().map_err(|_| bad())?;
        let part: u32 = format!("{part:0<2}").parse().map_err(|_| bad())?;
        let hundredths = whole.checked_mul(100).and_then(|whole| whole.checked_add(part)).ok_or_else(bad)?;
        Ok(Self { hundredths })
    }
}

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingPayment)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// The line that it pays.
    #[serde(rename = "for")]
    pub of: String,
    /// The day.
    pub on: NaiveDate,
    /// How much; below zero for a signed correction of an earlier entry.
    #[schema(value_type = String)]
    pub amount: Money,
    /// Number of the voucher.
    #[serde(default)]
    pub voucher: String,
}

/// A time in which public funds could not be paid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingFiscalDelay)]
#[serde(deny_unknown_fields)]
pub struct FiscalDelay {
    /// The payment concerned; all when absent.
    #[serde(default, rename = "for")]
    pub of: Option<String>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, counted in; absent while it lasts.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// The client's notice.
    #[serde(default)]
    pub evidence: String,
}

/// Something that went wrong, and what the client decided of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingBreach)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// Names it.
    pub id: String,
    /// The rule that prices it.
    pub rule: String,
    /// The day on which it happened; of a delay, the last day that was in time.
    pub on: NaiveDate,
    /// Of a delay: the day on which it was made good; absent while it lasts.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// How often, or how many items.
    #[serde(default = "once")]
    pub count: u32,
    /// Of a rule with bands: what was measured.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub measured: Option<Percent>,
    /// What caused it: breaches of one cause are not counted twice, unless the rules say that they add up.
    #[serde(default)]
    pub cause: Option<String>,
    /// The member of a consortium that it falls on; shared by all when absent.
    #[serde(default)]
    pub party: Option<String>,
    /// In words.
    #[serde(default)]
    pub text: String,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
    /// The day on which it was made good, so that payments no longer wait.
    #[serde(default)]
    pub remedied_on: Option<NaiveDate>,
    /// What the client decided; absent while it is only proposed.
    #[serde(default)]
    pub decision: Option<Decision>,
}

const fn once() -> u32 {
    1
}

impl Breach {
    /// One of which nothing is known but its day.
    #[must_use]
    pub fn blank(on: NaiveDate) -> Self {
        Self {
            id: String::new(),
            rule: String::new(),
            on,
            until: None,
            count: 1,
            measured: None,
            cause: None,
            party: None,
            text: String::new(),
            evidence: String::new(),
            remedied_on: None,
            decision: None,
        }
    }
}

/// What the client decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PenaltyDecision)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// The day.
    pub on: NaiveDate,
    /// What is owed, where it was reduced.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Money>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What became of a proposed penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PenaltyOutcome)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Owed as proposed.
    Confirmed,
    /// Owed in part.
    Reduced,
    /// Not owed.
    Waived,
}

/// A piece of a bond.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BondPiece)]
#[serde(deny_unknown_fields)]
pub struct BondPiece {
    /// The day on which it was handed in.
    pub on: NaiveDate,
    /// How much.
    #[schema(value_type = String)]
    pub amount: Money,
    /// In which form.
    pub form: BondForm,
    /// Of a letter of guarantee: its last day.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// The day on which it went back.
    #[serde(default)]
    pub returned_on: Option<NaiveDate>,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// In which form a bond is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BondForm {
    /// A transfer.
    Transfer,
    /// A letter of guarantee.
    Guarantee,
}

/// A written demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PaymentDemand)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// The payment that is demanded.
    #[serde(rename = "for")]
    pub of: String,
    /// The day.
    pub on: NaiveDate,
}

/// A contract that was ended early.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = EarlyEnding)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Its last day of service.
    pub on: NaiveDate,
    /// The day on which the notice was received; the last day of service when absent.
    #[serde(default)]
    pub notice_on: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_exact_and_written_as_they_are_read() {
        let read = |text: &str| Hours::try_from(text.to_owned()).map(Hours::hundredths).ok();
        assert_eq!([read("2"), read("2.5"), read("0.75"), read("10.05")], [Some(200), Some(250), Some(75), Some(1005)]);
        assert_eq!([read(""), read("2."), read("-1"), read("1.255"), read("1e3"), read("二")], [None; 6]);
        assert_eq!(Hours::from_hundredths(250).to_string(), "2.50");
    }
}

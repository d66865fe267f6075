//! What a payment waits for, and who has to act.

use jianyue_contracts::model::Fact;
use serde::Serialize;
use utoipa::ToSchema;

use crate::account::{Line, LineState};

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = PaymentActor)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The client's official.
    Official,
    /// The vendor's manager.
    Manager,
    /// The treasury, outside of this software.
    Treasury,
    /// The client's finance.
    Finance,
}

impl Who {
    /// As people call them.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Official => "甲方经办",
            Self::Manager => "项目经理",
            Self::Treasury => "财政部门",
            Self::Finance => "财务人员",
        }
    }
}

/// Something that holds a payment up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PaymentBlocker)]
pub struct Blocker {
    /// The condition; absent where all are met.
    #[schema(value_type = Option<String>)]
    pub fact: Option<Fact>,
    /// In words.
    pub what: String,
    /// Who has to act, one after the other.
    pub who: Vec<Who>,
}

/// Who brings a fact about, one after the other.
const fn responsible(fact: Fact) -> &'static [Who] {
    match fact {
        Fact::InvoiceReceived | Fact::BondReceived | Fact::NoBreach => &[Who::Manager],
        Fact::ReportsAccepted | Fact::StageAccepted | Fact::FinalAcceptance | Fact::QuantitySigned => {
            &[Who::Manager, Who::Official]
        }
        Fact::FundsArrived => &[Who::Treasury, Who::Finance],
        Fact::FirstPayment => &[Who::Finance],
        Fact::Signed | Fact::InForce | Fact::ExamEnded | Fact::NoticeGiven => &[Who::Official],
    }
}

/// What holds a payment up; nothing when it is paid.
#[must_use]
pub fn blockers(line: &Line) -> Vec<Blocker> {
    if line.state == LineState::Paid {
        return Vec::new();
    }
    let missing = line.conditions.iter().filter(|one| !one.met).map(|one| Blocker {
        fact: Some(one.fact),
        what: if one.evidence.is_empty() { one.name.to_owned() } else { format!("{}：{}", one.name, one.evidence) },
        who: responsible(one.fact).to_vec(),
    });
    let mut all: Vec<_> = missing.collect();
    if line.fiscal_delay {
        let who = vec![Who::Treasury, Who::Finance];
        all.push(Blocker { fact: None, what: "财政支付受限".to_owned(), who });
    }
    if all.is_empty() {
        let what = match line.due_on {
            Some(due) if line.late_days > 0 => format!("付款，应在 {due} 前付，已逾期 {} 天", line.late_days),
            Some(due) => format!("付款，应在 {due} 前付"),
            None => "付款".to_owned(),
        };
        all.push(Blocker { fact: None, what, who: vec![Who::Finance] });
    }
    all
}

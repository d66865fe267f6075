//! Papers of the money: the application for a payment and the notice of a penalty.
//!
//! Pure: the same account gives the same paper. Numbers of bank accounts are never written.

mod application;
mod notice;

pub use application::application;
pub use notice::notice;

use jianyue_contracts::model::Consequence;
use jianyue_kernel::Value;

use crate::account::Cited;

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// A clause as papers cite it; a reading says that it is one.
fn cited(rule: &Cited) -> String {
    match &rule.assumed {
        Some(why) => format!("{}（推定：{why}）", rule.clause),
        None => rule.clause.clone(),
    }
}

/// What a penalty brings besides money, as people call it.
const fn consequence(one: Consequence) -> &'static str {
    match one {
        Consequence::RefundAll => "退还已付的全部款项",
        Consequence::RefundUnserved => "退还未服务期间的款项",
        Consequence::Terminate => "甲方有权解除合同",
        Consequence::Damages => "另行赔偿损失",
        Consequence::KeepBond => "不退还履约保证金",
        Consequence::Redo => "返工",
        Consequence::Pause => "乙方有权暂停服务",
    }
}

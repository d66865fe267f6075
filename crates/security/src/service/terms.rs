//! The days by severity, and the rules that they stand in for.

use jianyue_contracts::{Desk, model::Within};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{done, require, shown::holds, today};
use crate::{
    error::SecurityError,
    model::{SecurityTerms, SecurityWork, Severity, Source},
    permissions::{MANAGE, READ, WRITE},
    policy::rules::{cited, evaluating, fixing, pledging, reporting, returning},
    store::term::{term_set, terms_of},
};

/// Days by severity, from 1 to 365.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityTerms)]
pub struct NewTerms {
    /// 严重.
    pub critical: i64,
    /// 高危.
    pub high: i64,
    /// 中危.
    pub medium: i64,
    /// 低危.
    pub low: i64,
}

/// What holds for a contract.
pub async fn terms(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<SecurityTerms, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let compiled = today(tx, desk, contract).await?;
    let model = &compiled.model;
    let goes_back = returning(model);
    let works = model.works.iter().filter(|work| scope.covers(contract, Some(&work.key)));
    Ok(SecurityTerms {
        terms: terms_of(tx, contract).await?,
        fix: fixing(model, Source::Regulator).map(cited),
        report: reporting(model, Source::Own).map(cited),
        evaluation: evaluating(model).map(cited),
        pledge: pledging(model).map(cited),
        data_return: goes_back.map(cited),
        data_return_within: goes_back.and_then(|duty| duty.within).map(Within::in_chinese),
        data_return_items: goes_back.map(|duty| duty.items.clone()).unwrap_or_default(),
        works: works.map(|work| SecurityWork { key: work.key.clone(), title: work.title.clone() }).collect(),
        editable: holds(desk, &MANAGE, contract, None),
        writable: desk.by.may(&WRITE, contract),
    })
}

/// Sets the days of a contract. They hold for what comes in from now on.
pub async fn terms_set(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewTerms,
) -> Result<SecurityTerms, SecurityError> {
    require(desk, &MANAGE, contract.0, None)?;
    let all = [
        ("critical", Severity::Critical, new.critical),
        ("high", Severity::High, new.high),
        ("medium", Severity::Medium, new.medium),
        ("low", Severity::Low, new.low),
    ];
    let mut form = Form::default();
    for (field, severity, days) in all {
        if !(1..=365).contains(&days) {
            form.wrong(field, format!("{}漏洞的整改天数应是 1 到 365", severity.name()));
        }
    }
    if new.critical > new.high || new.high > new.medium || new.medium > new.low {
        form.wrong("low", "越严重的漏洞整改天数应越少，请检查");
    }
    form.done()?;
    for (_, severity, days) in all {
        term_set(tx, contract, severity, days).await?;
    }
    let detail = json!({ "critical": new.critical, "high": new.high, "medium": new.medium, "low": new.low });
    done(tx, desk, (contract.0, contract.0), ("security.terms", "terms"), detail).await?;
    terms(tx, desk, contract).await
}

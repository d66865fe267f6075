//! What assets contribute to acceptance dossiers: what is registered of each line of the contract.

use async_trait::async_trait;
use jianyue_contracts::desk::version_on;
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, DossierSource, RuleKept},
    duties::DutyEvidence,
};
use jianyue_sla::zone;

use crate::store::report::{reported_lines, reported_stock};

/// The register.
pub(crate) struct Register;

#[async_trait]
impl DossierSource for Register {
    async fn kept(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        let now = app.env().now();
        let Some(contract) = version_on(app, tx, ask.contract, zone::local_date(now)).await? else {
            return Ok(Vec::new());
        };
        let told = |rule: &str, text: String| RuleKept {
            rule: rule.to_owned(),
            evidence: vec![DutyEvidence {
                text,
                path: format!("/assets?contract={}", ask.contract),
                client_path: "/portal/assets".to_owned(),
                by: String::new(),
                at: now,
            }],
            ..RuleKept::default()
        };
        let lines = reported_lines(tx, ask.contract).await?;
        let mut kept = Vec::new();
        for asset in contract.model.assets.iter().filter(|asset| ask.covers(&asset.works)) {
            let Some((_, n, quantity)) = lines.iter().find(|(rule, ..)| *rule == asset.id) else { continue };
            let named = asset.quantity.map(|n| format!("，合同约定 {n}")).unwrap_or_default();
            kept.push(told(&asset.id, format!("登记“{}”{n} 项，数量 {quantity}{named}", asset.title)));
        }
        let rules: Vec<_> = contract.model.asset_rules.iter().filter(|rule| ask.covers(&rule.works)).collect();
        if !rules.is_empty() {
            let all: i64 = reported_stock(tx, ask.contract).await?.iter().map(|one| one.n).sum();
            kept.extend(
                rules
                    .iter()
                    .filter(|_| all > 0)
                    .map(|rule| told(&rule.id, format!("已登记资产 {all} 项，分类编码、一物一档"))),
            );
        }
        Ok(kept)
    }
}

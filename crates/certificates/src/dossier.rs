//! What certificates contribute to acceptance dossiers: the register, and what was done on requests.

use async_trait::async_trait;
use jianyue_contracts::desk::version_on;
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, DossierSource, RuleKept},
    duties::DutyEvidence,
};
use jianyue_sla::zone;

use crate::{
    model::RequestState,
    store::{day::days_list, report::reported_requests},
};

/// The register.
pub(crate) struct Register;

#[async_trait]
impl DossierSource for Register {
    async fn kept(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        let now = app.env().now();
        let today = zone::local_date(now);
        let Some(contract) = version_on(app, tx, ask.contract, today).await? else { return Ok(Vec::new()) };
        let rules: Vec<_> = contract.model.certificates.iter().filter(|rule| ask.covers(&rule.works)).collect();
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let days = days_list(tx, ask.contract).await?;
        let in_use: i64 = days.iter().filter(|(day, _)| *day >= today).map(|(_, n)| n).sum();
        let span = (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let requests = reported_requests(tx, ask.contract, span).await?;
        let done = requests.iter().filter(|one| one.state == RequestState::Done).count();
        let open =
            requests.iter().filter(|one| matches!(one.state, RequestState::Asked | RequestState::Approved)).count();
        if in_use == 0 && done == 0 {
            return Ok(Vec::new());
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let kept = rules.into_iter().map(|rule| RuleKept {
            rule: rule.id.clone(),
            done: count(done),
            late: 0,
            open: count(open),
            evidence: vec![DutyEvidence {
                text: format!("登记在用证书 {in_use} 张（合同约定 {} 张），办结证书申请 {done} 件", rule.quantity),
                path: format!("/certificates?contract={}", ask.contract),
                client_path: "/portal/certificates".to_owned(),
                by: String::new(),
                at: now,
            }],
        });
        Ok(kept.collect())
    }
}

//! What watching contributes to acceptance dossiers: exchanges with the partners that the contract lists.

use async_trait::async_trait;
use jianyue_contracts::desk::version_on;
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, DossierSource, RuleKept},
    duties::DutyEvidence,
};
use jianyue_sla::zone;

use crate::{model::WatchKind, store::report::reported_watch};

/// Exchanges.
pub(crate) struct Exchanges;

#[async_trait]
impl DossierSource for Exchanges {
    async fn kept(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        let now = app.env().now();
        let Some(contract) = version_on(app, tx, ask.contract, zone::local_date(now)).await? else {
            return Ok(Vec::new());
        };
        let rules = contract.model.exchanges.iter().filter(|rule| ask.covers(std::slice::from_ref(&rule.work)));
        let span = (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let told = reported_watch(tx, ask.contract, span).await?;
        let kept = rules.filter_map(|rule| {
            let of = |peer: &String| told.iter().find(|one| one.kind == WatchKind::Exchange && one.partner == *peer);
            let known: Vec<_> = rule.peers.iter().filter_map(of).collect();
            let (attempts, failures): (i64, i64) =
                known.iter().fold((0, 0), |(all, bad), one| (all + one.attempts, bad + one.failures));
            (attempts > 0).then(|| RuleKept {
                rule: rule.id.clone(),
                done: attempts - failures,
                late: failures,
                open: 0,
                evidence: vec![DutyEvidence {
                    text: format!("监测到与 {} 个对方交换 {attempts} 次，失败 {failures} 次", known.len()),
                    path: format!("/probes/exchanges?contract={}", ask.contract),
                    client_path: String::new(),
                    by: String::new(),
                    at: now,
                }],
            })
        });
        Ok(kept.collect())
    }
}

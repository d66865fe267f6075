//! What probes and rules are about, in words, for modules that tell people of their events.

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::{service, store::probe::probe_any};

/// Knows probes and rules.
pub(crate) struct Watched;

#[async_trait]
impl SubjectSource for Watched {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(probe) = probe_any(tx, id).await? {
            let path = format!("/probes/{id}");
            let mut subject = Subject {
                contract: Some(ContractId(probe.contract_id)),
                work: probe.work,
                level: probe.level,
                number: probe.system.clone(),
                title: format!("{} · {}", probe.system, probe.title),
                path: path.clone(),
                client_path: path,
                ..Subject::default()
            };
            subject.words.insert("state", probe.last_text.unwrap_or_default());
            return Ok(Some(subject));
        }
        let Some(rule) = service::rule_of(tx, id).await? else { return Ok(None) };
        let path = format!("/contracts/{}/watch-events?kind={}", rule.contract_id, rule.kind.code());
        Ok(Some(Subject {
            contract: Some(ContractId(rule.contract_id)),
            level: rule.level,
            number: rule.kind.name().to_owned(),
            title: format!("接口异常：{}", rule.kind.name()),
            path: path.clone(),
            client_path: path,
            ..Subject::default()
        }))
    }
}

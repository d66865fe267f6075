//! Completed phases as proof of the contract's inspections.

use jianyue_kernel::Env;
use jianyue_platform::{DbError, Tx, events};
use jianyue_sla::zone;

use crate::{
    model::{DutyProved, ProofOf},
    store::{
        period::period_find,
        phase::{phase_to_prove, phase_update},
    },
};

/// Tells of completed phases whose occurrence has begun.
pub async fn prove_what_is_due(tx: &mut Tx, env: &Env) -> Result<(), DbError> {
    for mut phase in phase_to_prove(tx, zone::local_date(env.now())).await? {
        let (Some(on), Some(done_at)) = (phase.occurrence_on, phase.done_at) else { continue };
        let Some(period) = period_find(tx, phase.period_id).await? else { continue };
        phase.proved = true;
        phase_update(tx, &phase).await?;
        let Some(rule) = period.rule else { continue };
        let text = format!(
            "{} · {}：{}（{}）",
            period.title,
            phase.phase.label(),
            phase.summary.as_deref().unwrap_or_default(),
            phase.done_name.as_deref().unwrap_or_default(),
        );
        let event = DutyProved {
            period_id: period.id,
            contract_id: period.contract_id,
            rule,
            kind: "inspection",
            on,
            at: done_at,
            text,
            ok: true,
            record: ProofOf { kind: "assurance_period", id: period.id },
            client_path: format!("/portal/assurance/{}", period.id),
        };
        events::record(tx, env, &event).await?;
    }
    Ok(())
}

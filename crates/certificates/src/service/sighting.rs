//! Certificates that probes met on the network are joined with the register.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, DbError, Tx,
    events::{HandleError, Handler, Recorded},
};
use jianyue_sla::zone;
use serde::Deserialize;

use crate::{
    model::Seen,
    policy::canonical_serial,
    store::{certificate::certificate_of_serial, seen::seen_keep},
};

/// What is told of a certificate that a server showed.
#[derive(Debug, Deserialize)]
struct Told {
    contract_id: uuid::Uuid,
    serial: String,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    subject: String,
    not_after: DateTime<Utc>,
    target: String,
}

/// Keeps what servers show.
pub(crate) struct Sightings;

#[async_trait]
impl Handler for Sightings {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: Told = event.read()?;
        Ok(keep(app, tx, told).await?)
    }
}

async fn keep(app: &App, tx: &mut Tx, told: Told) -> Result<(), DbError> {
    let contract = ContractId(told.contract_id);
    let serial = canonical_serial(&told.serial).unwrap_or(told.serial);
    let known = certificate_of_serial(tx, contract, &serial).await?;
    let seen = Seen {
        target: told.target,
        serial,
        issuer: told.issuer,
        subject: told.subject,
        valid_until: zone::local_date(told.not_after),
        certificate_id: known.map(|row| row.id),
        seen_at: app.env().now(),
    };
    seen_keep(tx, contract, &seen).await
}

//! What the contract says, as far as the register has to know.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jianyue_contracts::registry::{Compiled, Registry};
use jianyue_kernel::{BadCursor, ContractId};
use jianyue_platform::{App, Tx, form::Form, subjects};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::error::AssetError;

/// The version of a contract that a reader is shown today.
pub(super) async fn version(app: &App, tx: &mut Tx, contract: ContractId) -> Result<Arc<Compiled>, AssetError> {
    app.state::<Registry>().shown(tx, contract, app.env().now()).await?.ok_or(AssetError::NotFound)
}

/// The key of a work that is named by its key or its title.
pub(super) fn work_key(version: &Compiled, named: &str) -> Option<String> {
    let works = &version.model.works;
    works.iter().find(|work| work.key == named || work.title == named).map(|work| work.key.clone())
}

/// The work that was named, if any.
pub(super) fn work(version: &Compiled, named: Option<&str>, form: &mut Form) -> Option<String> {
    let named = named.map(str::trim).filter(|named| !named.is_empty())?;
    let key = work_key(version, named);
    if key.is_none() {
        form.wrong("work", format!("合同中没有工作包“{}”，请重新选择", named.chars().take(60).collect::<String>()));
    }
    key
}

/// A moment that somebody names: not before the year 2000 and not in the future.
pub(super) fn moment(given: Option<DateTime<Utc>>, now: DateTime<Utc>, form: &mut Form) -> DateTime<Utc> {
    let Some(at) = given else { return now };
    // Clocks of phones are a little fast at times.
    if at > now + chrono::TimeDelta::minutes(10) || at.timestamp() < 946_656_000 {
        form.wrong("at", "时间不对：不能晚于现在，也不能早于 2000 年");
    }
    at.min(now)
}

/// The number and title of a ticket of the contract.
pub(super) async fn ticket(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    id: Uuid,
) -> Result<Option<subjects::Subject>, AssetError> {
    let subject = subjects::subject_of(app, tx, "ticketing.ticket", id).await?;
    Ok(subject.filter(|subject| subject.contract == Some(contract)))
}

/// The parts of a cursor.
pub(super) fn uuid(text: &str) -> Result<Uuid, BadCursor> {
    text.parse().map_err(|_| BadCursor)
}

/// The parts of a cursor.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, BadCursor> {
    text.parse().map_err(|_| BadCursor)
}

/// A member that is absent is left; one that is null is removed.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

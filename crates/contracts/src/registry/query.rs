//! What readers ask of the registry, within what they may see.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{Actor, ContractId, ContractVersionId};
use jianyue_platform::db::{DbError, Tx};
use jianyue_sla::zone;

use super::{
    Registry,
    error::RegistryError,
    model::{Compiled, ContractState, Entry, Version, VersionKind},
    permission::{LIST, READ},
    store::{self, VersionRow},
};

/// A contract with where it stands on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The version that is shown: the one that holds on that day, or the first one when none does yet.
    pub compiled: Arc<Compiled>,
    /// Where it stands.
    pub state: ContractState,
}

impl Registry {
    /// The contracts that `by` may see in the list, by prefix.
    pub async fn list(&self, tx: &mut Tx, by: &Actor, at: DateTime<Utc>) -> Result<Vec<Standing>, RegistryError> {
        let snapshot = self.snapshot(tx).await?;
        let mut entries: Vec<&Entry> =
            snapshot.entries.values().filter(|entry| by.may(&LIST, entry.label.id)).collect();
        entries.sort_by(|a, b| a.label.prefix.cmp(&b.label.prefix));
        let day = zone::local_date(at);
        let mut standings = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(version) = entry.on(day).or(entry.versions.first().copied()) else { continue };
            let compiled = snapshot.compile(tx, &entry.label, version).await?;
            let state = state_on(&compiled, day);
            standings.push(Standing { compiled, state });
        }
        Ok(standings)
    }

    /// A contract that `by` may read; `None` when there is none, or none that they may know of.
    pub async fn get(
        &self,
        tx: &mut Tx,
        by: &Actor,
        contract: ContractId,
        at: DateTime<Utc>,
    ) -> Result<Option<Standing>, RegistryError> {
        if !by.may(&READ, contract) {
            return Ok(None);
        }
        let shown = self.shown(tx, contract, at).await?;
        Ok(shown.map(|compiled| Standing { state: state_on(&compiled, zone::local_date(at)), compiled }))
    }

    /// The versions of a contract that `by` may read, the oldest first; `None` as with [`Registry::get`].
    pub async fn versions(
        &self,
        tx: &mut Tx,
        by: &Actor,
        contract: ContractId,
    ) -> Result<Option<Vec<Version>>, DbError> {
        if !by.may(&READ, contract) {
            return Ok(None);
        }
        let rows = store::version_list(tx, contract).await?;
        let versions = rows.into_iter().map(Version::try_from).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(versions).filter(|versions| !versions.is_empty()))
    }

    /// The text of a version of a contract that `by` may read, with its SM3 digest; `None` as with [`Registry::get`].
    pub async fn text(
        &self,
        tx: &mut Tx,
        by: &Actor,
        contract: ContractId,
        version: i64,
    ) -> Result<Option<(String, String)>, DbError> {
        if !by.may(&READ, contract) {
            return Ok(None);
        }
        store::numbered_text(tx, contract, version).await
    }
}

/// Where a version stands on `day`, given its effective date and its term.
#[must_use]
pub fn state_on(compiled: &Compiled, day: NaiveDate) -> ContractState {
    let (starts_on, ends_on) = compiled.term();
    if day < starts_on.max(compiled.effective_on) {
        ContractState::NotYet
    } else if day > ends_on {
        ContractState::Expired
    } else {
        ContractState::InForce
    }
}

impl TryFrom<VersionRow> for Version {
    type Error = DbError;

    fn try_from(row: VersionRow) -> Result<Self, DbError> {
        let VersionRow { id, no, kind, effective_on, text_hash, note, published_at, publisher, .. } = row;
        let kind = VersionKind::from_code(&kind)
            .ok_or(DbError::UnknownValue { column: "contract_version.kind", value: kind })?;
        let id = ContractVersionId(id);
        Ok(Self { id, version: no, kind, effective_on, text_hash, note, published_at, published_by: publisher })
    }
}

//! Which contracts there are, for the modules that do not know their texts.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    contracts::ContractDirectory,
    db::{DbError, Tx},
};

use super::{Registry, RegistryError};

#[async_trait]
impl ContractDirectory for Registry {
    async fn works(&self, tx: &mut Tx, contract: ContractId) -> Result<Option<Vec<String>>, DbError> {
        self.works_of(tx, contract).await.map_err(|error| match error {
            RegistryError::Db(error) => error,
            other => DbError::UnknownValue { column: "contract_version.text", value: other.to_string() },
        })
    }
}

impl Registry {
    async fn works_of(&self, tx: &mut Tx, contract: ContractId) -> Result<Option<Vec<String>>, RegistryError> {
        let snapshot = self.holding(tx, contract).await?;
        let Some(entry) = snapshot.entries.get(&contract) else { return Ok(None) };
        let mut works = BTreeSet::new();
        for version in &entry.versions {
            let compiled = snapshot.compile(tx, &entry.label, *version).await?;
            works.extend(compiled.model.works.iter().map(|work| work.key.clone()));
        }
        Ok(Some(works.into_iter().collect()))
    }
}

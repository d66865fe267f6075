//! The port through which modules learn which contracts there are, without knowing their texts.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_kernel::ContractId;

use crate::db::{DbError, Tx};

/// Knows contracts. Offered by the contracts module.
#[async_trait]
pub trait ContractDirectory: Send + Sync {
    /// Keys of the works that any version of the contract has; `None` when there is no such contract.
    async fn works(&self, tx: &mut Tx, contract: ContractId) -> Result<Option<Vec<String>>, DbError>;
}

/// The directory, as [`crate::App::state`] finds it.
#[derive(Clone)]
pub struct Contracts(pub Arc<dyn ContractDirectory>);

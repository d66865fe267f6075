//! The port through which a module that walks through checklists learns what a probe has read, without knowing probes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// What a probe read last.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The number, in the unit of the probe's main metric; `None` where it reads none.
    pub value: Option<f64>,
    /// Whether the thing was as it should be.
    pub ok: bool,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// In words: `200 OK，120 毫秒`.
    pub text: String,
}

/// Knows what probes have read. Offered by a module that runs probes; found through [`crate::Module::readings`].
#[async_trait]
pub trait ReadingSource: Send + Sync {
    /// The last reading of a probe of `contract`; `None` where there is no such probe, or it has not read yet.
    async fn reading(&self, tx: &mut Tx, contract: ContractId, probe: Uuid) -> Result<Option<Reading>, DbError>;
}

/// The last reading of a probe, as the first module says that runs probes; `None` where none does.
///
/// # Errors
/// When the database refuses.
pub async fn reading(app: &App, tx: &mut Tx, contract: ContractId, probe: Uuid) -> Result<Option<Reading>, DbError> {
    match app.modules().iter().find_map(|module| module.readings()) {
        Some(source) => source.reading(tx, contract, probe).await,
        None => Ok(None),
    }
}

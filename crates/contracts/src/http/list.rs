//! `GET /contracts`

use axum::{Json, extract::State};
use chrono::NaiveDate;
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_platform::{App, Problem, http::Caller};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{Contract, Side},
    registry::{ContractState, Registry, Standing},
};

/// A contract in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractRow {
    /// The contract.
    #[schema(value_type = uuid::Uuid)]
    pub id: ContractId,
    /// Its stable name.
    pub slug: String,
    /// Prefix of the numbers of its tickets.
    pub prefix: String,
    /// Title, as printed.
    pub title: String,
    /// Who is served (甲方), as printed.
    pub client: String,
    /// Who serves (乙方), as printed.
    pub vendors: Vec<String>,
    /// Day of signing.
    pub signed_on: NaiveDate,
    /// First day of service.
    pub starts_on: NaiveDate,
    /// Last day of service.
    pub ends_on: NaiveDate,
    /// Where it stands today.
    pub state: ContractState,
    /// Number of the version that is shown.
    pub version: i64,
    /// Id of that version.
    #[schema(value_type = uuid::Uuid)]
    pub version_id: ContractVersionId,
    /// First day on which that version holds.
    pub effective_on: NaiveDate,
}

impl From<&Standing> for ContractRow {
    fn from(standing: &Standing) -> Self {
        let compiled = &standing.compiled;
        let (starts_on, ends_on) = compiled.term();
        Self {
            id: compiled.contract,
            slug: compiled.slug.clone(),
            prefix: compiled.prefix.clone(),
            title: compiled.model.contract.title.clone(),
            client: names(&compiled.model, Side::Client).join("、"),
            vendors: names(&compiled.model, Side::Vendor),
            signed_on: compiled.model.contract.signed.0,
            starts_on,
            ends_on,
            state: standing.state,
            version: compiled.version_no,
            version_id: compiled.version,
            effective_on: compiled.effective_on,
        }
    }
}

fn names(contract: &Contract, side: Side) -> Vec<String> {
    contract.parties.iter().filter(|party| party.side == side).map(|party| party.name.clone()).collect()
}

/// The contracts that the caller has a role on.
#[utoipa::path(get, path = "/contracts", operation_id = "contract_list", tag = "contracts",
    responses((status = 200, body = Vec<ContractRow>), (status = "default", body = Problem)))]
pub(super) async fn contract_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<ContractRow>>, Problem> {
    let mut tx = app.db().read().await?;
    let standings = app.state::<Registry>().list(&mut tx, &by, app.env().now()).await?;
    Ok(Json(standings.iter().map(ContractRow::from).collect()))
}

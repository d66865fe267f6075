//! Agents: their token is shown once, and only its digest is kept.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
};
use rand::Rng;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::text;
use crate::{
    error::{BadField, ProbingError},
    model::{Agent, AgentWithToken},
    permissions::{READ, SECRETS, require},
    store::{
        agent::{self as store, AgentRow},
        probe::probe_of_agent,
    },
};

/// What tokens begin with, so that people and scanners know them.
const MARK: &str = "jya_";

/// An agent to be set up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProbeAgent)]
pub struct NewAgent {
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called, unique in its contract.
    pub name: String,
}

/// The agents of a contract, by name.
pub async fn agents(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Agent>, ProbingError> {
    require(by, &READ, contract)?;
    Ok(store::agent_list(tx, contract.0).await?.into_iter().map(Agent::from).collect())
}

/// Sets up an agent.
pub async fn add_agent(app: &App, tx: &mut Tx, by: &Actor, new: NewAgent) -> Result<AgentWithToken, ProbingError> {
    require(by, &SECRETS, ContractId(new.contract_id))?;
    let mut bad = Vec::new();
    let name = text::required("name", "代理名称", &new.name, 60, &mut bad);
    if store::agent_list(tx, new.contract_id).await?.iter().any(|other| other.name == name) {
        bad.push(BadField {
            field: "name", message: format!("已有名为“{name}”的代理，请换一个名称")
        });
    }
    if !bad.is_empty() {
        return Err(ProbingError::Bad(bad));
    }
    let id = app.env().id();
    let (token, token_hash) = token(id);
    let row = AgentRow {
        id,
        contract_id: new.contract_id,
        name,
        token_hash,
        every_seconds: 60,
        last_seq: 0,
        last_at: None,
        host: None,
        system: None,
        program: None,
        reading: None,
        created_at: app.env().now(),
    };
    store::agent_insert(tx, &row).await?;
    audit(app, tx, by, "probing.agent_add", &row).await?;
    Ok(AgentWithToken { agent: row.into(), token })
}

/// Gives an agent another token; the old one holds no more.
pub async fn rotate_agent(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<AgentWithToken, ProbingError> {
    let row = held(tx, by, id).await?;
    let (token, hash) = token(id);
    store::agent_token(tx, id, hash).await?;
    audit(app, tx, by, "probing.agent_rotate", &row).await?;
    Ok(AgentWithToken { agent: row.into(), token })
}

/// Takes nothing more of an agent.
pub async fn remove_agent(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), ProbingError> {
    let row = held(tx, by, id).await?;
    if !probe_of_agent(tx, id).await?.is_empty() {
        return Err(ProbingError::WrongState("有探测正在使用这个代理，请先停用那些探测。"));
    }
    store::agent_retire(tx, id, app.env().now()).await?;
    audit(app, tx, by, "probing.agent_remove", &row).await
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<AgentRow, ProbingError> {
    let row = store::agent_find(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &SECRETS, ContractId(row.contract_id))?;
    Ok(row)
}

/// A new token of an agent, and what is kept of it. It names the agent, so that the program needs nothing else.
fn token(agent: Uuid) -> (String, Vec<u8>) {
    let secret = hex::encode(rand::rng().random::<[u8; 32]>());
    let token = format!("{MARK}{}_{secret}", agent.simple());
    let hash = hash(&token);
    (token, hash)
}

/// What is kept of a token: it is long and random, so a plain digest is enough.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

async fn audit(app: &App, tx: &mut Tx, by: &Actor, action: &'static str, row: &AgentRow) -> Result<(), ProbingError> {
    let contract = Some(ContractId(row.contract_id));
    let detail = json!({ "name": row.name });
    audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract, detail }).await?;
    Ok(())
}

//! Whom the software signs in as. What proves it comes in and never goes out again.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    sealed::{Sealer, place},
};
use jianyue_reach::Login;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::text;
use crate::{
    error::{BadField, ProbingError},
    model::{Credential, CredentialKind},
    permissions::{SECRETS, WRITE, require},
    store::credential::{self as store, CredentialRow},
};

/// A credential to be kept.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProbeCredential)]
pub struct NewCredential {
    /// What it is called, unique in its contract.
    pub name: String,
    /// The name that is signed in with; empty where only a token is asked for.
    #[serde(default)]
    pub username: String,
    /// Password or token; either this or a private key.
    #[serde(default)]
    pub password: Option<String>,
    /// Private key, PEM or OpenSSH.
    #[serde(default)]
    pub private_key: Option<String>,
    /// What opens the private key.
    #[serde(default)]
    pub passphrase: Option<String>,
}

/// The credentials of a contract, by name, without what proves them.
pub async fn credentials(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Credential>, ProbingError> {
    // Whoever sets up probes chooses among them.
    require(by, &WRITE, contract)?;
    Ok(store::credential_list(tx, contract.0).await?.into_iter().map(Credential::from).collect())
}

/// Keeps a credential.
pub async fn add_credential(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewCredential,
) -> Result<Credential, ProbingError> {
    require(by, &SECRETS, contract)?;
    let row = sealed(app, tx, contract, app.env().id(), new).await?;
    store::credential_insert(tx, &row).await?;
    audit(app, tx, by, "probing.credential_add", &row).await?;
    Ok(row.into())
}

/// Puts another name and secret in the place of a credential.
pub async fn replace_credential(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    new: NewCredential,
) -> Result<Credential, ProbingError> {
    let old = held(tx, by, id).await?;
    let mut row = sealed(app, tx, ContractId(old.contract_id), id, new).await?;
    store::credential_replace(tx, &row).await?;
    (row.version, row.created_at) = (old.version + 1, old.created_at);
    audit(app, tx, by, "probing.credential_replace", &row).await?;
    Ok(row.into())
}

/// Forgets a credential that no probe has.
pub async fn remove_credential(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), ProbingError> {
    let row = held(tx, by, id).await?;
    if !store::credential_delete(tx, id).await? {
        return Err(ProbingError::WrongState("有探测正在使用这个凭据，请先为它们更换凭据。"));
    }
    audit(app, tx, by, "probing.credential_remove", &row).await
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<CredentialRow, ProbingError> {
    let row = store::credential_find(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &SECRETS, ContractId(row.contract_id))?;
    Ok(row)
}

async fn sealed(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    id: Uuid,
    new: NewCredential,
) -> Result<CredentialRow, ProbingError> {
    let mut bad = Vec::new();
    let name = text::required("name", "凭据名称", &new.name, 60, &mut bad);
    let username = text::optional("username", "账号", Some(new.username), 200, &mut bad).unwrap_or_default();
    let password = new.password.filter(|secret| !secret.is_empty());
    let private_key = new.private_key.filter(|key| !key.trim().is_empty());
    let kind = match (&password, &private_key) {
        (Some(_), None) => CredentialKind::Password,
        (None, Some(_)) => CredentialKind::PrivateKey,
        _ => {
            bad.push(BadField { field: "password", message: "请填写口令或私钥，二者选一".to_owned() });
            CredentialKind::Password
        }
    };
    let long = |secret: &Option<String>| secret.as_ref().is_some_and(|secret| secret.len() > 20_000);
    if [&password, &private_key, &new.passphrase].into_iter().any(long) {
        bad.push(BadField { field: "password", message: "口令或私钥过长".to_owned() });
    }
    if store::credential_list(tx, contract.0).await?.iter().any(|other| other.name == name && other.id != id) {
        bad.push(BadField {
            field: "name", message: format!("已有名为“{name}”的凭据，请换一个名称")
        });
    }
    if !bad.is_empty() {
        return Err(ProbingError::Bad(bad));
    }
    let login = Login { username: username.clone(), password, private_key, passphrase: new.passphrase };
    let plain = serde_json::to_vec(&login)?;
    let sealed = app.state::<Sealer>().seal(&plain, &place("probing_credential", "sealed", id));
    Ok(CredentialRow {
        id,
        contract_id: contract.0,
        name,
        username,
        kind,
        sealed,
        version: 1,
        created_at: app.env().now(),
    })
}

async fn audit(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    action: &'static str,
    row: &CredentialRow,
) -> Result<(), ProbingError> {
    let contract = Some(ContractId(row.contract_id));
    let detail = json!({ "name": row.name, "username": row.username, "kind": row.kind });
    audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract, detail }).await?;
    Ok(())
}

//! Those who sign: their certificates make the issuers' lists believable.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, form::FormFaults};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::done;
use crate::{
    error::CertificateError,
    model::Issuer,
    permissions::{READ, WRITE, require},
    read::parse,
    store::issuer::{issuer_add, issuer_list},
};

/// Those of a contract.
pub async fn issuers(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Issuer>, CertificateError> {
    require(by, &READ, contract)?;
    Ok(issuer_list(tx, contract).await?)
}

/// Adds those of the certificates `ders` that may sign others.
pub async fn add_issuers(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    ders: Vec<Vec<u8>>,
) -> Result<Vec<Issuer>, CertificateError> {
    require(by, &WRITE, contract)?;
    let mut any = false;
    for der in ders {
        let Some(parsed) = parse(&der).ok().filter(|parsed| parsed.authority) else { continue };
        any = true;
        let fingerprint = hex::encode(Sha256::digest(&der));
        let (id, now) = (app.env().id(), app.env().now());
        if issuer_add(tx, contract, (id, der), (&parsed.subject, &fingerprint), now).await? {
            let detail = json!({ "subject": parsed.subject, "fingerprint": fingerprint });
            done(app, tx, by, (contract, id), ("certificates.issuer_add", "issuer_added"), detail).await?;
        }
    }
    if !any {
        let text = "文件中没有颁发机构的证书。请上传颁发机构（CA）自己的证书，而不是用户证书。";
        return Err(FormFaults::one("file", text).into());
    }
    Ok(issuer_list(tx, contract).await?)
}

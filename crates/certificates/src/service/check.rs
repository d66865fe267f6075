//! A check whether the issuer takes a certificate back. The issuer is asked outside of transactions.

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx, outgoing::Outgoing};
use jianyue_sla::zone;
use serde_json::json;
use uuid::Uuid;

use super::{
    done,
    register::{keep, known, shown},
};
use crate::{
    error::CertificateError,
    model::{Certificate, CheckResult, Checked, Status},
    permissions::{WRITE, require},
    revocation::{list_addresses, look_up},
    store::{
        certificate::{certificate_checked, certificate_der, certificate_lock},
        issuer::issuer_ders,
    },
};

/// The longest list of revoked certificates that is read.
const LONGEST: usize = 16 * 1024 * 1024;

/// What is needed to ask the issuer.
#[derive(Debug)]
pub struct Checking {
    id: Uuid,
    der: Option<Vec<u8>>,
    issuers: Vec<Vec<u8>>,
}

/// Reads what is needed to check a certificate.
pub async fn checking(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Checking, CertificateError> {
    let contract = known(tx, by, id).await?.contract_id.into();
    require(by, &WRITE, contract)?;
    Ok(Checking { id, der: certificate_der(tx, id).await?, issuers: issuer_ders(tx, contract).await? })
}

/// Asks the issuer.
pub async fn look(app: &App, what: &Checking) -> Checked {
    let at = app.env().now();
    let unknown = |source: Option<String>, text: String| Checked {
        result: CheckResult::Unknown,
        verified: false,
        source,
        text,
        at,
    };
    let Some(der) = &what.der else {
        return unknown(None, "台账中没有证书文件，无法检测。请导入证书文件（.cer、.pem）后再试。".to_owned());
    };
    let addresses = list_addresses(der);
    let Some(first) = addresses.first() else {
        return unknown(None, "证书没有写明吊销列表的地址，无法检测。请向颁发机构查询。".to_owned());
    };
    let mut last = unknown(Some(first.clone()), String::new());
    for address in &addresses {
        match app.state::<Outgoing>().fetch(address, LONGEST).await {
            Ok(revoked) => {
                let answer = look_up(der, &revoked, &what.issuers, at);
                let source = Some(address.clone());
                last = Checked { result: answer.result, verified: answer.verified, source, text: answer.text, at };
                if last.result != CheckResult::Unknown {
                    return last;
                }
            }
            Err(error) => last = unknown(Some(address.clone()), error.to_string()),
        }
    }
    last
}

/// Keeps what came out. A certificate that its issuer takes back, told by a list whose signature holds, is revoked here too.
pub async fn keep_check(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    what: &Checking,
    checked: Checked,
) -> Result<Certificate, CertificateError> {
    certificate_lock(tx, what.id).await?;
    let mut row = known(tx, by, what.id).await?;
    let contract = row.contract_id.into();
    require(by, &WRITE, contract)?;
    certificate_checked(tx, what.id, &checked).await?;
    if checked.result == CheckResult::Revoked && checked.verified && row.state == Status::Issued {
        let after = crate::store::certificate::CertificateRow { state: Status::Revoked, ..row.clone() };
        row = keep(tx, &row, after, app.env().now()).await?.ok_or(CertificateError::NotFound)?;
    }
    let detail =
        json!({ "serial": row.serial, "result": checked.result, "text": checked.text, "source": checked.source });
    done(app, tx, by, (contract, what.id), ("certificates.check", "checked"), detail).await?;
    row.checked = Some(sqlx::types::Json(checked));
    Ok(shown(row, zone::local_date(app.env().now())))
}

//! A check whether the issuer takes a certificate back. The issuer is asked outside of transactions.

use chrono::{DateTime, Utc};
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
    model::{Certificate, CheckMethod, CheckResult, Checked, Status},
    ocsp::{self, Question},
    permissions::{WRITE, require},
    revocation::{Answer, list_addresses, look_up},
    store::{
        certificate::{certificate_checked, certificate_der, certificate_lock},
        issuer::issuer_ders,
    },
};

/// The longest list of revoked certificates that is read.
const LONGEST: usize = 16 * 1024 * 1024;
/// The longest answer about one certificate that is read.
const LONGEST_ANSWER: usize = 64 * 1024;

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

/// Asks the issuer: about this certificate where it answers such questions, or else by its list.
pub async fn look(app: &App, what: &Checking) -> Checked {
    let at = app.env().now();
    let Some(der) = &what.der else {
        return unknown(at, "台账中没有证书文件，无法检测。请导入证书文件（.cer、.pem）后再试。".to_owned());
    };
    let asked = by_question(app, der, &what.issuers, at).await;
    if let Some(asked) = asked.as_ref().filter(|asked| asked.result != CheckResult::Unknown) {
        return asked.clone();
    }
    match (asked, by_list(app, der, &what.issuers, at).await) {
        (Some(asked), Some(listed)) if listed.result == CheckResult::Unknown => {
            Checked { text: format!("OCSP：{}；吊销列表：{}", asked.text, listed.text), ..asked }
        }
        (_, Some(listed)) => listed,
        (Some(asked), None) => asked,
        (None, None) => unknown(at, "证书没有写明 OCSP 或吊销列表的地址，无法检测。请向颁发机构查询。".to_owned()),
    }
}

fn unknown(at: DateTime<Utc>, text: String) -> Checked {
    Checked { result: CheckResult::Unknown, verified: false, method: None, source: None, text, at }
}

fn told(answer: Answer, method: CheckMethod, source: &str, at: DateTime<Utc>) -> Checked {
    let Answer { result, verified, text } = answer;
    Checked { result, verified, method: Some(method), source: Some(source.to_owned()), text, at }
}

/// The first responder that can tell, or why none can; `None` when the certificate names none.
async fn by_question(app: &App, der: &[u8], issuers: &[Vec<u8>], at: DateTime<Utc>) -> Option<Checked> {
    let mut last = None;
    for address in &ocsp::responders(der) {
        let question = Question::new(der, issuers, rand::random());
        let sent = question.as_ref().and_then(Question::der);
        let answer = match (question, sent) {
            (Some(question), Some(sent)) => {
                match app.state::<Outgoing>().post(address, ocsp::MEDIA_TYPE, sent, LONGEST_ANSWER).await {
                    Ok(response) => question.read(&response, at),
                    Err(error) => Answer::unknown(error.to_string()),
                }
            }
            _ => Answer::unknown("无法询问颁发机构：请先登记颁发机构的证书"),
        };
        let checked = told(answer, CheckMethod::Ocsp, address, at);
        if checked.result != CheckResult::Unknown {
            return Some(checked);
        }
        last = Some(checked);
    }
    last
}

/// The first list that can tell, or why none can; `None` when the certificate names none.
async fn by_list(app: &App, der: &[u8], issuers: &[Vec<u8>], at: DateTime<Utc>) -> Option<Checked> {
    let mut latest = None;
    for address in &list_addresses(der) {
        let answer = match app.state::<Outgoing>().fetch(address, LONGEST).await {
            Ok(list) => look_up(der, &list, issuers, at),
            Err(error) => Answer::unknown(error.to_string()),
        };
        let checked = told(answer, CheckMethod::Crl, address, at);
        if checked.result != CheckResult::Unknown {
            return Some(checked);
        }
        latest = Some(checked);
    }
    latest
}

/// Keeps what came out. A certificate that its issuer takes back, told under a signature that holds, is revoked here too.
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

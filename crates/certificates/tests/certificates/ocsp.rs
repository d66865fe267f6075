//! Questions to the issuer about one certificate, answered by a responder of the test.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, http::HeaderMap, routing::post};
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_certificates::{model::CheckResult, ocsp::Question, revocation::Answer};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    PublicKeyData, SigningKey, date_time_ymd,
};
use serde_json::{Value, json};
use x509_cert::{
    Certificate,
    der::{
        Decode, Encode,
        asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString},
    },
    ext::Extension,
    spki::AlgorithmIdentifierOwned,
};
use x509_ocsp::{
    AsResponseBytes, BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    ResponderId, ResponseData, RevokedInfo, SingleResponse, Version,
};

use crate::common::{Stage, text};

const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const ECDSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// An authority with its key.
struct Authority {
    der: Vec<u8>,
    pem: String,
    params: CertificateParams,
    key: KeyPair,
}

fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let made = params.self_signed(&key).unwrap();
    Authority { der: made.der().to_vec(), pem: made.pem(), params, key }
}

/// Somebody whom `by` lets answer, or who only says so.
struct Delegate {
    der: Vec<u8>,
    key: KeyPair,
}

fn delegate(by: &Authority, may: bool, until: (i32, u8, u8)) -> Delegate {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "应答服务（演示）");
    (params.not_before, params.not_after) = (date_time_ymd(2025, 1, 1), date_time_ymd(until.0, until.1, until.2));
    if may {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    }
    let der = params.signed_by(&key, &Issuer::new(by.params.clone(), &by.key)).unwrap().der().to_vec();
    Delegate { der, key }
}

/// A certificate that says where its issuer answers.
fn leaf(by: &Authority, serial: u64, responder: &str) -> rcgen::Certificate {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "持证人（演示）");
    params.serial_number = Some(serial.into());
    (params.not_before, params.not_after) = (date_time_ymd(2025, 3, 1), date_time_ymd(2027, 3, 1));
    // AuthorityInfoAccess with one description: id-ad-ocsp, and an address of fewer than 100 characters.
    let part = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
    let method = part(6, &[0x2b, 6, 1, 5, 5, 7, 0x30, 1]);
    let access = part(0x30, &part(0x30, &[method, part(0x86, responder.as_bytes())].concat()));
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access)];
    params.signed_by(&KeyPair::generate().unwrap(), &Issuer::new(by.params.clone(), &by.key)).unwrap()
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    time("2026-03-02T09:00:00+08:00")
}

fn at(moment: DateTime<Utc>) -> OcspGeneralizedTime {
    let since = std::time::Duration::from_secs(u64::try_from(moment.timestamp()).unwrap());
    OcspGeneralizedTime(GeneralizedTime::from_unix_duration(since).unwrap())
}

/// What a responder says.
struct Says {
    status: CertStatus,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    nonce: Nonce,
}

enum Nonce {
    Repeated,
    None,
    Another,
}

fn says(status: CertStatus) -> Says {
    Says { status, from: now() - TimeDelta::hours(1), until: Some(now() + TimeDelta::days(1)), nonce: Nonce::Repeated }
}

fn revoked() -> CertStatus {
    let info = RevokedInfo { revocation_time: at(time("2026-02-03T10:00:00+08:00")), revocation_reason: None };
    CertStatus::revoked(info)
}

/// An answer to `request` under the key of `signer`, with the certificates `certs`.
fn answer(request: &[u8], says: &Says, signer: &KeyPair, certs: &[&[u8]]) -> Vec<u8> {
    let request = OcspRequest::from_der(request).unwrap();
    let asked = &request.tbs_request.request_list[0].req_cert;
    let sent = request.tbs_request.request_extensions.as_ref().unwrap()[0].clone();
    assert_eq!(sent.extn_id, NONCE);
    let nonce = match says.nonce {
        Nonce::Repeated => Some(vec![sent]),
        Nonce::None => None,
        Nonce::Another => {
            let other = OctetString::new(vec![7; 32]).unwrap().to_der().unwrap();
            Some(vec![Extension { extn_id: NONCE, critical: false, extn_value: OctetString::new(other).unwrap() }])
        }
    };
    let one = SingleResponse {
        cert_id: CertId::clone(asked),
        cert_status: says.status,
        this_update: at(says.from),
        next_update: says.until.map(at),
        single_extensions: None,
    };
    let tbs_response_data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByKey(OctetString::new(signer.der_bytes().to_vec()).unwrap()),
        produced_at: at(says.from),
        responses: vec![one],
        response_extensions: nonce,
    };
    let signature = signer.sign(&tbs_response_data.to_der().unwrap()).unwrap();
    let certs: Vec<Certificate> = certs.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let basic = BasicOcspResponse {
        tbs_response_data,
        signature_algorithm: AlgorithmIdentifierOwned { oid: ECDSA_SHA_256, parameters: None },
        signature: BitString::from_bytes(&signature).unwrap(),
        certs: (!certs.is_empty()).then_some(certs),
    };
    assert_eq!(basic.to_response_bytes().unwrap().response_type.to_string(), "1.3.6.1.5.5.7.48.1.1");
    OcspResponse::successful(basic).unwrap().to_der().unwrap()
}

/// What is made of an answer that `signer` gives about a certificate of `by`.
fn judged(by: &Authority, says: &Says, signer: &KeyPair, certs: &[&[u8]]) -> Answer {
    let leaf = leaf(by, 7, "http://127.0.0.1:1/ocsp");
    let question = Question::new(leaf.der(), &[authority("演示 CA").der, by.der.clone()], [9; 32]).unwrap();
    question.read(&answer(&question.der().unwrap(), says, signer, certs), now())
}

#[test]
fn the_issuers_own_word_counts_whatever_it_is() {
    let ca = authority("演示 CA");
    let word = |status| judged(&ca, &says(status), &ca.key, &[]);
    assert_eq!((word(CertStatus::good()).result, word(CertStatus::good()).verified), (CheckResult::Good, true));
    assert_eq!(
        (word(revoked()).result, word(revoked()).text),
        (CheckResult::Revoked, "已于 2026-02-03 被吊销".to_owned())
    );
    let unknown = word(CertStatus::unknown());
    assert_eq!((unknown.result, unknown.text.as_str()), (CheckResult::Unknown, "颁发机构答复：不认识这张证书"));
}

#[test]
fn a_delegate_counts_when_the_issuer_lets_it_answer_and_it_holds() {
    let ca = authority("演示 CA");
    let word = |delegate: &Delegate| judged(&ca, &says(revoked()), &delegate.key, &[&delegate.der]).result;
    assert_eq!(word(&delegate(&ca, true, (2027, 1, 1))), CheckResult::Revoked);
    assert_eq!(word(&delegate(&ca, false, (2027, 1, 1))), CheckResult::Unknown, "not for answers");
    assert_eq!(word(&delegate(&ca, true, (2026, 1, 1))), CheckResult::Unknown, "it is over");
    let stranger = authority("演示 CA");
    assert_eq!(word(&delegate(&stranger, true, (2027, 1, 1))), CheckResult::Unknown, "of another of the same name");
}

#[test]
fn a_forged_answer_is_not_believed() {
    let ca = authority("演示 CA");
    let forged = judged(&ca, &says(CertStatus::good()), &KeyPair::generate().unwrap(), &[&ca.der]);
    assert_eq!((forged.result, forged.verified), (CheckResult::Unknown, false));
    assert_eq!(forged.text, "OCSP 应答的签名核验不通过，没有采信");
    let leaf = leaf(&ca, 7, "http://127.0.0.1:1/ocsp");
    let question = Question::new(leaf.der(), std::slice::from_ref(&ca.der), [9; 32]).unwrap();
    let mut good = answer(&question.der().unwrap(), &says(CertStatus::good()), &ca.key, &[]);
    assert_eq!(question.read(&good, now()).result, CheckResult::Good);
    // Any bit of what was signed that is another spoils it.
    for place in (30..good.len()).step_by(7) {
        good[place] ^= 1;
        assert_ne!(question.read(&good, now()).result, CheckResult::Revoked);
        good[place] ^= 1;
    }
    for nonsense in [&b""[..], b"\x30\x03\x0a\x01\x03", b"<html>"] {
        assert_eq!(question.read(nonsense, now()).result, CheckResult::Unknown);
    }
}

#[test]
fn an_answer_counts_while_it_is_fresh() {
    let ca = authority("演示 CA");
    let word = |from: TimeDelta, until: Option<TimeDelta>| {
        let says = Says { from: now() + from, until: until.map(|until| now() + until), ..says(CertStatus::good()) };
        judged(&ca, &says, &ca.key, &[])
    };
    let stale = word(TimeDelta::days(-3), Some(TimeDelta::days(-1)));
    assert_eq!((stale.result, stale.text.as_str()), (CheckResult::Unknown, "OCSP 应答已过期，没有采信"));
    assert_eq!(word(TimeDelta::hours(1), Some(TimeDelta::days(1))).result, CheckResult::Unknown, "of the future");
    assert_eq!(word(TimeDelta::hours(-2), None).result, CheckResult::Good);
    assert_eq!(word(TimeDelta::hours(-30), None).result, CheckResult::Unknown, "old, and says no end");
    assert_eq!(
        word(TimeDelta::minutes(2), Some(TimeDelta::days(1))).result,
        CheckResult::Good,
        "clocks differ a little"
    );
}

#[test]
fn an_answer_to_another_question_is_not_believed() {
    let ca = authority("演示 CA");
    let word = |nonce| judged(&ca, &Says { nonce, ..says(CertStatus::good()) }, &ca.key, &[]);
    assert_eq!(word(Nonce::Another).text, "OCSP 应答不是对本次询问的答复，没有采信");
    // Many responders answer from a store and repeat nothing; their word counts while it is fresh.
    assert_eq!(word(Nonce::None).result, CheckResult::Good);
    let ask = |serial| {
        let leaf = leaf(&ca, serial, "http://127.0.0.1:1/ocsp");
        Question::new(leaf.der(), std::slice::from_ref(&ca.der), [9; 32]).unwrap()
    };
    let other = answer(&ask(8).der().unwrap(), &says(CertStatus::good()), &ca.key, &[]);
    assert_eq!(ask(7).read(&other, now()).text, "OCSP 应答没有说到这张证书");
    // Nobody can ask about a certificate of an issuer that was not handed in.
    assert!(Question::new(leaf(&ca, 7, "http://a/").der(), &[authority("演示 CA").der], [9; 32]).is_none());
}

/// A responder that says the same of everything; gives its address and what it was sent.
async fn serve(ca: &Authority, status: CertStatus) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (key, seen) = (KeyPair::from_pem(&ca.key.serialize_pem()).unwrap(), Arc::new(Mutex::new(Vec::new())));
    let (key, sent) = (Arc::new(key), seen.clone());
    let answering = move |headers: HeaderMap, body: Bytes| {
        let (key, sent) = (key.clone(), sent.clone());
        async move {
            sent.lock().unwrap().push(headers["content-type"].to_str().unwrap().to_owned());
            answer(&body, &says(status), &key, &[])
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/ocsp", post(answering))).await });
    (format!("http://{address}/ocsp"), seen)
}

async fn check(stage: &Stage, pem: &str) -> Value {
    let by = stage.engineer();
    let done = stage.hand_in(&by, "/certificates/import", "a.pem", pem.as_bytes(), None).await.expect(200).json();
    let path = format!("/certificates/{}/check", text(&done["rows"][0]["certificate_id"]));
    stage.post(&by, &path, json!({})).await.expect(200).json()
}

on_both_databases! {
    async fn the_issuer_is_asked_where_the_certificate_says_so(db: Db) {
        let stage = Stage::new(db).await;
        let ca = authority("演示 CA");
        let (address, seen) = serve(&ca, revoked()).await;
        let pem = leaf(&ca, 7, &address).pem();
        let told = check(&stage, &pem).await;
        assert_eq!((&told["checked"]["result"], &told["state"]), (&json!("unknown"), &json!("issued")));
        assert!(text(&told["checked"]["text"]).contains("请先登记颁发机构的证书"), "{told}");
        stage.hand_in(&stage.engineer(), "/certificates/issuers", "ca.pem", ca.pem.as_bytes(), None).await.expect(200);
        let told = check(&stage, &pem).await;
        let checked = &told["checked"];
        assert_eq!((&checked["result"], &checked["method"], &checked["source"]), (&json!("revoked"), &json!("ocsp"), &json!(address)), "{told}");
        assert_eq!(told["state"], "revoked");
        assert_eq!(*seen.lock().unwrap(), ["application/ocsp-request"]);
    }

    async fn a_good_word_changes_nothing_and_no_word_says_why(db: Db) {
        let stage = Stage::new(db).await;
        let ca = authority("演示 CA");
        stage.hand_in(&stage.engineer(), "/certificates/issuers", "ca.pem", ca.pem.as_bytes(), None).await.expect(200);
        let (address, _) = serve(&ca, CertStatus::good()).await;
        let good = check(&stage, &leaf(&ca, 8, &address).pem()).await;
        assert_eq!((&good["checked"]["result"], &good["checked"]["verified"], &good["state"]), (&json!("good"), &json!(true), &json!("issued")));
        let nobody = check(&stage, &leaf(&ca, 9, "http://127.0.0.1:1/ocsp").pem()).await;
        assert_eq!((&nobody["checked"]["result"], &nobody["checked"]["method"]), (&json!("unknown"), &json!("ocsp")));
    }
}

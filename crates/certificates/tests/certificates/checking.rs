//! Checks of the issuer's list, read over HTTP from a server of the test.

use axum::{Router, routing::get};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, DnType, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};
use serde_json::{Value, json};

use crate::common::{Stage, text};

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "演示 CA");
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { pem, issuer: Issuer::new(params, key) }
}

fn leaf(authority: &Authority, serial: u64, list: &str) -> String {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "持证人（演示）");
    params.serial_number = Some(serial.into());
    (params.not_before, params.not_after) = (date_time_ymd(2025, 3, 1), date_time_ymd(2027, 3, 1));
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![list.to_owned()] }];
    params.signed_by(&KeyPair::generate().unwrap(), &authority.issuer).unwrap().pem()
}

fn list(authority: &Authority, revoked: u64, until: (i32, u8, u8)) -> Vec<u8> {
    let revoked = RevokedCertParams {
        serial_number: SerialNumber::from(revoked),
        revocation_time: date_time_ymd(2026, 2, 3),
        reason_code: None,
        invalidity_date: None,
    };
    let params = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 3, 1),
        next_update: date_time_ymd(until.0, until.1, until.2),
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: None,
        revoked_certs: vec![revoked],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(&authority.issuer).unwrap().der().to_vec()
}

/// Serves `content` and gives its address.
async fn serve(content: Vec<u8>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/list.crl", get(move || async move { content.clone() }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/list.crl")
}

async fn check(stage: &Stage, pem: &str) -> Value {
    let by = stage.engineer();
    let done = stage.hand_in(&by, "/certificates/import", "a.pem", pem.as_bytes(), None).await.expect(200).json();
    let path = format!("/certificates/{}/check", text(&done["rows"][0]["certificate_id"]));
    stage.post(&by, &path, json!({})).await.expect(200).json()
}

on_both_databases! {
    async fn a_certificate_that_is_taken_back_is_revoked_here_when_the_signature_holds(db: Db) {
        let stage = Stage::new(db).await;
        let authority = authority();
        let address = serve(list(&authority, 7, (2026, 4, 1))).await;
        let pem = leaf(&authority, 7, &address);
        let told = check(&stage, &pem).await;
        assert_eq!((&told["checked"]["result"], &told["checked"]["verified"]), (&json!("revoked"), &json!(false)), "{told}");
        assert_eq!(told["state"], "issued", "an unsigned word revokes nothing");
        stage.hand_in(&stage.engineer(), "/certificates/issuers", "ca.pem", authority.pem.as_bytes(), None).await.expect(200);
        let told = check(&stage, &pem).await;
        assert_eq!((&told["checked"]["text"], &told["checked"]["verified"]), (&json!("已于 2026-02-03 被吊销"), &json!(true)));
        assert_eq!(told["state"], "revoked");
    }

    async fn a_good_one_is_good_and_what_cannot_be_told_says_why(db: Db) {
        let stage = Stage::new(db).await;
        let authority = authority();
        stage.hand_in(&stage.engineer(), "/certificates/issuers", "ca.pem", authority.pem.as_bytes(), None).await.expect(200);
        let address = serve(list(&authority, 7, (2026, 4, 1))).await;
        let good = check(&stage, &leaf(&authority, 8, &address)).await;
        assert_eq!((&good["checked"]["result"], &good["checked"]["verified"]), (&json!("good"), &json!(true)));
        let old = serve(list(&authority, 7, (2026, 3, 2))).await;
        stage.env.set("2026-03-03T09:00:00+08:00");
        let unknown = check(&stage, &leaf(&authority, 9, &old)).await;
        assert_eq!((&unknown["checked"]["result"], &unknown["checked"]["text"]), (&json!("unknown"), &json!("颁发机构的吊销列表已过期，无法判断")));
        let private = check(&stage, &leaf(&authority, 10, "http://10.0.0.1/list.crl")).await;
        assert!(text(&private["checked"]["text"]).contains("未被允许访问"), "{private}");
        let one = stage.add("B1", "2026-05-01").await;
        let path = format!("/certificates/{}/check", text(&one["id"]));
        let none = stage.post(&stage.engineer(), &path, json!({})).await.expect(200).json();
        assert!(text(&none["checked"]["text"]).starts_with("台账中没有证书文件"));
    }
}

//! Import and export: row by row, and what is written can be read again.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;

use crate::common::{Stage, text};

const HEAD: &str = "持有人,单位,序列号,颁发机构,到期日期,介质\n";

fn table(rows: &str) -> Vec<u8> {
    format!("{HEAD}{rows}").into_bytes()
}

/// An authority and a certificate of it, as PEM.
fn issued() -> (String, String) {
    let authority = KeyPair::generate().unwrap();
    let mut of = CertificateParams::new(Vec::new()).unwrap();
    of.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    of.distinguished_name.push(DnType::CommonName, "演示 CA");
    let root = of.self_signed(&authority).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(Vec::new()).unwrap();
    leaf.distinguished_name.push(DnType::CommonName, "业务服务器（演示）");
    leaf.distinguished_name.push(DnType::OrganizationName, "某考试中心（演示）");
    leaf.serial_number = Some(0x00AB_CDEF_u64.into());
    (leaf.not_before, leaf.not_after) = (date_time_ymd(2025, 3, 1), date_time_ymd(2026, 6, 1));
    let leaf = leaf.signed_by(&key, &Issuer::new(of, authority)).unwrap();
    (root.pem(), leaf.pem())
}

on_both_databases! {
    async fn what_fits_is_taken_and_what_does_not_is_listed_with_its_line(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("A1", "2026-04-01").await;
        let file = table(
            "持证人 A1（演示）,某区考试中心（演示）,A1,北京 CA,2027-04-01,\n甲（演示）,某处,B2,北京 CA,2026/5/1,USBKey\n\
             乙（演示）,某处,XY,北京 CA,2026/5/1,\n丙（演示）,某处,00b2,北京 CA,2026/5/1,\n",
        );
        let by = stage.engineer();
        let look = stage.hand_in(&by, "/certificates/import?preview=true", "台账.csv", &file, None).await.expect(200).json();
        assert_eq!((&look["preview"], &look["added"], &look["updated"], &look["refused"]), (&json!(true), &json!(1), &json!(1), &json!(2)));
        assert_eq!(stage.serials("").await, ["A1"]);
        let done = stage.hand_in(&by, "/certificates/import", "台账.csv", &file, None).await.expect(200).json();
        let rows: Vec<(u64, String)> =
            done["rows"].as_array().unwrap().iter().map(|row| (row["line"].as_u64().unwrap(), text(&row["outcome"]))).collect();
        assert_eq!(rows, [(2, "updated".into()), (3, "added".into()), (4, "refused".into()), (5, "refused".into())]);
        assert_eq!(done["rows"][2]["reason"], "序列号“XY”不是十六进制数字");
        assert_eq!(done["rows"][3]["reason"], "与前面某一行的序列号和颁发机构相同，请只保留一行");
        assert_eq!(stage.serials("").await, ["B2", "A1"]);
        assert_eq!(stage.forecast().await["months"], json!([{ "month": "2026-05", "n": 1 }, { "month": "2027-04", "n": 1 }]));
        let again = stage.hand_in(&by, "/certificates/import", "台账.csv", &file, None).await.expect(200).json();
        assert_eq!((&again["same"], &again["added"], &again["updated"]), (&json!(2), &json!(0), &json!(0)));
    }

    async fn what_is_exported_can_be_read_again(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("A1", "2026-04-01").await;
        stage.add("12345678901234567890", "2026-05-01").await;
        let path = format!("/api/v1/contracts/{}/certificates/export", stage.hs);
        let file = stage.app.get(&path).by(&stage.client()).send().await.expect(200);
        let again = stage.hand_in(&stage.engineer(), "/certificates/import", "certificates.xlsx", &file.body, None).await;
        let again = again.expect(200).json();
        assert_eq!((&again["same"], &again["refused"]), (&json!(2), &json!(0)), "{again}");
        let blank = stage.app.get(&format!("{path}?template=true")).by(&stage.client()).send().await.expect(200);
        let empty = stage.hand_in(&stage.engineer(), "/certificates/import", "x.xlsx", &blank.body, None).await.expect(422);
        assert_eq!(empty.code(), "certificates.bad_file");
    }

    async fn certificates_themselves_are_read_and_those_of_issuers_are_told_apart(db: Db) {
        let stage = Stage::new(db).await;
        let (root, leaf) = issued();
        let by = stage.engineer();
        let both = format!("{leaf}{root}");
        let done = stage.hand_in(&by, "/certificates/import", "证书.pem", both.as_bytes(), None).await.expect(200).json();
        assert_eq!((&done["added"], &done["refused"]), (&json!(1), &json!(1)), "{done}");
        let id = text(&done["rows"][0]["certificate_id"]);
        let one = stage.get(&by, &format!("/certificates/{id}")).await.expect(200).json();
        assert_eq!((&one["serial"], &one["issuer"], &one["on_file"]), (&json!("ABCDEF"), &json!("演示 CA"), &json!(true)));
        assert_eq!((&one["holder"], &one["unit"]), (&json!("业务服务器（演示）"), &json!("某考试中心（演示）")));
        assert_eq!((&one["valid_until"], &one["medium"]), (&json!("2026-06-01"), &json!("file")));
        let issuers = stage.hand_in(&by, "/certificates/issuers", "ca.pem", both.as_bytes(), None).await.expect(200).json();
        assert_eq!(issuers.as_array().unwrap().len(), 1);
        assert_eq!(issuers[0]["subject"], "演示 CA");
        stage.hand_in(&by, "/certificates/issuers", "leaf.pem", leaf.as_bytes(), None).await.expect(422);
    }

    async fn a_file_that_cannot_be_read_says_what_to_do(db: Db) {
        let stage = Stage::new(db).await;
        let by = stage.engineer();
        let said = async |name: &str, content: &[u8]| {
            let answer = stage.hand_in(&by, "/certificates/import", name, content, None).await.expect(422);
            text(&answer.json()["detail"])
        };
        assert!(said("台账.pdf", b"%PDF").await.starts_with("无法识别“台账.pdf”的格式"));
        assert!(said("台账.csv", "持有人,单位\n甲,某处\n".as_bytes()).await.contains("缺少列：序列号、颁发机构、到期日期"));
        assert!(said("证书.pfx", b"no pfx").await.contains("密码不正确"));
        assert!(said("台账.xlsx", b"no workbook").await.starts_with("文件读取失败"));
        stage.hand_in(&stage.client(), "/certificates/import", "台账.csv", b"", None).await.expect(403);
        let file = table("甲（演示）,某处,B2,北京 CA,2026/5/1,\n");
        stage.hand_in(&stage.client(), "/certificates/import", "台账.csv", &file, None).await.expect(403);
        stage.hand_in(&stage.stranger(), "/certificates/import", "台账.csv", &file, None).await.expect(404);
    }

    async fn two_thousand_come_in_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let rows: Vec<String> = (1..=2000).map(|n| format!("持证人 {n}（演示）,某单位 {}（演示）,{n:08X},北京 CA,2026-{:02}-15,USBKey\n", n % 40, n % 9 + 4)).collect();
        let begun = std::time::Instant::now();
        let done = stage.hand_in(&stage.engineer(), "/certificates/import", "台账.csv", &table(&rows.concat()), None).await.expect(200).json();
        println!("2,000 certificates in {:?}", begun.elapsed());
        assert_eq!(done["added"], json!(2000));
        let forecast = stage.forecast().await;
        assert_eq!((&forecast["in_use"], forecast["months"].as_array().unwrap().len()), (&json!(2000), 9));
        assert_eq!(stage.serials("&q=7CF").await, ["7CF"]);
    }
}

//! Import and export: row by row, and what is written can be read again.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, text};

const HEAD: &str = "资产编号,分类,名称,管理级别,工作包,存放地点,出厂序列号,数量,财务账面数量\n";

fn table(rows: &str) -> Vec<u8> {
    format!("{HEAD}{rows}").into_bytes()
}

fn outcomes(result: &Value) -> Vec<(u64, String, String)> {
    let row = |row: &Value| {
        (row["line"].as_u64().unwrap(), text(&row["outcome"]), row["reason"].as_str().unwrap_or_default().to_owned())
    };
    result["rows"].as_array().unwrap().iter().map(row).collect()
}

on_both_databases! {
    async fn what_fits_is_taken_and_what_does_not_is_listed_with_its_line(db: Db) {
        let stage = Stage::new(db).await;
        let zd = stage.class("ZD", "终端", None).await;
        stage.asset(&zd, json!({ "serial": "SN1" })).await;
        let file = table(
            "ZD-0001,ZD,终端（演示）,财务部门,,一层,SN1,2,3\n,终端,终端（演示）,,infra,二层,SN2,1,\n,打印机,打印机（演示）,,,,,,\n\
             zd-0001,ZD,又一台,,,,,,\n,ZD,终端（演示）,,没有的工作,,,,\n,ZD,终端（演示）,,,,SN2,,\n",
        );
        let by = stage.engineer();
        let look = stage.hand_in(&by, "/assets/import?preview=true", "台账.csv", &file).await.expect(200).json();
        assert_eq!((&look["preview"], &look["added"], &look["updated"], &look["refused"]), (&json!(true), &json!(1), &json!(1), &json!(4)));
        assert_eq!(stage.codes(&by, "assets", "").await, ["ZD-0001"]);
        let done = stage.hand_in(&by, "/assets/import", "台账.csv", &file).await.expect(200).json();
        let said = outcomes(&done);
        assert_eq!(said[0], (2, "updated".into(), String::new()));
        assert_eq!(said[1], (3, "added".into(), String::new()));
        assert_eq!(said[2], (4, "refused".into(), "没有分类“打印机”，请先新建分类，或填写已有分类的编码或名称".into()));
        assert_eq!(said[3], (5, "refused".into(), "与前面某一行的编号相同，请只保留一行".into()));
        assert_eq!(said[4], (6, "refused".into(), "合同中没有工作包“没有的工作”".into()));
        assert_eq!(said[5], (7, "refused".into(), "与前面某一行的出厂序列号相同，请只保留一行".into()));
        assert_eq!(done["rows"][1]["code"], "ZD-0002");
        let one = stage.read(&format!("/assets/{}", text(&done["rows"][0]["id"]))).await;
        assert_eq!((&one["level"], &one["quantity"], &one["differs"]), (&json!("finance"), &json!(2), &json!(true)));
        let again = stage.hand_in(&by, "/assets/import", "台账.csv", &file).await.expect(200).json();
        assert_eq!((&again["same"], &again["added"], &again["updated"]), (&json!(2), &json!(0), &json!(0)), "{again}");
        stage.hand_in(&stage.client(), "/assets/import", "台账.csv", &file).await.expect(403);
        let own = stage.hand_in(&stage.member(), "/assets/import", "台账.csv", &table(",ZD,甲,,,,,,\n,ZD,乙,,infra,,,,\n")).await.expect(200).json();
        assert_eq!(outcomes(&own)[0].2, "没有维护这个工作包资产的权限。请填写您负责的工作包");
        assert_eq!(own["added"], json!(1));
    }

    async fn what_is_exported_can_be_read_again(db: Db) {
        let stage = Stage::new(db).await;
        let zd = stage.class("ZD", "终端", None).await;
        let books = json!([{ "level": "it", "number": "X1" }, { "level": "finance", "quantity": 1, "price": 123_456 }]);
        stage.asset(&zd, json!({
            "work": "infra", "place": "一层", "holder": "窗口岗（演示）", "serial": "12345678901234567890", "price": 123_456,
            "purchased_on": "2024-05-06", "warranty_until": "2027-05-05", "state": "in_repair", "level": "business",
            "books": books, "rule": "HS-A2.inner", "note": "演示",
        })).await;
        let file = stage.get(&stage.client(), &stage.of("/assets/export")).await.expect(200);
        let again = stage.hand_in(&stage.engineer(), "/assets/import", "assets.xlsx", &file.body).await.expect(200).json();
        assert_eq!((&again["same"], &again["refused"]), (&json!(1), &json!(0)), "{again}");
        let blank = stage.get(&stage.client(), &stage.of("/assets/export?template=true")).await.expect(200);
        let empty = stage.hand_in(&stage.engineer(), "/assets/import", "x.xlsx", &blank.body).await.expect(422);
        assert_eq!(empty.code(), "assets.bad_file");
    }

    async fn spares_come_and_go_by_table_but_not_their_stock(db: Db) {
        let stage = Stage::new(db).await;
        stage.spare("内存条（演示）", 5, 1).await;
        let file = "备件编号,名称,单位,库存,下限\nBJ-0001,内存条（演示）,条,9,6\n,硬盘（演示）,块,3,\n,坏的,块,很多,\n".as_bytes();
        let by = stage.engineer();
        let look = stage.hand_in(&by, "/spares/import?preview=true", "备件.csv", file).await.expect(200).json();
        assert_eq!((&look["added"], &look["updated"], &look["refused"]), (&json!(1), &json!(1), &json!(1)));
        let done = stage.hand_in(&by, "/spares/import", "备件.csv", file).await.expect(200).json();
        let said = outcomes(&done);
        assert_eq!(said[0].2, "表格库存 9 与系统库存 5 不同，库存没有修改。请用出入库或盘点登记");
        assert_eq!(said[2].2, "库存“很多”不是整数");
        let one = stage.read(&format!("/spares/{}", text(&done["rows"][0]["id"]))).await;
        assert_eq!((&one["stock"], &one["minimum"], &one["low"]), (&json!(5), &json!(6), &json!(true)));
        assert_eq!(stage.codes(&by, "spares", "").await, ["BJ-0001", "BJ-0002"]);
        let file = stage.get(&stage.client(), &stage.of("/spares/export")).await.expect(200);
        let again = stage.hand_in(&by, "/spares/import", "spares.xlsx", &file.body).await.expect(200).json();
        assert_eq!((&again["same"], &again["refused"]), (&json!(2), &json!(0)), "{again}");
    }

    async fn five_thousand_are_taken_in_a_moment(db: Db) {
        let stage = Stage::new(db).await;
        stage.class("ZD", "终端", None).await;
        let rows: Vec<String> = (1..=5_000).map(|n| format!(",ZD,终端 {n}（演示）,,,{} 层,SN{n:06},1,\n", n % 20)).collect();
        let before = std::time::Instant::now();
        let done = stage.hand_in(&stage.engineer(), "/assets/import", "a.csv", &table(&rows.concat())).await.expect(200).json();
        let took = before.elapsed();
        assert_eq!((&done["added"], &done["rows"][4_999]["code"]), (&json!(5_000), &json!("ZD-5000")));
        assert!(took.as_secs() < 60, "{took:?}, unoptimised and beside others");
        let found = stage.codes(&stage.client(), "assets", "&q=SN004321").await;
        assert_eq!(found, ["ZD-4321"]);
        eprintln!("5,000 assets in {took:?}");
    }
}

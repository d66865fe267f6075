//! Files of the schedule.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

fn number(cell: Option<&Data>) -> f64 {
    match cell {
        Some(Data::Float(number)) => *number,
        Some(Data::Int(number)) => f64::from(i32::try_from(*number).unwrap()),
        other => panic!("no number: {other:?}"),
    }
}

on_both_databases! {
    async fn the_workbook_has_a_sheet_for_each_contract_and_totals_by_formula(db: Db) {
        let stage = Stage::new(db).await;
        let paid = json!({ "kind": "payment", "for": "HC-M1.1", "on": "2024-09-02", "amount": "500000.50", "voucher": "记-1" });
        stage.tell(&stage.finance(), stage.hc, &paid).await.expect(201);
        let answer = stage.get(&stage.finance(), "billing/schedule/export?at=2024-09-30").await.expect(200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.to_vec())).unwrap();
        let sheets = ["汇总", "housing-credit-platform-2024", "hrss-exam-security-2021", "realestate-registration-2024"];
        assert_eq!(book.sheet_names(), sheets);
        let rows = book.worksheet_range("housing-credit-platform-2024").unwrap();
        let formulas = book.worksheet_formula("housing-credit-platform-2024").unwrap();
        assert_eq!(formulas.get_value((4, 7)).map(String::as_str), Some("SUM(H2:H4)"));
        let column = |at: u32| (1..4).map(|row| number(rows.get_value((row, at)))).sum::<f64>();
        for at in [7, 8, 9, 10] {
            assert!((column(at) - number(rows.get_value((4, at)))).abs() < 0.001, "column {at}");
        }
        assert!((number(rows.get_value((4, 10))) - 1_302_999.50).abs() < 0.001);
        let summary = book.worksheet_range("汇总").unwrap();
        assert!((number(summary.get_value((5, 2))) - 5_323_500.0).abs() < 0.001);
    }

    async fn the_list_for_other_programs_begins_with_its_mark(db: Db) {
        let stage = Stage::new(db).await;
        let answer = stage.get(&stage.finance(), "billing/schedule/export?format=csv&at=2024-09-30").await.expect(200);
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(text.starts_with('\u{feff}') && text.lines().count() == 8, "{text}");
        assert!(text.contains("首付款,四(二)1,") && text.contains(",901500.00,0.00,0.00,901500.00,"), "{text}");
    }
}

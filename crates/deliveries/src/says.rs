//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let number = |key: &str| detail[key].as_i64().unwrap_or_default();
    Some(match action {
        "deliveries.import" => {
            let what = match text("kind") {
                "payments" => "缴费清单",
                "made" => "制卡清单",
                _ => "交寄清单",
            };
            format!("导入了{what}“{}”：{} 行登记，{} 行未导入", text("file"), number("added"), number("refused"))
        }
        "deliveries.event" => format!("为订单 {} 登记了“{}”", text("number"), text("label")),
        "deliveries.source_add" => format!("接入了快递数据源“{}”", text("name")),
        "deliveries.source_rotate" => format!("更换了快递数据源“{}”的密钥", text("name")),
        "deliveries.source_remove" => format!("停用了快递数据源“{}”", text("name")),
        "deliveries.settle" => format!("处理了对不上订单的快递数据：{}", text("note")),
        "deliveries.week_open" => format!("开始了 {} 一周的对账", text("week_on")),
        "deliveries.week_import" => {
            format!("为 {} 一周的对账导入了{}：{} 行", text("week_on"), text("label"), number("added"))
        }
        "deliveries.week_row_add" => {
            format!("为 {} 一周的对账登记了{} {}", text("week_on"), text("label"), text("number"))
        }
        "deliveries.week_row_drop" => {
            format!("从 {} 一周的对账删除了{} {}", text("week_on"), text("label"), text("number"))
        }
        "deliveries.week_explain" => {
            format!("说明了 {} 一周对账的差异（{}）：{}", text("week_on"), text("kind"), text("text"))
        }
        "deliveries.week_close" => {
            format!("办结了 {} 一周的对账，差异 {} 项", text("week_on"), number("differences"))
        }
        "deliveries.reader_add" => format!("登记了机具 {}", text("number")),
        "deliveries.reader_move" => format!("为机具 {} 登记了“{}”", text("number"), text("label")),
        "deliveries.key_add" => format!("登记了密钥介质 {}（{}）", text("number"), text("title")),
        "deliveries.key_move" => match detail["to"].as_str() {
            Some(to) => format!("为密钥介质 {} 登记了{}：{} 交给 {to}", text("number"), text("label"), text("from")),
            None => format!("登记了密钥介质 {} 的{}，见证人 {}", text("number"), text("label"), text("witness")),
        },
        "deliveries.key_count" => {
            format!("盘点了 {} 件密钥介质，{} 件与台账不符", number("counted"), number("different"))
        }
        _ => return None,
    })
}

//! Rows of the audit trail as sentences.

use serde_json::Value;

use crate::model::{EntryKind, MovementKind};

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let number = |key: &str| detail[key].as_i64().unwrap_or_default();
    let named = || format!("{}（{}）", text("code"), text("name"));
    let table = |what: &str| {
        let (file, added) = (text("file"), number("added"));
        let (updated, refused) = (number("updated"), number("refused"));
        format!("导入了{what}文件“{file}”：新增 {added} 条，更新 {updated} 条，{refused} 行没有导入")
    };
    Some(match action {
        "assets.add" => format!("登记了资产 {}", named()),
        "assets.change" => format!("修改了资产 {}", named()),
        "assets.import" => table("资产"),
        "assets.from_contract" => format!("按合同条目登记了 {} 条资产", number("added")),
        "assets.entry" => format!("登记了资产 {} 的{}：{}", named(), entry(text("kind")), text("text")),
        "assets.ticket" => format!("把工单 {} 关联到资产 {}", text("ticket"), named()),
        "assets.class_add" => format!("新建了资产分类 {}", named()),
        "assets.class_change" => format!("修改了资产分类 {}", named()),
        "assets.spare_add" => format!("登记了备件 {}，库存 {}", named(), number("stock")),
        "assets.spare_change" => format!("修改了备件 {}", named()),
        "assets.spare_import" => table("备件"),
        "assets.spare_move" => {
            let kind = MovementKind::try_from(text("kind")).map_or("变动", MovementKind::label);
            let (quantity, unit, stock) = (number("quantity"), text("unit"), number("stock"));
            format!("登记了备件 {} {kind} {quantity} {unit}，库存 {stock}", named())
        }
        "assets.spare_settle" => {
            let what = format!("服务单 {} 的“{}”{} {}", text("sheet"), text("name"), number("quantity"), text("unit"));
            if detail["booked"] == true {
                format!("补记了{what}")
            } else {
                format!("确认{what}不从备件库扣减")
            }
        }
        "assets.taking_begin" => format!("发起了盘点“{}”，共 {} 项", text("title"), number("lines")),
        "assets.taking_count" => format!("在盘点“{}”中登记了 {} 项", text("title"), number("lines")),
        "assets.taking_close" => format!("结束了盘点“{}”：{}", text("title"), text("text")),
        _ => return None,
    })
}

fn entry(kind: String) -> &'static str {
    match EntryKind::try_from(kind) {
        Ok(EntryKind::Moved) => "调拨",
        Ok(EntryKind::Repaired) => "维修",
        Ok(EntryKind::Inspected) => "检查",
        _ => "备注",
    }
}

//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let about = || format!("服务申请 {}“{}”", text("number"), text("title"));
    let said = || detail["text"].as_str().map(|said| format!("：{said}")).unwrap_or_default();
    let what = match action {
        "catalogue.form" => {
            let version = detail["version"].as_i64().unwrap_or_default();
            return Some(format!("修改了服务申请表单“{}”（第 {version} 版）：{}", text("title"), text("note")));
        }
        "catalogue.file_add" => return Some(format!("为服务申请 {} 上传了“{}”", text("number"), text("name"))),
        "catalogue.file_remove" => return Some(format!("从服务申请 {} 删去了“{}”", text("number"), text("name"))),
        "catalogue.create" => "起草了",
        "catalogue.edit" => "修改了",
        "catalogue.submit" => "提交了",
        "catalogue.estimate" => "估算了",
        "catalogue.approve" => "批准了",
        "catalogue.refuse" => "没有批准",
        "catalogue.take" => "接手办理",
        "catalogue.finish" => "办完了",
        "catalogue.check" => "复核通过了",
        "catalogue.check_failed" => "复核退回了",
        "catalogue.accept" => "签收了",
        "catalogue.send_back" => "退回了",
        "catalogue.reschedule" => "改了完成日期：",
        "catalogue.cancel" => "取消了",
        _ => return None,
    };
    Some(format!("{what}{}{}", about(), said()))
}

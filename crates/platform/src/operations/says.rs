//! What audit rows of the platform say.

use serde_json::Value;

/// The end of a sentence about an action of the platform.
pub(super) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let letter = || format!("第 {} 号事件（送往 {}）", detail["event"], text("subscriber"));
    Some(match action {
        "platform.run_job" => format!("立即运行了作业 {}", text("job")),
        "platform.retry_dead_letter" => format!("重新投递了{}", letter()),
        "platform.discard_dead_letter" => match detail["reason"].as_str() {
            Some(reason) => format!("放弃了{}，原因：{reason}", letter()),
            None => format!("放弃了{}", letter()),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_discarded_letter_is_named_with_the_reason() {
        let detail = json!({ "subscriber": "notify.mail", "event": 7, "reason": "已电话告知" });
        let said = says("platform.discard_dead_letter", &detail).unwrap();
        assert_eq!(said, "放弃了第 7 号事件（送往 notify.mail），原因：已电话告知");
        assert_eq!(says("ticketing.take", &detail), None);
    }
}

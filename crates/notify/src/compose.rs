//! The words of a message: one thing in full, or many in a list.

use uuid::Uuid;

use crate::{
    channels::push::Payload,
    model::{Item, Occasion},
    policy::SHOWN,
};

/// The words of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In one line: a mail's subject, a text message.
    pub subject: String,
    /// In full, as plain text.
    pub body: String,
}

/// What `items` (the first of `count` things, at least one) say. `house` is the name under which the service speaks,
/// `public_url` the address before the paths of links.
#[must_use]
pub fn words(items: &[Item], count: i64, house: &str, public_url: &str) -> Words {
    match items {
        [] => Words { subject: format!("【{house}】"), body: String::new() },
        [only] if count <= 1 => Words {
            subject: format!("【{house}】{}", only.line),
            body: format!("{}\n\n{public_url}{}", only.text, only.path),
        },
        many => several(many, count, house, public_url),
    }
}

fn several(items: &[Item], count: i64, house: &str, public_url: &str) -> Words {
    // The gravest first: what is cut off must not be what matters.
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| item.level.unwrap_or(i64::MAX));
    let shown = &sorted[..sorted.len().min(SHOWN)];
    let mut lines: Vec<String> = shown.iter().map(|item| format!("· {}", item.line)).collect();
    let rest = count - i64::try_from(shown.len()).unwrap_or(0);
    if rest > 0 {
        lines.push(format!("……另有 {rest} 条，请登录查看。"));
    }
    let grave = sorted.first().map_or("", |item| item.line.as_str());
    Words {
        subject: format!("【{house}】{count} 条提醒（{}）：{grave}", kinds(items)),
        body: format!("{}\n\n{public_url}/notices", lines.join("\n")),
    }
}

/// What `items` (the first of `count` things, at least one) say on a screen that others may see: number, short title and
/// where it leads, nothing else.
#[must_use]
pub fn payload(items: &[Item], count: i64, message: Uuid) -> Payload {
    match items {
        [only] if count <= 1 => Payload::one(only.occasion.says(), &only.number, &only.title, &only.path, message),
        many => Payload::many(count, &kinds(many), message),
    }
}

/// The occasions of `items`, the most frequent first: `超时、催办 等`.
fn kinds(items: &[Item]) -> String {
    let mut counted: Vec<(usize, Occasion)> = Vec::new();
    for item in items {
        match counted.iter_mut().find(|(_, occasion)| *occasion == item.occasion) {
            Some((n, _)) => *n += 1,
            None => counted.push((1, item.occasion)),
        }
    }
    counted.sort_by_key(|(n, occasion)| (std::cmp::Reverse(*n), *occasion));
    let named: Vec<&str> = counted.iter().take(2).map(|(_, occasion)| occasion.says()).collect();
    format!("{}{}", named.join("、"), if counted.len() > 2 { "等" } else { "" })
}

/// `text` cut to at most `longest` characters, with an ellipsis where something is gone.
#[must_use]
pub fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(n: u32, occasion: Occasion, level: i64) -> Item {
        Item {
            occasion,
            subject: uuid::Uuid::from_u128(n.into()),
            level: Some(level),
            number: format!("HS-2026-{n:06}"),
            title: "报名系统无法登录，报修人张三（演示）".to_owned(),
            line: format!("{}：HS-2026-{n:06}", occasion.says()),
            text: format!("全文 {n}"),
            path: format!("/tickets/{n}"),
            at: "2026-11-21T12:00:00+08:00".parse().unwrap(),
        }
    }

    #[test]
    fn one_thing_is_told_in_full() {
        let told = words(&[item(7, Occasion::Breached, 2)], 1, "践约", "https://y.example");
        assert_eq!(told.subject, "【践约】超时：HS-2026-000007");
        assert_eq!(told.body, "全文 7\n\nhttps://y.example/tickets/7");
    }

    #[test]
    fn a_storm_is_one_list_that_says_how_many_there_are() {
        let mut items: Vec<Item> = (1..=20).map(|n| item(n, Occasion::Breached, 3)).collect();
        items[4] = item(5, Occasion::TicketOpened, 1);
        let told = words(&items, 1000, "践约", "https://y.example");
        assert_eq!(told.subject, "【践约】1000 条提醒（超时、新工单）：新工单：HS-2026-000005");
        assert_eq!(told.body.lines().filter(|line| line.starts_with('·')).count(), 20);
        assert!(told.body.starts_with("· 新工单：HS-2026-000005"), "{}", told.body);
        assert!(told.body.contains("另有 980 条") && told.body.ends_with("https://y.example/notices"), "{}", told.body);
    }

    #[test]
    fn a_push_holds_number_title_and_path_only() {
        let told = payload(&[item(7, Occasion::Breached, 2)], 1, Uuid::from_u128(9));
        let json = serde_json::to_value(&told).unwrap();
        let title = "报名系统无法登录，报修人张三（演示）";
        let expected = serde_json::json!({
            "title": "超时 HS-2026-000007", "body": title, "path": "/tickets/7", "tag": Uuid::from_u128(9),
        });
        assert_eq!(json, expected);
        let many = payload(&[item(7, Occasion::Breached, 2), item(8, Occasion::Breached, 2)], 12, Uuid::nil());
        assert_eq!((many.title.as_str(), many.body.as_str(), many.path.as_str()), ("12 条提醒", "超时", "/notices"));
    }

    #[test]
    fn a_text_is_cut_by_characters() {
        assert_eq!(cut("报名系统", 4), "报名系统");
        assert_eq!(cut("报名系统无法登录", 5), "报名系统…");
    }
}

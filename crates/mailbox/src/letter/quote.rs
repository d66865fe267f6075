//! What is new in an answer, apart from the history that mail programs put below it.

/// Stands in a text where a page's quotation begins.
pub(super) const MARK: char = '\u{e000}';

/// What was written, and the history that it quotes; together they are the whole text.
#[must_use]
pub fn fold(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().collect();
    let start = (0..lines.len()).find(|at| begins(&lines, *at));
    let (new, old) = lines.split_at(start.unwrap_or(lines.len()));
    let (new, old) = (joined(new), joined(old));
    // A mail that only forwards something says what it forwards.
    if new.is_empty() { (old, String::new()) } else { (new, old) }
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").replace(MARK, "").trim().to_owned()
}

/// Whether history begins at this line.
fn begins(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let rule = line.trim_matches(['-', '_', '=', ' ', '─']);
    let ruled = rule.len() + 4 <= line.len();
    if line.contains(MARK) || (ruled && is_heading(rule)) || says_wrote(lines, at) {
        return true;
    }
    if line.starts_with('>') {
        // Only when nothing but quotation follows: what is answered between the lines is new.
        return lines[at..].iter().all(|line| line.trim().is_empty() || line.trim_start().starts_with('>'));
    }
    is_header_block(lines, at)
}

fn is_heading(rule: &str) -> bool {
    const HEADINGS: [&str; 7] =
        ["original message", "original", "原始邮件", "原邮件", "转发邮件", "forwarded message", "回复的邮件"];
    let rule = rule.to_lowercase();
    HEADINGS.iter().any(|heading| rule == *heading || (heading.chars().count() > 3 && rule.contains(heading)))
}

/// `On …, … wrote:` and `在 …，… 写道：`, which programs break over two lines.
fn says_wrote(lines: &[&str], at: usize) -> bool {
    let first = lines[at].trim();
    let begins = first.starts_with("On ")
        || first.starts_with("在")
        || first.starts_with("于")
        || first.starts_with("At ")
        || first.chars().next().is_some_and(|letter| letter.is_ascii_digit());
    let ends = |line: &str| {
        let line = line.trim_end();
        ["wrote:", "写道：", "写道:"].iter().any(|end| line.ends_with(end))
    };
    begins
        && lines[at..]
            .iter()
            .take(3)
            .position(|line| ends(line))
            .is_some_and(|end| end == 0 || lines[at..at + end].iter().all(|line| !line.trim().is_empty()))
}

/// The headers of the quoted mail, as Outlook and Foxmail write them.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    const OTHERS: [&str; 8] = ["发送时间", "日期", "收件人", "主题", "Sent", "To", "Date", "Subject"];
    let names = |line: &str, names: &[&str]| {
        let line = line.trim().trim_start_matches('*').replace([' ', '\u{3000}', '*'], "");
        names
            .iter()
            .any(|name| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':') || rest.starts_with('：')))
    };
    names(lines[at], &["发件人", "From"])
        && lines[at + 1..].iter().take(6).filter(|line| names(line, &OTHERS)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_folded_away_whoever_wrote_the_program() {
        for history in [
            "-----Original Message-----\nFrom: x",
            "------------------ 原始邮件 ------------------\n发件人: \"践约\"",
            "在 2026-11-20 09:00:00，践约 <a@b.cn> 写道：\n> 您的工单",
            "On Fri, 20 Nov 2026 at 09:00, 践约\n<a@b.cn> wrote:\n> 您的工单",
            "发件人: 践约\n发送时间: 2026年11月20日\n收件人: 王工\n主题: 工单",
            "From: a@b.cn\nSent: Friday\nTo: x\nSubject: y",
            "> 您的工单\n>\n> 第二行",
            "\u{e000}\n您的工单",
        ] {
            let (new, old) = fold(&format!("已经好了，谢谢。\n\n{history}"));
            assert_eq!(new, "已经好了，谢谢。", "{history}");
            assert!(!old.is_empty() && !old.contains(MARK), "{history}");
        }
    }

    #[test]
    fn what_is_written_between_the_lines_is_new() {
        let (new, old) = fold("> 哪台打印机？\n三楼那台。\n> 什么时候？\n昨天。");
        assert!(new.contains("三楼那台") && new.contains("昨天") && old.is_empty(), "{new}");
        let (new, old) = fold("发件人: 不明\n打印机坏了");
        assert!(new.contains("打印机坏了") && old.is_empty());
        let (new, old) = fold("---------- 转发邮件 ----------\n请处理");
        assert!(new.contains("请处理") && old.is_empty(), "{new}|{old}");
    }
}

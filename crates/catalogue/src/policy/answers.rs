//! What was filled in, against the form that it was filled into.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jianyue_platform::form::{Form, FormFaults};

use crate::model::{Answer, Answers, Attachment, Definition, Field, FieldKind, Missing};

/// The most rows of a table.
const ROWS: usize = 200;

/// Where a file of an attachment or of a result lies.
#[must_use]
pub fn part(of: &str, name: &str) -> String {
    format!("{of}/{name}")
}

/// Answers without blanks and without empty ones.
///
/// # Errors
/// All that is no answer to its field; that something is missing is no fault yet.
pub fn tidy(form: &Definition, given: Answers) -> Result<Answers, FormFaults> {
    let mut faults = Form::default();
    let mut kept = Answers::new();
    for (key, answer) in given {
        let Some(field) = form.fields.iter().find(|field| field.key == key) else {
            faults.wrong(
                "answers",
                format!("表单中没有填写项“{}”，请刷新页面", key.chars().take(40).collect::<String>()),
            );
            continue;
        };
        if let Some(answer) = one(field, answer, &mut faults) {
            kept.insert(key, answer);
        }
    }
    faults.done()?;
    Ok(kept)
}

fn one(field: &Field, answer: Answer, faults: &mut Form) -> Option<Answer> {
    let title = &field.title;
    match (field.kind, answer) {
        (FieldKind::YesNo, Answer::Yes(yes)) => Some(Answer::Yes(yes)),
        (FieldKind::Rows, Answer::Rows(rows)) => self::rows(field, rows, faults),
        (FieldKind::YesNo | FieldKind::Rows, _) | (_, Answer::Yes(_) | Answer::Rows(_)) => {
            faults.wrong("answers", format!("“{title}”的内容不是这种填写项，请刷新页面后重新填写"));
            None
        }
        (kind, Answer::Text(text)) => {
            let most = if kind == FieldKind::Long { 4000 } else { 200 };
            let text = faults.optional("answers", title, Some(&text), most)?;
            let wrong = match kind {
                FieldKind::Number if !is_number(&text) => Some("应是数字"),
                FieldKind::Date if text.parse::<NaiveDate>().is_err() => Some("应是日期"),
                FieldKind::Choice if !field.choices.contains(&text) => Some("不在可选范围内，请重新选择"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                faults.wrong("answers", format!("“{title}”{wrong}"));
            }
            Some(Answer::Text(text))
        }
    }
}

fn rows(field: &Field, rows: Vec<BTreeMap<String, String>>, faults: &mut Form) -> Option<Answer> {
    let title = &field.title;
    if rows.len() > ROWS {
        faults.wrong("answers", format!("“{title}”最多 {ROWS} 行，更多的请作为附件"));
        return None;
    }
    let known: BTreeSet<&str> = field.columns.iter().map(|column| column.key.as_str()).collect();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        if row.keys().any(|key| !known.contains(key.as_str())) {
            faults.wrong("answers", format!("“{title}”有表单中没有的列，请刷新页面"));
        }
        let cells = row
            .into_iter()
            .filter_map(|(key, text)| faults.optional("answers", title, Some(&text), 200).map(|text| (key, text)));
        let cells: BTreeMap<String, String> = cells.collect();
        if !cells.is_empty() {
            kept.push(cells);
        }
    }
    (!kept.is_empty()).then_some(Answer::Rows(kept))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let good = |text: &str| !text.is_empty() && text.len() < 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    good(whole) && good(part)
}

/// What a request lacks before it can be submitted; `parts` are those that have a file.
#[must_use]
pub fn missing(form: &Definition, answers: &Answers, work: Option<&str>, parts: &BTreeSet<&str>) -> Vec<Missing> {
    let mut all = Vec::new();
    if !form.works.is_empty() && work.is_none() {
        all.push(Missing { what: "work", name: String::new(), text: "请选择工作包".to_owned() });
    }
    for field in &form.fields {
        let lacks = match answers.get(&field.key) {
            None => field.required.then(|| format!("请填写“{}”", field.title)),
            Some(Answer::Rows(rows)) => field.columns.iter().filter(|column| column.required).find_map(|column| {
                let row = rows.iter().position(|row| !row.contains_key(&column.key))?;
                Some(format!("请填写“{}”第 {} 行的{}", field.title, row + 1, column.title))
            }),
            Some(_) => None,
        };
        all.extend(lacks.map(|text| Missing { what: "field", name: field.key.clone(), text }));
    }
    all.extend(papers("attachment", "asked", &form.attachments, parts, "附件"));
    all
}

/// The papers that must be there and are not.
pub fn papers<'a>(
    what: &'static str,
    of: &'static str,
    papers: &'a [Attachment],
    parts: &'a BTreeSet<&str>,
    called: &'static str,
) -> impl Iterator<Item = Missing> + 'a {
    let absent = papers.iter().filter(move |paper| paper.required && !parts.contains(part(of, &paper.name).as_str()));
    absent.map(move |paper| Missing {
        what, name: paper.name.clone(), text: format!("请上传{called}“{}”", paper.name)
    })
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;
    use crate::policy::house::offered;

    const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");

    fn form(rule: &str) -> Definition {
        let contract = parse(HC).unwrap();
        offered(&contract).find(|(duty, _)| duty.id == rule).unwrap().1
    }

    fn text(text: &str) -> Answer {
        Answer::Text(text.to_owned())
    }

    #[test]
    fn what_is_no_answer_to_its_field_is_told_at_once() {
        let form = form("HC-P1.export");
        let given = [
            ("format".to_owned(), text("纸")),
            ("personal".to_owned(), text("是")),
            ("other".to_owned(), text("x")),
            ("range".to_owned(), text(" 全部 ")),
        ];
        let FormFaults(faults) = tidy(&form, given.into()).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        let kept = tidy(&form, [("range".to_owned(), text(" 全部 ")), ("unit".to_owned(), text("  "))].into()).unwrap();
        assert_eq!(kept, [("range".to_owned(), text("全部"))].into());
    }

    #[test]
    fn what_is_missing_is_named() {
        let form = form("HC-P1.permission");
        let row = [("name".to_owned(), "演示人员".to_owned())];
        let given = [("people".to_owned(), Answer::Rows(vec![row.into(), BTreeMap::new()]))];
        let answers = tidy(&form, given.into()).unwrap();
        let told: Vec<_> = missing(&form, &answers, None, &BTreeSet::new()).into_iter().map(|one| one.text).collect();
        assert_eq!(
            told,
            [
                "请选择工作包",
                "请填写“申请科室”",
                "请填写“办理事项”",
                "请填写“人员和账号”第 1 行的科室或单位",
                "请填写“事由”",
                "请上传附件“系统权限调整单”"
            ]
        );
        let parts = BTreeSet::from(["asked/系统权限调整单"]);
        assert!(missing(&form, &answers, Some("2"), &parts).iter().all(|one| one.what == "field"));
    }

    #[test]
    fn numbers_are_numbers() {
        assert!(["0", "12", "-3.5"].into_iter().all(is_number));
        assert!(!["", "-", "1e3", "１", "3."].into_iter().any(is_number));
    }
}

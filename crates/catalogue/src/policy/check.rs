//! What is wrong with a form that somebody edits.

use std::collections::BTreeSet;

use jianyue_contracts::Contract;
use jianyue_platform::form::{Form, FormFaults};

use super::quota::limit_of;
use crate::model::{Attachment, Column, Definition, Field, FieldKind};

const MOST: usize = 40;

/// The form with blanks trimmed, when nothing is wrong with it.
///
/// # Errors
/// All that is wrong.
pub fn check(given: Definition, contract: &Contract) -> Result<Definition, FormFaults> {
    let mut form = Form::default();
    let mut checked = Definition {
        title: form.required("title", "名称", &given.title, 60),
        help: form.optional("help", "填写说明", given.help.as_deref(), 500),
        ..given
    };
    if let Some(unknown) = checked.works.iter().find(|key| contract.works.iter().all(|work| work.key != **key)) {
        form.wrong("works", format!("合同中没有工作包“{unknown}”，请重新选择"));
    }
    if checked.fields.is_empty() || checked.fields.len() > MOST {
        form.wrong("fields", format!("请设 1 至 {MOST} 个填写项"));
    }
    let mut keys = BTreeSet::new();
    for field in &mut checked.fields {
        field_is_good(field, &mut form);
        if !keys.insert(field.key.clone()) {
            form.wrong("fields", format!("填写项“{}”与另一项重复，请删去一个", field.title));
        }
    }
    papers("attachments", "附件", &mut checked.attachments, &mut form);
    papers("results", "成果文件", &mut checked.results, &mut form);
    if let Some(effort) = &checked.effort {
        if effort.month_days.hundredths() < 100 || effort.month_days.hundredths() > 3_100 {
            form.wrong("effort", "一个人月应折合 1 至 31 个人天");
        }
        let unknown = effort.quota.as_deref().filter(|rule| limit_of(contract, rule, effort.month_days).is_none());
        if let Some(unknown) = unknown {
            form.wrong("effort", format!("合同中没有限定工作量的条目“{unknown}”，请重新选择"));
        }
    }
    form.done()?;
    Ok(checked)
}

fn field_is_good(field: &mut Field, form: &mut Form) {
    field.title = form.required("fields", "填写项的名称", &field.title, 40);
    field.help = form.optional("fields", "填写项的说明", field.help.as_deref(), 200);
    key_is_good(&field.key, &field.title, form);
    field.choices = field.choices.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    if (field.kind == FieldKind::Choice) != (field.choices.len() > 1) {
        form.wrong("fields", format!("“{}”：选择项要有两个以上的选项，其他填写项不要写选项", field.title));
    }
    if field.choices.len() > MOST || field.choices.iter().any(|one| one.chars().count() > 60) {
        form.wrong("fields", format!("“{}”的选项最多 {MOST} 个，每个最多 60 字", field.title));
    }
    if (field.kind == FieldKind::Rows) == field.columns.is_empty() || field.columns.len() > 10 {
        form.wrong("fields", format!("“{}”：表格要有 1 至 10 列，其他填写项没有列", field.title));
    }
    let mut keys = BTreeSet::new();
    for Column { key, title, .. } in &mut field.columns {
        *title = form.required("fields", "列名", title, 40);
        key_is_good(key, title, form);
        if !keys.insert(key.clone()) {
            form.wrong("fields", format!("“{}”的列“{title}”重复，请删去一个", field.title));
        }
    }
}

fn key_is_good(key: &str, title: &str, form: &mut Form) {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if key.is_empty() || key.len() > 40 || !key.bytes().all(good) {
        form.wrong("fields", format!("“{title}”的内部名只能用小写字母、数字和下划线"));
    }
}

fn papers(field: &'static str, what: &str, papers: &mut [Attachment], form: &mut Form) {
    let mut names = BTreeSet::new();
    if papers.len() > MOST {
        form.wrong(field, format!("{what}最多 {MOST} 个"));
    }
    for paper in papers {
        paper.name = form.required(field, &format!("{what}的名称"), &paper.name, 40);
        if paper.name.contains('/') {
            form.wrong(field, format!("{what}的名称中不要用斜线"));
        }
        if !names.insert(paper.name.clone()) {
            form.wrong(field, format!("{what}“{}”重复，请删去一个", paper.name));
        }
    }
}

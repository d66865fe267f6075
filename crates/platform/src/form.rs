//! What people typed, checked member by member, so that all that is wrong is told at once.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Problem;

/// A member of what was sent that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormFault {
    /// The member.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Everything that is wrong with what was sent; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("有 {} 项内容需要修改：{}", .0.len(), .0.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("；"))]
pub struct FormFaults(pub Vec<FormFault>);

impl FormFaults {
    /// One member that does not fit.
    pub fn one(field: &'static str, message: impl Into<String>) -> Self {
        Self(vec![FormFault { field, message: message.into() }])
    }

    /// The answer: 422 with `errors`, under the module's `code`.
    #[must_use]
    pub fn problem(self, code: &str) -> Problem {
        let detail = self.to_string();
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with("errors", self.0)
    }
}

/// Collects what is wrong while members are read.
#[derive(Debug, Default)]
pub struct Form(Vec<FormFault>);

impl Form {
    /// Something is wrong with `field`.
    pub fn wrong(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FormFault { field, message: message.into() });
    }

    /// A text of at most `most` characters without blanks around it; empty and absent are none.
    pub fn optional(&mut self, field: &'static str, name: &str, value: Option<&str>, most: usize) -> Option<String> {
        let value = value?.trim();
        if value.chars().count() > most {
            self.wrong(field, format!("{name}最多 {most} 个字，请缩短"));
        }
        if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.wrong(field, format!("{name}中有不可见的控制字符，请删除后重新填写"));
        }
        Some(value).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A text that must be there.
    pub fn required(&mut self, field: &'static str, name: &str, value: &str, most: usize) -> String {
        self.optional(field, name, Some(value), most).unwrap_or_else(|| {
            self.wrong(field, format!("请填写{name}"));
            String::new()
        })
    }

    /// Whether nothing was wrong.
    ///
    /// # Errors
    /// [`FormFaults`] with all that was.
    pub fn done(self) -> Result<(), FormFaults> {
        if self.0.is_empty() { Ok(()) } else { Err(FormFaults(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut form = Form::default();
        assert_eq!(form.required("name", "名称", "  值班室 ", 10), "值班室");
        assert_eq!(form.optional("note", "备注", Some("   "), 10), None);
        assert_eq!(form.required("title", "标题", "", 10), "");
        form.optional("text", "正文", Some("一二三四\u{7}"), 4);
        let FormFaults(faults) = form.done().unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["title", "text", "text"]);
        assert_eq!(faults[0].message, "请填写标题");
    }

    #[test]
    fn nothing_wrong_is_fine() {
        let mut form = Form::default();
        assert_eq!(form.optional("note", "备注", Some("两行\n文字"), 10).as_deref(), Some("两行\n文字"));
        assert_eq!(form.done(), Ok(()));
    }
}

//! Looking for what stops the service, now or soon.

use async_trait::async_trait;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// It is well.
    Ok,
    /// It should be looked at.
    Warning,
    /// It stops the service, or soon will.
    Error,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemFinding)]
pub struct Finding {
    /// `ok`, `warning` or `error`.
    pub severity: Grade,
    /// What it is, in plain Chinese.
    pub says: String,
    /// What to do about it; null when it is well.
    #[serde(rename = "do")]
    pub todo: Option<String>,
}

impl Finding {
    /// It is well.
    #[must_use]
    pub fn ok(says: impl Into<String>) -> Self {
        Self { severity: Grade::Ok, says: says.into(), todo: None }
    }

    /// It should be looked at.
    #[must_use]
    pub fn warning(says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { severity: Grade::Warning, says: says.into(), todo: Some(todo.into()) }
    }

    /// It stops the service, or soon will.
    #[must_use]
    pub fn error(says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { severity: Grade::Error, says: says.into(), todo: Some(todo.into()) }
    }
}

/// Looks at one thing.
#[async_trait]
pub trait Check: Send + Sync {
    /// What it finds now. Asked every few seconds while somebody watches, so it counts no big table.
    async fn look(&self, app: &App) -> Vec<Finding>;
}

/// What every module's checks find, in their order.
pub async fn look(app: &App) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in app.modules().iter().flat_map(|module| module.checks()) {
        findings.extend(check.look(app).await);
    }
    findings
}

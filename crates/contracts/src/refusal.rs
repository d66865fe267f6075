//! Why a use case of a module did not happen, the same for every module but for its name.

use axum::http::StatusCode;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde::Serialize;
use serde_json::Value;

use crate::registry::RegistryError;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Form(#[from] FormFaults),
    /// A cursor of another list, or of none.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// A rule forbids it, or it is not possible in the present state.
    #[error("{text}")]
    Rule {
        /// What follows the module's name in the problem code.
        code: &'static str,
        /// Which rule it is and what to do.
        text: String,
    },
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Something else that was said already.
    #[error("{}", .0.detail)]
    Said(Box<Problem>),
}

impl Refusal {
    /// A rule forbids it: `code` follows the module's name, `text` names the rule and says what to do.
    pub fn rule(code: &'static str, text: impl Into<String>) -> Self {
        Self::Rule { code, text: text.into() }
    }

    /// Not possible in the present state.
    pub fn state(text: impl Into<String>) -> Self {
        Self::rule("wrong_state", text)
    }

    /// One member does not fit.
    pub fn field(field: &'static str, message: impl Into<String>) -> Self {
        FormFaults::one(field, message).into()
    }

    /// Somebody else changed it: `current` is how it is now.
    pub fn stale(current: &impl Serialize) -> Self {
        Self::Stale { current: Box::new(serde_json::to_value(current).unwrap_or_default()) }
    }

    /// The answer, under codes of `module`.
    #[must_use]
    pub fn problem(self, module: &str) -> Problem {
        let detail = self.to_string();
        match self {
            Self::NotFound => Problem::not_found(&format!("{module}.not_found"), &detail),
            Self::Denied(denied) => denied.into(),
            Self::Form(faults) => faults.problem(&format!("{module}.bad_fields")),
            Self::Cursor(error) => error.into(),
            Self::Stale { current } => {
                Problem::new(StatusCode::PRECONDITION_FAILED, &format!("{module}.stale"), detail)
                    .with("current", current)
            }
            Self::Rule { code, .. } => Problem::new(StatusCode::CONFLICT, &format!("{module}.{code}"), detail),
            Self::Registry(error) => error.into(),
            Self::Db(error) => error.into(),
            Self::Said(problem) => *problem,
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Said(Box::new(problem))
    }
}

/// Declares the error of a module: a [`Refusal`] whose codes begin with the module's name.
#[macro_export]
macro_rules! refusals {
    ($name:ident, $module:literal) => {
        /// Why a use case of this module did not happen. Nothing of it is kept.
        #[derive(Debug, thiserror::Error)]
        #[error(transparent)]
        pub struct $name(pub $crate::refusal::Refusal);

        impl<T> From<T> for $name
        where
            $crate::refusal::Refusal: From<T>,
        {
            fn from(cause: T) -> Self {
                Self(cause.into())
            }
        }

        impl From<$name> for jianyue_platform::Problem {
            fn from(error: $name) -> Self {
                error.0.problem($module)
            }
        }
    };
}

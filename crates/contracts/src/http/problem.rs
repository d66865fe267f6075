//! Errors as problem documents: each variant once, with its status and code.

use axum::http::StatusCode;
use jianyue_platform::Problem;
use serde_json::{Value, json};

use crate::registry::{CalendarError, ImportError, NotInForce, RegistryError};

impl From<NotInForce> for Problem {
    fn from(error: NotInForce) -> Self {
        let detail = error.to_string();
        match error {
            NotInForce::NotYetEffective { from, .. } => {
                unprocessable("contracts.not_yet_effective", detail).with("from", from)
            }
            NotInForce::Expired { until, .. } => unprocessable("contracts.expired", detail).with("until", until),
        }
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::NotInForce(error) => error.into(),
            RegistryError::Db(error) => error.into(),
            RegistryError::Unreadable { .. } | RegistryError::UnreadableNotice(_) => Self::internal(&error),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let detail = error.to_string();
        match error {
            ImportError::Denied(denied) => denied.into(),
            ImportError::TooLarge { limit, .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "contracts.too_large", detail).with("limit", limit)
            }
            ImportError::BadText(errors) => {
                let places: Vec<Value> = errors
                    .iter()
                    .map(|e| json!({ "line": e.line, "column": e.column, "field": e.key, "message": e.message }))
                    .collect();
                unprocessable("contracts.bad_text", detail).with("errors", places)
            }
            ImportError::Refused(findings) => unprocessable("contracts.refused", detail).with("findings", findings),
            ImportError::SameText { version, .. } => conflict("contracts.same_text", detail).with("version", version),
            ImportError::EffectiveDateNeeded { last, .. } => {
                unprocessable("contracts.effective_date_needed", detail).with("last", last)
            }
            ImportError::NotAfterLast { last, .. } => {
                unprocessable("contracts.not_after_last", detail).with("last", last)
            }
            ImportError::AfterTerm { until, .. } => unprocessable("contracts.after_term", detail).with("until", until),
            ImportError::PrefixTaken { .. } => conflict("contracts.prefix_taken", detail),
            ImportError::PrefixChanged { .. } => unprocessable("contracts.prefix_changed", detail),
            ImportError::Registry(error) => error.into(),
            ImportError::Db(error) => error.into(),
        }
    }
}

impl From<CalendarError> for Problem {
    fn from(error: CalendarError) -> Self {
        let detail = error.to_string();
        match error {
            CalendarError::Denied(denied) => denied.into(),
            CalendarError::BadRows(bad) => {
                let rows: Vec<Value> =
                    bad.rows.iter().map(|row| json!({ "line": row.line, "message": row.reason })).collect();
                unprocessable("calendar.bad_rows", detail).with("errors", rows)
            }
            CalendarError::Empty => unprocessable("calendar.empty", detail),
            CalendarError::NothingNew => conflict("calendar.nothing_new", detail),
            CalendarError::Registry(error) => error.into(),
            CalendarError::Db(error) => error.into(),
        }
    }
}

fn unprocessable(code: &str, detail: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}

fn conflict(code: &str, detail: String) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}

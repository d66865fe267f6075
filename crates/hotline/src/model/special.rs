//! Days that a contract speaks of without naming them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use jianyue_platform::words;

words! {
    /// What is special about a day.
    #[schema(as = SpecialDaysKind)]
    pub enum SpecialKind {
        /// A formal exam is held.
        Exam = "exam",
        /// A mock exam is held.
        MockExam = "mock_exam",
        /// The client has declared a special period, in which some windows are longer; kept by another module.
        SpecialPeriod = "special_period",
    }
}

impl SpecialKind {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Exam => "正式考试",
            Self::MockExam => "模拟考试",
            Self::SpecialPeriod => "特殊时期",
        }
    }
}

/// Days that somebody told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpecialDays {
    /// Their id.
    pub id: Uuid,
    /// Their contract.
    pub contract_id: Uuid,
    /// What is special about them.
    pub kind: SpecialKind,
    /// The first day in Shanghai.
    pub from: NaiveDate,
    /// The last day, counted in.
    pub to: NaiveDate,
    /// From when on each of them, `HH:MM`; null where nobody said.
    pub opens: Option<String>,
    /// Until when on each of them, `HH:MM`, at most `24:00`.
    pub closes: Option<String>,
    /// Where that is known from.
    pub reason: String,
    /// Who told of them.
    pub by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

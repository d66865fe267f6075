//! What a contract asks of exam days.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::rule;

rule! {
    /// Exams that the vendor holds.
    pub struct Exam {
        /// What is examined.
        pub title: String,
        /// How: `网络在线闭卷考试`.
        pub mode: String,
        /// Figures that are promised.
        #[serde(default)]
        pub limits: Vec<ExamLimit>,
        /// Functions that are promised.
        #[serde(default)]
        pub functions: Vec<ExamFunction>,
    }
}

/// How a figure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// ≥
    AtLeast,
    /// >
    MoreThan,
    /// ≤
    AtMost,
    /// <
    LessThan,
}

impl Comparison {
    /// The sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => "＞",
            Self::AtMost => "≤",
            Self::LessThan => "＜",
        }
    }
}

rule! {
    /// A figure that is promised.
    pub struct ExamLimit {
        /// Stable name: `candidates_online`.
        pub metric: String,
        /// As people call it.
        pub title: String,
        /// How it is compared.
        pub comparison: Comparison,
        /// The figure.
        pub value: u64,
        /// Its unit: `人/场`.
        pub unit: String,
        /// Whether it must grow on demand.
        #[serde(default)]
        pub extensible: bool,
    }
}

rule! {
    /// A function that is promised.
    pub struct ExamFunction {
        /// Stable name: `autosave`.
        pub key: String,
        /// As people call it.
        pub title: String,
        /// What it does, in our words.
        pub text: String,
    }
}

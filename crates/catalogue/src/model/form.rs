//! What may be asked for, as forms.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{PersonDays, QuotaState};

words! {
    /// What is asked for.
    #[schema(as = ServiceKind)]
    pub enum FormKind {
        /// A permission or account.
        Permission = "permission",
        /// Data is changed.
        DataChange = "data_change",
        /// Wrong data is put right.
        DataCorrection = "data_correction",
        /// Data is exported.
        DataExport = "data_export",
        /// An exchange service is made or changed.
        Exchange = "exchange",
        /// A parameter, a function or a version is changed.
        Parameter = "parameter",
        /// A requirement changes.
        Requirement = "requirement",
        /// Advice on what to buy.
        Purchase = "purchase",
        /// Help for leaders and important departments.
        Important = "important",
        /// A question.
        Consultation = "consultation",
        /// Any other help.
        Support = "support",
    }
}

impl FormKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Permission => "权限调整",
            Self::DataChange => "数据调整",
            Self::DataCorrection => "数据校正",
            Self::DataExport => "数据导出",
            Self::Exchange => "交换服务",
            Self::Parameter => "参数与升级",
            Self::Requirement => "需求变更",
            Self::Purchase => "采购咨询",
            Self::Important => "重要支持",
            Self::Consultation => "技术咨询",
            Self::Support => "其他支持",
        }
    }
}

words! {
    /// What a field takes.
    #[schema(as = ServiceFieldKind)]
    pub enum FieldKind {
        /// A line.
        Text = "text",
        /// Several lines.
        Long = "long",
        /// A number.
        Number = "number",
        /// A day.
        Date = "date",
        /// One of some words.
        Choice = "choice",
        /// Yes or no.
        YesNo = "yes_no",
        /// A table of people, accounts or the like: rows of columns.
        Rows = "rows",
    }
}

words! {
    /// Who lets a request go on.
    #[schema(as = ServiceApproval)]
    pub enum Approval {
        /// Somebody of the client's office, other than whoever asked.
        Client = "client",
        /// Nobody: the contract asks for no approval.
        None = "none",
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceColumn)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Names it in answers.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Whether each row needs it.
    #[serde(default)]
    pub required: bool,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceField)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Names it in answers.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether a request needs it.
    #[serde(default)]
    pub required: bool,
    /// How to fill it in.
    #[serde(default)]
    pub help: Option<String>,
    /// Words to choose from.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Columns of a table.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// A file that is asked for by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceAttachment)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// What the paper is called.
    pub name: String,
    /// Whether it must be there.
    #[serde(default)]
    pub required: bool,
}

/// Work is estimated in person-days before it is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceEffort)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// How many person-days a person-month is counted as.
    pub month_days: PersonDays,
    /// Why, where the contract does not say so.
    #[serde(default)]
    pub assumed: Option<String>,
    /// The rule of the contract that limits it.
    #[serde(default)]
    pub quota: Option<String>,
}

/// What a form says, in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceFormDefinition)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What it is called.
    pub title: String,
    /// What is asked for.
    pub kind: FormKind,
    /// How to use it.
    #[serde(default)]
    pub help: Option<String>,
    /// Keys of the works that it can be about; empty means that it is about the contract as a whole.
    #[serde(default)]
    pub works: Vec<String>,
    /// What is filled in.
    pub fields: Vec<Field>,
    /// What is attached to a request.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What is attached to its result.
    #[serde(default)]
    pub results: Vec<Attachment>,
    /// Whether figures before and after are needed.
    #[serde(default)]
    pub figures: bool,
    /// Whether somebody else than the executor checks it.
    #[serde(default)]
    pub check: bool,
    /// Where the work is estimated first.
    #[serde(default)]
    pub effort: Option<Effort>,
    /// Who lets it go on.
    pub approval: Approval,
}

/// A work with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceWork)]
pub struct WorkName {
    /// Its key.
    pub key: String,
    /// As printed.
    pub title: String,
}

/// Who made a version, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceFormChange)]
pub struct Change {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub note: Option<String>,
}

/// Something that may be asked for under a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceForm)]
pub struct Form {
    /// The version's id; absent for the house's own, which nobody has used or changed yet.
    pub id: Option<Uuid>,
    /// Names it in its contract, whatever the version.
    pub key: String,
    /// The version; 0 for the house's own.
    pub version_no: i64,
    /// The rule of the contract that it answers.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// What the rule asks for.
    pub duty: String,
    /// How long there is by the rule; absent: a day is agreed.
    pub within: Option<String>,
    /// Whether it is offered.
    pub enabled: bool,
    /// What it says.
    pub definition: Definition,
    /// The works that it can be about, as far as the caller sees them.
    pub works: Vec<WorkName>,
    /// How much of what the contract includes is used.
    pub quota: Option<QuotaState>,
    /// Who made this version.
    pub changed: Option<Change>,
}

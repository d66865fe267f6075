//! A message of the outbox: one recipient, one way, one or more things to tell.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Occasion;

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OutboxState)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Things are still added to it; it goes out at its due moment.
    Gathering,
    /// Failed before; tried again at its due moment.
    Waiting,
    /// In somebody's hands at this moment.
    Sending,
    /// Gone.
    Sent,
    /// Given up after too many attempts, or refused for good.
    Failed,
    /// It was being sent when the process died: nobody knows whether it arrived. Sent again only by hand.
    Uncertain,
    /// Taken back by somebody.
    Cancelled,
}

impl MessageState {
    /// Its stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Cancelled => "cancelled",
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Gathering => "汇总中",
            Self::Waiting => "等待重试",
            Self::Sending => "发送中",
            Self::Sent => "已发送",
            Self::Failed => "发送失败",
            Self::Uncertain => "不确定是否送达",
            Self::Cancelled => "已撤回",
        }
    }

    /// The state of a stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Gathering, Self::Waiting, Self::Sending, Self::Sent, Self::Failed, Self::Uncertain, Self::Cancelled]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A text that names no state: a fault of the data.
#[derive(Debug, thiserror::Error)]
#[error("a message cannot be “{0}”")]
pub struct BadState(String);

impl TryFrom<String> for MessageState {
    type Error = BadState;

    fn try_from(code: String) -> Result<Self, BadState> {
        Self::from_code(&code).ok_or(BadState(code))
    }
}

/// One thing that a message tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NoticeItem)]
pub struct Item {
    /// On which occasion.
    pub occasion: Occasion,
    /// What it happened to: a ticket, a return call.
    pub subject: Uuid,
    /// 1 is the gravest; absent where there are no levels.
    pub level: Option<i64>,
    /// The record's number, as people quote it; empty where it has none.
    #[serde(default)]
    pub number: String,
    /// The record's title.
    #[serde(default)]
    pub title: String,
    /// In one line.
    pub line: String,
    /// In full; may have several lines.
    pub text: String,
    /// Where it is shown, as a path.
    pub path: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = OutboxMessage)]
pub struct Message {
    /// Its id; becomes the Message-ID of a mail and the key by which gateways know repetitions.
    pub id: Uuid,
    /// Under which contract.
    pub contract_id: Option<Uuid>,
    /// By which way, as [`super::Way`] is written.
    pub way: String,
    /// Whom and by which way: what is told under one key is told in its order.
    #[serde(skip)]
    pub group_key: String,
    /// Who, where it is for a person.
    pub person_id: Option<Uuid>,
    /// Who, as people read it: a name, or a group.
    pub recipient: String,
    /// How far it has come.
    pub state: MessageState,
    /// The gravest level in it.
    pub level: Option<i64>,
    /// What it tells: the first ones, in the order in which they came.
    pub items: Vec<Item>,
    /// How many things it tells; more than `items` holds where there were many.
    pub count: i64,
    /// Attempts so far.
    pub attempts: i64,
    /// When it goes out, or is tried again.
    pub due_at: DateTime<Utc>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it went out.
    pub sent_at: Option<DateTime<Utc>>,
}

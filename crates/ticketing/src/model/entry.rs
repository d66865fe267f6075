//! The history of a ticket: entries in order, of which some are facts that move clocks.

use chrono::{DateTime, Utc};
use jianyue_sla::clock::FactKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::words;

words! {
    /// Who sees it.
    pub enum Visibility, "ticket_entry.visibility" {
        /// Everybody who sees the ticket.
        Public = "public", "公开";
        /// The vendor's people only.
        Internal = "internal", "内部";
    }
}

words! {
    /// What an entry tells of.
    pub enum EntryKind, "ticket_entry.kind" {
        /// It was opened.
        Opened = "opened", "登记";
        /// Somebody took it.
        Taken = "taken", "接单";
        /// It was given to somebody.
        Assigned = "assigned", "派单";
        /// Somebody wrote to the others.
        Replied = "replied", "回复";
        /// The vendor noted something.
        Noted = "noted", "内部备注";
        /// Handed up, by somebody or by the clock.
        Escalated = "escalated", "上报";
        /// Somebody checked in on site.
        Arrived = "arrived", "到场";
        /// Service is back by a work-around.
        WorkedAround = "worked_around", "临时方案";
        /// Service is back.
        Restored = "restored", "恢复服务";
        /// A solution was given.
        Resolved = "resolved", "提交解决";
        /// The reporter accepted it.
        Accepted = "accepted", "验收通过";
        /// The reporter refused it.
        Refused = "refused", "验收退回";
        /// Over.
        Closed = "closed", "关闭";
        /// A new cycle began.
        Reopened = "reopened", "重新受理";
        /// It should not have been.
        Cancelled = "cancelled", "取消";
        /// Held.
        Paused = "paused", "暂停";
        /// The hold is over.
        Resumed = "resumed", "恢复计时";
        /// Another case applies.
        SeverityChanged = "severity_changed", "调整级别";
        /// Somebody asked for haste.
        Urged = "urged", "催办";
        /// Another ticket carries it on.
        Merged = "merged", "并入其他工单";
        /// It carries another ticket on.
        MergedIn = "merged_in", "并入本工单";
        /// A part of it became a ticket of its own.
        Split = "split", "拆分";
        /// It has to do with another ticket.
        Linked = "linked", "关联";
        /// Somebody is told of it from now on.
        WatcherAdded = "watcher_added", "添加关注人";
        /// Somebody is no longer told of it.
        WatcherRemoved = "watcher_removed", "移除关注人";
        /// A file was added.
        Attached = "attached", "上传附件";
        /// Words or concerns were corrected.
        Edited = "edited", "修改内容";
        /// A service sheet was written.
        ServiceSheet = "service_sheet", "填写服务单";
        /// Something was found wrong by a probe, an inspection or a check.
        DeviationFound = "deviation_found", "发现异常";
        /// What was found wrong is gone.
        DeviationGone = "deviation_gone", "异常消失";
        /// Deadlines moved because other hours hold.
        DeadlinesMoved = "deadlines_moved", "到期时间调整";
        /// A promise was missed.
        ClockBreached = "clock_breached", "超时";
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct By {
    /// The person; nil for the software itself.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Role on the contract: `engineer`; `system` for the software itself.
    pub role: String,
}

/// An entry that is about to be written.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it tells of.
    pub kind: EntryKind,
    /// Who did it; `None` for the one who acts, otherwise the software itself.
    pub by: Option<By>,
    /// Who sees it.
    pub visibility: Visibility,
    /// In words.
    pub text: Option<String>,
    /// Further particulars, by kind.
    pub data: Option<Value>,
    /// What the clocks make of it.
    pub fact: Option<FactKind>,
}

impl NewEntry {
    /// A public entry without words.
    #[must_use]
    pub fn new(at: DateTime<Utc>, kind: EntryKind) -> Self {
        Self { at, kind, by: None, visibility: Visibility::Public, text: None, data: None, fact: None }
    }

    /// The same with words.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same with particulars.
    #[must_use]
    pub fn data(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }

    /// The same as a fact.
    #[must_use]
    pub fn fact(self, fact: FactKind) -> Self {
        Self { fact: Some(fact), ..self }
    }

    /// The same, seen by the vendor's people only.
    #[must_use]
    pub fn internal(self) -> Self {
        Self { visibility: Visibility::Internal, ..self }
    }

    /// The same, done by the software itself.
    #[must_use]
    pub fn by_system(self) -> Self {
        let by = By { id: Uuid::nil(), name: "系统".to_owned(), role: "system".to_owned() };
        Self { by: Some(by), ..self }
    }
}

/// An entry as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entry {
    /// Its id: the ticket's and its position.
    pub id: String,
    /// Position in the history, from 1.
    pub seq: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When it was written down; later than `at` when the software had been down.
    pub recorded_at: DateTime<Utc>,
    /// What it tells of.
    pub kind: EntryKind,
    /// Who did it.
    pub by: By,
    /// Who sees it.
    pub visibility: Visibility,
    /// In words.
    pub text: Option<String>,
    /// Further particulars, by kind.
    #[schema(value_type = Object)]
    pub data: Option<Value>,
}

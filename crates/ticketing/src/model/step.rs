//! A step: one thing that is done to a ticket, written as data. Macros, work on many tickets, “send and close” and what a
//! phone did without a network are all lists of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Relation;
use crate::{
    policy::Action,
    service::{CheckIn, Pause, SeverityChange},
};

/// One thing that is done to a ticket, tagged by `do`. Each does what the endpoint of the same name does, under the same
/// permissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// 接单.
    Take {},
    /// The first answer to the reporter.
    Respond {
        /// What is said.
        text: String,
    },
    /// An answer that everybody sees.
    Reply {
        /// What is said.
        text: String,
    },
    /// A note for the vendor's people.
    Note {
        /// What is noted.
        text: String,
    },
    /// 上报.
    Escalate {
        /// Why.
        reason: String,
    },
    /// 到场打卡.
    CheckIn(CheckIn),
    /// 临时方案.
    WorkAround {
        /// What was done.
        text: String,
    },
    /// 恢复服务.
    Restore {
        /// What was done.
        text: String,
    },
    /// 提交解决.
    Resolve {
        /// What was done.
        solution: String,
    },
    /// 验收通过.
    Accept {
        /// 1 to 5, 5 is best.
        satisfaction: i64,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// 验收退回.
    Refuse {
        /// Why.
        reason: String,
    },
    /// 关闭.
    Close {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// 重新受理.
    Reopen {
        /// Why.
        reason: String,
    },
    /// 取消.
    Cancel {
        /// Why.
        reason: String,
    },
    /// 暂停.
    Pause(Pause),
    /// 恢复计时.
    Resume {},
    /// 催办.
    Urge {
        /// What is said with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 派单.
    Assign {
        /// One of the vendor's people on the contract.
        person_id: Uuid,
    },
    /// 调整严重程度.
    Severity(SeverityChange),
    /// 合并.
    Merge {
        /// The ticket that carries this one on.
        into: Uuid,
    },
    /// 关联.
    Link {
        /// The other ticket.
        other: Uuid,
        /// `relates_to`, `caused_by` or `causes`.
        relation: Relation,
    },
    /// 添加关注人.
    Watch {
        /// Who is told of what happens.
        person_id: Uuid,
    },
    /// 移除关注人.
    Unwatch {
        /// Who is no longer told.
        person_id: Uuid,
    },
}

impl Step {
    /// The action that it is.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::Take {} => Action::Take,
            Self::Respond { .. } => Action::Respond,
            Self::Reply { .. } => Action::Reply,
            Self::Note { .. } => Action::Note,
            Self::Escalate { .. } => Action::Escalate,
            Self::CheckIn(_) => Action::CheckIn,
            Self::WorkAround { .. } => Action::WorkAround,
            Self::Restore { .. } => Action::Restore,
            Self::Resolve { .. } => Action::Resolve,
            Self::Accept { .. } => Action::Accept,
            Self::Refuse { .. } => Action::Refuse,
            Self::Close { .. } => Action::Close,
            Self::Reopen { .. } => Action::Reopen,
            Self::Cancel { .. } => Action::Cancel,
            Self::Pause(_) => Action::Pause,
            Self::Resume {} => Action::Resume,
            Self::Urge { .. } => Action::Urge,
            Self::Assign { .. } => Action::Assign,
            Self::Severity(_) => Action::Severity,
            Self::Merge { .. } => Action::Merge,
            Self::Link { .. } => Action::Link,
            Self::Watch { .. } | Self::Unwatch { .. } => Action::Watch,
        }
    }

    /// Its texts, in which a macro may have variables; each with whether it must be there.
    pub fn texts_mut(&mut self) -> Vec<(bool, &mut String)> {
        match self {
            Self::Respond { text }
            | Self::Reply { text }
            | Self::Note { text }
            | Self::WorkAround { text }
            | Self::Restore { text }
            | Self::Resolve { solution: text }
            | Self::Escalate { reason: text }
            | Self::Refuse { reason: text }
            | Self::Reopen { reason: text }
            | Self::Cancel { reason: text } => vec![(true, text)],
            Self::Severity(change) => vec![(true, &mut change.reason)],
            Self::Pause(pause) => {
                vec![(true, &mut pause.reason), (true, &mut pause.evidence), (true, &mut pause.agreed_by)]
            }
            Self::Accept { comment: text, .. } | Self::Close { reason: text } | Self::Urge { text } => {
                text.iter_mut().map(|text| (false, text)).collect()
            }
            Self::CheckIn(visit) => visit.note.iter_mut().map(|note| (false, note)).collect(),
            Self::Take {}
            | Self::Resume {}
            | Self::Assign { .. }
            | Self::Merge { .. }
            | Self::Link { .. }
            | Self::Watch { .. }
            | Self::Unwatch { .. } => Vec::new(),
        }
    }

    /// The other ticket that it changes too.
    #[must_use]
    pub const fn other_ticket(&self) -> Option<Uuid> {
        match self {
            Self::Merge { into: other } | Self::Link { other, .. } => Some(*other),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn all() -> Vec<Value> {
        let id = Uuid::from_u128(7);
        vec![
            json!({ "do": "take" }),
            json!({ "do": "respond", "text": "收到" }),
            json!({ "do": "reply", "text": "收到" }),
            json!({ "do": "note", "text": "待查" }),
            json!({ "do": "escalate", "reason": "需二线" }),
            json!({ "do": "check-in", "latitude": 39.9, "longitude": 116.4, "accuracy": 12.5, "note": "已到" }),
            json!({ "do": "work-around", "text": "临时" }),
            json!({ "do": "restore", "text": "恢复" }),
            json!({ "do": "resolve", "solution": "更换" }),
            json!({ "do": "accept", "satisfaction": 5 }),
            json!({ "do": "refuse", "reason": "仍有问题" }),
            json!({ "do": "close" }),
            json!({ "do": "reopen", "reason": "复发" }),
            json!({ "do": "cancel", "reason": "误报" }),
            json!({ "do": "pause", "reason": "等待", "evidence": "邮件", "agreed_by": "甲方" }),
            json!({ "do": "resume" }),
            json!({ "do": "urge" }),
            json!({ "do": "assign", "person_id": id }),
            json!({ "do": "severity", "case": "HS-S1", "reason": "影响扩大" }),
            json!({ "do": "merge", "into": id }),
            json!({ "do": "link", "other": id, "relation": "causes" }),
            json!({ "do": "watch", "person_id": id }),
            json!({ "do": "unwatch", "person_id": id }),
        ]
    }

    #[test]
    fn every_step_reads_and_writes_as_it_was_agreed() {
        for written in all() {
            let step: Step = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&step).unwrap(), written);
        }
    }

    #[test]
    fn members_that_no_step_has_are_refused() {
        for mut written in all() {
            written["visibility"] = json!("public");
            assert!(serde_json::from_value::<Step>(written.clone()).is_err(), "{written}");
        }
        for bad in
            [json!({ "do": "split" }), json!({ "text": "x" }), json!({ "do": "reply" }), json!({ "do": "check_in" })]
        {
            assert!(serde_json::from_value::<Step>(bad.clone()).is_err(), "{bad}");
        }
    }
}

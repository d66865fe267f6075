//! Kinds, channels and states: closed lists of words, kept as text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares an enum whose variants are kept in databases and sent over HTTP as stable texts.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident, $column:literal { $($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// As people call it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The one of a stable text.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }

        impl TryFrom<String> for $name {
            type Error = jianyue_platform::DbError;

            fn try_from(value: String) -> Result<Self, Self::Error> {
                Self::from_code(&value).ok_or(jianyue_platform::DbError::UnknownValue { column: $column, value })
            }
        }

        impl From<$name> for jianyue_platform::db::Arg {
            fn from(word: $name) -> Self {
                word.code().into()
            }
        }
    };
}
pub(super) use words;

words! {
    /// What is asked for.
    pub enum Kind, "ticket.kind" {
        /// Something is broken.
        Fault = "fault", "故障报修";
        /// Something is wanted that the contract lists.
        ServiceRequest = "service_request", "服务请求";
        /// A question.
        Consultation = "consultation", "咨询";
        /// Rights of users: only against the client's form.
        PermissionChange = "permission_change", "权限调整";
        /// Data corrected or exported: only against a demand form.
        DataChange = "data_change", "数据修改或导出";
        /// Somebody is not content.
        Complaint = "complaint", "投诉";
    }
}

words! {
    /// The way in which it came.
    pub enum Channel, "ticket.channel" {
        /// The hotline.
        Phone = "phone", "电话";
        /// The portal.
        Web = "web", "网页";
        /// E-mail.
        Email = "email", "邮件";
        /// QQ.
        Qq = "qq", "QQ";
        /// `WeChat`.
        Wechat = "wechat", "微信";
        /// Said on the spot.
        OnSite = "on_site", "现场";
        /// A probe or an inspection.
        Monitoring = "monitoring", "监控";
    }
}

words! {
    /// Where a ticket stands.
    pub enum State, "ticket.state" {
        /// New: nobody took it.
        Open = "open", "待接单";
        /// Given to somebody who has not begun.
        Assigned = "assigned", "已派单";
        /// Somebody works on it.
        Working = "working", "处理中";
        /// Held for a reason that is not the vendor's.
        Paused = "paused", "已暂停";
        /// Service is back, the cause is not yet removed.
        Restored = "restored", "已恢复";
        /// A solution waits for the reporter.
        Resolved = "resolved", "待验收";
        /// Over.
        Closed = "closed", "已关闭";
        /// It should not have been.
        Cancelled = "cancelled", "已取消";
        /// Another ticket carries it on.
        Merged = "merged", "已合并";
    }
}

impl State {
    /// Whether work may still be asked for.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Closed | Self::Cancelled | Self::Merged)
    }
}

impl Kind {
    /// What its form is called.
    #[must_use]
    pub const fn form_name(self) -> Option<&'static str> {
        match self {
            Self::PermissionChange => Some("用户配置调整申请表"),
            Self::DataChange => Some("数据需求单"),
            Self::Fault | Self::ServiceRequest | Self::Consultation | Self::Complaint => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_json_says_and_read_back() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(State::from_code(state.code()), Some(*state));
        }
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        for channel in Channel::ALL {
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.code());
        }
        assert!(State::try_from("gone".to_owned()).is_err());
    }

    #[test]
    fn only_changes_of_rights_and_data_need_a_form() {
        for kind in Kind::ALL {
            assert_eq!(kind.form_name().is_some(), matches!(kind, Kind::PermissionChange | Kind::DataChange));
        }
    }
}

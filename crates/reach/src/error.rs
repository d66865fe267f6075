//! Why a system was not reached.

/// Each has a stable code and a Chinese sentence that says what to do. None holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// The settings of the target cannot be used.
    #[error("目标设置有误：{0}")]
    BadTarget(String),
    /// Not public, and not allowed by the administrator of the machine.
    #[error("目标 {0} 不是公网地址，未被允许访问。需要时请系统管理员在设置 allow_targets 中加入它。")]
    NotAllowed(String),
    /// A file outside the folders that the administrator of the machine allows.
    #[error("文件 {0} 不在允许读取的文件夹中。需要时请系统管理员在设置 probe_folders 中加入它所在的文件夹。")]
    FileNotAllowed(String),
    /// No such name.
    #[error("域名 {0} 查不到地址")]
    NameNotFound(String),
    /// Nothing listens there, or the network refuses.
    #[error("连接不上 {0}：{1}")]
    NoConnection(String, String),
    /// It took longer than allowed.
    #[error("超时：{0} 毫秒内没有完成{1}")]
    TimedOut(u128, &'static str),
    /// No encrypted connection came about.
    #[error("TLS 握手失败：{0}")]
    Tls(String),
    /// The other side does not take the name or the secret.
    #[error("账号或口令被拒绝：{0}")]
    SignInRefused(String),
    /// It answered something that its protocol does not know, or refused what was asked.
    #[error("对方应答异常：{0}")]
    BadAnswer(String),
    /// A host key that nobody has confirmed yet. Nothing secret was sent.
    #[error("首次见到该主机的密钥 {0}，请与主机管理员核对后在设置中确认，确认前不会登录。")]
    HostKeyUnconfirmed(String),
    /// Another host key than the confirmed one. Nothing secret was sent.
    #[error("主机密钥已改变：确认的是 {confirmed}，现在是 {seen}。可能是重装系统，也可能有人冒充，请核实后重新确认。")]
    HostKeyChanged {
        /// The one that was confirmed.
        confirmed: String,
        /// The one that was shown.
        seen: String,
    },
}

impl ReachError {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadTarget(_) => "reach.bad_target",
            Self::NotAllowed(_) => "reach.not_allowed",
            Self::FileNotAllowed(_) => "reach.file_not_allowed",
            Self::NameNotFound(_) => "reach.name_not_found",
            Self::NoConnection(..) => "reach.no_connection",
            Self::TimedOut(..) => "reach.timed_out",
            Self::Tls(_) => "reach.tls",
            Self::SignInRefused(_) => "reach.sign_in_refused",
            Self::BadAnswer(_) => "reach.bad_answer",
            Self::HostKeyUnconfirmed(_) => "reach.host_key_unconfirmed",
            Self::HostKeyChanged { .. } => "reach.host_key_changed",
        }
    }

    /// Whether trying again at once may help: what is set up wrong stays wrong.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::NameNotFound(_) | Self::NoConnection(..) | Self::TimedOut(..) | Self::Tls(_) | Self::BadAnswer(_)
        )
    }

    /// Whether it says nothing about the other system, because it was not even asked: the settings are at fault.
    #[must_use]
    pub const fn is_own_fault(&self) -> bool {
        matches!(self, Self::BadTarget(_) | Self::NotAllowed(_) | Self::FileNotAllowed(_) | Self::HostKeyUnconfirmed(_))
    }
}

//! Closed lists of words.

use jianyue_platform::words;

words! {
    /// What is changed.
    #[schema(as = SystemChangeKind)]
    pub enum ChangeKind {
        /// A new version of what runs.
        Upgrade = "upgrade",
        /// A patch.
        Patch = "patch",
        /// Settings and parameters.
        Configuration = "configuration",
        /// Tables and columns.
        DataStructure = "data_structure",
        /// A new function.
        Function = "function",
    }
}

words! {
    /// How soon it must be done.
    #[schema(as = SystemChangeUrgency)]
    pub enum Urgency {
        /// In the planned course.
        Normal = "normal",
        /// At once; approval by word of mouth is enough to begin with.
        Emergency = "emergency",
    }
}

words! {
    /// How much can go wrong.
    #[schema(as = SystemChangeRisk)]
    pub enum Risk {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

words! {
    /// Where a change stands.
    #[schema(as = SystemChangeState)]
    pub enum ChangeState {
        /// It is written.
        Draft = "draft",
        /// It waits for the client.
        Submitted = "submitted",
        /// The client approved it, and no test of it has passed.
        Approved = "approved",
        /// Approved and tested: it may be released in its window.
        Tested = "tested",
        /// The client refused it.
        Refused = "refused",
        /// It was released, and nobody has looked yet whether it works.
        Released = "released",
        /// It works.
        Verified = "verified",
        /// It was taken back.
        RolledBack = "rolled_back",
        /// It is over.
        Closed = "closed",
        /// It was given up before it was released.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// How a test ended.
    #[schema(as = SystemChangeTestResult)]
    pub enum TestResult {
        /// It may be released.
        Passed = "passed",
        /// It may not.
        Failed = "failed",
    }
}

words! {
    /// What may be done with a change.
    #[schema(as = SystemChangeStep)]
    pub enum Step {
        /// Change its text.
        Edit = "edit",
        /// Ask for approval.
        Submit = "submit",
        /// Approve or refuse.
        Decide = "decide",
        /// Record an approval by word of mouth.
        ByWord = "by_word",
        /// Confirm such an approval in writing.
        Confirm = "confirm",
        /// Record a test.
        Test = "test",
        /// Release.
        Release = "release",
        /// Say that it works.
        Verify = "verify",
        /// Take it back.
        RollBack = "roll_back",
        /// Close.
        Close = "close",
        /// Give it up.
        Withdraw = "withdraw",
    }
}

impl ChangeKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Upgrade => "升级",
            Self::Patch => "补丁",
            Self::Configuration => "参数调整",
            Self::DataStructure => "数据结构",
            Self::Function => "新功能",
        }
    }
}

impl Urgency {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "一般",
            Self::Emergency => "紧急",
        }
    }
}

impl Risk {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "低风险",
            Self::Medium => "中风险",
            Self::High => "高风险",
        }
    }
}

impl ChangeState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Submitted => "待批准",
            Self::Approved => "已批准、待测试",
            Self::Tested => "待发布",
            Self::Refused => "未获批准",
            Self::Released => "已发布、待验证",
            Self::Verified => "已验证",
            Self::RolledBack => "已回退",
            Self::Closed => "已关闭",
            Self::Withdrawn => "已撤回",
        }
    }

    /// Whether its release is still to come.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::Approved | Self::Tested)
    }
}

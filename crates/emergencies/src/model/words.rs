//! Closed lists of words.

use jianyue_platform::words;

words! {
    /// Where a version of a plan stands.
    #[schema(as = EmergencyPlanState)]
    pub enum PlanState {
        /// The manager works on it.
        Draft = "draft",
        /// Published, and waits for the client.
        Published = "published",
        /// The client's office agreed.
        Agreed = "agreed",
    }
}

impl PlanState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Published => "已发布，待甲方同意",
            Self::Agreed => "甲方已同意",
        }
    }
}

words! {
    /// Where an emergency stands.
    #[schema(as = EmergencyState)]
    pub enum State {
        /// It burns.
        Open = "open",
        /// Switched to the stand-by system or worked around.
        Controlled = "controlled",
        /// Over; the report is owed.
        StoodDown = "stood_down",
        /// The report waits for the client.
        Reported = "reported",
        /// The client confirmed the report.
        Confirmed = "confirmed",
    }
}

impl State {
    /// Whether somebody still commands.
    #[must_use]
    pub fn burns(self) -> bool {
        matches!(self, Self::Open | Self::Controlled)
    }

    /// As people call it.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Open => "处置中",
            Self::Controlled => "已受控",
            Self::StoodDown => "已解除",
            Self::Reported => "报告待确认",
            Self::Confirmed => "已确认",
        }
    }
}

words! {
    /// What an entry of the time line is.
    #[schema(as = EmergencyEntryKind)]
    pub enum EntryKind {
        /// Opened.
        Opened = "opened",
        /// Somebody took a role.
        Role = "role",
        /// A decision: a command.
        Decision = "decision",
        /// Something was done.
        Action = "action",
        /// People were told.
        Message = "message",
        /// Switched to the stand-by system.
        Standby = "standby",
        /// Switched back.
        Back = "back",
        /// Something was seen.
        Observation = "observation",
        /// Somebody arrived.
        Arrival = "arrival",
        /// Raised to another level.
        Escalated = "escalated",
        /// Stood down.
        StoodDown = "stood_down",
        /// The report was handed in.
        Reported = "reported",
        /// The client sent the report back.
        Returned = "returned",
        /// The client confirmed the report.
        Confirmed = "confirmed",
    }
}

impl EntryKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "启动",
            Self::Role => "岗位",
            Self::Decision => "决策",
            Self::Action => "操作",
            Self::Message => "通报",
            Self::Standby => "切到备用",
            Self::Back => "切回",
            Self::Observation => "观察",
            Self::Arrival => "到场",
            Self::Escalated => "升级",
            Self::StoodDown => "解除",
            Self::Reported => "报告",
            Self::Returned => "退回",
            Self::Confirmed => "确认",
        }
    }

    /// Whether people write it by hand.
    #[must_use]
    pub fn by_hand(self) -> bool {
        matches!(
            self,
            Self::Decision
                | Self::Action
                | Self::Message
                | Self::Standby
                | Self::Back
                | Self::Observation
                | Self::Arrival
        )
    }

    /// Whether it is a command: the contract's "at once" is counted up to the first of these.
    #[must_use]
    pub fn commands(self) -> bool {
        matches!(self, Self::Decision | Self::Action | Self::Standby)
    }
}

words! {
    /// Where a drill stands.
    #[schema(as = EmergencyDrillState)]
    pub enum DrillState {
        /// To be held.
        Planned = "planned",
        /// Held.
        Held = "held",
        /// Its day passed without it.
        Missed = "missed",
    }
}

words! {
    /// Whether a contact was rung up lately.
    #[schema(as = EmergencyContactStanding)]
    pub enum Standing {
        /// Reached within the last month.
        Good = "good",
        /// Rung up and not reached.
        Unreached = "unreached",
        /// Not rung up for a month.
        Stale = "stale",
        /// Never rung up.
        Never = "never",
    }
}

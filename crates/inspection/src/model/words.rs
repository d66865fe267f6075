//! Closed lists of words, as they are kept and sent.

use jianyue_platform::words;

words! {
    /// What comes round.
    #[schema(as = InspectionOccurrenceKind)]
    pub enum Kind {
        /// Monitoring, inspection, log review.
        Inspection = "inspection",
        /// A backup.
        Backup = "backup",
        /// The check of backups.
        BackupCheck = "backup_check",
        /// The count of spares.
        StockCount = "stock_count",
        /// A duty that comes round.
        Duty = "duty",
    }
}

words! {
    /// Around a festival: which part of it.
    #[schema(as = InspectionPhase)]
    pub enum Phase {
        /// The last working day before.
        Before = "before",
        /// The holidays themselves.
        During = "during",
        /// The first working day after.
        After = "after",
    }
}

words! {
    /// Where an occurrence stands.
    #[schema(as = InspectionOccurrenceState)]
    pub enum State {
        /// To be made.
        Planned = "planned",
        /// It was announced beforehand that it cannot be made in its period.
        Announced = "announced",
        /// Somebody is at it.
        Running = "running",
        /// Made in time.
        Done = "done",
        /// Made after its time.
        DoneLate = "done_late",
        /// Its time is over and it was not made.
        Missed = "missed",
        /// The contract ended before.
        Cancelled = "cancelled",
    }
}

words! {
    /// How an item is answered.
    #[schema(as = InspectionItemKind)]
    pub enum ItemKind {
        /// By a number.
        Reading = "reading",
        /// By one of its choices.
        Choice = "choice",
        /// Yes or no; no is a deviation.
        YesNo = "yes_no",
        /// In words.
        Text = "text",
        /// By photos.
        Photo = "photo",
        /// By the last reading of a probe.
        Automatic = "automatic",
    }
}

words! {
    /// Which printed sheet a checklist fills.
    #[schema(as = InspectionSheetKind)]
    pub enum SheetKind {
        /// The sheet of a day.
        Daily = "daily",
        /// The sheet of a week.
        Weekly = "weekly",
        /// One of its own.
        Plain = "plain",
    }
}

words! {
    /// Who signs a run.
    #[schema(as = InspectionSigner)]
    pub enum Signer {
        /// Who made it.
        Engineer = "engineer",
        /// The client's person on the spot.
        Client = "client",
    }
}

words! {
    /// Where a run stands.
    #[schema(as = InspectionRunState)]
    pub enum RunState {
        /// Being filled in.
        Open = "open",
        /// Everybody has signed who must.
        Signed = "signed",
        /// Over; never changed any more.
        Closed = "closed",
    }
}

words! {
    /// What became of a step of a device.
    #[schema(as = InspectionSyncOutcome)]
    pub enum SyncOutcome {
        /// Done now.
        Done = "done",
        /// Done before, and not again.
        Repeated = "repeated",
        /// Not done: it has gone on meanwhile.
        Conflict = "conflict",
        /// Not done: not allowed, or something in it does not fit.
        Refused = "refused",
        /// Not tried: something before it on the same occurrence was not done. The device keeps it.
        Skipped = "skipped",
    }
}

impl From<jianyue_contracts::derive::OccurrenceKind> for Kind {
    fn from(kind: jianyue_contracts::derive::OccurrenceKind) -> Self {
        use jianyue_contracts::derive::OccurrenceKind as Planned;
        match kind {
            Planned::Inspection => Self::Inspection,
            Planned::Backup => Self::Backup,
            Planned::BackupCheck => Self::BackupCheck,
            Planned::StockCount => Self::StockCount,
            Planned::Duty => Self::Duty,
        }
    }
}

impl From<jianyue_contracts::model::Phase> for Phase {
    fn from(phase: jianyue_contracts::model::Phase) -> Self {
        use jianyue_contracts::model::Phase as Printed;
        match phase {
            Printed::Before => Self::Before,
            Printed::During => Self::During,
            Printed::After => Self::After,
        }
    }
}

impl State {
    /// Whether it is still to be made.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Announced | Self::Running)
    }
}

impl Kind {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inspection => "巡检",
            Self::Backup => "备份",
            Self::BackupCheck => "备份核查",
            Self::StockCount => "库存盘点",
            Self::Duty => "定期工作",
        }
    }
}

impl Phase {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Before => "节前",
            Self::During => "节日期间",
            Self::After => "节后",
        }
    }
}

impl State {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Planned => "待执行",
            Self::Announced => "已告知",
            Self::Running => "执行中",
            Self::Done => "已完成",
            Self::DoneLate => "逾期完成",
            Self::Missed => "未执行",
            Self::Cancelled => "已取消",
        }
    }
}

impl Signer {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Engineer => "巡检人",
            Self::Client => "甲方人员",
        }
    }
}

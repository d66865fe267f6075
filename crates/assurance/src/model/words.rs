//! Closed lists of words.

use jianyue_contracts::model::Phase;
use jianyue_platform::words;

words! {
    /// What a special period is for.
    #[schema(as = AssuranceOccasion)]
    pub enum Occasion {
        /// A public holiday.
        Holiday = "holiday",
        /// An event: a congress, a campaign.
        Event = "event",
        /// Exams, registrations, results.
        ExamSeason = "exam_season",
        /// Something goes live.
        Launch = "launch",
        /// An exercise: of defence, of an emergency.
        Exercise = "exercise",
        /// Something else.
        Other = "other",
    }
}

impl Occasion {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Holiday => "节假日",
            Self::Event => "重要活动",
            Self::ExamSeason => "考试季",
            Self::Launch => "系统上线",
            Self::Exercise => "攻防或应急演练",
            Self::Other => "其他",
        }
    }
}

words! {
    /// What was said of a special period.
    #[schema(as = AssurancePeriodState)]
    pub enum PeriodState {
        /// Declared; it counts for nothing before the client confirms it.
        Declared = "declared",
        /// Confirmed by the client.
        Confirmed = "confirmed",
        /// Taken back; it counts for nothing any more.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// A part of an assurance.
    #[schema(as = AssurancePhaseKind)]
    pub enum PhaseKind {
        /// Before the period: what is checked and made ready.
        Before = "before",
        /// During the period: who watches.
        During = "during",
        /// After the period: what is made good and summed up.
        After = "after",
    }
}

impl PhaseKind {
    /// In their order.
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];

    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Before => "保障前",
            Self::During => "保障中",
            Self::After => "保障后",
        }
    }
}

impl From<Phase> for PhaseKind {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Before => Self::Before,
            Phase::During => Self::During,
            Phase::After => Self::After,
        }
    }
}

words! {
    /// Where a special period stands on a day.
    #[schema(as = AssuranceStage)]
    pub enum Stage {
        /// Waits for the client's word.
        Declared = "declared",
        /// Its first phase has not begun.
        Coming = "coming",
        /// In the phase before.
        Before = "before",
        /// In its days.
        During = "during",
        /// In the phase after.
        After = "after",
        /// Over.
        Over = "over",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

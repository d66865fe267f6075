//! The words of letters.

use jianyue_contracts::model::Side;
use jianyue_platform::words;

words! {
    /// What a letter is.
    pub enum LetterKind {
        /// Force majeure: notice and proof.
        ForceMajeure = "force_majeure",
        /// A claim, which the other side answers.
        Claim = "claim",
        /// Something that needs the other side's consent: a delay, a transfer, an amendment.
        Consent = "consent",
        /// Something that must be told: an account, an address, an event.
        Notice = "notice",
        /// Any other letter.
        Other = "other",
    }
}

words! {
    /// A side of a contract.
    pub enum LetterSide {
        /// 甲方.
        Client = "client",
        /// 乙方.
        Vendor = "vendor",
    }
}

words! {
    /// Where a letter stands.
    pub enum LetterState {
        /// It was sent.
        Sent = "sent",
        /// The other side confirmed that it came.
        Received = "received",
        /// The proof was handed in.
        Proved = "proved",
        /// The other side answered.
        Answered = "answered",
        /// The other side consented.
        Consented = "consented",
        /// The other side refused.
        Refused = "refused",
        /// A claim was accepted, by answer or by silence.
        Accepted = "accepted",
        /// Nothing is left to do.
        Closed = "closed",
        /// The sender took it back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What the contract's term is for.
    #[schema(as = LetterTermOf)]
    pub enum TermOf {
        /// The letter itself.
        Notice = "notice",
        /// The proof.
        Proof = "proof",
        /// The answer of the other side.
        Answer = "answer",
    }
}

words! {
    /// What an entry of the history tells of.
    #[schema(as = LetterEntryWhat)]
    pub enum EntryWhat {
        /// It was sent.
        Sent = "sent",
        /// The other side confirmed that it came.
        Received = "received",
        /// Somebody remarked something.
        Noted = "noted",
        /// The proof was handed in.
        Proved = "proved",
        /// The other side answered.
        Answered = "answered",
        /// The other side consented.
        Consented = "consented",
        /// The other side refused.
        Refused = "refused",
        /// A claim was accepted by answer.
        Accepted = "accepted",
        /// A claim was accepted by silence.
        Silent = "silent",
        /// Clocks are held from now on.
        PauseBegan = "pause_began",
        /// Clocks run again.
        PauseEnded = "pause_ended",
        /// The sender took it back.
        Withdrawn = "withdrawn",
        /// Nothing is left to do.
        Closed = "closed",
    }
}

words! {
    /// Something that can be done with a letter.
    #[schema(as = LetterStepName)]
    pub enum StepName {
        /// The other side confirms that it came.
        Receive = "receive",
        /// The sender hands the proof in.
        Prove = "prove",
        /// The other side answers.
        Answer = "answer",
        /// The other side consents or refuses.
        Decide = "decide",
        /// Either side ends the time in which clocks are held.
        EndPause = "end_pause",
        /// The sender takes it back.
        Withdraw = "withdraw",
        /// Either side closes it.
        Close = "close",
        /// Either side remarks something.
        Note = "note",
    }
}

impl LetterSide {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Vendor,
            Self::Vendor => Self::Client,
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => Side::Client.name(),
            Self::Vendor => Side::Vendor.name(),
        }
    }

    /// Those that a contract means.
    #[must_use]
    pub fn of(side: Side) -> Vec<Self> {
        match side {
            Side::Client => vec![Self::Client],
            Side::Vendor => vec![Self::Vendor],
            Side::Both => vec![Self::Client, Self::Vendor],
        }
    }
}

impl LetterKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForceMajeure => "不可抗力",
            Self::Claim => "索赔",
            Self::Consent => "需对方同意",
            Self::Notice => "通知",
            Self::Other => "其他函件",
        }
    }
}

impl LetterState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "已发出",
            Self::Received => "已签收",
            Self::Proved => "已提交证明",
            Self::Answered => "已答复",
            Self::Consented => "已同意",
            Self::Refused => "不同意",
            Self::Accepted => "已接受",
            Self::Closed => "已办结",
            Self::Withdrawn => "已撤回",
        }
    }
}

impl EntryWhat {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "发出函件",
            Self::Received => "签收",
            Self::Noted => "备注",
            Self::Proved => "提交证明",
            Self::Answered => "答复",
            Self::Consented => "同意",
            Self::Refused => "不同意",
            Self::Accepted => "接受索赔",
            Self::Silent => "到期未答复，视为接受",
            Self::PauseBegan => "开始顺延",
            Self::PauseEnded => "结束顺延",
            Self::Withdrawn => "撤回",
            Self::Closed => "办结",
        }
    }
}

//! The words of reports.

use jianyue_contracts::model::Silence;
use jianyue_platform::words;

words! {
    /// Where a report stands.
    pub enum ReportState {
        /// The vendor works on it.
        Draft = "draft",
        /// The client reviews it.
        Submitted = "submitted",
        /// The client asks something; the vendor works on the next version.
        Questioned = "questioned",
        /// It is accepted.
        Accepted = "accepted",
    }
}

words! {
    /// How a report was accepted.
    #[schema(as = ReportAcceptedHow)]
    pub enum AcceptedHow {
        /// The client said so.
        ByClient = "by_client",
        /// The client said nothing in the contract's time, which the contract counts as acceptance.
        BySilence = "by_silence",
    }
}

words! {
    /// What silence means at the end of the review.
    #[schema(as = ReportSilence)]
    pub enum SilenceMeans {
        /// It counts as accepted.
        Accepted = "accepted",
        /// The contract does not say: the review is overdue, and nothing follows by itself.
        Unsaid = "unsaid",
    }
}

impl From<Silence> for SilenceMeans {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Accepted => Self::Accepted,
            Silence::Unsaid => Self::Unsaid,
        }
    }
}

words! {
    /// What an entry of the history tells of.
    #[schema(as = ReportEntryWhat)]
    pub enum EntryWhat {
        /// A draft was begun.
        Drafted = "drafted",
        /// Somebody wrote parts of it.
        Edited = "edited",
        /// Its figures were taken anew.
        Recomposed = "recomposed",
        /// A version was submitted.
        Submitted = "submitted",
        /// A version was taken back before the review.
        Withdrawn = "withdrawn",
        /// The client asked something.
        Questioned = "questioned",
        /// The client accepted it.
        Accepted = "accepted",
        /// It was accepted by silence.
        Silent = "silent",
        /// The review is overdue, and the contract does not say what follows.
        Overdue = "overdue",
        /// An accepted one is corrected; its acceptance is taken back.
        Correcting = "correcting",
    }
}

words! {
    /// Something that can be done with a report.
    #[schema(as = ReportStepName)]
    pub enum StepName {
        /// Parts are written.
        Edit = "edit",
        /// The figures of a draft are taken anew.
        Recompose = "recompose",
        /// It is submitted to the client.
        Submit = "submit",
        /// It is taken back before the review.
        Withdraw = "withdraw",
        /// The client accepts it.
        Accept = "accept",
        /// The client asks something.
        Question = "question",
        /// An accepted one is corrected.
        Correct = "correct",
    }
}

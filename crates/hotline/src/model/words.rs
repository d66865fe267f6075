//! Closed lists of words, as they are kept and sent.

use jianyue_platform::words;

words! {
    /// How somebody reached the hotline.
    #[schema(as = CallChannel)]
    pub enum Channel {
        /// By phone.
        Phone = "phone",
        /// By a chat.
        Online = "online",
    }
}

words! {
    /// Who called whom.
    #[schema(as = CallDirection)]
    pub enum Direction {
        /// Somebody called the hotline.
        In = "in",
        /// The hotline called somebody.
        Out = "out",
    }
}

words! {
    /// What became of a call.
    #[schema(as = CallOutcome)]
    pub enum Outcome {
        /// It rings, or nobody has reported more.
        Ringing = "ringing",
        /// Somebody picked it up.
        Answered = "answered",
        /// The caller hung up before that.
        Abandoned = "abandoned",
        /// The caller left a message.
        Voicemail = "voicemail",
    }
}

//! Closed lists of words, as they are kept and sent.

/// A word that no version up to this one writes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no word of this list")]
pub struct UnknownWord(pub String);

/// Declares an enum that is kept as text. The words are token trees: as literals the OpenAPI document does not see them.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:tt,)* }) => {
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $(#[$meta])*
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// The stable text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::model::UnknownWord;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                match text.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::model::UnknownWord(text)),
                }
            }
        }
    };
}
pub(crate) use words;

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

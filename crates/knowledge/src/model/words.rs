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

words! {
    /// Where the latest wording of an article stands.
    #[schema(as = ArticleState)]
    pub enum State {
        /// It is being written.
        Draft = "draft",
        /// Somebody else is to look at it.
        Review = "review",
        /// It is offered to readers.
        Published = "published",
        /// Its time is over, and nobody has confirmed it.
        Expired = "expired",
        /// It is offered no more.
        Retired = "retired",
    }
}

words! {
    /// Who an article is for.
    #[schema(as = ArticleAudience)]
    pub enum Audience {
        /// The vendor's people only.
        Vendor = "vendor",
        /// The client's people too.
        Client = "client",
    }
}

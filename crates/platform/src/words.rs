//! Closed lists of words, as they are kept in rows and sent over HTTP.

/// A word that no version up to this one writes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no word of this list")]
pub struct UnknownWord(pub String);

/// Declares an enum that is kept as text: `code()` gives the text, `TryFrom<String>` reads it, and it is sent and described
/// as the same text. The words are token trees: as literals the OpenAPI document does not see them.
#[macro_export]
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
            type Error = $crate::words::UnknownWord;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                match text.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::words::UnknownWord(text)),
                }
            }
        }
    };
}

//! Articles, their wordings and states.

mod article;
mod event;
mod words;

pub use article::{
    Article, ArticleCard, ArticleOrigin, ArticleRevision, ArticleSuggestion, ArticleUse, Content, number,
};
pub use event::{ArticleChanged, ArticleExpiring};
pub use words::{Audience, State};

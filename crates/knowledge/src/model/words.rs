//! Closed lists of words, as they are kept and sent.

use jianyue_platform::words;

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

//! Use cases: check, change, record, audit. The transaction is the caller's.

pub(crate) mod expiry;
mod hand;
mod reading;
mod suggesting;
mod text;
mod turning;
mod using;
mod writing;

use jianyue_kernel::{Actor, Env};
use jianyue_platform::App;

pub use reading::{ListRequest, article, articles, revisions};
pub use suggesting::suggest;
pub use turning::{hand_back, publish, retire, submit};
pub use using::used;
pub use writing::{ArticleEdit, NewArticle, edit, write};

/// What use cases need.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Where the ports of other modules are found.
    pub app: &'a App,
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a Actor,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn of(app: &'a App, by: &'a Actor) -> Self {
        Self { app, env: app.env(), by }
    }
}

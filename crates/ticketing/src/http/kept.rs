//! What the handlers of views, reply templates and macros share.

use axum::extract::{FromRequestParts, Path};
use axum::http::request;
use jianyue_platform::Problem;
use serde::Deserialize;
use uuid::Uuid;

/// A ticket and something that is used on it.
pub(super) struct TwoIds(pub(super) Uuid, pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for TwoIds {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path((one, other))) = Path::<(Uuid, Uuid)>::from_request_parts(parts, state).await else {
            return Err(Problem::not_found("path.bad_id", "没有这条记录：网址中的编号不正确。"));
        };
        Ok(Self(one, other))
    }
}

/// Which are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OnContract {
    /// Without those that are shared on other contracts.
    pub(super) contract: Option<Uuid>,
}

/// Runs a use case in a transaction of its own and answers with what comes out of it.
macro_rules! keep {
    ($app:expr, $by:expr, |$tx:ident, $desk:ident| $use_case:expr) => {{
        let app = &$app;
        let mut tx = app.db().write().await?;
        let $desk = $crate::service::Desk::at(&app, &$by);
        let kept = {
            let $tx = &mut tx;
            $use_case.await?
        };
        tx.commit().await?;
        kept
    }};
}
pub(super) use keep;

//! What the handlers of single tickets share.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_kernel::Actor;
use jianyue_platform::{App, Problem, sealed::Sealer};

use crate::{
    model::Ticket,
    service::{ShownTicket, shown},
};

/// A ticket with its version as `ETag`.
pub(super) struct Shown(pub(super) StatusCode, pub(super) ShownTicket);

impl Shown {
    /// `ticket` as `by` sees it now.
    pub(super) fn of(app: &App, by: &Actor, ticket: Ticket) -> Self {
        Self(StatusCode::OK, shown(ticket, by, app.env().now()).with_phone(app.state::<Sealer>()))
    }
}

impl IntoResponse for Shown {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(&format!("\"{}\"", self.1.row.version));
        let mut response = (self.0, Json(self.1)).into_response();
        if let Ok(tag) = tag {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// What handlers answer.
pub(super) type Answer = Result<Shown, Problem>;

/// Runs a use case in a transaction of its own and shows the ticket that comes out of it.
macro_rules! act {
    ($app:expr, $by:expr, |$tx:ident, $desk:ident| $use_case:expr) => {
        $crate::http::shown::act!($app, $by, None, |$tx, $desk| $use_case)
    };
    ($app:expr, $by:expr, $device_at:expr, |$tx:ident, $desk:ident| $use_case:expr) => {{
        let app = &$app;
        let mut tx = app.db().write().await?;
        let $desk = $crate::service::Desk::of(app, &$by);
        let $desk = $desk.with_sealer(app.state::<jianyue_platform::sealed::Sealer>()).shown_at($device_at)?;
        let ticket = {
            let $tx = &mut tx;
            $use_case.await?
        };
        tx.commit().await?;
        Ok($crate::http::shown::Shown::of(app, &$by, ticket))
    }};
}

/// Declares the handler of `POST /tickets/{id}/…`.
macro_rules! action {
    ($(#[$doc:meta])* $name:ident, $path:literal, $body:ty,
     |$tx:ident, $desk:ident, $id:ident, $input:pat_param| $use_case:expr) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "ticketing", params(("id" = uuid::Uuid, Path, description = "The ticket"),
                ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
            request_body = $body, responses((status = 200, body = $crate::service::ShownTicket),
            (status = "default", body = jianyue_platform::Problem)))]
        pub(super) async fn $name(
            axum::extract::State(app): axum::extract::State<jianyue_platform::App>,
            by: jianyue_platform::http::Caller,
            jianyue_platform::http::Id($id): jianyue_platform::http::Id,
            device: $crate::http::device_time::DeviceTime,
            jianyue_platform::http::Input($input): jianyue_platform::http::Input<$body>,
        ) -> $crate::http::shown::Answer {
            $crate::http::shown::act!(app, by, device.0, |$tx, $desk| $use_case)
        }
    };
}

pub(super) use {act, action};

/// A body without members.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A reason.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// Why.
    pub(super) reason: String,
}

/// Words.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// What is said.
    pub(super) text: String,
}

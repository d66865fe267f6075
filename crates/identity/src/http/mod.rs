//! The endpoints of this module.

pub mod audit;
pub mod cookies;
pub mod invitations;
pub mod me;
pub mod people;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod tokens;
pub mod view;

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request},
};
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{authenticator::request_id, service::sessions::Client};

/// Every route, below `/api/v1`.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sessions::sign_in, sessions::session_list))
        .routes(routes!(sessions::refresh))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::session_end))
        .routes(routes!(me::me))
        .routes(routes!(me::change_password))
        .routes(routes!(second_factor::begin, second_factor::remove))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(people::person_list, people::person_create))
        .routes(routes!(people::assignable))
        .routes(routes!(people::person_get, people::person_change))
        .routes(routes!(people::unlock))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(people::reset_password))
        .routes(routes!(roles::roles_set))
        .routes(routes!(sessions::person_session_list, sessions::person_session_end))
        .routes(routes!(invitations::invitation_list, invitations::invite))
        .routes(routes!(invitations::accept))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(tokens::token_list, tokens::token_create))
        .routes(routes!(tokens::token_revoke))
        .routes(routes!(audit::search))
        .routes(routes!(audit::verify))
}

/// Longest description of a browser that is kept, in characters.
const USER_AGENT_MOST: usize = 200;

/// Where a request comes from.
pub struct Sender(pub Client);

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut request::Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(Client {
            user_agent: agent.chars().take(USER_AGENT_MOST).collect(),
            address: address.map(|ConnectInfo(address)| address.ip().to_string()).unwrap_or_default(),
            request: request_id(&parts.headers),
        }))
    }
}

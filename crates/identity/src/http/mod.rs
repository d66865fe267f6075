//! The endpoints of this module.

pub mod all_sessions;
pub mod audit;
pub mod cookies;
pub mod invitations;
pub mod me;
pub mod people;
pub mod role_matrix;
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
use jianyue_platform::{App, network};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{authenticator::request_id, service::sessions::Client, state::Identity};

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
        .routes(routes!(role_matrix::role_list))
        .routes(routes!(all_sessions::session_list_all))
        .routes(routes!(all_sessions::person_session_end_one))
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

/// What a proxy writes down about who sent a request to it.
const FORWARDED: &str = "x-forwarded-for";

/// Where a request comes from, told by the trusted proxies it came through.
pub struct Sender(pub Client);

impl FromRequestParts<App> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut request::Parts, app: &App) -> Result<Self, Self::Rejection> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let forwarded = parts.headers.get_all(FORWARDED).iter().filter_map(|line| line.to_str().ok());
        let trusted = &app.state::<Identity>().trusted_proxies;
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = peer.map(|ConnectInfo(peer)| network::client(peer.ip(), forwarded, trusted));
        Ok(Self(Client {
            user_agent: agent.chars().take(USER_AGENT_MOST).collect(),
            address: address.map(|address| address.to_string()).unwrap_or_default(),
            request: request_id(&parts.headers),
        }))
    }
}

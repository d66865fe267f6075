//! The two cookies of a session. No script can read them and no other site can send them.

use axum::{
    http::{HeaderMap, HeaderName, header::SET_COOKIE},
    response::AppendHeaders,
};
use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;

use crate::{access::Claims, service::sessions::Held, state::Identity};

/// Names the session, for minutes.
pub const ACCESS: &str = "jy_access";
/// Goes on with the session, once.
pub const REFRESH: &str = "jy_refresh";
/// The only place that the refresh cookie is sent to.
const REFRESH_PATH: &str = "/api/v1/sessions/refresh";

/// Headers that set both cookies.
pub type BothCookies = AppendHeaders<[(HeaderName, String); 2]>;

/// The value of a cookie.
#[must_use]
pub fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(axum::http::header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}

/// An access cookie that cannot be written, which it always can.
type CookieError = jsonwebtoken::errors::Error;

/// The cookies of a session that was opened or gone on with.
pub(crate) fn give(identity: &Identity, held: &Held, now: DateTime<Utc>) -> Result<BothCookies, CookieError> {
    let session = &held.session;
    let ends = (now + identity.limits.access).min(session.expires_at);
    let claims =
        Claims { sid: session.id, person: PersonId(session.person_id), iat: now.timestamp(), exp: ends.timestamp() };
    let access = identity.access.write(&claims)?;
    // The access cookie outlives what it says, so that the browser sends it and is told to refresh.
    let age = (session.expires_at - now).num_seconds();
    let secure = identity.secure_cookies;
    Ok(AppendHeaders([
        (SET_COOKIE, line(ACCESS, &access, "/", age, secure)),
        (SET_COOKIE, line(REFRESH, &held.refresh, REFRESH_PATH, age, secure)),
    ]))
}

/// Takes both cookies away.
pub(crate) fn take(identity: &Identity) -> BothCookies {
    let secure = identity.secure_cookies;
    AppendHeaders([
        (SET_COOKIE, line(ACCESS, "", "/", 0, secure)),
        (SET_COOKIE, line(REFRESH, "", REFRESH_PATH, 0, secure)),
    ])
}

fn line(name: &str, value: &str, path: &str, age: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};

    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xjy_access=1; jy_accessx=2"));
        headers.append(COOKIE, HeaderValue::from_static("a=b;jy_access=3=; jy_access=4"));
        assert_eq!(find(&headers, ACCESS), Some("3="));
        assert_eq!(find(&headers, REFRESH), None);
    }

    #[test]
    fn cookies_are_closed_to_scripts_and_other_sites() {
        let text = line(REFRESH, "v", REFRESH_PATH, 60, true);
        assert_eq!(text, "jy_refresh=v; Path=/api/v1/sessions/refresh; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
        assert!(!line(ACCESS, "v", "/", 60, false).contains("Secure"));
    }
}

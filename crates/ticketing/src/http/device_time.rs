//! `X-Device-Time`: when something was done, as the device showed it.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request},
};
use chrono::{DateTime, Utc};
use jianyue_platform::Problem;

/// The header.
const HEADER: &str = "x-device-time";

/// The device's time, RFC 3339, where a request gives it. Evidence only: the server's time moves the clocks.
pub(super) struct DeviceTime(pub(super) Option<DateTime<Utc>>);

impl<S: Send + Sync> FromRequestParts<S> for DeviceTime {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, _state: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let at = value.to_str().ok().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        at.map(|at| Self(Some(at.to_utc()))).ok_or_else(|| {
            let text = "X-Device-Time 请求头应是带时区的时间，例如 2026-03-02T09:30:00+08:00。";
            Problem::new(StatusCode::BAD_REQUEST, "ticketing.bad_device_time", text)
        })
    }
}

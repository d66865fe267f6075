//! How a message leaves the house: mail, text message, robots of chat groups.
//!
//! What is sent and how an answer is read are pure functions, so that they are tested against the documents of the
//! services without calling them.

pub mod email;
pub mod push;
pub mod robot;
pub mod sms;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has it.
    Delivered,
    /// It may go better later: no connection, too many messages, a fault of theirs.
    Later(String),
    /// They were called and did not answer: nobody knows whether they have it.
    Unknown(String),
    /// It never will: a wrong address, a wrong key, a refused text.
    Never(String),
}

/// A request over HTTP that is about to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// `POST` or `GET`.
    pub method: Method,
    /// Where to; holds secrets, and is never logged.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// How a gateway is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = GatewayMethod)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// With a body.
    Post,
    /// With everything in the address.
    Get,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// Status.
    pub status: u16,
    /// The body, as far as it was read.
    pub body: String,
}

impl HttpAnswer {
    /// What every service means by its status, before the body is looked at. `None`: the body decides.
    fn by_status(&self) -> Option<Outcome> {
        match self.status {
            200..=299 => None,
            408 | 425 | 429 | 500..=599 => Some(Outcome::Later(format!("对方返回 {}", self.status))),
            status => Some(Outcome::Never(format!("对方返回 {status}：{}", crate::compose::cut(&self.body, 200)))),
        }
    }

    fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.body).ok()
    }
}

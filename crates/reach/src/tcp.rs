//! A port that answers.

use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Visit,
    io::{broken, send, short},
    reading::timed,
};

/// A port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TcpTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What is sent after connecting; `\n` ends a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// What the answer has to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
}

/// The most bytes that are read while waiting for `expect`.
const MOST: usize = 16 * 1024;

/// Connects, and reads until the expected text came.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "连接", async {
        let mut stream = visit.guard.connect(&target.host, target.port).await?;
        if let Some(text) = &target.send {
            send(&mut stream, text).await?;
        }
        let Some(expected) = target.expect.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(Reading::saying("端口可以连接"));
        };
        let mut seen = Vec::new();
        let mut piece = [0; 1024];
        while !String::from_utf8_lossy(&seen).contains(expected) {
            let read = stream.read(&mut piece).await.map_err(|error| broken(&error))?;
            seen.extend_from_slice(&piece[..read]);
            if read == 0 || seen.len() > MOST {
                let fault = format!("应答中没有“{expected}”：{}", short(&String::from_utf8_lossy(&seen)));
                return Ok(Reading { fault: Some(fault.clone()), ..Reading::saying(fault) });
            }
        }
        Ok(Reading::saying("端口可以连接，应答符合预期"))
    })
    .await
}

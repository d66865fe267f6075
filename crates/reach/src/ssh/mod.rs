//! SSH: built-in questions to a Linux machine. Nobody can make it run a command of their own.

mod commands;
mod session;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::commands::Question;
pub(crate) use self::session::{SshPlace, failed, open};
use crate::{ReachError, Reading, Visit, reading::timed};

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SshTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port; 22 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The host key that somebody confirmed, as `SHA256:…`. Without it nobody signs in, and the answer shows the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_key: Option<String>,
    /// What is asked, at least one.
    pub questions: Vec<Question>,
}

impl Target {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        if self.questions.is_empty() || self.questions.len() > 10 {
            return Err(ReachError::BadTarget("请选择 1 至 10 个检查项".to_owned()));
        }
        self.questions.iter().try_for_each(Question::check)
    }
}

/// Signs in and asks.
///
/// # Errors
/// [`ReachError`]; a service that does not run is a reading with a fault.
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    target.check()?;
    timed(&visit, "SSH 检查", async {
        let place =
            SshPlace { host: &target.host, port: target.port.unwrap_or(22), host_key: target.host_key.as_deref() };
        let entry = open(&visit, place).await?;
        let questions = target.questions.clone();
        entry.work(move |session| commands::ask(session, &questions)).await
    })
    .await
}

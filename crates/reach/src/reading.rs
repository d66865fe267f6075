//! What a connector found.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};

use crate::{Certificate, Guard, Login, ReachError};

/// With what a target is visited.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// Where the software may go.
    pub guard: &'a Guard,
    /// Longest time for everything.
    pub limit: Duration,
    /// Whom to sign in as.
    pub login: Option<&'a Login>,
    /// The present moment, by which ages and days left are counted.
    pub now: DateTime<Utc>,
}

impl Visit<'_> {
    /// The outcome of `work`, or that it took too long.
    pub(crate) async fn within<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = Result<T, ReachError>>,
    ) -> Result<T, ReachError> {
        let outcome = tokio::time::timeout(self.limit, work).await;
        outcome.unwrap_or_else(|_| Err(ReachError::TimedOut(self.limit.as_millis(), what)))
    }

    /// The login, or a sentence that one is needed.
    pub(crate) fn login(&self) -> Result<&Login, ReachError> {
        self.login.ok_or_else(|| ReachError::BadTarget("需要选择登录凭据".to_owned()))
    }
}

/// A target that was reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Whole milliseconds from the first step to the last.
    pub ms: i64,
    /// What was found, in one Chinese line.
    pub text: String,
    /// Numbers by their stable names.
    pub metrics: BTreeMap<String, f64>,
    /// Why it is not as it should be although it was reached; `None` when it is.
    pub fault: Option<String>,
    /// Certificates that the server showed, its own first.
    pub certificates: Vec<Certificate>,
}

impl Reading {
    /// Puts a number in.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: f64) -> Self {
        self.metrics.insert(name.into(), value);
        self
    }

    /// A reading that says `text`.
    #[must_use]
    pub fn saying(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Runs `work` within the limit and writes down how long it took.
pub(crate) async fn timed(
    visit: &Visit<'_>,
    what: &'static str,
    work: impl Future<Output = Result<Reading, ReachError>>,
) -> Result<Reading, ReachError> {
    let begun = std::time::Instant::now();
    let reading = visit.within(what, work).await?;
    Ok(Reading { ms: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX), ..reading })
}

/// A count as a number of a reading.
#[expect(clippy::cast_precision_loss, reason = "counts and sizes of a reading stay far below 2^52")]
pub(crate) fn number(count: impl TryInto<i64>) -> f64 {
    count.try_into().unwrap_or(i64::MAX) as f64
}

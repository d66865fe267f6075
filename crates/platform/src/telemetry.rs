//! The log.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, filter::ParseError, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::LogFormat;

/// Why the log could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none.
    #[error("the log filter is wrong: {0}")]
    Filter(#[from] ParseError),
    /// Something logs already.
    #[error(transparent)]
    Started(#[from] tracing_subscriber::util::TryInitError),
}

/// Starts the log on standard error, for what `filter` lets through (`info,jianyue_ticketing=debug`).
///
/// # Errors
/// When the filter is none or the log was started before.
pub fn start(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    // The scheduler tells of every job it holds at every start; somebody who wants that asks for it by name.
    let quiet = if filter.contains("tokio_cron_scheduler") { "" } else { ",tokio_cron_scheduler=warn" };
    let registry = tracing_subscriber::registry().with(EnvFilter::try_new(format!("{filter}{quiet}"))?);
    let writer = std::io::stderr;
    let colours = writer().is_terminal();
    match format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(writer).with_ansi(colours)).try_init()?,
        LogFormat::Json => {
            registry
                .with(fmt::layer().json().flatten_event(true).with_current_span(true).with_writer(writer))
                .try_init()?;
        }
    }
    Ok(())
}

//! Types and states.

mod agent;
mod availability;
mod event;
mod outage;
mod probe;
mod system;
mod target;
mod watch;
mod words;

pub use agent::{Agent, AgentReading, AgentWithToken};
pub use availability::{Availability, ProbeAvailability, SystemAvailability};
pub use event::{CertificateSeen, DeviationFound, DeviationGone, ProbeChanged};
pub use outage::{HourlyRollUp, Outage};
pub use probe::{Probe, Threshold};
pub use system::{Credential, System};
pub use target::{AgentTarget, ExchangeTarget, Target};
pub use watch::{WatchEvent, WatchRule};
pub use words::{CredentialKind, Gravity, Kind, Problem, Side, State, WatchKind};

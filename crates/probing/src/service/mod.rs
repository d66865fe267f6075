//! Use cases: check, change, record, audit. The transaction is the caller's.

mod agents;
mod availability;
mod credentials;
mod exchange;
mod look;
mod outages;
mod probes;
mod readings;
mod settle;
mod systems;
mod text;
mod watching;

pub use agents::{NewAgent, add_agent, agents, remove_agent, rotate_agent};
pub use availability::availability;
pub use credentials::{NewCredential, add_credential, credentials, remove_credential, replace_credential};
pub use look::{Sight, look_at, sealed_logins};
pub use outages::{OutagesRequest, history, outages};
pub use probes::{
    NewProbe, ProbeChange, ProbesRequest, Trial, Tryable, add_probe, change_probe, probe, probes, remove_probe,
    try_now, tryable, tryable_new,
};
pub use readings::{Pushed, Taken, agent_of, take_readings};
pub use settle::{Settled, settle};
pub use systems::{NewSystem, SystemChange, add_system, change_system, remove_system, systems};
pub(crate) use watching::rule_of;
pub use watching::{
    NewRule, WatchEventsRequest, Watched, set_rule, sweep_rules, take_watch_events, watch_events, watch_rules,
};

//! Events are delivered at least once, in order, and seen by live lists.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dead;
mod dispatch;
mod forget;
mod live;
mod support;

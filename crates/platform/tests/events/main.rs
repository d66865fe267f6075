//! Events are delivered at least once, in order, and seen by live lists.

mod dead;
mod dispatch;
mod forget;
mod live;
mod support;

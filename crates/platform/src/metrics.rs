//! Figures for Prometheus: text format 0.0.4, rendered from counters kept here and from the database when asked.

mod render;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

pub use render::routes;

/// Upper bounds of the buckets of request times, in seconds.
pub const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counters of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<Requests>>);

/// Requests by what they were.
type Requests = BTreeMap<Request, Timing>;

/// What a request was: no more values than routes, so that the number of series stays small.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The route's pattern, not the path; empty for a path without a route.
    pub route: String,
    /// The method, `other` when it is none of HTTP's own.
    pub method: &'static str,
    /// The status.
    pub status: u16,
}

/// How long requests of one sort took.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    /// Requests no slower than each bound of [`BUCKETS`] and faster than the bound before.
    pub buckets: [u64; BUCKETS.len()],
    /// All of them.
    pub count: u64,
    /// Seconds they took together.
    pub seconds: f64,
}

impl Metrics {
    /// Counts a request.
    pub fn request(&self, request: Request, took: Duration) {
        let seconds = took.as_secs_f64();
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let timing = requests.entry(request).or_default();
        timing.count += 1;
        timing.seconds += seconds;
        if let Some(bucket) = BUCKETS.iter().position(|bound| seconds <= *bound) {
            timing.buckets[bucket] += 1;
        }
    }

    fn requests(&self) -> Requests {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

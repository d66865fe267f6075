//! The page `/metrics`.

use std::fmt::Write;

use axum::{
    Router,
    extract::State,
    http::{HeaderName, header},
    routing::get,
};

use super::{BUCKETS, Request, Requests, Timing};
use crate::{Problem, app::App, db::DbError, events, jobs};

/// `/metrics`.
pub fn routes() -> Router<App> {
    Router::new().route("/metrics", get(page))
}

async fn page(State(app): State<App>) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    let mut text = requests(&app.metrics().requests());
    text += &database(&app).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

/// Writing to a `String` never fails.
macro_rules! line {
    ($text:ident, $($arg:tt)*) => { let _ = writeln!($text, $($arg)*); };
}

fn requests(requests: &Requests) -> String {
    let mut text = String::new();
    line!(text, "# HELP jianyue_http_request_seconds Time to answer requests.");
    line!(text, "# TYPE jianyue_http_request_seconds histogram");
    for (Request { route, method, status }, Timing { buckets, count, seconds }) in requests {
        let labels = format!("route=\"{}\",method=\"{method}\",status=\"{status}\"", escaped(route));
        let mut below = 0;
        for (bound, bucket) in BUCKETS.iter().zip(buckets) {
            below += bucket;
            line!(text, "jianyue_http_request_seconds_bucket{{{labels},le=\"{bound}\"}} {below}");
        }
        line!(text, "jianyue_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}");
        line!(text, "jianyue_http_request_seconds_sum{{{labels}}} {seconds}");
        line!(text, "jianyue_http_request_seconds_count{{{labels}}} {count}");
    }
    text
}

async fn database(app: &App) -> Result<String, DbError> {
    let mut tx = app.db().read().await?;
    let (waiting, retrying, dead) = events::dispatch::backlog(&mut tx).await?;
    let jobs = jobs::job_list(&mut tx).await?;
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, samples: Vec<(String, f64)>| {
        line!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            line!(text, "{name}{labels} {value}");
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "counts and seconds are far below 2^52")]
    let one = |value: i64| vec![(String::new(), value as f64)];
    gauge("jianyue_events_waiting", "Events not yet dispatched.", one(waiting));
    gauge("jianyue_events_retrying", "Deliveries that failed and are tried again.", one(retrying));
    gauge("jianyue_events_dead", "Deliveries that failed for good.", one(dead));
    gauge("jianyue_live_listeners", "Open live lists.", vec![(String::new(), f64::from(listeners(app)))]);
    let label = |name: &str| format!("{{job=\"{}\"}}", escaped(name));
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
    let succeeded = jobs.iter().filter_map(|job| Some((label(&job.name), job.last_success?.timestamp() as f64)));
    gauge("jianyue_job_last_success_seconds", "End of the last run that succeeded, since 1970.", succeeded.collect());
    let failing = jobs.iter().map(|job| (label(&job.name), f64::from(u8::from(job.last_error.is_some()))));
    gauge("jianyue_job_failing", "1 when the last run failed.", failing.collect());
    Ok(text)
}

fn listeners(app: &App) -> u32 {
    u32::try_from(app.live().listeners()).unwrap_or(u32::MAX)
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{super::Metrics, *};

    #[test]
    fn buckets_count_everything_at_or_below_their_bound() {
        let metrics = Metrics::default();
        let request = Request { route: "/a/{id}".to_owned(), method: "GET", status: 200 };
        for ms in [1, 4, 9_000] {
            metrics.request(request.clone(), Duration::from_millis(ms));
        }
        let text = super::requests(&metrics.requests());
        let labels = "route=\"/a/{id}\",method=\"GET\",status=\"200\"";
        for (bound, count) in [("0.001", 1), ("0.0025", 1), ("0.005", 2), ("5", 2), ("+Inf", 3)] {
            let line = format!("jianyue_http_request_seconds_bucket{{{labels},le=\"{bound}\"}} {count}\n");
            assert!(text.contains(&line), "{line}{text}");
        }
        assert!(text.contains(&format!("jianyue_http_request_seconds_sum{{{labels}}} 9.005\n")), "{text}");
    }

    #[test]
    fn a_label_cannot_break_out_of_its_quotes() {
        assert_eq!(escaped("a\"} 1\n\\"), "a\\\"} 1\\n\\\\");
    }
}

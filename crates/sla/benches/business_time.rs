//! How many due dates and measurements a second one core gives, over all published years.

use chrono::{DateTime, TimeDelta, Utc};
use divan::{Bencher, black_box, counter::ItemsCount};
use jianyue_sla::{BusinessTime, Fact, ServiceWindow, SeverityMatrix, Terms, fold};

const COUNT: u32 = 4096;
const BUDGET: i64 = 24 * 3600;
const WINDOWS: [&str; 4] =
    ["daily 00:00-24:00", "workdays 09:00-18:00", "workdays 08:00-12:00,13:00-17:00", "tue,thu 09:00-17:30"];

fn main() {
    divan::main();
}

/// Moments spread over 2021 to 2026, in no order, leaving room for the budget.
fn starts() -> Vec<DateTime<Utc>> {
    let first = DateTime::from_timestamp(1_609_430_400, 0).expect("2021-01-01 in Beijing");
    let span = (6 * 365 - 30) * 86_400;
    (0..COUNT).map(|index| first + TimeDelta::seconds(i64::from(index) * 2_654_435_761 % span)).collect()
}

#[divan::bench(args = WINDOWS)]
fn due_in_24_business_hours(bencher: Bencher, window: &str) {
    let ready = BusinessTime::published().window(&window.parse::<ServiceWindow>().expect("a window"));
    let starts = starts();
    bencher.counter(ItemsCount::new(COUNT)).bench(|| {
        for &start in black_box(&starts) {
            black_box(ready.due_at(start, black_box(BUDGET)).expect("known years"));
        }
    });
}

#[divan::bench(args = WINDOWS)]
fn elapsed_between(bencher: Bencher, window: &str) {
    let ready = BusinessTime::published().window(&window.parse::<ServiceWindow>().expect("a window"));
    let starts = starts();
    bencher.counter(ItemsCount::new(COUNT - 1)).bench(|| {
        for pair in black_box(&starts).windows(2) {
            black_box(ready.elapsed(pair[0].min(pair[1]), pair[0].max(pair[1])).expect("known years"));
        }
    });
}

/// Facts of an opened, answered, paused and restored ticket, folded into its four clocks.
#[divan::bench]
fn fold_a_ticket(bencher: Bencher) {
    let business = BusinessTime::published();
    let matrix: SeverityMatrix = serde_json::from_str(MATRIX).expect("a matrix");
    let facts: Vec<Fact> = serde_json::from_str(FACTS).expect("facts");
    let terms = Terms { matrix: &matrix, business: &business, contract_version: "v1" };
    let now = facts.last().expect("facts").at;
    bencher.bench(|| fold(black_box(terms), black_box(&facts), &[], now).expect("facts that fit"));
}

const MATRIX: &str = r#"{"cases":[{"id":"S2","name":"主要故障","targets":[
    {"kind":"response","budget":{"seconds":7200},"window":"daily 00:00-24:00","clause":"四","source":"a.txt"},
    {"kind":"escalate","budget":{"seconds":1800},"window":"daily 00:00-24:00","clause":"四","source":"a.txt"},
    {"kind":"arrive","budget":{"working_days":1},"window":"workdays 09:00-18:00","clause":"四","source":"a.txt"},
    {"kind":"restore","budget":{"seconds":172800},"window":"daily 00:00-24:00","clause":"四","source":"a.txt"}]}]}"#;

const FACTS: &str = r#"[
    {"at":"2024-05-06T09:00:00+08:00","fact":"opened","severity":"S2"},
    {"at":"2024-05-06T09:20:00+08:00","fact":"responded"},
    {"at":"2024-05-06T12:00:00+08:00","fact":"paused","reason":"等甲方"},
    {"at":"2024-05-06T14:00:00+08:00","fact":"resumed"},
    {"at":"2024-05-07T10:00:00+08:00","fact":"restored"}]"#;

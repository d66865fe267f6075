//! Every published vector, computed elsewhere by stepping minute by minute, through the library itself.

use chrono::{DateTime, Utc};
use jianyue_sla::{BusinessTime, ServiceWindow};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a time").to_utc()
}

fn rows(csv: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv.as_bytes()).into_records().collect::<Result<_, _>>().expect("a table")
}

#[test]
fn every_due_date() {
    let business = BusinessTime::published();
    let table = rows(include_str!("vectors/sla_due.csv"));
    assert_eq!(table.len(), 2500);
    for row in table {
        let window = business.window(&row[1].parse::<ServiceWindow>().expect("a window"));
        let minutes: i64 = row[2].parse().expect("minutes");
        assert_eq!(window.due_at(at(&row[0]), minutes * 60), Ok(at(&row[3])), "{row:?}");
    }
}

#[test]
fn every_elapsed_time() {
    let business = BusinessTime::published();
    let table = rows(include_str!("vectors/sla_elapsed.csv"));
    assert_eq!(table.len(), 1000);
    for row in table {
        let window = business.window(&row[2].parse::<ServiceWindow>().expect("a window"));
        let minutes: i64 = row[3].parse().expect("minutes");
        assert_eq!(window.elapsed(at(&row[0]), at(&row[1])), Ok(minutes * 60), "{row:?}");
        let intervals = window.intervals_between(at(&row[0]), at(&row[1])).expect("known years");
        assert_eq!(intervals.iter().map(jianyue_sla::Interval::seconds).sum::<i64>(), minutes * 60, "{row:?}");
    }
}

//! Tables in, tables out; bad rows named, good rows kept.

use jianyue_sla::BusinessTime;
use jianyue_sla::batch::{BatchError, BatchReport, due_batch, elapsed_batch};

const DUE: &str = include_str!("vectors/sla_due.csv");
const ELAPSED: &str = include_str!("vectors/sla_elapsed.csv");

fn due(input: &str) -> (BatchReport, String, String) {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let report = due_batch(&BusinessTime::published(), input.as_bytes(), &mut out, &mut errors).expect("a table");
    (report, String::from_utf8(out).expect("text"), String::from_utf8(errors).expect("text"))
}

fn elapsed(input: &str) -> (BatchReport, String, String) {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let report = elapsed_batch(&BusinessTime::published(), input.as_bytes(), &mut out, &mut errors).expect("a table");
    (report, String::from_utf8(out).expect("text"), String::from_utf8(errors).expect("text"))
}

/// The table without its last column.
fn without_answers(csv: &str) -> String {
    csv.lines().flat_map(|line| [line.rsplit_once(',').expect("columns").0, "\n"]).collect()
}

#[test]
fn the_published_due_dates_come_out_byte_for_byte() {
    assert_eq!(due(&without_answers(DUE)), (BatchReport { good: 2500, bad: 0 }, DUE.to_owned(), String::new()));
}

#[test]
fn the_published_elapsed_times_come_out_byte_for_byte() {
    let all = BatchReport { good: 1000, bad: 0 };
    assert_eq!(elapsed(&without_answers(ELAPSED)), (all, ELAPSED.to_owned(), String::new()));
}

#[test]
fn an_answer_that_is_there_already_is_replaced() {
    let wrong = "start,window,minutes,due\n2024-05-06T09:00:00+08:00,daily 00:00-24:00,90,never\n";
    let right = "start,window,minutes,due\n2024-05-06T09:00:00+08:00,daily 00:00-24:00,90,2024-05-06T10:30:00+08:00\n";
    assert_eq!(due(wrong).1, right);
}

#[test]
fn bad_rows_are_reported_with_their_line_and_good_rows_still_come_out() {
    let input = "start,window,minutes\n\
                 2024-05-06T09:00:00+08:00,workdays 09:00-18:00,60\n\
                 yesterday,workdays 09:00-18:00,60\n\
                 2024-05-06T09:00:00+08:00,workdays 18:00-09:00,60\n\
                 2024-05-06T09:00:00+08:00,workdays 09:00-18:00,-5\n\
                 2026-12-31T17:30:00+08:00,workdays 09:00-18:00,60\n\
                 2024-05-06T09:00:00+08:00,tue,thu 09:00-17:30,60\n\
                 2024-05-06T09:00:30+08:00,workdays 09:00-18:00,60\n";
    let (report, out, errors) = due(input);
    assert_eq!(report, BatchReport { good: 2, bad: 5 });
    assert_eq!(
        out,
        "start,window,minutes,due\n\
         2024-05-06T09:00:00+08:00,workdays 09:00-18:00,60,2024-05-06T10:00:00+08:00\n\
         2024-05-06T09:00:30+08:00,workdays 09:00-18:00,60,2024-05-06T10:00:30+08:00\n"
    );
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(lines.len(), 5);
    for (line, expected) in lines.iter().zip([
        "第 3 行 (line 3)：start“yesterday”不是时间",
        "第 4 行 (line 4)：时段 18:00-09:00 的结束时间早于开始时间",
        "第 5 行 (line 5)：minutes“-5”不是分钟数",
        "第 6 行 (line 6)：没有 2027 年的放假通知",
        "第 7 行 (line 7)：应有 3 列，实有 4 列",
    ]) {
        assert!(line.starts_with(expected), "{line}");
    }
}

#[test]
fn odd_seconds_are_decimal_minutes() {
    let input = "start,end,window\n\
                 2024-05-06T09:00:00+08:00,2024-05-06T09:00:31+08:00,daily 00:00-24:00\n\
                 2024-05-06T09:00:15+08:00,2024-05-06T09:01:45+08:00,daily 00:00-24:00\n\
                 2024-05-06T09:01:00+08:00,2024-05-06T09:00:00+08:00,daily 00:00-24:00\n";
    let (report, out, errors) = elapsed(input);
    assert_eq!(report, BatchReport { good: 2, bad: 1 });
    let minutes: Vec<_> = out.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(minutes, ["0.516667", "1.5"]);
    assert!(errors.contains("line 4") && errors.contains("早于"), "{errors}");
}

#[test]
fn columns_are_found_by_name_and_others_pass_through() {
    let (_, out, _) = due("ticket,minutes,start,window\nA-1,60,2024-05-06T09:00:00+08:00,daily 00:00-24:00\n");
    assert_eq!(
        out.lines().nth(1),
        Some("A-1,60,2024-05-06T09:00:00+08:00,daily 00:00-24:00,2024-05-06T10:00:00+08:00")
    );
}

#[test]
fn a_table_without_its_header_is_refused() {
    let input = "2024-05-06T09:00:00+08:00,daily 00:00-24:00,60\n".as_bytes();
    let error = due_batch(&BusinessTime::published(), input, Vec::new(), Vec::new()).expect_err("no header");
    assert!(matches!(error, BatchError::MissingColumn { column: "start", .. }), "{error}");
}

#[test]
fn bytes_that_are_no_text_spoil_their_row_only() {
    let mut input = b"start,window,minutes\n2024-05-06T09:00:00+08:00,\xff,60\n".to_vec();
    input.extend_from_slice(b"2024-05-06T09:00:00+08:00,daily 00:00-24:00,60\n");
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let report = due_batch(&BusinessTime::published(), &input[..], &mut out, &mut errors).expect("a table");
    assert_eq!(report, BatchReport { good: 1, bad: 1 });
}

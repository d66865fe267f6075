//! The command line without a server: tables, replay, contract files, settings.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{file, jianyue, run, said, texts};

const DUE: &str = include_str!("../../../sla/tests/vectors/sla_due.csv");
const ELAPSED: &str = include_str!("../../../sla/tests/vectors/sla_elapsed.csv");

fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/contracts");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| file.display().to_string()).collect()
}

fn fixture(name: &str) -> String {
    fixtures().into_iter().find(|file| file.contains(name)).unwrap()
}

/// Runs `sla NAME --batch` on a table.
fn batch(name: &str, table: &str) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    let mut command = jianyue(folder.path());
    command.args(["sla", name, "--batch"]);
    texts(&run(command, table))
}

/// The table without its last column.
fn without_answers(table: &str) -> String {
    table.lines().flat_map(|line| [line.rsplit_once(',').unwrap().0, "\n"]).collect()
}

#[test]
fn the_published_tables_come_out_byte_for_byte() {
    assert_eq!(batch("due", &without_answers(DUE)), (0, DUE.to_owned(), String::new()));
    assert_eq!(batch("elapsed", &without_answers(ELAPSED)), (0, ELAPSED.to_owned(), String::new()));
}

#[test]
fn bad_rows_are_named_by_line_and_good_rows_still_come_out() {
    let (code, out, errors) = batch(
        "due",
        "start,window,minutes\n\
         2024-05-06T09:00:00+08:00,workdays 09:00-18:00,60\n\
         2024-05-06T09:00:00+08:00,workdays 18:00-09:00,60\n\
         2031-05-06T09:00:00+08:00,workdays 09:00-18:00,60\n\
         2024-05-06T09:00:00+08:00,daily 00:00-24:00,90\n",
    );
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "start,window,minutes,due\n\
         2024-05-06T09:00:00+08:00,workdays 09:00-18:00,60,2024-05-06T10:00:00+08:00\n\
         2024-05-06T09:00:00+08:00,daily 00:00-24:00,90,2024-05-06T10:30:00+08:00\n"
    );
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 2, "{errors}");
    assert!(lines[0].contains("line 3") && lines[0].contains("18:00"), "{errors}");
    assert!(lines[1].contains("line 4") && lines[1].contains("2031"), "{errors}");

    let (code, out, errors) = batch("elapsed", "start,end,window\n2024-05-06T09:00:00+08:00,soon,daily 00:00-24:00\n");
    assert_eq!((code, out.as_str()), (1, "start,end,window,minutes\n"));
    assert!(errors.contains("line 2"), "{errors}");

    let (code, out, errors) = batch("due", "begin,window,minutes\n");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("start"), "{errors}");
}

fn replay(facts: &Value, options: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    let facts = file(folder.path(), "facts.json", &facts.to_string());
    let contract = fixture("hrss");
    let mut arguments = vec!["sla", "replay", "--contract", &contract, "--severity", "HS-S1", "--facts", &facts];
    arguments.extend(["--now", "2021-12-10T09:00:00+08:00"]);
    arguments.extend(options);
    said(folder.path(), &arguments)
}

fn facts() -> Value {
    json!([
        { "at": "2021-12-06T10:00:00+08:00", "fact": "opened" },
        { "at": "2021-12-06T10:00:00+08:00", "fact": "escalated", "to_level": 2 },
        { "at": "2021-12-06T10:30:00+08:00", "fact": "responded" },
        { "at": "2021-12-07T09:30:00+08:00", "fact": "arrived" },
        { "at": "2021-12-07T11:00:00+08:00", "fact": "restored" },
        { "at": "2021-12-07T12:00:00+08:00", "fact": "resolved" },
    ])
}

#[test]
fn replay_gives_the_verdicts_of_the_most_severe_case() {
    let (code, out, errors) = replay(&facts(), &["--json"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["severity"], "HS-S1");
    let verdicts: Vec<(&str, &str)> = report["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|clock| (clock["kind"].as_str().unwrap(), clock["verdict"]["outcome"].as_str().unwrap_or("none")))
        .collect();
    // Response in an hour; handed up at once; arrival within a working day; restored in 24 hours, which took 25.
    for expected in [("response", "met"), ("escalate", "met"), ("arrive", "met"), ("restore", "breached")] {
        assert!(verdicts.contains(&expected), "{expected:?} in {verdicts:?}");
    }
    let (code, text, _) = replay(&facts(), &[]);
    assert_eq!(code, 0);
    for part in ["[响应] 达标", "[恢复] 超时"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn replay_names_the_fact_that_does_not_fit() {
    let mut facts = facts();
    facts[3]["fact"] = json!("vanished");
    let (code, out, errors) = replay(&facts, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("index 3") && errors.contains("facts.json"), "{errors}");
}

#[test]
fn the_five_contracts_are_checked_together() {
    let folder = TempDir::new().unwrap();
    let files = fixtures();
    assert_eq!(files.len(), 5);
    let mut arguments = vec!["contract", "check", "--json"];
    arguments.extend(files.iter().map(String::as_str));
    let (code, out, errors) = said(folder.path(), &arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    let checked: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(checked["unreadable"], json!([]));
    let findings = checked["findings"].as_array().unwrap();
    assert!(findings.len() >= 10, "{} findings", findings.len());
    for finding in findings {
        assert!(finding["code"].as_str().is_some_and(|code| code.contains('.')), "{finding}");
        assert!(matches!(finding["severity"].as_str(), Some("warning" | "note")), "{finding}");
        assert!(finding["message"].as_str().is_some_and(|message| !message.is_empty()), "{finding}");
        assert!(
            finding["places"].as_array().is_some_and(|places| places.iter().all(|place| place["clause"].is_string()))
        );
        assert!(finding.get("followed").is_some(), "{finding}");
    }
}

#[test]
fn a_contract_file_with_a_mistake_is_named_by_line_and_column() {
    let folder = TempDir::new().unwrap();
    let text = std::fs::read_to_string(fixture("hrss")).unwrap();
    let bad = file(folder.path(), "bad.toml", &text.replacen("\nproject = ", "\nprojekt = ", 1));
    let line = text[..text.find("\nproject = ").unwrap()].lines().count() + 1;
    let place = format!("{bad}:{line}:1: ");
    let (code, out, _) = said(folder.path(), &["contract", "check", &bad]);
    assert_eq!(code, 1);
    assert!(out.starts_with(&place) && out.contains("projekt"), "{out}");
    let (code, out, errors) = said(folder.path(), &["contract", "plan", &bad]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(errors.starts_with(&place) && errors.contains("projekt"), "{errors}");
    let (code, _, errors) = said(folder.path(), &["contract", "import", &bad]);
    assert_eq!(code, 1);
    assert!(errors.contains(&bad) && errors.contains("projekt"), "{errors}");
    let (code, _, errors) = said(folder.path(), &["contract", "check", "nowhere.toml"]);
    assert_eq!(code, 2);
    assert!(errors.contains("nowhere.toml"), "{errors}");
}

#[test]
fn a_plan_says_what_follows_from_a_contract() {
    let folder = TempDir::new().unwrap();
    let contract = fixture("hrss");
    let (code, out, errors) = said(folder.path(), &["contract", "plan", &contract, "--json"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let plan: Value = serde_json::from_str(&out).unwrap();
    for part in ["windows", "clocks", "occurrences", "documents", "payments", "staffing"] {
        assert!(plan[part].as_array().is_some_and(|rows| !rows.is_empty()), "{part}");
    }
    let day = ["--from", "2021-12-06", "--to", "2021-12-06"];
    let mut arguments = vec!["contract", "plan", &contract, "--json"];
    arguments.extend(day);
    let (_, out, _) = said(folder.path(), &arguments);
    let short: Value = serde_json::from_str(&out).unwrap();
    let count = |plan: &Value| plan["occurrences"].as_array().unwrap().len();
    assert!(count(&short) < count(&plan));
    assert_eq!((&short["from"], &short["to"]), (&json!("2021-12-06"), &json!("2021-12-06")));
}

#[test]
fn a_contract_is_imported_once() {
    let folder = TempDir::new().unwrap();
    let contract = fixture("hrss");
    let (code, out, errors) = said(folder.path(), &["contract", "import", &contract]);
    assert_eq!(code, 0, "{errors}");
    assert!(out.contains("HS hrss-exam-security-2021: version 1"), "{out}");
    let (code, _, errors) = said(folder.path(), &["contract", "import", &contract]);
    assert_eq!(code, 1, "{errors}");
}

#[test]
fn a_setting_that_is_none_is_named_before_anything_is_done() {
    let folder = TempDir::new().unwrap();
    for arguments in [["migrate"].as_slice(), &["serve"], &["doctor"], &["demo"], &["audit", "verify"]] {
        let mut command = jianyue(folder.path());
        command.args(arguments).env("JIANYUE_LISTN", "127.0.0.1:1");
        let (code, out, errors) = texts(&run(command, ""));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.contains("JIANYUE_LISTN") && errors.contains("JIANYUE_LISTEN"), "{errors}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn the_description_that_is_printed_is_the_committed_one() {
    let folder = TempDir::new().unwrap();
    let (code, out, _) = said(folder.path(), &["openapi"]);
    assert_eq!(code, 0);
    assert!(out == include_str!("../../../../docs/openapi.json"), "docs/openapi.json is not what the program prints");
    let (code, out, _) = said(folder.path(), &["contract", "schema"]);
    assert_eq!(code, 0);
    assert!(out == include_str!("../../../../docs/contract.schema.json"), "the schema is not what the program prints");
}

#[test]
fn dead_letters_are_listed_and_one_that_is_not_there_is_not_settled() {
    let folder = TempDir::new().unwrap();
    assert_eq!(said(folder.path(), &["events", "dead"]), (0, "0 dead letters\n".to_owned(), String::new()));
    for what in ["retry", "discard"] {
        let (code, _, errors) = said(folder.path(), &["events", what, "ticketing.nobody", "1"]);
        assert_eq!(code, 1);
        assert!(errors.contains("no such dead letter"), "{errors}");
    }
}

#[test]
fn an_account_is_computed_from_two_files_and_faults_are_named() {
    let folder = TempDir::new().unwrap();
    let facts = file(folder.path(), "facts.json", r#"{"happened":[{"fact":"invoice_received","on":"2021-06-20"}]}"#);
    let contract = fixture("hrss-exam-security-2021");
    let arguments = ["billing", "what-if", contract.as_str(), "--facts", facts.as_str(), "--at", "2022-02-20"];
    let (code, out, errors) = said(folder.path(), &arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.contains("¥1,431,500.00 × 0.5% × 3 天（2022-02-18 至 2022-02-20）= ¥21,472.50"), "{out}");
    let (_, out, _) = said(folder.path(), &[&arguments[..], &["--json"]].concat());
    let account: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(account["interest"][0]["sum"], json!("21472.50"));
    let wrong =
        file(folder.path(), "wrong.json", r#"{"payments":[{"for":"HS-M9","on":"2021-07-01","amount":"1.00"}]}"#);
    let (code, out, errors) = said(folder.path(), &["billing", "what-if", &contract, "--facts", &wrong]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(errors.contains("wrong.json: payments[0].for") && errors.contains("HS-M1.1"), "{errors}");
}

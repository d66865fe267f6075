//! Every operation, called by nobody, by every role, from another contract, and by programs that may do little.

mod assets;
mod assurance;
mod backups;
mod billing;
mod catalogue;
mod certificates;
mod changes;
mod databases;
mod deliveries;
mod emergencies;
mod letters;
mod probes;
mod reports;
mod requests;
mod rounds;
mod security;
mod staffing;
mod table;

use std::collections::BTreeSet;

use jianyue_kernel::Role;
use jianyue_platform::args;
use jianyue_testkit::Answer;
use serde_json::json;

use self::{
    requests::{Crew, Prepared},
    table::{Access, PUBLIC_PATHS, Row, TABLE},
};
use crate::{
    openapi::{Operation, operations},
    stage::{SECRET, Stage, Visitor, on_both_hosts},
};

fn rows() -> Vec<(&'static Row, Operation)> {
    let find = |operation: Operation| {
        let row = TABLE.iter().find(|row| row.operation == operation.id);
        (row.unwrap_or_else(|| panic!("{} is not in the authorisation table", operation.id)), operation)
    };
    operations().into_iter().map(find).collect()
}

#[test]
fn the_table_holds_every_operation_once_and_nothing_else() {
    let described: Vec<String> = operations().into_iter().map(|operation| operation.id).collect();
    let listed: Vec<&str> = TABLE.iter().map(|row| row.operation).collect();
    let missing: Vec<_> = described.iter().filter(|id| !listed.contains(&id.as_str())).collect();
    let unknown: Vec<_> = listed.iter().filter(|id| !described.iter().any(|known| known == *id)).collect();
    assert!(missing.is_empty(), "not in the authorisation table: {missing:?}");
    assert!(unknown.is_empty(), "in the authorisation table, but no operation: {unknown:?}");
    assert!(listed.is_sorted(), "the table is by name of the operation");
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
}

#[test]
fn public_operations_are_few() {
    let public: Vec<_> =
        TABLE.iter().filter(|row| matches!(row.access, Access::Public)).map(|row| row.operation).collect();
    assert_eq!(public, ["agent_readings", "courier_feed", "hotline_feed", "invitation_accept", "sign_in"]);
}

on_both_hosts! {
    async fn nobody_gets_in_without_signing_in(stage: &Stage) {
        for path in PUBLIC_PATHS {
            let answer = stage.get(path).send().await;
            // Nothing was delivered yet, so it is not ready, and says so to everybody.
            let expected = if *path == "/readyz" { 503 } else { 200 };
            assert_eq!(answer.status, expected, "{path}");
            reveals_nothing_of(path, &answer, "everybody");
        }
        let crew = Crew::hire(stage).await;
        for (row, operation) in rows() {
            let prepared = crew.prepare(stage, row, &operation, None).await;
            let answer = prepared.ask(stage).send().await;
            if matches!(row.access, Access::Public) {
                assert_eq!(answer.status, row.status, "{}: {}", row.operation, answer.text());
                assert_ne!(answer.code(), "identity.not_signed_in", "{}", row.operation);
                continue;
            }
            assert_eq!(answer.status, 401, "{}: {}", row.operation, answer.text());
            let forged_code = match row.access {
                Access::RefreshCookie => "identity.session_expired",
                _ => "identity.bad_token",
            };
            let forged = prepared.ask(stage).token("jyt_forged").send().await;
            assert_eq!((forged.status.as_u16(), forged.code().as_str()), (401, forged_code), "{}", row.operation);
        }
    }

    async fn another_site_cannot_act_with_the_browsers_cookies(stage: &Stage) {
        let crew = Crew::hire(stage).await;
        let visitor = stage.person(Role::HotlineAgent, "HS").await;
        let before = stage.rows().await;
        for (row, operation) in rows() {
            if matches!(row.access, Access::Public) || operation.method == "GET" {
                continue;
            }
            let nothing = Row { about: table::About::Nothing, body: if row.body.is_empty() { "" } else { "{}" }, ..*row };
            let prepared = crew.prepare(stage, &nothing, &operation, None).await;
            assert!(prepared.is_unsafe());
            let answer = prepared.ask(stage).cookies(&visitor.cookies).send().await;
            assert_eq!(answer.code(), "identity.csrf_header_missing", "{}: {}", row.operation, answer.text());
        }
        assert_eq!(stage.rows().await, before);
    }

    async fn every_role_does_what_the_table_says_and_no_more(stage: &Stage) {
        let crew = Crew::hire(stage).await;
        let insiders = everybody(stage, "HS").await;
        for (row, operation) in rows() {
            for (role, insider) in &insiders {
                let fresh = newcomer(stage, row, *role, "HS").await;
                let visitor = fresh.as_ref().unwrap_or(insider);
                let prepared = crew.prepare(stage, row, &operation, Some(visitor)).await;
                let answer = prepared.ask(stage).by(visitor).send().await;
                let may = match row.access {
                    Access::Public => continue,
                    Access::Own | Access::OwnInPerson | Access::RefreshCookie => true,
                    Access::On(roles) | Access::Listed(roles) => roles.contains(role),
                };
                if may {
                    assert_eq!(answer.status, row.status, "{} by {role:?}: {}", row.operation, answer.text());
                } else {
                    refused(row, &answer, &format!("{role:?}"));
                }
                // The audit trail says what was done, titles included; it is open to auditors alone.
                if !reads_tickets(*role) && !row.operation.starts_with("audit_") {
                    reveals_nothing(row, &answer, &format!("{role:?}"));
                }
            }
        }
        every_deed_has_a_sentence(stage).await;
    }

    async fn people_of_another_contract_reach_nothing_of_this_one(stage: &Stage) {
        let crew = Crew::hire(stage).await;
        let outsiders = everybody(stage, "RE").await;
        // Something to be found.
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        stage.open_ticket(&agent, "HS").await;
        for (row, operation) in rows() {
            for (role, outsider) in &outsiders {
                if stage.place(*role, "RE").is_none() || matches!(row.access, Access::Public) {
                    continue;
                }
                let fresh = newcomer(stage, row, *role, "RE").await;
                let visitor = fresh.as_ref().unwrap_or(outsider);
                let prepared = crew.prepare(stage, row, &operation, Some(visitor)).await;
                let answer = prepared.ask(stage).by(visitor).send().await;
                let who = format!("{role:?} of another contract");
                match row.access {
                    Access::On(_) => refused(row, &answer, &who),
                    Access::Listed(roles) if !roles.contains(role) => refused(row, &answer, &who),
                    _ => assert_eq!(answer.status, row.status, "{} by {who}: {}", row.operation, answer.text()),
                }
                reveals_nothing(row, &answer, &who);
            }
        }
    }

    async fn a_program_does_no_more_than_its_token_says(stage: &Stage) {
        let crew = Crew::hire(stage).await;
        for (row, operation) in rows() {
            // Somebody who could do it in person.
            let role = match row.access {
                Access::Public => continue,
                Access::Own | Access::OwnInPerson | Access::RefreshCookie => Role::HotlineAgent,
                Access::On(roles) | Access::Listed(roles) => roles[0],
            };
            let maker = stage.person(role, "HS").await;
            let secret = token(stage, &maker).await;
            let prepared: Prepared = crew.prepare(stage, row, &operation, Some(&maker)).await;
            let answer = prepared.ask(stage).token(&secret).send().await;
            match row.access {
                Access::Own => assert_eq!(answer.status, row.status, "{}", row.operation),
                Access::RefreshCookie => assert_eq!(answer.status, 401, "{}", row.operation),
                // Lists show what may be seen: nothing.
                Access::Listed(_) if answer.status == 200 => reveals_nothing_but_names(row, &answer),
                _ => refused(row, &answer, "a token for the list of contracts"),
            }
        }
    }
}

/// Every action that was written down by then is said by its module in words.
async fn every_deed_has_a_sentence(stage: &Stage) {
    let app = &stage.host.app;
    let mut tx = app.db().peek().await.unwrap();
    let statement = "SELECT action, MIN(detail) FROM audit_entry GROUP BY action ORDER BY action";
    let deeds: Vec<(String, String)> = tx.all(statement, args![]).await.unwrap();
    assert!(deeds.len() > 40, "{deeds:?}");
    let said = |action: &str, detail: &str| {
        let detail = serde_json::from_str(detail).unwrap();
        app.modules().iter().any(|module| module.says(action, &detail).is_some())
    };
    let unsaid: Vec<_> =
        deeds.iter().filter(|(action, detail)| !said(action, detail)).map(|(action, _)| action).collect();
    assert!(unsaid.is_empty(), "no module says these actions in words (see its says.rs): {unsaid:?}");
}

/// One visitor of each role.
async fn everybody(stage: &Stage, prefix: &str) -> Vec<(Role, Visitor)> {
    let mut all = Vec::new();
    for role in Role::ALL {
        all.push((role, stage.person(role, prefix).await));
    }
    all
}

/// Somebody for this call alone, where the call uses up a session or a password, or begins long work, of which one may have
/// little at a time.
async fn newcomer(stage: &Stage, row: &Row, role: Role, prefix: &str) -> Option<Visitor> {
    match row.access {
        Access::OwnInPerson | Access::RefreshCookie => Some(stage.person(role, prefix).await),
        _ if row.status == 202 => Some(stage.person(role, prefix).await),
        _ => None,
    }
}

/// A token that may list contracts and nothing else.
async fn token(stage: &Stage, maker: &Visitor) -> String {
    let body = json!({ "name": "小令牌", "scopes": ["contracts.list"], "expires_at": "2026-04-01T00:00:00Z" });
    let made = stage.post("/api/v1/tokens").by(maker).json(&body).send().await.expect(201).json();
    made["secret"].as_str().unwrap().to_owned()
}

fn reads_tickets(role: Role) -> bool {
    !matches!(role, Role::Auditor | Role::SystemAdministrator | Role::SecurityAdministrator)
}

fn refused(row: &Row, answer: &Answer, who: &str) {
    let status = answer.status.as_u16();
    assert!(matches!(status, 403 | 404), "{} by {who} answered {status}: {}", row.operation, answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json", "{} by {who}", row.operation);
}

fn reveals_nothing(row: &Row, answer: &Answer, who: &str) {
    reveals_nothing_of(row.operation, answer, who);
}

fn reveals_nothing_of(what: &str, answer: &Answer, who: &str) {
    let text = answer.text();
    assert!(!text.contains(SECRET), "{what} tells {who} of a ticket: {text}");
    // An administrator of security sees every person, and auditors every deed; the others only their own contract's.
    if who.contains("another contract") {
        assert!(!text.contains("HS人员"), "{what} tells {who} of a person: {text}");
        assert!(!text.contains("安全系统运维"), "{what} tells {who} of a contract: {text}");
    }
}

fn reveals_nothing_but_names(row: &Row, answer: &Answer) {
    reveals_nothing(row, answer, "a token for the list of contracts");
    let body = answer.json();
    let items = body["items"].as_array().map_or(0, Vec::len);
    assert_eq!(items, 0, "{} shows a token for the list of contracts: {body}", row.operation);
}

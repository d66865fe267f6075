//! Each document that a contract asks for comes out of the demo as a PDF whose text holds the figures that were frozen.

use std::process::Command;

use jianyue_contracts::{Desk, derive::left_by};
use jianyue_documents::{Format, render};
use jianyue_kernel::Actor;
use jianyue_platform::config::Settings;
use jianyue_reports::{
    model::{ReportState, Snapshot},
    service::{ReportsRequest, reports},
};
use jianyue_server::{
    commands::reports::{paper_in, paper_of_rule},
    demo,
    host::Host,
};
use jianyue_testkit::TestEnv;

use crate::stage::CHEAP;

const END: &str = "2026-11-20T10:00:00+08:00";

/// The text of a PDF without its blanks, as a reader's program finds it.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output();
    let out = out.expect("pdftotext is there: scripts/setup.sh installs it");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    plain(&String::from_utf8(out.stdout).unwrap())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the paper must say: contract, number, headings, each figure with its value.
fn wanted(snapshot: &Snapshot) -> Vec<String> {
    let facts = &snapshot.facts;
    let mut wanted = vec![facts.title.clone(), facts.contract_title.clone(), facts.clause.clone()];
    wanted.extend(snapshot.parts.iter().map(|part| part.heading.clone()));
    for section in &snapshot.sections {
        wanted.push(section.title.clone());
        for figure in &section.figures {
            wanted.extend([figure.label.clone(), figure.value.to_string()]);
        }
        wanted.extend(section.tables.iter().map(|table| table.title.clone()));
    }
    wanted
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_of_the_contracts_is_a_paper_that_holds_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let env = TestEnv::at(END);
    let settings = Settings { data: folder.path().to_owned(), database_connections: 4, ..Settings::default() };
    let host = Host::with(settings, env.env(), CHEAP).await.unwrap();
    demo::load(&host, 40, env.now()).await.unwrap();
    let labels = host.registry().labels(&mut host.app.db().peek().await.unwrap()).await.unwrap();
    let (mut missing, mut papers, mut figures) = (Vec::new(), 0, 0);
    for label in labels.iter() {
        let mut tx = host.app.db().read().await.unwrap();
        let compiled = host.registry().shown(&mut tx, label.id, env.now()).await.unwrap().unwrap();
        drop(tx);
        for rule in &compiled.model.reports {
            if left_by(&compiled.model, &rule.id).is_some() {
                let sheet = paper_in(&host, label.id, "巡检报告").await.unwrap();
                let sheet = sheet.unwrap_or_else(|| panic!("{}: no round left a sheet", rule.id));
                assert!(text_of(&(sheet.make)().unwrap()).contains(&plain(&compiled.title)), "{}", rule.id);
                continue;
            }
            let Some(paper) = paper_of_rule(&host, label.id, &rule.id).await.unwrap() else {
                missing.push(format!("{}: no report of it can be made", rule.id));
                continue;
            };
            let document = paper.document(false);
            let pdf = tokio::task::spawn_blocking(move || render(&document, Format::Pdf)).await.unwrap().unwrap();
            let text = text_of(&pdf);
            assert!(!text.contains('\u{fffd}'), "{}: something could not be written", rule.id);
            let wanted = wanted(paper.snapshot());
            figures += wanted.len();
            missing.extend(
                wanted.iter().filter(|one| !text.contains(&plain(one))).map(|one| format!("{}: {one}", rule.id)),
            );
            papers += 1;
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(papers > 20 && figures > 200, "{papers} papers, {figures} figures");

    // The year has something of everything.
    let by = Actor::system("报告");
    let mut tx = host.app.db().read().await.unwrap();
    for state in [ReportState::Draft, ReportState::Submitted, ReportState::Questioned, ReportState::Accepted] {
        let asked = ReportsRequest { states: vec![state], ..ReportsRequest::default() };
        let found = reports(&mut tx, Desk::of(&host.app, &by), asked).await.unwrap().items;
        assert!(!found.is_empty(), "no report is {state:?}");
        if state == ReportState::Accepted {
            let silent =
                found.iter().filter(|one| one.accepted_how.is_some_and(|how| how.code() == "by_silence")).count();
            assert!(silent > 2, "{silent}");
        }
    }
}

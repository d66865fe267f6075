//! Clocks as promised times for other modules.

use jianyue_platform::{
    Module as _,
    db::Db,
    promises::{Promise, PromiseState},
};
use jianyue_testkit::on_both_databases;
use jianyue_ticketing::TicketingModule;
use serde_json::Value;
use uuid::Uuid;

use crate::common::Stage;

fn id(ticket: &Value) -> Uuid {
    ticket["id"].as_str().unwrap().parse().unwrap()
}

async fn open(stage: &Stage) -> Vec<Promise> {
    let source = TicketingModule.promises().unwrap();
    let mut tx = stage.db.read().await.unwrap();
    source.open(stage.app.app(), &mut tx, &[stage.hs], 100).await.unwrap()
}

async fn of(stage: &Stage, ids: &[Uuid]) -> Vec<Promise> {
    let source = TicketingModule.promises().unwrap();
    let mut tx = stage.db.read().await.unwrap();
    source.of(stage.app.app(), &mut tx, ids).await.unwrap()
}

on_both_databases! {
    async fn what_counts_is_open_and_what_is_past_its_moment_is_broken(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        let found = open(&stage).await;
        let response = found.iter().find(|one| one.target == "response").unwrap();
        assert_eq!((response.record, response.state, response.target_name), (id(&ticket), PromiseState::Running, "响应"));
        assert_eq!(response.path, format!("/tickets/{}", id(&ticket)));
        assert!(!response.clause.is_empty() && response.due_at.is_some() && response.case == "HS-S1");
        stage.sweep_at("2021-12-06T11:00:01+08:00").await;
        let broken = |all: Vec<Promise>| all.into_iter().find(|one| one.target == "response").map(|one| one.state);
        assert_eq!(broken(open(&stage).await), Some(PromiseState::Broken), "it still counts");
        assert_eq!(broken(of(&stage, &[id(&ticket)]).await), Some(PromiseState::Broken));
        assert_eq!(of(&stage, &[Uuid::from_u128(9)]).await, []);
    }

    async fn keys_stay_the_same_and_are_told_apart(db: Db) {
        let stage = Stage::new(db).await;
        let (one, other) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        let keys = |all: Vec<Promise>| all.into_iter().map(|one| one.key).collect::<std::collections::BTreeSet<_>>();
        let both = of(&stage, &[id(&one), id(&other)]).await;
        assert_eq!(keys(both.clone()).len(), both.len());
        stage.sweep_at("2021-12-06T10:10:00+08:00").await;
        assert!(keys(both).is_subset(&keys(of(&stage, &[id(&one), id(&other)]).await)));
    }
}

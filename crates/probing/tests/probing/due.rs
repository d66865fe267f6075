//! Claims: shared by replicas, fenced, spread, and never caught up.

use std::collections::HashSet;

use chrono::TimeDelta;
use jianyue_platform::{args, db::Db};
use jianyue_probing::{
    policy::judge::Outcome,
    scheduler,
    service::{Settled, Sight, settle},
    store::due::{due_behind, due_claim},
};
use jianyue_reach::Reading;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Service, Stage};

async fn claim(stage: &Stage) -> Vec<jianyue_probing::store::probe::ProbeRow> {
    let mut tx = stage.db.write().await.unwrap();
    let claimed = due_claim(&mut tx, stage.env.now().timestamp_millis(), 100).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

async fn write(stage: &Stage, probe: uuid::Uuid, fence: i64) -> Settled {
    let at = stage.env.now();
    let outcome = Outcome::Reached(Reading::default());
    let sight = Sight { probe, fence: Some(fence), first_failed_at: at, at, outcome };
    let mut tx = stage.db.write().await.unwrap();
    let settled = settle(&mut tx, &stage.env, vec![sight]).await.unwrap();
    tx.commit().await.unwrap();
    settled
}

on_both_databases! {
    async fn a_claim_that_was_taken_over_writes_nothing(db: Db) {
        let stage = Stage::new(db).await;
        stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({})).await;
        stage.env.advance(TimeDelta::seconds(60));
        let first = claim(&stage).await;
        assert_eq!(first.len(), 1);
        assert_eq!(claim(&stage).await.len(), 0, "it is taken");
        // The one who had it is gone: its lease runs out.
        stage.env.advance(TimeDelta::seconds(34));
        let second = claim(&stage).await;
        assert_eq!((second.len(), second[0].fence), (1, first[0].fence + 1));
        assert_eq!(write(&stage, first[0].id, first[0].fence).await, Settled { kept: 0, lost: 1 });
        assert_eq!(write(&stage, second[0].id, second[0].fence).await, Settled { kept: 1, lost: 0 });
        // Written is written: the same claim counts again only until the next one, and the row is due later.
        assert_eq!(claim(&stage).await.len(), 0);
    }

    async fn replicas_share_what_is_due_and_nothing_is_done_twice(db: Db) {
        let stage = Stage::new(db).await;
        for n in 0..30 {
            stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({ "title": format!("口{n}") })).await;
        }
        stage.env.advance(TimeDelta::seconds(60));
        let now_ms = stage.env.now().timestamp_millis();
        let mut replicas = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let db = stage.db.clone();
            replicas.spawn(async move {
                let mut tx = db.write().await.unwrap();
                let claimed = due_claim(&mut tx, now_ms, 10).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                tx.commit().await.unwrap();
                claimed
            });
        }
        let all: Vec<_> = replicas.join_all().await.into_iter().flatten().collect();
        let different: HashSet<_> = all.iter().map(|probe| probe.id).collect();
        assert_eq!((all.len(), different.len()), (30, 30));
    }

    async fn after_a_long_silence_nothing_is_caught_up_and_nothing_storms(db: Db) {
        let stage = Stage::new(db).await;
        let service = Service::start().await;
        for n in 0..40 {
            stage.probe("tcp", service.target(), json!({ "title": format!("口{n}") })).await;
        }
        stage.env.advance(TimeDelta::hours(5));
        let (at_once, _) = scheduler::round(stage.app.app()).await.unwrap();
        assert!(at_once < 5, "{at_once} at once");
        let mut looked = at_once;
        for _ in 0..12 {
            stage.env.advance(TimeDelta::seconds(5));
            let (claimed, settled) = scheduler::round(stage.app.app()).await.unwrap();
            assert!(claimed < 15, "{claimed} at once");
            assert_eq!(settled.lost, 0);
            looked += claimed;
        }
        assert!((40..=44).contains(&looked), "each once within a minute: {looked}");
        let mut tx = stage.db.read().await.unwrap();
        let (n,): (i64,) = tx.one("SELECT CAST(SUM(n) AS BIGINT) FROM probing_hour", args![]).await.unwrap();
        assert_eq!(n, i64::try_from(looked).unwrap());
    }

    async fn falling_behind_is_seen(db: Db) {
        let stage = Stage::new(db).await;
        let service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({})).await;
        stage.look(&probe).await;
        let behind = async || {
            let now_ms = stage.env.now().timestamp_millis();
            due_behind(&mut stage.db.peek().await.unwrap(), now_ms).await.unwrap()
        };
        assert_eq!(behind().await, (1, 0));
        stage.env.advance(TimeDelta::seconds(241));
        assert_eq!(behind().await, (1, 1));
        let findings = jianyue_platform::check::look(stage.app.app()).await;
        assert!(findings.iter().any(|finding| finding.says.contains("有 1 个超过三个间隔没有执行")), "{findings:?}");
    }
}

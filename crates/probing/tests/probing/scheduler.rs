//! The scheduler itself, by the clock on the wall.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jianyue_kernel::{ContractId, Env, Role};
use jianyue_platform::{App, AppBuilder, args, db::Db, module::Background};
use jianyue_probing::{
    model::{Kind, Outage},
    scheduler::{Limits, Scheduler},
    service::{NewProbe, NewSystem, OutagesRequest, add_probe, add_system, outages},
};
use jianyue_testkit::{actor, app::HeaderAuthenticator, on_both_databases};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use crate::common::{Service, contracts, module, sealer};

struct Live {
    app: App,
    contract: ContractId,
    system: Uuid,
    _keys: tempfile::TempDir,
}

impl Live {
    async fn new(db: Db) -> Self {
        let env = Env::system();
        let (contracts, ids) = contracts(&db, &env).await;
        let (keys, sealer) = sealer();
        let app = AppBuilder::new(db, env).modules(&[contracts, Arc::new(module())]).with(sealer);
        let app = app.build(Arc::new(HeaderAuthenticator));
        let contract = ids[0];
        let mut tx = app.db().write().await.unwrap();
        let new = NewSystem { name: "网上报名".into(), ..NewSystem::default() };
        let system = add_system(&app, &mut tx, &engineer(contract), contract, new).await.unwrap().id;
        tx.commit().await.unwrap();
        Self { app, contract, system, _keys: keys }
    }

    async fn probe(&self, title: String, target: Value, every_seconds: i64) {
        let new = NewProbe {
            system_id: self.system,
            title,
            kind: Kind::Tcp,
            target,
            every_seconds: Some(every_seconds),
            timeout_ms: Some(1_000),
            retries: Some(0),
            thresholds: Vec::new(),
            level: None,
            credential_id: None,
            enabled: None,
        };
        let mut tx = self.app.db().write().await.unwrap();
        add_probe(&self.app, &mut tx, &engineer(self.contract), self.contract, new).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Runs as many schedulers as there are replicas until the end of `work`.
    async fn run<T>(&self, replicas: usize, work: impl Future<Output = T>) -> T {
        let (stop, stopped) = watch::channel(false);
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..replicas {
            let (app, stopped) = (self.app.clone(), stopped.clone());
            running.spawn(async move { Scheduler::with(Limits::default()).run(app, stopped).await });
        }
        let outcome = work.await;
        stop.send(true).unwrap();
        running.join_all().await;
        outcome
    }

    async fn outage(&self) -> Option<Outage> {
        let mut tx = self.app.db().read().await.unwrap();
        let page = outages(&mut tx, &engineer(self.contract), &OutagesRequest::default()).await.unwrap();
        page.items.into_iter().next()
    }

    async fn looks(&self) -> i64 {
        let mut tx = self.app.db().read().await.unwrap();
        let (n,): (Option<i64>,) = tx.one("SELECT CAST(SUM(n) AS BIGINT) FROM probing_hour", args![]).await.unwrap();
        n.unwrap_or(0)
    }
}

fn engineer(contract: ContractId) -> jianyue_kernel::Actor {
    actor(5).on(contract, Role::Engineer).done()
}

/// Waits until `seen` is something, at most for `limit`.
async fn until<T>(limit: Duration, mut seen: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = seen().await {
            return found;
        }
        assert!(begun.elapsed() < limit, "not seen within {limit:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_both_databases! {
    async fn a_stopped_service_is_noticed_within_one_interval_and_closed_with_its_down_time(db: Db) {
        const EVERY: Duration = Duration::from_secs(5);
        // What the tick, the gathering and the commit may take besides, on a busy machine.
        let slack = Duration::from_secs(4);
        let live = Live::new(db).await;
        let mut service = Service::start().await;
        live.probe("端口".into(), service.target(), 5).await;
        live.run(2, async {
            until(EVERY + slack, async || (live.looks().await > 0).then_some(())).await;
            service.stop().await;
            let stopped_at = live.app.env().now();
            let open = until(EVERY + slack, async || live.outage().await).await;
            assert!(open.until_at.is_none() && open.from_at >= stopped_at, "{open:?}");
            assert!((open.noticed_at - stopped_at).to_std().unwrap() <= EVERY + slack, "{open:?}");
            service.again().await;
            let over = until(EVERY + slack, async || live.outage().await.filter(|outage| outage.until_at.is_some())).await;
            let lasted = (over.until_at.unwrap() - over.from_at).num_seconds();
            assert_eq!(over.seconds, Some(lasted));
            assert!((4..=12).contains(&lasted), "{over:?}");
        })
        .await;
    }
}

/// The figure of the documents: `cargo nextest run -p jianyue-probing --run-ignored only --no-capture thousand`.
#[test]
#[ignore = "takes three minutes; prints how late a thousand probes a minute are"]
fn a_thousand_probes_a_minute() {
    jianyue_testkit::run(jianyue_testkit::Engine::Sqlite, |db| async move {
        let live = Live::new(db).await;
        let service = Service::start().await;
        for n in 0..1_000 {
            live.probe(format!("口{n}"), service.target(), 60).await;
        }
        let mut worst = 0;
        let mut late = Vec::new();
        live.run(1, async {
            for _ in 0..90 {
                tokio::time::sleep(Duration::from_secs(2)).await;
                let now = live.app.env().now().timestamp_millis();
                let mut tx = live.app.db().peek().await.unwrap();
                let (first,): (Option<i64>,) =
                    tx.one("SELECT MIN(due_ms) FROM probing_probe WHERE enabled = TRUE", args![]).await.unwrap();
                let behind = (now - first.unwrap_or(now)).max(0);
                worst = worst.max(behind);
                late.push(behind);
            }
        })
        .await;
        late.sort_unstable();
        let looks = live.looks().await;
        println!(
            "looks in 180 s: {looks} (3,000 due); the oldest due one: median {} ms, worst {worst} ms",
            late[late.len() / 2]
        );
        assert!(looks >= 2_900 && worst < 5_000, "{looks} looks, {worst} ms late");
    });
}

//! The demo comes up on any day, also where the holiday notice of a year does not ship with the program.

use jianyue_platform::{args, config::Settings};
use jianyue_server::{
    demo::{self, Loaded},
    host::Host,
};
use jianyue_testkit::TestEnv;

use crate::stage::CHEAP;

/// The demo that ends at `at`: how many tickets it has, the made-up days of its calendar, and how many clocks run without
/// anybody knowing until when.
async fn demo_at(at: &str) -> (usize, i64, i64) {
    let data = tempfile::tempdir().unwrap();
    let settings = Settings { data: data.path().to_owned(), database_connections: 4, ..Settings::default() };
    let env = TestEnv::at(at);
    let host = Host::with(settings, env.env(), CHEAP).await.unwrap();
    let loaded = demo::load(&host, 60, env.now()).await.unwrap();
    let Loaded::Now { tickets, .. } = loaded else { panic!("an empty folder has no demo") };
    let mut tx = host.app.db().peek().await.unwrap();
    let (made_up,): (i64,) = tx.one("SELECT COUNT(*) FROM holiday_year", args![]).await.unwrap();
    let (unknown,): (i64,) = tx.one("SELECT COUNT(*) FROM ticket WHERE clocks LIKE '%放假%'", args![]).await.unwrap();
    drop(tx);
    host.app.db().close().await;
    (tickets, made_up, unknown)
}

#[tokio::test]
async fn the_demo_comes_up_at_the_turn_of_the_year() {
    for (at, made_up) in [("2026-12-28T10:00:00+08:00", 1), ("2027-01-15T10:00:00+08:00", 1)] {
        let (tickets, years, unknown) = demo_at(at).await;
        assert!(tickets > 40, "{at}: {tickets}");
        assert_eq!((years, unknown), (made_up, 0), "{at}");
    }
}

//! The macro that runs one test on both engines.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use jianyue_platform::db::{Db, Engine};

use crate::TestDb;

/// Runs `body` on a fresh database of `engine`, and removes the database whether the body passes or panics.
///
/// # Panics
/// When the body does, and when there is no database to test on.
pub fn run<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Db) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime for the test").block_on(async {
        let database = TestDb::open(engine).await;
        let outcome = AssertUnwindSafe(body(database.db())).catch_unwind().await;
        database.remove().await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Runs each test on a fresh SQLite database and on a fresh PostgreSQL database, as `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: $type:ty) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn body($db: $type) $body

            #[test]
            fn sqlite() {
                $crate::run($crate::Engine::Sqlite, body);
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Engine::Postgres, body);
            }
        }
    )*};
}

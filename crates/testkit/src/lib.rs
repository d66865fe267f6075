//! What tests share: a database of each engine, a standing clock and literal ids, actors, and an application whose
//! routes are called without a socket. Only ever a dev-dependency.
//!
//! ```ignore
//! jianyue_testkit::on_both_databases! {
//!     async fn a_ticket_is_found(db: Db) {
//!         let env = TestEnv::new();
//!         let app = TestApp::build(db, &env).module(my_module()).start();
//!         let engineer = actor(1).on(contract, Role::Engineer).done();
//!         let answer = app.get("/api/v1/tickets").by(&engineer).send().await;
//!         assert_eq!(answer.status, 200);
//!     }
//! }
//! ```

pub mod actors;
pub mod app;
mod conformance;
pub mod db;
pub mod env;
mod figures;
mod papers;

pub use actors::{ActorBuilder, actor, contract};
pub use app::{Answer, Call, TestApp};
pub use conformance::run;
pub use db::TestDb;
pub use env::TestEnv;
pub use figures::{figure, figures_hold};
pub use jianyue_platform::db::Engine;
pub use papers::paper_holds;

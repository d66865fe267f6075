//! What a request handler, a job and a subscriber have at hand.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::{Extensions, request};
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, Env};

use crate::{Problem, db::Db, events::LiveBus, health::Health, jobs::Jobs, metrics::Metrics, module::Module};

/// Turns a request into the one who acts. Offered by the identity module, so that no other module knows sessions.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// The caller of a request.
    ///
    /// # Errors
    /// 401 when nobody is signed in, or the session or token is over.
    async fn authenticate(&self, app: &App, request: &request::Parts) -> Result<Actor, Problem>;
}

struct Parts {
    db: Db,
    env: Env,
    authenticator: Arc<dyn Authenticator>,
    state: Extensions,
    live: LiveBus,
    health: Health,
    metrics: Metrics,
    modules: Vec<Arc<dyn Module>>,
    jobs: Jobs,
    started_at: DateTime<Utc>,
}

/// The running application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Time and ids.
    #[must_use]
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// Who signs callers in.
    #[must_use]
    pub fn authenticator(&self) -> &dyn Authenticator {
        &*self.0.authenticator
    }

    /// What tells live lists of events.
    #[must_use]
    pub fn live(&self) -> &LiveBus {
        &self.0.live
    }

    /// Signs of life.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.0.health
    }

    /// Counters.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// The modules it was put together from.
    #[must_use]
    pub fn modules(&self) -> &[Arc<dyn Module>] {
        &self.0.modules
    }

    /// What runs by the clock, of every module.
    #[must_use]
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// When it was put together.
    #[must_use]
    pub fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// What a module put here under its type when the application was built.
    ///
    /// # Panics
    /// When nobody did: a fault of the program that every start would show.
    #[must_use]
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> &T {
        self.0.state.get().unwrap_or_else(|| panic!("no {} was put into the application", std::any::type_name::<T>()))
    }
}

/// Puts an application together.
pub struct AppBuilder {
    db: Db,
    env: Env,
    state: Extensions,
    modules: Vec<Arc<dyn Module>>,
}

impl AppBuilder {
    /// Begins with a database and a source of time and ids.
    #[must_use]
    pub fn new(db: Db, env: Env) -> Self {
        Self { db, env, state: Extensions::new(), modules: Vec::new() }
    }

    /// Adds what [`App::state`] gives under its type.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state.insert(value);
        self
    }

    /// Lets each module put its state in; its jobs, checks and sentences are found through the application.
    #[must_use]
    pub fn modules(mut self, modules: &[Arc<dyn Module>]) -> Self {
        for module in modules {
            module.state(&mut self.state);
        }
        self.modules.extend_from_slice(modules);
        self
    }

    /// The application, with callers signed in by `authenticator`.
    #[must_use]
    pub fn build(self, authenticator: Arc<dyn Authenticator>) -> App {
        let started_at = self.env.now();
        let jobs = Jobs::new(self.modules.iter().flat_map(|module| module.jobs()).collect());
        App(Arc::new(Parts {
            db: self.db,
            env: self.env,
            authenticator,
            state: self.state,
            live: LiveBus::default(),
            health: Health::default(),
            metrics: Metrics::default(),
            modules: self.modules,
            jobs,
            started_at,
        }))
    }
}

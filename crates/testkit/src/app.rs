//! An application whose routes are called without a socket.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header, request},
};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, AppBuilder, Authenticator, Db, Module, Problem,
    events::{Dispatcher, Round},
    http::layers,
    jobs::{Job, JobError},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;

use crate::TestEnv;

/// Carries the caller as JSON.
const ACTOR: HeaderName = HeaderName::from_static("x-test-actor");

/// Believes the header `x-test-actor`.
pub struct HeaderAuthenticator;

#[async_trait]
impl Authenticator for HeaderAuthenticator {
    async fn authenticate(&self, _app: &App, request: &request::Parts) -> Result<Actor, Problem> {
        let signed_in = request.headers.get(ACTOR).and_then(|json| serde_json::from_slice(json.as_bytes()).ok());
        signed_in.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "identity.not_signed_in", "请先登录。"))
    }
}

/// An application under test, with the routes of its modules below `/api/v1`.
pub struct TestApp {
    app: App,
    router: Router,
    modules: Vec<Arc<dyn Module>>,
}

/// Puts a [`TestApp`] together.
pub struct TestAppBuilder {
    app: AppBuilder,
    modules: Vec<Arc<dyn Module>>,
    routes: Router<App>,
    authenticator: Arc<dyn Authenticator>,
}

impl TestApp {
    /// Begins with a database and a standing clock; callers are those that [`Call::by`] names.
    #[must_use]
    pub fn build(db: Db, env: &TestEnv) -> TestAppBuilder {
        TestAppBuilder {
            app: AppBuilder::new(db, env.env()),
            modules: Vec::new(),
            routes: Router::new(),
            authenticator: Arc::new(HeaderAuthenticator),
        }
    }

    /// The application itself.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Delivers every event that waits to the subscribers of the modules; gives what was done. Events that these record
    /// in turn are delivered too.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn deliver_events(&self) -> Round {
        let subscriptions = self.modules.iter().flat_map(|module| module.subscriptions()).collect();
        Dispatcher::new(self.app.clone(), subscriptions).settle().await.expect("events are delivered")
    }

    /// Runs the job called `name` of a module once, as if it were due at this moment.
    ///
    /// # Errors
    /// When the job fails.
    ///
    /// # Panics
    /// When no module has such a job.
    pub async fn run_job(&self, name: &str) -> Result<(), JobError> {
        let jobs: Vec<Job> = self.modules.iter().flat_map(|module| module.jobs()).collect();
        let job = jobs.iter().find(|job| job.name == name).unwrap_or_else(|| panic!("no module has a job “{name}”"));
        job.run.run(&self.app, self.app.env().now()).await
    }

    /// Its router.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A GET.
    #[must_use]
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// A POST.
    #[must_use]
    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    /// A PUT.
    #[must_use]
    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    /// A PATCH.
    #[must_use]
    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    /// A DELETE.
    #[must_use]
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Any request.
    ///
    /// # Panics
    /// When `path` is none.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_else(|_| panic!("“{path}” is no path"));
        Call { router: self.router.clone(), request }
    }
}

impl TestAppBuilder {
    /// Adds a module: its routes and its state.
    #[must_use]
    pub fn module(mut self, module: Arc<dyn Module>) -> Self {
        self.modules.push(module);
        self
    }

    /// Adds routes beside those of the modules, as they stand.
    #[must_use]
    pub fn routes(mut self, routes: Router<App>) -> Self {
        self.routes = self.routes.merge(routes);
        self
    }

    /// Adds what `App::state` gives under its type.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.app = self.app.with(value);
        self
    }

    /// Signs callers in by `authenticator` instead of by [`Call::by`].
    #[must_use]
    pub fn authenticator(mut self, authenticator: Arc<dyn Authenticator>) -> Self {
        self.authenticator = authenticator;
        self
    }

    /// The application.
    #[must_use]
    pub fn start(self) -> TestApp {
        let app = self.app.modules(&self.modules).build(self.authenticator);
        let routes = self.modules.iter().fold(OpenApiRouter::new(), |all, module| all.merge(module.routes()));
        let (served, _) = OpenApiRouter::new().nest("/api/v1", routes).split_for_parts();
        TestApp { router: layers(&app, served.merge(self.routes)), app, modules: self.modules }
    }
}

/// A request that is being put together.
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    /// Comes from `actor`.
    ///
    /// # Panics
    /// Never: an actor is always JSON.
    #[must_use]
    pub fn by(mut self, actor: &Actor) -> Self {
        let json = serde_json::to_vec(actor).expect("an actor is JSON");
        self.request.headers_mut().insert(ACTOR, HeaderValue::from_bytes(&json).expect("JSON fits in a header"));
        self
    }

    /// Carries a header.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.request.headers_mut().append(HeaderName::from_static(name), value);
        self
    }

    /// Carries JSON.
    ///
    /// # Panics
    /// When the value cannot be JSON.
    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        self.body("application/json", serde_json::to_vec(body).expect("a body that is JSON"))
    }

    /// Carries any body.
    #[must_use]
    pub fn body(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self.request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        self
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Panics
    /// When the answer breaks off.
    pub async fn send(self) -> Answer {
        let response = match self.router.oneshot(self.request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the whole answer");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status; compares with numbers.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; `Null` when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as a type.
    ///
    /// # Panics
    /// When it is not of that type.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The code of a problem document, empty when it is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text, empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Itself, when its status is `status`.
    ///
    /// # Panics
    /// When it is not; the message holds the body.
    #[expect(clippy::return_self_not_must_use, reason = "often the status is all that is asked")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }
}

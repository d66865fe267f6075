//! Puts the application together from settings and modules, and serves it.

pub mod events;
pub mod openapi;
pub mod secrets;
pub mod serve;
pub mod web;

use std::{env, fs, path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
    routing::get,
};
use jianyue_backups::BackupsConfig;
use jianyue_contracts::registry::Registry;
use jianyue_identity::{IdentityConfig, PasswordCost, SessionLimits};
use jianyue_kernel::Env;
use jianyue_mailbox::{MailboxConfig, imap::ImapAddress};
use jianyue_notify::{NotifyConfig, channels::email::Mailer};
use jianyue_platform::{
    App, AppBuilder, Db, Problem, blob::BlobStore, config::Settings, health, http::layers::layers, metrics,
    operations::OperationsConfig, outgoing::Outgoing, sealed::Sealer,
};
use jianyue_reach::Guard;

use crate::{commands::Failure, modules::Modules};

/// The application with everything around it.
#[derive(Clone)]
pub struct Host {
    /// What handlers, jobs and subscribers have at hand.
    pub app: App,
    /// Its modules.
    pub modules: Modules,
    /// Its settings.
    pub settings: Arc<Settings>,
}

/// Reads the settings file (`--config`, or `jianyue.toml` when it is there) and the variables of the process.
///
/// # Errors
/// [`Failure`] names the key at fault.
pub fn settings(config: Option<&Path>) -> Result<Settings, Failure> {
    let text = match config {
        Some(path) => {
            fs::read_to_string(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?
        }
        None => fs::read_to_string("jianyue.toml").unwrap_or_default(),
    };
    Settings::read(&text, env::vars()).map_err(|error| Failure::input(error.to_string()))
}

/// Opens the database that the settings name, and brings its schema up to date.
///
/// # Errors
/// [`Failure`] when it cannot be reached.
pub async fn database(settings: &Settings) -> Result<Db, Failure> {
    fs::create_dir_all(&settings.data)?;
    Ok(Db::open(&settings.database_url(), settings.database_connections).await?)
}

/// Mail connections that are open at a time.
const MAIL_CONNECTIONS: u32 = 4;

/// How people are told of things.
fn notify(settings: &Settings, sealer: &Sealer) -> Result<NotifyConfig, Failure> {
    let mailer = match (&settings.smtp_url, &settings.mail_from) {
        (None, _) => None,
        (Some(_), None) => {
            return Err(Failure::input("smtp_url is set, but not mail_from: the sender of mail".to_owned()));
        }
        (Some(url), Some(sender)) => {
            Some(Mailer::new(url, sender, MAIL_CONNECTIONS).map_err(|error| Failure::input(error.to_string()))?)
        }
    };
    let outgoing = Outgoing::new(settings.allow_targets.clone()).map_err(|error| Failure::input(error.to_string()))?;
    let vapid = secrets::vapid(settings)?;
    Ok(NotifyConfig {
        sealer: sealer.clone(),
        mailer,
        outgoing,
        vapid,
        public_url: settings.public_url(),
        reads_mail_at: settings.mail_reply_to.clone(),
    })
}

/// How mail comes in.
fn mailbox(settings: &Settings, sealer: &Sealer) -> Result<MailboxConfig, Failure> {
    let imap = settings.imap_url.as_deref().map(str::parse::<ImapAddress>).transpose();
    let sends_from = settings.mail_from.as_deref().map(|sender| {
        let address = sender.rsplit_once('<').map_or(sender, |(_, address)| address);
        address.trim_end_matches('>').trim().to_lowercase()
    });
    Ok(MailboxConfig {
        sealer: sealer.clone(),
        folder: settings.mails(),
        imap: imap.map_err(|error| Failure::input(error.to_string()))?,
        move_to: settings.imap_move_to.clone(),
        limit: settings.mail_limit,
        per_hour: settings.mail_per_hour,
        sends_from,
        reads_at: settings.mail_reply_to.clone(),
    })
}

impl Host {
    /// Everything by the settings, ready to be served or to be used by a command.
    ///
    /// # Errors
    /// [`Failure`] when the settings are wrong, or the database or a key file cannot be used.
    pub async fn open(config: Option<&Path>) -> Result<Self, Failure> {
        Self::with(settings(config)?, Env::system(), PasswordCost::default()).await
    }

    /// [`Host::open`] with given settings, time and cost of passwords.
    ///
    /// # Errors
    /// As [`Host::open`].
    pub async fn with(settings: Settings, env: Env, password_cost: PasswordCost) -> Result<Self, Failure> {
        let db = database(&settings).await?;
        let sealer = secrets::sealer(&settings, &db).await?;
        let identity = IdentityConfig {
            jwt_key: secrets::session_key(&settings)?,
            secure_cookies: settings.secure_cookies(),
            limits: SessionLimits::default(),
            password_cost,
            sealer: sealer.clone(),
            public_url: settings.public_url(),
            trusted_proxies: settings.trusted_proxies.clone(),
        };
        let notify = notify(&settings, &sealer)?;
        let operations = OperationsConfig { data: settings.data.clone(), events_keep_days: settings.events_keep_days };
        let mailbox = mailbox(&settings, &sealer)?;
        let reach = Guard::new(settings.allow_targets.clone()).with_folders(settings.probe_folders.clone());
        let backups = BackupsConfig {
            scratch: settings.data.join("drills"),
            postgres: settings.drill_postgres_url.clone(),
            mysql: settings.drill_mysql_url.clone(),
        };
        let modules = Modules::new(backups, identity, mailbox, notify, operations, reach);
        let modules = modules.map_err(|error| Failure::input(error.to_string()))?;
        let app = AppBuilder::new(db, env)
            .modules(&modules.all)
            .with(BlobStore::new(settings.blobs(), settings.upload_limit))
            .with(sealer)
            .build(modules.identity.authenticator(&modules.all));
        Ok(Self { app, modules, settings: Arc::new(settings) })
    }

    /// Contracts and their versions.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.modules.registry
    }

    /// Every route, with what stands around them.
    pub fn router(&self) -> Router {
        let (api, document) = openapi::api(self.modules.all.iter().map(|module| module.routes())).split_for_parts();
        let document = Arc::new(serde_json::to_string(&document).unwrap_or_default());
        let described =
            get(move || async move { ([("content-type", "application/json")], document.as_str().to_owned()) });
        let router = Router::new()
            .merge(health::routes())
            .merge(metrics::routes())
            .merge(api)
            .route("/api/v1/openapi.json", described)
            .fallback(not_api);
        layers(&self.app, router)
    }
}

/// A problem below `/api`, the web application elsewhere.
async fn not_api(uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::not_found("path.unknown", "没有这个接口。接口清单见 /api/v1/openapi.json。").into_response();
    }
    web::serve(uri, headers).await
}

/// How long a stopping server waits for what is under way.
pub const PATIENCE: Duration = Duration::from_secs(20);

//! Every module, by name and in the order of the alphabet. The only file that names them.

use std::sync::Arc;

use jianyue_assets::AssetsModule;
use jianyue_assurance::AssuranceModule;
use jianyue_backups::{BackupsConfig, BackupsModule};
use jianyue_billing::BillingModule;
use jianyue_catalogue::CatalogueModule;
use jianyue_certificates::CertificatesModule;
use jianyue_changes::ChangesModule;
use jianyue_contracts::{ContractsModule, registry::Registry};
use jianyue_deliveries::DeliveriesModule;
use jianyue_emergencies::EmergenciesModule;
use jianyue_hotline::HotlineModule;
use jianyue_identity::{HashError, IdentityConfig, IdentityModule};
use jianyue_inspection::InspectionModule;
use jianyue_inventory::InventoryModule;
use jianyue_kernel::{Actor, Permission};
use jianyue_knowledge::KnowledgeModule;
use jianyue_letters::LettersModule;
use jianyue_mailbox::{MailboxConfig, MailboxModule};
use jianyue_notify::{NotifyConfig, NotifyModule};
use jianyue_obligations::ObligationsModule;
use jianyue_platform::{
    App, DbError, Module,
    events::Notice,
    operations::{self, OperationsConfig, OperationsModule},
};
use jianyue_probing::ProbingModule;
use jianyue_reach::Guard;
use jianyue_reports::ReportsModule;
use jianyue_security::SecurityModule;
use jianyue_staffing::StaffingModule;
use jianyue_ticketing::{TicketError, TicketingModule};
use utoipa_axum::router::OpenApiRouter;

/// The modules of this host.
#[derive(Clone)]
pub struct Modules {
    /// Signs callers in.
    pub identity: Arc<IdentityModule>,
    /// Contracts and the calendar.
    pub registry: Registry,
    /// All of them.
    pub all: Vec<Arc<dyn Module>>,
}

impl Modules {
    /// With what the host decides.
    ///
    /// # Errors
    /// When the settings of passwords cannot be used.
    pub fn new(
        backups: BackupsConfig,
        identity: IdentityConfig,
        mailbox: MailboxConfig,
        notify: NotifyConfig,
        operations: OperationsConfig,
        reach: Guard,
    ) -> Result<Self, HashError> {
        let contracts = ContractsModule::new();
        let registry = contracts.registry().clone();
        let identity = Arc::new(IdentityModule::new(identity)?);
        let assets = Arc::new(AssetsModule::new(&notify.public_url));
        let notify = Arc::new(NotifyModule::new(notify));
        let operations = Arc::new(OperationsModule::new(operations));
        let all: Vec<Arc<dyn Module>> = vec![
            assets,
            Arc::new(AssuranceModule),
            Arc::new(BackupsModule::new(reach.clone(), backups)),
            Arc::new(BillingModule),
            Arc::new(CatalogueModule),
            Arc::new(CertificatesModule),
            Arc::new(ChangesModule),
            Arc::new(contracts),
            Arc::new(DeliveriesModule),
            Arc::new(EmergenciesModule),
            Arc::new(HotlineModule),
            identity.clone(),
            Arc::new(InspectionModule),
            Arc::new(InventoryModule::new(reach.clone())),
            Arc::new(KnowledgeModule),
            Arc::new(LettersModule),
            Arc::new(MailboxModule::new(mailbox)),
            notify,
            Arc::new(ObligationsModule),
            operations,
            Arc::new(ProbingModule::new(reach)),
            Arc::new(ReportsModule),
            Arc::new(SecurityModule),
            Arc::new(StaffingModule),
            Arc::new(TicketingModule),
        ];
        Ok(Self { identity, registry, all })
    }
}

/// The routes of every module, for describing them without a database.
#[must_use]
pub fn routes() -> Vec<OpenApiRouter<App>> {
    vec![
        jianyue_assets::http::routes(),
        jianyue_assurance::http::routes(),
        jianyue_backups::http::routes(),
        jianyue_billing::http::routes(),
        jianyue_catalogue::http::routes(),
        jianyue_certificates::http::routes(),
        jianyue_changes::http::routes(),
        jianyue_contracts::http::routes(),
        jianyue_deliveries::http::routes(),
        jianyue_emergencies::http::routes(),
        jianyue_hotline::http::routes(),
        jianyue_identity::http::routes(),
        jianyue_inspection::http::routes(),
        jianyue_inventory::http::routes(),
        jianyue_knowledge::http::routes(),
        jianyue_letters::http::routes(),
        jianyue_mailbox::http::routes(),
        jianyue_notify::http::routes(),
        jianyue_obligations::http::routes(),
        operations::routes(),
        jianyue_probing::http::routes(),
        jianyue_reports::http::routes(),
        jianyue_security::http::routes(),
        jianyue_staffing::http::routes(),
        jianyue_ticketing::http::routes(),
    ]
}

/// What has to be held on a contract to be told live of events of this kind. Nobody is told of kinds that are not here:
/// what a new module records stays untold until its reading permission is named.
#[must_use]
pub fn permission_to_hear(kind: &str) -> Option<&'static Permission> {
    match kind.split_once('.')?.0 {
        "assets" => Some(&jianyue_assets::permissions::READ),
        "assurance" => Some(&jianyue_assurance::permissions::READ),
        "backups" => Some(&jianyue_backups::permissions::READ),
        "billing" => Some(&jianyue_billing::permissions::READ),
        "catalogue" => Some(&jianyue_catalogue::permissions::READ),
        "certificates" => Some(&jianyue_certificates::permissions::READ),
        "changes" => Some(&jianyue_changes::permissions::READ),
        "contracts" => Some(&jianyue_contracts::registry::READ),
        "deliveries" => Some(&jianyue_deliveries::permissions::READ),
        "emergencies" => Some(&jianyue_emergencies::permissions::READ),
        "hotline" => Some(&jianyue_hotline::permissions::CALLS_READ),
        "inspection" => Some(&jianyue_inspection::permissions::READ),
        "inventory" => Some(&jianyue_inventory::permissions::READ),
        "letters" => Some(&jianyue_letters::permissions::READ),
        "notify" => Some(&jianyue_notify::permissions::NOTICES),
        "obligations" => Some(&jianyue_obligations::permissions::READ),
        "probing" => Some(&jianyue_probing::permissions::READ),
        "reports" => Some(&jianyue_reports::permissions::READ),
        "security" => Some(&jianyue_security::permissions::READ),
        "staffing" => Some(&jianyue_staffing::permissions::READ),
        "ticketing" => Some(&jianyue_ticketing::policy::READ),
        _ => None,
    }
}

/// Whether `by`, who sees some works of the contract only, sees what `notice` is about. A notice does not name the work,
/// so the module is asked.
///
/// # Errors
/// When the database refuses.
pub async fn sees_work_of(app: &App, by: &Actor, notice: &Notice) -> Result<bool, DbError> {
    // These are told of the contract as a whole: who sees some of its works only looks when they open the page.
    if [
        "assurance.",
        "backups.",
        "billing.",
        "catalogue.",
        "certificates.",
        "changes.",
        "deliveries.",
        "emergencies.",
        "hotline.",
        "inventory.",
        "letters.",
        "obligations.",
        "probing.",
        "reports.",
        "security.",
        "staffing.",
    ]
    .iter()
    .any(|module| notice.kind.starts_with(module))
    {
        return Ok(false);
    }
    if notice.kind.starts_with("assets.") {
        return jianyue_assets::service::sees(app, by, notice.subject).await;
    }
    if notice.kind.starts_with("inspection.") {
        return jianyue_inspection::service::sees(app, by, notice.subject).await;
    }
    if !notice.kind.starts_with("ticketing.") {
        return Ok(true);
    }
    match jianyue_ticketing::service::find(&mut app.db().peek().await?, by, notice.subject).await {
        Ok(_) => Ok(true),
        Err(TicketError::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

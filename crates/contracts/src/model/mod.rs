//! The contract as a file: tables that each cite their clause.
//!
//! Every key is known (`deny_unknown_fields`); every rule has an `id`, a `clause`, and `assumed` where it is a reading
//! and not the letter. References are by id or key and are checked by [`crate::parse`].

mod breach;
mod day;
mod ending;
mod exam;
mod frame;
mod money;
mod people;
mod rule;
mod services;
mod time;
mod values;
mod work;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    breach::{Band, Base, Consequence, DutySort, Escalation, Happening, LatePayment, OncePer, Penalty, Per, RaisedBy},
    day::Day,
    ending::{HandOver, Proration, Refund, RunningOn, Termination},
    exam::{Comparison, Exam, ExamFunction, ExamLimit},
    frame::{CitedLaw, Contact, ContactKind, Document, Figure, FigureKind, Header, Party, Precedence, Side, Term},
    money::{AwaitedReports, Bond, Fact, Instalment, PaymentTerm, Payments, Split, UnitFee},
    people::{Duty, DutyKind, Position, Team},
    rule::{Rule, RuleRef},
    services::{PriceGroup, PriceItem, PriceList, Service, System, Work},
    time::{
        CaseTarget, Channel, EscalationLevel, Matrix, MatrixCase, Quality, QualityMetric, RequestKind, TargetKind,
        Window, WindowEvent,
    },
    values::{BadValue, DueRule, Frequency, Within},
    work::{
        Acceptance, Asset, AssetRule, Backup, CertificateRegister, DataInventory, Exchange, Inspection, InspectionKind,
        Phase, Report, Review, Silence,
    },
};

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// A contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Version of the format: 1.
    pub format: u32,
    /// What it is.
    pub contract: Header,
    /// Who signed.
    pub parties: Vec<Party>,
    /// The service period.
    pub term: Term,
    /// The papers that it consists of.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// Which paper wins.
    pub precedence: Option<Precedence>,
    /// Figures printed a second time, for comparison.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// What is served.
    pub works: Vec<Work>,
    /// What it costs, line by line.
    pub price_list: Option<PriceList>,
    /// Hours.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Levels of support.
    #[serde(default)]
    pub escalation_levels: Vec<EscalationLevel>,
    /// Cases and their targets.
    #[serde(default)]
    pub matrices: Vec<Matrix>,
    /// Targets of quality.
    #[serde(default)]
    pub quality: Vec<Quality>,
    /// Work that comes round.
    #[serde(default)]
    pub inspections: Vec<Inspection>,
    /// Backups.
    #[serde(default)]
    pub backups: Vec<Backup>,
    /// Certificates.
    #[serde(default)]
    pub certificates: Vec<CertificateRegister>,
    /// Devices and licences.
    #[serde(default)]
    pub assets: Vec<Asset>,
    /// How assets and spares are managed.
    #[serde(default)]
    pub asset_rules: Vec<AssetRule>,
    /// Inventories of data.
    #[serde(default)]
    pub data_inventories: Vec<DataInventory>,
    /// Exchange services.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// Documents due.
    #[serde(default)]
    pub reports: Vec<Report>,
    /// Acceptances and assessments.
    #[serde(default)]
    pub acceptances: Vec<Acceptance>,
    /// Positions.
    #[serde(default)]
    pub staffing: Vec<Position>,
    /// The team as a whole.
    pub team: Option<Team>,
    /// Duties of other kinds.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// The price and how it is paid.
    pub payments: Payments,
    /// The performance bond.
    pub bond: Option<Bond>,
    /// What breaches cost.
    #[serde(default)]
    pub penalties: Vec<Penalty>,
    /// What the client owes when it pays late.
    pub late_payment: Option<LatePayment>,
    /// What is paid on to the vendor before.
    #[serde(default)]
    pub hand_overs: Vec<HandOver>,
    /// What goes back when it ends early.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// Service after the end.
    pub running_on: Option<RunningOn>,
    /// Rights to end it.
    #[serde(default)]
    pub terminations: Vec<Termination>,
    /// Exam days.
    pub exam: Option<Exam>,
}

impl Contract {
    /// The work of a key.
    #[must_use]
    pub fn work(&self, key: &str) -> Option<&Work> {
        self.works.iter().find(|work| work.key == key)
    }

    /// The window of an id.
    #[must_use]
    pub fn window(&self, id: &str) -> Option<&Window> {
        self.windows.iter().find(|window| window.id == id)
    }

    /// The party of a key.
    #[must_use]
    pub fn party(&self, key: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.key == key)
    }

    /// The consortium member that does a work; the only vendor when there is no consortium.
    #[must_use]
    pub fn vendor_of(&self, work: &str) -> Option<&Party> {
        let mut vendors = self.parties.iter().filter(|party| party.side == Side::Vendor);
        let named = vendors.clone().find(|vendor| vendor.works.iter().any(|key| key == work));
        named.or_else(|| vendors.next().filter(|_| vendors.next().is_none()))
    }
}

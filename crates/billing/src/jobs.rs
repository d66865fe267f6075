//! What runs by the clock, and what other modules tell.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::{Desk, model::Happening, registry::Registry};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
    jobs::{Job, JobError, Missed, Run},
    subjects::{Subject, subject_of},
};
use jianyue_sla::zone;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    error::BillingError,
    raise::Seen,
    service::{follow, notice, notice_clocks, raise, reports_fact, tell_due},
    store::happening::{AcceptedReport, report_accept, report_take_back, seen_find},
};

/// Under which name the software tells.
pub(crate) const NAME: &str = "违约核对";
/// What happened longer ago waits for the next daily look, so that the events of a long outage do not come out one by one.
const AT_ONCE: TimeDelta = TimeDelta::days(2);

/// Looks at everything that penalties follow from.
struct Raise;

#[async_trait]
impl Run for Raise {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        each(app, |desk, contract| Box::pin(async move { raise(desk, contract).await.map(drop) })).await
    }
}

/// Tells of payments that fall due.
struct Due;

#[async_trait]
impl Run for Due {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        each(app, |desk, contract| Box::pin(async move { tell_due(desk, contract).await.map(drop) })).await
    }
}

type Work<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), BillingError>> + Send + 'a>>;

async fn each(
    app: &App,
    work: impl for<'a> Fn(Desk<'a>, ContractId) -> Work<'a> + Send + Sync,
) -> Result<(), JobError> {
    let by = Actor::system(NAME);
    let desk = Desk::of(app, &by);
    let contracts = app.state::<Registry>().labels(&mut app.db().peek().await?).await;
    let contracts = contracts.map_err(|error| JobError::Failed(error.to_string()))?;
    let mut failed = 0;
    for contract in contracts.iter().map(|label| label.id) {
        if let Err(error) = work(desk, contract).await {
            tracing::error!(%contract, %error, "the ledger of a contract could not be looked at");
            failed += 1;
        }
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(JobError::Failed(format!("{failed} 份合同的台账没有核对成，日志中写明了原因")))
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "billing.raise",
            says: "核对违约：按合同由超时、漏做等事实提出违约金，补做的收回",
            schedule: "0 30 6 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(20),
            run: Arc::new(Raise),
        },
        Job {
            name: "billing.due",
            says: "付款提醒：3 天内到期和已经到期的付款",
            schedule: "0 45 7 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Due),
        },
    ]
}

/// What penalties follow from, as other modules tell it.
struct Happened;

#[async_trait]
impl Handler for Happened {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Some(contract) = event.contract_id.map(ContractId) else { return Ok(()) };
        let (new, on) = match event.kind.as_str() {
            "ticketing.clock_breached" => {
                let told: Clock = event.read()?;
                (notice_clocks(app, tx, contract, &[event.subject]).await?, told.at)
            }
            "letters.claim_accepted" => {
                let told: Claim = event.read()?;
                let subject = subject_of(app, tx, &event.kind, event.subject).await?.unwrap_or_default();
                let at = told.at;
                let new = match told.seen(subject) {
                    Some(seen) => notice(tx, contract, &seen, None).await?,
                    None => false,
                };
                (new, at)
            }
            "staffing.changed_without_consent" => {
                let told: Person = event.read()?;
                let subject = subject_of(app, tx, &event.kind, event.subject).await?.unwrap_or_default();
                let at = told.at;
                (notice(tx, contract, &told.seen(subject), None).await?, at)
            }
            _ => {
                let told: Questioned = event.read()?;
                let subject = subject_of(app, tx, &event.kind, event.subject).await?.unwrap_or_default();
                let at = told.at;
                (notice(tx, contract, &told.seen(subject), None).await?, at)
            }
        };
        if new && app.env().now() - on < AT_ONCE {
            let by = Actor::system(NAME);
            follow(tx, Desk::of(app, &by), contract).await.map_err(retry)?;
        }
        Ok(())
    }
}

fn retry(error: BillingError) -> HandleError {
    HandleError::Retry(error.to_string())
}

/// Reports that were accepted, or are not any more.
struct Accepted;

#[async_trait]
impl Handler for Accepted {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Some(contract) = event.contract_id.map(ContractId) else { return Ok(()) };
        let told: Report = event.read()?;
        let by = Actor::system(NAME);
        let desk = Desk::of(app, &by);
        if event.kind == "reports.acceptance_taken_back" {
            report_take_back(tx, contract, &told.rule, told.from).await?;
        } else {
            let accepted = AcceptedReport {
                rule: told.rule.clone(),
                from_on: told.from,
                to_on: told.to,
                accepted_on: told.on.unwrap_or_else(|| zone::local_date(told.at)),
                by_silence: told.how.as_deref() == Some("by_silence"),
                clause: told.clause.clone(),
                path: told.path.clone(),
            };
            report_accept(tx, contract, &accepted).await?;
            // What was questioned is answered.
            if let Some(row) = seen_find(tx, contract, &format!("report:{}", event.subject)).await?
                && row.gone.is_none()
            {
                let why = format!("{}已改正并通过", row.body.0.label);
                notice(tx, contract, &row.body.0, Some(&why)).await?;
                follow(tx, desk, contract).await.map_err(retry)?;
            }
        }
        reports_fact(tx, desk, contract).await.map_err(retry)?;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Clock {
    at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Claim {
    letter_id: Uuid,
    from: String,
    #[serde(default)]
    rule: Option<String>,
    #[serde(default)]
    clause: Option<String>,
    number: String,
    subject: String,
    by_silence: bool,
    at: DateTime<Utc>,
}

impl Claim {
    /// Claims of the client only.
    fn seen(self, subject: Subject) -> Option<Seen> {
        if self.from != "client" {
            return None;
        }
        let how = if self.by_silence { "乙方逾期未答复，视为接受" } else { "乙方接受" };
        Some(Seen {
            key: format!("letter:{}", self.letter_id),
            by: Happening::ClaimAccepted,
            rule: self.rule.unwrap_or_default(),
            target: None,
            sort: None,
            works: subject.work.into_iter().collect(),
            about: format!("letter:{}", self.letter_id),
            on: zone::local_date(self.at - TimeDelta::seconds(1)),
            over_on: None,
            label: self.number.clone(),
            text: format!("索赔 {}“{}”：{how}", self.number, self.subject),
            clause: self.clause.unwrap_or_default(),
            path: subject.path,
            client_path: subject.client_path,
        })
    }
}

#[derive(Deserialize)]
struct Person {
    change_id: Uuid,
    rule: String,
    clause: String,
    works: Vec<String>,
    title: String,
    left_on: NaiveDate,
    text: String,
    at: DateTime<Utc>,
}

impl Person {
    fn seen(self, subject: Subject) -> Seen {
        Seen {
            key: format!("person:{}", self.change_id),
            by: Happening::KeyPersonChanged,
            rule: self.rule,
            target: None,
            sort: None,
            works: self.works,
            about: format!("person:{}", self.change_id),
            on: self.left_on,
            over_on: None,
            label: format!("{}更换", self.title),
            text: self.text,
            clause: self.clause,
            path: subject.path,
            client_path: subject.client_path,
        }
    }
}

#[derive(Deserialize)]
struct Questioned {
    report_id: Uuid,
    rule: String,
    version: i64,
    title: String,
    text: String,
    clause: String,
    at: DateTime<Utc>,
}

impl Questioned {
    fn seen(self, subject: Subject) -> Seen {
        Seen {
            key: format!("report:{}", self.report_id),
            by: Happening::ReportQuestioned,
            rule: self.rule,
            target: None,
            sort: None,
            works: subject.work.into_iter().collect(),
            about: format!("report:{}", self.report_id),
            on: zone::local_date(self.at),
            over_on: None,
            text: format!("甲方质疑“{}”第 {} 版：{}", self.title, self.version, self.text),
            label: self.title,
            clause: self.clause,
            path: subject.path,
            client_path: subject.client_path,
        }
    }
}

#[derive(Deserialize)]
struct Report {
    rule: String,
    from: NaiveDate,
    to: NaiveDate,
    #[serde(default)]
    on: Option<NaiveDate>,
    #[serde(default)]
    how: Option<String>,
    #[serde(default)]
    clause: String,
    #[serde(default)]
    path: String,
    at: DateTime<Utc>,
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription {
            subscriber: "billing.happened",
            kinds: &[
                "ticketing.clock_breached",
                "letters.claim_accepted",
                "staffing.changed_without_consent",
                "reports.report_questioned",
            ],
            handler: Arc::new(Happened),
        },
        Subscription {
            subscriber: "billing.reports_accepted",
            kinds: &["reports.report_accepted", "reports.acceptance_taken_back"],
            handler: Arc::new(Accepted),
        },
    ]
}

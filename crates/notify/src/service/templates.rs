//! Templates: checked when they are saved, previewed before they are used.

use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    subjects::{Subject, subject_of},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BadPlace, NotifyError, rules::may_write, telling::values};
use crate::{
    model::Occasion,
    occasions::Told,
    permissions::RULES_READ,
    store::settings::{self, TemplateRow},
    template,
};

/// A template to be kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewNotificationTemplate)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// What it is called, at most 60 characters.
    pub name: String,
    /// The one line: a mail's subject, a text message.
    #[schema(example = "{{ occasion }}：{{ number }} {{ title }}")]
    pub line: String,
    /// The full text.
    pub body: String,
}

/// A template filled in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreview)]
pub struct Preview {
    /// The one line.
    pub line: String,
    /// The full text.
    pub body: String,
}

impl NewTemplate {
    fn check(&self) -> Result<(), NotifyError> {
        let mut bad = Vec::new();
        if !(1..=60).contains(&self.name.trim().chars().count()) {
            bad.push(BadPlace::new("name", "模板名称应为 1 到 60 个字"));
        }
        for (field, text) in [("line", &self.line), ("body", &self.body)] {
            bad.extend(template::faults(text).into_iter().map(|fault| BadPlace {
                field: field.to_owned(),
                line: Some(fault.line),
                message: fault.to_string(),
            }));
        }
        if self.line.trim().contains('\n') {
            bad.push(BadPlace::new("line", "标题只能有一行"));
        }
        if bad.is_empty() { Ok(()) } else { Err(NotifyError::Bad(bad)) }
    }
}

/// The templates that a contract may use.
pub async fn template_list(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<TemplateRow>, NotifyError> {
    by.require(&RULES_READ, contract).map_err(|_| NotifyError::NotFound)?;
    Ok(settings::template_list(tx, contract.0).await?)
}

/// Keeps a template of a contract.
pub async fn template_add(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    contract: ContractId,
    new: NewTemplate,
) -> Result<TemplateRow, NotifyError> {
    may_write(by, contract)?;
    new.check()?;
    let row = TemplateRow {
        id: env.id(),
        name: new.name.trim().to_owned(),
        contract_id: Some(contract.0),
        line: new.line,
        body: new.body,
        version: 1,
        updated_at: env.now(),
    };
    settings::template_insert(tx, &row).await?;
    written(tx, env, by, "notify.template_added", &row).await?;
    Ok(row)
}

/// Changes a template from the version that was read.
pub async fn template_change(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: Uuid,
    version: i64,
    new: NewTemplate,
) -> Result<TemplateRow, NotifyError> {
    let old = own(tx, by, id).await?;
    new.check()?;
    let row = TemplateRow { name: new.name.trim().to_owned(), line: new.line, body: new.body, version, ..old };
    if !settings::template_update(tx, &row, env.now()).await? {
        return Err(NotifyError::Stale);
    }
    written(tx, env, by, "notify.template_changed", &row).await?;
    Ok(TemplateRow { version: version + 1, updated_at: env.now(), ..row })
}

/// Removes a template; rules that name it go back to the house's words.
pub async fn template_remove(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), NotifyError> {
    let row = own(tx, by, id).await?;
    settings::template_delete(tx, id).await?;
    written(tx, env, by, "notify.template_removed", &row).await
}

/// A template filled in with a ticket or another subject of the same contract, or with invented facts.
pub async fn preview(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: &NewTemplate,
    ticket: Option<Uuid>,
) -> Result<Preview, NotifyError> {
    by.require(&RULES_READ, contract).map_err(|_| NotifyError::NotFound)?;
    new.check()?;
    let subject = match ticket {
        Some(id) => subject_of(app, tx, "ticketing", id)
            .await?
            .filter(|subject| subject.contract == Some(contract))
            .filter(|subject| by.scope(&RULES_READ).covers(contract, subject.work.as_deref()))
            .ok_or(NotifyError::NotFound)?,
        None => invented(),
    };
    let told = Told { clock: Some("response".to_owned()), due_at: Some(app.env().now()), ..Told::default() };
    let values = values(Occasion::FourFifthsUsed, &told, &subject, app.env().now());
    let fill = |text| {
        template::fill(text, &values).map_err(|fault| NotifyError::Bad(vec![BadPlace::new("", fault.to_string())]))
    };
    Ok(Preview { line: fill(&new.line)?, body: fill(&new.body)? })
}

fn invented() -> Subject {
    Subject {
        level: Some(1),
        number: "HS-2026-000123".to_owned(),
        title: "报名系统无法登录（示例）".to_owned(),
        path: "/tickets".to_owned(),
        words: [
            ("contract", "HS"),
            ("severity", "严重故障"),
            ("state", "处理中"),
            ("assignee", "王工（演示）"),
            ("reporter", "李主任（演示）"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into(),
        ..Subject::default()
    }
}

async fn own(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<TemplateRow, NotifyError> {
    let row = settings::template_find(tx, id).await?.ok_or(NotifyError::NotFound)?;
    let contract = row.contract_id.map(ContractId).ok_or(NotifyError::NotFound)?;
    may_write(by, contract)?;
    Ok(row)
}

async fn written(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    action: &'static str,
    row: &TemplateRow,
) -> Result<(), NotifyError> {
    let contract = row.contract_id.map(ContractId);
    let entry = Entry { action, subject: row.id, contract, detail: json!({ "name": row.name }) };
    Ok(audit::record(tx, env, by, entry).await?)
}

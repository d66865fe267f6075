//! Contacts are rung up from time to time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_contracts::{Desk, Refusal, model::Rule as _};
use jianyue_platform::{Tx, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{plans::numbers, tell};
use crate::{
    error::EmergencyError,
    model::{Contact, ContactTest},
    permissions::{COMMAND, READ},
    policy::{rules::rule_for, standing::contact},
    store::{
        contact::{TestRow, contact_find, contact_list, contact_lock, test_insert, tests_of},
        plan::plan_list,
        works_of,
    },
};

/// A test call.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmergencyContactTest)]
#[serde(deny_unknown_fields)]
pub struct NewTest {
    /// Whether somebody answered.
    pub reached: bool,
    /// After so many minutes.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// When; now when absent, never in the future.
    #[serde(default)]
    pub tested_at: Option<DateTime<Utc>>,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// The contacts of the plans that the caller may see, with their numbers.
pub async fn contacts(tx: &mut Tx, desk: Desk<'_>, contract: Option<Uuid>) -> Result<Vec<Contact>, EmergencyError> {
    let scope = desk.by.scope(&READ);
    let rows = contact_list(tx, &scope, contract).await?;
    let plans = plan_list(tx, &scope, contract).await?;
    let titles: BTreeMap<Uuid, String> = plans.iter().map(|plan| (plan.id, plan.title.clone())).collect();
    let mut phones = numbers(tx, desk.app, plans.iter().map(|plan| plan.id)).await?;
    let now = desk.now();
    let shown = rows.into_iter().map(|row| Contact {
        id: row.id,
        contract_id: row.contract_id,
        works: works_of(&row.works),
        plan_id: row.plan_id,
        plan_title: titles.get(&row.plan_id).cloned().unwrap_or_default(),
        position: row.position,
        phone: phones.remove(&row.id),
        tested_at: row.tested_at,
        minutes: row.minutes,
        standing: contact(row.tested_at.zip(row.reached), now),
        post: row.post,
    });
    Ok(shown.collect())
}

/// The test calls of a contact, the newest first.
pub async fn contact_tests(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Vec<ContactTest>, EmergencyError> {
    let row = contact_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, row.contract_id.into(), &works_of(&row.works))?;
    Ok(tests_of(tx, id).await?.into_iter().map(shown).collect())
}

/// Writes a test call down.
pub async fn test(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: NewTest) -> Result<ContactTest, EmergencyError> {
    let row = contact_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &COMMAND, row.contract_id.into(), &works_of(&row.works))?;
    let tested_at = new.tested_at.unwrap_or_else(|| desk.now());
    let mut form = Form::default();
    let note = form.optional("note", "备注", new.note.as_deref(), 500);
    if tested_at > desk.now() {
        form.wrong("tested_at", "拨测时间不能晚于现在");
    }
    if new.reached && new.minutes.is_none_or(|minutes| minutes > 1440) {
        form.wrong("minutes", "请填写多少分钟内接通，最多 1440 分钟");
    }
    form.done()?;
    let works = works_of(&row.works);
    let tested_on = zone::local_date(tested_at);
    let version = desk.version(tx, row.contract_id.into(), tested_on).await?;
    let rule = rule_for(&version.model, &works, None);
    let made = TestRow {
        id: desk.env.id(),
        contact_id: id,
        contract_id: row.contract_id,
        works: row.works.clone(),
        post: row.post.clone(),
        rule: rule.map(|rule| rule.id.clone()),
        clause: rule.map(|rule| rule.clause().to_owned()),
        tested_on,
        tested_at,
        reached: new.reached,
        minutes: new.minutes.filter(|_| new.reached).map(i64::from),
        note,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
    };
    let newest = row.tested_at.is_none_or(|before| before <= tested_at);
    test_insert(tx, &made, newest).await?;
    let detail = json!({ "post": made.post, "reached": made.reached, "minutes": made.minutes });
    tell(tx, desk, (id, row.contract_id), "emergencies.contact_tested", detail).await?;
    Ok(shown(made))
}

fn shown(row: TestRow) -> ContactTest {
    ContactTest {
        id: row.id,
        contact_id: row.contact_id,
        post: row.post,
        tested_at: row.tested_at,
        reached: row.reached,
        minutes: row.minutes,
        note: row.note,
        by: row.by_name,
    }
}

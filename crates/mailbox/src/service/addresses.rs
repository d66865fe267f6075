//! Addresses of contracts.

use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    contracts::Contracts,
    db::DbError,
    form::Form,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{error::MailError, model::MailAddress, permissions::MANAGE, store::address as store};

/// The ways in that an address may show.
const CHANNELS: [&str; 5] = ["email", "web", "qq", "wechat", "monitoring"];

/// An address as it is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = MailAddressDraft)]
#[serde(deny_unknown_fields)]
pub struct AddressDraft {
    /// The address; it cannot be changed later.
    #[serde(default)]
    pub address: Option<String>,
    /// The contract under which tickets are opened.
    pub contract_id: Uuid,
    /// Key of the work concerned; needed when the contract has several.
    #[serde(default)]
    pub work: Option<String>,
    /// Key of the service concerned.
    #[serde(default)]
    pub service: Option<String>,
    /// The way in that tickets show; `email` when absent.
    #[serde(default)]
    pub channel: Option<String>,
}

/// Every address, in the order of the alphabet.
pub async fn addresses(tx: &mut Tx, by: &Actor) -> Result<Vec<MailAddress>, MailError> {
    by.require_system(&MANAGE)?;
    Ok(store::address_list(tx).await?)
}

/// Takes mail for a contract at a new address.
pub async fn address_add(app: &App, tx: &mut Tx, by: &Actor, new: AddressDraft) -> Result<MailAddress, MailError> {
    by.require_system(&MANAGE)?;
    let mut form = Form::default();
    let address = new.address.as_deref().unwrap_or_default().trim().to_lowercase();
    if !is_address(&address) {
        form.wrong("address", "请填写一个邮箱地址，例如 fuwu@example.gov.cn；地址中不能有加号");
    }
    let row = MailAddress {
        id: app.env().id(),
        address,
        contract_id: new.contract_id,
        work: None,
        service: None,
        channel: String::new(),
        version: 1,
        created_at: app.env().now(),
    };
    let row = filled(app, tx, row, new, form).await?;
    if !store::address_insert(tx, &row).await? {
        return Err(MailError::field("address", format!("{} 已经在使用，请换一个地址", row.address)));
    }
    audit(app, tx, by, "mailbox.address_add", &row).await?;
    Ok(row)
}

/// Changes what an address is for.
pub async fn address_change(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    draft: AddressDraft,
) -> Result<MailAddress, MailError> {
    by.require_system(&MANAGE)?;
    let old = store::address_find(tx, id).await?.ok_or(MailError::NotFound)?;
    let row =
        filled(app, tx, MailAddress { contract_id: draft.contract_id, ..old.clone() }, draft, Form::default()).await?;
    if old.version != version || !store::address_update(tx, &row).await? {
        let current = Box::new(serde_json::to_value(old).map_err(DbError::from)?);
        return Err(MailError::Stale { current });
    }
    audit(app, tx, by, "mailbox.address_change", &row).await?;
    Ok(MailAddress { version: version + 1, ..row })
}

/// Takes no more mail at an address; what came stays.
pub async fn address_remove(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), MailError> {
    by.require_system(&MANAGE)?;
    let row = store::address_find(tx, id).await?.ok_or(MailError::NotFound)?;
    store::address_retire(tx, id, app.env().now()).await?;
    audit(app, tx, by, "mailbox.address_remove", &row).await
}

/// `row` with work, service and channel of the draft, if they fit the contract.
async fn filled(
    app: &App,
    tx: &mut Tx,
    mut row: MailAddress,
    draft: AddressDraft,
    mut form: Form,
) -> Result<MailAddress, MailError> {
    let tidy = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    (row.work, row.service) = (tidy(draft.work), tidy(draft.service));
    row.channel = tidy(draft.channel).unwrap_or_else(|| "email".to_owned());
    match app.state::<Contracts>().0.works(tx, row.contract_id.into()).await? {
        None => form.wrong("contract_id", "没有这份合同，请重新选择"),
        Some(works) => match &row.work {
            Some(work) if !works.contains(work) => {
                let message = format!("合同中没有“{work}”这项工作，可选：{}", works.join("、"));
                form.wrong("work", message);
            }
            None if works.len() > 1 => {
                let message = format!("合同有几项工作，请选定一项：{}", works.join("、"));
                form.wrong("work", message);
            }
            _ => {}
        },
    }
    if !CHANNELS.contains(&row.channel.as_str()) {
        form.wrong("channel", format!("来源渠道可选：{}", CHANNELS.join("、")));
    }
    form.done()?;
    Ok(row)
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let fits =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    fits(local) && fits(domain) && text.len() <= 200
}

async fn audit(app: &App, tx: &mut Tx, by: &Actor, action: &'static str, row: &MailAddress) -> Result<(), MailError> {
    let detail = json!({ "address": row.address, "work": row.work, "service": row.service, "channel": row.channel });
    let entry = Entry { action, subject: row.id, contract: Some(row.contract_id.into()), detail };
    audit::record(tx, app.env(), by, entry).await?;
    Ok(())
}

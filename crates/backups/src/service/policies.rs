//! Policies: set up, changed, let go.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    form::Form,
    sealed::{Sealer, place},
};
use jianyue_reach::Login;
use jianyue_sla::zone;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{audited, changed, known};
use crate::{
    error::BackupError,
    model::{BackupPolicy, Checksum, Format, NewSource, PolicyState, Source, What},
    permissions::{READ, SECRETS, WRITE, readable, require},
    policy::{
        lateness::grace_minutes,
        standard::{EVERY_HOURS, KEEP_DAYS, Standard},
    },
    service::settle,
    store::{
        file::files_clear,
        policy::{
            PolicyRow, Wanted, policy_change, policy_count, policy_insert, policy_list, policy_lock, policy_retire,
        },
    },
};

/// The most policies of a contract.
const POLICIES: i64 = 2_000;
/// The hour in Beijing at which a first drill is planned: when nobody works.
const DRILL_HOUR: i64 = 3;

/// A policy to be set up.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBackupPolicy)]
pub struct NewPolicy {
    /// The rule of the contract (`[[backups]]`) that it fulfils.
    #[serde(default)]
    pub rule: Option<String>,
    /// The work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// What it is called.
    pub title: String,
    /// What is backed up.
    pub what: What,
    /// Where the files lie.
    pub source: NewSource,
    /// Which files they are: a name with `*` and `?`.
    pub pattern: String,
    /// What each file is.
    pub format: Format,
    /// Hours from one backup to the next, 1 to 8,784; as the rule has it, or 24, when absent.
    #[serde(default)]
    pub every_hours: Option<i64>,
    /// Days that each is kept, 1 to 36,500; as the rule has it, or 30, when absent.
    #[serde(default)]
    pub keep_days: Option<i64>,
    /// Where backups are kept, in words.
    #[serde(default)]
    pub place: Option<String>,
    /// The least size of a good one.
    #[serde(default)]
    pub min_bytes: Option<i64>,
    /// By how much one may be smaller than those before, 1 to 100 percent; 50 when absent, 100 says nothing of it.
    #[serde(default)]
    pub shrink_percent: Option<i64>,
    /// How a file is known to be whole; not at all when absent.
    #[serde(default)]
    pub checksum: Option<Checksum>,
    /// Days from one drill to the next, 1 to 366; absent: only when somebody asks for one.
    #[serde(default)]
    pub drill_every_days: Option<i64>,
    /// Whether it is looked at; true when absent.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// What is changed of a policy; what is absent stays.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BackupPolicyChange)]
pub struct PolicyChange {
    /// The rule that it fulfils; null: none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub rule: Option<Option<String>>,
    /// The work concerned; null: none in particular.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub work: Option<Option<String>>,
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// What is backed up.
    #[serde(default)]
    pub what: Option<What>,
    /// Where the files lie. Another host, port, host key or account needs the password or key again.
    #[serde(default)]
    pub source: Option<NewSource>,
    /// Which files they are.
    #[serde(default)]
    pub pattern: Option<String>,
    /// What each file is.
    #[serde(default)]
    pub format: Option<Format>,
    /// Hours from one backup to the next.
    #[serde(default)]
    pub every_hours: Option<i64>,
    /// Days that each is kept.
    #[serde(default)]
    pub keep_days: Option<i64>,
    /// Where backups are kept, in words; empty removes it.
    #[serde(default)]
    pub place: Option<String>,
    /// The least size of a good one; null: none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub min_bytes: Option<Option<i64>>,
    /// By how much one may be smaller than those before, in percent.
    #[serde(default)]
    pub shrink_percent: Option<i64>,
    /// How a file is known to be whole.
    #[serde(default)]
    pub checksum: Option<Checksum>,
    /// Days from one drill to the next; null: only when somebody asks for one.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub drill_every_days: Option<Option<i64>>,
    /// Whether it is looked at.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// Tells `null` from what is absent.
#[expect(clippy::option_option, reason = "absent, null and a value are three things in a change")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A page of policies: of one contract, or of all that are read.
pub async fn policies(
    tx: &mut Tx,
    by: &Actor,
    (contract, state): (Option<Uuid>, Option<PolicyState>),
    page: &PageRequest,
) -> Result<Page<BackupPolicy>, BackupError> {
    let contracts = match contract {
        Some(contract) => {
            require(by, &READ, ContractId(contract))?;
            Some(vec![ContractId(contract)])
        }
        None => readable(by),
    };
    let id = |text: &str| text.parse::<Uuid>().map_err(|_| BadCursor);
    let after =
        page.after::<2>()?.map(|[contract, last]| Ok::<_, BadCursor>((id(&contract)?, id(&last)?))).transpose()?;
    let limit = page.limit();
    let rows = policy_list(tx, &Wanted { contracts, state, after }, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.contract_id.to_string(), row.id.to_string()]).map(BackupPolicy::from))
}

/// A policy.
pub async fn policy(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<BackupPolicy, BackupError> {
    Ok(known(tx, by, id).await?.into())
}

/// Sets up a policy. It is looked at at once.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewPolicy,
) -> Result<BackupPolicy, BackupError> {
    require(by, &WRITE, contract)?;
    let (id, now) = (app.env().id(), app.env().now());
    let mut form = Form::default();
    let (source, secret) = place_of(&new.source, &mut form);
    if secret.is_some() || source.door().is_some() {
        require(by, &SECRETS, contract)?;
    }
    let mut row = PolicyRow {
        id,
        contract_id: contract.0,
        rule: new.rule,
        clause: None,
        work: new.work,
        title: new.title,
        what: new.what,
        source: Json(source),
        sealed: None,
        pattern: new.pattern,
        format: new.format,
        every_hours: new.every_hours.unwrap_or(0),
        grace_minutes: 0,
        keep_days: new.keep_days.unwrap_or(0),
        place: form.optional("place", "存放位置说明", new.place.as_deref(), 200),
        min_bytes: new.min_bytes,
        shrink_percent: new.shrink_percent.unwrap_or(50),
        checksum: new.checksum.unwrap_or(Checksum::None),
        drill_every_days: new.drill_every_days,
        enabled: new.enabled.unwrap_or(true),
        checked: false,
        version: 1,
        created_at: now,
        state: PolicyState::Unknown,
        findings: Json(Vec::new()),
        last_file: None,
        last_at: None,
        last_bytes: None,
        checked_at: None,
        next_check_at: now,
        proven_at: None,
        proven_file: None,
        next_drill_at: None,
        misses: 0,
        told: None,
        told_day: None,
        fence: 0,
    };
    let standard = standard(app, tx, &mut row, &mut form).await?;
    let asked = standard.as_ref();
    row.every_hours = new.every_hours.or(asked.and_then(|rule| rule.every_hours)).unwrap_or(EVERY_HOURS);
    row.keep_days = new.keep_days.or(asked.and_then(|rule| rule.keep_days)).unwrap_or(KEEP_DAYS);
    judged(&mut row, asked, &mut form);
    form.done()?;
    if policy_count(tx, contract.0).await? >= POLICIES {
        return Err(BackupError::WrongState("这份合同的备份策略已有 2,000 个，请先删除不再需要的策略。"));
    }
    row.sealed = sealed(app, id, secret)?;
    row.next_drill_at = row.drill_every_days.map(|_| first_drill(now));
    policy_insert(tx, &row).await?;
    let detail = json!({ "title": row.title, "source": row.source.says(), "rule": row.rule });
    audited(app, tx, by, "backups.policy_add", &row, detail).await?;
    changed(app, tx, &row, "added").await?;
    Ok(row.into())
}

/// Changes a policy. What is looked at no more is no deviation any more.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: PolicyChange,
) -> Result<BackupPolicy, BackupError> {
    let contract = ContractId(known(tx, by, id).await?.contract_id);
    require(by, &WRITE, contract)?;
    policy_lock(tx, id).await?;
    let before = known(tx, by, id).await?;
    if before.version != version {
        return Err(BackupError::Stale { current: Box::new(serde_json::to_value(BackupPolicy::from(before))?) });
    }
    let now = app.env().now();
    let mut row = before.clone();
    let mut form = Form::default();
    let mut secret = None;
    if let Some(source) = &change.source {
        let (mut source, new_secret) = place_of(source, &mut form);
        let same_door = source.door() == before.source.door();
        if new_secret.is_some() || (source.door().is_some() && !same_door) {
            require(by, &SECRETS, contract)?;
        }
        if let Source::Sftp { has_secret, .. } = &mut source {
            // A secret is for the door it was given for, and goes to no other.
            let kept = same_door && before.sealed.is_some();
            *has_secret = new_secret.is_some() || kept;
            if !kept {
                row.sealed = None;
            }
            if before.sealed.is_some() && !same_door && new_secret.is_none() {
                form.wrong("source", "主机、端口、主机密钥或账号改变后，请重新填写口令或私钥");
            }
        } else {
            row.sealed = None;
        }
        row.source = Json(source);
        secret = new_secret;
    }
    row.rule = change.rule.unwrap_or(row.rule);
    row.work = change.work.unwrap_or(row.work);
    row.title = change.title.unwrap_or(row.title);
    row.what = change.what.unwrap_or(row.what);
    row.pattern = change.pattern.unwrap_or(row.pattern);
    row.format = change.format.unwrap_or(row.format);
    row.every_hours = change.every_hours.unwrap_or(row.every_hours);
    row.keep_days = change.keep_days.unwrap_or(row.keep_days);
    if change.place.is_some() {
        row.place = form.optional("place", "存放位置说明", change.place.as_deref(), 200);
    }
    row.min_bytes = change.min_bytes.unwrap_or(row.min_bytes);
    row.shrink_percent = change.shrink_percent.unwrap_or(row.shrink_percent);
    row.checksum = change.checksum.unwrap_or(row.checksum);
    row.drill_every_days = change.drill_every_days.unwrap_or(row.drill_every_days);
    row.enabled = change.enabled.unwrap_or(row.enabled);
    let standard = standard(app, tx, &mut row, &mut form).await?;
    judged(&mut row, standard.as_ref(), &mut form);
    form.done()?;
    let has_new_secret = secret.is_some();
    if let Some(sealed) = sealed(app, id, secret)? {
        row.sealed = Some(sealed);
    }
    row.next_check_at = now;
    if row.drill_every_days != before.drill_every_days {
        row.next_drill_at = row.drill_every_days.map(|days| match row.proven_at {
            Some(proven) => (proven + TimeDelta::days(days)).max(now),
            None => first_drill(now),
        });
    }
    policy_change(tx, &row).await?;
    let elsewhere = row.source.says() != before.source.says() || row.pattern != before.pattern;
    if elsewhere {
        files_clear(tx, id).await?;
    }
    if before.enabled && !row.enabled {
        settle::still(app, tx, &mut row).await?;
    }
    row.version += 1;
    let detail =
        json!({ "title": row.title, "enabled": row.enabled, "secret": has_new_secret, "source": row.source.says() });
    audited(app, tx, by, "backups.policy_change", &row, detail).await?;
    changed(app, tx, &row, "changed").await?;
    Ok(row.into())
}

/// Lets a policy go. Its checks and drills stay in the database and are shown no more.
pub async fn remove(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), BackupError> {
    let mut row = known(tx, by, id).await?;
    require(by, &WRITE, ContractId(row.contract_id))?;
    policy_retire(tx, id, app.env().now()).await?;
    settle::still(app, tx, &mut row).await?;
    audited(app, tx, by, "backups.policy_remove", &row, json!({ "title": row.title })).await?;
    changed(app, tx, &row, "removed").await
}

/// The rule that a policy names, with its clause written into the row. What is not in the contract is told.
async fn standard(
    app: &App,
    tx: &mut Tx,
    row: &mut PolicyRow,
    form: &mut Form,
) -> Result<Option<Standard>, BackupError> {
    row.rule = row.rule.take().map(|rule| rule.trim().to_owned()).filter(|rule| !rule.is_empty());
    row.work = row.work.take().map(|work| work.trim().to_owned()).filter(|work| !work.is_empty());
    (row.clause, row.checked) = (None, false);
    let shown = app.state::<Registry>().shown(tx, ContractId(row.contract_id), app.env().now()).await?;
    let compiled = shown.ok_or(BackupError::NotFound)?;
    if let Some(work) = row.work.as_deref().filter(|work| compiled.model.work(work).is_none()) {
        form.wrong("work", format!("合同中没有工作“{work}”，请从列表中选择"));
    }
    let Some(rule) = &row.rule else { return Ok(None) };
    let Some(found) = compiled.model.backups.iter().find(|known| known.id == *rule) else {
        form.wrong("rule", format!("合同中没有备份条款“{rule}”，请从列表中选择"));
        return Ok(None);
    };
    let standard = Standard::of(found);
    if let Some(work) = row.work.as_deref()
        && !standard.works.is_empty()
        && !standard.works.iter().any(|known| known == work)
    {
        form.wrong("work", format!("{}不涉及这项工作，请改选条款或工作", standard.clause));
    }
    (row.clause, row.checked) = (Some(standard.clause.clone()), standard.checked);
    Ok(Some(standard))
}

/// Whether the figures and names fit, each by itself and under the rule.
fn judged(row: &mut PolicyRow, standard: Option<&Standard>, form: &mut Form) {
    row.title = form.required("title", "名称", &row.title, 100);
    row.pattern = form.required("pattern", "文件名", &row.pattern, 200);
    if row.pattern.contains('/') {
        form.wrong("pattern", "文件名中不能有 /，请把文件夹写在位置里");
    }
    let mut between = |field, name: &str, value: i64, least: i64, most: i64| {
        if !(least..=most).contains(&value) {
            form.wrong(field, format!("{name}应在 {least} 至 {most} 之间"));
        }
    };
    between("every_hours", "备份间隔（小时）", row.every_hours, 1, 8_784);
    between("keep_days", "保存天数", row.keep_days, 1, 36_500);
    between("shrink_percent", "允许减小的百分比", row.shrink_percent, 1, 100);
    between("drill_every_days", "演练周期（天）", row.drill_every_days.unwrap_or(1), 1, 366);
    between("min_bytes", "最小字节数", row.min_bytes.unwrap_or(1), 1, i64::MAX);
    for (field, text) in standard.map(|rule| rule.looser(row.every_hours, row.keep_days)).unwrap_or_default() {
        form.wrong(field, text);
    }
    row.grace_minutes = grace_minutes(row.every_hours, standard.is_some_and(|rule| rule.strict));
}

/// Where the files lie, and what signs in there.
fn place_of(new: &NewSource, form: &mut Form) -> (Source, Option<Login>) {
    match new {
        NewSource::Folder { path } => {
            let path = form.required("source", "文件夹", path, 500);
            if !path.is_empty() && !path.starts_with('/') {
                form.wrong("source", "文件夹应是绝对路径，例如 /data/backup");
            }
            (Source::Folder { path }, None)
        }
        NewSource::Sftp { host, port, path, host_key, username, password, private_key, passphrase, .. } => {
            let filled = |secret: &Option<String>| secret.clone().filter(|secret| !secret.trim().is_empty());
            let (password, private_key, passphrase) = (filled(password), filled(private_key), filled(passphrase));
            if password.is_some() && private_key.is_some() {
                form.wrong("source", "口令和私钥二者选一");
            }
            if [&password, &private_key, &passphrase].into_iter().flatten().any(|secret| secret.len() > 20_000) {
                form.wrong("source", "口令或私钥过长");
            }
            let username = form.required("source", "账号", username, 200);
            let has_secret = password.is_some() || private_key.is_some();
            let login = Login { username: username.clone(), password, private_key, passphrase };
            let source = Source::Sftp {
                host: form.required("source", "主机", host, 253),
                port: port.unwrap_or(22),
                path: form.required("source", "文件夹", path, 500),
                host_key: form.optional("source", "主机密钥", host_key.as_deref(), 200),
                username,
                has_secret,
            };
            (source, has_secret.then_some(login))
        }
    }
}

fn sealed(app: &App, id: Uuid, login: Option<Login>) -> Result<Option<Vec<u8>>, BackupError> {
    let Some(login) = login else { return Ok(None) };
    let plain = serde_json::to_vec(&login)?;
    Ok(Some(app.state::<Sealer>().seal(&plain, &place("backup_policy", "sealed", id))))
}

/// The first drill is in the coming night, so that a policy is proved soon; the others follow in its interval.
fn first_drill(now: DateTime<Utc>) -> DateTime<Utc> {
    let night = |day| zone::start_of_day(day) + TimeDelta::hours(DRILL_HOUR);
    let today = zone::local_date(now);
    let tonight = night(today);
    if tonight > now { tonight } else { night(today.succ_opt().unwrap_or(today)) }
}

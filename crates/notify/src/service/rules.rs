//! Who is told of what under a contract.

use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{BadPlace, NotifyError};
use crate::{
    model::{Rules, Way},
    permissions::{RULES_READ, RULES_WRITE},
    store::settings,
};

/// Most rules that a contract may have.
const MOST: usize = 100;

/// The rules of a contract as they hold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesView {
    /// The rules.
    #[serde(flatten)]
    pub rules: Rules,
    /// 0: the contract has none of its own, these are the house's.
    pub version: i64,
}

/// The rules that hold for a contract.
pub async fn rules(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<RulesView, NotifyError> {
    seen(by, contract)?;
    let own = settings::rules_find(tx, contract.0).await?;
    let (rules, version) = own.unwrap_or_else(|| (Rules::of_the_house(), 0));
    Ok(RulesView { rules, version })
}

/// Gives a contract rules of its own, or changes them from the version that was read.
pub async fn set_rules(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    contract: ContractId,
    version: i64,
    rules: Rules,
) -> Result<RulesView, NotifyError> {
    seen(by, contract)?;
    by.require(&RULES_WRITE, contract)?;
    let templates: Vec<_> =
        settings::template_list(tx, contract.0).await?.into_iter().map(|template| template.id).collect();
    let channels = settings::channel_list(tx).await?;
    let robots: Vec<_> = channels
        .into_iter()
        .filter(|channel| channel.kind != "sms" && channel.contract_id.is_none_or(|id| id == contract.0))
        .map(|channel| channel.id)
        .collect();
    let bad = faults(&rules, &templates, &robots);
    if !bad.is_empty() {
        return Err(NotifyError::Bad(bad));
    }
    if !settings::rules_keep(tx, contract.0, version, &rules, by.person.0, env.now()).await? {
        return Err(NotifyError::Stale);
    }
    let detail = json!({ "rules": rules.rules.len(), "quiet": rules.quiet, "version": version + 1 });
    let entry = Entry { action: "notify.rules_set", subject: contract.0, contract: Some(contract), detail };
    audit::record(tx, env, by, entry).await?;
    Ok(RulesView { rules, version: version + 1 })
}

/// A contract that the caller has nothing to do with is not there for them.
fn seen(by: &Actor, contract: ContractId) -> Result<(), NotifyError> {
    by.require(&RULES_READ, contract).map_err(|_| NotifyError::NotFound)
}

fn faults(rules: &Rules, templates: &[uuid::Uuid], robots: &[uuid::Uuid]) -> Vec<BadPlace> {
    let mut bad = Vec::new();
    if rules.rules.len() > MOST {
        bad.push(BadPlace::new("rules", format!("规则最多 {MOST} 条，请合并或删除一些")));
    }
    for (n, rule) in rules.rules.iter().enumerate() {
        let mut at = |field: &str, message: &str| {
            bad.push(BadPlace::new(format!("rules.{n}.{field}"), format!("第 {} 条规则{message}", n + 1)));
        };
        if rule.by.is_empty() {
            at("by", "没有选择通知方式");
        }
        let only_robots = rule.by.iter().all(|way| matches!(way, Way::Robot(_)));
        if rule.to.is_empty() && !only_robots {
            at("to", "没有选择通知对象");
        }
        if rule.up_to_level.is_some_and(|level| !(1..=9).contains(&level)) {
            at("up_to_level", "的严重程度应在 1 到 9 之间");
        }
        if rule.template.is_some_and(|id| !templates.contains(&id)) {
            at("template", "的模板不存在或不属于本合同");
        }
        if rule.by.iter().any(|way| matches!(way, Way::Robot(id) if !robots.contains(id))) {
            at("by", "的群机器人不存在或不属于本合同");
        }
    }
    if rules.quiet.is_some_and(|quiet| !(0..=9).contains(&quiet.except_level)) {
        bad.push(BadPlace::new("quiet.except_level", "免打扰的例外级别应在 0 到 9 之间"));
    }
    bad
}

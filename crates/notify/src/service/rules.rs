//! Who is told of what under a contract.

use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    BadPlace, NotifyError,
    ways::{WayView, ways},
};
use crate::{
    model::{Rules, Way},
    permissions::{RULES_READ, RULES_WRITE},
    state::Notify,
    store::settings,
};

/// Most rules that a contract may have.
const MOST: usize = 100;

/// The rules of a contract as they hold.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NotificationRulesInForce)]
pub struct RulesView {
    /// The rules.
    #[serde(flatten)]
    pub rules: Rules,
    /// 0: the contract has none of its own, these are the house's.
    pub version: i64,
    /// The ways that rules of this contract may name, and what keeps each from working.
    pub ways: Vec<WayView>,
    /// The house's rules, against which a contract's own are compared and to which they go back.
    pub house: Rules,
}

/// The rules that hold for a contract.
pub async fn rules(tx: &mut Tx, notify: &Notify, by: &Actor, contract: ContractId) -> Result<RulesView, NotifyError> {
    seen(by, contract)?;
    let own = settings::rules_find(tx, contract.0).await?;
    let (rules, version) = own.unwrap_or_else(|| (Rules::of_the_house(), 0));
    let ways = ways(&settings::channel_list(tx).await?, notify, contract);
    Ok(RulesView { rules, version, ways, house: Rules::of_the_house() })
}

/// Gives a contract rules of its own, or changes them from the version that was read.
pub async fn set_rules(
    tx: &mut Tx,
    env: &Env,
    notify: &Notify,
    by: &Actor,
    contract: ContractId,
    (version, rules): (i64, Rules),
) -> Result<RulesView, NotifyError> {
    may_write(by, contract)?;
    let templates: Vec<_> =
        settings::template_list(tx, contract.0).await?.into_iter().map(|template| template.id).collect();
    let channels = settings::channel_list(tx).await?;
    let ways = ways(&channels, notify, contract);
    let bad = faults(&rules, &templates, &ways);
    if !bad.is_empty() {
        return Err(NotifyError::Bad(bad));
    }
    if !settings::rules_keep(tx, contract.0, version, &rules, by.person.0, env.now()).await? {
        return Err(NotifyError::Stale);
    }
    let detail = json!({ "rules": rules.rules.len(), "quiet": rules.quiet, "version": version + 1 });
    let entry = Entry { action: "notify.rules_set", subject: contract.0, contract: Some(contract), detail };
    audit::record(tx, env, by, entry).await?;
    Ok(RulesView { rules, version: version + 1, ways, house: Rules::of_the_house() })
}

/// A contract that the caller has nothing to do with is not there for them.
fn seen(by: &Actor, contract: ContractId) -> Result<(), NotifyError> {
    by.require(&RULES_READ, contract).map_err(|_| NotifyError::NotFound)
}

/// Whoever decides for a contract answers for all of it.
pub(super) fn may_write(by: &Actor, contract: ContractId) -> Result<(), NotifyError> {
    seen(by, contract)?;
    by.require(&RULES_WRITE, contract)?;
    if by.scope(&RULES_WRITE).covers(contract, None) { Ok(()) } else { Err(NotifyError::PartOnly) }
}

fn faults(rules: &Rules, templates: &[uuid::Uuid], ways: &[WayView]) -> Vec<BadPlace> {
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
        if !rule.by.iter().all(|way| ways.iter().any(|there| there.way == way.to_string())) {
            at("by", "的群机器人不存在或不属于本合同");
        }
    }
    if rules.quiet.is_some_and(|quiet| !(0..=9).contains(&quiet.except_level)) {
        bad.push(BadPlace::new("quiet.except_level", "免打扰的例外级别应在 0 到 9 之间"));
    }
    bad
}

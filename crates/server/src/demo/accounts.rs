//! The people of the demo: plainly made up, one account for each role and a few engineers more.

use jianyue_identity::{NewPerson, PersonEdit, change_person, create_person, set_password_without_change, set_roles};
use jianyue_kernel::{Actor, Grant, PersonId, Role};
use jianyue_platform::{contracts::Contracts, sealed::Sealer};

use super::contracts::DemoContract;
use crate::{commands::Failure, host::Host};

/// The password of every demo account.
pub const PASSWORD: &str = "Jianyue-demo-2026";

/// An account of the demo.
struct Account {
    login: &'static str,
    name: &'static str,
    role: Role,
    /// Prefixes of the contracts it works on; all of them when empty.
    on: &'static [&'static str],
    works: &'static [&'static str],
}

const fn account(login: &'static str, name: &'static str, role: Role, on: &'static [&'static str]) -> Account {
    Account { login, name, role, on, works: &[] }
}

const ACCOUNTS: [Account; 14] = [
    account("agent", "赵坐席（演示）", Role::HotlineAgent, &[]),
    account("engineer", "王工（演示）", Role::Engineer, &[]),
    account("engineer2", "陈工（演示）", Role::Engineer, &["HS", "HC"]),
    account("engineer3", "刘工（演示）", Role::Engineer, &["SC", "EX"]),
    account("engineer4", "孙工（演示）", Role::Engineer, &["RE"]),
    account("manager", "周经理（演示）", Role::VendorManager, &[]),
    account("official", "李处（演示）", Role::ClientOfficial, &["HS", "HC"]),
    account("official2", "吴科（演示）", Role::ClientOfficial, &["SC", "RE", "EX"]),
    account("official3", "孔科（演示）", Role::ClientOfficial, &["HC"]),
    account("finance", "钱会计（演示）", Role::Finance, &[]),
    account("auditor", "郑审计（演示）", Role::Auditor, &[]),
    account("sysadmin", "冯系统（演示）", Role::SystemAdministrator, &[]),
    account("secadmin", "褚安全（演示）", Role::SecurityAdministrator, &[]),
    Account {
        login: "member", name: "联合体工程师（演示）", role: Role::Engineer, on: &["RE"], works: &["3"]
    },
];

impl Account {
    fn grants(&self, contracts: &[DemoContract]) -> Vec<Grant> {
        let works: Vec<String> = self.works.iter().map(ToString::to_string).collect();
        if matches!(self.role, Role::Auditor | Role::SystemAdministrator | Role::SecurityAdministrator) {
            return vec![Grant { contract: None, role: self.role, works }];
        }
        contracts
            .iter()
            .filter(|contract| self.on.is_empty() || self.on.contains(&contract.prefix.as_str()))
            .map(|contract| Grant { contract: Some(contract.id), role: self.role, works: works.clone() })
            .collect()
    }
}

/// People who play a part in the demo year.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Everybody as an actor, by account.
    actors: Vec<(&'static str, Actor)>,
}

impl Cast {
    /// The actor with this account.
    #[must_use]
    pub fn named(&self, account: &str) -> Option<&Actor> {
        self.actors.iter().find(|(name, _)| *name == account).map(|(_, actor)| actor)
    }

    /// The `n`th of those who hold `role` on the contract, counted round and round.
    #[must_use]
    pub fn nth(&self, role: Role, contract: &DemoContract, n: usize) -> Option<&Actor> {
        let able = |actor: &&Actor| {
            actor.grants.iter().any(|g| g.role == role && g.contract == Some(contract.id) && g.works.is_empty())
        };
        let all: Vec<&Actor> = self.actors.iter().map(|(_, actor)| actor).filter(able).collect();
        if all.is_empty() { None } else { Some(all[n % all.len()]) }
    }
}

/// Opens every account.
///
/// # Errors
/// [`Failure`] when an account is refused.
pub async fn load(host: &Host, contracts: &[DemoContract]) -> Result<Cast, Failure> {
    let by = Actor::system("演示数据");
    let env = host.app.env();
    let password =
        host.modules.identity.passwords().hash(PASSWORD).await.map_err(|error| Failure::input(error.to_string()))?;
    let mut tx = host.app.db().write().await?;
    let mut actors = Vec::with_capacity(ACCOUNTS.len());
    for account in &ACCOUNTS {
        let refused = |error: &dyn std::error::Error| Failure::input(format!("{}: {error}", account.login));
        let new =
            NewPerson { account: account.login.to_owned(), name: account.name.to_owned(), locale: "zh-CN".to_owned() };
        let person = create_person(&mut tx, env, &by, &new, None).await.map_err(|e| refused(&e))?;
        set_password_without_change(&mut tx, env, &by, person.id, &password).await.map_err(|e| refused(&e))?;
        // A name that the internet never resolves: a demo that is given a mail server reaches nobody by mistake.
        let edit = PersonEdit { email: Some(format!("{}@example.invalid", account.login)), ..PersonEdit::default() };
        let sealer = host.app.state::<Sealer>();
        change_person(&mut tx, env, sealer, &by, (person.id, None, &edit)).await.map_err(|e| refused(&e))?;
        let grants = account.grants(contracts);
        set_roles(&mut tx, env, host.app.state::<Contracts>(), &by, (person.id, &grants))
            .await
            .map_err(|e| refused(&e))?;
        actors.push((account.login, acting(person.id, account.name, grants)));
    }
    tx.commit().await?;
    Ok(Cast { actors })
}

/// A person as an actor of the demo, outside of any session.
fn acting(person: PersonId, name: &str, grants: Vec<Grant>) -> Actor {
    let kind = jianyue_kernel::ActorKind::Person { session: uuid::Uuid::nil() };
    Actor { person, kind, grants, ..Actor::system(name) }
}

/// The accounts as a table for the terminal.
#[must_use]
pub fn table() -> String {
    use std::fmt::Write;
    let mut text = format!("  {:<11}{:<16}{}\n", "账号", "角色", "姓名 / 合同");
    for account in &ACCOUNTS {
        let on = if account.on.is_empty() { String::new() } else { format!("（{}）", account.on.join("、")) };
        let _ = writeln!(text, "  {:<12}{:<14}{}{on}", account.login, account.role.name(), account.name);
    }
    let _ = writeln!(text, "  密码均为 {PASSWORD}");
    text
}

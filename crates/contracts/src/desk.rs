//! What use cases of modules need besides their transaction: the application, time and ids, who acts, and what they may see.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{Actor, ContractId, ContractScope, Env, Permission};
use jianyue_platform::{App, Tx, db::DbError};
use jianyue_sla::zone;

use crate::{
    refusal::Refusal,
    registry::{Compiled, Registry, RegistryError},
};

/// Who acts, where and when.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Where contracts and the other modules are found.
    pub app: &'a App,
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a Actor,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn of(app: &'a App, by: &'a Actor) -> Self {
        Self { app, env: app.env(), by }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.env.now()
    }

    /// Today in Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        zone::local_date(self.now())
    }

    /// The version of a contract that holds on `day`, or else the first.
    ///
    /// # Errors
    /// When there is no such contract, or the database refuses.
    pub async fn version(&self, tx: &mut Tx, contract: ContractId, day: NaiveDate) -> Result<Arc<Compiled>, Refusal> {
        let found = self.app.state::<Registry>().shown(tx, contract, zone::start_of_day(day)).await?;
        found.ok_or(Refusal::NotFound)
    }

    /// What the caller may read of `contract`, when that is anything.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it is nothing.
    pub fn reader(&self, read: &Permission, contract: ContractId) -> Result<ContractScope, Refusal> {
        let scope = self.by.scope(read);
        let knows = match &scope {
            ContractScope::All => true,
            ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
        };
        if knows { Ok(scope) } else { Err(Refusal::NotFound) }
    }

    /// Lets the caller on when `needed` is held on `works` of `contract`; none means all of them. What they may not `read` is
    /// not there.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] or [`Refusal::Denied`].
    pub fn require(
        &self,
        read: &Permission,
        needed: &Permission,
        contract: ContractId,
        works: &[String],
    ) -> Result<(), Refusal> {
        if !covers(&self.by.scope(read), contract, works) {
            return Err(Refusal::NotFound);
        }
        if covers(&self.by.scope(needed), contract, works) {
            return Ok(());
        }
        Err(self.by.require(needed, contract).err().map_or(Refusal::NotFound, Refusal::Denied))
    }
}

/// The version of a contract that holds on `day`, or else the first, for what is asked by the program itself; `None` where
/// there is none that can be read.
///
/// # Errors
/// When the database refuses.
pub async fn version_on(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    day: NaiveDate,
) -> Result<Option<Arc<Compiled>>, DbError> {
    match app.state::<Registry>().shown(tx, contract, zone::start_of_day(day)).await {
        Ok(found) => Ok(found),
        Err(RegistryError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether `scope` covers something that concerns `works` of `contract`; none means all of them.
#[must_use]
pub fn covers(scope: &ContractScope, contract: ContractId, works: &[String]) -> bool {
    match works {
        [] => scope.covers(contract, None),
        works => works.iter().all(|work| scope.covers(contract, Some(work))),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn who_sees_some_works_sees_what_concerns_no_other() {
        let contract = ContractId(Uuid::from_u128(1));
        let works = |keys: &[&str]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let some = ContractScope::Only(vec![(contract, works(&["1", "3"]))]);
        assert!(covers(&some, contract, &works(&["3", "1"])));
        assert!(!covers(&some, contract, &works(&["3", "2"])) && !covers(&some, contract, &[]));
        assert!(covers(&ContractScope::Only(vec![(contract, vec![])]), contract, &[]));
    }
}

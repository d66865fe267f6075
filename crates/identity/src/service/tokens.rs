//! API tokens: programs that act for a person, with some of their permissions, for a while.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, ContractScope, Env, Permission};
use jianyue_platform::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use crate::{
    model::ApiToken,
    policy::{
        self,
        spelling::{self, BadName},
    },
    secrets::{self, FEED_PREFIX, TOKEN_PREFIX},
    service::{note, session_of},
    store,
};

/// Why a token was not made or withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// A program asked.
    #[error("此操作需要本人登录后进行，不能使用访问令牌。")]
    SessionOnly,
    /// No name.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// A token that could do nothing.
    #[error("请至少选择一项权限。")]
    NoScope,
    /// A code that nothing has, or that the caller does not hold.
    #[error("您没有权限“{0}”，不能授予访问令牌。请从您自己的权限中选择。")]
    NotHeld(String),
    /// A code that programs never get.
    #[error("权限“{0}”不能授予访问令牌：人员和授权只能由本人登录后管理。")]
    NotForTokens(String),
    /// A contract on which the caller has no role.
    #[error("您在合同 {0} 上没有角色，不能为它授权。请从您自己的合同中选择。")]
    NotYourContract(ContractId),
    /// An end in the past or too far off.
    #[error("到期时间应在现在之后、{} 天以内。", policy::TOKEN_LIFE.num_days())]
    BadExpiry,
    /// There is no such token of this person.
    #[error("没有这个访问令牌，可能已经作废。")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a new token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// Permission codes.
    pub scopes: Vec<String>,
    /// The contracts it is limited to; empty: all that the person has.
    pub contracts: Vec<ContractId>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// How it is used.
    pub kind: TokenKind,
}

/// How a token is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenKind {
    /// In a header, by programs that speak to the API.
    #[default]
    Program,
    /// In the address of a calendar, and nowhere else: such addresses are passed on and written down.
    Calendar,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Program => TOKEN_PREFIX,
            Self::Calendar => FEED_PREFIX,
        }
    }
}

/// Makes a token; its secret is told once.
pub async fn create(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    catalogue: &[&Permission],
    new: NewToken,
) -> Result<(ApiToken, String), TokenError> {
    session_of(by).ok_or(TokenError::SessionOnly)?;
    spelling::check_name(&new.name)?;
    check_scopes(by, catalogue, &new.scopes)?;
    check_contracts(by, &new.contracts)?;
    let life = new.expires_at - env.now();
    if life <= chrono::TimeDelta::zero() || life > policy::TOKEN_LIFE {
        return Err(TokenError::BadExpiry);
    }
    let token = ApiToken {
        id: env.id(),
        person: by.person,
        name: new.name.trim().to_owned(),
        scopes: new.scopes,
        contracts: new.contracts,
        created_at: env.now(),
        expires_at: new.expires_at,
        revoked_at: None,
    };
    let secret = format!("{}{}", new.kind.prefix(), secrets::random_secret());
    store::tokens::token_insert(tx, &token, &secrets::digest(&secret)).await?;
    let detail = json!({ "name": token.name, "scopes": token.scopes, "contracts": token.contracts,
                         "expires_at": token.expires_at, "calendar": new.kind == TokenKind::Calendar });
    note(tx, env, by, "identity.create_token", token.id, detail).await?;
    Ok((token, secret))
}

fn check_scopes(by: &Actor, catalogue: &[&Permission], scopes: &[String]) -> Result<(), TokenError> {
    if scopes.is_empty() {
        return Err(TokenError::NoScope);
    }
    for code in scopes {
        if policy::NOT_FOR_TOKENS.contains(&code.as_str()) {
            return Err(TokenError::NotForTokens(code.clone()));
        }
        let permission = catalogue.iter().find(|permission| permission.code == code);
        let is_held = permission.is_some_and(|permission| match by.scope(permission) {
            ContractScope::All => true,
            ContractScope::Only(contracts) => !contracts.is_empty(),
        });
        if !is_held {
            return Err(TokenError::NotHeld(code.clone()));
        }
    }
    Ok(())
}

fn check_contracts(by: &Actor, contracts: &[ContractId]) -> Result<(), TokenError> {
    let foreign = contracts.iter().find(|contract| by.roles_on(**contract).next().is_none());
    foreign.map_or(Ok(()), |contract| Err(TokenError::NotYourContract(*contract)))
}

/// The caller's own tokens.
pub async fn list_own(tx: &mut Tx, by: &Actor) -> Result<Vec<ApiToken>, TokenError> {
    session_of(by).ok_or(TokenError::SessionOnly)?;
    Ok(store::tokens::token_list(tx, by.person).await?)
}

/// Withdraws one of the caller's own tokens.
pub async fn revoke_own(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), TokenError> {
    session_of(by).ok_or(TokenError::SessionOnly)?;
    if !store::tokens::token_revoke(tx, id, by.person, env.now()).await? {
        return Err(TokenError::NotFound);
    }
    note(tx, env, by, "identity.revoke_token", id, json!({})).await?;
    Ok(())
}

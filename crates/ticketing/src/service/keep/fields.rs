//! Names and texts of what is kept.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    error::TicketError,
    fill::{self, UnknownVariable},
    model::{ItemRow, Step},
    service::steps::few_enough,
    text,
};

/// Where something is shared from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Where it was.
    #[default]
    AsItWas,
    /// On this contract, or nowhere.
    On(Option<Uuid>),
}

impl Sharing {
    /// The contract, from the one before.
    pub(super) fn from(self, before: Option<Uuid>) -> Option<Uuid> {
        match self {
            Self::AsItWas => before,
            Self::On(contract) => contract,
        }
    }
}

/// Null is nowhere; where it was if the member is absent, which `#[serde(default)]` gives.
impl<'de> Deserialize<'de> for Sharing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::On)
    }
}

/// What is to be changed of something that is kept; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change<B> {
    /// Another name.
    pub name: Option<String>,
    /// Where it is shared from now on.
    pub sharing: Sharing,
    /// Other content.
    pub body: Option<B>,
    /// Another place among one's views.
    pub position: Option<i64>,
}

/// A name.
pub(super) fn name(name: &str) -> Result<String, TicketError> {
    let mut bad = Vec::new();
    let name = text::line("name", "名称", name, &mut bad);
    if name.chars().count() > 50 {
        bad.push(crate::error::BadField::new("name", "名称最多 50 个字，请缩短"));
    }
    if bad.is_empty() { Ok(name) } else { Err(TicketError::BadFields(bad)) }
}

/// The text of a reply template.
pub(super) fn reply(said: &str) -> Result<String, TicketError> {
    let said = text::one("text", "模板内容", said)?;
    fill::check(&said).map_err(|wrong| unknown("text", None, wrong))?;
    Ok(said)
}

/// The steps of a macro.
pub(super) fn steps(mut steps: Vec<Step>) -> Result<Vec<Step>, TicketError> {
    few_enough(&steps)?;
    for (at, step) in steps.iter_mut().enumerate() {
        let number = at + 1;
        if matches!(step, Step::CheckIn(_)) {
            let says = format!("第 {number} 步：到场打卡要在现场做，不能写进宏，请删除这一步");
            return Err(TicketError::field("steps", says));
        }
        for (must, said) in step.texts_mut() {
            if must && said.trim().is_empty() {
                return Err(TicketError::field("steps", format!("第 {number} 步的内容没有填写")));
            }
            let mut bad = Vec::new();
            text::optional("steps", &format!("第 {number} 步的内容"), said, &mut bad);
            if !bad.is_empty() {
                return Err(TicketError::BadFields(bad));
            }
            fill::check(said).map_err(|wrong| unknown("steps", Some(at), wrong))?;
        }
    }
    Ok(steps)
}

fn unknown(field: &'static str, step: Option<usize>, wrong: UnknownVariable) -> TicketError {
    TicketError::UnknownVariable { field, step, wrong }
}

/// What a row holds, as its kind reads it.
pub(super) fn body<B: DeserializeOwned>(row: &ItemRow) -> Result<B, TicketError> {
    Ok(serde_json::from_value(row.body.0.clone()).map_err(jianyue_platform::DbError::from)?)
}

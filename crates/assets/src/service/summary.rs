//! How many there are: by level, state, class and place, and against what the contract lists.

use std::collections::{BTreeMap, HashMap};

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, DbError, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::frame;
use crate::{
    error::AssetError,
    model::{Level, State},
    permissions::{READ, require_some},
    store::{
        asset::assets_by_rule,
        count::{AssetCount, asset_counts, asset_places, spare_counts},
    },
};

/// Assets whose books one level keeps.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetLevelCount)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// What the contract calls it.
    pub label: String,
    /// How many rows.
    pub n: i64,
    /// How many pieces.
    pub quantity: i64,
    /// What they cost, in fen.
    pub price: i64,
    /// How many rows a department has otherwise in its books.
    pub differing: i64,
}

/// Assets in one state.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetStateCount)]
pub struct StateCount {
    /// The state.
    pub state: State,
    /// How many rows.
    pub n: i64,
}

/// Assets of one class, those of the classes below it not counted in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetClassCount)]
pub struct ClassCount {
    /// The class.
    pub class_id: Uuid,
    /// How many rows.
    pub n: i64,
}

/// Assets at one place.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetPlaceCount)]
pub struct PlaceCount {
    /// The place.
    pub place: String,
    /// How many rows.
    pub n: i64,
}

/// A line of the contract against the register.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetContractLine)]
pub struct ContractLine {
    /// Its rule.
    pub rule: String,
    /// Where it stands.
    pub clause: String,
    /// What it is.
    pub title: String,
    /// Model as printed.
    pub model: Option<String>,
    /// How many the contract names; absent when no figure is printed.
    pub contracted: Option<i64>,
    /// Of what.
    pub unit: Option<String>,
    /// How many the register has, without what is scrapped or lost.
    pub registered: i64,
}

/// How many assets and spares a contract has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssetSummary {
    /// Rows of assets.
    pub assets: i64,
    /// Of these, rows that a department has otherwise in its books.
    pub differing: i64,
    /// By who keeps the books.
    pub levels: Vec<LevelCount>,
    /// By where they stand.
    pub states: Vec<StateCount>,
    /// By class.
    pub classes: Vec<ClassCount>,
    /// By place, the most used first, at most 200.
    pub places: Vec<PlaceCount>,
    /// What the contract lists.
    pub lines: Vec<ContractLine>,
    /// Spares.
    pub spares: i64,
    /// Spares of which there are too few.
    pub low: i64,
    /// Parts of service sheets that wait to be settled.
    pub unbooked: i64,
}

/// How many assets and spares a contract has, of those that `by` may see.
pub async fn summary(app: &App, tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<AssetSummary, AssetError> {
    require_some(by, &READ, contract)?;
    let scope = by.scope(&READ);
    let version = frame::version(app, tx, contract).await?;
    let counts = asset_counts(tx, &scope, contract).await?;
    let (spares, low, unbooked) = spare_counts(tx, &scope, contract).await?;
    let places = asset_places(tx, &scope, contract).await?;
    let have: HashMap<String, i64> = registered(tx, contract).await?.into_iter().collect();
    let lines = version.model.assets.iter().filter(|line| {
        scope.covers(contract, None) || line.works.iter().any(|work| scope.covers(contract, Some(work)))
    });
    let lines = lines
        .map(|line| ContractLine {
            rule: line.id.clone(),
            clause: line.clause.clone(),
            title: line.title.clone(),
            model: line.model.clone(),
            contracted: line.quantity.map(i64::from),
            unit: line.unit.clone(),
            registered: have.get(&line.id).copied().unwrap_or_default(),
        })
        .collect();
    let labels = version.model.asset_rules.iter().map(|rule| &rule.levels).find(|levels| !levels.is_empty());
    Ok(AssetSummary {
        assets: counts.iter().map(|count| count.n).sum(),
        differing: counts.iter().map(|count| count.differing).sum(),
        levels: Level::ALL.into_iter().map(|level| of_level(level, labels, &counts)).collect(),
        states: State::ALL.into_iter().map(|state| of_state(state, &counts)).collect(),
        classes: by_class(&counts),
        places: places.into_iter().map(|(place, n)| PlaceCount { place, n }).collect(),
        lines,
        spares,
        low,
        unbooked,
    })
}

/// How many the register has of each line of the contract.
pub(super) async fn registered(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, i64)>, DbError> {
    assets_by_rule(tx, contract).await
}

fn of_level(level: Level, labels: Option<&Vec<String>>, counts: &[AssetCount]) -> LevelCount {
    let of = || counts.iter().filter(|count| count.level == level.code());
    // Contracts name the levels in the same words or close to them.
    let begin: String = level.label().chars().take(2).collect();
    let label = labels.and_then(|labels| labels.iter().find(|label| label.starts_with(&begin)));
    LevelCount {
        level,
        label: label.cloned().unwrap_or_else(|| level.label().to_owned()),
        n: of().map(|count| count.n).sum(),
        quantity: of().map(|count| count.quantity).sum(),
        price: of().map(|count| count.price).sum(),
        differing: of().map(|count| count.differing).sum(),
    }
}

fn of_state(state: State, counts: &[AssetCount]) -> StateCount {
    let n = counts.iter().filter(|count| count.state == state.code()).map(|count| count.n).sum();
    StateCount { state, n }
}

fn by_class(counts: &[AssetCount]) -> Vec<ClassCount> {
    let mut classes: BTreeMap<Uuid, i64> = BTreeMap::new();
    for count in counts {
        *classes.entry(count.class_id).or_default() += count.n;
    }
    classes.into_iter().map(|(class_id, n)| ClassCount { class_id, n }).collect()
}

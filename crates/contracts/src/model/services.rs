//! What is served and what it costs.

use jianyue_kernel::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{rule::rule, values::AmountText};

rule! {
    /// A work, subsystem or group of the service. Tickets are opened on one.
    pub struct Work {
        /// Short name that other tables refer to: `1`, `apps`.
        pub key: String,
        /// Title as printed.
        pub title: String,
        /// Services that the contract lists for it.
        #[serde(default)]
        pub services: Vec<Service>,
        /// Systems and devices that it covers.
        #[serde(default)]
        pub systems: Vec<System>,
    }
}

/// A service that the contract lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Short name, unique in its work: `hotline`.
    pub key: String,
    /// Title as printed.
    pub title: String,
    /// Where it is listed.
    pub clause: String,
    /// What it means, in our words.
    pub text: Option<String>,
}

/// A system or device that a work covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Short name, unique in its work.
    pub key: String,
    /// Title as printed.
    pub title: String,
    /// Where it is listed.
    pub clause: String,
    /// Model as printed.
    pub model: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// Unit of the quantity: `点`, `台`.
    pub unit: Option<String>,
    /// Keys of the services that it gets; empty means all of its work.
    #[serde(default)]
    pub services: Vec<String>,
}

rule! {
    /// The price list.
    pub struct PriceList {
        /// Printed total.
        #[schemars(with = "AmountText")]
        pub total: Money,
        /// Printed total in capitals.
        pub capitals: Option<String>,
        /// Its groups, in printed order.
        pub groups: Vec<PriceGroup>,
    }
}

/// A group of the price list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceGroup {
    /// Heading exactly as printed, even where it is wrong.
    pub heading: String,
    /// Where it is printed.
    pub clause: String,
    /// Key of the work that the product reads it as.
    pub work: String,
    /// Printed subtotal.
    #[schemars(with = "Option<AmountText>")]
    pub subtotal: Option<Money>,
    /// Its lines.
    pub items: Vec<PriceItem>,
}

/// A line of the price list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    /// Title as printed.
    pub title: String,
    /// Keys of the services that it bills; empty means the one with the same title.
    #[serde(default)]
    pub services: Vec<String>,
    /// Printed quantity; 1 when absent.
    pub quantity: Option<u32>,
    /// Printed price of one.
    #[schemars(with = "Option<AmountText>")]
    pub unit_price: Option<Money>,
    /// Printed amount.
    #[schemars(with = "AmountText")]
    pub amount: Money,
}

//! The words of the demo year, read from `texts.toml`.

use serde::Deserialize;

/// Everything that is said in the demo year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// What happens under each contract.
    pub contract: Vec<ContractTexts>,
    /// What is said on any ticket.
    pub replies: Replies,
}

/// What happens under one contract.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractTexts {
    /// The contract.
    pub slug: String,
    /// Offices that report.
    pub units: Vec<String>,
    /// Systems as the contract names them.
    pub systems: Vec<String>,
    /// Title, description and solution of faults; `{system}`, `{unit}` and `{n}` are filled in.
    pub faults: Vec<[String; 3]>,
    /// Titles of requests.
    pub requests: Vec<String>,
    /// Titles of consultations.
    pub questions: Vec<String>,
}

/// What is said on any ticket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    /// To the reporter.
    pub public: Vec<String>,
    /// Among colleagues.
    pub internal: Vec<String>,
    /// Why a clock is paused.
    pub pauses: Vec<String>,
    /// Why a solution is refused.
    pub refusals: Vec<String>,
    /// What a satisfied reporter says.
    pub praise: Vec<String>,
}

impl Texts {
    /// The texts in the program.
    ///
    /// # Errors
    /// When `texts.toml` is not of this shape; a test reads it.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("texts.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_texts_can_be_read_and_cover_five_contracts() {
        let texts = Texts::embedded().unwrap();
        assert_eq!(texts.contract.len(), 5);
        for contract in &texts.contract {
            assert!(!contract.units.is_empty() && !contract.systems.is_empty() && contract.faults.len() >= 5);
        }
    }
}

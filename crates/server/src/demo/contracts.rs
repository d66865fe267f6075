//! The five contracts of the demo: each as printed, and a made-up extension that lets the demo year run under it.

use chrono::{Datelike, NaiveDate};
use jianyue_contracts::registry::NewText;
use jianyue_kernel::{Actor, ContractId};

use crate::{commands::Failure, host::Host};

/// The contracts in the program, in the order in which they are loaded.
pub const TEXTS: [&str; 5] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
];

/// A contract of the demo.
#[derive(Clone, Debug)]
pub struct DemoContract {
    /// Its id.
    pub id: ContractId,
    /// Its stable name.
    pub slug: String,
    /// Prefix of its numbers.
    pub prefix: String,
}

/// Imports each contract as printed, and then its extension from `first_day` to the end of the year after `last_day`.
///
/// # Errors
/// [`Failure`] when a text is refused.
pub async fn load(host: &Host, first_day: NaiveDate, last_day: NaiveDate) -> Result<Vec<DemoContract>, Failure> {
    let by = Actor::system("演示数据");
    let until = NaiveDate::from_ymd_opt(last_day.year() + 1, 12, 31).unwrap_or(last_day);
    let mut loaded = Vec::with_capacity(TEXTS.len());
    for text in TEXTS {
        let extended = extended(text, until).ok_or_else(|| Failure::input("a contract of the demo has no term"))?;
        let amended = NewText {
            text: &extended,
            effective_on: Some(first_day),
            note: Some("演示续期：为演示数据延长服务期，非真实补充协议。"),
        };
        let mut tx = host.app.db().write().await?;
        let env = host.app.env();
        let refused = |error: jianyue_contracts::registry::ImportError| Failure::input(error.to_string());
        let original = NewText { text, effective_on: None, note: Some("按合同文本录入") };
        let imported = host.registry().import(&mut tx, env, &by, &original).await.map_err(refused)?;
        host.registry().import(&mut tx, env, &by, &amended).await.map_err(refused)?;
        tx.commit().await?;
        loaded.push(DemoContract { id: imported.contract, slug: imported.slug, prefix: imported.prefix });
    }
    Ok(loaded)
}

/// The text with the last day of its term moved to `until`.
fn extended(text: &str, until: NaiveDate) -> Option<String> {
    let term = text.find("\n[term]")?;
    let line = term + text[term..].find("\nend = ")? + 1;
    let rest = text[line..].find('\n').map_or("", |end| &text[line + end..]);
    Some(format!("{}end = {until}{rest}", &text[..line]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_moves_the_end_of_the_term_and_nothing_else() {
        let until = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
        for text in TEXTS {
            let extended = extended(text, until).unwrap();
            assert_eq!(extended.lines().count(), text.lines().count());
            let changed: Vec<_> = text.lines().zip(extended.lines()).filter(|(a, b)| a != b).collect();
            assert_eq!(changed.len(), 1);
            assert_eq!(changed[0].1, "end = 2027-12-31");
        }
    }
}

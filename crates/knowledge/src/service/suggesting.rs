//! What may help with a ticket while it is typed.

use std::collections::HashMap;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{Tx, text::pairs_of};
use uuid::Uuid;

use crate::{
    error::KnowledgeError,
    model::{ArticleSuggestion, number},
    permissions::{READ, Seen, holds},
    policy::rank::{rank, worth_reading},
    store::{
        gram::{Field, gram_counts, gram_hits},
        list::{CardRow, article_offered},
    },
};

/// Characters of what is typed that are looked at.
const LOOKED_AT: usize = 400;
/// Articles that are suggested at most.
const MOST: usize = 5;
/// Articles that are read, because some of them are of works that are not seen.
const READ_OF: usize = 20;

/// Up to five offered articles of the house and of `contract` that have most in common with `text`. Every step goes by an
/// index and is bounded.
pub async fn suggest(
    tx: &mut Tx,
    by: &Actor,
    contract: Uuid,
    text: &str,
) -> Result<Vec<ArticleSuggestion>, KnowledgeError> {
    if !holds(&by.scope(&READ), ContractId(contract)) {
        return Err(KnowledgeError::NotFound);
    }
    let seen = Seen::by(by);
    let asked = pairs_of(text, LOOKED_AT);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let field = Field { contract, client: !holds(&seen.writes, ContractId(contract)) };
    let counts = worth_reading(gram_counts(tx, field, &asked).await?);
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let grams: Vec<String> = counts.iter().map(|(gram, _)| gram.clone()).collect();
    let hits = gram_hits(tx, field, &grams).await?;
    let mut ranked = rank(asked.len(), &counts, &hits);
    ranked.truncate(READ_OF);
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    let rows = article_offered(tx, &seen, &ranked).await?;
    let mut rows: HashMap<Uuid, CardRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ranked.iter().filter_map(|id| rows.remove(id)).take(MOST).map(suggestion).collect())
}

fn suggestion(row: CardRow) -> ArticleSuggestion {
    ArticleSuggestion {
        id: row.id,
        number: number(row.no),
        contract_id: row.contract_id,
        title: row.title,
        excerpt: row.answer,
        used: row.used,
    }
}

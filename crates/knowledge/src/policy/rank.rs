//! Which articles may help: those that share pairs of characters with what is being typed, rare ones counting for more.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// Pairs of a question that are looked up at most, the rarest first.
const LOOKED_UP: usize = 40;
/// Places of the index that are read at most for one question.
const READ: i64 = 4_000;

/// A pair that an article holds.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hit {
    /// The pair.
    pub gram: String,
    /// The article.
    pub article_id: Uuid,
    /// More in the title than in the text.
    pub weight: i64,
}

/// Of the pairs that were asked for, and how many articles hold each, those that are worth reading: the rarest, up to a
/// bound, so that a question costs the same however many articles there are.
#[must_use]
pub fn worth_reading(mut counts: Vec<(String, i64)>) -> Vec<(String, i64)> {
    counts.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    let mut read = 0;
    counts.truncate(LOOKED_UP);
    counts.retain(|(_, n)| {
        read += n;
        read <= READ
    });
    counts
}

/// Articles by how much they have in common with the question: the weights of the pairs they share, each divided by how
/// common the pair is. One shared pair alone is chance, unless nothing more was `asked`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of articles and small weights")]
pub fn rank(asked: usize, counts: &[(String, i64)], hits: &[Hit]) -> Vec<Uuid> {
    let rarity: HashMap<&str, f64> =
        counts.iter().map(|(gram, n)| (gram.as_str(), 1.0 / (1.0 + (*n.max(&1) as f64).ln()))).collect();
    let mut scores: HashMap<Uuid, (f64, HashSet<&str>)> = HashMap::new();
    for hit in hits {
        let (score, shared) = scores.entry(hit.article_id).or_default();
        if shared.insert(&hit.gram) {
            *score += hit.weight as f64 * rarity.get(hit.gram.as_str()).copied().unwrap_or_default();
        }
    }
    let needed = asked.min(2);
    let mut ranked: Vec<(Uuid, f64)> = scores
        .into_iter()
        .filter(|(_, (_, shared))| shared.len() >= needed)
        .map(|(id, (score, _))| (id, score))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.into_iter().map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(gram: &str, article: u128, weight: i64) -> Hit {
        Hit { gram: gram.to_owned(), article_id: Uuid::from_u128(article), weight }
    }

    fn counts(of: &[(&str, i64)]) -> Vec<(String, i64)> {
        of.iter().map(|(gram, n)| ((*gram).to_owned(), *n)).collect()
    }

    #[test]
    fn what_is_rare_counts_for_more_than_what_is_common() {
        let counts = counts(&[("系统", 90), ("无法", 80), ("证书", 2), ("书过", 1)]);
        let hits = [hit("系统", 1, 1), hit("无法", 1, 1), hit("证书", 2, 1), hit("书过", 2, 1)];
        assert_eq!(rank(4, &counts, &hits), [Uuid::from_u128(2), Uuid::from_u128(1)]);
    }

    #[test]
    fn a_title_counts_for_more_than_a_text() {
        let counts = counts(&[("证书", 2), ("书过", 2)]);
        let hits = [hit("证书", 1, 1), hit("书过", 1, 1), hit("证书", 2, 3), hit("书过", 2, 3)];
        assert_eq!(rank(2, &counts, &hits)[0], Uuid::from_u128(2));
    }

    #[test]
    fn one_shared_pair_is_chance_unless_it_is_all_that_was_asked() {
        let counts = counts(&[("证书", 1)]);
        assert!(rank(5, &counts, &[hit("证书", 1, 3)]).is_empty());
        assert_eq!(rank(1, &counts, &[hit("证书", 1, 3)]).len(), 1);
        // The same pair twice is still one.
        assert!(rank(5, &counts, &[hit("证书", 1, 3), hit("证书", 1, 3)]).is_empty());
    }

    #[test]
    fn common_pairs_are_not_read_when_there_are_too_many() {
        let mut many = counts(&[("系统", 5_000), ("证书", 3), ("无法", 3_990)]);
        assert_eq!(worth_reading(many.clone()), counts(&[("证书", 3), ("无法", 3_990)]));
        many.extend((0..100).map(|n| (format!("g{n:03}"), 1)));
        assert_eq!(worth_reading(many).len(), LOOKED_UP);
    }
}

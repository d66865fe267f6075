//! Search in Chinese: texts are cut to pairs of characters by one function for both databases and every module, so that
//! every word of two characters is found by an index and no dictionary is needed.
//!
//! A run of Chinese characters gives each pair of neighbours and its last character alone; a run of letters or digits gives
//! itself, and a number also without its leading zeros, so that `123` finds `HS-2026-000123`.

use std::{collections::HashSet, fmt::Write};

/// The most characters of a text that are indexed.
const INDEXED: usize = 8_000;
/// The most characters of a question that are looked for.
const ASKED: usize = 100;

/// A piece of text.
#[derive(Debug, PartialEq, Eq)]
enum Run {
    /// Characters without spaces between words.
    Han(Vec<char>),
    /// A word or number in small letters.
    Word(String),
}

/// One thing that must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    grams: Vec<String>,
    /// Whether the last gram may go on.
    open: bool,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    phrases: Vec<Phrase>,
    /// Words of which one is enough instead of everything else.
    instead: Vec<String>,
}

/// The grams of `texts`, each text apart from the next.
fn grams(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| runs(text, INDEXED)).flat_map(Run::grams).collect()
}

/// `texts` as SQLite's full-text index takes them.
#[must_use]
pub fn document(texts: &[&str]) -> String {
    grams(texts).join(" ")
}

/// `texts` as a tsvector of PostgreSQL, with positions.
#[must_use]
pub fn vector(texts: &[&str]) -> String {
    // Positions end at 16383 in PostgreSQL; a text that is longer is found by its beginning.
    let mut vector = String::new();
    for (position, gram) in grams(texts).into_iter().take(16_000).enumerate() {
        let _ = write!(vector, "'{gram}':{} ", position + 1);
    }
    vector
}

/// The different pairs, words and numbers in the first `most` characters of `text`, in their order: what two texts have in
/// common when they are about the same thing. Single characters are none.
#[must_use]
pub fn pairs_of(text: &str, most: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let grams = runs(text, most).into_iter().flat_map(Run::grams).filter(|gram| gram.chars().nth(1).is_some());
    grams.filter(|gram| seen.insert(gram.clone())).collect()
}

impl Query {
    /// What `text` asks for; `None` when it holds nothing that could be looked for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let phrases: Vec<_> = text.split_whitespace().filter_map(Phrase::of).collect();
        (!phrases.is_empty()).then_some(Self { phrases, instead: Vec::new() })
    }

    /// What only these words ask for, as they stand in the index; one of them is enough.
    #[must_use]
    pub fn words(words: Vec<String>) -> Self {
        Self { phrases: Vec::new(), instead: words }
    }

    /// The same, where one of these words is enough instead.
    #[must_use]
    pub fn or_words(self, words: Vec<String>) -> Self {
        Self { instead: words, ..self }
    }

    /// `phrases` in which all must be there, or one of the words.
    fn any(&self, phrases: Vec<String>, and: &str, or: &str, word: impl Fn(&String) -> String) -> String {
        if self.instead.is_empty() {
            return phrases.join(and);
        }
        let phrases = Some(phrases.join(and)).filter(|all| !all.is_empty()).map(|all| format!("({all})"));
        let any: Vec<_> = phrases.into_iter().chain(self.instead.iter().map(word)).collect();
        format!("({})", any.join(or))
    }

    /// As FTS5 reads it: every phrase must be there.
    #[must_use]
    pub fn fts5(&self) -> String {
        let phrase = |phrase: &Phrase| format!("\"{}\"{}", phrase.grams.join(" "), if phrase.open { " *" } else { "" });
        self.any(self.phrases.iter().map(phrase).collect(), " AND ", " OR ", |word| format!("\"{word}\""))
    }

    /// As a tsquery: every phrase must be there.
    #[must_use]
    pub fn tsquery(&self) -> String {
        let phrase = |phrase: &Phrase| {
            let last = phrase.grams.len() - 1;
            let gram =
                |(i, gram): (usize, &String)| format!("'{gram}'{}", if phrase.open && i == last { ":*" } else { "" });
            format!("({})", phrase.grams.iter().enumerate().map(gram).collect::<Vec<_>>().join(" <-> "))
        };
        self.any(self.phrases.iter().map(phrase).collect(), " & ", " | ", |word| format!("'{word}'"))
    }
}

impl Phrase {
    fn of(text: &str) -> Option<Self> {
        let runs = runs(text, ASKED);
        let open = match runs.last()? {
            Run::Han(characters) => characters.len() == 1,
            Run::Word(word) => word.chars().any(char::is_alphabetic),
        };
        // Within a question a run of Chinese is its pairs only; the single character at its end belongs to the index. A
        // word after it follows that character there.
        let last = runs.len() - 1;
        let mut grams = Vec::new();
        for (i, run) in runs.into_iter().enumerate() {
            match run {
                Run::Han(characters) if i == last && characters.len() > 1 => grams.extend(pairs(&characters)),
                Run::Word(word) => grams.push(word),
                run @ Run::Han(_) => grams.extend(run.grams()),
            }
        }
        Some(Self { grams, open })
    }
}

impl Run {
    fn grams(self) -> Vec<String> {
        match self {
            Self::Han(characters) => pairs(&characters).chain(characters.last().map(char::to_string)).collect(),
            Self::Word(word) => {
                let bare = word.trim_start_matches('0');
                let short = !bare.is_empty() && bare.len() < word.len() && word.bytes().all(|b| b.is_ascii_digit());
                let bare = short.then(|| bare.to_owned());
                std::iter::once(word).chain(bare).collect()
            }
        }
    }
}

fn pairs(characters: &[char]) -> impl Iterator<Item = String> + use<'_> {
    characters.windows(2).map(|pair| pair.iter().collect())
}

fn runs(text: &str, limit: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut current: Option<Run> = None;
    for character in text.chars().take(limit).filter_map(half_width).flat_map(char::to_lowercase) {
        let next = if is_han(character) {
            match current.take() {
                Some(Run::Han(mut han)) => {
                    han.push(character);
                    Some(Run::Han(han))
                }
                other => {
                    runs.extend(other);
                    Some(Run::Han(vec![character]))
                }
            }
        } else if character.is_ascii_alphanumeric() {
            match current.take() {
                Some(Run::Word(mut word)) => {
                    word.push(character);
                    Some(Run::Word(word))
                }
                other => {
                    runs.extend(other);
                    Some(Run::Word(character.to_string()))
                }
            }
        } else {
            runs.extend(current.take());
            None
        };
        current = next;
    }
    runs.extend(current);
    runs
}

/// Letters and digits as wide as a Chinese character count as their narrow selves.
fn half_width(character: char) -> Option<char> {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        other => Some(other),
    }
}

/// Every letter that is not ASCII is taken as a script without spaces: nothing is lost by it.
fn is_han(character: char) -> bool {
    !character.is_ascii() && character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fts5(text: &str) -> String {
        Query::parse(text).unwrap().fts5()
    }

    #[test]
    fn chinese_is_cut_to_pairs_and_its_last_character() {
        assert_eq!(document(&["系统登录 VPN慢"]), "系统 统登 登录 录 vpn 慢");
    }

    #[test]
    fn numbers_are_found_with_and_without_their_zeros() {
        assert_eq!(document(&["HS-2026-000123"]), "hs 2026 000123 123");
        assert_eq!(fts5("123"), "\"123\"");
        assert_eq!(fts5("HS-2026-000123"), "\"hs 2026 000123\"");
        assert_eq!(document(&["000"]), "000");
    }

    #[test]
    fn two_characters_are_one_pair_and_one_character_begins_a_pair() {
        assert_eq!(fts5("登录"), "\"登录\"");
        assert_eq!(fts5("登录失"), "\"登录 录失\"");
        assert_eq!(fts5("登"), "\"登\" *");
    }

    #[test]
    fn a_phrase_across_scripts_follows_the_index() {
        assert!(document(&["登录VPN失败"]).contains("登录 录 vpn 失败"));
        assert_eq!(fts5("登录VPN失败"), "\"登录 录 vpn 失败\"");
    }

    #[test]
    fn every_word_must_be_there() {
        assert_eq!(fts5("登录 vpn"), "\"登录\" AND \"vpn\" *");
        assert_eq!(Query::parse("登录 vpn").unwrap().tsquery(), "('登录') & ('vpn':*)");
        assert_eq!(Query::parse("登录失败").unwrap().tsquery(), "('登录' <-> '录失' <-> '失败')");
    }

    #[test]
    fn a_word_is_enough_instead() {
        let words = vec!["jypa".to_owned(), "jypb".to_owned()];
        let query = Query::parse("138 0000").unwrap().or_words(words.clone());
        assert_eq!(query.fts5(), "((\"138\" AND \"0000\") OR \"jypa\" OR \"jypb\")");
        assert_eq!(query.tsquery(), "((('138') & ('0000')) | 'jypa' | 'jypb')");
        assert_eq!(Query::words(words).tsquery(), "('jypa' | 'jypb')");
    }

    #[test]
    fn nothing_that_is_typed_becomes_syntax() {
        for text in ["\"", "'; DROP TABLE ticket; --", "a\" OR \"b", "NEAR(x)", "(*)", "'':*", "\\"] {
            for query in Query::parse(text).into_iter().flat_map(|query| query.phrases) {
                for gram in query.grams {
                    assert!(gram.chars().all(char::is_alphanumeric), "{gram}");
                }
            }
        }
        assert_eq!(Query::parse(" \"' -- "), None);
    }

    #[test]
    fn wide_letters_are_narrow_ones() {
        assert_eq!(document(&["ＶＰＮ１２"]), "vpn12");
    }

    #[test]
    fn pairs_are_given_once_and_single_characters_not_at_all() {
        assert_eq!(pairs_of("登录VPN登录慢 x 0012", 100), ["登录", "vpn", "录慢", "0012", "12"]);
        assert_eq!(pairs_of("登录失败", 2), ["登录"]);
        assert_eq!(pairs_of("？", 100), Vec::<String>::new());
    }

    #[test]
    fn vectors_have_positions() {
        assert_eq!(vector(&["登录", "慢"]), "'登录':1 '录':2 '慢':3 ");
    }
}

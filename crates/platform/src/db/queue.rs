//! Statements that wait to be sent with the next one.
//!
//! SQLite's connection lives in a thread of its own, and each statement sent there costs two changes of thread, which is
//! more than most statements do. A text may hold several statements; their placeholders are numbered through.

use std::fmt::Write;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::Args;

/// Statements in the order in which they run, each with its values.
#[derive(Debug, Default)]
pub(super) struct Queue(Vec<(&'static str, Args)>);

impl Queue {
    pub(super) fn push(&mut self, text: &'static str, args: Args) {
        self.0.push((text, args));
    }

    /// Before all others, without values.
    pub(super) fn push_front(&mut self, text: &'static str) {
        self.0.insert(0, (text, Args::new()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything queued, as one text with one list of values.
    pub(super) fn joined(mut self) -> (SqlStr, Args) {
        let (last, args) = self.0.pop().unwrap_or_default();
        self.followed_by(last, args)
    }

    /// Everything queued and then `text`, as one text with one list of values.
    pub(super) fn followed_by(self, text: &str, args: Args) -> (SqlStr, Args) {
        let (mut all, mut values) = (String::new(), Args::new());
        for (text, args) in self.0 {
            push_renumbered(&mut all, text, values.len());
            all.push_str("; ");
            values.extend(args);
        }
        push_renumbered(&mut all, text, values.len());
        values.extend(args);
        (AssertSqlSafe(all).into_sql_str(), values)
    }
}

impl FromIterator<(&'static str, Args)> for Queue {
    fn from_iter<I: IntoIterator<Item = (&'static str, Args)>>(statements: I) -> Self {
        Self(statements.into_iter().collect())
    }
}

/// Adds `text` with `by` added to the number of each placeholder.
fn push_renumbered(all: &mut String, text: &str, by: usize) {
    let mut pieces = text.split('$');
    all.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        match piece[..digits].parse::<usize>() {
            Ok(number) => drop(write!(all, "${}{}", number + by, &piece[digits..])),
            Err(_) => drop(write!(all, "${piece}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn placeholders_are_numbered_through() {
        let mut queue = Queue::default();
        queue.push("INSERT INTO a VALUES ($1, $2)", args![1_i64, 2_i64]);
        queue.push("UPDATE b SET c = $2 WHERE d = $1", args![3_i64, 4_i64]);
        queue.push_front("SAVEPOINT use_case");
        let (text, args) = queue.followed_by("SELECT e FROM f WHERE g = $1 AND h IN ($10, $2)", args![5_i64]);
        assert_eq!(
            text.as_str(),
            "SAVEPOINT use_case; INSERT INTO a VALUES ($1, $2); UPDATE b SET c = $4 WHERE d = $3; \
             SELECT e FROM f WHERE g = $5 AND h IN ($14, $6)"
        );
        assert_eq!(args.len(), 5);
    }
}

//! Texts of statements. Only texts written in the program can become SQL: values are always bound.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::{Arg, Args, Engine};

/// A statement whose text differs between the engines.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// As SQLite reads it.
    pub sqlite: &'static str,
    /// As PostgreSQL reads it.
    pub postgres: &'static str,
}

impl Dialect {
    /// The same text on both.
    #[must_use]
    pub const fn same(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }

    /// The text for `engine`.
    #[must_use]
    pub const fn of(self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// Something that can be run: a fixed text, a dialect, or a text put together by [`Sql`].
#[derive(Clone, Debug)]
pub enum Statement {
    /// Fixed at compile time.
    Fixed(Dialect),
    /// Put together from fixed pieces.
    Built(String),
}

impl Statement {
    pub(super) fn text(self, engine: Engine) -> SqlStr {
        match self {
            Self::Fixed(dialect) => dialect.of(engine).into_sql_str(),
            Self::Built(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self::Fixed(Dialect::same(text))
    }
}

impl From<Dialect> for Statement {
    fn from(dialect: Dialect) -> Self {
        Self::Fixed(dialect)
    }
}

/// A statement put together piece by piece: pieces of text are fixed in the program, values are bound.
///
/// ```
/// use jianyue_platform::db::Sql;
/// let mut sql = Sql::new("SELECT id FROM ticket WHERE contract_id = ");
/// sql.bind(uuid::Uuid::nil()).push(" AND state IN ").bind_list(["open", "working"]);
/// assert_eq!(sql.text(), "SELECT id FROM ticket WHERE contract_id = $1 AND state IN ($2, $3)");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    args: Args,
}

impl Sql {
    /// Begins with `text`.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), args: Vec::new() }
    }

    /// Adds a piece of text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and binds `value` to it.
    pub fn bind(&mut self, value: impl Into<Arg>) -> &mut Self {
        self.args.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// Adds `($n, $n+1, …)` with one placeholder a value; an empty list becomes `(NULL)`, which nothing is in.
    pub fn bind_list<V: Into<Arg>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        let before = self.args.len();
        for value in values {
            if self.args.len() > before {
                self.push(", ");
            }
            self.bind(value);
        }
        if self.args.len() == before {
            self.push("NULL");
        }
        self.push(")")
    }

    /// Adds `($1, $2), ($3, $4) …` for an insert of several rows.
    pub fn bind_rows(&mut self, rows: impl IntoIterator<Item = Args>) -> &mut Self {
        for (i, row) in rows.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.bind_list(row);
        }
        self
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_parts(self) -> (Statement, Args) {
        (Statement::Built(self.text), self.args)
    }
}

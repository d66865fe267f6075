//! The text of `pg_dump`, cut into what a server is sent. Commands of psql are none of it: nothing of a backup is ever run
//! by a shell or opens a file.

use std::io::{BufRead, Read};

use super::budget::says;

/// What a server is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A statement.
    Sql(String),
    /// A `COPY … FROM stdin`, whose data follows.
    Copy(String),
    /// Data of it.
    Data(Vec<u8>),
    /// The end of the data.
    End,
}

/// How much data is sent at a time.
const AT_ONCE: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Inside {
    Nothing,
    /// A string, and whether backslashes escape in it.
    Quote(bool),
    Name,
    Dollar(String),
    Comment(u32),
}

/// Cuts `from` and gives each piece to `send`.
///
/// # Errors
/// A sentence: it ends in the middle, is no SQL, or says what a restore must not do. Also what `send` says.
pub(super) fn cut(
    from: impl Read,
    longest: usize,
    mut send: impl FnMut(Piece) -> Result<(), String>,
) -> Result<(), String> {
    let mut from = std::io::BufReader::with_capacity(1 << 18, from);
    let (mut text, mut line, mut inside) = (String::new(), Vec::new(), Inside::Nothing);
    loop {
        line.clear();
        // A line longer than a statement may be is never held as a whole.
        let most = u64::try_from(longest).unwrap_or(u64::MAX) + 1;
        if from.by_ref().take(most).read_until(b'\n', &mut line).map_err(|error| says(&error))? == 0 {
            break;
        }
        if text.len() + line.len() > longest {
            return Err("备份中有一条语句过长，已停止".to_owned());
        }
        if inside == Inside::Nothing && text.trim().is_empty() {
            text.clear();
            if line.first() == Some(&b'\\') {
                command(&line)?;
                continue;
            }
        }
        let fresh =
            std::str::from_utf8(&line).map_err(|_| "备份不是 UTF-8 编码，请用 pg_dump -E UTF8 备份".to_owned())?;
        let mut rest = fresh;
        while scan(&mut text, &mut rest, &mut inside) {
            let statement = std::mem::take(&mut text);
            if let Some(piece) = piece(statement) {
                let copies = matches!(piece, Piece::Copy(_));
                send(piece)?;
                if copies {
                    data(&mut from, &mut send)?;
                    rest = "";
                }
            }
        }
    }
    if inside != Inside::Nothing || !bare(&text).is_empty() {
        return Err("备份不完整，最后一条语句没有写完".to_owned());
    }
    Ok(())
}

/// Puts what comes before the next end of a statement behind `text`; whether the statement is whole.
fn scan(text: &mut String, rest: &mut &str, inside: &mut Inside) -> bool {
    let bytes = rest.as_bytes();
    let mut n = 0;
    while n < bytes.len() {
        let (one, next) = (bytes[n], bytes.get(n + 1).copied());
        match inside {
            Inside::Nothing => match (one, next) {
                (b';', _) => {
                    text.push_str(&rest[..n]);
                    *rest = &rest[n + 1..];
                    return true;
                }
                (b'-', Some(b'-')) => {
                    // To the end of the line; it is no part of what is sent.
                    text.push_str(&rest[..n]);
                    text.push('\n');
                    *rest = "";
                    return false;
                }
                (b'/', Some(b'*')) => (*inside, n) = (Inside::Comment(1), n + 1),
                (b'\'', _) => {
                    let before = if n > 0 { Some(bytes[n - 1]) } else { None };
                    let word = n > 1 && (bytes[n - 2].is_ascii_alphanumeric() || bytes[n - 2] == b'_');
                    *inside = Inside::Quote(matches!(before, Some(b'E' | b'e')) && !word);
                }
                (b'"', _) => *inside = Inside::Name,
                (b'$', _) => {
                    let word = n > 0 && (bytes[n - 1].is_ascii_alphanumeric() || bytes[n - 1] == b'_');
                    if let Some(tag) = tag(&rest[n..]).filter(|_| !word) {
                        n += tag.len() - 1;
                        *inside = Inside::Dollar(tag);
                    }
                }
                _ => {}
            },
            Inside::Quote(true) if one == b'\\' => n += 1,
            Inside::Quote(_) if one == b'\'' => *inside = Inside::Nothing,
            Inside::Name if one == b'"' => *inside = Inside::Nothing,
            Inside::Dollar(tag) if one == b'$' && rest[n..].starts_with(tag.as_str()) => {
                n += tag.len() - 1;
                *inside = Inside::Nothing;
            }
            Inside::Comment(depth) => match (one, next) {
                (b'*', Some(b'/')) if *depth == 1 => (*inside, n) = (Inside::Nothing, n + 1),
                (b'*', Some(b'/')) => (*depth, n) = (*depth - 1, n + 1),
                (b'/', Some(b'*')) => (*depth, n) = (*depth + 1, n + 1),
                _ => {}
            },
            Inside::Quote(_) | Inside::Name | Inside::Dollar(_) => {}
        }
        n += 1;
    }
    text.push_str(rest);
    *rest = "";
    false
}

/// `$tag$` at the beginning.
fn tag(text: &str) -> Option<String> {
    let end = text[1..].find('$')? + 2;
    let tag = &text[..end];
    let name = &tag[1..tag.len() - 1];
    let fits = !name.starts_with(|one: char| one.is_ascii_digit())
        && name.chars().all(|one| one.is_alphanumeric() || one == '_');
    fits.then(|| tag.to_owned())
}

/// Data of a COPY, to its end.
fn data(from: &mut impl BufRead, send: &mut impl FnMut(Piece) -> Result<(), String>) -> Result<(), String> {
    let mut held = Vec::with_capacity(AT_ONCE);
    let mut begins = true;
    loop {
        let from_here = held.len();
        // Rows may be as long as they like: they are sent in parts.
        let most = u64::try_from(AT_ONCE).unwrap_or(u64::MAX);
        let n = from.take(most).read_until(b'\n', &mut held).map_err(|error| says(&error))?;
        if n == 0 {
            return Err("备份不完整，表的数据没有写完".to_owned());
        }
        let whole = held.last() == Some(&b'\n');
        if begins && matches!(&held[from_here..], b"\\.\n" | b"\\.\r\n") {
            held.truncate(from_here);
            if !held.is_empty() {
                send(Piece::Data(held))?;
            }
            return send(Piece::End);
        }
        begins = whole;
        if held.len() >= AT_ONCE {
            send(Piece::Data(std::mem::take(&mut held)))?;
        }
    }
}

/// A command of psql. Newer dumps begin with one that only forbids others.
fn command(line: &[u8]) -> Result<(), String> {
    let line = String::from_utf8_lossy(line);
    let name = line.split_whitespace().next().unwrap_or_default();
    match name {
        "\\restrict" | "\\unrestrict" => Ok(()),
        "\\connect" | "\\c" => {
            Err("备份会切换到别的数据库，演练没有执行它。请不要用 pg_dump -C 或 pg_dumpall".to_owned())
        }
        other => Err(format!("备份中有 psql 命令 {}，演练不执行它", super::short(other))),
    }
}

/// A statement without comments and blanks before it.
pub(super) fn bare(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(comment) = rest.strip_prefix("/*") {
        let Some(end) = comment.find("*/") else { return "" };
        rest = comment[end + 2..].trim_start();
    }
    rest
}

fn piece(statement: String) -> Option<Piece> {
    let bare = bare(&statement);
    if bare.is_empty() {
        return None;
    }
    let ends = |text: &str, end: &str| {
        text.len() >= end.len()
            && text.is_char_boundary(text.len() - end.len())
            && text[text.len() - end.len()..].eq_ignore_ascii_case(end)
    };
    let copies = bare.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("COPY ")) && ends(bare, " FROM stdin");
    Some(if copies { Piece::Copy(bare.to_owned()) } else { Piece::Sql(bare.to_owned()) })
}

/// What is to be done with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is run.
    Run,
    /// It is left out: owners, rights and the like, which a scratch database has not.
    Skip,
    /// It is refused, and the restore with it.
    Refuse(String),
}

/// Judges a statement. The server refuses what the scratch role may not do; this says it more plainly, and leaves out what
/// is no part of the data.
pub(super) fn judge(statement: &str) -> Verdict {
    let words: Vec<String> = statement
        .split(|one: char| one.is_whitespace() || one == '(')
        .filter(|word| !word.is_empty())
        .take(6)
        .map(str::to_uppercase)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let refuse = |what: &str| Verdict::Refuse(format!("备份要{what}，超出了临时数据库，演练没有执行它"));
    match &words[..] {
        ["GRANT" | "REVOKE" | "SECURITY", ..]
        | ["ALTER", "DEFAULT", "PRIVILEGES", ..]
        | ["COMMENT", "ON", "EXTENSION" | "DATABASE" | "PUBLICATION" | "SUBSCRIPTION" | "EVENT", ..]
        | ["COMMENT", "ON", "SCHEMA", "PUBLIC", ..]
        | ["CREATE", "SCHEMA", "PUBLIC", ..]
        | ["CREATE" | "ALTER", "EVENT" | "PUBLICATION" | "SUBSCRIPTION", ..]
        | ["SET", "DEFAULT_TABLESPACE", ..]
        | ["SET" | "RESET", "SESSION", "AUTHORIZATION", ..] => Verdict::Skip,
        ["CREATE" | "DROP" | "ALTER", "DATABASE", ..] => refuse("建立、删除或修改数据库"),
        ["ALTER", "SYSTEM", ..] => refuse("修改数据库服务器的设置"),
        ["CREATE" | "DROP" | "ALTER", "ROLE" | "USER" | "GROUP", ..] => refuse("建立、删除或修改数据库账号"),
        ["CREATE" | "DROP" | "ALTER", "TABLESPACE", ..] => refuse("修改表空间"),
        ["SET", "ROLE", ..] => refuse("换用别的数据库账号"),
        ["COPY", ..] => refuse("读写服务器上的文件或运行程序"),
        ["LOAD", ..] => refuse("载入程序库"),
        ["ALTER", ..] if owner(statement) => Verdict::Skip,
        _ => Verdict::Run,
    }
}

/// `ALTER … OWNER TO somebody`, and nothing more.
fn owner(statement: &str) -> bool {
    let upper = statement.to_uppercase();
    upper.rfind(" OWNER TO ").is_some_and(|at| !upper[at + 10..].contains([',', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Result<Vec<Piece>, String> {
        let mut all = Vec::new();
        cut(text.as_bytes(), 1 << 20, |piece| {
            all.push(piece);
            Ok(())
        })?;
        Ok(all)
    }

    fn sql(text: &str) -> Piece {
        Piece::Sql(text.to_owned())
    }

    #[test]
    fn statements_end_where_the_server_thinks_they_do() {
        let text = "-- a; comment\nSELECT 'a;''b'; SELECT E'x\\';y';\nSELECT \"n;m\" /* c; /* d; */ ; */ ;\n\
                    CREATE FUNCTION f() AS $body$ BEGIN; $x$ END; $body$ LANGUAGE sql;\nSELECT a$1;SELECT $$;$$;\n";
        assert_eq!(
            pieces(text).unwrap(),
            [
                sql("SELECT 'a;''b'"),
                sql("SELECT E'x\\';y'"),
                sql("SELECT \"n;m\" /* c; /* d; */ ; */"),
                sql("CREATE FUNCTION f() AS $body$ BEGIN; $x$ END; $body$ LANGUAGE sql"),
                sql("SELECT a$1"),
                sql("SELECT $$;$$"),
            ]
        );
    }

    #[test]
    fn data_is_taken_as_it_is() {
        let text =
            "\\restrict abc\nCOPY public.t (a, b) FROM stdin;\n1\t;\n2\t\\\\.\n\\.\n\nSELECT 1;\n\\unrestrict abc\n";
        let all = pieces(text).unwrap();
        assert_eq!(all[0], Piece::Copy("COPY public.t (a, b) FROM stdin".into()));
        assert_eq!(all[1], Piece::Data(b"1\t;\n2\t\\\\.\n".to_vec()));
        assert_eq!(all[2..], [Piece::End, sql("SELECT 1")]);
    }

    #[test]
    fn what_ends_in_the_middle_is_told() {
        for text in ["SELECT 'a", "CREATE TABLE t (a int", "COPY t FROM stdin;\n1\n", "SELECT $a$ x", "/* x"] {
            assert!(pieces(text).unwrap_err().contains("不完整"), "{text}");
        }
        assert_eq!(pieces("-- only a comment\n\n").unwrap(), []);
    }

    #[test]
    fn no_command_of_psql_is_run() {
        for line in
            ["\\! rm -rf /\n", "\\connect other\n", "\\i /etc/passwd\n", "SELECT 1;\n\\copy t from program 'id'\n"]
        {
            assert!(pieces(line).is_err(), "{line}");
        }
        // Inside a string it is data.
        assert_eq!(pieces("SELECT '\n\\! id\n';").unwrap().len(), 1);
    }

    #[test]
    fn what_is_outside_of_the_scratch_database_is_refused_or_left_out() {
        for statement in [
            "DROP DATABASE jianyue",
            "ALTER SYSTEM SET a = 1",
            "CREATE ROLE x SUPERUSER",
            "alter  user a",
            "COPY t FROM PROGRAM 'id'",
            "COPY t TO '/tmp/x'",
            "SET ROLE postgres",
            "CREATE TABLESPACE a",
            "LOAD 'x'",
        ] {
            assert!(matches!(judge(statement), Verdict::Refuse(_)), "{statement}");
        }
        for statement in [
            "ALTER TABLE public.t OWNER TO app",
            "GRANT ALL ON t TO b",
            "REVOKE ALL ON t FROM PUBLIC",
            "COMMENT ON EXTENSION plpgsql IS 'x'",
            "CREATE SCHEMA public",
            "ALTER FUNCTION f(a text) OWNER TO \"An App\"",
        ] {
            assert_eq!(judge(statement), Verdict::Skip, "{statement}");
        }
        for statement in [
            "CREATE TABLE t (a int)",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a <> ' OWNER TO ')",
            "CREATE SCHEMA hr",
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        ] {
            assert_eq!(judge(statement), Verdict::Run, "{statement}");
        }
    }
}

//! The text of `mysqldump` and `mariadb-dump`, cut into what a server is sent. Commands of the mysql client are none of it.

use std::io::{BufRead, Read};

use super::budget::says;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Nothing,
    /// A string or name, and what ends it.
    Quote(u8),
    Comment,
}

/// Cuts `from` and gives each statement to `send`.
///
/// # Errors
/// A sentence: it ends in the middle, or holds what a restore must not do. Also what `send` says.
pub(super) fn cut(
    from: impl Read,
    longest: usize,
    mut send: impl FnMut(Vec<u8>) -> Result<(), String>,
) -> Result<(), String> {
    let mut from = std::io::BufReader::with_capacity(1 << 18, from);
    let (mut text, mut line, mut inside) = (Vec::new(), Vec::new(), Inside::Nothing);
    let mut delimiter = b";".to_vec();
    loop {
        line.clear();
        let most = u64::try_from(longest).unwrap_or(u64::MAX) + 1;
        if from.by_ref().take(most).read_until(b'\n', &mut line).map_err(|error| says(&error))? == 0 {
            break;
        }
        if text.len() + line.len() > longest {
            return Err("备份中有一条语句过长，已停止".to_owned());
        }
        if inside == Inside::Nothing && text.trim_ascii().is_empty() {
            text.clear();
            let word = line.trim_ascii();
            let first = word.split(u8::is_ascii_whitespace).next().unwrap_or_default().to_ascii_lowercase();
            match &first[..] {
                b"delimiter" => {
                    delimiter = word[b"delimiter".len()..].trim_ascii().to_vec();
                    if delimiter.is_empty() {
                        return Err("备份中的 DELIMITER 没有内容".to_owned());
                    }
                    continue;
                }
                b"source" | b"system" | b"tee" | b"pager" | b"edit" => {
                    let name = String::from_utf8_lossy(&first).into_owned();
                    return Err(format!("备份中有 mysql 客户端命令 {name}，演练不执行它"));
                }
                [b'\\', ..] => {
                    return Err("备份中有 mysql 客户端命令，演练不执行它".to_owned());
                }
                _ => {}
            }
        }
        let mut rest = &line[..];
        while scan(&mut text, &mut rest, &mut inside, &delimiter) {
            let statement = std::mem::take(&mut text);
            if !bare(&statement).is_empty() {
                send(statement)?;
            }
        }
    }
    if inside != Inside::Nothing || !bare(&text).is_empty() {
        return Err("备份不完整，最后一条语句没有写完".to_owned());
    }
    Ok(())
}

/// Puts what comes before the next delimiter behind `text`; whether the statement is whole.
fn scan(text: &mut Vec<u8>, rest: &mut &[u8], inside: &mut Inside, delimiter: &[u8]) -> bool {
    let bytes = *rest;
    let (mut n, mut taken) = (0, 0);
    while n < bytes.len() {
        let here = &bytes[n..];
        match *inside {
            Inside::Nothing if here.starts_with(delimiter) => {
                text.extend_from_slice(&bytes[taken..n]);
                *rest = &here[delimiter.len()..];
                return true;
            }
            Inside::Nothing
                if here[0] == b'#' || (here.starts_with(b"--") && here.get(2).is_none_or(u8::is_ascii_whitespace)) =>
            {
                text.extend_from_slice(&bytes[taken..n]);
                text.push(b'\n');
                *rest = &[];
                return false;
            }
            // Comments that hold code for some servers are code.
            Inside::Nothing if here.starts_with(b"/*") && !here.starts_with(b"/*!") && !here.starts_with(b"/*M!") => {
                text.extend_from_slice(&bytes[taken..n]);
                (*inside, n) = (Inside::Comment, n + 1);
            }
            Inside::Nothing if matches!(here[0], b'\'' | b'"' | b'`') => *inside = Inside::Quote(here[0]),
            Inside::Quote(mark) if here[0] == b'\\' && mark != b'`' => n += 1,
            Inside::Quote(mark) if here[0] == mark => *inside = Inside::Nothing,
            Inside::Comment if here.starts_with(b"*/") => {
                n += 1;
                taken = n + 1;
                *inside = Inside::Nothing;
            }
            _ => {}
        }
        n += 1;
    }
    if *inside != Inside::Comment {
        text.extend_from_slice(&bytes[taken.min(bytes.len())..]);
    }
    *rest = &[];
    false
}

/// A statement without blanks and the marks of conditional comments before it.
fn bare(statement: &[u8]) -> &[u8] {
    let mut rest = statement.trim_ascii();
    // A comment for no server that there is: MariaDB begins its dumps with one.
    while rest.starts_with(b"/*M!999999") {
        let end = rest.windows(2).position(|two| two == b"*/").map_or(rest.len(), |at| at + 2);
        rest = rest[end..].trim_ascii_start();
    }
    let mark: &[u8] = if rest.starts_with(b"/*M!") { b"/*M!" } else { b"/*!" };
    match rest.strip_prefix(mark) {
        Some(code) => {
            let digits = code.iter().take_while(|byte| byte.is_ascii_digit()).count();
            code[digits..].trim_ascii_start()
        }
        None => rest,
    }
}

/// What is to be done with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is run, as it is or without its `DEFINER`.
    Run(Vec<u8>),
    /// It is left out.
    Skip,
    /// It names the database that what follows belongs to.
    Use(String),
    /// It is refused, and the restore with it.
    Refuse(String),
}

/// Judges a statement. The server refuses what the scratch user may not do; this says it more plainly.
pub(super) fn judge(statement: Vec<u8>) -> Verdict {
    let code = bare(&statement);
    let head = String::from_utf8_lossy(&code[..code.len().min(400)]).into_owned();
    let upper = head.to_uppercase();
    let words: Vec<&str> = upper
        .split(|one: char| one.is_whitespace() || "(*/".contains(one))
        .filter(|word| !word.is_empty())
        .take(4)
        .collect();
    let refuse = |what: &str| Verdict::Refuse(format!("备份要{what}，超出了临时数据库，演练没有执行它"));
    match &words[..] {
        ["USE", ..] => {
            let name = head.get(3..).unwrap_or_default().trim().trim_matches(['`', '"', ';']);
            Verdict::Use(name.trim_end_matches("*/").trim().trim_matches('`').to_owned())
        }
        ["CREATE", "DATABASE" | "SCHEMA", ..] | ["GRANT" | "REVOKE" | "FLUSH" | "CHANGE" | "RESET", ..] => {
            Verdict::Skip
        }
        ["SET", ..] if upper.contains("GLOBAL") || upper.contains("SQL_LOG_BIN") || upper.contains("GTID") => {
            Verdict::Skip
        }
        ["DROP" | "ALTER", "DATABASE" | "SCHEMA", ..] => refuse("删除或修改数据库"),
        ["CREATE" | "DROP" | "ALTER", "USER" | "ROLE" | "SERVER" | "TABLESPACE", ..] => {
            refuse("修改数据库账号或服务器")
        }
        ["INSTALL" | "UNINSTALL", ..] => refuse("安装插件"),
        ["LOAD", ..] => refuse("读取服务器上的文件"),
        ["SHUTDOWN" | "KILL", ..] => refuse("停止数据库服务"),
        ["CREATE" | "ALTER", ..] => Verdict::Run(without_definer(statement)),
        _ => Verdict::Run(statement),
    }
}

/// A view or routine belongs to whoever restores it: only an administrator may name somebody else.
fn without_definer(statement: Vec<u8>) -> Vec<u8> {
    let window = statement.len().min(2_000);
    let upper = statement[..window].to_ascii_uppercase();
    let Some(at) = upper.windows(8).position(|eight| eight == b"DEFINER=") else { return statement };
    let mut end = at + 8;
    let mut quoted = false;
    while let Some(byte) = statement.get(end) {
        match byte {
            b'`' => quoted = !quoted,
            b' ' | b'*' | b'\n' | b'\t' if !quoted => break,
            _ => {}
        }
        end += 1;
    }
    [&statement[..at], &statement[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        cut(text.as_bytes(), 1 << 20, |statement| {
            all.push(String::from_utf8(statement).unwrap().trim().to_owned());
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn statements_end_where_the_server_thinks_they_do() {
        let text = "-- Dump; of a\n/*!40101 SET NAMES utf8 */;\nINSERT INTO `a;b` VALUES ('x\\';y','--',\"#\"); /* c; */ SELECT 1;\n\
                    DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END ;;\nDELIMITER ;\n# x;\n";
        assert_eq!(
            statements(text).unwrap(),
            [
                "/*!40101 SET NAMES utf8 */",
                "INSERT INTO `a;b` VALUES ('x\\';y','--',\"#\")",
                "SELECT 1",
                "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END",
            ]
        );
    }

    #[test]
    fn what_ends_in_the_middle_is_told_and_no_client_command_is_run() {
        for text in ["INSERT INTO a VALUES ('x", "CREATE TABLE a (b int)", "/* x"] {
            assert!(statements(text).unwrap_err().contains("不完整"), "{text}");
        }
        for text in ["\\! id\n", "system id\n", "source /etc/passwd\n", "SELECT 1;\n\\. x\n"] {
            assert!(statements(text).unwrap_err().contains("命令"), "{text}");
        }
    }

    fn verdict(text: &str) -> Verdict {
        judge(text.as_bytes().to_vec())
    }

    #[test]
    fn what_is_outside_of_the_scratch_database_is_refused_or_left_out() {
        for text in [
            "DROP DATABASE shop",
            "/*!40000 DROP DATABASE IF EXISTS `shop`*/",
            "CREATE USER a",
            "LOAD DATA INFILE 'x' INTO TABLE t",
            "SHUTDOWN",
        ] {
            assert!(matches!(verdict(text), Verdict::Refuse(_)), "{text}");
        }
        for text in [
            "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`",
            "GRANT ALL ON *.* TO a",
            "SET @@GLOBAL.GTID_PURGED='x'",
            "FLUSH PRIVILEGES",
        ] {
            assert_eq!(verdict(text), Verdict::Skip, "{text}");
        }
        assert_eq!(verdict("USE `shop`"), Verdict::Use("shop".into()));
        assert_eq!(verdict("/*M!999999\\- enable the sandbox mode */ \nUSE `shop`"), Verdict::Use("shop".into()));
        assert_eq!(verdict("SELECT 1"), Verdict::Run(b"SELECT 1".to_vec()));
    }

    #[test]
    fn what_belongs_to_somebody_belongs_to_whoever_restores_it() {
        let trigger = "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`local host`*/ /*!50003 TRIGGER a*/";
        assert_eq!(verdict(trigger), Verdict::Run(b"/*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER a*/".to_vec()));
        let view = "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `v` AS select 1";
        assert_eq!(
            verdict(view),
            Verdict::Run(b"CREATE ALGORITHM=UNDEFINED  SQL SECURITY DEFINER VIEW `v` AS select 1".to_vec())
        );
    }
}

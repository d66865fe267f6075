//! Whether a file begins and ends as one of its kind does. What lies between is read by drills.

use crate::model::Format;

/// How much of the beginning and of the end is looked at.
pub const PIECE: u64 = 64 * 1024;

/// The first and last bytes of a file.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    /// The beginning, [`PIECE`] at most.
    pub head: &'a [u8],
    /// The end, [`PIECE`] at most; the same as the beginning when the file is short.
    pub tail: &'a [u8],
    /// The size of the whole.
    pub bytes: u64,
}

/// Whether a file is packed by gzip (RFC 1952).
#[must_use]
pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

/// Looks at the ends of a file.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn look(format: Format, ends: Ends<'_>) -> Result<(), String> {
    let Ends { head, tail, bytes } = ends;
    if bytes == 0 {
        return Err("文件是空的".to_owned());
    }
    // What is packed shows its end only when it is unpacked.
    if is_gzip(head) && !matches!(format, Format::PgCustom | Format::Tar | Format::Zip) {
        return if bytes < 20 { Err("压缩文件不完整".to_owned()) } else { Ok(()) };
    }
    match format {
        Format::PgPlain => dump(tail, "PostgreSQL database dump complete", "pg_dump"),
        Format::MysqlDump if has(head, "-- MySQL dump") || has(head, "-- MariaDB dump") => {
            dump(tail, "-- Dump completed", "mysqldump")
        }
        Format::MysqlDump | Format::Plain => Ok(()),
        Format::PgCustom if head.starts_with(b"PGDMP") => Ok(()),
        Format::PgCustom => Err("文件开头不是 pg_dump -Fc 的格式".to_owned()),
        Format::Sqlite => sqlite(head, bytes),
        Format::Tar => tar(head, tail, bytes),
        Format::TarGz => Err("文件开头不是 gzip 压缩格式".to_owned()),
        Format::Zip => zip(head, tail),
    }
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn dump(tail: &[u8], mark: &str, tool: &str) -> Result<(), String> {
    if has(tail, mark) {
        Ok(())
    } else {
        Err(format!("文件末尾没有 {tool} 的结束标记，备份可能没有写完"))
    }
}

/// The header of a database file (SQLite file format, §1.3).
fn sqlite(head: &[u8], bytes: u64) -> Result<(), String> {
    let (true, Some(header)) = (head.starts_with(b"SQLite format 3\0"), head.get(..100)) else {
        return Err("文件开头不是 SQLite 数据库".to_owned());
    };
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        page => page,
    };
    let pages = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    if page == 0 || (pages > 0 && bytes < page * pages) {
        return Err("SQLite 文件比文件头写明的短，备份没有写完".to_owned());
    }
    Ok(())
}

fn tar(head: &[u8], tail: &[u8], bytes: u64) -> Result<(), String> {
    if head.get(257..262) != Some(b"ustar") {
        return Err("文件开头不是 tar 归档".to_owned());
    }
    let ended = tail.len() >= 1024 && tail[tail.len() - 1024..].iter().all(|byte| *byte == 0);
    if ended && bytes.is_multiple_of(512) {
        Ok(())
    } else {
        Err("tar 归档没有结尾，备份没有写完".to_owned())
    }
}

/// The end of the central directory (PKWARE APPNOTE 4.3.16).
fn zip(head: &[u8], tail: &[u8]) -> Result<(), String> {
    if !head.starts_with(b"PK") {
        return Err("文件开头不是 zip 归档".to_owned());
    }
    if has(tail, "PK\u{5}\u{6}") { Ok(()) } else { Err("zip 归档没有目录，备份没有写完".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(bytes: &[u8]) -> Ends<'_> {
        Ends { head: bytes, tail: bytes, bytes: u64::try_from(bytes.len()).unwrap() }
    }

    #[test]
    fn what_was_not_written_to_its_end_is_known_by_its_end() {
        let dump = b"-- PostgreSQL database dump\nCREATE TABLE a ();\n-- PostgreSQL database dump complete\n";
        assert_eq!(look(Format::PgPlain, ends(dump)), Ok(()));
        assert!(look(Format::PgPlain, ends(&dump[..40])).unwrap_err().contains("结束标记"));
        assert_eq!(look(Format::MysqlDump, ends(b"CREATE TABLE a (b INT);")), Ok(()), "without comments");
        assert!(look(Format::MysqlDump, ends(b"-- MariaDB dump 10\nCREATE TABLE a (b INT);")).is_err());
        assert!(look(Format::PgCustom, ends(b"PGDMP...")).is_ok());
        assert!(look(Format::Zip, ends(b"PK\x03\x04....PK\x05\x06....")).is_ok());
        assert!(look(Format::Zip, ends(b"PK\x03\x04....")).is_err());
        assert!(look(Format::TarGz, ends(b"not packed at all, and long enough")).is_err());
        assert_eq!(look(Format::Plain, ends(b"")).unwrap_err(), "文件是空的");
    }

    #[test]
    fn a_database_file_that_is_shorter_than_it_says_is_told() {
        let mut file = b"SQLite format 3\0".to_vec();
        file.resize(8192, 0);
        file[16..18].copy_from_slice(&4096_u16.to_be_bytes());
        file[28..32].copy_from_slice(&2_u32.to_be_bytes());
        assert_eq!(look(Format::Sqlite, ends(&file)), Ok(()));
        assert!(look(Format::Sqlite, ends(&file[..8000])).unwrap_err().contains("没有写完"));
        assert!(look(Format::Sqlite, ends(b"text")).is_err());
    }

    #[test]
    fn a_tar_ends_with_two_empty_blocks() {
        let mut tar = vec![0; 512 * 4];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(look(Format::Tar, ends(&tar)), Ok(()));
        tar[512 * 3] = 1;
        assert!(look(Format::Tar, ends(&tar)).is_err());
    }
}

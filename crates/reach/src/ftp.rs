//! A directory over FTP (RFC 959, 2428, 3659, 4217): how many files, and how old the newest is.
//!
//! Data connections go to the host that was judged, whatever address the server names.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::{io::AsyncReadExt, net::TcpStream};
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Starttls, Visit,
    io::{Stream, broken, reply, reply_of, send},
    reading::{number, timed},
    tls,
};

/// What is read of a listing at most.
const LONGEST_LISTING: u64 = 4 * 1024 * 1024;
/// How many of the newest files of a listing to the minute are asked for their exact time.
const ASKED: usize = 5;

/// A directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FtpTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port; 21 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Whether encryption is asked for (`AUTH TLS`).
    #[serde(default)]
    pub tls: bool,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// The directory.
    pub path: String,
    /// Only files whose names end like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// The files of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    files: usize,
    newest: Option<DateTime<Utc>>,
}

impl Listing {
    /// Counts a file.
    pub fn add(&mut self, at: Option<DateTime<Utc>>) {
        self.files += 1;
        self.newest = self.newest.max(at);
    }
}

/// What a listing says: `files`, `newest_age_seconds`.
pub(crate) fn read(listing: &Listing, now: DateTime<Utc>) -> Reading {
    let reading = Reading::default().with("files", number(listing.files));
    match listing.newest {
        Some(at) => {
            // The server's clock may be a little ahead.
            let age = (now - at).num_seconds().max(0);
            let text = format!("{} 个文件，最新的在 {} 分钟前", listing.files, age / 60);
            Reading { text, ..reading }.with("newest_age_seconds", number(age))
        }
        None => Reading { text: format!("{} 个文件", listing.files), ..reading },
    }
}

/// Counts the files of a directory.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    check(target)?;
    timed(&visit, "读取 FTP 目录", async {
        let mut stream = visit.guard.connect(&target.host, target.port.unwrap_or(21)).await?;
        if !target.tls {
            reply_of(&mut stream, &[220], "连接").await?;
            let listing = Talk { control: stream, visit: &visit, target }.list().await?;
            return Ok(read(&listing, visit.now));
        }
        Starttls::Ftp.ask(&mut stream).await?;
        let (stream, shown) = tls::open(stream, &target.host, target.ca_pem.as_deref(), visit.now).await?;
        if !shown.faults.is_empty() {
            return Ok(shown.into_reading(Reading::saying("证书有问题，没有发送凭据"), visit.now));
        }
        let listing = Talk { control: stream, visit: &visit, target }.list().await?;
        Ok(shown.into_reading(read(&listing, visit.now), visit.now))
    })
    .await
}

/// Whether it can be used at all.
///
/// # Errors
/// A sentence that names what is wrong.
pub fn check(target: &Target) -> Result<(), ReachError> {
    let fits = |text: &str| !text.is_empty() && text.len() <= 500 && !text.chars().any(char::is_control);
    if fits(&target.path) { Ok(()) } else { Err(ReachError::BadTarget("请填写 FTP 目录".to_owned())) }
}

struct Talk<'a, S> {
    control: S,
    visit: &'a Visit<'a>,
    target: &'a Target,
}

impl<S: Stream> Talk<'_, S> {
    async fn list(mut self) -> Result<Listing, ReachError> {
        self.sign_in().await?;
        if self.target.tls {
            self.ask("PBSZ 0", &[200]).await?;
            self.ask("PROT P", &[200]).await?;
        }
        self.ask("TYPE I", &[200]).await?;
        self.ask(&format!("CWD {}", self.target.path), &[250]).await?;
        let suffix = self.target.suffix.clone().unwrap_or_default();
        if let Some(text) = self.data("MLSD").await? {
            let mut listing = Listing::default();
            let files = text.lines().filter_map(machine_line).filter(|(name, _)| name.ends_with(&suffix));
            files.for_each(|(_, at)| listing.add(at));
            return Ok(listing);
        }
        let text = self.data("LIST").await?.ok_or_else(|| ReachError::BadAnswer("对方不列出目录".to_owned()))?;
        let mut files: Vec<_> = text.lines().filter_map(|line| unix_line(line, self.visit.now)).collect();
        files.retain(|(name, _)| name.ends_with(&suffix));
        files.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        let mut listing = Listing { files: files.len(), newest: None };
        for (name, about) in files.into_iter().take(ASKED) {
            listing.newest = listing.newest.max(self.time_of(&name).await?.or(about));
        }
        let _ = send(&mut self.control, "QUIT\r\n").await;
        Ok(listing)
    }

    async fn sign_in(&mut self) -> Result<(), ReachError> {
        let anonymous = crate::Login { username: "anonymous".to_owned(), ..crate::Login::default() };
        let login = self.visit.login.unwrap_or(&anonymous);
        let word = login.password.as_deref().unwrap_or("jianyue@");
        if [login.username.as_str(), word].iter().any(|text| text.chars().any(char::is_control)) {
            return Err(ReachError::BadTarget("凭据不能用于 FTP".to_owned()));
        }
        send(&mut self.control, &format!("USER {}\r\n", login.username)).await?;
        let refused = || ReachError::SignInRefused("FTP 服务器不接受该凭据".to_owned());
        match reply(&mut self.control).await?.0 {
            230 => return Ok(()),
            331 => {}
            _ => return Err(refused()),
        }
        send(&mut self.control, &format!("PASS {word}\r\n")).await?;
        if reply(&mut self.control).await?.0 == 230 { Ok(()) } else { Err(refused()) }
    }

    async fn ask(&mut self, command: &str, expected: &[u16]) -> Result<(u16, String), ReachError> {
        send(&mut self.control, &format!("{command}\r\n")).await?;
        reply_of(&mut self.control, expected, command).await
    }

    /// What comes over a data connection; `None` when the server does not know the command.
    async fn data(&mut self, command: &str) -> Result<Option<String>, ReachError> {
        let port = self.passive().await?;
        let stream = self.visit.guard.connect(&self.target.host, port).await?;
        send(&mut self.control, &format!("{command}\r\n")).await?;
        match reply(&mut self.control).await? {
            (125 | 150, _) => {}
            (500..=504, _) => return Ok(None),
            (code, text) => return Err(ReachError::BadAnswer(format!("{command} 之后应答 {code} {text}"))),
        }
        let bytes = self.read_all(stream).await?;
        reply_of(&mut self.control, &[226, 250], command).await?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    async fn read_all(&self, stream: TcpStream) -> Result<Vec<u8>, ReachError> {
        let mut bytes = Vec::new();
        if self.target.tls {
            let ca = self.target.ca_pem.as_deref();
            let (stream, _) = tls::open(stream, &self.target.host, ca, self.visit.now).await?;
            // Many servers leave without a farewell; the reply behind it says whether everything came.
            let _ = stream.take(LONGEST_LISTING).read_to_end(&mut bytes).await;
        } else {
            stream.take(LONGEST_LISTING).read_to_end(&mut bytes).await.map_err(|error| broken(&error))?;
        }
        Ok(bytes)
    }

    /// The port of a data connection.
    async fn passive(&mut self) -> Result<u16, ReachError> {
        let bad = || ReachError::BadAnswer("对方没有给出数据端口".to_owned());
        send(&mut self.control, "EPSV\r\n").await?;
        if let (229, text) = reply(&mut self.control).await? {
            return text.split('|').nth(3).and_then(|port| port.parse().ok()).ok_or_else(bad);
        }
        let (_, text) = self.ask("PASV", &[227]).await?;
        let numbers = text.rsplit('(').next().unwrap_or_default().trim_end_matches(['.', ')']);
        let numbers: Vec<u8> = numbers.split(',').filter_map(|one| one.trim().parse().ok()).collect();
        match numbers[..] {
            [_, _, _, _, high, low] => Ok(u16::from_be_bytes([high, low])),
            _ => Err(bad()),
        }
    }

    async fn time_of(&mut self, name: &str) -> Result<Option<DateTime<Utc>>, ReachError> {
        send(&mut self.control, &format!("MDTM {name}\r\n")).await?;
        let (code, text) = reply(&mut self.control).await?;
        Ok((code == 213).then(|| machine_time(text.trim())).flatten())
    }
}

/// `20260302010000`, in UTC (RFC 3659 §2.3).
fn machine_time(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text.get(..14)?, "%Y%m%d%H%M%S").ok().map(|at| at.and_utc())
}

/// `type=file;modify=20260302010000; name` (RFC 3659 §7.2).
fn machine_line(line: &str) -> Option<(&str, Option<DateTime<Utc>>)> {
    let (facts, name) = line.split_once(' ')?;
    let fact = |key: &str| {
        let pairs = facts.split(';').filter_map(|fact| fact.split_once('='));
        pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    };
    let is_file = fact("type").is_none_or(|kind| kind.eq_ignore_ascii_case("file"));
    is_file.then(|| (name, fact("modify").and_then(machine_time)))
}

/// `-rw-r--r-- 1 a b 12 Mar 02 09:00 name`, as most servers list; times are to the minute and of an unsaid zone.
fn unix_line(line: &str, now: DateTime<Utc>) -> Option<(String, Option<DateTime<Utc>>)> {
    if !line.starts_with('-') {
        return None;
    }
    let mut rest = line;
    let mut fields = Vec::with_capacity(8);
    for _ in 0..8 {
        let (field, after) = rest.trim_start().split_once(' ')?;
        fields.push(field);
        rest = after;
    }
    let name = rest.trim_start().to_owned();
    let [month, day, time] = fields[5..] else { return None };
    let parsed = if time.contains(':') {
        let of_year =
            |year| NaiveDateTime::parse_from_str(&format!("{year} {month} {day} {time}"), "%Y %b %d %H:%M").ok();
        let this_year = of_year(now.year());
        // Without a year it is of the last twelve months.
        this_year.filter(|at| at.and_utc() < now + TimeDelta::days(2)).or_else(|| of_year(now.year() - 1))
    } else {
        NaiveDateTime::parse_from_str(&format!("{time} {month} {day} 00:00"), "%Y %b %d %H:%M").ok()
    };
    Some((name, parsed.map(|at| at.and_utc())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_of_both_kinds_are_read() {
        let now = "2026-03-02T03:00:00Z".parse().unwrap();
        let at = "2026-03-02T01:00:00Z".parse().ok();
        assert_eq!(machine_line("type=file;size=1;modify=20260302010000; a b.txt"), Some(("a b.txt", at)));
        assert_eq!(machine_line("type=dir;modify=20260302010000; sub"), None);
        assert_eq!(unix_line("-rw-r--r--    1 0  0   12 Mar 02 01:00 a b.txt", now), Some(("a b.txt".into(), at)));
        let (_, older) = unix_line("-rw-r--r-- 1 0 0 12 Dec 31 01:00 a", now).unwrap();
        assert_eq!(older, "2025-12-31T01:00:00Z".parse().ok());
        assert_eq!(unix_line("drwxr-xr-x 2 0 0 4096 Mar 02 01:00 sub", now), None);
        let (_, year) = unix_line("-rw-r--r-- 1 0 0 12 Jan 05 2024 a", now).unwrap();
        assert_eq!(year, "2024-01-05T00:00:00Z".parse().ok());
    }
}

//! What the tests of this folder share: servers that end with the test, and authorities.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_reach::{Guard, Login, Visit};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

/// Noon of a day in March 2026 by which everything here is judged.
pub fn now() -> DateTime<Utc> {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

/// Loopback is allowed here.
pub fn guard() -> Guard {
    Guard::new("127.0.0.1, localhost".parse().unwrap())
}

pub fn visit<'a>(guard: &'a Guard, login: Option<&'a Login>) -> Visit<'a> {
    Visit { guard, limit: Duration::from_secs(10), login, now: now() }
}

pub fn login(username: &str, password: &str) -> Login {
    Login { username: username.into(), password: Some(password.into()), ..Login::default() }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The path of a program that the tests need.
pub fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin", "/usr/lib/openssh"]);
    let found = folders.map(|folder| Path::new(folder).join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed, and the tests of the probes need it: apt-get install {package} (scripts/setup.sh test does)")
    })
}

/// A server that is killed when the test ends.
pub struct Server {
    child: Child,
    pub port: u16,
    pub folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts what `command` makes of a folder and a free port, and waits until it answers.
    pub fn start(folder: TempDir, port: u16, mut command: Command) -> Self {
        let log = std::fs::File::create(folder.path().join("test.log")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = child.try_wait().unwrap();
            let said = || std::fs::read_to_string(folder.path().join("test.log")).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(30), "{command:?}\n{}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, port, folder }
    }
}

/// Runs a program to its end.
pub fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&done.stderr));
}

/// An authority that is nobody's but the test's.
pub struct Authority {
    pub pem: String,
    params: CertificateParams,
    key: KeyPair,
}

/// A certificate with its key.
pub struct Issued {
    pub pem: String,
    pub key_pem: String,
}

impl Authority {
    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (params.not_before, params.not_after) = span(-1000, 3000);
        params
    }

    pub fn root(name: &str) -> Self {
        let (key, params) = (KeyPair::generate().unwrap(), Self::params(name));
        Self { pem: params.self_signed(&key).unwrap().pem(), params, key }
    }

    /// An authority below this one.
    pub fn below(&self, name: &str) -> Self {
        let (key, params) = (KeyPair::generate().unwrap(), Self::params(name));
        let issuer = Issuer::new(self.params.clone(), &self.key);
        Self { pem: params.signed_by(&key, &issuer).unwrap().pem(), params, key }
    }

    /// A certificate for `host` that holds from `from` to `to`, in days from [`now`].
    pub fn issue(&self, host: &str, from: i64, to: i64) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, host);
        (params.not_before, params.not_after) = span(from, to);
        let issuer = Issuer::new(self.params.clone(), &self.key);
        Issued { pem: params.signed_by(&key, &issuer).unwrap().pem(), key_pem: key.serialize_pem() }
    }
}

fn span(from: i64, to: i64) -> (time::OffsetDateTime, time::OffsetDateTime) {
    let at = |days| time::OffsetDateTime::from_unix_timestamp((now() + TimeDelta::days(days)).timestamp()).unwrap();
    (at(from), at(to))
}

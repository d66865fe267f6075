//! A private Dovecot on loopback: what was delivered into its mailbox is read. Fails where there is no Dovecot
//! (scripts/setup.sh test installs it), and leaves no process and no file behind.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Nobody: a Dovecot refuses mailboxes of the administrator.
const NOBODY: u32 = 65534;

/// The server; it ends with this value.
pub struct Dovecot {
    process: Child,
    folder: TempDir,
    pub url: String,
    delivered: std::cell::Cell<u32>,
}

impl Dovecot {
    pub async fn start() -> Self {
        let program = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"];
        let program = program.into_iter().find(|path| Path::new(path).exists());
        let program = program.expect("there is no Dovecot on this machine: run scripts/setup.sh test");
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = tempfile::Builder::new().prefix("jy").tempdir_in("/tmp").unwrap();
        let root = folder.path();
        open_to_all(root);
        for part in ["box", "box/new", "box/cur", "box/tmp", "run"] {
            fs::create_dir(root.join(part)).unwrap();
            open_to_all(&root.join(part));
        }
        let own = fs::metadata(root).unwrap();
        let is_root = own.uid() == 0;
        let (uid, gid) = if is_root { (NOBODY, NOBODY) } else { (own.uid(), own.gid()) };
        let config = root.join("dovecot.conf");
        fs::write(&config, configuration(root, port, &name_of("-un", uid), &name_of("-gn", uid), (uid, gid))).unwrap();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
        let mut command = Command::new(program);
        command.arg("-F").arg("-c").arg(&config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if is_root {
            command.uid(uid).gid(gid);
        }
        let process = command.spawn().expect("Dovecot starts");
        let url = format!("imap://fuwu:secret@127.0.0.1:{port}");
        let mut server = Self { process, folder, url, delivered: std::cell::Cell::new(0) };
        server.wait(port).await;
        server
    }

    /// Until it takes logins, and not only connections.
    async fn wait(&mut self, port: u16) {
        for _ in 0..200 {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await {
                let mut lines = BufReader::new(stream).lines();
                while let Ok(Ok(Some(line))) = tokio::time::timeout(Duration::from_secs(5), lines.next_line()).await {
                    if line.contains("CAPABILITY") {
                        return;
                    }
                }
            }
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(self.process.try_wait().unwrap().is_none(), "Dovecot ended: {log}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("Dovecot does not answer");
    }

    /// Delivers a mail, as a mail server does.
    pub fn deliver(&self, raw: &[u8]) {
        let number = self.delivered.get() + 1;
        self.delivered.set(number);
        let name = format!("{}.M{number:06}.test", 1_700_000_000 + number);
        let partial = self.folder.path().join("box/tmp").join(&name);
        fs::write(&partial, raw).unwrap();
        fs::set_permissions(&partial, fs::Permissions::from_mode(0o666)).unwrap();
        fs::rename(partial, self.folder.path().join("box/new").join(name)).unwrap();
    }

    /// Delivers a mail that somebody has read already.
    pub fn deliver_read(&self, raw: &[u8]) {
        self.deliver(raw);
        let name = format!("{}.M{:06}.test", 1_700_000_000 + self.delivered.get(), self.delivered.get());
        let root = self.folder.path().join("box");
        fs::rename(root.join("new").join(&name), root.join("cur").join(format!("{name}:2,S"))).unwrap();
    }

    /// Names of the mails in a folder of the mailbox (`""` for the inbox), with their marks.
    pub fn mails(&self, folder: &str) -> Vec<String> {
        let root: PathBuf = self.folder.path().join("box").join(folder);
        let mut names: Vec<String> = ["new", "cur"]
            .iter()
            .filter_map(|part| fs::read_dir(root.join(part)).ok())
            .flat_map(|files| files.map(|file| file.unwrap().file_name().into_string().unwrap()))
            .collect();
        names.sort();
        names
    }

    /// Makes a mail unreadable.
    pub fn spoil(&self, prefix: &str) {
        for part in ["new", "cur"] {
            for file in fs::read_dir(self.folder.path().join("box").join(part)).unwrap() {
                let file = file.unwrap();
                if file.file_name().to_string_lossy().starts_with(prefix) {
                    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o000)).unwrap();
                }
            }
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Asked politely it ends its children too.
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        for _ in 0..100 {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn open_to_all(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
}

fn name_of(what: &str, uid: u32) -> String {
    let output = Command::new("id").args([what, &uid.to_string()]).output().expect("id");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn configuration(root: &Path, port: u16, user: &str, group: &str, (uid, gid): (u32, u32)) -> String {
    let root = root.display();
    format!(
        "base_dir = {root}/run\nstate_dir = {root}/run\nlog_path = {root}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
         ssl = no\ndisable_plaintext_auth = no\ndefault_internal_user = {user}\ndefault_login_user = {user}\n\
         default_internal_group = {group}\nfirst_valid_uid = 1\nmail_location = maildir:{root}/box\nmail_fsync = never\n\
         passdb {{\n  driver = static\n  args = password=secret\n}}\n\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={root}\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {port}\n  }}\n  \
         inet_listener imaps {{\n    port = 0\n  }}\n}}\nservice anvil {{\n  chroot =\n}}\n"
    )
}

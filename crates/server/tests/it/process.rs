//! The built program as a process of its own: started on loopback, and always ended again.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// A demo has this many tickets or a few more.
pub const TICKETS: &str = "20";

/// The program, with its data in `data` and no settings of this machine.
pub fn jianyue(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jianyue"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("JIANYUE_")) {
        command.env_remove(name);
    }
    command.current_dir(data).env("JIANYUE_DATA", data).env("JIANYUE_LOG", "error");
    command
}

/// Runs it to its end with `input` on its standard input.
pub fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // It may say much before it has read everything. One that reads nothing is fine too.
    let writer = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Runs it with `arguments` and data in `data`; gives exit code, standard output and standard error.
pub fn said(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = jianyue(data);
    command.args(arguments);
    texts(&run(command, ""))
}

/// Exit code, standard output and standard error.
pub fn texts(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Loads a small demo into `data`. Folders that would all begin with the same one on SQLite are given copies of it.
pub fn load_demo(data: &Path) {
    let settings = fs::read_to_string(data.join("jianyue.toml")).unwrap_or_default();
    if settings.contains("database_url") || data.join("jianyue.db").exists() {
        make_demo(data);
    } else {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let lock = File::create(home.join("demo.lock")).unwrap();
        lock.lock().unwrap();
        copy(&finished_demo(home), data);
    }
}

fn make_demo(data: &Path) {
    let (code, out, errors) = said(data, &["demo", "--tickets", TICKETS, "--load-only"]);
    assert_eq!(code, 0, "{out}{errors}");
}

/// The folder of a demo that this build of the program made within the hour: whoever comes first makes it.
fn finished_demo(home: &Path) -> PathBuf {
    let program = fs::metadata(env!("CARGO_BIN_EXE_jianyue")).unwrap();
    let built = program.modified().unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let hour = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() / 3600;
    let demo = home.join(format!("demo-{}-{}-{hour}", built.as_nanos(), program.len()));
    if !demo.exists() {
        for old in fs::read_dir(home).unwrap().map(|old| old.unwrap()) {
            if old.file_name().to_string_lossy().starts_with("demo-") {
                fs::remove_dir_all(old.path()).unwrap();
            }
        }
        let unfinished = tempfile::tempdir_in(home).unwrap();
        make_demo(unfinished.path());
        fs::rename(unfinished.keep(), &demo).unwrap();
    }
    demo
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A serving process.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    // Kept open: the process may still say something.
    _out: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// Starts serving `data` on a free port, and waits until it listens.
    pub fn start(data: &Path) -> Self {
        let mut command = jianyue(data);
        command.arg("serve").env("JIANYUE_LISTEN", "127.0.0.1:0").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let _ = child.kill();
                panic!("the server ended: {:?}", child.wait());
            }
            if let Some((_, address)) = line.trim().split_once("listens on http://") {
                break address.parse().unwrap();
            }
        };
        Self { child, address, _out: out }
    }

    /// Ends it at once, as a power cut would (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end (SIGTERM).
    pub fn ask_to_end(&self) {
        let asked = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits for its end; `None` when it does not come in time.
    pub fn wait(&mut self, longest: Duration) -> Option<ExitStatus> {
        let begin = Instant::now();
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return Some(status),
                None if begin.elapsed() > longest => return None,
                None => thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file below `folder` and gives its path as text.
pub fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.display().to_string()
}

//! How this machine is: the same on Linux and Windows but for the question whether a service runs.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::PathBuf,
    process::{Command, Stdio},
};

use jianyue_kernel::Env;
use jianyue_probing::model::AgentReading;
use sysinfo::{Disks, ProcessRefreshKind, ProcessesToUpdate, System};

use crate::commands::Failure;

/// What is read of a log at a time.
const LONGEST_PIECE: u64 = 4 * 1024 * 1024;

/// Looks at this machine.
pub struct Looker {
    system: System,
    services: Vec<String>,
    processes: Vec<String>,
    logs: Vec<Log>,
}

/// A log, and how far it was read.
struct Log {
    path: PathBuf,
    words: Vec<String>,
    read_to: Option<u64>,
}

impl Looker {
    /// Watches services and processes by name, and logs as `PATH=WORD|WORD`.
    ///
    /// # Errors
    /// [`Failure`] names what cannot be read.
    pub fn new(services: &[String], processes: &[String], logs: &[String]) -> Result<Self, Failure> {
        let bad = services.iter().find(|name| !is_name(name));
        if let Some(name) = bad {
            return Err(Failure::input(format!("--service {name}：服务名只能含字母、数字和 . _ @ - $")));
        }
        let unseen = |error: sysinfo::Error| Failure::input(format!("这台机器的运行情况读不出来：{error}"));
        let mut system = System::new().map_err(unseen)?;
        system.refresh_cpu_usage();
        let logs = logs.iter().map(|text| Log::read(text)).collect::<Result<_, _>>()?;
        Ok(Self { system, services: services.to_vec(), processes: processes.to_vec(), logs })
    }

    /// What is seen now. Its number is above `after`, and above those of an agent that ran here before.
    pub fn look(&mut self, env: &Env, after: i64) -> AgentReading {
        let at = env.now();
        let mut metrics = BTreeMap::new();
        self.system.refresh_cpu_usage();
        self.system.refresh_memory();
        metrics.insert("cpu_percent".to_owned(), f64::from(self.system.global_cpu_usage()));
        let memory = percent(self.system.used_memory(), self.system.total_memory());
        metrics.insert("memory_percent".to_owned(), memory);
        let mut fullest = 0.0_f64;
        let disks = Disks::new_with_refreshed_list();
        for disk in disks.iter().flat_map(|disks| disks.iter()) {
            let used = disk.total_space().saturating_sub(disk.available_space());
            let full = percent(used, disk.total_space());
            if disk.total_space() > 0 && !disk.is_read_only() {
                fullest = fullest.max(full);
                metrics.insert(format!("disk_percent:{}", disk.mount_point().display()), full);
            }
        }
        metrics.insert("disk_percent".to_owned(), fullest);
        for name in &self.services {
            metrics.insert(format!("service:{name}"), f64::from(u8::from(service_runs(name))));
        }
        if !self.processes.is_empty() {
            self.system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
        }
        for name in &self.processes {
            let runs = self.system.processes().values().any(|process| is_called(process, name));
            metrics.insert(format!("process:{name}"), f64::from(u8::from(runs)));
        }
        let cpu = metrics["cpu_percent"];
        let mut text = format!("CPU {cpu:.0}%，内存 {memory:.0}%，磁盘最满 {fullest:.0}%");
        let mut found = 0_u32;
        for log in &mut self.logs {
            let (count, last) = log.new_matches();
            found += count;
            metrics.insert(format!("log_matches:{}", log.path.display()), f64::from(count));
            if let Some(line) = last {
                let line: String = line.chars().take(200).collect();
                text = format!("{text}；{}：{line}", log.path.display());
            }
        }
        if !self.logs.is_empty() {
            metrics.insert("log_matches".to_owned(), f64::from(found));
        }
        // Milliseconds since 1970 grow over restarts without a file to keep them in.
        AgentReading { seq: at.timestamp_millis().max(after + 1), at, metrics, text }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of bytes needs no fifteenth digit")]
fn percent(used: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { 100.0 * used as f64 / total as f64 }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.chars().all(|one| one.is_ascii_alphanumeric() || "._@-$".contains(one))
}

fn is_called(process: &sysinfo::Process, name: &str) -> bool {
    let called = process.name().to_string_lossy();
    called == name
        || (cfg!(windows) && called.trim_end_matches(".exe").eq_ignore_ascii_case(name.trim_end_matches(".exe")))
}

/// Whether a service runs, as the system's own manager says.
fn service_runs(name: &str) -> bool {
    if cfg!(windows) {
        let asked = Command::new("sc.exe").args(["query", name]).stdin(Stdio::null()).output();
        asked.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("RUNNING"))
    } else {
        let asked = Command::new("systemctl").args(["is-active", "--quiet", "--", name]).stdin(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    }
}

impl Log {
    fn read(text: &str) -> Result<Self, Failure> {
        let (path, words) = text.split_once('=').unwrap_or((text, ""));
        let words: Vec<String> = words.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if path.is_empty() || words.is_empty() {
            return Err(Failure::input(format!("--log {text}：应写成 路径=内容|内容")));
        }
        // What was there before it looked for the first time is not counted.
        let read_to = File::open(path).and_then(|file| file.metadata()).map(|about| about.len()).ok();
        Ok(Self { path: path.into(), words, read_to })
    }

    /// How many whole lines that came since hold one of the words, and the last of them. A log that was begun anew is read
    /// from its start.
    fn new_matches(&mut self) -> (u32, Option<String>) {
        let Ok(mut file) = File::open(&self.path) else { return (0, None) };
        let length = file.metadata().map_or(0, |about| about.len());
        let mut from = self.read_to.filter(|to| *to <= length).unwrap_or(0);
        from = from.max(length.saturating_sub(LONGEST_PIECE));
        let mut bytes = Vec::new();
        if file.seek(SeekFrom::Start(from)).and_then(|_| file.take(LONGEST_PIECE).read_to_end(&mut bytes)).is_err() {
            return (0, None);
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.read_to = Some(from + u64::try_from(whole).unwrap_or(0));
        let text = String::from_utf8_lossy(&bytes[..whole]);
        let hits = text.lines().filter(|line| self.words.iter().any(|word| line.contains(word.as_str())));
        hits.fold((0, None), |(count, _), line| (count + 1, Some(line.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn new_lines_of_a_log_are_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        std::fs::write(&path, "ERROR old\n").unwrap();
        let mut log = Log::read(&format!("{}=ERROR|致命", path.display())).unwrap();
        assert_eq!(log.new_matches(), (0, None));
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all("ok\nERROR one\n致命 two\nERROR hal".as_bytes()).unwrap();
        assert_eq!(log.new_matches(), (2, Some("致命 two".to_owned())));
        file.write_all(b"f\n").unwrap();
        assert_eq!(log.new_matches(), (1, Some("ERROR half".to_owned())));
        assert_eq!(log.new_matches(), (0, None));
        // Rotated: shorter than it was.
        std::fs::write(&path, "ERROR new\n").unwrap();
        assert_eq!(log.new_matches(), (1, Some("ERROR new".to_owned())));
        assert!(Log::read("/a").is_err() && Log::read("=x").is_err());
    }

    #[test]
    fn this_machine_is_seen_and_numbers_only_grow() {
        let mut looker = Looker::new(&["no-such-service".into()], &["no-such-process".into()], &[]).unwrap();
        let env = Env::system();
        let first = looker.look(&env, 0);
        let second = looker.look(&env, first.seq + 1_000_000);
        assert!(second.seq > first.seq + 1_000_000);
        for metric in ["cpu_percent", "memory_percent", "disk_percent"] {
            assert!((0.0..=100.0).contains(&first.metrics[metric]), "{metric}: {first:?}");
        }
        let stopped = first.metrics["service:no-such-service"] + first.metrics["process:no-such-process"];
        assert!(stopped < 0.1);
        assert!(Looker::new(&["a; b".into()], &[], &[]).is_err());
    }
}

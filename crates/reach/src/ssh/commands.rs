//! What can be asked, the commands that ask it, and what their answers mean (Linux, proc(5), POSIX df).

use std::io::Read;

use serde::{Deserialize, Serialize};
use ssh2::Session;
use utoipa::ToSchema;

use super::session::failed;
use crate::{ReachError, Reading, io::short, reading::number};

/// The most that is read of an answer.
const LONGEST: u64 = 256 * 1024;
/// The most lines of a log that are looked through.
const MOST_LINES: u32 = 5_000;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = SshQuestion)]
pub enum Question {
    /// `cpu_percent` over one second, `load1`.
    Cpu,
    /// `memory_percent`, `memory_available_mb`.
    Memory,
    /// `disk_percent` of the fullest file system, and of each as `disk_percent:/path`.
    Disk,
    /// Each name a systemd unit or process: `service:name` is 1 when it runs. One that does not is a fault.
    Services {
        /// Names, 1 to 30.
        names: Vec<String>,
    },
    /// The last lines of a log that hold a pattern: `log_matches`.
    Log {
        /// Absolute path.
        path: String,
        /// Extended regular expression (`grep -E`).
        pattern: String,
        /// How many of the last lines are looked through; 500 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lines: Option<u32>,
    },
}

impl Question {
    /// Whether it can be asked.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        let bad = |text: &str| Err(ReachError::BadTarget(text.to_owned()));
        match self {
            Self::Services { names } if names.is_empty() || names.len() > 30 => bad("请填写 1 至 30 个服务名"),
            Self::Services { names } if !names.iter().all(|name| is_name(name)) => {
                bad("服务名只能含字母、数字和 . _ @ -，最长 100 个字符，不能以 - 开头")
            }
            Self::Log { path, .. } if !path.starts_with('/') || path.len() > 500 || has_controls(path) => {
                bad("日志路径应为绝对路径")
            }
            Self::Log { pattern, .. } if pattern.is_empty() || pattern.len() > 500 || has_controls(pattern) => {
                bad("请填写日志中要查找的内容")
            }
            Self::Log { lines: Some(lines), .. } if !(1..=MOST_LINES).contains(lines) => {
                bad("日志行数应在 1 至 5000 之间")
            }
            _ => Ok(()),
        }
    }

    fn command(&self) -> String {
        match self {
            Self::Cpu => "head -n 1 /proc/stat; sleep 1; head -n 1 /proc/stat; cat /proc/loadavg".to_owned(),
            Self::Memory => "cat /proc/meminfo".to_owned(),
            Self::Disk => "df -P -k -x tmpfs -x devtmpfs -x squashfs 2>/dev/null || df -P -k".to_owned(),
            Self::Services { names } => {
                let each = |name: &String| {
                    let name = quoted(name);
                    format!(
                        "if systemctl is-active --quiet {name} 2>/dev/null || pgrep -x -- {name} >/dev/null 2>&1; \
                         then echo 1 {name}; else echo 0 {name}; fi"
                    )
                };
                names.iter().map(each).collect::<Vec<_>>().join("; ")
            }
            Self::Log { path, pattern, lines } => {
                let lines = lines.unwrap_or(500);
                let (path, pattern) = (quoted(path), quoted(pattern));
                format!(
                    "tail -n {lines} -- {path} >/dev/null && tail -n {lines} -- {path} | grep -a -E -e {pattern}; true"
                )
            }
        }
    }

    fn read(&self, answer: &str, reading: Reading) -> Result<Reading, ReachError> {
        match self {
            Self::Cpu => cpu(answer, reading),
            Self::Memory => memory(answer, reading),
            Self::Disk => disk(answer, reading),
            Self::Services { .. } => Ok(services(answer, reading)),
            Self::Log { path, .. } => Ok(log(path, answer, reading)),
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && !name.starts_with('-')
        && name.chars().all(|one| one.is_ascii_alphanumeric() || "._@-".contains(one))
}

fn has_controls(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// As one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

pub(super) fn ask(session: &Session, questions: &[Question]) -> Result<Reading, ReachError> {
    let mut reading = Reading::default();
    let mut texts = Vec::new();
    for question in questions {
        let answer = run(session, &format!("LC_ALL=C; export LC_ALL; {}", question.command()))?;
        reading = question.read(&answer, reading)?;
        texts.push(std::mem::take(&mut reading.text));
    }
    Ok(Reading { text: texts.join("；"), ..reading })
}

fn run(session: &Session, command: &str) -> Result<String, ReachError> {
    let mut channel = session.channel_session().map_err(|error| failed(&error))?;
    channel.exec(command).map_err(|error| failed(&error))?;
    let mut answer = Vec::new();
    let broken = |_| ReachError::BadAnswer("SSH 会话中断或超时".to_owned());
    channel.by_ref().take(LONGEST).read_to_end(&mut answer).map_err(broken)?;
    let mut complaint = String::new();
    let _ = channel.stderr().take(2_000).read_to_string(&mut complaint);
    let _ = channel.close();
    if answer.is_empty() && !complaint.trim().is_empty() {
        return Err(ReachError::BadAnswer(short(&complaint)));
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn unreadable(what: &str) -> ReachError {
    ReachError::BadAnswer(format!("{what}的输出无法识别，这台主机可能不是 Linux"))
}

fn cpu(answer: &str, reading: Reading) -> Result<Reading, ReachError> {
    let times = |line: &str| -> Option<(f64, f64)> {
        let all: Vec<f64> = line.strip_prefix("cpu ")?.split_whitespace().filter_map(|one| one.parse().ok()).collect();
        // Idle and waiting for disks are not work (proc(5), /proc/stat).
        Some((all.iter().take(8).sum(), all.get(3)? + all.get(4).copied().unwrap_or(0.0)))
    };
    let mut lines = answer.lines();
    let (first, second, load) = (lines.next(), lines.next(), lines.next());
    let (first, second) = (first.and_then(times), second.and_then(times));
    let (Some((from, idle_from)), Some((to, idle_to))) = (first, second) else { return Err(unreadable("CPU ")) };
    let all = to - from;
    let percent = if all > 0.0 { 100.0 * (1.0 - (idle_to - idle_from) / all) } else { 0.0 };
    let load = load.and_then(|line| line.split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0);
    let text = format!("CPU {percent:.0}%，负载 {load:.2}");
    Ok(Reading { text, ..reading }.with("cpu_percent", percent).with("load1", load))
}

fn memory(answer: &str, reading: Reading) -> Result<Reading, ReachError> {
    let of = |key: &str| {
        let line = answer.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let (Some(total), Some(available)) = (of("MemTotal"), of("MemAvailable").or_else(|| of("MemFree"))) else {
        return Err(unreadable("内存"));
    };
    let percent = if total > 0.0 { 100.0 * (1.0 - available / total) } else { 0.0 };
    let text = format!("内存 {percent:.0}%");
    let reading = Reading { text, ..reading }.with("memory_percent", percent);
    Ok(reading.with("memory_available_mb", (available / 1024.0).round()))
}

fn disk(answer: &str, mut reading: Reading) -> Result<Reading, ReachError> {
    let mut fullest: Option<(f64, String)> = None;
    for line in answer.lines().skip(1) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, _, _, _, percent, place @ ..] = &fields[..] else { continue };
        let Ok(percent) = percent.trim_end_matches('%').parse::<f64>() else { continue };
        let place = place.join(" ");
        if fullest.as_ref().is_none_or(|(most, _)| percent > *most) {
            fullest = Some((percent, place.clone()));
        }
        reading = reading.with(format!("disk_percent:{place}"), percent);
    }
    let (percent, place) = fullest.ok_or_else(|| unreadable("磁盘"))?;
    let text = format!("磁盘最满 {place} {percent:.0}%");
    Ok(Reading { text, ..reading }.with("disk_percent", percent))
}

fn services(answer: &str, mut reading: Reading) -> Reading {
    let (mut up, mut down) = (0_usize, Vec::new());
    for (state, name) in answer.lines().filter_map(|line| line.split_once(' ')) {
        reading = reading.with(format!("service:{name}"), f64::from(u8::from(state == "1")));
        if state == "1" { up += 1 } else { down.push(name.to_owned()) }
    }
    reading.text =
        if down.is_empty() { format!("{up} 个服务在运行") } else { format!("未运行：{}", down.join("、")) };
    if !down.is_empty() {
        reading.fault = Some(format!("服务未运行：{}", down.join("、")));
    }
    reading
}

fn log(path: &str, answer: &str, reading: Reading) -> Reading {
    let found = answer.lines().count();
    let last = answer.lines().last().map(|line| format!("，最近一条：{}", short(line))).unwrap_or_default();
    Reading { text: format!("日志 {path} 命中 {found} 行{last}"), ..reading }.with("log_matches", number(found))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is read is what was written")]
mod tests {
    use super::*;

    fn read(question: &Question, answer: &str) -> Reading {
        question.read(answer, Reading::default()).unwrap()
    }

    #[test]
    fn what_linux_answers_becomes_numbers() {
        let cpu = "cpu  100 0 100 800 0 0 0 0 0 0\ncpu  150 0 150 900 0 0 0 0 0 0\n0.52 0.58 0.59 1/467 12345\n";
        let cpu = read(&Question::Cpu, cpu);
        assert_eq!((cpu.metrics["cpu_percent"], cpu.metrics["load1"]), (50.0, 0.52));
        let memory = read(&Question::Memory, "MemTotal:  8000 kB\nMemFree: 1 kB\nMemAvailable:  2048 kB\n");
        assert_eq!((memory.metrics["memory_percent"].round(), memory.metrics["memory_available_mb"]), (74.0, 2.0));
        let disk = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/sda1 100 40 60 40% /\n/dev/sdb1 100 91 9 91% /data dir\n";
        let disk = read(&Question::Disk, disk);
        assert_eq!((disk.metrics["disk_percent"], disk.metrics["disk_percent:/"]), (91.0, 40.0));
        assert_eq!(disk.metrics["disk_percent:/data dir"], 91.0);
        for question in [Question::Cpu, Question::Memory, Question::Disk] {
            let windows = question.read("'cat' is not recognized", Reading::default());
            assert_eq!(windows.unwrap_err().code(), "reach.bad_answer");
        }
    }

    #[test]
    fn a_service_that_does_not_run_is_a_fault() {
        let names = Question::Services { names: vec!["nginx".into(), "vsftpd".into()] };
        let reading = read(&names, "1 nginx\n0 vsftpd\n");
        assert_eq!(reading.fault.as_deref(), Some("服务未运行：vsftpd"));
        assert_eq!((reading.metrics["service:nginx"], reading.metrics["service:vsftpd"]), (1.0, 0.0));
    }

    #[test]
    fn nobody_slips_a_command_in() {
        for name in ["a; rm -rf /", "a b", "$(id)", "-x", "", "a'b"] {
            assert!(Question::Services { names: vec![name.into()] }.check().is_err(), "{name}");
        }
        let log = |path: &str, pattern: &str| Question::Log { path: path.into(), pattern: pattern.into(), lines: None };
        assert!(log("relative", "x").check().is_err() && log("/a\nid", "x").check().is_err());
        let command = log("/var/log/it's", "'; id; '").command();
        assert!(command.contains(r"'/var/log/it'\''s'") && command.contains(r"''\''; id; '\'''"), "{command}");
    }
}

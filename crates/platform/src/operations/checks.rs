//! What stops the platform: the disk, jobs that fail, events that nobody takes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use chrono::TimeDelta;
use jianyue_kernel::PageRequest;
use sysinfo::Disks;

use crate::{
    app::App,
    check::{Check, Finding},
    events::dead_letters,
    jobs::{JobState, job_list},
};

/// Least free space on the disk of the data folder, in bytes.
const DISK: u64 = 2 << 30;
/// A job that has not ended a run for this long is late, whatever its schedule.
const JOB_QUIET: TimeDelta = TimeDelta::days(2);

const DATABASE: &str = "检查数据库服务和网络连接，再重新检查";

/// The data folder and its disk.
pub(super) struct Folder(pub PathBuf);

#[async_trait]
impl Check for Folder {
    async fn look(&self, _app: &App) -> Vec<Finding> {
        let folder = self.0.clone();
        let looked = tokio::task::spawn_blocking(move || vec![data_folder(&folder), disk(&folder)]).await;
        looked.unwrap_or_else(|_| vec![Finding::error("数据目录无法检查", "查看服务日志")])
    }
}

/// Whether the data folder can be written. Leaves nothing there.
#[must_use]
pub fn data_folder(folder: &Path) -> Finding {
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written =
        fs::create_dir_all(folder).and_then(|()| fs::write(&probe, b"")).and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => Finding::ok(format!("数据目录 {} 可以写入", folder.display())),
        Err(error) => Finding::error(
            format!("数据目录 {} 不能写入：{error}", folder.display()),
            "给运行服务的系统用户写入这个目录的权限",
        ),
    }
}

/// Free bytes on the disk that holds `folder`, if they are known.
pub(super) fn free(folder: &Path) -> Option<u64> {
    let folder = folder.canonicalize().ok()?;
    let disks = Disks::new_with_refreshed_list().ok()?;
    let holding = disks.iter().filter(|disk| folder.starts_with(disk.mount_point()));
    holding.max_by_key(|disk| disk.mount_point().as_os_str().len()).map(sysinfo::Disk::available_space)
}

/// Whether the disk of the data folder has room.
#[must_use]
pub fn disk(folder: &Path) -> Finding {
    match free(folder) {
        None => Finding::warning("数据目录所在磁盘的剩余空间无法得知", "请自行确认磁盘空间充足"),
        Some(free) if free < DISK => Finding::error(
            format!("数据目录所在磁盘只剩 {} MB，少于 2 GB 时很快就不能写入", free >> 20),
            "清理磁盘或扩容",
        ),
        Some(free) => Finding::ok(format!("数据目录所在磁盘剩余 {} MB", free >> 20)),
    }
}

/// Jobs that failed or are late.
pub(super) struct Jobs;

#[async_trait]
impl Check for Jobs {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let Ok(mut tx) = app.db().peek().await else { return vec![Finding::error("数据库没有应答", DATABASE)] };
        let Ok(states) = job_list(&mut tx).await else {
            return vec![Finding::error("作业表无法读取", DATABASE)];
        };
        let oldest = app.env().now() - JOB_QUIET;
        let known = states.iter().filter(|state| app.jobs().named(&state.name).is_some());
        let bad: Vec<Finding> = known.clone().filter_map(|state| amiss(state, oldest)).collect();
        if bad.is_empty() { vec![Finding::ok(format!("{} 个作业都没有失败", known.count()))] } else { bad }
    }
}

fn amiss(state: &JobState, oldest: chrono::DateTime<chrono::Utc>) -> Option<Finding> {
    if let Some(error) = &state.last_error {
        let says = format!("作业 {} 上次运行失败：{error}", state.name);
        return Some(Finding::warning(says, "排除原因后在“作业”页点“立即运行”"));
    }
    let late = state.last_end.is_some_and(|end| end < oldest);
    late.then(|| Finding::warning(format!("作业 {} 已超过两天没有运行", state.name), "确认服务在运行，并查看日志"))
}

/// Events that could not be delivered.
pub(super) struct Letters;

#[async_trait]
impl Check for Letters {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let page = PageRequest { limit: Some(1), after: None };
        let Ok(mut tx) = app.db().peek().await else { return vec![Finding::error("数据库没有应答", DATABASE)] };
        vec![match dead_letters(&mut tx, &page).await {
            Ok(letters) if letters.items.is_empty() => Finding::ok("没有未送达的事件"),
            Ok(_) => Finding::warning(
                "有事件多次投递失败，已停止重试",
                "在“未送达的事件”页查看原因，排除后重试，或说明理由后放弃（命令行：jianyue events dead）",
            ),
            Err(error) => Finding::error(format!("未送达的事件无法读取：{error}"), DATABASE),
        }]
    }
}

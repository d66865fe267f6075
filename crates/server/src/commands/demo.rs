//! `jianyue demo`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Instant};

use clap::Args;
use jianyue_identity::PasswordCost;
use jianyue_kernel::Env;
use jianyue_platform::{outgoing::AllowedTargets, telemetry};

use super::Failure;
use crate::{
    demo::{self, Loaded, accounts},
    host::{
        self, Host,
        serve::{asked_to_end, listen},
    },
};

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of the demo's data; a demo year that is there already is served again.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many tickets the year has, about.
    #[arg(long, default_value_t = 3_000)]
    tickets: usize,
    /// Address to serve on.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Load only, do not serve.
    #[arg(long)]
    load_only: bool,
}

/// Loads the demo year where there is none, and serves it.
///
/// # Errors
/// [`Failure`] when the settings are wrong, the database cannot be reached or the address is taken.
pub async fn run(config: Option<&std::path::Path>, options: &Options) -> Result<ExitCode, Failure> {
    let mut settings = host::settings(config)?;
    settings.data = options.data.clone().unwrap_or(settings.data);
    settings.listen = options.listen.unwrap_or(settings.listen);
    if settings.allow_targets == AllowedTargets::default() {
        // What the demo watches is itself.
        settings.allow_targets = "127.0.0.1, ::1".parse().unwrap_or_default();
    }
    if settings.probe_folders.is_empty() {
        settings.probe_folders.push(demo::inventory::folder(&settings.data)?);
        settings.probe_folders.push(demo::backups::folder(&settings.data)?);
    }
    telemetry::start(settings.log_format, &settings.log).map_err(|error| Failure::input(error.to_string()))?;
    let listener = if options.load_only { None } else { Some(listen(settings.listen).await?) };
    let host = Host::with(settings, Env::system(), PasswordCost::default()).await?;

    let begun = Instant::now();
    println!("正在准备演示数据……");
    match demo::load(&host, options.tickets, host.app.env().now()).await? {
        Loaded::Now { tickets, steps } => {
            println!(
                "已载入 5 份合同、{tickets} 张工单、{steps} 次处理，用时 {:.1} 秒。",
                begun.elapsed().as_secs_f32()
            );
        }
        Loaded::Before => {
            demo::probing::follow(&host).await?;
            demo::backups::follow(&host).await?;
            println!("演示数据已在 {}，直接启动。", host.settings.data.display());
        }
    }
    let Some(listener) = listener else {
        host.app.db().close().await;
        return Ok(ExitCode::SUCCESS);
    };
    println!("\n打开 http://{} ，用下列任一账号登录：\n{}", listener.local_addr()?, accounts::table());
    host.serve(listener, asked_to_end()).await?;
    Ok(ExitCode::SUCCESS)
}

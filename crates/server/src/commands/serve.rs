//! `jianyue serve`.

use std::{fmt::Write, path::Path, process::ExitCode};

use jianyue_identity::{FirstAdministrator, NewPerson, bootstrap_administrators, secrets, store};
use jianyue_kernel::Role;
use jianyue_platform::telemetry;

use super::Failure;
use crate::host::{
    Host,
    serve::{asked_to_end, listen},
};

/// Serves until it is asked to end.
///
/// # Errors
/// [`Failure`] when the settings are wrong, the database cannot be reached or the address is taken.
pub async fn run(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = crate::host::settings(config)?;
    telemetry::start(settings.log_format, &settings.log).map_err(|error| Failure::input(error.to_string()))?;
    let listener = listen(settings.listen).await?;
    let host = Host::with(settings, jianyue_kernel::Env::system(), jianyue_identity::PasswordCost::default()).await?;
    first_administrators(&host).await?;
    println!("Jianyue listens on http://{}", listener.local_addr()?);
    host.serve(listener, asked_to_end()).await?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the accounts of the three administrators in an empty database, and prints their first passwords, once.
async fn first_administrators(host: &Host) -> Result<(), Failure> {
    if store::people::person_any(&mut host.app.db().peek().await?).await? {
        return Ok(());
    }
    let mut administrators = Vec::new();
    let mut shown = String::new();
    for (account, name, role) in [
        ("sysadmin", "系统管理员", Role::SystemAdministrator),
        ("secadmin", "安全管理员", Role::SecurityAdministrator),
        ("auditor", "安全审计员", Role::Auditor),
    ] {
        let secret = secrets::first_password();
        let password = host.modules.identity.passwords().hash(&secret).await;
        let password = password.map_err(|error| Failure::input(error.to_string()))?;
        let person = NewPerson { account: account.to_owned(), name: name.to_owned(), locale: "zh-CN".to_owned() };
        administrators.push(FirstAdministrator { person, role, password });
        let _ = writeln!(shown, "  {account:<10} {secret}");
    }
    let mut tx = host.app.db().write().await?;
    let made = bootstrap_administrators(&mut tx, host.app.env(), &administrators).await;
    let made = made.map_err(|error| Failure::input(error.to_string()))?;
    tx.commit().await?;
    if !made.is_empty() {
        println!(
            "First administrators (each password is shown once and must be changed at the first sign-in):\n{shown}"
        );
    }
    Ok(())
}

//! The register of certificates of the demo: as many as the contract names, made up, with terms that end over two years,
//! and some requests on their way.

use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_certificates::{
    CertificateError,
    model::{Medium, RequestKind, WantedDetails},
    read::{Draft, Row},
    service::{
        CertificateIssued, CertificatesRequest, Decision, Finished, NewCertificateRequest, ask, certificates, decide,
        finish, import,
    },
};
use jianyue_kernel::{Actor, PageRequest, Role};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// As many as HS names.
const MANY: u64 = 2_000;
/// Units whose people have certificates.
const UNITS: [&str; 8] = [
    "人事考试中心（演示）",
    "东城区考试机构（演示）",
    "西城区考试机构（演示）",
    "朝阳区考试机构（演示）",
    "海淀区考试机构（演示）",
    "丰台区考试机构（演示）",
    "通州区考试机构（演示）",
    "昌平区考试机构（演示）",
];

fn refused(error: CertificateError) -> Failure {
    Failure::input(format!("the certificates of the demo: {error}"))
}

/// The register as it stands at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let Some(contract) = contracts.iter().find(|contract| contract.prefix == "HS") else { return Ok(()) };
    let (Some(engineer), Some(official)) =
        (cast.nth(Role::Engineer, contract, 0), cast.nth(Role::ClientOfficial, contract, 0))
    else {
        return Ok(());
    };
    let today = zone::local_date(end);
    let rows = (0..MANY).map(|n| row(n, today)).collect();
    let mut tx = host.app.db().write().await?;
    import(&host.app, &mut tx, engineer, (contract.id, "证书台账（演示）.xlsx"), rows, false).await.map_err(refused)?;
    tx.commit().await?;
    renewals(host, contract, engineer, official, today).await
}

/// The nth certificate. Their terms end evenly over two years; a few have just ended.
fn row(n: u64, today: NaiveDate) -> Row {
    let valid_until = today + Days::new(n * 730 / MANY) - Days::new(6);
    let kind = if n.is_multiple_of(40) { "服务器" } else { "持证人" };
    let draft = Draft {
        holder: format!("{kind} {:04}（演示）", n + 1),
        unit: UNITS[usize::try_from(n % 8).unwrap_or_default()].to_owned(),
        // Far apart, as those of an issuer are.
        serial: format!("{:016X}", (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)).trim_start_matches('0').to_owned(),
        issuer: "北京 CA".to_owned(),
        use_for: Some(if n.is_multiple_of(40) { "服务器身份" } else { "登录考务系统" }.to_owned()),
        medium: Some(if n.is_multiple_of(40) { Medium::Server } else { Medium::UsbKey }),
        valid_from: Some(valid_until - Days::new(730)),
        valid_until,
        note: None,
        der: None,
    };
    Row { line: usize::try_from(n).unwrap_or_default() + 2, about: draft.serial.clone(), draft: Ok(draft) }
}

/// A batch that was renewed, one that waits to be carried out, and one that waits for approval.
async fn renewals(
    host: &Host,
    contract: &DemoContract,
    engineer: &Actor,
    official: &Actor,
    today: NaiveDate,
) -> Result<(), Failure> {
    let app = &host.app;
    let mut tx = app.db().write().await?;
    let request = CertificatesRequest {
        contract: Some(contract.id.0),
        ends_from: Some(today),
        page: PageRequest { limit: Some(40), after: None },
        ..CertificatesRequest::default()
    };
    let soon: Vec<Uuid> = certificates(&mut tx, engineer, request, app.env().now())
        .await
        .map_err(refused)?
        .items
        .iter()
        .map(|one| one.id)
        .collect();
    for (n, part) in soon.chunks(10).take(3).enumerate() {
        let new = NewCertificateRequest {
            kind: RequestKind::Renew,
            certificates: part.to_vec(),
            wanted: WantedDetails::default(),
            reason: "即将到期，集中更新（演示）".to_owned(),
            ticket_id: None,
            // One of them is worked on in a ticket.
            open_ticket: n == 1,
        };
        let asked = ask(app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
        if n == 2 {
            break;
        }
        let yes = Decision { approve: true, note: Some("同意，请在到期前完成（演示）".to_owned()) };
        let approved = decide(app, &mut tx, official, (asked.id, asked.version), yes).await.map_err(refused)?;
        if n == 0 {
            let issued = part.iter().zip(1_u64..).map(|(old, place)| CertificateIssued {
                replaces: Some(*old),
                serial: format!("5A{place:04X}"),
                issuer: None,
                valid_from: Some(today),
                valid_until: today + Days::new(729 + place),
            });
            let finished =
                Finished { issued: issued.collect(), note: Some("新证书已发放（演示）".to_owned()) };
            finish(app, &mut tx, engineer, (approved.id, approved.version), finished).await.map_err(refused)?;
        }
    }
    Ok(tx.commit().await?)
}

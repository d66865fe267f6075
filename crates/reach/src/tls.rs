//! TLS: what a server shows, read even when it is over, and judged by itself.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use utoipa::ToSchema;

use crate::{
    Certificate, ReachError, Reading, Starttls, TlsFault, Visit,
    guard::plain,
    reading::{number, timed},
    roots,
};

/// A server that speaks TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TlsTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The name that is asked for and that the certificate has to hold for; the host when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// How encryption is asked for, where the connection begins without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starttls: Option<Starttls>,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// What a server showed.
pub(crate) struct Shown {
    /// Its own certificate first.
    pub chain: Vec<Certificate>,
    /// What is wrong with them.
    pub faults: Vec<TlsFault>,
}

impl Shown {
    /// Puts the certificates and what is wrong with them into a reading.
    pub fn into_reading(self, mut reading: Reading, now: DateTime<Utc>) -> Reading {
        if let Some(own) = self.chain.first() {
            reading = reading.with("days_left", number(own.days_left(now)));
        }
        if let Some(least) = self.chain.iter().map(|one| one.days_left(now)).min() {
            reading = reading.with("chain_days_left", number(least));
        }
        if !self.faults.is_empty() {
            let says: Vec<String> = self.faults.iter().map(TlsFault::says).collect();
            reading.fault = Some(says.join("；"));
        }
        reading.certificates = self.chain;
        reading
    }
}

/// Looks at the certificates of a server.
///
/// # Errors
/// [`ReachError`]; certificates that are wrong are a reading with a fault.
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "TLS 握手", async {
        let mut stream = visit.guard.connect(&target.host, target.port).await?;
        if let Some(starttls) = target.starttls {
            starttls.ask(&mut stream).await?;
        }
        let name = target.sni.as_deref().unwrap_or(&target.host);
        let (stream, shown) = open(stream, name, target.ca_pem.as_deref(), visit.now).await?;
        let version = stream.get_ref().1.protocol_version().and_then(|version| version.as_str()).unwrap_or("TLS");
        let text = match shown.chain.first() {
            Some(own) => format!(
                "{version}，证书“{}”还有 {} 天到期，链上 {} 张",
                own.short_name(),
                own.days_left(visit.now),
                shown.chain.len()
            ),
            None => format!("{version}，服务器没有给出证书"),
        };
        Ok(shown.into_reading(Reading::saying(text.replace("TLSv1_", "TLS 1.")), visit.now))
    })
    .await
}

/// Encrypts `stream`, whoever is at the other end, and says who it is.
pub(crate) async fn open(
    stream: TcpStream,
    name: &str,
    ca_pem: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(TlsStream<TcpStream>, Shown), ReachError> {
    let roots = roots::with(ca_pem)?;
    let bare = name.trim_start_matches('[').trim_end_matches(']').to_owned();
    let server = ServerName::try_from(bare).map_err(|_| ReachError::BadTarget("主机名不能用于 TLS".to_owned()))?;
    let recorder = Arc::new(Recorder::default());
    let config = ClientConfig::builder_with_provider(roots::provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| ReachError::Tls(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(recorder.clone())
        .with_no_client_auth();
    let connected = TlsConnector::from(Arc::new(config)).connect(server.clone(), stream).await;
    let stream = connected.map_err(|error| ReachError::Tls(in_words(&error)))?;
    let chain = std::mem::take(&mut *recorder.seen.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((stream, judge(&chain, &server, &roots, now)))
}

fn in_words(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::AlertReceived(alert)) => format!("对方拒绝（{alert:?}），可能只支持已淘汰的版本或国密套件"),
        Some(Error::PeerIncompatible(_)) => "对方只支持 TLS 1.2 以前的版本或国密套件，请升级后再探测".to_owned(),
        Some(Error::InvalidMessage(_)) => "端口上的服务不是 TLS".to_owned(),
        Some(other) => other.to_string(),
        None => plain(error),
    }
}

/// What is wrong with `chain`, each thing by itself: an expired certificate may also be for somebody else.
fn judge(
    chain: &[CertificateDer<'static>],
    server: &ServerName<'_>,
    roots: &Arc<RootCertStore>,
    now: DateTime<Utc>,
) -> Shown {
    let read: Vec<Certificate> = chain.iter().filter_map(Certificate::read).collect();
    let mut faults = Vec::new();
    for one in &read {
        if one.not_after < now {
            faults.push(TlsFault::Expired(one.short_name().to_owned(), one.not_after));
        } else if one.not_before > now {
            faults.push(TlsFault::NotYetValid(one.short_name().to_owned(), one.not_before));
        }
    }
    if let (Some((own, others)), Some(first)) = (chain.split_first(), read.first()) {
        let held = ParsedCertificate::try_from(own).and_then(|own| verify_server_name(&own, server));
        if held.is_err() {
            faults.push(TlsFault::WrongHost(server.to_str().into_owned()));
        }
        if let Err(error) = trust(own, others, server, roots, moment_inside(&read, now)) {
            faults.extend(distrust(&error, first, &read));
        }
    }
    Shown { chain: read, faults }
}

/// A moment at which every certificate holds, or else the first one: whether the chain is trusted does not depend on its age.
fn moment_inside(chain: &[Certificate], now: DateTime<Utc>) -> DateTime<Utc> {
    let from = chain.iter().map(|one| one.not_before).max().unwrap_or(now);
    let until = chain.iter().map(|one| one.not_after).min().unwrap_or(now);
    if from <= now && now <= until {
        now
    } else if from <= until {
        from.max(until - TimeDelta::seconds(1))
    } else {
        chain.first().map_or(now, |own| own.not_after - TimeDelta::seconds(1))
    }
}

fn trust(
    own: &CertificateDer<'_>,
    others: &[CertificateDer<'_>],
    server: &ServerName<'_>,
    roots: &Arc<RootCertStore>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let verifier = WebPkiServerVerifier::builder_with_provider(roots.clone(), roots::provider())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    let since = std::time::Duration::from_secs(u64::try_from(at.timestamp()).unwrap_or(0));
    verifier.verify_server_cert(own, others, server, &[], UnixTime::since_unix_epoch(since)).map(drop)
}

fn distrust(error: &Error, own: &Certificate, chain: &[Certificate]) -> Option<TlsFault> {
    let Error::InvalidCertificate(why) = error else { return Some(TlsFault::Other(error.to_string())) };
    match why {
        // Said already, by name and day.
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. }
        | CertificateError::NotValidForName
        | CertificateError::NotValidForNameContext { .. } => None,
        CertificateError::UnknownIssuer if own.issuer == own.subject => Some(TlsFault::SelfSigned),
        CertificateError::UnknownIssuer => {
            let shown = |issuer: &str| chain.iter().any(|one| one.subject == issuer);
            Some(if shown(&own.issuer) {
                let last = chain.iter().find(|one| !shown(&one.issuer)).or(chain.last()).unwrap_or(own);
                TlsFault::UntrustedIssuer(last.issuer.clone())
            } else {
                TlsFault::IncompleteChain(own.issuer.clone())
            })
        }
        other => Some(TlsFault::Other(format!("{other:?}"))),
    }
}

/// Lets every certificate pass and remembers it. That the server holds its key is still verified.
#[derive(Debug, Default)]
struct Recorder {
    seen: Mutex<Vec<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let all = std::iter::once(own).chain(others).map(|one| one.clone().into_owned()).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, own, signed, &roots::provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, own, signed, &roots::provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        roots::provider().signature_verification_algorithms.supported_schemes()
    }
}

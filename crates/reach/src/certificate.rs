//! Certificates as people read them, and what is wrong with them.

use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use x509_parser::{extensions::GeneralName, prelude::FromDer, x509::X509Name};

/// A certificate that a server showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SeenCertificate)]
pub struct Certificate {
    /// Serial number, hexadecimal, capital letters.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// For whom.
    pub subject: String,
    /// Names and addresses it holds for.
    pub names: Vec<String>,
    /// From when.
    pub not_before: DateTime<Utc>,
    /// Until when.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the whole, hexadecimal.
    pub fingerprint: String,
}

/// What is wrong with a server's certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// This one is over.
    Expired(String, DateTime<Utc>),
    /// This one has not begun.
    NotYetValid(String, DateTime<Utc>),
    /// It holds for others.
    WrongHost(String),
    /// It vouches for itself.
    SelfSigned,
    /// The server does not show who issued it, and nobody here knows the issuer.
    IncompleteChain(String),
    /// Its chain ends at somebody whom nobody trusts.
    UntrustedIssuer(String),
    /// Anything else.
    Other(String),
}

impl TlsFault {
    /// In plain Chinese.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::Expired(whose, at) => format!("证书“{whose}”已于 {} 到期", day(*at)),
            Self::NotYetValid(whose, at) => format!("证书“{whose}”{} 起才生效，请核对双方的时钟", day(*at)),
            Self::WrongHost(host) => format!("证书不是发给 {host} 的"),
            Self::SelfSigned => "证书是自签名的，没有受信任的机构为它作保".to_owned(),
            Self::IncompleteChain(issuer) => {
                format!("证书链不完整：服务器没有给出签发者“{issuer}”的证书，请在服务器上补齐中间证书")
            }
            Self::UntrustedIssuer(issuer) => {
                format!("签发机构“{issuer}”不受信任；若是单位自己的 CA，请在探测设置中填入它的证书")
            }
            Self::Other(why) => format!("证书校验不通过：{why}"),
        }
    }
}

fn day(at: DateTime<Utc>) -> String {
    (at + chrono::TimeDelta::hours(8)).format("%Y-%m-%d").to_string()
}

impl Certificate {
    /// Reads a certificate; `None` when it is none.
    #[must_use]
    pub fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, parsed) = x509_parser::certificate::X509Certificate::from_der(der).ok()?;
        let names = parsed.subject_alternative_name().ok().flatten();
        let names = names.map(|names| names.value.general_names.iter().filter_map(name).collect()).unwrap_or_default();
        Some(Self {
            serial: hex::encode_upper(parsed.raw_serial()),
            issuer: said(parsed.issuer()),
            subject: said(parsed.subject()),
            names,
            not_before: DateTime::from_timestamp(parsed.validity().not_before.timestamp(), 0)?,
            not_after: DateTime::from_timestamp(parsed.validity().not_after.timestamp(), 0)?,
            fingerprint: hex::encode(Sha256::digest(der)),
        })
    }

    /// Whole days until it is over; negative when it is.
    #[must_use]
    pub fn days_left(&self, now: DateTime<Utc>) -> i64 {
        (self.not_after - now).num_seconds().div_euclid(86_400)
    }

    /// The common name, or all of the subject.
    #[must_use]
    pub fn short_name(&self) -> &str {
        let common = self.subject.split(", ").find_map(|part| part.strip_prefix("CN="));
        common.unwrap_or(&self.subject)
    }
}

fn said(name: &X509Name<'_>) -> String {
    let text = name.to_string();
    if text.is_empty() { "（无名称）".to_owned() } else { text }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress([a, b, c, d]) => Some(format!("{a}.{b}.{c}.{d}")),
        GeneralName::IPAddress(bytes) => {
            let bytes: [u8; 16] = (*bytes).try_into().ok()?;
            Some(std::net::Ipv6Addr::from(bytes).to_string())
        }
        _ => None,
    }
}

//! Whether an issuer takes a certificate back: its list of revoked certificates (RFC 5280, section 5), read from where the
//! certificate says it is.

use chrono::{DateTime, Utc};
use x509_parser::{
    certificate::X509Certificate,
    extensions::{DistributionPointName, GeneralName, ParsedExtension},
    prelude::FromDer,
    revocation_list::CertificateRevocationList,
};

use crate::model::CheckResult;

/// Where the issuer's lists are, over HTTP.
#[must_use]
pub fn list_addresses(der: &[u8]) -> Vec<String> {
    let Ok((_, read)) = X509Certificate::from_der(der) else { return Vec::new() };
    let mut found = Vec::new();
    for extension in read.extensions() {
        let ParsedExtension::CRLDistributionPoints(points) = extension.parsed_extension() else { continue };
        for point in &points.points {
            let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { continue };
            found.extend(names.iter().filter_map(|name| match name {
                GeneralName::URI(uri) if uri.starts_with("http") => Some((*uri).to_owned()),
                _ => None,
            }));
        }
    }
    found
}

/// What a list says of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What.
    pub result: CheckResult,
    /// Whether one of the issuers signed the list.
    pub verified: bool,
    /// In words.
    pub text: String,
}

impl Answer {
    pub(crate) fn unknown(text: impl Into<String>) -> Self {
        Self { result: CheckResult::Unknown, verified: false, text: text.into() }
    }
}

/// Looks a certificate up in a list. `issuers` are the certificates of those who may sign it.
#[must_use]
pub fn look_up(der: &[u8], list: &[u8], issuers: &[Vec<u8>], now: DateTime<Utc>) -> Answer {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Answer::unknown("登记的证书文件无法读取，请重新导入证书文件");
    };
    let Ok((_, list)) = CertificateRevocationList::from_der(list) else {
        return Answer::unknown("颁发机构的吊销列表无法读取");
    };
    if list.issuer() != certificate.issuer() {
        return Answer::unknown("吊销列表不是这张证书的颁发机构出的");
    }
    let over = list.next_update().is_some_and(|next| next.timestamp() < now.timestamp());
    if over {
        return Answer::unknown("颁发机构的吊销列表已过期，无法判断");
    }
    let verified = issuers.iter().any(|issuer| {
        X509Certificate::from_der(issuer).is_ok_and(|(_, issuer)| {
            issuer.subject() == list.issuer() && list.verify_signature(issuer.public_key()).is_ok()
        })
    });
    let revoked = list.iter_revoked_certificates().find(|one| one.raw_serial() == certificate.raw_serial());
    let (result, mut text) = match revoked {
        Some(one) => {
            let day = DateTime::from_timestamp(one.revocation_date.timestamp(), 0).map(jianyue_sla::zone::local_date);
            (CheckResult::Revoked, day.map_or_else(|| "已被吊销".to_owned(), |day| format!("已于 {day} 被吊销")))
        }
        None => (CheckResult::Good, "不在颁发机构的吊销列表中".to_owned()),
    };
    if !verified {
        text.push_str("（列表的签名未能核验：请登记颁发机构的证书）");
    }
    Answer { result, verified, text }
}

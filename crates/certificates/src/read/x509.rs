//! Certificates themselves: PEM, DER and PFX.

use chrono::{DateTime, NaiveDate};
use jianyue_sheets::TableError;
use jianyue_sla::zone;
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};
use x509_parser::{certificate::X509Certificate, pem::Pem, prelude::FromDer, x509::X509Name};

use super::{Draft, ReadError, Row};
use crate::policy::canonical_serial;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Whom it names.
    pub subject: String,
    /// The unit that it names.
    pub unit: String,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number, as it is kept.
    pub serial: String,
    /// The first day on which it holds, in Shanghai.
    pub valid_from: NaiveDate,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
    /// Whether it may sign others.
    pub authority: bool,
}

/// Reads every certificate of a file; `password` opens a PFX. Keys are not looked at and not kept.
pub fn read_files(content: &[u8], password: Option<&str>) -> Result<Vec<Row>, ReadError> {
    let ders = certificates_of(content, password)?;
    Ok(ders.into_iter().enumerate().map(|(i, der)| row(i + 1, der)).collect())
}

/// The certificates of a PEM, DER or PFX file, each as DER.
///
/// # Errors
/// [`ReadError`] when the file is none of these, or its password another.
pub fn certificates_of(content: &[u8], password: Option<&str>) -> Result<Vec<Vec<u8>>, ReadError> {
    if content.windows(11).any(|window| window == b"-----BEGIN ") {
        let mut found = Vec::new();
        for pem in Pem::iter_from_buffer(content) {
            let pem = pem.map_err(|error| TableError::Broken(error.to_string()))?;
            if pem.label == "CERTIFICATE" {
                found.push(pem.contents);
            }
        }
        return Ok(found);
    }
    if X509Certificate::from_der(content).is_ok() {
        return Ok(vec![content.to_vec()]);
    }
    for policy in [Pkcs12ImportPolicy::Strict, Pkcs12ImportPolicy::Raw] {
        let store = KeyStore::from_pkcs12(content, password.unwrap_or_default(), policy);
        let store = store.map_err(|_| ReadError::Password)?;
        let found: Vec<Vec<u8>> = store.entries().filter_map(|(_, entry)| of_entry(entry)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The certificate of a key is its own; those of its issuers behind it are not the holder's.
fn of_entry(entry: &KeyStoreEntry) -> Option<Vec<u8>> {
    match entry {
        KeyStoreEntry::PrivateKeyChain(chain) => chain.certs().first().map(|one| one.as_der().to_vec()),
        KeyStoreEntry::Certificate(one) => Some(one.as_der().to_vec()),
        KeyStoreEntry::Secret(_) => None,
    }
}

fn row(line: usize, der: Vec<u8>) -> Row {
    let parsed = match parse(&der) {
        Ok(parsed) => parsed,
        Err(reason) => return Row { line, about: format!("第 {line} 张证书"), draft: Err(reason) },
    };
    let about = parsed.serial.clone();
    let draft = if parsed.authority {
        Err(format!("“{}”是颁发机构的证书，请登记到“颁发机构”中", parsed.subject))
    } else {
        Ok(Draft {
            holder: cut(&parsed.subject, 100),
            unit: cut(&parsed.unit, 100),
            serial: parsed.serial,
            issuer: cut(&parsed.issuer, 200),
            use_for: None,
            medium: None,
            valid_from: Some(parsed.valid_from),
            valid_until: parsed.valid_until,
            note: None,
            der: Some(der),
        })
    };
    Row { line, about, draft }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Reads a certificate.
///
/// # Errors
/// What is wrong with it.
pub fn parse(der: &[u8]) -> Result<Parsed, String> {
    let (_, read) = X509Certificate::from_der(der).map_err(|_| "不是可以读取的 X.509 证书".to_owned())?;
    let day = |seconds: i64| DateTime::from_timestamp(seconds, 0).map(zone::local_date);
    let (Some(valid_from), Some(valid_until)) =
        (day(read.validity().not_before.timestamp()), day(read.validity().not_after.timestamp()))
    else {
        return Err("证书的有效期无法读取".to_owned());
    };
    let subject = named(read.subject());
    Ok(Parsed {
        unit: read.subject().iter_organization().find_map(|one| one.as_str().ok()).unwrap_or(&subject).to_owned(),
        issuer: named(read.issuer()),
        serial: canonical_serial(&hex::encode(read.raw_serial())).ok_or("证书的序列号过长")?,
        valid_from,
        valid_until,
        authority: read.is_ca(),
        subject,
    })
}

/// The common name, or else the whole name.
fn named(name: &X509Name<'_>) -> String {
    name.iter_common_name().find_map(|one| one.as_str().ok()).map_or_else(|| name.to_string(), str::to_owned)
}

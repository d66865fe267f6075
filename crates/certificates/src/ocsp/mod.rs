//! Whether an issuer takes a certificate back, asked for that one certificate (OCSP, RFC 6960).
//!
//! An answer counts only when it is signed by the issuer, or by somebody whom the issuer lets sign such answers; when it is
//! about the certificate that was asked for; when it repeats the nonce, if it has one; and while it is fresh.

mod answer;
mod signer;

use sha1::{Digest, Sha1};
use x509_cert::{
    der::{
        Encode,
        asn1::{Null, ObjectIdentifier, OctetString},
    },
    ext::Extension,
    serial_number::SerialNumber,
    spki::AlgorithmIdentifierOwned,
};
use x509_ocsp::{CertId, OcspRequest, Request, TbsRequest};
use x509_parser::{
    certificate::X509Certificate,
    extensions::{GeneralName, ParsedExtension},
    prelude::FromDer,
};

/// The media type of a question.
pub const MEDIA_TYPE: &str = "application/ocsp-request";
/// The method of access that asks for a certificate (RFC 5280, section 4.2.2.1).
const ACCESS: &str = "1.3.6.1.5.5.7.48.1";
/// The digest by which every responder knows an issuer; nothing rests on its strength.
const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
/// What an answer repeats (RFC 8954).
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");

/// Where the certificate says that its issuer answers, over HTTP.
#[must_use]
pub fn responders(der: &[u8]) -> Vec<String> {
    let Ok((_, read)) = X509Certificate::from_der(der) else { return Vec::new() };
    let mut found = Vec::new();
    for extension in read.extensions() {
        let ParsedExtension::AuthorityInfoAccess(access) = extension.parsed_extension() else { continue };
        for one in access.accessdescs.iter().filter(|one| one.access_method.to_id_string() == ACCESS) {
            match one.access_location {
                GeneralName::URI(uri) if uri.starts_with("http") => found.push(uri.to_owned()),
                _ => {}
            }
        }
    }
    found
}

/// A question about one certificate.
#[derive(Clone, Debug)]
pub struct Question {
    id: CertId,
    nonce: Vec<u8>,
    /// The certificate of its issuer.
    issuer: Vec<u8>,
}

impl Question {
    /// A question about the certificate `der`, when one of `issuers` issued it. The nonce is to be a new one.
    #[must_use]
    pub fn new(der: &[u8], issuers: &[Vec<u8>], nonce: [u8; 32]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let issuer = issuers.iter().find(|issuer| {
            X509Certificate::from_der(issuer).is_ok_and(|(_, issuer)| {
                issuer.subject() == certificate.issuer()
                    && certificate.verify_signature(Some(issuer.public_key())).is_ok()
            })
        })?;
        let (_, authority) = X509Certificate::from_der(issuer).ok()?;
        let digest = |bytes: &[u8]| OctetString::new(Sha1::digest(bytes).to_vec()).ok();
        let id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_1, parameters: Some(Null.into()) },
            issuer_name_hash: digest(certificate.issuer().as_raw())?,
            issuer_key_hash: digest(&authority.public_key().subject_public_key.data)?,
            serial_number: SerialNumber::new(certificate.raw_serial()).ok()?,
        };
        Some(Self { id, nonce: nonce.to_vec(), issuer: issuer.clone() })
    }

    /// As it is sent.
    #[must_use]
    pub fn der(&self) -> Option<Vec<u8>> {
        let nonce = OctetString::new(self.nonce.clone()).ok()?.to_der().ok()?;
        let nonce = Extension { extn_id: NONCE, critical: false, extn_value: OctetString::new(nonce).ok()? };
        let tbs_request = TbsRequest {
            request_list: vec![Request { req_cert: self.id.clone(), single_request_extensions: None }],
            request_extensions: Some(vec![nonce]),
            ..TbsRequest::default()
        };
        OcspRequest { tbs_request, optional_signature: None }.to_der().ok()
    }
}

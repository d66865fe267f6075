//! Who signed an answer: the issuer, or somebody whom the issuer lets (RFC 6960, section 4.2.2.2).

use chrono::{DateTime, Utc};
use x509_cert::der::{Decode, Encode, Reader, SliceReader, asn1::AnyRef};
use x509_ocsp::BasicOcspResponse;
use x509_parser::{
    asn1_rs::BitString,
    certificate::X509Certificate,
    prelude::FromDer,
    verify::verify_signature,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

/// Whether the signature of `basic`, which was read from `bytes`, is the issuer's or a delegate's.
pub(super) fn signed(basic: &BasicOcspResponse, bytes: &[u8], issuer: &[u8], now: DateTime<Utc>) -> bool {
    let Ok((_, issuer)) = X509Certificate::from_der(issuer) else { return false };
    if holds(basic, bytes, issuer.public_key()) {
        return true;
    }
    let certificates = basic.certs.iter().flatten().filter_map(|one| one.to_der().ok());
    certificates.into_iter().any(|der| {
        X509Certificate::from_der(&der).is_ok_and(|(_, delegate)| {
            may_answer(&delegate, &issuer, now) && holds(basic, bytes, delegate.public_key())
        })
    })
}

/// Whether the issuer itself issued `delegate`, for answering, and it holds now.
fn may_answer(delegate: &X509Certificate<'_>, issuer: &X509Certificate<'_>, now: DateTime<Utc>) -> bool {
    let (from, until) = (delegate.validity().not_before.timestamp(), delegate.validity().not_after.timestamp());
    let for_answers = delegate.extended_key_usage().ok().flatten().is_some_and(|usage| usage.value.ocsp_signing);
    delegate.issuer() == issuer.subject()
        && (from..=until).contains(&now.timestamp())
        && for_answers
        && delegate.verify_signature(Some(issuer.public_key())).is_ok()
}

fn holds(basic: &BasicOcspResponse, bytes: &[u8], key: &SubjectPublicKeyInfo<'_>) -> bool {
    let Ok(algorithm) = basic.signature_algorithm.to_der() else { return false };
    let Ok((_, algorithm)) = AlgorithmIdentifier::from_der(&algorithm) else { return false };
    let Some(signature) = basic.signature.as_bytes() else { return false };
    signed_part(bytes)
        .is_some_and(|part| verify_signature(key, &algorithm, &BitString::new(0, signature), part).is_ok())
}

/// What the signature is about, byte by byte as it came: the first part of the answer.
fn signed_part(bytes: &[u8]) -> Option<&[u8]> {
    let whole = AnyRef::from_der(bytes).ok()?;
    SliceReader::new(whole.value()).ok()?.tlv_bytes().ok()
}

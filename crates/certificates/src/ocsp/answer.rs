//! What a responder answered.

use chrono::{DateTime, TimeDelta, Utc};
use x509_cert::der::{Decode, asn1::OctetString};
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspGeneralizedTime, OcspResponse, OcspResponseStatus, SingleResponse};

use super::{NONCE, Question, signer};
use crate::{model::CheckResult, revocation::Answer};

/// How far clocks may differ.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How old an answer may be that does not say until when it holds.
const FRESH: TimeDelta = TimeDelta::hours(24);

impl Question {
    /// Reads an answer. What does not count says why, and is [`CheckResult::Unknown`].
    #[must_use]
    pub fn read(&self, response: &[u8], now: DateTime<Utc>) -> Answer {
        match self.judged(response, now) {
            Ok(answer) => answer,
            Err(why) => Answer::unknown(why),
        }
    }

    fn judged(&self, response: &[u8], now: DateTime<Utc>) -> Result<Answer, String> {
        let unreadable = |_| "颁发机构的 OCSP 应答无法读取".to_owned();
        let response = OcspResponse::from_der(response).map_err(unreadable)?;
        if response.response_status != OcspResponseStatus::Successful {
            return Err(refused(response.response_status).to_owned());
        }
        let bytes = response.response_bytes.ok_or_else(|| "颁发机构的 OCSP 应答是空的".to_owned())?;
        let bytes = bytes.response.as_bytes();
        let basic = BasicOcspResponse::from_der(bytes).map_err(unreadable)?;
        if !signer::signed(&basic, bytes, &self.issuer, now) {
            return Err("OCSP 应答的签名核验不通过，没有采信".to_owned());
        }
        let nonce = nonce(&basic);
        if nonce.is_some_and(|nonce| nonce != self.nonce) {
            return Err("OCSP 应答不是对本次询问的答复，没有采信".to_owned());
        }
        let about = |one: &&SingleResponse| {
            let (got, asked) = (&one.cert_id, &self.id);
            got.hash_algorithm.oid == asked.hash_algorithm.oid
                && got.issuer_name_hash == asked.issuer_name_hash
                && got.issuer_key_hash == asked.issuer_key_hash
                && got.serial_number == asked.serial_number
        };
        let one = basic.tbs_response_data.responses.iter().find(about);
        let one = one.ok_or_else(|| "OCSP 应答没有说到这张证书".to_owned())?;
        fresh(one, now)?;
        Ok(said(&one.cert_status))
    }
}

/// What the answer repeats of the question; `None` when it repeats nothing, as many responders do that answer from a store.
fn nonce(basic: &BasicOcspResponse) -> Option<Vec<u8>> {
    let extensions = basic.tbs_response_data.response_extensions.as_ref()?;
    let value = extensions.iter().find(|one| one.extn_id == NONCE)?.extn_value.as_bytes();
    Some(OctetString::from_der(value).map_or_else(|_| value.to_vec(), |nonce| nonce.as_bytes().to_vec()))
}

fn time(at: OcspGeneralizedTime) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::try_from(at.0.to_unix_duration().as_secs()).ok()?, 0)
}

fn fresh(one: &SingleResponse, now: DateTime<Utc>) -> Result<(), String> {
    let from = time(one.this_update).ok_or_else(|| "OCSP 应答的时间无法读取".to_owned())?;
    if from > now + SKEW {
        return Err("OCSP 应答的时间在将来，没有采信，请核对服务器时钟".to_owned());
    }
    let until = one.next_update.and_then(time).unwrap_or(from + FRESH);
    if until + SKEW < now { Err("OCSP 应答已过期，没有采信".to_owned()) } else { Ok(()) }
}

fn said(status: &CertStatus) -> Answer {
    let (result, text) = match status {
        CertStatus::Good(_) => (CheckResult::Good, "颁发机构答复：证书有效".to_owned()),
        CertStatus::Revoked(info) => {
            let day = time(info.revocation_time).map(jianyue_sla::zone::local_date);
            let text = day.map_or_else(|| "已被吊销".to_owned(), |day| format!("已于 {day} 被吊销"));
            (CheckResult::Revoked, text)
        }
        CertStatus::Unknown(_) => (CheckResult::Unknown, "颁发机构答复：不认识这张证书".to_owned()),
    };
    Answer { result, verified: true, text }
}

const fn refused(status: OcspResponseStatus) -> &'static str {
    match status {
        OcspResponseStatus::TryLater => "颁发机构的 OCSP 服务繁忙，请稍后再试",
        OcspResponseStatus::Unauthorized => "颁发机构的 OCSP 服务不答复这张证书",
        OcspResponseStatus::SigRequired => "颁发机构的 OCSP 服务只答复签名的询问",
        _ => "颁发机构的 OCSP 服务没有答复这次询问",
    }
}

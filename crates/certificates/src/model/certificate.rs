//! Certificates.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What a certificate and its key are kept in.
    #[schema(as = CertificateMedium)]
    pub enum Medium {
        /// A key of the USB kind (USBKey).
        UsbKey = "usb_key",
        /// A smart card.
        Card = "card",
        /// A file on a computer.
        File = "file",
        /// A server or device.
        Server = "server",
        /// An application on a phone.
        Phone = "phone",
    }
}

words! {
    /// What was said of a certificate last. That it is over follows from its last day and is not kept.
    #[schema(as = CertificateStatus)]
    pub enum Status {
        /// It is in use.
        Issued = "issued",
        /// Its issuer takes it back.
        Revoked = "revoked",
        /// Another one is in its place.
        Replaced = "replaced",
    }
}

words! {
    /// Where a certificate stands on a day.
    #[schema(as = CertificateStanding)]
    pub enum Standing {
        /// It is in use.
        Issued = "issued",
        /// Its last day is past.
        Expired = "expired",
        /// Its issuer takes it back.
        Revoked = "revoked",
        /// Another one is in its place.
        Replaced = "replaced",
    }
}

words! {
    /// What a check with the issuer gave.
    #[schema(as = CertificateCheckResult)]
    pub enum CheckResult {
        /// The issuer does not take it back.
        Good = "good",
        /// The issuer takes it back.
        Revoked = "revoked",
        /// Nobody could tell; the text says why.
        Unknown = "unknown",
    }
}

words! {
    /// How a check was made.
    #[schema(as = CertificateCheckMethod)]
    pub enum CheckMethod {
        /// The issuer was asked about this certificate (OCSP).
        Ocsp = "ocsp",
        /// The issuer's list of revoked certificates was read (CRL).
        Crl = "crl",
    }
}

/// A check whether the issuer takes a certificate back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CertificateChecked)]
pub struct Checked {
    /// What came out.
    pub result: CheckResult,
    /// Whether the answer or list is signed by an issuer that was handed in.
    pub verified: bool,
    /// How it was made; absent when it could not be.
    #[serde(default)]
    pub method: Option<CheckMethod>,
    /// Where it was read.
    pub source: Option<String>,
    /// In words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A certificate of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Certificate {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Whose it is: a person, a unit or a server.
    pub holder: String,
    /// The unit they belong to.
    pub unit: String,
    /// Its serial number: hexadecimal, in capitals, without separators and leading zeros.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// What it is used for.
    pub use_for: Option<String>,
    /// What it is kept in.
    pub medium: Medium,
    /// The first day on which it holds.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
    /// Where it stands today.
    pub state: Standing,
    /// Whole days until the last one; negative behind it.
    pub days_left: i64,
    /// A remark.
    pub note: Option<String>,
    /// Whether the certificate itself is kept, so that it can be checked.
    pub on_file: bool,
    /// The certificate in its place.
    pub replaced_by: Option<Uuid>,
    /// The certificate in whose place it is.
    pub replaces: Option<Uuid>,
    /// The last check with the issuer.
    pub checked: Option<Checked>,
    /// Grows with every change.
    pub version: i64,
    /// When it came into the register.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// Members of a certificate before a change.
pub type Was = serde_json::Map<String, serde_json::Value>;

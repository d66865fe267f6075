//! Whom the software trusts: the root certificates of the machine, and those of the client's own authority.

use std::sync::{Arc, LazyLock};

use rustls::{
    RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::ReachError;

/// The one provider of ciphers.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| Arc::new(ring::default_provider()));
    PROVIDER.clone()
}

/// The root certificates of the machine, read once.
fn of_machine() -> &'static RootCertStore {
    static ROOTS: LazyLock<RootCertStore> = LazyLock::new(|| {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        store
    });
    &ROOTS
}

/// The roots of the machine, and the certificates of `pem`.
pub(crate) fn with(pem: Option<&str>) -> Result<Arc<RootCertStore>, ReachError> {
    let mut store = of_machine().clone();
    for certificate in pem.map_or_else(|| Ok(Vec::new()), certificates)? {
        store.add(certificate).map_err(|_| ReachError::BadTarget("CA 证书无法识别".to_owned()))?;
    }
    Ok(Arc::new(store))
}

/// The certificates of a PEM text.
fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, ReachError> {
    let bad = || ReachError::BadTarget("CA 证书应为 PEM 文本（-----BEGIN CERTIFICATE-----）".to_owned());
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    all.ok().filter(|all| !all.is_empty()).ok_or_else(bad)
}

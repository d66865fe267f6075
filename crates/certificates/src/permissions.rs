//! Who may do what. The register belongs to a contract as a whole, so whoever sees some works of it only sees none of it.

use jianyue_kernel::{Actor, ContractId, ContractScope, Permission, PermissionScope, Role};

use crate::error::CertificateError;

/// Reads the register, its requests and what is coming.
pub static READ: Permission = Permission {
    code: "certificates.read",
    name: "查看证书台账",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Keeps the register: adds, corrects, imports and checks.
pub static WRITE: Permission = Permission {
    code: "certificates.write",
    name: "维护证书台账",
    scope: PermissionScope::Contract,
    roles: &[Role::VendorManager, Role::Engineer],
};

/// Asks for a certificate, or for something to be done with one.
pub static ASK: Permission = Permission {
    code: "certificates.ask",
    name: "提出证书申请",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial, Role::VendorManager, Role::Engineer, Role::HotlineAgent],
};

/// Approves what was asked for.
pub static APPROVE: Permission = Permission {
    code: "certificates.approve",
    name: "审批证书申请",
    scope: PermissionScope::Contract,
    roles: &[Role::ClientOfficial],
};

/// All of them.
pub static ALL: &[&Permission] = &[&READ, &WRITE, &ASK, &APPROVE];

/// Lets `by` on when `needed` is held on the whole contract. A contract of which [`READ`] is not held is not there.
pub(crate) fn require(by: &Actor, needed: &Permission, contract: ContractId) -> Result<(), CertificateError> {
    if !by.scope(&READ).covers(contract, None) {
        return Err(CertificateError::NotFound);
    }
    if by.scope(needed).covers(contract, None) {
        return Ok(());
    }
    Err(by.require(needed, contract).err().map_or(CertificateError::NotFound, CertificateError::Denied))
}

/// The contracts that `by` may read the whole of; `None`: all there are.
pub(crate) fn readable(by: &Actor) -> Option<Vec<ContractId>> {
    match by.scope(&READ) {
        ContractScope::All => None,
        ContractScope::Only(held) => {
            Some(held.into_iter().filter(|(_, works)| works.is_empty()).map(|(id, _)| id).collect())
        }
    }
}

//! A contract, or an amendment to one, comes in.

use chrono::NaiveDate;
use jianyue_kernel::{Actor, ContractId, ContractVersionId, Env};
use jianyue_platform::{
    audit,
    db::Tx,
    events::{self, Event},
};
use jianyue_sla::{WorkCalendar, zone};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Registry,
    error::ImportError,
    model::VersionKind,
    permission::IMPORT,
    store::{self, ContractRow, Half, VersionRow},
};
use crate::{
    Lines,
    changes::{Change, changes},
    check::{Finding, Severity, check},
    model::Contract,
    parse, text_hash,
};

/// The longest text accepted, in bytes. The longest contract seen is a tenth of it.
pub const MAX_TEXT: usize = 1 << 20;

/// A text that is handed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewText<'a> {
    /// The TOML.
    pub text: &'a str,
    /// First day on which it holds. The original holds from the beginning of its term when this is absent; an amendment
    /// must say it.
    pub effective_on: Option<NaiveDate>,
    /// Why it is published.
    pub note: Option<&'a str>,
}

/// What an import made, or would make.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The contract; in a preview of a new one, nil.
    pub contract: ContractId,
    /// The version; in a preview, nil.
    pub version: ContractVersionId,
    /// Its number.
    pub version_no: i64,
    /// Original or amendment.
    pub kind: VersionKind,
    /// Stable name of the contract.
    pub slug: String,
    /// Prefix of its numbers.
    pub prefix: String,
    /// Its title.
    pub title: String,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
    /// SM3 of the text.
    pub text_hash: String,
    /// Warnings and notes of the check.
    pub findings: Vec<Finding>,
    /// What is other than in the version in force; empty for a new contract.
    pub changes: Vec<Change>,
}

/// A contract or an amendment was imported.
#[derive(Debug, Serialize)]
pub struct ContractImported {
    /// The contract.
    pub contract_id: ContractId,
    /// The version.
    pub version_id: ContractVersionId,
    /// Its number.
    pub version: i64,
    /// Original or amendment.
    pub kind: VersionKind,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
}

impl Event for ContractImported {
    const KIND: &'static str = "contracts.imported";

    fn subject(&self) -> Uuid {
        self.contract_id.0
    }

    fn contract(&self) -> Option<ContractId> {
        Some(self.contract_id)
    }
}

/// A text that was read and checked.
struct Checked {
    model: Contract,
    findings: Vec<Finding>,
    hash: String,
}

/// Where a text goes.
enum Place {
    New,
    Amends { contract: ContractId, no: i64 },
}

impl Registry {
    /// Imports a contract, or an amendment when there is one of the same slug.
    ///
    /// # Errors
    /// See [`ImportError`]. Nothing is kept then; the caller drops the transaction.
    pub async fn import(&self, tx: &mut Tx, env: &Env, by: &Actor, new: &NewText<'_>) -> Result<Imported, ImportError> {
        by.require_system(&IMPORT)?;
        let checked = read_and_check(new.text, self.time(tx).await?.calendar())?;
        self.unsettle();
        store::stamp_set(tx, Half::Contracts, env.id()).await?;
        let (place, effective_on) = place(tx, &checked, new.effective_on).await?;
        let changes = changed(tx, env, &place, &checked.model).await?;
        let imported = store_version(tx, env, by, new, checked, place, effective_on).await?;
        let imported = Imported { changes, ..imported };
        events::record(tx, env, &event(&imported)).await?;
        audit::record(tx, env, by, entry(&imported, new)).await?;
        Ok(imported)
    }

    /// What [`Registry::import`] would do, without doing it.
    pub async fn preview(
        &self,
        tx: &mut Tx,
        env: &Env,
        by: &Actor,
        new: &NewText<'_>,
    ) -> Result<Imported, ImportError> {
        by.require_system(&IMPORT)?;
        let checked = read_and_check(new.text, self.time(tx).await?.calendar())?;
        let (place, effective_on) = place(tx, &checked, new.effective_on).await?;
        let changes = changed(tx, env, &place, &checked.model).await?;
        let (contract, kind, version_no) = match place {
            Place::New => (ContractId(Uuid::nil()), VersionKind::Original, 1),
            Place::Amends { contract, no } => (contract, VersionKind::Amendment, no),
        };
        let imported = imported(contract, ContractVersionId(Uuid::nil()), version_no, kind, effective_on, checked);
        Ok(Imported { changes, ..imported })
    }
}

/// What the text changes of the version in force, or of the first one while none is. The cache is not asked: it must not
/// take a half-made import for the state of the database.
async fn changed(tx: &mut Tx, env: &Env, place: &Place, after: &Contract) -> Result<Vec<Change>, ImportError> {
    let Place::Amends { contract, .. } = place else { return Ok(Vec::new()) };
    let today = zone::local_date(env.now());
    let versions = store::version_list(tx, *contract).await?;
    let in_force = versions.iter().rev().find(|version| version.effective_on <= today).or(versions.first());
    let Some(version) = in_force else { return Ok(Vec::new()) };
    let text = store::version_text(tx, ContractVersionId(version.id)).await?.unwrap_or_default();
    // A version that this program cannot read any more is nothing to compare with.
    Ok(parse(&text).map(|before| changes(&before, after)).unwrap_or_default())
}

fn read_and_check(text: &str, calendar: &WorkCalendar) -> Result<Checked, ImportError> {
    if text.len() > MAX_TEXT {
        return Err(ImportError::TooLarge { bytes: text.len(), limit: MAX_TEXT });
    }
    let model = parse(text).map_err(|errors| ImportError::BadText(errors.0))?;
    let mut findings = check(std::slice::from_ref(&model), calendar);
    Lines::of(text).mark(&mut findings);
    let (errors, findings): (Vec<_>, Vec<_>) = findings.into_iter().partition(|f| f.severity == Severity::Error);
    if errors.is_empty() {
        Ok(Checked { model, findings, hash: text_hash(text) })
    } else {
        Err(ImportError::Refused(errors))
    }
}

async fn place(
    tx: &mut Tx,
    checked: &Checked,
    effective_on: Option<NaiveDate>,
) -> Result<(Place, NaiveDate), ImportError> {
    let header = &checked.model.contract;
    let holders = store::contract_holding(tx, &header.slug, &header.prefix).await?;
    let service = checked.model.service_period();
    let (starts_on, until) = (service.from, service.to);
    let (place, effective_on) = match holders.iter().find(|contract| contract.slug == header.slug) {
        Some(contract) if contract.prefix != header.prefix => {
            let (expected, found) = (contract.prefix.clone(), header.prefix.clone());
            return Err(ImportError::PrefixChanged { expected, found });
        }
        Some(contract) => amendment(tx, contract, &checked.hash, effective_on).await?,
        None => match holders.into_iter().next() {
            Some(ContractRow { prefix, title, .. }) => return Err(ImportError::PrefixTaken { prefix, title }),
            None => (Place::New, effective_on.unwrap_or(starts_on)),
        },
    };
    if effective_on > until {
        return Err(ImportError::AfterTerm { effective_on, until });
    }
    Ok((place, effective_on))
}

async fn amendment(
    tx: &mut Tx,
    contract: &ContractRow,
    hash: &str,
    effective_on: Option<NaiveDate>,
) -> Result<(Place, NaiveDate), ImportError> {
    let title = || contract.title.clone();
    let id = ContractId(contract.id);
    let versions = store::version_list(tx, id).await?;
    if let Some(same) = versions.iter().find(|version| version.text_hash == hash) {
        return Err(ImportError::SameText { title: title(), version: same.no });
    }
    let (last_no, last) = versions.last().map_or((0, NaiveDate::MIN), |last| (last.no, last.effective_on));
    let Some(effective_on) = effective_on else {
        return Err(ImportError::EffectiveDateNeeded { title: title(), version: last_no, last });
    };
    if effective_on <= last {
        return Err(ImportError::NotAfterLast { effective_on, last });
    }
    Ok((Place::Amends { contract: id, no: last_no + 1 }, effective_on))
}

async fn store_version(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    new: &NewText<'_>,
    checked: Checked,
    place: Place,
    effective_on: NaiveDate,
) -> Result<Imported, ImportError> {
    let header = &checked.model.contract;
    let (contract, kind, no) = match place {
        Place::New => {
            let id = env.id();
            let row = ContractRow {
                id,
                slug: header.slug.clone(),
                prefix: header.prefix.clone(),
                title: header.title.clone(),
            };
            store::contract_insert(tx, &row, env.now(), by.person.0).await?;
            (ContractId(id), VersionKind::Original, 1)
        }
        Place::Amends { contract, no } => {
            store::contract_retitle(tx, contract, &header.title).await?;
            (contract, VersionKind::Amendment, no)
        }
    };
    let version = VersionRow {
        id: env.id(),
        no,
        kind: kind.code().to_owned(),
        effective_on,
        text_hash: checked.hash.clone(),
        note: new.note.map(str::to_owned),
        published_at: env.now(),
        published_by: by.person.0,
        publisher: by.name.clone(),
    };
    store::version_insert(tx, contract, &version, new.text).await?;
    Ok(imported(contract, ContractVersionId(version.id), no, kind, effective_on, checked))
}

fn imported(
    contract: ContractId,
    version: ContractVersionId,
    version_no: i64,
    kind: VersionKind,
    effective_on: NaiveDate,
    checked: Checked,
) -> Imported {
    let Checked { model, findings, hash: text_hash } = checked;
    let (slug, prefix, title) = (model.contract.slug, model.contract.prefix, model.contract.title);
    Imported {
        contract,
        version,
        version_no,
        kind,
        slug,
        prefix,
        title,
        effective_on,
        text_hash,
        findings,
        changes: Vec::new(),
    }
}

fn event(imported: &Imported) -> ContractImported {
    ContractImported {
        contract_id: imported.contract,
        version_id: imported.version,
        version: imported.version_no,
        kind: imported.kind,
        effective_on: imported.effective_on,
    }
}

fn entry(imported: &Imported, new: &NewText<'_>) -> audit::Entry {
    audit::Entry {
        action: "contracts.import",
        subject: imported.version.0,
        contract: Some(imported.contract),
        detail: json!({
            "slug": imported.slug,
            "prefix": imported.prefix,
            "version": imported.version_no,
            "kind": imported.kind,
            "effective_on": imported.effective_on,
            "text_hash": imported.text_hash,
            "warnings": imported.findings.len(),
            "note": new.note,
        }),
    }
}

//! The registry itself: contracts as types, in memory, and as fresh as the database.
//!
//! `in_force` is asked for every ticket that is opened, `version` for every ticket that is read. A text is parsed once in
//! the life of the process, because a version never changes. What can change is *which* versions and holiday years there
//! are; both halves carry a stamp in the database, an id given by the last import or load.
//!
//! The stamps are read again when the last reading is a second old. A read for every ticket would be always right, but on
//! SQLite it would take its share of the one writer, and what it would gain is nothing that anybody could tell: a ticket
//! opened within the second after an import, under the version before, is no different from one opened the second before
//! it. After an import or load *in this process* the stamps are read by every call for ten seconds, so that its author,
//! and the tests, see it at once; and a transaction that was rolled back cannot leave behind what it had seen, because the
//! next call finds another stamp. Stamps are ids, never counters, so that no two states share one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_platform::db::Tx;
use jianyue_sla::{BusinessTime, WorkCalendar, zone};

use super::{
    error::{NotInForce, RegistryError},
    model::{Compiled, ContractLabel, Entry, EntryVersion, ReadText},
    special::{Periods, SpecialMatrices},
    store::{self, IndexRow, Stamps},
};
use crate::parse;

/// How long a reading of the stamps is believed.
pub(super) const BELIEVED: Duration = Duration::from_secs(1);
/// How long after an import or load in this process no reading is believed.
pub(super) const UNSETTLED: Duration = Duration::from_secs(10);

/// The contracts in memory. Cheap to clone; one for a process.
#[derive(Clone, Default)]
pub struct Registry(Arc<RwLock<State>>, pub(super) Periods);

#[derive(Default)]
struct State {
    snapshot: Option<Arc<Snapshot>>,
    /// When the stamps were last read. Monotonic: it measures the age of a cache, not a moment of the service.
    checked: Option<Instant>,
    unsettled_until: Option<Instant>,
}

/// One state of the registry.
pub(super) struct Snapshot {
    stamps: Stamps,
    pub(super) time: Arc<BusinessTime>,
    pub(super) entries: HashMap<ContractId, Entry>,
    labels: Arc<Vec<ContractLabel>>,
    /// Versions read so far, under the calendar of this snapshot.
    compiled: Mutex<HashMap<ContractVersionId, Arc<Compiled>>>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

impl Registry {
    /// An empty cache over whatever database its callers bring.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The version in force on the Shanghai day of `at`; `None` when there is no such contract.
    ///
    /// # Errors
    /// [`RegistryError::NotInForce`] says that the contract is over or has not begun, with the day.
    pub async fn in_force(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        at: DateTime<Utc>,
    ) -> Result<Option<Arc<Compiled>>, RegistryError> {
        let snapshot = self.holding(tx, contract).await?;
        let Some(entry) = snapshot.entries.get(&contract) else { return Ok(None) };
        let day = zone::local_date(at);
        let Some(version) = entry.on(day) else {
            let from = entry.versions.first().map_or(day, |version| version.effective_on);
            return Err(not_yet(&entry.label, from).into());
        };
        let compiled = snapshot.compile(tx, &entry.label, version).await?;
        let (starts_on, ends_on) = compiled.term();
        if day < starts_on {
            return Err(not_yet(&entry.label, starts_on).into());
        }
        if day > ends_on {
            let ContractLabel { title, prefix, .. } = entry.label.clone();
            return Err(NotInForce::Expired { title, prefix, until: ends_on }.into());
        }
        Ok(Some(compiled))
    }

    /// A version, whether it is in force or not: records keep the version they were made under.
    pub async fn version(
        &self,
        tx: &mut Tx,
        version: ContractVersionId,
    ) -> Result<Option<Arc<Compiled>>, RegistryError> {
        let snapshot = self.snapshot(tx).await?;
        if let Some(ready) = snapshot.ready(version) {
            return Ok(Some(ready));
        }
        let snapshot = if snapshot.find(version).is_some() { snapshot } else { self.checked(tx).await? };
        match snapshot.find(version) {
            Some((label, found)) => snapshot.compile(tx, label, found).await.map(Some),
            None => Ok(None),
        }
    }

    /// The version that holds on the Shanghai day of `at`, or the first one before that: what a reader is shown, whatever
    /// the term. `None` when there is no such contract.
    pub async fn shown(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        at: DateTime<Utc>,
    ) -> Result<Option<Arc<Compiled>>, RegistryError> {
        let snapshot = self.holding(tx, contract).await?;
        let Some(entry) = snapshot.entries.get(&contract) else { return Ok(None) };
        let Some(version) = entry.on(zone::local_date(at)).or(entry.versions.first().copied()) else { return Ok(None) };
        snapshot.compile(tx, &entry.label, version).await.map(Some)
    }

    /// Every version of a contract with the day up to which it holds (`None`: until it ends), the first to hold first;
    /// empty when there is no such contract.
    pub async fn history(
        &self,
        tx: &mut Tx,
        contract: ContractId,
    ) -> Result<Vec<(Arc<Compiled>, Option<NaiveDate>)>, RegistryError> {
        let snapshot = self.holding(tx, contract).await?;
        let Some(entry) = snapshot.entries.get(&contract) else { return Ok(Vec::new()) };
        let mut found: Vec<Arc<Compiled>> = Vec::with_capacity(entry.versions.len());
        for version in entry.versions.iter().copied() {
            found.push(snapshot.compile(tx, &entry.label, version).await?);
        }
        found.sort_by_key(|version| (version.effective_on, version.version_no));
        let until: Vec<_> = found.iter().skip(1).map(|next| next.effective_on.pred_opt()).chain([None]).collect();
        Ok(found.into_iter().zip(until).collect())
    }

    /// The working-day calendar of now, built-in and loaded years, with its compiled windows.
    pub async fn time(&self, tx: &mut Tx) -> Result<Arc<BusinessTime>, RegistryError> {
        Ok(self.snapshot(tx).await?.time.clone())
    }

    /// What every contract is called, by prefix; no text is read for it.
    pub async fn labels(&self, tx: &mut Tx) -> Result<Arc<Vec<ContractLabel>>, RegistryError> {
        Ok(self.snapshot(tx).await?.labels.clone())
    }

    /// The state that `tx` sees, or one that was true a second ago.
    pub(super) async fn snapshot(&self, tx: &mut Tx) -> Result<Arc<Snapshot>, RegistryError> {
        match self.believed() {
            Some(snapshot) => Ok(snapshot),
            None => self.checked(tx).await,
        }
    }

    /// A state that has `contract`, if the database has it: another replica may have imported it a moment ago.
    pub(super) async fn holding(&self, tx: &mut Tx, contract: ContractId) -> Result<Arc<Snapshot>, RegistryError> {
        let snapshot = self.snapshot(tx).await?;
        if snapshot.entries.contains_key(&contract) { Ok(snapshot) } else { self.checked(tx).await }
    }

    /// The state that `tx` sees, by the stamps it reads.
    pub(super) async fn checked(&self, tx: &mut Tx) -> Result<Arc<Snapshot>, RegistryError> {
        let stamps = store::stamps(tx).await?;
        let before = self.0.read().unwrap_or_else(PoisonError::into_inner).snapshot.clone();
        let snapshot = match before {
            Some(before) if before.stamps == stamps => before,
            before => Arc::new(Snapshot::load(tx, stamps, before.as_deref()).await?),
        };
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.snapshot = Some(snapshot.clone());
        state.checked = Some(Instant::now());
        Ok(snapshot)
    }

    /// Said by an import or a load, whose transaction may still be rolled back.
    pub(super) fn unsettle(&self) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.unsettled_until = Some(Instant::now() + UNSETTLED);
    }

    fn believed(&self) -> Option<Arc<Snapshot>> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let settled = state.unsettled_until.is_none_or(|until| until <= now);
        let recent = state.checked.is_some_and(|checked| now.duration_since(checked) < BELIEVED);
        state.snapshot.clone().filter(|_| settled && recent)
    }
}

impl Snapshot {
    /// Reads the index, and the holiday notices if they are others than before.
    async fn load(tx: &mut Tx, stamps: Stamps, before: Option<&Self>) -> Result<Self, RegistryError> {
        let entries = entries(store::index(tx).await?);
        let mut labels: Vec<_> = entries.values().map(|entry| entry.label.clone()).collect();
        labels.sort_by(|a, b| a.prefix.cmp(&b.prefix));
        let kept = before.filter(|before| before.stamps.calendar == stamps.calendar);
        let time = match kept {
            Some(before) => before.time.clone(),
            None => Arc::new(BusinessTime::new(stored_calendar(tx).await?)),
        };
        let compiled = before.map(|before| before.recompiled(&time, &entries)).unwrap_or_default();
        Ok(Self { stamps, time, entries, labels: Arc::new(labels), compiled: Mutex::new(compiled) })
    }

    /// What was read before, with the labels and the calendar of now.
    fn recompiled(
        &self,
        time: &Arc<BusinessTime>,
        entries: &HashMap<ContractId, Entry>,
    ) -> HashMap<ContractVersionId, Arc<Compiled>> {
        let compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let still_there = compiled.values().filter_map(|old| {
            let entry = entries.get(&old.contract)?;
            let version = entry.versions.iter().find(|version| version.id == old.version)?;
            let read = old.read();
            Some((old.version, compiled_of(&entry.label, *version, read, time)))
        });
        still_there.collect()
    }

    fn find(&self, version: ContractVersionId) -> Option<(&ContractLabel, EntryVersion)> {
        self.entries.values().find_map(|entry| {
            let found = entry.versions.iter().find(|candidate| candidate.id == version)?;
            Some((&entry.label, *found))
        })
    }

    fn ready(&self, version: ContractVersionId) -> Option<Arc<Compiled>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }

    pub(super) async fn compile(
        &self,
        tx: &mut Tx,
        label: &ContractLabel,
        version: EntryVersion,
    ) -> Result<Arc<Compiled>, RegistryError> {
        if let Some(ready) = self.ready(version.id) {
            return Ok(ready);
        }
        let unreadable = |reason: String| RegistryError::Unreadable { version: version.id, reason };
        let text = store::version_text(tx, version.id).await?.ok_or_else(|| unreadable("it is gone".to_owned()))?;
        let model =
            parse(&text).map_err(|errors| unreadable(errors.0.first().map(ToString::to_string).unwrap_or_default()))?;
        let compiled = compiled_of(label, version, ReadText::of(model, &text), &self.time);
        let mut ready = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(ready.entry(version.id).or_insert(compiled).clone())
    }
}

fn compiled_of(
    label: &ContractLabel,
    version: EntryVersion,
    ReadText { model, matrix, lines }: ReadText,
    time: &Arc<BusinessTime>,
) -> Arc<Compiled> {
    Arc::new(Compiled {
        contract: label.id,
        version: version.id,
        version_no: version.no,
        slug: label.slug.clone(),
        prefix: label.prefix.clone(),
        title: model.contract.title.clone(),
        effective_on: version.effective_on,
        model,
        time: time.clone(),
        matrix,
        special: SpecialMatrices::default(),
        lines,
    })
}

fn entries(rows: Vec<IndexRow>) -> HashMap<ContractId, Entry> {
    let mut entries: HashMap<ContractId, Entry> = HashMap::new();
    for row in rows {
        let id = ContractId(row.contract_id);
        let version =
            EntryVersion { id: ContractVersionId(row.version_id), no: row.no, effective_on: row.effective_on };
        let label = ContractLabel { id, slug: row.slug, prefix: row.prefix, title: row.title };
        entries.entry(id).or_insert_with(|| Entry { label, versions: Vec::new() }).versions.push(version);
    }
    entries
}

/// The built-in years with the loaded ones in their place.
pub(super) async fn stored_calendar(tx: &mut Tx) -> Result<WorkCalendar, RegistryError> {
    let mut calendar = WorkCalendar::published();
    for notice in store::holiday_texts(tx).await? {
        calendar = calendar.with_notices(&notice).map_err(RegistryError::UnreadableNotice)?;
    }
    Ok(calendar)
}

fn not_yet(label: &ContractLabel, from: chrono::NaiveDate) -> NotInForce {
    NotInForce::NotYetEffective { title: label.title.clone(), prefix: label.prefix.clone(), from }
}

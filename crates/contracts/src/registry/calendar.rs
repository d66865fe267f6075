//! A holiday notice comes in.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{
    audit,
    db::{DbError, Tx},
    events::{self, Event},
};
use jianyue_sla::{SpecialDay, SpecialKind, WorkCalendar};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Registry,
    cache::stored_calendar,
    error::{CalendarError, RegistryError},
    permission::LOAD_CALENDAR,
    store::{self, Half, HolidayRow},
};
use crate::text_hash;

/// Public holidays a year by 《全国年节及纪念日放假办法》 as amended for 2025. A notice with fewer closed days is hardly whole.
const LEGAL_HOLIDAYS: usize = 13;

/// What a load changed, or would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarLoaded {
    /// The years that are other than before.
    pub years: Vec<YearLoaded>,
    /// Name of the calendar that results; verdicts keep it.
    pub calendar_version: String,
    /// What the loader should look at again.
    pub warnings: Vec<String>,
}

/// A year of a load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearLoaded {
    /// The year.
    pub year: i32,
    /// Days closed.
    pub holidays: usize,
    /// Weekend days worked.
    pub make_up_days: usize,
    /// Whether a notice of this year was there before.
    pub replaced: bool,
}

/// A year as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Its days, in order of date.
    pub days: Vec<SpecialDay>,
    /// When it was loaded and by whom; `None` for a year that ships with the program.
    pub loaded: Option<(DateTime<Utc>, String)>,
}

/// Holiday notices were loaded.
#[derive(Debug, Serialize)]
pub struct HolidaysLoaded {
    load: Uuid,
    /// Name of the calendar from now on.
    pub calendar_version: String,
    /// The years that changed.
    pub years: Vec<i32>,
}

impl Event for HolidaysLoaded {
    const KIND: &'static str = "contracts.calendar_loaded";

    fn subject(&self) -> Uuid {
        self.load
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

/// The notice of one year.
struct Notice {
    loaded: YearLoaded,
    text: String,
}

impl Registry {
    /// Loads the notices in `csv` (`date,kind,name`), each in place of the former notice of its year. Verdicts already
    /// given keep the name of the calendar that they were given under.
    ///
    /// # Errors
    /// See [`CalendarError`]. Nothing is kept then; the caller drops the transaction.
    pub async fn calendar_load(
        &self,
        tx: &mut Tx,
        env: &Env,
        by: &Actor,
        csv: &str,
    ) -> Result<CalendarLoaded, CalendarError> {
        by.require_system(&LOAD_CALENDAR)?;
        self.unsettle();
        let load = env.id();
        store::stamp_set(tx, Half::Calendar, load).await?;
        let (notices, loaded) = prepare(tx, csv).await?;
        for notice in &notices {
            year_insert(tx, env, by, notice).await?;
        }
        let years = loaded.years.iter().map(|year| year.year).collect();
        let event = HolidaysLoaded { load, calendar_version: loaded.calendar_version.clone(), years };
        events::record(tx, env, &event).await?;
        audit::record(tx, env, by, entry(load, &loaded)).await?;
        Ok(loaded)
    }

    /// What [`Registry::calendar_load`] would change, without changing it.
    pub async fn calendar_preview(&self, tx: &mut Tx, by: &Actor, csv: &str) -> Result<CalendarLoaded, CalendarError> {
        by.require_system(&LOAD_CALENDAR)?;
        Ok(prepare(tx, csv).await?.1)
    }

    /// The calendar in force and the one that [`Registry::calendar_load`] would make of it. Asks for no permission.
    ///
    /// # Errors
    /// As [`Registry::calendar_load`].
    pub async fn calendar_after(&self, tx: &mut Tx, csv: &str) -> Result<[WorkCalendar; 2], CalendarError> {
        prepare(tx, csv).await?;
        let before = stored_calendar(tx).await?;
        let after = before.with_notices(csv).map_err(CalendarError::BadRows)?;
        Ok([before, after])
    }

    /// Every year that is known, the earliest first.
    pub async fn calendar_years(&self, tx: &mut Tx) -> Result<Vec<CalendarYear>, RegistryError> {
        let time = self.time(tx).await?;
        let mut loads = BTreeMap::new();
        for row in store::holiday_list(tx).await? {
            loads.entry(row.year).or_insert((row.loaded_at, row.loader));
        }
        let mut days = by_year(time.calendar());
        let year = |year: i32| CalendarYear {
            year,
            days: days.remove(&year).unwrap_or_default(),
            loaded: loads.remove(&i64::from(year)),
        };
        Ok(time.calendar().years().map(year).collect())
    }
}

/// What `csv` changes. The calendar is read past the cache: in a load the stamp has been set already, and a cache that saw
/// it now would take the rows of before for those of after.
async fn prepare(tx: &mut Tx, csv: &str) -> Result<(Vec<Notice>, CalendarLoaded), CalendarError> {
    let before = stored_calendar(tx).await?;
    let given = WorkCalendar::empty().with_notices(csv).map_err(CalendarError::BadRows)?;
    let after = before.with_notices(csv).map_err(CalendarError::BadRows)?;
    let (old, new) = (by_year(&before), by_year(&given));
    if new.is_empty() {
        return Err(CalendarError::Empty);
    }
    let changed = new.into_iter().filter(|(year, days)| old.get(year) != Some(days));
    let notices: Vec<_> = changed.map(|(year, days)| notice(year, &days, before.knows(year))).collect();
    if notices.is_empty() {
        return Err(CalendarError::NothingNew);
    }
    let years: Vec<_> = notices.iter().map(|notice| notice.loaded.clone()).collect();
    let warnings = years.iter().filter_map(warning).collect();
    Ok((notices, CalendarLoaded { years, calendar_version: after.version(), warnings }))
}

async fn year_insert(tx: &mut Tx, env: &Env, by: &Actor, notice: &Notice) -> Result<(), DbError> {
    let last = store::holiday_last(tx, notice.loaded.year).await?;
    let row = HolidayRow {
        id: env.id(),
        year: i64::from(notice.loaded.year),
        no: last.map_or(1, |no| no + 1),
        text_hash: text_hash(&notice.text),
        loaded_at: env.now(),
        loader: by.name.clone(),
    };
    store::holiday_insert(tx, &row, &notice.text, by.person.0).await
}

fn by_year(calendar: &WorkCalendar) -> BTreeMap<i32, Vec<SpecialDay>> {
    let mut years: BTreeMap<i32, Vec<SpecialDay>> = BTreeMap::new();
    for day in calendar.special_days() {
        years.entry(day.notice_year()).or_default().push(day.clone());
    }
    years
}

fn notice(year: i32, days: &[SpecialDay], replaced: bool) -> Notice {
    let holidays = days.iter().filter(|day| day.kind == SpecialKind::Holiday).count();
    let rows = days.iter().map(|day| format!("{},{},{}\n", day.date, kind(day.kind), quoted(&day.name)));
    let text = std::iter::once("date,kind,name\n".to_owned()).chain(rows).collect();
    Notice { loaded: YearLoaded { year, holidays, make_up_days: days.len() - holidays, replaced }, text }
}

const fn kind(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Holiday => "holiday",
        SpecialKind::MakeUp => "workday",
    }
}

/// A field of CSV (RFC 4180).
fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

fn warning(year: &YearLoaded) -> Option<String> {
    (year.holidays < LEGAL_HOLIDAYS).then(|| {
        format!(
            "{} 年只有 {} 天放假，少于法定的 {LEGAL_HOLIDAYS} 天。请核对通知是否完整；不完整时补全后重新载入。",
            year.year, year.holidays
        )
    })
}

fn entry(load: Uuid, loaded: &CalendarLoaded) -> audit::Entry {
    audit::Entry {
        action: "contracts.calendar_load",
        subject: load,
        contract: None,
        detail: json!({ "calendar_version": loaded.calendar_version, "years": loaded.years }),
    }
}

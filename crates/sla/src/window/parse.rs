//! The text of a window, and what can be wrong with it.

use chrono::NaiveDate;

use super::{Hours, OpenDays, ServiceWindow, WEEKDAYS, WeekdaySet};

/// What is wrong with the text of a window, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Nothing, or only days, or only hours.
    #[error("服务时间“{text}”不完整：应写成“日期 时段”，例如 workdays 09:00-18:00 或 daily 00:00-24:00")]
    Incomplete {
        /// As given.
        text: String,
    },
    /// Neither `daily`, `workdays` nor weekdays.
    #[error("不认识“{word}”：日期应为 daily（每天）、workdays（工作日）或 mon,tue,wed,thu,fri,sat,sun 中的若干天")]
    UnknownDay {
        /// The word that was not understood.
        word: String,
    },
    /// A weekday named twice.
    #[error("“{word}”写了两次：每个星期几只写一次")]
    RepeatedDay {
        /// The weekday.
        word: String,
    },
    /// Not a time of day.
    #[error("“{text}”不是时间：应写成 HH:MM，从 00:00 到 23:59；24:00 只能作为结束时间")]
    BadTime {
        /// As given.
        text: String,
    },
    /// Not two times with a hyphen.
    #[error("“{text}”不是时段：应写成 HH:MM-HH:MM，多个时段用逗号分开，例如 08:00-12:00,13:00-17:00")]
    BadInterval {
        /// As given.
        text: String,
    },
    /// The end is before the start.
    #[error(
        "时段 {start}-{end} 的结束时间早于开始时间：一天之内的时段应从早写到晚；\
         如果要跨过午夜，请写成两段：{days} 00:00-{end},{start}-24:00"
    )]
    EndBeforeStart {
        /// Days, as given.
        days: String,
        /// Start, as given.
        start: String,
        /// End, as given.
        end: String,
    },
    /// Start and end are the same.
    #[error("时段 {start}-{start} 长度为零：开始与结束时间不能相同；全天应写成 00:00-24:00")]
    EmptyInterval {
        /// Start and end.
        start: String,
    },
    /// Not days with other hours.
    #[error("“{text}”不是特殊日期：应写成 2026-10-01..2026-10-07，多段用逗号分开，后面写这些日期的服务时间")]
    BadDays {
        /// As given.
        text: String,
    },
    /// Two intervals share time.
    #[error("时段 {first} 与 {second} 重叠：请合并或分开")]
    Overlap {
        /// The earlier one.
        first: String,
        /// The one that begins before the other has ended.
        second: String,
    },
}

pub(super) fn window(text: &str) -> Result<ServiceWindow, WindowError> {
    let Some((ordinary, special)) = text.split_once(';') else { return plain(text) };
    let bad = || WindowError::BadDays { text: special.trim().to_owned() };
    let (days, hours) = special.trim().split_once(char::is_whitespace).ok_or_else(bad)?;
    let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
    let span = |text: &str| text.split_once("..").and_then(|(from, to)| day(from).zip(day(to)));
    let spans = days.split(',').map(span).collect::<Option<Vec<_>>>();
    let spans = spans.filter(|spans| spans.iter().all(|(from, to)| from <= to)).ok_or_else(bad)?;
    Ok(plain(ordinary)?.with_special(&plain(hours)?, spans))
}

fn plain(text: &str) -> Result<ServiceWindow, WindowError> {
    let incomplete = || WindowError::Incomplete { text: text.to_owned() };
    let (days_text, hours_text) = text.trim().split_once(char::is_whitespace).ok_or_else(|| match text.trim() {
        word if !word.is_empty() && !word.contains(':') => days(word).err().unwrap_or_else(incomplete),
        _ => incomplete(),
    })?;
    let days = days(days_text)?;
    let hours_text: String = hours_text.split_whitespace().collect();
    let mut hours = hours_text.split(',').map(|text| interval(days_text, text)).collect::<Result<Vec<_>, _>>()?;
    hours.sort_unstable();
    match hours.windows(2).find(|pair| pair[1].start < pair[0].end) {
        Some(pair) => Err(WindowError::Overlap { first: pair[0].to_string(), second: pair[1].to_string() }),
        None => Ok(ServiceWindow { days, hours, special: None }),
    }
}

fn days(text: &str) -> Result<OpenDays, WindowError> {
    match text {
        "daily" => return Ok(OpenDays::Daily),
        "workdays" => return Ok(OpenDays::Workdays),
        _ => {}
    }
    let mut set = 0_u8;
    for word in text.split(',') {
        let (day, ..) = WEEKDAYS
            .iter()
            .find(|entry| entry.1 == word)
            .ok_or_else(|| WindowError::UnknownDay { word: word.to_owned() })?;
        let bit = 1 << day.num_days_from_monday();
        if set & bit != 0 {
            return Err(WindowError::RepeatedDay { word: word.to_owned() });
        }
        set |= bit;
    }
    Ok(OpenDays::Weekdays(WeekdaySet(set)))
}

fn interval(days: &str, text: &str) -> Result<Hours, WindowError> {
    let (from, to) = text.split_once('-').ok_or_else(|| WindowError::BadInterval { text: text.to_owned() })?;
    let (start, end) = (minute(from)?, minute(to)?);
    if start == 24 * 60 {
        return Err(WindowError::BadTime { text: from.to_owned() });
    }
    match start.cmp(&end) {
        std::cmp::Ordering::Less => Ok(Hours { start, end }),
        std::cmp::Ordering::Equal => Err(WindowError::EmptyInterval { start: from.to_owned() }),
        std::cmp::Ordering::Greater => {
            Err(WindowError::EndBeforeStart { days: days.to_owned(), start: from.to_owned(), end: to.to_owned() })
        }
    }
}

/// Minutes from midnight of `HH:MM`, up to and including `24:00`.
fn minute(text: &str) -> Result<u16, WindowError> {
    let bad = || WindowError::BadTime { text: text.to_owned() };
    let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
    let two = |part: &str| match part.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok(u16::from(tens - b'0') * 10 + u16::from(ones - b'0')),
        _ => Err(bad()),
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    if minute < 60 && (hour < 24 || (hour == 24 && minute == 0)) { Ok(hour * 60 + minute) } else { Err(bad()) }
}

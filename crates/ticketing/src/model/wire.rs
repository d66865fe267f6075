//! Instants in answers, written without a formatter: a list of fifty tickets holds more than a thousand of them.

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Serializer;

/// As RFC 3339 in UTC, with three or six digits of a fraction where there is one.
pub(super) fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    let (mut text, length) = write(*at);
    let text = std::str::from_utf8(&text.as_mut_slice()[..length]).map_err(serde::ser::Error::custom)?;
    serializer.serialize_str(text)
}

/// The same, or null.
pub(super) mod option {
    use super::{DateTime, Serializer, Utc};

    /// As RFC 3339 in UTC, or null.
    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub fn serialize<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }
}

fn write(at: DateTime<Utc>) -> ([u8; 27], usize) {
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let (date, time) = (at.date_naive(), at.time());
    digits(&mut text[0..4], date.year().unsigned_abs());
    digits(&mut text[5..7], date.month());
    digits(&mut text[8..10], date.day());
    digits(&mut text[11..13], time.hour());
    digits(&mut text[14..16], time.minute());
    digits(&mut text[17..19], time.second());
    let micros = at.timestamp_subsec_micros();
    digits(&mut text[20..26], micros);
    let length = match micros {
        0 => 20,
        _ if micros.is_multiple_of(1000) => 24,
        _ => 27,
    };
    text[length - 1] = b'Z';
    (text, length)
}

fn digits(text: &mut [u8], mut number: u32) {
    for digit in text.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;

    #[test]
    fn it_reads_as_chrono_writes_it() {
        for micros in [0, 1, 1_000, 120_000, 999_999, 1_638_756_000_000_000, 4_102_444_799_123_456, 951_782_400_500_000]
        {
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let (text, length) = write(at);
            let text = std::str::from_utf8(&text[..length]).unwrap();
            assert_eq!(text, at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        }
    }
}

//! From texts to the types of libraries for dates and times, and back. A text that those do not know is an error here,
//! and only here: reading and writing never look at it.

/// Both directions for one pair of types.
#[cfg(any(feature = "jiff", feature = "time", feature = "chrono"))]
macro_rules! convert {
    ($($(#[$doc:meta])* $ours:ident <=> $theirs:ty, $error:ty, $read:expr, $write:expr;)*) => {$(
        impl TryFrom<&$ours> for $theirs {
            type Error = $error;

            $(#[$doc])*
            fn try_from(value: &$ours) -> Result<Self, Self::Error> {
                let read: fn(&str) -> Result<$theirs, $error> = $read;
                read(value.as_str())
            }
        }

        impl From<$theirs> for $ours {
            fn from(value: $theirs) -> Self {
                let write: fn($theirs) -> String = $write;
                $ours::from(write(value))
            }
        }
    )*};
}

/// A point in time without an offset is in UTC; some services leave the `Z` out.
#[cfg(any(feature = "jiff", feature = "time", feature = "chrono"))]
fn with_offset(text: &str) -> String {
    let time = text.split_once('T').map_or("", |(_, time)| time);
    let has_offset = time.ends_with(['Z', 'z']) || time.contains(['+', '-']);
    if has_offset || time.is_empty() { text.to_owned() } else { format!("{text}Z") }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::with_offset;
    use crate::{Date, DateTimeOffset, Duration, TimeOfDay};

    convert! {
        /// Fails where the text is no point in time, or one that jiff does not know: the last hours of the year 9999
        /// lie outside of its range.
        DateTimeOffset <=> jiff::Timestamp, jiff::Error, |text| with_offset(text).parse(), |value| value.to_string();
        Date <=> jiff::civil::Date, jiff::Error, str::parse, |value| value.to_string();
        TimeOfDay <=> jiff::civil::Time, jiff::Error, str::parse, |value| value.to_string();
        Duration <=> jiff::Span, jiff::Error, str::parse, |value| value.to_string();
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::OffsetDateTime;
    use time::error::Parse;
    use time::format_description::well_known::Rfc3339;

    use super::with_offset;
    use crate::DateTimeOffset;

    impl TryFrom<&DateTimeOffset> for OffsetDateTime {
        type Error = Parse;

        fn try_from(value: &DateTimeOffset) -> Result<Self, Parse> {
            OffsetDateTime::parse(&with_offset(value.as_str()), &Rfc3339)
        }
    }

    impl TryFrom<OffsetDateTime> for DateTimeOffset {
        type Error = time::error::Format;

        /// Fails for years beyond 9999 and offsets with seconds.
        fn try_from(value: OffsetDateTime) -> Result<Self, Self::Error> {
            value.format(&Rfc3339).map(DateTimeOffset::from)
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, ParseError, SecondsFormat};

    use super::with_offset;
    use crate::{Date, DateTimeOffset, TimeOfDay};

    convert! {
        DateTimeOffset <=> DateTime<FixedOffset>, ParseError, |text| DateTime::parse_from_rfc3339(&with_offset(text)),
            |value| value.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        Date <=> NaiveDate, ParseError, str::parse, |value| value.to_string();
        TimeOfDay <=> NaiveTime, ParseError, str::parse, |value| value.to_string();
    }
}

#[cfg(all(test, feature = "jiff"))]
mod tests {
    use crate::{Date, DateTimeOffset, Duration, TimeOfDay};

    #[test]
    fn texts_become_times_where_they_are_times() {
        let second =
            |text: &str| jiff::Timestamp::try_from(&DateTimeOffset::from(text)).map(|time| time.as_second()).ok();
        assert_eq!(second("1970-01-01T00:00:01Z"), Some(1));
        assert_eq!(second("1970-01-01T02:00:01.1234567+02:00"), Some(1));
        assert_eq!(second("1970-01-01T00:00:01.0000000"), Some(1));
        assert_eq!(second("2023-03-30T12-01-03.45Z"), None);
        let time: jiff::civil::Time = (&TimeOfDay::from("08:00:00.0000000")).try_into().unwrap();
        assert_eq!(TimeOfDay::from(time).as_str(), "08:00:00");
        let date: jiff::civil::Date = (&Date::from("2025-04-30")).try_into().unwrap();
        assert_eq!(Date::from(date).as_str(), "2025-04-30");
        let span: jiff::Span = (&Duration::from("PT1H30M")).try_into().unwrap();
        assert_eq!((span.get_hours(), span.get_minutes()), (1, 30));
    }
}

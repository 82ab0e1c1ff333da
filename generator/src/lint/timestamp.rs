//! Dates and times as RFC 3339 and OData write them.

/// Why a text is no date with time and offset; none if it is one. The seconds may be left out, as in OData.
pub(super) fn date_time_defect(text: &str) -> Option<&'static str> {
    let Some((date, rest)) = text.split_once(['T', 't']) else {
        return Some("the time is missing");
    };
    let Some(at) = rest.find(['Z', 'z', '+', '-']) else {
        return date_defect(date).or(time_defect(rest)).or(Some("the offset is missing"));
    };
    let (time, offset) = rest.split_at(at);
    date_defect(date).or(time_defect(time)).or_else(|| {
        let is_zulu = matches!(offset, "Z" | "z");
        let hours = offset.get(1..).unwrap_or("");
        (!is_zulu && (hours.len() != 5 || time_defect(hours).is_some())).then_some("the offset is none")
    })
}

/// Why a text is no date.
pub(super) fn date_defect(text: &str) -> Option<&'static str> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let year = number(year, 4);
    match (year, number(month, 2), number(day, 2), parts.next()) {
        (Some(year), Some(month @ 1..=12), Some(day), None) => {
            let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            let days = match month {
                2 if is_leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day == 0 || day > days).then_some("there is no such day")
        }
        _ => Some("the date is not written YYYY-MM-DD"),
    }
}

/// Why a text is no time of day.
pub(super) fn time_defect(text: &str) -> Option<&'static str> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut parts = whole.split(':');
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    let has_second = second.is_some();
    let is_fraction = fraction.is_none_or(|digits| {
        has_second && (1..=12).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    let second = second.map_or(Some(0), |second| number(Some(second), 2));
    match (number(hour, 2), number(minute, 2), second, parts.next()) {
        (Some(0..=23), Some(0..=59), Some(0..=60), None) if is_fraction => None,
        _ => Some("the time is not written HH:MM:SS"),
    }
}

fn number(text: Option<&str>, digits: usize) -> Option<u32> {
    let text = text.filter(|text| text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit()))?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::date_time_defect;

    #[test]
    fn what_parsers_accept() {
        for text in
            ["2024-02-29T09:30:00Z", "2024-05-01T09:30Z", "9999-12-31T23:59:59.9999999Z", "2024-05-01t09:30:00-08:00"]
        {
            assert_eq!(date_time_defect(text), None, "{text}");
        }
        let cases = [
            ("2024-05-01T09-30-00Z", "the time is not written HH:MM:SS"),
            ("2023-02-29T09:30:00Z", "there is no such day"),
            ("2024-05-01T09:30:00", "the offset is missing"),
            ("2024-05-01T25:30:00Z", "the time is not written HH:MM:SS"),
            ("5/1/2024T09:30:00Z", "the date is not written YYYY-MM-DD"),
            ("2024-05-01", "the time is missing"),
            ("2024-05-01T09:30:00+8", "the offset is none"),
        ];
        for (text, expected) in cases {
            assert_eq!(date_time_defect(text), Some(expected), "{text}");
        }
    }
}

//! Amounts in Chinese capitals (人民币大写), by the rules of 《正确填写票据和结算凭证的基本规定》 (PBOC, 1997).

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// `fen` in capitals: `壹佰肆拾叁万壹仟伍佰元整`, `叁拾陆万伍仟零柒拾壹元贰角整`, `壹元零伍分`.
///
/// Written as printed on vouchers: 整 after yuan or jiao, never after fen; one 零 for a run of zeros between figures;
/// 负 before a negative amount.
#[must_use]
pub fn capitals(fen: i64) -> String {
    let sign = if fen < 0 { "负" } else { "" };
    let amount = fen.unsigned_abs();
    let (yuan, jiao, fen) = (amount / 100, amount / 10 % 10, amount % 10);
    let mut text = String::from(sign);
    if yuan > 0 {
        text.push_str(&whole(yuan));
        text.push('元');
    } else if jiao == 0 && fen == 0 {
        text.push_str("零元");
    }
    match (jiao, fen) {
        (0, 0) => text.push('整'),
        (jiao, 0) => text.extend([digit(jiao), '角', '整']),
        (0, fen) if yuan > 0 => text.extend(['零', digit(fen), '分']),
        (0, fen) => text.extend([digit(fen), '分']),
        (jiao, fen) => text.extend([digit(jiao), '角', digit(fen), '分']),
    }
    text
}

/// A positive whole number, in groups of ten thousand.
fn whole(mut number: u64) -> String {
    let mut groups = Vec::new();
    while number > 0 {
        groups.push(number % 10_000);
        number /= 10_000;
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            gap = true;
            continue;
        }
        if !text.is_empty() && (gap || *group < 1_000) {
            text.push('零');
        }
        gap = false;
        push_group(&mut text, *group);
        text.push_str(GROUPS[place]);
    }
    text
}

/// One group, 1–9999, without a leading zero.
fn push_group(text: &mut String, group: u64) {
    let mut zeros = false;
    let mut begun = false;
    for place in (0..4_usize).rev() {
        let figure = group / 10_u64.pow(u32::try_from(place).unwrap_or_default()) % 10;
        if figure == 0 {
            zeros = begun;
            continue;
        }
        if std::mem::take(&mut zeros) {
            text.push('零');
        }
        text.push(digit(figure));
        text.push_str(PLACES[place]);
        begun = true;
    }
}

fn digit(figure: u64) -> char {
    DIGITS[usize::try_from(figure % 10).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::capitals;

    #[test]
    fn sums_printed_in_contracts() {
        assert_eq!(capitals(204_500_000), "贰佰零肆万伍仟元整");
        assert_eq!(capitals(143_150_000), "壹佰肆拾叁万壹仟伍佰元整");
        assert_eq!(capitals(61_350_000), "陆拾壹万叁仟伍佰元整");
        assert_eq!(capitals(180_300_000), "壹佰捌拾万叁仟元整");
        assert_eq!(capitals(36_507_120), "叁拾陆万伍仟零柒拾壹元贰角整");
    }

    #[test]
    fn zeros_are_read_once_where_they_stand_between_figures() {
        for (fen, text) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (105, "壹元零伍分"),
            (1_000_000, "壹万元整"),
            (1_000_500, "壹万零伍元整"),
            (100_010_000, "壹佰万零壹佰元整"),
            (10_000_000_000, "壹亿元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (10_000_000_500, "壹亿零伍元整"),
            (1_020_304, "壹万零贰佰零叁元零肆分"),
            (-100, "负壹元整"),
        ] {
            assert_eq!(capitals(fen), text, "{fen}");
        }
    }
}

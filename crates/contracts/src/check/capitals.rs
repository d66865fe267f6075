//! Reading amounts in Chinese capitals, whatever way their zeros are written.

use jianyue_kernel::Money;

/// The amount of a text such as `壹佰捌拾万零叁仟元整`; `None` when it is no amount.
pub fn read(text: &str) -> Option<Money> {
    let text = text.trim().trim_end_matches(['整', '正']);
    let (yuan, rest) = match text.split_once(['元', '圆']) {
        Some((yuan, rest)) => (whole(yuan)?, rest),
        None => (0, text),
    };
    let (jiao, rest) = match rest.split_once('角') {
        Some((jiao, rest)) => (digits(jiao)?, rest),
        None => (0, rest),
    };
    let fen = match rest.strip_suffix('分') {
        Some(fen) => digits(fen)?,
        None if rest.is_empty() || rest == "零" => 0,
        None => return None,
    };
    Some(Money::from_fen(yuan.checked_mul(100)? + jiao * 10 + fen))
}

fn digit(figure: char) -> Option<i64> {
    "零壹贰叁肆伍陆柒捌玖".chars().zip(0..).find(|(known, _)| *known == figure).map(|(_, value)| value)
}

/// A single figure, zeros before it passed over.
fn digits(text: &str) -> Option<i64> {
    let mut figures = text.trim_start_matches('零').chars();
    let figure = figures.next().map_or(Some(0), digit);
    figure.filter(|_| figures.next().is_none())
}

/// A whole number: figures with 拾佰仟, in groups of 万 and 亿.
fn whole(text: &str) -> Option<i64> {
    let (mut total, mut group, mut figure) = (0_i64, 0_i64, 0_i64);
    for letter in text.chars() {
        match letter {
            '拾' => group += std::mem::take(&mut figure).max(1) * 10,
            '佰' => group += std::mem::take(&mut figure) * 100,
            '仟' => group += std::mem::take(&mut figure) * 1_000,
            '万' => {
                total += (std::mem::take(&mut group) + std::mem::take(&mut figure)) * 10_000;
            }
            '亿' => {
                total = (total + std::mem::take(&mut group) + std::mem::take(&mut figure)).checked_mul(100_000_000)?;
            }
            other => figure = digit(other)?,
        }
    }
    total.checked_add(group + figure)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zeros_may_be_written_or_not() {
        for text in ["壹佰捌拾万零叁仟元整", "壹佰捌拾万叁仟元整", "壹佰捌拾万叁仟圆正"] {
            assert_eq!(read(text), Some(Money::from_yuan(1_803_000)), "{text}");
        }
        assert_eq!(read("叁拾陆万伍仟零柒拾壹元贰角"), Some(Money::from_fen(36_507_120)));
        assert_eq!(read("拾元整"), Some(Money::from_yuan(10)));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["一百元", "贰佰元X", "壹佰元伍", "壹角贰"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(fen in 0_i64..1_000_000_000_000) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(read(&money.in_capitals()), Some(money));
        }
    }
}

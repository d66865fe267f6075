//! Codes of classes, assets and spares.

/// The longest code.
const LONGEST: usize = 40;

/// A code as it is kept: narrow, in capitals, of letters, digits and `- _ . /`. `None` when it is none.
#[must_use]
pub fn canonical_code(text: &str) -> Option<String> {
    let narrow = text.trim().chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '—' | '–' => '-',
        other => other,
    });
    let code: String = narrow.flat_map(char::to_uppercase).collect();
    let fits = code.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    let begins = code.chars().next().is_some_and(char::is_alphanumeric);
    (fits && begins && code.chars().count() <= LONGEST).then_some(code)
}

/// The code that the server gives: the class's, and a running number of four digits or more.
#[must_use]
pub fn given_code(prefix: &str, number: i64) -> String {
    format!("{prefix}-{number:04}")
}

/// What looks like a code of an asset in a text: letters and digits with a hyphen between them.
#[must_use]
pub fn codes_in(text: &str) -> Vec<String> {
    let pieces = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')));
    // Chinese on either side of a code is not part of it, unless the code has Chinese in it: both ways are tried.
    let whole = pieces.flat_map(|piece| {
        let narrow = piece.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        [piece, narrow]
    });
    let mut found: Vec<String> = Vec::new();
    for code in whole.filter(|piece| piece.contains('-')).filter_map(canonical_code) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_kept_in_one_way_of_writing() {
        for (text, code) in
            [(" zd-pc ", "ZD-PC"), ("ｚｄ－０１", "ZD-01"), ("京财-001", "京财-001"), ("A/1.b_2", "A/1.B_2")]
        {
            assert_eq!(canonical_code(text).as_deref(), Some(code), "{text}");
        }
        for text in ["", "  ", "-1", "ZD 01", "ZD，01", "A\u{7}", &"X".repeat(41)] {
            assert_eq!(canonical_code(text), None, "{text}");
        }
    }

    #[test]
    fn running_numbers_have_four_digits_and_grow_beyond() {
        assert_eq!(given_code("ZD-PC", 1), "ZD-PC-0001");
        assert_eq!(given_code("ZD-PC", 12_345), "ZD-PC-12345");
    }

    #[test]
    fn codes_are_found_where_people_write_them() {
        assert_eq!(
            codes_in("终端ZD-PC-0001无法开机，另见 zd-pc-0002。"),
            ["终端ZD-PC-0001无法开机", "ZD-PC-0001", "ZD-PC-0002"]
        );
        assert_eq!(codes_in("温度 26.5 度，正常"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn a_code_that_is_kept_is_its_own_canonical_form(text in ".{0,50}") {
            if let Some(code) = canonical_code(&text) {
                prop_assert_eq!(canonical_code(&code), Some(code));
            }
        }

        #[test]
        fn no_number_is_given_the_code_of_another(a in 1_i64..200_000, b in 1_i64..200_000) {
            prop_assert_eq!(given_code("ZD", a) == given_code("ZD", b), a == b);
        }
    }
}

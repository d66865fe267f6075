//! Laws that are no longer in force, for contracts that still cite them.

use chrono::NaiveDate;

/// A law that was repealed.
pub struct Repealed {
    /// Its title without 中华人民共和国.
    pub title: &'static str,
    /// Year, month and day from which it is no longer in force.
    from: (i32, u32, u32),
    /// What took its place.
    pub instead: &'static str,
}

/// 《民法典》第一千二百六十条 repealed nine laws on 2021-01-01; 外商投资法 第四十二条 three on 2020-01-01.
const REPEALED: &[Repealed] = &[
    Repealed { title: "合同法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》合同编" },
    Repealed { title: "民法通则", from: (2021, 1, 1), instead: "《中华人民共和国民法典》" },
    Repealed { title: "民法总则", from: (2021, 1, 1), instead: "《中华人民共和国民法典》总则编" },
    Repealed { title: "物权法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》物权编" },
    Repealed { title: "担保法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》" },
    Repealed {
        title: "侵权责任法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》侵权责任编"
    },
    Repealed { title: "婚姻法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》婚姻家庭编" },
    Repealed { title: "继承法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》继承编" },
    Repealed { title: "收养法", from: (2021, 1, 1), instead: "《中华人民共和国民法典》婚姻家庭编" },
    Repealed {
        title: "中外合资经营企业法", from: (2020, 1, 1), instead: "《中华人民共和国外商投资法》"
    },
    Repealed {
        title: "中外合作经营企业法", from: (2020, 1, 1), instead: "《中华人民共和国外商投资法》"
    },
    Repealed { title: "外资企业法", from: (2020, 1, 1), instead: "《中华人民共和国外商投资法》" },
];

impl Repealed {
    /// First day on which it was no longer in force.
    pub fn day(&self) -> NaiveDate {
        let (year, month, day) = self.from;
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }
}

/// The law of this title, if it was no longer in force on `day`.
pub fn repealed_on(title: &str, day: NaiveDate) -> Option<&'static Repealed> {
    let bare = title.trim_matches(['《', '》']).trim_start_matches("中华人民共和国");
    REPEALED.iter().find(|law| law.title == bare && law.day() <= day)
}

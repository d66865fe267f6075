//! What is different between two versions: figures and parts.

use std::collections::BTreeMap;

use jianyue_platform::reports::Section;

use crate::model::{Difference, Snapshot};

/// Everything that is different, in the order of the later version; what is gone stands last.
#[must_use]
pub fn difference(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let mut found = parts(before, after);
    found.extend(figures(&before.sections, &after.sections));
    found
}

fn parts(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let old: BTreeMap<&str, &str> = before.parts.iter().map(|part| (part.key.as_str(), part.text.as_str())).collect();
    let new: BTreeMap<&str, &str> = after.parts.iter().map(|part| (part.key.as_str(), part.text.as_str())).collect();
    let all = after.parts.iter().chain(before.parts.iter().filter(|part| !new.contains_key(part.key.as_str())));
    all.filter_map(|part| {
        let key = part.key.as_str();
        let (was, is) = (old.get(key).copied(), new.get(key).copied());
        (was != is).then(|| Difference {
            section: String::new(),
            heading: part.heading.clone(),
            figure: None,
            part: Some(part.key.clone()),
            label: None,
            before: was.map(str::to_owned),
            after: is.map(str::to_owned),
        })
    })
    .collect()
}

/// What a figure says, by section and key.
fn said(sections: &[Section]) -> BTreeMap<(&str, &str), String> {
    let figures = sections.iter().flat_map(|section| section.figures.iter().map(move |figure| (section, figure)));
    figures.map(|(section, figure)| ((section.code.as_str(), figure.key.as_str()), figure.value.to_string())).collect()
}

fn figures(before: &[Section], after: &[Section]) -> Vec<Difference> {
    let (old, new) = (said(before), said(after));
    let of = |section: &Section, gone: bool| {
        let differs = section.figures.iter().filter_map(|figure| {
            let place = (section.code.as_str(), figure.key.as_str());
            let (was, is) = (old.get(&place).cloned(), new.get(&place).cloned());
            (was != is && (!gone || is.is_none())).then(|| Difference {
                section: section.code.clone(),
                heading: section.title.clone(),
                figure: Some(figure.key.clone()),
                part: None,
                label: Some(figure.label.clone()),
                before: was,
                after: is,
            })
        });
        differs.collect::<Vec<_>>()
    };
    let mut found: Vec<Difference> = after.iter().flat_map(|section| of(section, false)).collect();
    found.extend(before.iter().flat_map(|section| of(section, true)));
    found
}

/// The same in a few words.
#[must_use]
pub fn summary(found: &[Difference]) -> String {
    let figures = found.iter().filter(|one| one.figure.is_some()).count();
    match (figures, found.len() - figures) {
        (0, 0) => "与上一版内容相同".to_owned(),
        (0, parts) => format!("{parts} 段文字有变化"),
        (figures, 0) => format!("{figures} 个数字有变化"),
        (figures, parts) => format!("{figures} 个数字、{parts} 段文字有变化"),
    }
}

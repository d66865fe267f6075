//! XML, put together from the outside in.

use std::borrow::Cow;

use quick_xml::escape::escape;

use crate::clean::clean;

/// Attributes of an element: names and values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A piece of XML that grows. What is begun is ended by its own closure, so that nothing is left open.
#[derive(Debug, Default)]
pub struct Xml(String);

impl Xml {
    /// A document with its declaration.
    pub fn part() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned())
    }

    /// An element with what `inside` puts into it.
    pub fn element(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An empty element.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.0.push_str("/>");
    }

    /// An empty element with one attribute `w:val`.
    pub fn value(&mut self, name: &str, value: &str) {
        self.leaf(name, &[("w:val", value)]);
    }

    /// An element that holds a text.
    pub fn told(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |xml| xml.text(text));
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape(clean(text)));
    }

    /// XML that is written in the program.
    pub fn raw(&mut self, xml: &'static str) {
        self.0.push_str(xml);
    }

    /// What was put together.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.0.push_str(&in_attribute(value));
            self.0.push('"');
        }
    }
}

/// A line break in an attribute would be read as a space: it is one.
fn in_attribute(value: &str) -> Cow<'_, str> {
    let value = clean(value);
    if value.contains(['\n', '\t']) {
        return Cow::Owned(escape(value.replace(['\n', '\t'], " ")).into_owned());
    }
    match value {
        Cow::Borrowed(value) => escape(value),
        Cow::Owned(value) => Cow::Owned(escape(value).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_cannot_end_what_they_stand_in() {
        let mut xml = Xml::default();
        xml.element("w:p", &[("w:a", "\"<\n'\u{0}")], |xml| xml.told("w:t", &[], "</w:t>]]>&amp;\u{FFFF}"));
        let text = String::from_utf8(xml.into_bytes()).unwrap_or_default();
        let expected = "<w:p w:a=\"&quot;&lt; &apos;\u{FFFD}\"><w:t>&lt;/w:t&gt;]]&gt;&amp;amp;\u{FFFD}</w:t></w:p>";
        assert_eq!(text, expected);
    }
}

//! HTML in which every text and attribute is escaped.

use crate::clean::clean;

/// A page that grows.
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// HTML that is written in the program.
    pub fn raw(&mut self, html: &'static str) {
        self.0.push_str(html);
    }

    /// Begins an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.escaped(value, false);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Ends an element.
    pub fn close(&mut self, name: &'static str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element without content.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.open(name, attributes);
    }

    /// An element that holds a text; line breaks in it are kept.
    pub fn told(&mut self, name: &'static str, attributes: &[(&'static str, &str)], text: &str) {
        self.open(name, attributes);
        // A title has no elements in it, nor has what is told of a drawing.
        self.escaped(text, !matches!(name, "title" | "desc" | "text"));
        self.close(name);
    }

    /// The page.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn escaped(&mut self, text: &str, breaks: bool) {
        for c in clean(text).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' if breaks => self.0.push_str("<br>"),
                c => self.0.push(c),
            }
        }
    }
}

//! Pages as text.

use super::quote::MARK;

/// The most bytes of a page that are read.
const LONGEST: usize = 2_000_000;
/// Columns: lines are broken by whoever shows them.
const WIDTH: usize = 10_000;
/// Elements that may be inside one another; pages of people stay below a hundred.
const DEEPEST: usize = 500;

/// What a page says, without marks of any kind: scripts, styles and pictures say nothing, and no address is called.
#[must_use]
pub fn html_text(page: &str) -> String {
    let mut end = page.len().min(LONGEST);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    let page = &page[..end];
    if depth(page) > DEEPEST {
        return stripped(page);
    }
    // Where quoted history begins is known from the page, and no longer from its text.
    let marked = replace_tag(page, "<blockquote", &format!("<p>{MARK}</p><blockquote"));
    let read = html2text::config::plain_no_decorate()
        .raw_mode(true)
        .no_link_wrapping()
        .allow_width_overflow()
        .string_from_read(marked.as_bytes(), WIDTH);
    match read {
        Ok(text) => tidy(&text),
        Err(_) => stripped(page),
    }
}

/// Blank lines by twos at most, no blanks at ends of lines.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.trim().is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(if line.trim().is_empty() { "" } else { line });
        }
    }
    lines.join("\n").trim().to_owned()
}

/// At least as many as elements are inside one another: what opens and never closes counts too.
fn depth(page: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let bytes = page.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        if *byte != b'<' {
            continue;
        }
        match bytes.get(place + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(letter) if letter.is_ascii_alphabetic() && !is_void(&bytes[place + 1..]) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Elements that have no end; and those that people's programs leave open, which HTML closes by itself.
fn is_void(tag: &[u8]) -> bool {
    const VOID: [&[u8]; 12] =
        [b"br", b"img", b"hr", b"meta", b"link", b"input", b"p", b"li", b"tr", b"td", b"o:p", b"col"];
    let name: Vec<u8> =
        tag.iter().take_while(|byte| !matches!(byte, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n')).copied().collect();
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// A page that is built to hurt: everything between angle brackets is left out.
fn stripped(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    tidy(&text)
}

fn replace_tag(page: &str, tag: &str, with: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let mut out = String::with_capacity(page.len());
    let mut from = 0;
    for (at, _) in lower.match_indices(tag) {
        out.push_str(&page[from..at]);
        out.push_str(with);
        from = at + tag.len();
    }
    out.push_str(&page[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_it_says() {
        let page = "<html><head><style type=\"text/css\">p{color:red}</style><title>x</title></head><body>\
                    <script>alert(1)</script><div>打印机&nbsp;不工作</div><div>三楼<br>东侧</div>\
                    <table><tr><td>科室</td><td>考务处</td></tr></table><img src=http://t.example/p.gif></body></html>";
        let text = html_text(page);
        for word in ["打印机", "不工作", "三楼\n东侧", "科室", "考务处"] {
            assert!(text.contains(word), "{text}");
        }
        for word in ["color", "alert", "http", "<", "─"] {
            assert!(!text.contains(word), "{text}");
        }
    }

    #[test]
    fn a_page_that_is_built_to_hurt_is_read_all_the_same() {
        let page = format!("{}报修{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
        assert!(html_text(&page).contains("报修"));
        let page = format!("{}报修", "<b><i><table><tr><td>".repeat(50_000));
        assert!(html_text(&page).contains("报修"));
        let page = format!("{}报修", "<p><li><tr><td>".repeat(20_000));
        assert!(html_text(&page).contains("报修"));
    }
}

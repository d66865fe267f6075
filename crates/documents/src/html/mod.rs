//! Documents as one web page that holds everything: styles, pictures and charts. No script, nothing loaded from elsewhere.

mod chart;
mod markup;
mod table;

#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jianyue_kernel::Value;

use self::markup::Markup;
use crate::{
    Document, DocumentError, PictureKind,
    captions::captions,
    model::{Align, Block, Image, Paragraph, Signature},
    picture,
};

const STYLE: &str = include_str!("style.css");
/// The style of printed pages that lie on their side.
const LANDSCAPE: &str = "@page{size:A4 landscape}";
/// Said where nobody has signed yet.
const DAY: &str = "　　　　年　　月　　日";

/// `document` as an HTML page.
///
/// # Errors
/// [`DocumentError::Picture`] where a picture cannot be read.
pub fn render(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let mut page = Markup::default();
    page.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    // Nothing may be loaded or run, even if something were to slip in.
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">");
    page.leaf("meta", &[("name", "author"), ("content", &document.issuer)]);
    let made = document.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    page.leaf("meta", &[("name", "dcterms.created"), ("content", &made)]);
    page.told("title", &[], &document.title);
    page.raw("<style>");
    page.raw(STYLE);
    if document.landscape {
        page.raw(LANDSCAPE);
    }
    page.raw("</style></head><body>");
    if let Some(text) = &document.watermark {
        page.told("div", &[("class", "watermark"), ("aria-hidden", "true")], text);
    }
    front(&mut page, document);
    if document.contents {
        contents(&mut page, document);
    }
    page.raw("<main>");
    let captions = captions(&document.blocks);
    let mut headings = 0;
    for (n, (block, caption)) in document.blocks.iter().zip(&captions).enumerate() {
        write(&mut page, (n, block), caption.as_deref(), &mut headings)?;
    }
    page.raw("</main>");
    if !document.foot.is_empty() {
        page.told("footer", &[], &document.foot);
    }
    page.raw("</body></html>\n");
    Ok(page.into_bytes())
}

fn front(page: &mut Markup, document: &Document) {
    page.open("header", &[("class", if document.cover { "front cover" } else { "front" })]);
    if !document.issuer.is_empty() {
        page.told("p", &[("class", "issuer")], &document.issuer);
    }
    page.told("h1", &[("class", "title")], &document.title);
    if let Some(number) = &document.number {
        page.told("p", &[("class", "number")], number);
    }
    if let Some(text) = &document.watermark {
        page.told("p", &[("class", "mark")], text);
    }
    facts(page, &document.facts, 1);
    page.close("header");
}

fn contents(page: &mut Markup, document: &Document) {
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text } => Some((*level, text)),
        _ => None,
    });
    let entries: Vec<_> = headings.enumerate().filter(|(_, (level, _))| *level <= 3).collect();
    if entries.is_empty() {
        return;
    }
    page.open("nav", &[("aria-label", "目录")]);
    page.raw("<h2>目　录</h2><ol>");
    for (n, (level, text)) in entries {
        page.open("li", &[("class", &format!("level{level}"))]);
        page.told("a", &[("href", &format!("#h{n}"))], text);
        page.close("li");
    }
    page.raw("</ol></nav>");
}

fn write(
    page: &mut Markup,
    (n, block): (usize, &Block),
    caption: Option<&str>,
    headings: &mut usize,
) -> Result<(), DocumentError> {
    match block {
        Block::Heading { level, text } => {
            // The title is the page's first heading: those of the text come below it.
            let name = ["h2", "h3", "h4", "h5"][usize::from((*level).clamp(1, 4)) - 1];
            page.told(name, &[("id", &format!("h{headings}"))], text);
            *headings += 1;
        }
        Block::Paragraph(of) => paragraph(page, of),
        Block::List { numbered, items } => {
            let name = if *numbered { "ol" } else { "ul" };
            page.open(name, &[]);
            for item in items {
                page.told("li", &[], item);
            }
            page.close(name);
        }
        Block::Facts { columns, pairs } => facts(page, pairs, *columns),
        Block::Table(of) => table::write(page, of, caption),
        Block::Chart(of) => chart::write(page, n, of, caption.unwrap_or(&of.caption)),
        Block::Image(of) => image(page, of, caption)?,
        Block::Signatures(of) => {
            page.open("div", &[("class", "signatures")]);
            of.iter().try_for_each(|one| signature(page, one))?;
            page.close("div");
        }
        Block::PageBreak => page.raw("<hr class=\"page\">"),
    }
    Ok(())
}

fn paragraph(page: &mut Markup, of: &Paragraph) {
    let align = match of.align {
        Align::Body => "body",
        Align::Left => "left",
        Align::Centre => "centre",
        Align::Right => "right",
    };
    let class = format!("{align}{}{}", if of.strong { " strong" } else { "" }, if of.small { " small" } else { "" });
    page.told("p", &[("class", &class)], &of.text);
}

fn facts(page: &mut Markup, pairs: &[(String, Value)], columns: u8) {
    if pairs.is_empty() {
        return;
    }
    page.open("dl", &[("class", if columns > 1 { "facts two" } else { "facts" })]);
    for (name, value) in pairs {
        page.open("div", &[]);
        page.told("dt", &[], name);
        page.told("dd", &[], &value.to_string());
        page.close("div");
    }
    page.close("dl");
}

fn image(page: &mut Markup, of: &Image, caption: Option<&str>) -> Result<(), DocumentError> {
    page.open("figure", &[]);
    shown(page, &of.bytes, &of.caption, &format!("width:{}%", of.width.clamp(1, 100)))?;
    if let Some(caption) = caption {
        page.told("figcaption", &[], caption);
    }
    page.close("figure");
    Ok(())
}

/// A picture inside of the page.
fn shown(page: &mut Markup, bytes: &[u8], about: &str, style: &str) -> Result<(), DocumentError> {
    let damaged = || DocumentError::Picture(about.to_owned(), "既不是 PNG 也不是 JPEG，或已损坏".to_owned());
    let kind = match picture(bytes).ok_or_else(damaged)?.kind {
        PictureKind::Png => "png",
        PictureKind::Jpeg => "jpeg",
    };
    let url = format!("data:image/{kind};base64,{}", STANDARD.encode(bytes));
    page.leaf("img", &[("src", &url), ("alt", about), ("style", style)]);
    Ok(())
}

fn signature(page: &mut Markup, of: &Signature) -> Result<(), DocumentError> {
    page.open("section", &[]);
    page.told("p", &[], &format!("{}：{}", of.role, of.name));
    match &of.drawn {
        Some(bytes) => shown(page, bytes, &format!("{}的签名", of.role), "max-width:55%;max-height:6rem")?,
        None => page.raw("<p>签字：________________</p>"),
    }
    let day = of.on.map_or_else(|| DAY.to_owned(), |on| on.format("%Y 年 %-m 月 %-d 日").to_string());
    page.told("p", &[], &format!("日期：{day}"));
    page.close("section");
    Ok(())
}

//! Charts as drawings, with their values as a table for whoever reads with the ears or wants the numbers.

use super::markup::Markup;
use crate::{
    charts::{Anchor, Shape, draw, estimate},
    model::Chart,
};

/// The width in which charts are drawn; they are shown as wide as the page.
const WIDTH: f32 = 442.0;

/// Writes the n-th block, which is `chart`, with its numbered caption.
pub fn write(page: &mut Markup, n: usize, chart: &Chart, caption: &str) {
    let picture = draw(chart, WIDTH, &estimate);
    let (title, about) = (format!("c{n}t"), format!("c{n}d"));
    page.raw("<figure class=\"chart\">");
    let size = format!("0 0 {} {}", picture.width, picture.height);
    let named = format!("{title} {about}");
    page.open("svg", &[("viewBox", &size), ("role", "img"), ("aria-labelledby", &named)]);
    page.told("title", &[("id", &title)], &chart.caption);
    let series: Vec<_> = chart.series.iter().map(|(name, _)| name.as_str()).collect();
    let unit = if chart.unit.is_empty() { String::new() } else { format!("，单位：{}", chart.unit) };
    let told = format!("{}{unit}。数值见图下的表格。", series.join("、"));
    page.told("desc", &[("id", &about)], &told);
    for one in &picture.shapes {
        shape(page, one);
    }
    page.close("svg");
    page.told("figcaption", &[], caption);
    values(page, chart);
    page.raw("</figure>");
}

fn shape(page: &mut Markup, shape: &Shape) {
    match shape {
        Shape::Line { from, to, width, colour, dash } => {
            let [x1, y1, x2, y2, width] = [from.0, from.1, to.0, to.1, *width].map(|number| number.to_string());
            let colour = colour.hex();
            let dash = dash.map(|(on, off)| format!("{on} {off}"));
            let mut attributes = vec![
                ("x1", x1.as_str()),
                ("y1", &y1),
                ("x2", &x2),
                ("y2", &y2),
                ("stroke", &colour),
                ("stroke-width", &width),
            ];
            attributes.extend(dash.as_deref().map(|dash| ("stroke-dasharray", dash)));
            leaf(page, "line", &attributes);
        }
        Shape::Rect { x, y, width, height, fill, .. } => {
            let [x, y, width, height] = [*x, *y, *width, *height].map(|number| number.to_string());
            let fill = fill.hex();
            leaf(page, "rect", &[("x", &x), ("y", &y), ("width", &width), ("height", &height), ("fill", &fill)]);
        }
        Shape::Mark { at, radius, form, colour } => {
            let corner = |(x, y): (f32, f32)| format!("{:.2},{:.2}", at.0 + x * radius, at.1 + y * radius);
            let points = form.corners().into_iter().map(corner).collect::<Vec<_>>().join(" ");
            leaf(page, "polygon", &[("points", &points), ("fill", &colour.hex())]);
        }
        Shape::Text { at, size, anchor, colour, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let [x, y, size] = [at.0, at.1, *size].map(|number| number.to_string());
            let attributes = [
                ("x", x.as_str()),
                ("y", &y),
                ("font-size", &size),
                ("text-anchor", anchor),
                ("fill", &colour.hex()),
                ("aria-hidden", "true"),
            ];
            page.told("text", &attributes, text);
        }
    }
}

/// SVG inside of HTML wants its elements closed.
fn leaf(page: &mut Markup, name: &'static str, attributes: &[(&'static str, &str)]) {
    page.open(name, attributes);
    page.close(name);
}

fn values(page: &mut Markup, chart: &Chart) {
    page.raw("<details><summary>查看数值</summary><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"图的数值\">");
    page.raw("<table><thead><tr><th scope=\"col\">项目</th>");
    for (name, _) in &chart.series {
        let unit = if chart.unit.is_empty() { String::new() } else { format!("（{}）", chart.unit) };
        page.told("th", &[("scope", "col")], &format!("{name}{unit}"));
    }
    page.raw("</tr></thead><tbody>");
    for (n, label) in chart.labels.iter().enumerate() {
        page.raw("<tr>");
        page.told("th", &[("scope", "row")], label);
        for (_, values) in &chart.series {
            let value = values.get(n).copied().flatten();
            page.told("td", &[("class", "number")], &value.map_or_else(|| "—".to_owned(), |value| value.to_string()));
        }
        page.raw("</tr>");
    }
    page.raw("</tbody></table></div></details>");
}

//! Charts as `DrawingML` parts, each with the workbook that Word edits it by.

use super::{
    Writer,
    picture::Drawing,
    words::{self, Stand, paragraph},
    xml::Xml,
};
use crate::{
    DocumentError,
    charts::colour,
    model::{Chart, ChartKind},
    xlsx,
};

const CHART: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
/// The height of a chart in hundredths of its width.
const HEIGHT: u64 = 48;
/// English metric units of a twentieth of a point.
const EMU: u64 = 635;
const MARKS: [&str; 4] = ["circle", "square", "triangle", "diamond"];
const DASHES: [&str; 3] = ["solid", "dash", "sysDot"];

impl Writer<'_> {
    pub(super) fn chart(&mut self, chart: &Chart, caption: &str) -> Result<(), DocumentError> {
        self.charts += 1;
        self.drawings += 1;
        let (n, id) = (self.charts, self.drawings);
        let (path, book, relation) = (format!("charts/chart{n}.xml"), format!("chart{n}.xlsx"), format!("rIdChart{n}"));
        let media_type = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
        self.package.typed(&format!("word/{path}"), media_type, part(chart));
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart";
        self.package.relate(&relation, kind, &path);
        self.package.bytes(&format!("word/embeddings/{book}"), xlsx::data_of(chart, self.document.made_at)?);
        let embedded = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package";
        let of = super::package::relations_of(&[("rId1", embedded, &format!("../embeddings/{book}"))]);
        self.package.add(&format!("word/charts/_rels/chart{n}.xml.rels"), of);

        let width = u64::from(self.page.measure());
        let drawing = Drawing { id, about: &told(chart), size: (width * EMU, width * HEIGHT / 100 * EMU) };
        paragraph(&mut self.xml, Stand::style("Figure"), |xml| {
            drawing.write(xml, CHART, |xml| xml.leaf("c:chart", &[("r:id", &relation)]));
        });
        words::caption(&mut self.xml, caption, false);
        Ok(())
    }
}

/// The chart in words, for whoever does not see it: its caption and every value.
fn told(chart: &Chart) -> String {
    let series = chart.series.iter().map(|(name, values)| {
        let values =
            chart.labels.iter().zip(values).filter_map(|(label, value)| Some(format!("{label} {}", (*value)?)));
        format!("{name}：{}", values.collect::<Vec<_>>().join("，"))
    });
    let unit = if chart.unit.is_empty() { String::new() } else { format!("（单位：{}）", chart.unit) };
    format!("{}{unit}。{}", chart.caption, series.collect::<Vec<_>>().join("；"))
}

fn part(chart: &Chart) -> Xml {
    let mut xml = Xml::part();
    let names = [
        ("xmlns:c", CHART),
        ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ];
    xml.element("c:chartSpace", &names, |xml| {
        xml.raw("<c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/>");
        xml.element("c:chart", &[], |xml| {
            xml.raw("<c:autoTitleDeleted val=\"1\"/>");
            xml.element("c:plotArea", &[], |xml| {
                xml.raw("<c:layout/>");
                plot(xml, chart);
                category_axis(xml);
                value_axis(xml, &chart.unit);
            });
            if chart.series.len() > 1 {
                xml.raw("<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/></c:legend>");
            }
            xml.raw("<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/>");
        });
        xml.raw(concat!(
            "<c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>",
            "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\"><a:latin typeface=\"Arial\"/>",
            "<a:ea typeface=\"宋体\"/></a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>"
        ));
        xml.element("c:externalData", &[("r:id", "rId1")], |xml| xml.leaf("c:autoUpdate", &[("val", "0")]));
    });
    xml
}

fn plot(xml: &mut Xml, chart: &Chart) {
    let lines = chart.kind == ChartKind::Lines;
    xml.element(if lines { "c:lineChart" } else { "c:barChart" }, &[], |xml| {
        let grouping = match chart.kind {
            ChartKind::Bars => "clustered",
            ChartKind::Stacked => "stacked",
            ChartKind::Lines => "standard",
        };
        if !lines {
            xml.raw("<c:barDir val=\"col\"/>");
        }
        xml.leaf("c:grouping", &[("val", grouping)]);
        xml.raw("<c:varyColors val=\"0\"/>");
        for (n, (name, values)) in chart.series.iter().enumerate() {
            xml.element("c:ser", &[], |xml| series(xml, chart, n, name, values));
        }
        match chart.kind {
            ChartKind::Bars => xml.raw("<c:gapWidth val=\"80\"/>"),
            ChartKind::Stacked => xml.raw("<c:gapWidth val=\"80\"/><c:overlap val=\"100\"/>"),
            ChartKind::Lines => xml.raw("<c:marker val=\"1\"/>"),
        }
        xml.raw("<c:axId val=\"111111111\"/><c:axId val=\"222222222\"/>");
    });
}

fn series(xml: &mut Xml, chart: &Chart, n: usize, name: &str, values: &[Option<f64>]) {
    let (index, column) = (n.to_string(), xlsx::column_of(n));
    let last = chart.labels.len() + 2;
    xml.leaf("c:idx", &[("val", &index)]);
    xml.leaf("c:order", &[("val", &index)]);
    xml.element("c:tx", &[], |xml| {
        xml.element("c:strRef", &[], |xml| {
            xml.told("c:f", &[], &format!("{}!${column}$2", xlsx::DATA));
            xml.element("c:strCache", &[], |xml| {
                xml.raw("<c:ptCount val=\"1\"/>");
                xml.element("c:pt", &[("idx", "0")], |xml| xml.told("c:v", &[], name));
            });
        });
    });
    let paint = colour(n).hex();
    let paint = paint.trim_start_matches('#');
    if chart.kind == ChartKind::Lines {
        line(xml, paint, n);
    } else {
        xml.element("c:spPr", &[], |xml| {
            xml.element("a:solidFill", &[], |xml| xml.leaf("a:srgbClr", &[("val", paint)]));
            xml.raw("<a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></a:ln>");
        });
        xml.raw("<c:invertIfNegative val=\"0\"/>");
    }
    if chart.labels.len() * chart.series.len() <= 24 && chart.kind != ChartKind::Lines {
        xml.raw("<c:dLbls>");
        if chart.kind == ChartKind::Stacked {
            xml.raw(concat!(
                "<c:spPr><a:noFill/></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\" b=\"1\">",
                "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></a:defRPr></a:pPr>",
                "<a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>"
            ));
        }
        xml.raw(concat!(
            "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>",
            "<c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>"
        ));
    }
    let count = chart.labels.len().to_string();
    xml.element("c:cat", &[], |xml| {
        xml.element("c:strRef", &[], |xml| {
            xml.told("c:f", &[], &format!("{}!$A$3:$A${last}", xlsx::DATA));
            xml.element("c:strCache", &[], |xml| {
                xml.leaf("c:ptCount", &[("val", &count)]);
                for (at, label) in chart.labels.iter().enumerate() {
                    xml.element("c:pt", &[("idx", &at.to_string())], |xml| xml.told("c:v", &[], label));
                }
            });
        });
    });
    xml.element("c:val", &[], |xml| {
        xml.element("c:numRef", &[], |xml| {
            xml.told("c:f", &[], &format!("{}!${column}$3:${column}${last}", xlsx::DATA));
            xml.element("c:numCache", &[], |xml| {
                xml.raw("<c:formatCode>#,##0.##</c:formatCode>");
                xml.leaf("c:ptCount", &[("val", &count)]);
                for (at, value) in values.iter().take(chart.labels.len()).enumerate() {
                    let Some(value) = value.filter(|value| value.is_finite()) else { continue };
                    xml.element("c:pt", &[("idx", &at.to_string())], |xml| xml.told("c:v", &[], &value.to_string()));
                }
            });
        });
    });
    if chart.kind == ChartKind::Lines {
        xml.raw("<c:smooth val=\"0\"/>");
    }
}

/// A line of its own colour, dash and mark, so that lines are told apart in black and white too.
fn line(xml: &mut Xml, paint: &str, n: usize) {
    xml.element("c:spPr", &[], |xml| {
        xml.element("a:ln", &[("w", "22225")], |xml| {
            xml.element("a:solidFill", &[], |xml| xml.leaf("a:srgbClr", &[("val", paint)]));
            xml.leaf("a:prstDash", &[("val", DASHES[n % DASHES.len()])]);
        });
    });
    xml.element("c:marker", &[], |xml| {
        xml.leaf("c:symbol", &[("val", MARKS[n % MARKS.len()])]);
        xml.leaf("c:size", &[("val", "6")]);
        xml.element("c:spPr", &[], |xml| {
            xml.element("a:solidFill", &[], |xml| xml.leaf("a:srgbClr", &[("val", paint)]));
        });
    });
}

const LINE: &str = "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"7F7F7F\"/></a:solidFill></a:ln></c:spPr>";

fn category_axis(xml: &mut Xml) {
    xml.element("c:catAx", &[], |xml| {
        xml.raw(concat!(
            "<c:axId val=\"111111111\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>",
            "<c:axPos val=\"b\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>",
            "<c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>"
        ));
        xml.raw(LINE);
        xml.raw(concat!(
            "<c:crossAx val=\"222222222\"/><c:crosses val=\"autoZero\"/><c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/>",
            "<c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"1\"/>"
        ));
    });
}

fn value_axis(xml: &mut Xml, unit: &str) {
    xml.element("c:valAx", &[], |xml| {
        xml.raw(concat!(
            "<c:axId val=\"222222222\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>",
            "<c:axPos val=\"l\"/><c:majorGridlines><c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"D8DCE0\"/>",
            "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
        ));
        if !unit.is_empty() {
            xml.element("c:title", &[], |xml| {
                xml.element("c:tx", &[], |xml| {
                    xml.element("c:rich", &[], |xml| {
                        xml.raw("<a:bodyPr rot=\"0\" vert=\"horz\"/><a:lstStyle/>");
                        xml.element("a:p", &[], |xml| {
                            xml.raw("<a:pPr><a:defRPr sz=\"900\" b=\"0\"/></a:pPr>");
                            xml.element("a:r", &[], |xml| {
                                xml.raw("<a:rPr lang=\"zh-CN\" sz=\"900\" b=\"0\"/>");
                                xml.told("a:t", &[], unit);
                            });
                        });
                    });
                });
                xml.raw("<c:overlay val=\"0\"/>");
            });
        }
        xml.raw(concat!(
            "<c:numFmt formatCode=\"#,##0.##\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>",
            "<c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>"
        ));
        xml.raw(LINE);
        xml.raw("<c:crossAx val=\"111111111\"/><c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/>");
    });
}

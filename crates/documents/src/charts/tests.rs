use super::*;
use crate::model::ChartKind;

fn chart(kind: ChartKind, labels: usize, series: &[(&str, Vec<Option<f64>>)]) -> Chart {
    Chart {
        caption: "工单".into(),
        unit: "件".into(),
        kind,
        labels: (1..=labels).map(|day| format!("{day} 月")).collect(),
        series: series.iter().map(|(name, values)| ((*name).to_owned(), values.clone())).collect(),
    }
}

fn texts(picture: &Picture) -> Vec<(f32, f32, f32, String)> {
    picture
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text { at, size, anchor, text, .. } => {
                let width = estimate(text, *size);
                let x = match anchor {
                    Anchor::Start => at.0,
                    Anchor::Middle => at.0 - width / 2.0,
                    Anchor::End => at.0 - width,
                };
                Some((x, at.1, width, text.clone()))
            }
            _ => None,
        })
        .collect()
}

/// No text reaches into another and none out of the picture.
fn check(picture: &Picture) {
    let texts = texts(picture);
    for (index, (x, y, width, text)) in texts.iter().enumerate() {
        assert!(*x >= -0.5 && x + width <= picture.width + 0.5, "{text} leaves the picture: {x} {width}");
        assert!(*y <= picture.height && y - TYPE >= -0.5, "{text} at {y} leaves the picture of {}", picture.height);
        for (other_x, other_y, other_width, other) in &texts[index + 1..] {
            let apart =
                x + width <= other_x + 0.1 || other_x + other_width <= x + 0.1 || (y - other_y).abs() > TYPE * 0.85;
            assert!(apart, "{text} and {other} overlap");
        }
    }
    for shape in &picture.shapes {
        if let Shape::Rect { x, y, width, height, .. } = shape {
            assert!(*x >= 0.0 && x + width <= picture.width + 0.1 && *y >= 0.0 && y + height <= picture.height + 0.1);
            assert!(*width >= 0.0 && *height >= 0.0);
        }
    }
}

#[test]
fn texts_never_overlap_however_many_labels_there_are() {
    for kind in [ChartKind::Bars, ChartKind::Stacked, ChartKind::Lines] {
        for count in [1, 2, 7, 12, 14, 31, 365] {
            let values = |by: u32| (0..count).map(|at: u32| Some(f64::from(at * by % 97))).collect::<Vec<_>>();
            let series = [("报障", values(7)), ("咨询", values(13)), ("一般性的服务请求", values(5))];
            for width in [180.0, 442.0, 640.0] {
                check(&draw(&chart(kind, count as usize, &series), width, &estimate));
            }
        }
    }
}

#[test]
fn long_labels_are_broken_and_then_shortened() {
    let mut long = chart(ChartKind::Bars, 6, &[("件数", vec![Some(1.0); 6])]);
    for label in &mut long.labels {
        *label = "门户网站及移动端应用系统的日常运行维护服务".into();
    }
    let picture = draw(&long, 300.0, &estimate);
    check(&picture);
    assert!(texts(&picture).iter().any(|(.., text)| text.ends_with('…')));
}

#[test]
fn nothing_is_drawn_where_nothing_was_measured() {
    let marks = |values: Vec<Option<f64>>| {
        let picture = draw(&chart(ChartKind::Lines, values.len(), &[("耗时", values)]), 400.0, &estimate);
        let lines = picture
            .shapes
            .iter()
            .filter(|shape| matches!(shape, Shape::Line { width, .. } if (*width - 1.4).abs() < 0.01))
            .count();
        (lines, picture)
    };
    // One line is the swatch of the legend.
    assert_eq!(marks(vec![Some(1.0), None, Some(2.0), Some(3.0)]).0, 2);
    let (_, empty) = marks(vec![None, None]);
    assert!(texts(&empty).iter().any(|(.., text)| text == "本期没有数据"));
    check(&empty);
    check(&draw(&chart(ChartKind::Stacked, 0, &[]), 400.0, &estimate));
}

#[test]
fn bars_below_zero_hang_from_the_axis() {
    let picture = draw(&chart(ChartKind::Bars, 2, &[("差额", vec![Some(-10.0), Some(10.0)])]), 400.0, &estimate);
    check(&picture);
    let bars: Vec<(f32, f32)> = picture
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Rect { y, height, .. } if *height > 20.0 => Some((*y, *height)),
            _ => None,
        })
        .collect();
    assert_eq!(bars.len(), 2);
    assert!((bars[1].0 + bars[1].1 - bars[0].0).abs() < 0.1, "one ends where the other begins");
}

#[test]
fn series_are_told_apart_without_colour() {
    let picture = draw(
        &chart(ChartKind::Stacked, 2, &[("甲", vec![Some(9.0); 2]), ("乙", vec![Some(9.0); 2])]),
        400.0,
        &estimate,
    );
    let hatched = picture.shapes.iter().any(|shape| matches!(shape, Shape::Line { colour: Colour::WHITE, .. }));
    assert!(hatched);
    let picture =
        draw(&chart(ChartKind::Lines, 2, &[("甲", vec![Some(9.0); 2]), ("乙", vec![Some(8.0); 2])]), 400.0, &estimate);
    let dashed = picture.shapes.iter().any(|shape| matches!(shape, Shape::Line { dash: Some(_), .. }));
    let squares = picture.shapes.iter().any(|shape| matches!(shape, Shape::Mark { form: Form::Square, .. }));
    assert!(dashed && squares);
}

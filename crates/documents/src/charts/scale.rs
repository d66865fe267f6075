//! The axis of values: round steps, and numbers without noise.

/// From the least to the greatest value that is shown, in round steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) step: f64,
}

/// Steps that an axis has at most.
const STEPS: f64 = 5.0;

impl Scale {
    /// A scale that holds zero and every value.
    pub(super) fn holding(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values
            .filter(|value| value.is_finite())
            .fold((0.0_f64, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
        if least >= most {
            return Self { least: 0.0, most: 1.0, step: 1.0 };
        }
        let whole = (least.fract() == 0.0) && (most.fract() == 0.0);
        let step = round_step((most - least) / STEPS);
        let step = if whole { step.max(1.0) } else { step };
        Self { least: (least / step).floor() * step, most: (most / step).ceil() * step, step }
    }

    /// Where `value` is between the least (0) and the most (1).
    #[expect(clippy::cast_possible_truncation, reason = "a place on paper")]
    pub(super) fn share(&self, value: f64) -> f32 {
        (((value - self.least) / (self.most - self.least)).clamp(0.0, 1.0)) as f32
    }

    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut tick = self.least;
        while tick <= self.most + self.step / 2.0 {
            ticks.push(tick);
            tick += self.step;
        }
        ticks
    }
}

/// The next of 1, 2, 2.5 (where it is whole), 5 × 10ⁿ.
fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let steps: &[f64] = if power > 1.0 { &[1.0, 2.0, 2.5, 5.0] } else { &[1.0, 2.0, 5.0] };
    steps.iter().copied().find(|step| step * power >= raw * 0.999_999).unwrap_or(10.0) * power
}

/// `1200`, `97.5`, `1.25万`: at most two places, nothing that says nothing.
pub(super) fn number(value: f64) -> String {
    let (value, unit) = match value.abs() {
        size if size >= 1e8 => (value / 1e8, "亿"),
        size if size >= 1e5 => (value / 1e4, "万"),
        _ => (value, ""),
    };
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{unit}", if text == "-0" { "0" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_holds_zero_and_every_value() {
        let scale = |values: &[f64]| Scale::holding(values.iter().copied());
        assert_eq!(scale(&[3.0, 97.0]), Scale { least: 0.0, most: 100.0, step: 20.0 });
        assert_eq!(scale(&[1.0, 2.0]), Scale { least: 0.0, most: 2.0, step: 1.0 });
        assert_eq!(scale(&[]).ticks(), [0.0, 1.0]);
        assert_eq!(scale(&[0.0, f64::NAN]), scale(&[]));
        let below = scale(&[-30.0, 45.0]);
        assert!(below.least <= -30.0 && below.most >= 45.0 && below.ticks().contains(&0.0));
    }

    #[test]
    fn numbers_are_short() {
        let all = [0.0, 12.0, 97.456, 120_000.0, 1.0e9, -0.001, 12_345.0].map(number);
        assert_eq!(all, ["0", "12", "97.46", "12万", "10亿", "0", "12345"]);
    }
}

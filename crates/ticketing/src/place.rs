//! Places and how far they lie apart.

/// Mean radius of the Earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;
/// A degree is kept in so many parts: a tenth of a metre each, without rounding in a database.
const PARTS: f64 = 1e6;

/// A place on the Earth, WGS 84, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Millionths of a degree north.
    pub latitude: i64,
    /// Millionths of a degree east.
    pub longitude: i64,
}

impl Place {
    /// The place of these degrees; `None` where one is absent or no angle of that kind.
    #[must_use]
    pub fn of(latitude: Option<f64>, longitude: Option<f64>) -> Option<Self> {
        let within = |degrees: Option<f64>, most: f64| degrees.filter(|degrees| degrees.abs() <= most).map(parts);
        Some(Self { latitude: within(latitude, 90.0)?, longitude: within(longitude, 180.0)? })
    }

    /// Degrees north.
    #[must_use]
    pub fn north(self) -> f64 {
        degrees(self.latitude)
    }

    /// Degrees east.
    #[must_use]
    pub fn east(self) -> f64 {
        degrees(self.longitude)
    }

    /// Metres along the surface to `other`, by the haversine formula: right to half a percent anywhere, which is far less
    /// than what a phone knows of its place.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "half the circumference of the Earth is 20 million metres")]
    pub fn metres_to(self, other: Self) -> i64 {
        let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let across = half(self.east(), other.east());
        let around = self.north().to_radians().cos() * other.north().to_radians().cos() * across;
        let part = (half(self.north(), other.north()) + around).clamp(0.0, 1.0);
        (2.0 * RADIUS * part.sqrt().asin()).round() as i64
    }
}

#[expect(clippy::cast_possible_truncation, reason = "180 million at most")]
fn parts(degrees: f64) -> i64 {
    (degrees * PARTS).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "180 million at most")]
fn degrees(parts: i64) -> f64 {
    parts as f64 / PARTS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64) -> Place {
        Place::of(Some(latitude), Some(longitude)).unwrap()
    }

    #[test]
    fn distances_are_those_of_the_sphere() {
        let here = place(39.9042, 116.4074);
        assert_eq!(here.metres_to(here), 0);
        // A thousandth of a degree of latitude is 111.195 m everywhere.
        assert_eq!(here.metres_to(place(39.9052, 116.4074)), 111);
        // The same of longitude shrinks with the cosine of the latitude: 111.195 m × cos 39.9042° = 85.3 m.
        assert_eq!(here.metres_to(place(39.9042, 116.4084)), 85);
        // A quarter and a half of the circumference, and across the date line.
        assert_eq!(place(0.0, 0.0).metres_to(place(90.0, 0.0)), 10_007_557);
        assert_eq!(place(0.0, 0.0).metres_to(place(0.0, 180.0)), 20_015_114);
        assert_eq!(place(0.0, 179.999).metres_to(place(0.0, -179.999)), 222);
    }

    #[test]
    fn it_is_as_far_there_as_back() {
        let (one, two) = (place(39.9, 116.3), place(40.1, 116.7));
        assert_eq!(one.metres_to(two), two.metres_to(one));
    }

    #[test]
    fn half_a_place_and_no_angle_are_no_place() {
        assert_eq!(Place::of(Some(39.9), None), None);
        assert_eq!(Place::of(Some(90.1), Some(0.0)), None);
        assert_eq!(Place::of(Some(f64::NAN), Some(0.0)), None);
        assert_eq!(place(39.904_2, -116.407_4), Place { latitude: 39_904_200, longitude: -116_407_400 });
        assert!((place(39.904_2, 116.407_4).east() - 116.407_4).abs() < 1e-9);
    }
}

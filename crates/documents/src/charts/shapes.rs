//! What a picture is made of. Points, the origin at the top left, `y` downwards.

/// A colour of the screen and of print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Text and axes.
    pub const INK: Self = Self(0x1f, 0x1f, 0x1f);
    /// Lines that lead the eye and must not be seen first.
    pub const PALE: Self = Self(0xd8, 0xdc, 0xe0);
    /// Paper.
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// `#1f5aa6`, as style sheets write it.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Where a text stands beside its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What marks a point of a line, so that lines are told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A square on its tip.
    Diamond,
}

/// A place.
pub type Point = (f32, f32);

/// A piece of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A straight line.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
        /// How thick it is.
        width: f32,
        /// Its colour.
        colour: Colour,
        /// The length of its dashes and of the gaps between them; nothing for a whole line.
        dash: Option<(f32, f32)>,
    },
    /// A filled rectangle.
    Rect {
        /// Its left.
        x: f32,
        /// Its top.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
        /// Its colour.
        fill: Colour,
    },
    /// A mark around a point.
    Mark {
        /// Its middle.
        at: Point,
        /// From its middle to its edge.
        radius: f32,
        /// Its form.
        form: Form,
        /// Its colour.
        colour: Colour,
    },
    /// One line of text.
    Text {
        /// The place on its base line.
        at: Point,
        /// The size of its type.
        size: f32,
        /// Where it stands beside its place.
        anchor: Anchor,
        /// Its colour.
        colour: Colour,
        /// The text.
        text: String,
    },
}

/// A drawn chart, without its caption.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// What it is made of, in the order in which it is drawn.
    pub shapes: Vec<Shape>,
}

impl Form {
    /// The corners of the mark around `(0, 0)` with a radius of 1; a disc has many.
    #[must_use]
    pub fn corners(self) -> Vec<Point> {
        match self {
            Self::Circle => (0..16_u8)
                .map(|corner| {
                    let (sine, cosine) = (f32::from(corner) * std::f32::consts::TAU / 16.0).sin_cos();
                    (cosine, sine)
                })
                .collect(),
            Self::Square => vec![(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
            Self::Triangle => vec![(0.0, -1.1), (1.0, 0.75), (-1.0, 0.75)],
            Self::Diamond => vec![(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)],
        }
    }
}

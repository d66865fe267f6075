//! Chunks, one below the other, put on pages.

use std::rc::Rc;

use super::{
    page::{Entry, Item, Laid, Page},
    row::{Frame, Row},
    style::Geometry,
};

/// Something that is put on a page as a whole, or a row, which may be broken where it is tall.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Room above it, unless it is the first on its page.
    pub(super) before: f32,
    /// Its height.
    pub(super) height: f32,
    /// Whether it must be on the page of the next one.
    pub(super) keep: bool,
    /// The heading that it is.
    pub(super) heading: Option<(u8, String)>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Items, from the left of the type area and the top of the chunk.
    Items(Vec<Item>),
    /// The head of a table.
    Head(Rc<Frame>),
    /// A row of a table.
    Row(Row),
    /// What follows begins on a new page.
    Break,
}

impl Chunk {
    pub(super) const fn items(height: f32, items: Vec<Item>) -> Self {
        Self { before: 0.0, height, keep: false, heading: None, content: Content::Items(items) }
    }

    pub(super) const fn space(height: f32) -> Self {
        Self::items(height, Vec::new())
    }

    /// Room between what was set and what follows; none at the top or the end of a page.
    pub(super) const fn gap(height: f32) -> Self {
        Self::space(0.0).below(height)
    }

    pub(super) const fn page_break() -> Self {
        Self { before: 0.0, height: 0.0, keep: false, heading: None, content: Content::Break }
    }

    pub(super) const fn below(mut self, before: f32) -> Self {
        self.before = before;
        self
    }

    pub(super) const fn kept(mut self) -> Self {
        self.keep = true;
        self
    }

    /// The height that it needs at least on the page where it begins.
    fn least(&self, geometry: &Geometry) -> f32 {
        match &self.content {
            Content::Row(row) if row.breaks(geometry) => row.least(),
            Content::Items(_) | Content::Head(_) | Content::Row(_) | Content::Break => self.height,
        }
    }
}

/// Puts chunks on pages of a geometry. There is always a page.
pub(super) fn flow(geometry: Geometry, chunks: Vec<Chunk>) -> Laid {
    let mut pager =
        Pager { geometry, laid: Laid { pages: vec![Page::default()], outline: Vec::new() }, y: 0.0, run: None };
    let mut group = Vec::new();
    for chunk in chunks {
        let more = chunk.keep;
        group.push(chunk);
        if !more {
            pager.group(std::mem::take(&mut group));
        }
    }
    pager.group(group);
    pager.close_run();
    pager.laid
}

/// Rows of one table on one page.
struct Run {
    frame: Rc<Frame>,
    spans: bool,
    from: f32,
}

struct Pager {
    geometry: Geometry,
    laid: Laid,
    /// How far the page is filled, from the top of the type area.
    y: f32,
    run: Option<Run>,
}

impl Pager {
    fn room(&self) -> f32 {
        self.geometry.depth - self.y
    }

    fn group(&mut self, group: Vec<Chunk>) {
        let least: f32 = group
            .iter()
            .enumerate()
            .map(|(index, chunk)| {
                chunk.least(&self.geometry) + if index == 0 && self.y == 0.0 { 0.0 } else { chunk.before }
            })
            .sum();
        if least > self.room() + 0.01 && self.y > 0.0 && least <= self.geometry.depth {
            self.turn(&group);
        }
        for chunk in group {
            self.place(chunk);
        }
    }

    /// Begins a new page; a table that goes on there shows its head again.
    fn turn(&mut self, coming: &[Chunk]) {
        if let Some(chunk) = coming.first() {
            self.leave(&chunk.content);
        }
        let frame = self.run.as_ref().map(|run| Rc::clone(&run.frame));
        self.new_page();
        if let Some(frame) = frame {
            self.head_again(&frame);
        }
    }

    fn new_page(&mut self) {
        self.close_run();
        self.laid.pages.push(Page::default());
        self.y = 0.0;
    }

    fn place(&mut self, chunk: Chunk) {
        self.leave(&chunk.content);
        if self.y > 0.0 {
            self.y += chunk.before;
        }
        match chunk.content {
            Content::Break => {
                if self.y > 0.0 {
                    self.new_page();
                }
            }
            Content::Items(items) if items.is_empty() => self.y = (self.y + chunk.height).min(self.geometry.depth),
            Content::Items(items) => {
                if chunk.height > self.room() + 0.01 && self.y > 0.0 {
                    self.new_page();
                }
                self.mark(chunk.heading);
                let (left, top) = (self.geometry.left, self.geometry.top + self.y);
                self.push(items.into_iter().map(|item| item.moved(left, top)));
                self.y += chunk.height;
            }
            Content::Head(frame) => self.head(&frame),
            Content::Row(row) => self.row(row),
        }
    }

    /// Ends the rows of a table where something else comes.
    fn leave(&mut self, coming: &Content) {
        let stays = match (coming, &self.run) {
            (Content::Row(row), Some(run)) => Rc::ptr_eq(&row.frame, &run.frame),
            _ => false,
        };
        if !stays {
            self.close_run();
        }
    }

    fn mark(&mut self, heading: Option<(u8, String)>) {
        if let Some((level, text)) = heading {
            let page = self.laid.pages.len() - 1;
            self.laid.outline.push(Entry { level, text, page, y: self.geometry.top + self.y });
        }
    }

    fn push(&mut self, items: impl IntoIterator<Item = Item>) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.items.extend(items);
        }
    }

    fn head(&mut self, frame: &Rc<Frame>) {
        if let Some(head) = &frame.head {
            let (spans, height) = (head.spans(frame), head.height);
            let items = head.items(frame, self.geometry.left, self.geometry.top + self.y, height);
            self.open_run(frame, spans);
            self.push(items);
            self.y += height;
        }
    }

    fn head_again(&mut self, frame: &Rc<Frame>) {
        let label = frame.again(&self.geometry);
        if let Some((height, item)) = label {
            let top = self.geometry.top + self.y;
            self.push([item.moved(self.geometry.left, top)]);
            self.y += height;
        }
        self.head(frame);
    }

    fn row(&mut self, row: Row) {
        let frame = Rc::clone(&row.frame);
        let mut rest = Some(row);
        while let Some(row) = rest.take() {
            let room = self.room() + 0.01;
            if row.body.height <= room {
                self.row_whole(&frame, &row);
            } else if row.breaks(&self.geometry) && row.least() <= room {
                let (part, left) = row.broken(room);
                self.row_whole(&frame, &part);
                rest = left;
            } else if self.y > 0.0 && !self.is_fresh(&frame) {
                self.new_page();
                self.head_again(&frame);
                rest = Some(row);
            } else {
                // Not even alone on its page: shown as far down as it goes rather than never.
                self.row_whole(&frame, &row);
            }
            if rest.is_some() && self.room() < frame.least_row() {
                self.new_page();
                self.head_again(&frame);
            }
        }
    }

    /// Whether the page holds nothing but the head of this table.
    fn is_fresh(&self, frame: &Rc<Frame>) -> bool {
        let head = frame.head.as_ref().map_or(0.0, |head| head.height);
        let again = frame.again(&self.geometry).map_or(0.0, |(height, _)| height);
        self.y <= head + again + 0.01
    }

    fn row_whole(&mut self, frame: &Rc<Frame>, row: &Row) {
        let spans = row.body.spans(frame);
        self.open_run(frame, spans);
        let items = row.body.items(frame, self.geometry.left, self.geometry.top + self.y, row.body.height);
        self.push(items);
        self.y += row.body.height;
    }

    fn open_run(&mut self, frame: &Rc<Frame>, spans: bool) {
        if self.run.as_ref().is_some_and(|run| Rc::ptr_eq(&run.frame, frame) && run.spans == spans) {
            return;
        }
        self.close_run();
        let y = self.geometry.top + self.y;
        self.push([frame.across(self.geometry.left, y)]);
        self.run = Some(Run { frame: Rc::clone(frame), spans, from: y });
    }

    /// Draws the upright lines of the rows since the run began.
    fn close_run(&mut self) {
        if let Some(run) = self.run.take() {
            let to = self.geometry.top + self.y;
            let lines = run.frame.upright(self.geometry.left, run.from, to, run.spans);
            self.push(lines);
        }
    }
}

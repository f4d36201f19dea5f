//! Where the things of a window go. All measures are in points; a display with a finer grid has
//! more pixels to a point.

use super::form::{Form, Item};
use super::text::{Style, Type};

/// Points.
const MARGIN: f32 = 22.0;
const GAP: f32 = 10.0;
const DIALOG_WIDTH: f32 = 420.0;
const BUTTON_HEIGHT: f32 = 40.0;
const SCROLL_HEIGHT: f32 = 150.0;
const SIGN_HEIGHT: f32 = 44.0;
const TICK: f32 = 20.0;

pub(super) const TITLE: Style = Style { size: 19.0, bold: true };
pub(super) const TEXT: Style = Style { size: 15.0, bold: false };
pub(super) const LABEL: Style = Style { size: 14.0, bold: true };
pub(super) const BUTTON: Style = Style { size: 15.0, bold: true };

/// A rectangle in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub fn holds(self, x: f32, y: f32) -> bool {
        x >= self.x && y >= self.y && x < self.x + self.width && y < self.y + self.height
    }
}

/// How a window is arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One below the other.
    Dialog,
    /// Side by side; what is moved in a second line.
    Sign,
}

/// The size of a window, and where each item of its form goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub width: f32,
    pub height: f32,
    pub places: Vec<Area>,
    /// How high the text of a scrolling box is.
    pub scroll_height: f32,
}

impl Layout {
    pub fn of(form: &Form, shape: Shape, text: &mut Type) -> Self {
        match shape {
            Shape::Dialog => dialog(form, text),
            Shape::Sign => sign(form, text),
        }
    }

    /// The item at a point.
    pub fn at(&self, x: f32, y: f32) -> Option<usize> {
        self.places.iter().position(|place| place.holds(x, y))
    }
}

fn dialog(form: &Form, text: &mut Type) -> Layout {
    let inner = DIALOG_WIDTH - 2.0 * MARGIN;
    let mut layout = Layout { width: DIALOG_WIDTH, ..Layout::default() };
    let mut y = MARGIN;
    for item in &form.items {
        let height = match item {
            Item::Title(words) => text.size(words, TITLE, Some(inner)).1,
            Item::Text(words) => text.size(words, TEXT, Some(inner)).1 + GAP,
            Item::Scroll(words) => {
                layout.scroll_height = text.size(words, TEXT, Some(inner - 20.0)).1;
                SCROLL_HEIGHT
            }
            Item::Field { .. } => 24.0 + BUTTON_HEIGHT,
            Item::Tick { label, .. } => text.size(label, TEXT, Some(inner - TICK - GAP)).1.max(TICK + 6.0),
            Item::Button { .. } => BUTTON_HEIGHT,
            Item::Dot => 0.0,
        };
        layout.places.push(Area { x: MARGIN, y, width: inner, height });
        y += height + GAP;
    }
    layout.height = y - GAP + MARGIN;
    layout
}

fn sign(form: &Form, text: &mut Type) -> Layout {
    let mut layout = Layout { height: SIGN_HEIGHT, ..Layout::default() };
    let (left, mut x) = (14.0, 14.0);
    for (at, item) in form.items.iter().enumerate() {
        if at > 1 && matches!(item, Item::Text(_)) {
            x = left + 10.0 + GAP;
            layout.height += SIGN_HEIGHT - 6.0;
        }
        let (width, height) = match item {
            Item::Dot => (10.0, 10.0),
            Item::Button { label, .. } => (text.size(label, LABEL, None).0 + 24.0, 32.0),
            Item::Text(words) => text.size(words, TEXT, None),
            _ => (0.0, 0.0),
        };
        let y = layout.height - (SIGN_HEIGHT + height) / 2.0;
        layout.places.push(Area { x, y, width, height });
        x += width + GAP;
        layout.width = layout.width.max(x + 2.0);
    }
    layout
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::{Ask, Join, Moving, MovingWay, Status};
    use farhand_protocol::files::FilesScope;

    #[test]
    fn nothing_lies_on_anything_else_and_all_lies_in_the_window() {
        let join = Join {
            host: "support.example.com".into(),
            site: None,
            inviter: Some("Ines".into()),
            agreement: Some("Be kind. ".repeat(90)),
            ask_recording: true,
            name: Some("Tobias".into()),
        };
        let mut text = Type::new();
        let mut check = |form: &Form, shape| {
            let layout = Layout::of(form, shape, &mut text);
            let places = &layout.places;
            assert_eq!(places.len(), form.items.len());
            for (i, place) in places.iter().enumerate() {
                assert!(place.x + place.width <= layout.width && place.y + place.height <= layout.height);
                let (x, y) = (place.x + place.width / 2.0, place.y + place.height / 2.0);
                assert_eq!(layout.at(x, y), Some(i));
            }
        };
        check(&Form::of(&Ask::Join(join)), Shape::Dialog);
        let mut status = Status { representative: Some("Ines".into()), ..Status::default() };
        status.sharing.view = true;
        status.sharing.control = true;
        check(&Form::sign(&status, true), Shape::Sign);
        status.sharing.files = Some(FilesScope::everything());
        let (who, name, way) = ("Ines".into(), "report.pdf".into(), MovingWay::FromDevice);
        status.moving = vec![Moving { who, name, more: 0, way, percent: 40 }];
        check(&Form::sign(&status, true), Shape::Sign);
    }
}

//! Draws a window's form.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::form::{Form, Item, Kind};
use super::layout::{Area, BUTTON, LABEL, Layout, Shape, TEXT, TITLE};
use super::text::{Place, Style, Type};
use super::theme::Theme;

/// What the pointer and the keyboard are at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Attention {
    pub hovered: Option<usize>,
    /// Shown only once the keyboard was used.
    pub focused: Option<usize>,
    /// Points by which the scrolling box is scrolled.
    pub scrolled: f32,
}

/// How one item is to look.
#[derive(Clone, Copy)]
struct Look {
    hovered: bool,
    focused: bool,
    ready: bool,
    /// In the sign, not in a dialog.
    sign: bool,
    scrolled: f32,
}

/// Draws onto a picture.
pub(super) struct Painter<'a> {
    pub to: &'a mut Pixmap,
    pub text: &'a mut Type,
    pub theme: Theme,
    /// Pixels to a point.
    pub scale: f32,
}

impl Painter<'_> {
    /// Draws all of a window.
    pub fn form(&mut self, form: &Form, layout: &Layout, shape: Shape, attention: Attention) {
        self.to.fill(self.theme.surface);
        if shape == Shape::Sign {
            let edge = Area { x: 0.5, y: 0.5, width: layout.width - 1.0, height: layout.height - 1.0 };
            self.outline(edge, 0.0, self.theme.line, 1.0);
        }
        for (at, (item, area)) in form.items.iter().zip(&layout.places).enumerate() {
            let focused = attention.focused == Some(at);
            let look = Look {
                hovered: attention.hovered == Some(at),
                focused,
                ready: form.ready(at),
                sign: shape == Shape::Sign,
                scrolled: attention.scrolled,
            };
            self.item(item, *area, look);
            if focused {
                let ring = Area {
                    x: area.x - 3.0,
                    y: area.y - 3.0,
                    width: area.width + 6.0,
                    height: area.height + 6.0,
                };
                self.outline(ring, 10.0, self.theme.focus, 2.0);
            }
        }
    }

    fn item(&mut self, item: &Item, area: Area, look: Look) {
        match item {
            Item::Title(words) => self.words(words, TITLE, area, self.theme.text),
            Item::Text(words) if look.sign => self.words(words, TEXT, wide(area), self.theme.text),
            Item::Text(words) => self.words(words, TEXT, area, self.theme.text_2),
            Item::Scroll(words) => self.scroll(words, area, look.scrolled),
            Item::Field { label, text } => self.field(label, text, area, look.focused),
            Item::Tick { label, on } => self.tick(label, *on, area),
            Item::Button { label, kind, .. } => {
                let style = if look.sign { LABEL } else { BUTTON };
                self.button(label, *kind, area, (style, look.hovered, look.ready));
            }
            Item::Dot => self.fill(area, area.width / 2.0, self.theme.live),
        }
    }

    fn words(&mut self, words: &str, style: Style, area: Area, colour: Color) {
        let clip = (0, i32::MAX);
        let place = Place { x: area.x, y: area.y, width: Some(area.width), clip };
        self.write(words, style, place, colour);
    }

    fn write(&mut self, words: &str, style: Style, place: Place, colour: Color) {
        let s = self.scale;
        let style = Style { size: style.size * s, ..style };
        let place =
            Place { x: place.x * s, y: place.y * s, width: place.width.map(|w| w * s + 1.0), ..place };
        self.text.draw(self.to, words, style, place, colour);
    }

    fn scroll(&mut self, words: &str, area: Area, scrolled: f32) {
        self.fill(area, 8.0, self.theme.sunken);
        let rows = ((area.y + 4.0) * self.scale, (area.y + area.height - 4.0) * self.scale);
        let place = Place {
            x: area.x + 10.0,
            y: area.y + 8.0 - scrolled,
            width: Some(area.width - 20.0),
            clip: (rows.0 as i32, rows.1 as i32),
        };
        self.write(words, TEXT, place, self.theme.text);
    }

    fn field(&mut self, label: &str, text: &str, area: Area, focused: bool) {
        self.words(label, LABEL, area, self.theme.text);
        let line = Area { y: area.y + 24.0, height: area.height - 24.0, ..area };
        self.outline(line, 8.0, self.theme.control, 1.0);
        let inside = Area { x: line.x + 12.0, y: line.y + 9.0, width: line.width - 24.0, ..line };
        let caret = if focused { "|" } else { "" };
        self.words(&format!("{text}{caret}"), TEXT, wide(inside), self.theme.text);
    }

    fn tick(&mut self, label: &str, on: bool, area: Area) {
        let side = Area { x: area.x, y: area.y + 2.0, width: 20.0, height: 20.0 };
        if on {
            self.fill(side, 5.0, self.theme.accent);
            let mut path = PathBuilder::new();
            path.move_to(side.x + 4.5, side.y + 10.5);
            path.line_to(side.x + 8.5, side.y + 14.5);
            path.line_to(side.x + 15.5, side.y + 6.0);
            self.stroke(path.finish(), self.theme.on_accent, 2.0);
        } else {
            self.outline(side, 5.0, self.theme.control, 1.5);
        }
        let words = Area { x: area.x + 30.0, width: area.width - 30.0, ..area };
        self.words(label, TEXT, words, self.theme.text);
    }

    fn button(&mut self, label: &str, kind: Kind, area: Area, (style, hovered, ready): (Style, bool, bool)) {
        let theme = self.theme;
        let (fill, ink) = match kind {
            Kind::Primary if !ready => (theme.sunken, theme.text_2),
            Kind::Primary if hovered => (theme.accent_hover, theme.on_accent),
            Kind::Primary => (theme.accent, theme.on_accent),
            Kind::Plain => (if hovered { theme.hover } else { theme.surface }, theme.text),
            Kind::Danger => (if hovered { theme.hover } else { theme.surface }, theme.danger),
        };
        self.fill(area, 8.0, fill);
        if kind != Kind::Primary {
            self.outline(area, 8.0, theme.line, 1.0);
        }
        let (width, height) = self.text.size(label, style, None);
        let middle = Area {
            x: area.x + (area.width - width) / 2.0,
            y: area.y + (area.height - height) / 2.0,
            width: width + 4.0,
            height,
        };
        self.words(label, style, wide(middle), ink);
    }

    fn fill(&mut self, area: Area, radius: f32, colour: Color) {
        if let Some(path) = rounded(area, radius) {
            let paint = paint(colour);
            self.to.fill_path(&path, &paint, FillRule::Winding, self.zoom(), None);
        }
    }

    fn outline(&mut self, area: Area, radius: f32, colour: Color, width: f32) {
        self.stroke(rounded(area, radius), colour, width);
    }

    fn stroke(&mut self, path: Option<Path>, colour: Color, width: f32) {
        if let Some(path) = path {
            let stroke = Stroke { width, ..Stroke::default() };
            self.to.stroke_path(&path, &paint(colour), &stroke, self.zoom(), None);
        }
    }

    fn zoom(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }
}

/// Room enough that one line is never broken by rounding.
fn wide(area: Area) -> Area {
    Area { width: area.width + 400.0, ..area }
}

fn paint(colour: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(colour);
    paint
}

/// A rectangle with round corners.
fn rounded(area: Area, radius: f32) -> Option<Path> {
    /// Where the handles of a curve lie that comes close to a quarter of a circle.
    const HANDLE: f32 = 0.552_284_8;
    let r = radius.min(area.width / 2.0).min(area.height / 2.0);
    let (left, top, right, bottom) = (area.x, area.y, area.x + area.width, area.y + area.height);
    let k = r * (1.0 - HANDLE);
    let mut path = PathBuilder::new();
    path.move_to(left + r, top);
    path.line_to(right - r, top);
    path.cubic_to(right - k, top, right, top + k, right, top + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(left + r, bottom);
    path.cubic_to(left + k, bottom, left, bottom - k, left, bottom - r);
    path.line_to(left, top + r);
    path.cubic_to(left, top + k, left + k, top, left + r, top);
    path.close();
    path.finish()
}

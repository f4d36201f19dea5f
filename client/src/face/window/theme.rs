//! The colours of the design's tokens, light and dark.

use tiny_skia::Color;

/// Colours by their place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    pub surface: Color,
    pub sunken: Color,
    pub hover: Color,
    pub text: Color,
    pub text_2: Color,
    pub line: Color,
    pub control: Color,
    pub accent: Color,
    pub accent_hover: Color,
    pub on_accent: Color,
    pub danger: Color,
    pub live: Color,
    pub focus: Color,
}

impl Theme {
    /// Dark, or light.
    pub fn of(dark: bool) -> Self {
        if dark { Self::dark() } else { Self::light() }
    }

    fn light() -> Self {
        Self {
            surface: rgb(0xffffff),
            sunken: rgb(0xeceef2),
            hover: rgb(0xf1f2f5),
            text: rgb(0x191c23),
            text_2: rgb(0x454b58),
            line: rgb(0xcdd1d9),
            control: rgb(0x868d9c),
            accent: rgb(0x2f5bd0),
            accent_hover: rgb(0x274db4),
            on_accent: rgb(0xffffff),
            danger: rgb(0xb3261e),
            live: rgb(0xd13a30),
            focus: rgb(0x2f5bd0),
        }
    }

    fn dark() -> Self {
        Self {
            surface: rgb(0x272a31),
            sunken: rgb(0x1c1e23),
            hover: rgb(0x32363f),
            text: rgb(0xeceef2),
            text_2: rgb(0xbcc2cd),
            line: rgb(0x40444f),
            control: rgb(0x767d8d),
            accent: rgb(0x3863d8),
            accent_hover: rgb(0x406de1),
            on_accent: rgb(0xffffff),
            danger: rgb(0xff8a80),
            live: rgb(0xff6a5e),
            focus: rgb(0x86a8ff),
        }
    }
}

fn rgb(value: u32) -> Color {
    let [_, red, green, blue] = value.to_be_bytes();
    Color::from_rgba8(red, green, blue, 255)
}

//! Displays, as the X server drives them; without one, as the kernel does.

use farhand_protocol::info::{Group, ReadingBody, Unit};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ReplyError};
use x11rb::protocol::randr::{self, ConnectionExt as _, GetCrtcInfoReply, ModeInfo, Rotation};
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, Window};
use x11rb::rust_connection::RustConnection;

use super::drm;
use super::host::Host;
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

/// Dots per inch that are a scale of one.
const PLAIN_DPI: i64 = 96;
/// Bytes of the server's resources that are read.
const RESOURCES: u32 = 64 * 1024;
const MILLIMETRES_PER_INCH: f64 = 25.4;
/// Servers listen on this port and those above it, by their number.
const FIRST_PORT: u16 = 6000;

pub(super) fn read(host: &Host, display: Option<&str>) -> Known<ReadingBody> {
    match screens(display) {
        Ok(groups) if !groups.is_empty() => Ok(ReadingBody::Properties { groups }),
        _ => drm::read(host),
    }
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("no X server: {0}")]
    Connect(#[from] ConnectError),
    #[error("the X server does not answer: {0}")]
    Reply(#[from] ReplyError),
    #[error("the connection to the X server broke: {0}")]
    Connection(#[from] x11rb::errors::ConnectionError),
}

/// What all displays of one server have in common.
struct Desk {
    depth: u8,
    scale_milli: Option<i64>,
    modes: Vec<ModeInfo>,
    time: u32,
    primary: u32,
}

fn screens(display: Option<&str>) -> Result<Vec<Group>, Fault> {
    if !display.is_none_or(is_one) {
        return Ok(Vec::new());
    }
    let (x, at) = x11rb::connect(display)?;
    let Some(screen) = x.setup().roots.get(at) else { return Ok(Vec::new()) };
    let (root, depth) = (screen.root, screen.root_depth);
    let found = x.randr_get_screen_resources_current(root)?.reply()?;
    let primary = x.randr_get_output_primary(root)?.reply()?.output;
    let (modes, time) = (found.modes, found.config_timestamp);
    let desk = Desk { depth, scale_milli: scale(&x, root)?, modes, time, primary };
    let mut groups = Vec::new();
    for output in found.outputs {
        groups.extend(screen_of(&x, &desk, output)?);
    }
    Ok(groups)
}

/// Whether a display's number is one that a server can have.
fn is_one(display: &str) -> bool {
    let number = display.rsplit_once(':').map_or("", |(_, number)| number);
    let number = number.split('.').next().and_then(|number| number.parse::<u16>().ok());
    number.is_some_and(|number| number <= u16::MAX - FIRST_PORT)
}

/// One output, if it shows something.
fn screen_of(x: &RustConnection, desk: &Desk, output: u32) -> Result<Option<Group>, Fault> {
    let info = x.randr_get_output_info(output, desk.time)?.reply()?;
    if info.crtc == 0 || info.connection != randr::Connection::CONNECTED {
        return Ok(None);
    }
    let crtc = x.randr_get_crtc_info(info.crtc, desk.time)?.reply()?;
    let turned = crtc.rotation.intersects(Rotation::ROTATE90 | Rotation::ROTATE270);
    let millimetres = if turned { info.mm_height } else { info.mm_width };
    let name = String::from_utf8_lossy(&info.name).into_owned();
    let mode = desk.modes.iter().find(|mode| mode.id == crtc.mode);
    let group = Sheet::new()
        .whole("width", Some(i64::from(crtc.width)), Unit::Pixel)
        .whole("height", Some(i64::from(crtc.height)), Unit::Pixel)
        .measure("density", density(crtc.width, millimetres), Unit::PixelPerInch)
        .measure("scale", desk.scale_milli, Unit::Percent)
        .text("orientation", Some(orientation(&crtc)))
        .measure("refresh", mode.and_then(refresh), Unit::Hertz)
        .flag("primary", Some(output == desk.primary))
        .count("color_depth", Some(u64::from(desk.depth)))
        .group(&name, Some(&name));
    Ok(Some(group))
}

fn orientation(crtc: &GetCrtcInfoReply) -> &'static str {
    if crtc.height > crtc.width { "portrait" } else { "landscape" }
}

/// Displays without a size of their own (projectors, virtual ones) tell none.
fn density(pixels: u16, millimetres: u32) -> Known<i64> {
    if millimetres == 0 {
        return Err(Gap::NotSupported);
    }
    let inches = f64::from(millimetres) / MILLIMETRES_PER_INCH;
    #[allow(clippy::cast_possible_truncation, reason = "16 bits over at least a 25th")]
    Ok((f64::from(pixels) / inches * 1000.0).round() as i64)
}

/// Thousandths of a hertz.
fn refresh(mode: &ModeInfo) -> Option<i64> {
    let dots = i64::from(mode.htotal) * i64::from(mode.vtotal);
    (i64::from(mode.dot_clock) * 1000).checked_div(dots).filter(|rate| *rate > 0)
}

/// What desktops ask programs to draw larger by, in thousandths of a hundredth.
fn scale(x: &RustConnection, root: Window) -> Result<Option<i64>, Fault> {
    let property =
        x.get_property(false, root, AtomEnum::RESOURCE_MANAGER, AtomEnum::STRING, 0, RESOURCES / 4)?;
    Ok(scale_in(&String::from_utf8_lossy(&property.reply()?.value)))
}

fn scale_in(resources: &str) -> Option<i64> {
    let Some(dpi) = resources.lines().find_map(|line| line.strip_prefix("Xft.dpi:")) else {
        return Some(100_000);
    };
    let dpi = number::milli(dpi).filter(|milli| (1_000..10_000_000).contains(milli))?;
    Some(dpi * 100 / PLAIN_DPI)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_what_the_desktop_says() {
        assert_eq!(scale_in(""), Some(100_000));
        assert_eq!(scale_in("Xcursor.size:\t24\nXft.dpi:\t144\n"), Some(150_000));
        assert_eq!(scale_in("Xft.dpi: -5"), None);
    }

    #[test]
    fn a_display_is_named_by_its_number() {
        for (display, one) in
            [(":1", true), ("desk:0.0", true), (":64999", false), ("", false), (":x", false)]
        {
            assert_eq!(is_one(display), one, "{display}");
        }
    }

    #[test]
    fn density_is_by_the_inch() {
        assert_eq!(density(2540, 254), Ok(254_000));
        assert_eq!(density(1920, 0), Err(Gap::NotSupported));
    }
}

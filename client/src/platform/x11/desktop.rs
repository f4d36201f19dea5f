//! The size of the desktop and the monitors on it (RandR 1.5).

use farhand_rfb::Rect;
use farhand_rfb::message::{Layout, Screen};
use x11rb::connection::RequestConnection;
use x11rb::errors::ReplyError;
use x11rb::protocol::randr::{ConnectionExt as _, MonitorInfo};
use x11rb::protocol::xproto::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::platform::{Desktop, Error};

/// Asks for both. An X server without RandR 1.5 has one monitor.
pub fn read(connection: &RustConnection, root: u32) -> Result<Desktop, Error> {
    let geometry = connection.get_geometry(root)?;
    let monitors = if has_monitors(connection) {
        match connection.randr_get_monitors(root, true)?.reply() {
            Ok(reply) => reply.monitors,
            Err(ReplyError::X11Error(_)) => Vec::new(),
            Err(other) => return Err(other.into()),
        }
    } else {
        Vec::new()
    };
    let geometry = geometry.reply()?;
    let bounds = Rect::sized(geometry.width, geometry.height);
    Ok(Desktop { width: bounds.width, height: bounds.height, monitors: layout(&monitors, bounds) })
}

fn has_monitors(connection: &RustConnection) -> bool {
    let Ok(Some(_)) = connection.extension_information(x11rb::protocol::randr::X11_EXTENSION_NAME) else {
        return false;
    };
    let version = connection.randr_query_version(1, 5).ok().and_then(|cookie| cookie.reply().ok());
    version.is_some_and(|version| (version.major_version, version.minor_version) >= (1, 5))
}

/// The main monitor first; its number is its name's, so that it stays the same when others come and
/// go. What lies outside of the desktop is cut off.
fn layout(monitors: &[MonitorInfo], bounds: Rect) -> Layout {
    let mut sorted: Vec<_> = monitors.iter().collect();
    sorted.sort_by_key(|monitor| (!monitor.primary, monitor.x, monitor.y));
    let screens = sorted.into_iter().filter_map(|monitor| {
        let (x, y) = (u16::try_from(monitor.x).ok()?, u16::try_from(monitor.y).ok()?);
        let rect = Rect::new(x, y, monitor.width, monitor.height).intersection(bounds);
        (!rect.is_empty()).then_some(Screen { id: monitor.name, rect, flags: 0 })
    });
    let mut screens: Vec<_> = screens.collect();
    if screens.is_empty() {
        screens.push(Screen { id: 0, rect: bounds, flags: 0 });
    }
    Layout(screens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monitor(name: u32, primary: bool, x: i16, width: u16) -> MonitorInfo {
        MonitorInfo { name, primary, x, width, height: 100, ..MonitorInfo::default() }
    }

    #[test]
    fn the_main_monitor_comes_first_and_none_stands_out_of_the_desktop() {
        let bounds = Rect::sized(300, 100);
        let found = layout(&[monitor(5, false, 0, 100), monitor(9, true, 100, 250)], bounds);
        let expected = [(9, Rect::new(100, 0, 200, 100)), (5, Rect::new(0, 0, 100, 100))];
        assert_eq!(found.0.iter().map(|screen| (screen.id, screen.rect)).collect::<Vec<_>>(), expected);
        assert_eq!(layout(&[], bounds).0, [Screen { id: 0, rect: bounds, flags: 0 }]);
    }
}

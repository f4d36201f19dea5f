//! What becomes of the main monitor: winit hears nothing of it on X11.

use farhand_rfb::Rect;
use x11rb::connection::RequestConnection;
use x11rb::protocol::Event;
use x11rb::protocol::randr::{self, ConnectionExt as _, NotifyMask};
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use super::Error;
use crate::platform;

/// Hears of changes from now on.
pub(super) fn listen(connection: &RustConnection, root: Window) -> Result<(), Error> {
    let structure = ChangeWindowAttributesAux::new().event_mask(EventMask::STRUCTURE_NOTIFY);
    connection.change_window_attributes(root, &structure)?;
    if connection.extension_information(randr::X11_EXTENSION_NAME)?.is_some() {
        let all = NotifyMask::SCREEN_CHANGE | NotifyMask::CRTC_CHANGE | NotifyMask::OUTPUT_CHANGE;
        connection.randr_select_input(root, all)?;
    }
    Ok(())
}

/// Where the main monitor is, if this event says that it may be elsewhere or of another size.
pub(super) fn after(event: &Event, connection: &RustConnection, root: Window) -> Option<Rect> {
    match event {
        Event::ConfigureNotify(_) | Event::RandrScreenChangeNotify(_) | Event::RandrNotify(_) => {
            let monitor = platform::main_monitor(connection, root);
            monitor.inspect_err(|error| tracing::debug!(%error, "the monitors are not known")).ok()
        }
        _ => None,
    }
}

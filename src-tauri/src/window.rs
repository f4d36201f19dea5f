//! The console's window.

use std::sync::Arc;

use farhand_core::Event;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::backend::Backend;
use crate::bridge::Subscriptions;
use crate::counts;
use crate::files;
use crate::screen::Watches;
use crate::spelling;
use crate::window_place::Remembered;

/// The window's name; the capability in `tauri.conf.json` is for this window alone.
const LABEL: &str = "main";
/// Logical pixels.
const SIZE: (f64, f64) = (1440.0, 900.0);
const SMALLEST: (f64, f64) = (1024.0, 700.0);

/// Opens the window where it stood last.
pub fn open(app: &App, place: &Arc<Remembered>) -> tauri::Result<()> {
    let (width, height) = app.primary_monitor()?.map_or(SIZE, |monitor| {
        let room = monitor.work_area().size.to_logical::<f64>(monitor.scale_factor());
        first_size((room.width, room.height))
    });
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(counts::NAME)
        .inner_size(width, height)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .center()
        .visible(false)
        .on_navigation(|url| is_own(url, tauri::is_dev()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                window.state::<Subscriptions>().end_all(&window.state::<Backend>());
                window.state::<Watches>().end_all(&window.state::<Backend>());
            }
        })
        .build()?;
    hear(&window, Arc::clone(place));
    spelling::check(&window)?;
    place.restore(&window)?;
    window.show()
}

/// The size of a window that stood nowhere yet, in a room of this size.
fn first_size(room: (f64, f64)) -> (f64, f64) {
    (SIZE.0.min(room.0).max(SMALLEST.0), SIZE.1.min(room.1).max(SMALLEST.1))
}

fn hear(window: &WebviewWindow, place: Arc<Remembered>) {
    let app = window.app_handle().clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Focused(front) = event {
            app.state::<Backend>().tell(Event::WindowFocus(*front));
        }
        if let Some(window) = main(&app) {
            if let WindowEvent::DragDrop(event) = event {
                files::dragged(&window, event);
            }
            place.hear(&window, event);
        }
    });
}

/// The window, unless it is closing.
pub fn main(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Whether the window is in front.
pub fn is_in_front(app: &AppHandle) -> bool {
    main(app).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Brings the window to the front, from wherever it is.
pub fn raise(app: &AppHandle) {
    let Some(window) = main(app) else { return };
    let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Whether an address is one of the console's own pages. The window shows nothing else: links go
/// to the system's browser.
fn is_own(url: &Url, developing: bool) -> bool {
    let served_inside = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    let served_by_vite =
        url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.port() == Some(5173);
    served_inside || (developing && served_by_vite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_window_fits_its_screen_down_to_the_smallest_size() {
        assert_eq!(first_size((2560.0, 1400.0)), SIZE);
        assert_eq!(first_size((1366.0, 728.0)), (1366.0, 728.0));
        assert_eq!(first_size((800.0, 600.0)), SMALLEST);
    }

    fn check(url: &str, built: bool, developing: bool) {
        let url = Url::parse(url).expect("an address");
        assert_eq!((is_own(&url, false), is_own(&url, true)), (built, developing), "{url}");
    }

    #[test]
    fn the_window_stays_on_its_own_pages() {
        check("tauri://localhost", true, true);
        check("tauri://localhost/index.html", true, true);
        check("http://tauri.localhost/", true, true);
        check("http://127.0.0.1:5173/", false, true);
        check("http://127.0.0.1:8080/", false, false);
        check("https://tauri.localhost.example.com/", false, false);
        check("https://example.com/", false, false);
        check("tauri://example.com/", false, false);
        check("file:///etc/passwd", false, false);
        check("data:text/html,x", false, false);
        check("about:blank", false, false);
    }
}

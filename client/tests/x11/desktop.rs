//! Sizes and monitors, also when they change while somebody watches.

use std::time::Duration;

use farhand_client::screen::{Hub, News, Watch};
use farhand_rfb::Rect;
use x11rb::connection::Connection;
use x11rb::protocol::randr::{ConnectionExt as _, MonitorInfo, Rotation};
use x11rb::protocol::xproto::ConnectionExt as _;

use super::display::Display;

async fn desktop(watch: &Watch, is: impl Fn(&farhand_client::platform::Desktop) -> bool) -> News {
    let wait = async {
        loop {
            let news = watch.news().await;
            if news.desktop.as_ref().is_some_and(&is) {
                return news;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the desktop becomes so")
}

/// Gives the X server's one output another mode, as a settings dialog does.
fn resize(display: &Display, size: (u16, u16)) {
    let connection = &display.connection;
    let resources = connection.randr_get_screen_resources(display.root).unwrap().reply().unwrap();
    let mode = resources.modes.iter().find(|mode| (mode.width, mode.height) == size).expect("the mode");
    let (crtc, outputs) = (resources.crtcs[0], &resources.outputs[..1]);
    let time = resources.config_timestamp;
    let off = connection.randr_set_crtc_config(crtc, 0, time, 0, 0, 0, Rotation::ROTATE0, &[]).unwrap();
    off.reply().unwrap();
    let (width, height) = (u32::from(size.0), u32::from(size.1));
    connection.randr_set_screen_size(display.root, size.0, size.1, width / 4, height / 4).unwrap();
    let on = connection.randr_set_crtc_config(crtc, 0, time, 0, 0, mode.id, Rotation::ROTATE0, outputs);
    on.unwrap().reply().unwrap();
}

#[tokio::test]
async fn another_size_is_seen_in_the_middle_of_a_session() {
    let display = Display::start_resizable("1280x1024");
    let hub = Hub::start(display.place()).unwrap();
    let watch = hub.watch();
    desktop(&watch, |desktop| (desktop.width, desktop.height) == (1280, 1024)).await;
    for size in [(800, 600), (1280, 960)] {
        resize(&display, size);
        desktop(&watch, |desktop| (desktop.width, desktop.height) == size).await;
        let bounds = Rect::sized(size.0, size.1);
        display.scribble(size, 3);
        let expected = display.pixels(bounds);
        let same = async {
            loop {
                let shown: Option<Vec<u32>> = {
                    let pixels = watch.frame().read();
                    let picture = pixels.picture().filter(|picture| picture.bounds() == bounds);
                    picture.map(|p| p.rows(bounds).flatten().map(|pixel| pixel & 0x00ff_ffff).collect())
                };
                if shown.as_ref() == Some(&expected) {
                    return;
                }
                watch.news().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), same).await.expect("the picture follows");
    }
    hub.close();
}

#[tokio::test]
async fn monitors_are_told_one_by_one() {
    let display = Display::start("1280x800x24");
    let hub = Hub::start(display.place()).unwrap();
    let watch = hub.watch();
    desktop(&watch, |desktop| desktop.monitors.0.len() == 1).await;
    let connection = &display.connection;
    let resources = connection.randr_get_screen_resources(display.root).unwrap().reply().unwrap();
    for (name, x, outputs) in [("left", 0, resources.outputs), ("right", 640, Vec::new())] {
        let name = connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        let monitor = MonitorInfo {
            name,
            primary: x != 0,
            x,
            width: 640,
            height: 800,
            width_in_millimeters: 160,
            height_in_millimeters: 200,
            outputs,
            ..MonitorInfo::default()
        };
        connection.randr_set_monitor(display.root, monitor).unwrap().check().unwrap();
    }
    connection.flush().unwrap();
    let news = desktop(&watch, |desktop| desktop.monitors.0.len() == 2).await;
    let rects: Vec<_> = news.desktop.unwrap().monitors.0.iter().map(|screen| screen.rect).collect();
    assert_eq!(rects, [Rect::new(640, 0, 640, 800), Rect::new(0, 0, 640, 800)]);
    hub.close();
}

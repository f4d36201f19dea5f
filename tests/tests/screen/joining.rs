//! How a customer's computer joins a session: by the link or the code of its page, or by a key.

use farhand_acceptance::{Client, Desk, Display, Glass, LiveView, Meeting, SOON, Site, Window};
use farhand_core::contract::{Command, ScreenStatus, Topic};
use farhand_protocol::capability::Capability;
use farhand_protocol::session::Channel;
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_begins_a_session_by_a_key() {
    let site = Site::start().await;
    let desk = Desk::at(&site).await;
    desk.sign_in("ines").await;
    let window = Window::open(desk.console(), &[Topic::Keys]).await;
    let key = desk.key(&window).await.key;
    let display = Display::start("640x480").await;
    display.scribble(1);
    let address = format!("http://{}", site.address());
    let invitation = ["--site", &address, "--key", &key, "--customer", "Rosa Iversen"];
    let _client = Client::start(&display, &["--allow", "view"], &invitation);
    let lsid = desk.accept_the_waiting_one().await;
    for topic in [Topic::Session, Topic::Screen] {
        window.follow(desk.console(), topic(lsid.clone())).await;
    }
    let session = eventually(SOON, "the session", || window.session(&lsid)).await.session;
    assert_eq!((session.customer.name.as_str(), session.channel), ("Rosa Iversen", Channel::ClientDesktop));
    desk.ask(Command::AskFor { lsid: lsid.clone(), what: Capability::View }).await.expect("it is asked for");
    desk.ask(Command::OpenScreen { lsid: lsid.clone() }).await.expect("it is looked at");
    let glass = Glass::open(desk.console(), &lsid).await;
    let live = || (window.screen(&lsid).status == ScreenStatus::Live).then_some(());
    eventually(SOON, "the picture", live).await;
    glass.shows(&display, "by a key").await;
    // The same key begins no second session.
    let second = Display::start("320x240").await;
    let mut again = Client::start(&second, &["--allow", "view"], &invitation);
    eventually(SOON, "the second client gives up", || again.ended().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_on_the_page_leads_into_the_same_session_and_is_good_once() {
    let mut meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    display.scribble(1);
    let elevation = meeting.elevate().await;
    let offered = |page: &LiveView| page.view.as_ref().is_some_and(|view| view.elevation.is_some());
    meeting.page.until("the link", offered).await.expect("the page is there");
    let invitation = ["--link", elevation.link.as_str()];
    let _client = Client::start(&display, &["--allow", "view"], &invitation);
    meeting.device_is_here().await;
    let named = |page: &LiveView| {
        let view = page.view.as_ref();
        view.is_some_and(|view| view.elevation.is_none() && view.device.as_deref() == Some("Rosa's computer"))
    };
    meeting.page.until("the page names the computer", named).await.expect("it does");
    meeting.is_allowed(Capability::View).await;
    meeting.look().await.shows(&display, "by a link").await;
    let second = Display::start("320x240").await;
    let mut again = Client::start(&second, &["--allow", "view"], &invitation);
    eventually(SOON, "the second client gives up", || again.ended().then_some(())).await;
    meeting.is_live().await;
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_computer_takes_the_place_of_the_first() {
    let meeting = Meeting::begin().await;
    let first = Display::start("320x240").await;
    let mut client = meeting.join(&first, &["--allow", "view"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    glass.shows(&first, "the first").await;
    let second = Display::start("400x300").await;
    second.scribble(2);
    let _client = meeting.join(&second, &["--allow", "view"]).await;
    eventually(SOON, "the first client ends", || client.ended().then_some(())).await;
    // What was allowed on the first is not allowed on the second.
    meeting.until("nothing is allowed", |session| !session.capabilities.granted(Capability::View)).await;
    meeting.is_allowed(Capability::View).await;
    glass.shows(&second, "the second").await;
}

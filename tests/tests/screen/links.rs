//! A link on the portal opens the client that is registered for it, which asks before it connects.

use farhand_acceptance::{Client, Display, Home, Meeting, SOON};
use farhand_protocol::capability::Capability;
use farhand_testkit::eventually;

/// The link behind the portal's button.
async fn deep_link(meeting: &Meeting) -> String {
    let address = meeting.elevate().await.link;
    let page = meeting.customer.page(&address).await.expect("the portal has the page");
    let (_, rest) = page.split_once("href=\"farhand:").expect("the page has a link for the client");
    let (link, _) = rest.split_once('"').expect("the link ends");
    format!("farhand:{}", link.replace("&amp;", "&").replace("&#38;", "&"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_the_registered_client_which_asks_and_joins() {
    let meeting = Meeting::begin().await;
    let display = Display::start("1024x768").await;
    let home = Home::new();
    assert_eq!(home.opener(&display)[0], "");
    assert!(home.client(&display, &["register"]));
    assert_eq!(home.opener(&display), ["farhand-client.desktop", "farhand-client.desktop"]);

    let link = deep_link(&meeting).await;
    assert!(link.starts_with("farhand://attach?site=http"), "{link}");
    let mut opened = home.open(&display, &link);
    opened.question(&display).await;
    meeting.talk().await;
    assert!(meeting.session().device.is_none(), "nothing joins before the customer has said yes");
    opened.press_the_first_button(&display).await;
    meeting.device_is_here().await;
    assert!(!opened.ended());

    assert!(home.client(&display, &["unregister"]));
    assert_eq!(home.opener(&display)[0], "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_by_a_person_registers_and_asks_where_the_screen_is() {
    let (elsewhere, shown) = (Display::start("640x480").await, Display::start("640x480").await);
    let home = Home::new();
    let client = home.start(&elsewhere, &["--display", &shown.name, "--no-register"]);
    client.question(&shown).await;
    assert_eq!(home.opener(&shown)[0], "");
    drop(client);
    let client = home.start(&shown, &[]);
    client.question(&shown).await;
    assert_eq!(home.opener(&shown), ["farhand-client.desktop", "farhand-client.desktop"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_leaves_the_first_alone() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let mut client = meeting.join(&display, &["--allow", "view"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    let link = deep_link(&meeting).await;
    let invitations: [&[&str]; 2] = [&[], &["--link", &link]];
    for invitation in invitations {
        let mut second = client.beside(invitation);
        eventually(SOON, "the second one ends", || second.ended().then_some(())).await;
    }
    display.scribble(4);
    glass.shows(&display, "as before").await;
    assert!(!client.ended() && meeting.session().capabilities.granted(Capability::View));
    // The first one's code was good for another computer all the time.
    let other = Display::start("320x240").await;
    let _taken = Client::start(&other, &["--allow", "view"], &["--link", &link]);
    eventually(SOON, "the first client ends", || client.ended().then_some(())).await;
    meeting.device_is_here().await;
}

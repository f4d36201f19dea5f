//! Session keys and invitations, from the console's dialog to the session that comes of them: every layer
//! real.

use std::collections::BTreeSet;

use farhand_acceptance::{Customer, Desk, PostOffice, SOON, Site, Window};
use farhand_core::Event;
use farhand_core::contract::{Command, InviteForm, InviteView, Place, Topic};
use farhand_protocol::keys::{InvitationState, Key, KeyState, PreviewInvitation};
use farhand_protocol::session::StartMethod;
use farhand_protocol::{KeyId, QueueId, RepresentativeId};
use farhand_testkit::{Fault, eventually, eventually_async};

const TOPICS: [Topic; 4] = [Topic::Keys, Topic::Queues, Topic::Notices, Topic::App];

async fn desk(site: &Site) -> (Desk, Window) {
    let desk = Desk::at(site).await;
    desk.sign_in("ines").await;
    let window = Window::open(desk.console(), &TOPICS).await;
    (desk, window)
}

fn to(address: &str) -> InviteForm {
    InviteForm { recipients: vec![address.to_owned()], ..InviteForm::default() }
}

/// The dialog, once it is open.
async fn invite(window: &Window) -> InviteView {
    *eventually(SOON, "the dialog", || window.keys().invite).await
}

fn key(window: &Window, id: KeyId) -> Option<Key> {
    window.keys().keys.into_iter().find(|key| key.id == id)
}

async fn told(window: &Window, words: &str) {
    let said = || window.notices().notices.iter().any(|notice| notice.text == words).then_some(());
    eventually(SOON, words, said).await;
}

async fn with_mail(site: &Site, window: &Window) -> PostOffice {
    let office = PostOffice::open().await;
    site.store().set_mail_settings(Some(office.settings())).await.expect("the settings are kept");
    eventually(SOON, "the console knows the sender", || window.keys().setup.from).await;
    office
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_made_changed_previewed_and_revoked_unless_undone() {
    let site = Site::start().await;
    let (desk, window) = desk(&site).await;
    let made = desk.key(&window).await;
    assert_eq!((made.key.len(), made.queue), (9, QueueId::Personal(RepresentativeId(1))));
    let form = InviteForm { name: "Petra".to_owned(), life_s: Some(600), ..to("petra@example.com") };
    desk.ask(Command::SaveInvite { form: form.clone() }).await.expect("it is kept");
    let changed = eventually(SOON, "the key is changed", || {
        key(&window, made.id).filter(|key| key.name.as_deref() == Some("Petra"))
    })
    .await;
    assert_eq!((&changed.key, &changed.link), (&made.key, &made.link), "digits and link stay");
    assert_eq!(changed.expires_at.since(changed.made_at) / 60_000, 10);
    // What would arrive, although nothing can be sent.
    let asked = PreviewInvitation {
        key: Some(made.id),
        name: Some("Petra".to_owned()),
        recipient: None,
        template: None,
        language: None,
        line: Some("See you <b>soon</b>".to_owned()),
    };
    let preview = desk.console().preview_invitation(asked).await.expect("a preview");
    assert!(preview.text.contains(&made.link) && preview.text.contains("See you <b>soon</b>"));
    assert!(preview.html.contains("See you &lt;b&gt;soon"), "{}", preview.html);
    let refused = desk.ask(Command::SendInvitation { form: form.clone() }).await.expect_err("no mail");
    assert_eq!(refused.message, "This site sends no mail. Copy the link, or use your own mail program.");
    let letter = desk.console().invitation_letter(form).await.expect("a letter");
    assert!(letter.starts_with("mailto:petra@example.com?subject="), "{letter}");
    desk.ask(Command::KeepKey).await.expect("somebody has it");
    desk.ask(Command::CloseInvite).await.expect("the dialog closes");
    for undo in [true, false] {
        desk.ask(Command::RevokeKey { id: made.id }).await.expect("it is planned");
        let planned = || window.notices().notices.iter().find_map(|notice| notice.undo);
        let id = eventually(SOON, "undo is offered", planned).await;
        if undo {
            desk.ask(Command::Undo { id }).await.expect("it is not too late");
            eventually(SOON, "it is taken back", || window.keys().revoking.is_empty().then_some(())).await;
        }
    }
    eventually(SOON, "it is revoked", || {
        matches!(key(&window, made.id)?.state, KeyState::Revoked { .. }).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_comes_of_a_key_into_the_own_queue() {
    let site = Site::start().await;
    let (desk, window) = desk(&site).await;
    let made = desk.key(&window).await;
    desk.ask(Command::KeepKey).await.expect("the link is copied");
    let customer = Customer::invited(site.address(), &made.link, "Rosa Iversen").await.expect("it starts");
    told(&window, "Rosa started with your key").await;
    let row = eventually(SOON, "it waits", || window.queues().waiting.first().cloned()).await;
    assert_eq!((row.queue, row.started_from), (made.queue, StartMethod::Key));
    let lsid = desk.accept_the_waiting_one().await;
    assert_eq!(lsid, customer.session(&site).await);
    window.follow(desk.console(), Topic::Session(lsid.clone())).await;
    let session = eventually(SOON, "the session", || window.session(&lsid)).await.session;
    let came_from = session.came_from.expect("it came from a key");
    assert_eq!((came_from.key, came_from.by.as_str(), came_from.address), (made.id, "Ines", None));
    // It works once.
    assert!(Customer::invited(site.address(), &made.link, "Somebody else").await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emailed_link_leads_to_a_session_that_says_so() {
    let site = Site::start().await;
    let (desk, window) = desk(&site).await;
    let office = with_mail(&site, &window).await;
    desk.key(&window).await;
    let form = InviteForm {
        recipients: vec!["petra@example.com".to_owned(), "rosa@example.com".to_owned()],
        line: "As spoken on the phone".to_owned(),
        external_reference: "T-4711".to_owned(),
        ..InviteForm::default()
    };
    desk.ask(Command::SendInvitation { form: form.clone() }).await.expect("it is taken up");
    eventually(SOON, "it is sent", || (window.keys().invite?.sent == form.recipients).then_some(())).await;
    desk.ask(Command::CloseInvite).await.expect("the dialog closes");
    assert_eq!(window.keys().recent.len(), 2);
    let link = eventually(SOON, "the letter comes", || office.link_to("petra@example.com")).await;
    eventually(SOON, "the list says so", || {
        let sent = |key: &Key| key.invitations.iter().all(|i| i.state == InvitationState::Sent);
        window.keys().keys.first().filter(|key| sent(key)).map(|_| ())
    })
    .await;
    Customer::invited(site.address(), &link, "Petra Lind").await.expect("it starts");
    told(&window, "Petra started from your invitation").await;
    let lsid = desk.accept_the_waiting_one().await;
    window.follow(desk.console(), Topic::Session(lsid.clone())).await;
    let session = eventually(SOON, "the session", || window.session(&lsid)).await.session;
    assert_eq!(session.started_from, StartMethod::Invitation);
    let came_from = session.came_from.expect("it came from an invitation");
    assert_eq!(came_from.address.as_deref(), Some("petra@example.com"));
    assert_eq!(came_from.external_reference.as_deref(), Some("T-4711"));
    // The next dialog begins empty.
    desk.ask(Command::OpenInvite).await.expect("it opens");
    assert_eq!(invite(&window).await.form, InviteForm::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_anywhere_in_the_middle_nothing_is_made_or_sent_twice() {
    let site = Site::start().await;
    let (desk, window) = desk(&site).await;
    let office = with_mail(&site, &window).await;
    let cuts = [1, 200, 400, 500, 600, 700, 800, 1_000, 1_500];
    for (n, cut) in cuts.into_iter().enumerate() {
        let form = to(&format!("petra{n}@example.com"));
        desk.line.set(Fault::ResetAfter(cut));
        desk.ask(Command::OpenInvite).await.expect("the dialog opens");
        let _told_in_the_dialog = desk.ask(Command::SendInvitation { form: form.clone() }).await;
        // What is shown may still be the dialog before: the first picture of this one is waited for.
        let number = u32::try_from(n).expect("a few") + 1;
        let shown = || window.keys().invite.filter(|invite| invite.number == number);
        let stands = || shown().filter(|invite| invite.busy.is_none() || !invite.sent.is_empty());
        eventually(SOON, "it has ended one way or the other", stands).await;
        desk.line.set(Fault::None);
        eventually_async(SOON, "it is sent", || async {
            let invite = shown()?;
            if invite.sent.is_empty() && invite.busy.is_none() {
                let _told_in_the_dialog = desk.ask(Command::SendInvitation { form: form.clone() }).await;
            }
            (!invite.sent.is_empty()).then_some(())
        })
        .await;
        desk.ask(Command::CloseInvite).await.expect("the dialog closes");
    }
    desk.online().await;
    let letters = || (office.letters().len() >= cuts.len()).then(|| office.letters());
    let letters = eventually(SOON, "all letters", letters).await;
    let invited = || -> Option<Vec<String>> {
        let keys = window.keys().keys;
        let addresses = keys.iter().flat_map(|key| &key.invitations).map(|one| one.address.clone());
        Some(addresses.collect()).filter(|all: &Vec<String>| all.len() >= cuts.len())
    };
    let invited = eventually(SOON, "all invitations", invited).await;
    assert_eq!(window.keys().keys.len(), cuts.len(), "each dialog has made one key");
    let each: BTreeSet<&String> = invited.iter().collect();
    assert_eq!((invited.len(), each.len()), (cuts.len(), cuts.len()), "{invited:?}");
    assert_eq!(letters.len(), cuts.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_filled_in_outlives_restarts_and_crashes() {
    let site = Site::start().await;
    let (mut desk, window) = desk(&site).await;
    desk.key(&window).await;
    let form = InviteForm { line: "Half a sen".to_owned(), ..to("petra@") };
    desk.ask(Command::SaveInvite { form: form.clone() }).await.expect("it is kept");
    desk.crash().await;
    desk.online().await;
    let window = Window::open(desk.console(), &TOPICS).await;
    desk.ask(Command::OpenInvite).await.expect("it opens");
    assert_eq!(invite(&window).await.form, form);
    desk.restart().await;
    desk.online().await;
    let window = Window::open(desk.console(), &TOPICS).await;
    // An orderly end revokes keys that nobody was given.
    let keys = window.keys().keys;
    assert!(
        keys.len() == 2 && keys.iter().all(|key| matches!(key.state, KeyState::Revoked { .. })),
        "{keys:?}"
    );
    desk.ask(Command::OpenInvite).await.expect("it opens");
    assert_eq!(invite(&window).await.form, form);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_open_the_console_where_they_lead_and_do_nothing() {
    let site = Site::start().await;
    let desk = Desk::at(&site).await;
    let link = "farhand://invite?email=petra%40example.com&name=Petra&reference=T-4711";
    desk.console().tell(Event::LinkOpened(link.to_owned())).await;
    desk.sign_in("ines").await;
    let window = Window::open(desk.console(), &TOPICS).await;
    let go_to = eventually(SOON, "the link is followed", || window.app().go_to).await;
    assert_eq!(go_to.place, Place::Invite);
    let shown = invite(&window).await;
    assert_eq!((shown.key, shown.busy), (None, None));
    let form =
        InviteForm { name: "Petra".into(), external_reference: "T-4711".into(), ..to("petra@example.com") };
    assert_eq!(shown.form, form);
    assert!(window.keys().keys.is_empty(), "no key is made");
    // A person makes it.
    desk.ask(Command::MakeKey { form }).await.expect("it is made");
    let made = eventually(SOON, "the key", || window.keys().invite?.key).await;
    let reference = || key(&window, made).and_then(|key| key.external_reference);
    assert_eq!(eventually(SOON, "its reference", reference).await, "T-4711");
    desk.ask(Command::CloseInvite).await.expect("it closes");
    // To a session, which stays as it is.
    let customer = Customer::begin(site.address(), "Rosa Iversen").await.expect("it starts");
    let lsid = customer.session(&site).await;
    eventually(SOON, "it waits", || window.queues().waiting.first().cloned()).await;
    desk.console().tell(Event::LinkOpened(format!("farhand://session/{lsid}"))).await;
    let there = || window.app().go_to.filter(|go_to| go_to.place == Place::Session { lsid: lsid.clone() });
    eventually(SOON, "the link is followed", there).await;
    assert_eq!(window.queues().waiting.len(), 1, "it is not accepted");
}

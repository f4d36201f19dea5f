//! A representative and a customer in a session, before any device has joined it.

use farhand_core::contract::{Command, ScreenStatus, Topic};
use farhand_protocol::SessionId;
use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_protocol::chat::{Body, SessionEvent};
use farhand_protocol::device::{DevicePresence, Elevation};
use farhand_protocol::session::Session;
use farhand_testkit::{FaultProxy, eventually, eventually_async};

use crate::{Client, Customer, Desk, Display, Glass, LiveView, SOON, Site, Window};

/// A session from click to chat, accepted, with the portal's page open.
pub struct Meeting {
    /// The appliance.
    pub site: Site,
    /// The representative's computer.
    pub desk: Desk,
    /// What its interface would show.
    pub window: Window,
    /// The customer's browser.
    pub customer: Customer,
    /// The session's page there.
    pub page: LiveView,
    /// The line of the customer's device, which can be broken.
    pub line: FaultProxy,
    /// The session.
    pub lsid: SessionId,
}

impl Meeting {
    /// Begins one on a site of its own.
    ///
    /// # Panics
    /// When it does not come about.
    pub async fn begin() -> Self {
        Self::on(Site::start().await).await
    }

    /// Begins one on a site of its own that lets VNC agents in.
    ///
    /// # Panics
    /// When it does not come about.
    pub async fn with_agents() -> Self {
        Self::on(Site::with_agents().await).await
    }

    /// Begins one on this site.
    ///
    /// # Panics
    /// When it does not come about.
    pub async fn on(site: Site) -> Self {
        let desk = Desk::at(&site).await;
        desk.sign_in("ines").await;
        let line = FaultProxy::start(site.address()).await.expect("a free port");
        let customer = Customer::begin(site.address(), "Rosa Iversen").await.expect("the portal works");
        let lsid = desk.accept_the_waiting_one().await;
        let page = customer.live(0).await.expect("the page opens");
        let window = Window::open(desk.console(), &[Topic::Notices, Topic::Keys]).await;
        for topic in [Topic::Session, Topic::Chat, Topic::Screen] {
            window.follow(desk.console(), topic(lsid.clone())).await;
        }
        Self { site, desk, window, customer, page, line, lsid }
    }

    /// The session as the console shows it.
    ///
    /// # Panics
    /// When it shows none.
    #[must_use]
    pub fn session(&self) -> Session {
        self.window.session(&self.lsid).expect("the session is shown").session
    }

    /// The representative does something.
    ///
    /// # Panics
    /// When the console does not take it up.
    pub async fn ask(&self, command: Command) {
        self.desk.ask(command).await.expect("the console takes it up");
    }

    /// The customer is asked to open the client; answers the link and code.
    ///
    /// # Panics
    /// When none come.
    pub async fn elevate(&self) -> Elevation {
        let before = self.window.session(&self.lsid).and_then(|session| session.elevation);
        self.ask(Command::Elevate { lsid: self.lsid.clone(), purpose: None }).await;
        eventually(SOON, "the link and the code", || {
            let now = self.window.session(&self.lsid).and_then(|session| session.elevation);
            now.filter(|elevation| Some(elevation) != before.as_ref())
        })
        .await
    }

    /// The customer's client joins by the code, over the line that can be broken.
    ///
    /// # Panics
    /// When it does not.
    pub async fn join(&self, display: &Display, policy: &[&str]) -> Client {
        let code = self.elevate().await.code;
        let site = format!("http://{}", self.line.address());
        let client = Client::start(display, policy, &["--site", &site, "--code", &code]);
        self.device_is_here().await;
        client
    }

    /// The customer's client joins by the code, with its windows.
    ///
    /// # Panics
    /// When it does not.
    pub async fn join_with_windows(&self, display: &Display) -> Client {
        let code = self.elevate().await.code;
        let site = format!("http://{}", self.line.address());
        let client = Client::with_windows(display, &["--site", &site, "--code", &code]);
        self.device_is_here().await;
        client
    }

    /// Waits until the device is connected.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn device_is_here(&self) {
        self.until("the device is here", |session| {
            session.device.as_ref().is_some_and(|device| device.presence == DevicePresence::Here)
        })
        .await;
    }

    /// Waits until the session as the console shows it is so.
    ///
    /// # Panics
    /// When it does not come to that: says where it stands.
    pub async fn until(&self, what: &str, is: impl Fn(&Session) -> bool) {
        let wait = eventually(SOON * 2, what, || is(&self.session()).then_some(()));
        if tokio::time::timeout(SOON, wait).await.is_err() {
            let session = self.session();
            panic!("waited in vain: {what}; {:?}, {:?}", session.device, session.capabilities);
        }
    }

    /// The representative asks for something, and waits until it stands so.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn ask_for(&self, what: Capability, is: impl Fn(&CapabilityState) -> bool) {
        self.ask(Command::AskFor { lsid: self.lsid.clone(), what }).await;
        self.until("the answer", |session| is(session.capabilities.get(what))).await;
    }

    /// The representative asks for something that the device allows by itself.
    ///
    /// # Panics
    /// When it is not allowed.
    pub async fn is_allowed(&self, what: Capability) {
        self.ask_for(what, |state| matches!(state, CapabilityState::Granted { .. })).await;
    }

    /// The representative asks for something, and the customer allows it on the page.
    ///
    /// # Panics
    /// When it is not allowed.
    pub async fn is_allowed_on_the_page(&mut self, what: Capability) {
        self.ask(Command::AskFor { lsid: self.lsid.clone(), what }).await;
        let number = || match self.session().capabilities.get(what) {
            CapabilityState::Requested { ask, .. } => Some(*ask),
            _ => None,
        };
        let ask = eventually(SOON, "the question's number", number).await;
        let question = |page: &LiveView| page.view.as_ref().and_then(|view| view.question.clone());
        let asked = |page: &LiveView| question(page).is_some_and(|question| question.ask == ask);
        self.page.until("the question", asked).await.expect("the page is there");
        let question = question(&self.page).expect("a question");
        assert_eq!((question.what, question.name.as_str()), (what, "Ines"));
        self.customer.answer(ask, Some(what)).await.expect("the answer is taken");
        self.until("the permission", |session| session.capabilities.granted(what)).await;
    }

    /// The representative opens the screen, and looks at it.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn look(&self) -> Glass {
        self.ask(Command::OpenScreen { lsid: self.lsid.clone() }).await;
        let glass = Glass::open(self.desk.console(), &self.lsid).await;
        self.is_live().await;
        glass
    }

    /// Waits until the picture comes.
    ///
    /// # Panics
    /// When it does not: says where the stream stands.
    pub async fn is_live(&self) {
        self.screen_is("live", |status| *status == ScreenStatus::Live).await;
    }

    /// Waits until the screen's stream stands so.
    ///
    /// # Panics
    /// When it does not come to that: says where it stands.
    pub async fn screen_is(&self, what: &str, is: impl Fn(&ScreenStatus) -> bool) {
        let status = || self.window.screen(&self.lsid).status;
        let wait = eventually(SOON * 2, what, || is(&status()).then_some(()));
        if tokio::time::timeout(SOON, wait).await.is_err() {
            panic!("waited in vain: the screen is {what}; it is {:?}", status());
        }
    }

    /// The representative takes pointer and keys.
    ///
    /// # Panics
    /// When that does not work.
    pub async fn drive(&self) {
        self.ask(Command::Drive { lsid: self.lsid.clone(), drive: true }).await;
        eventually(SOON, "the representative drives", || {
            self.window.screen(&self.lsid).driving.then_some(())
        })
        .await;
    }

    /// Control is asked for and allowed by the device, the screen is looked at, and driven.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn driven(&self) -> Glass {
        self.is_allowed(Capability::Control).await;
        let glass = self.look().await;
        self.drive().await;
        glass
    }

    /// The events of the session's log, in their order.
    pub async fn events(&self) -> Vec<SessionEvent> {
        let entries = self.site.log(&self.lsid).await.into_iter();
        entries
            .filter_map(|entry| match entry.body {
                Body::Event { event } => Some(event),
                _ => None,
            })
            .collect()
    }

    /// Waits until the session's log tells of something.
    ///
    /// # Panics
    /// When it does not.
    pub async fn is_told(&self, what: &str, is: impl Fn(&SessionEvent) -> bool) {
        eventually_async(SOON, what, || async { self.events().await.iter().any(&is).then_some(()) }).await;
    }

    /// Both talk: the session lives.
    ///
    /// # Panics
    /// When a message does not arrive.
    pub async fn talk(&self) {
        let count = self.window.chat(&self.lsid).entries.len();
        let client_id = format!("still-{count:05}").parse().expect("a valid id");
        let (lsid, text) = (self.lsid.clone(), format!("Are you still there? ({count})"));
        self.ask(Command::SendMessage { lsid, client_id, text: text.clone() }).await;
        let answer = format!("Yes. ({count})");
        self.customer.say_now(&format!("yes-{count:05}"), &answer).await.expect("the answer is taken");
        eventually(SOON, "both messages show", || {
            let entries = self.window.chat(&self.lsid).entries;
            let said = |words: &str| {
                entries.iter().any(|entry| matches!(&entry.body, Body::Message { text } if text == words))
            };
            (said(&text) && said(&answer)).then_some(())
        })
        .await;
    }
}

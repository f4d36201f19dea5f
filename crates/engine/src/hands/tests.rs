use farhand_core::effect::{Counts, Notification, Request, SiteAccess, Sound};
use farhand_core::{Call, CallError, RequestId};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::{Seq, Timestamp};

use super::*;
use crate::vault::{MemoryVault, Vault};

struct NoShell;

impl Shell for NoShell {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        Arc::new(MemoryVault::default())
    }
}

fn hands() -> (Hands, mpsc::Receiver<Incoming>) {
    let (sender, inbox) = mpsc::channel(16);
    (Hands::new(Config::new("unused", "0.0.0"), Arc::new(NoShell), sender), inbox)
}

fn site(address: &str) -> Effect {
    Effect::UseSite(Some(SiteAccess { address: address.to_owned(), token: None }))
}

fn frame(link: Era) -> Incoming {
    Incoming::Live(link, ServerFrame::Resync)
}

fn answer(site: Era) -> Incoming {
    Incoming::Answered(site, RequestId(1), Err(CallError::NotAnAppliance))
}

#[tokio::test]
async fn what_an_old_connection_still_sends_is_dropped_from_the_moment_of_the_decision() {
    let (mut hands, _inbox) = hands();
    let first = hands.plan(Effect::OpenLive { since: Seq(1) }).unwrap().link;
    assert!(hands.current(frame(first)).is_some());
    let second = hands.plan(Effect::OpenLive { since: Seq(1) }).unwrap().link;
    assert!(hands.current(frame(first)).is_none());
    assert!(hands.current(Incoming::LiveClosed(first, CallError::NotAnAppliance)).is_none());
    assert!(hands.current(frame(second)).is_some());
    hands.plan(Effect::CloseLive);
    assert!(hands.current(frame(second)).is_none());
}

#[tokio::test]
async fn answers_of_a_site_that_was_left_are_dropped_and_those_of_the_same_one_kept() {
    let (mut hands, _inbox) = hands();
    let first = hands.plan(site("http://a")).unwrap().site;
    let with_token = hands.plan(site("http://a")).unwrap().site;
    assert_eq!(first, with_token, "a token does not make another site");
    assert!(hands.current(answer(first)).is_some());
    hands.plan(site("http://b"));
    assert!(hands.current(answer(first)).is_none());
    let back = hands.plan(site("http://a")).unwrap().site;
    assert!(hands.current(answer(first)).is_none());
    assert!(hands.current(answer(back)).is_some());
    hands.plan(Effect::UseSite(None));
    assert!(hands.current(answer(back)).is_none());
}

#[tokio::test]
async fn without_a_site_a_request_is_answered_all_the_same() {
    let (mut hands, mut inbox) = hands();
    let request = Request { id: RequestId(5), key: None, call: Call::Snapshot };
    let deed = hands.plan(Effect::Request(request)).unwrap();
    hands.carry_out(deed).await;
    let event = hands.current(inbox.recv().await.unwrap());
    assert!(matches!(
        event,
        Some(Event::Answered { id: RequestId(5), result: Err(CallError::Unreachable(_)) })
    ));
}

#[tokio::test]
async fn leaving_a_site_ends_its_requests() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (mut hands, mut inbox) = hands();
    let request = Request { id: RequestId(5), key: None, call: Call::Snapshot };
    for effect in [site(&address), Effect::Request(request)] {
        let deed = hands.plan(effect).unwrap();
        hands.carry_out(deed).await;
    }
    let (mut asked, _) = listener.accept().await.unwrap();
    let deed = hands.plan(Effect::UseSite(None)).unwrap();
    hands.carry_out(deed).await;
    let mut all = Vec::new();
    let _reset = tokio::io::AsyncReadExt::read_to_end(&mut asked, &mut all).await;
    assert!(inbox.try_recv().is_err(), "the connection is gone and nothing was told");
}

#[tokio::test]
async fn a_sign_of_life_holds_off_the_silence_of_its_own_connection_only() {
    let (mut hands, _inbox) = hands();
    let link = hands.plan(Effect::OpenLive { since: Seq(1) }).unwrap().link;
    let soon = hands.clock().steady().plus(60_000);
    hands.timers.set(Timer::LiveSilence, soon, Timestamp(soon.0 - 90_000));
    assert!(hands.heard(Era(link.0 + 1), Some(38)).is_none());
    assert_eq!(hands.timers.next_at(), Some(soon));
    assert!(matches!(hands.heard(link, Some(38)), Some(Event::Latency(38))));
    assert!(hands.timers.next_at() > Some(soon));
}

/// A clock whose time of day somebody has set back, as one may.
struct SetBack(std::sync::atomic::AtomicI64);

impl Clock for SetBack {
    fn now(&self) -> Timestamp {
        Timestamp(self.steady().0 - if self.steady().0 > 10_000 { 3_600_000 } else { 0 })
    }
    fn steady(&self) -> Timestamp {
        Timestamp(self.0.load(std::sync::atomic::Ordering::Relaxed))
    }
    fn sleep_until(&self, _: Timestamp) -> crate::clock::Sleep {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_time_of_day_that_is_set_back_makes_no_span_longer() {
    let (sender, _inbox) = mpsc::channel(16);
    let clock = Arc::new(SetBack(10_000.into()));
    let config = Config { clock: clock.clone(), ..Config::new("unused", "0.0.0") };
    let mut hands = Hands::new(config, Arc::new(NoShell), sender);
    hands.plan(Effect::SetTimer { timer: Timer::Reconnect, at: Timestamp(15_000) });
    clock.0.store(14_999, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(hands.due_timer(), None);
    clock.0.store(15_000, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(hands.due_timer(), Some(Timer::Reconnect));
    let now = hands.clock().now();
    hands.plan(Effect::SetTimer { timer: Timer::Overdue, at: now.plus(2_000) });
    assert_eq!(hands.timers.next_at(), Some(Timestamp(17_000)));
}

//! System information: what is asked for is told as far as it is allowed, category by category, and
//! nothing any more from the moment on in which the customer says so.

use std::collections::BTreeSet;
use std::time::Duration;

use farhand_client::face::{FaceEvent, Policy};
use farhand_client::session::Finish;
use farhand_info::adb;
use farhand_protocol::capability::{Capability, Sharing};
use farhand_protocol::device::{DeviceClientFrame, DeviceFrame};
use farhand_protocol::info::{Category, InfoScope, NewReading, ReadingBody, Sample, Source, Value};
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::appliance::{Scripted, Socket};
use super::device::TestDevice;

#[cfg(unix)]
#[path = "../../../crates/info/tests/fake/mod.rs"]
#[allow(dead_code, reason = "these tests need a part of it")]
mod fake;

/// There is no display of this number: these tests need none.
const NOWHERE: &str = ":64999";
const WINDOW: Duration = Duration::from_secs(300);
const PLAIN: InfoScope = InfoScope { location: false, log: false };
const ALL: InfoScope = InfoScope { location: true, log: true };

struct Scene {
    scripted: Scripted,
    device: TestDevice,
    live: Socket,
}

impl Scene {
    /// A device that has joined, and may tell so much.
    async fn start(most: Option<InfoScope>) -> Self {
        Self::beside(most, adb::Server::on(1)).await
    }

    async fn beside(most: Option<InfoScope>, adb: adb::Server) -> Self {
        let ceiling = Policy { info: most, ..Policy::default() };
        let mut scripted = Scripted::start().await;
        let device = TestDevice::beside(&scripted, NOWHERE, WINDOW, Some(ceiling), adb);
        let (live, first) = scripted.live().await;
        let DeviceClientFrame::Abilities { abilities } = first else { panic!("{first:?}") };
        assert!(abilities.info);
        Self { scripted, device, live }
    }

    async fn allow(&mut self, info: Option<InfoScope>) {
        self.live.view(None, Sharing { info, ..Sharing::default() }).await;
    }

    async fn ask(&mut self, categories: &[Category]) {
        self.live.say(&DeviceFrame::ReadInfo { categories: categories.to_vec() }).await;
    }

    async fn reading(&mut self) -> NewReading {
        serde_json::from_value(self.scripted.post_to("/device/info").await.body).unwrap()
    }

    async fn watch(&mut self, every_ms: Option<u32>) {
        self.live.say(&DeviceFrame::WatchInfo { every_ms }).await;
    }

    /// The next sample of the computer.
    async fn sample(&mut self) -> Sample {
        loop {
            if let DeviceClientFrame::InfoSample { source, sample } = self.live.frame().await {
                assert_eq!(source, Source::Client {});
                return sample;
            }
        }
    }

    /// The next sample of a phone, and whose it is.
    async fn phone_sample(&mut self) -> (String, Sample) {
        loop {
            if let DeviceClientFrame::InfoSample { source: Source::Adb { serial }, sample } =
                self.live.frame().await
            {
                return (serial, sample);
            }
        }
    }

    async fn quit(self) {
        self.device.does(FaceEvent::Quit);
        assert_eq!(self.device.finish().await, Finish::Left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_category_is_told_as_soon_as_it_is_read() {
    let mut scene = Scene::start(Some(ALL)).await;
    scene.allow(Some(ALL)).await;
    scene.ask(&Category::ALL).await;
    let mut told = BTreeSet::new();
    for _ in 0..15 {
        let reading = scene.reading().await;
        assert_eq!(reading.source, Source::Client {});
        told.insert(reading.category);
        if let (Category::System, ReadingBody::Properties { groups }) = (reading.category, &reading.body) {
            assert!(matches!(groups[0].value("clock_offset"), Some(Value::Duration { ms }) if *ms > 0));
        }
        if reading.category == Category::Permissions {
            let ReadingBody::Properties { groups } = &reading.body else { panic!("{reading:?}") };
            assert_eq!(groups[0].value("view"), Some(&Value::Flag { on: false }), "there is no screen");
            assert_eq!(groups[0].value("info"), Some(&Value::Flag { on: true }));
        }
    }
    assert_eq!(told.len(), 15, "each once");
    assert!(!told.contains(&Category::Browser), "that is the browser's to tell");
    scene.device.sees("that nothing is read any more", |seen| !seen.status.reading).await;
    assert!(scene.scripted.is_quiet());
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_and_the_log_need_a_word_of_their_own() {
    let mut scene = Scene::start(Some(ALL)).await;
    scene.allow(Some(PLAIN)).await;
    scene.ask(&[Category::Log, Category::Location, Category::Memory]).await;
    assert_eq!(scene.reading().await.category, Category::Memory);
    scene.device.sees("that nothing is read any more", |seen| !seen.status.reading).await;
    assert!(scene.scripted.is_quiet());
    scene.allow(Some(InfoScope { log: true, ..PLAIN })).await;
    scene.ask(&[Category::Log, Category::Location]).await;
    assert_eq!(scene.reading().await.category, Category::Log);
    scene.device.sees("that nothing is read any more", |seen| !seen.status.reading).await;
    assert!(scene.scripted.is_quiet());
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_device_does_not_allow_is_said_to_be_forbidden_and_is_not_read() {
    let mut scene = Scene::start(None).await;
    scene.allow(Some(ALL)).await;
    scene.ask(&[Category::Memory, Category::Apps]).await;
    for category in [Category::Memory, Category::Apps] {
        let reading = scene.reading().await;
        assert_eq!((reading.category, reading.body), (category, ReadingBody::NotPermitted));
    }
    scene.watch(Some(500)).await;
    scene.ask(&[Category::Device]).await;
    assert_eq!(scene.reading().await.body, ReadingBody::NotPermitted);
    let seen = scene.device.seen.lock().unwrap().status.clone();
    assert!(!seen.informed() && !seen.reading);
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn live_values_come_as_often_as_asked_and_stop_when_nobody_looks() {
    let mut scene = Scene::start(Some(PLAIN)).await;
    // Asked for before it is allowed: it begins when it is.
    scene.watch(Some(500)).await;
    scene.allow(Some(PLAIN)).await;
    let first = scene.sample().await;
    assert!(first.memory_used_bytes.is_some() && first.cpu_per_mille.is_none());
    scene.device.sees("that it is read", |seen| seen.status.reading).await;
    let begun = Instant::now();
    let mut last = first;
    for _ in 0..3 {
        last = scene.sample().await;
    }
    assert!(begun.elapsed() >= Duration::from_millis(1_200), "{:?}", begun.elapsed());
    assert!(last.cpu_per_mille.is_some() && !last.cores_per_mille.is_empty() && last.latency_ms.is_some());
    scene.watch(None).await;
    scene.device.sees("that it is read no more", |seen| !seen.status.reading).await;
    let more = timeout(Duration::from_millis(1_500), async {
        // At most the one that was on its way.
        scene.sample().await;
        scene.sample().await;
    });
    assert!(more.await.is_err(), "nobody looks");
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_customer_stops_is_told_no_more() {
    let mut scene = Scene::start(Some(ALL)).await;
    scene.allow(Some(ALL)).await;
    scene.watch(Some(500)).await;
    scene.sample().await;
    scene.device.sees("that it is read", |seen| seen.status.informed() && seen.status.reading).await;
    scene.device.does(FaceEvent::StopInfo);
    scene
        .device
        .sees("that it may not be read", |seen| !seen.status.informed() && !seen.status.reading)
        .await;
    assert_eq!(scene.scripted.post_to("/device/withdraw").await.body, json!({"what": "info"}));
    // Whatever the appliance says.
    scene.allow(Some(ALL)).await;
    scene.ask(&[Category::Memory]).await;
    assert_eq!(scene.reading().await.body, ReadingBody::NotPermitted);
    // Until a newer question was answered.
    scene.live.view(Some((9, Capability::Info)), Sharing::default()).await;
    scene.device.sees("the question", |seen| seen.asked.is_some()).await;
    scene.allow(Some(PLAIN)).await;
    scene.device.sees("that it may be read", |seen| seen.status.informed()).await;
    scene.ask(&[Category::Memory]).await;
    assert!(matches!(scene.reading().await.body, ReadingBody::Properties { .. }));
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_stops_live_values_until_somebody_looks_again() {
    let mut scene = Scene::start(Some(PLAIN)).await;
    scene.allow(Some(PLAIN)).await;
    scene.watch(Some(500)).await;
    scene.sample().await;
    let Scene { mut scripted, device, live } = scene;
    live.close(1001).await;
    device.sees("that it is read no more", |seen| !seen.status.reading).await;
    let (live, _) = scripted.live().await;
    let mut scene = Scene { scripted, device, live };
    scene.allow(Some(PLAIN)).await;
    scene.watch(Some(500)).await;
    assert_eq!(scene.sample().await.cpu_per_mille, None, "it begins anew");
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_the_question_says_how_much_is_allowed() {
    let mut scene = Scene::start(Some(ALL)).await;
    scene.live.view(Some((7, Capability::Info)), Sharing::default()).await;
    scene.device.sees("the question", |seen| seen.asked.is_some()).await;
    let allow = Some(Capability::Info);
    scene.device.does(FaceEvent::Answered { ask: 7, allow, files: None, info: Some(PLAIN) });
    let told = scene.scripted.post_to("/device/answer").await.body;
    let info = json!({"location": false, "log": false});
    assert_eq!(told, json!({"ask": 7, "allow": "info", "files": null, "info": info}));
    scene.quit().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn phones_on_the_computer_are_told_beside_it() {
    let text = include_str!("../../../crates/info/tests/phones/orbit7_android14.txt");
    let server = fake::FakeServer::start(&[("OB7EXAMPLE01", fake::Manner::Ready, text)]);
    let mut scene = Scene::beside(Some(PLAIN), adb::Server::on(server.port)).await;
    scene.allow(Some(PLAIN)).await;
    scene.ask(&[Category::Memory, Category::Permissions]).await;
    let mut readings = Vec::new();
    for _ in 0..3 {
        let reading = scene.reading().await;
        readings.push((reading.source, reading.category));
    }
    let serial = "OB7EXAMPLE01".to_owned();
    assert!(readings.contains(&(Source::Adb { serial }, Category::Memory)), "{readings:?}");
    assert!(readings.contains(&(Source::Client {}, Category::Permissions)), "{readings:?}");
    scene.device.sees("that nothing is read any more", |seen| !seen.status.reading).await;
    assert!(scene.scripted.is_quiet(), "a phone has no permissions of the client's");
    scene.quit().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn live_values_of_a_phone_come_while_somebody_looks() {
    let text = include_str!("../../../crates/info/tests/phones/orbit7_android14.txt");
    let server = fake::FakeServer::start(&[("OB7EXAMPLE01", fake::Manner::Ready, text)]);
    let mut scene = Scene::beside(Some(PLAIN), adb::Server::on(server.port)).await;
    scene.watch(Some(500)).await;
    scene.allow(Some(PLAIN)).await;
    let (serial, first) = scene.phone_sample().await;
    assert_eq!(serial, "OB7EXAMPLE01");
    assert_eq!((first.battery_per_mille, first.charging), (Some(680), Some(false)));
    assert!(first.memory_used_bytes.is_some() && first.received_bytes_per_s.is_none());
    let begun = Instant::now();
    let (_, second) = scene.phone_sample().await;
    assert!(begun.elapsed() >= Duration::from_millis(1_500), "it is spared: {:?}", begun.elapsed());
    assert_eq!((second.received_bytes_per_s, second.latency_ms), (Some(0), None));
    assert_eq!(second.cpu_per_mille, None, "its cores stand still");
    scene.allow(None).await;
    scene.device.sees("that it is read no more", |seen| !seen.status.reading).await;
    // At most the one that was on its way.
    let more = timeout(Duration::from_millis(4_500), async {
        scene.phone_sample().await;
        scene.phone_sample().await;
    });
    assert!(more.await.is_err(), "it is not allowed any more");
    scene.quit().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_does_not_answer_rests_and_the_others_are_asked() {
    let text = include_str!("../../../crates/info/tests/phones/orbit7_android14.txt");
    let silent = ("A1", fake::Manner::Silent, "");
    let server = fake::FakeServer::start(&[silent, ("OB7EXAMPLE01", fake::Manner::Ready, text)]);
    let mut scene = Scene::beside(Some(PLAIN), adb::Server::on(server.port)).await;
    scene.allow(Some(PLAIN)).await;
    scene.watch(Some(500)).await;
    assert_eq!(scene.phone_sample().await.0, "OB7EXAMPLE01");
    let begun = Instant::now();
    assert_eq!(scene.phone_sample().await.0, "OB7EXAMPLE01");
    // Else four seconds of waiting for the other would lie between them besides.
    let between = Duration::from_millis(1_500)..Duration::from_secs(5);
    assert!(between.contains(&begun.elapsed()), "{:?}", begun.elapsed());
    scene.quit().await;
}

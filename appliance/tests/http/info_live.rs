//! Live values: who looks, how often the sources are to tell, and who hears them.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::device::{Device, until_frame};
use crate::info::{Talk, plain};
use crate::stage::{Live, Rep, eventually};

fn frame(said: &Value) -> Message {
    Message::text(said.to_string())
}

/// A console says how often it looks.
async fn looks(talk: &Talk, live: &mut Live, every_ms: Option<u32>) {
    live.send(frame(&json!({"type": "watch_info", "lsid": talk.lsid, "every_ms": every_ms}))).await;
}

/// How often a source hears that it is to tell, next.
async fn told(source: &mut Live) -> Value {
    until_frame(source, |frame| frame["type"] == "watch_info").await["every_ms"].clone()
}

/// The next live values that a console hears.
async fn heard(live: &mut Live) -> (Value, Value) {
    let frame = until_frame(live, |frame| frame["type"] == "info_sample").await;
    (frame["source"].clone(), frame["sample"]["cpu_per_mille"].clone())
}

fn sample(cpu: u32) -> Value {
    json!({"cpu_per_mille": cpu})
}

/// A session with a page and a client, where both are connected.
async fn connected() -> (Talk, Device, Live, Live) {
    let talk = Talk::open().await;
    let device = talk.client().await;
    talk.ask(&talk.ines, plain()).await;
    let (page, client) = (talk.browser.live().await.unwrap(), device.live().await.unwrap());
    (talk, device, page, client)
}

/// Bram takes part too.
async fn joins(talk: &Talk) -> Rep {
    let bram = talk.stage.rep("bram").await;
    talk.ines.post(&format!("/sessions/{}/hold", talk.lsid), json!({})).await;
    bram.accept(&talk.lsid).await;
    bram
}

#[tokio::test]
async fn sources_tell_as_often_as_somebody_looks_and_only_to_those() {
    let (talk, _device, mut page, mut client) = connected().await;
    let (mut first, mut second) = (talk.ines.live(None).await, talk.ines.live(None).await);
    looks(&talk, &mut first, Some(2_000)).await;
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(2_000), json!(2_000)));
    looks(&talk, &mut second, Some(700)).await;
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(700), json!(700)));
    looks(&talk, &mut second, None).await;
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(2_000), json!(2_000)));

    page.send(frame(&json!({"type": "info_sample", "sample": sample(7)}))).await;
    assert_eq!(heard(&mut first).await, (json!({"kind": "browser"}), json!(7)));
    for (source, cpu) in [(json!({"kind": "client"}), 8), (json!({"kind": "adb", "serial": "R1"}), 9)] {
        let said = json!({"type": "info_sample", "source": source, "sample": sample(cpu)});
        client.send(frame(&said)).await;
        assert_eq!(heard(&mut first).await, (source, json!(cpu)));
    }
    // What says something else of itself, or makes no sense, is nobody's.
    for nonsense in [json!({"kind": "browser"}), json!({"kind": "adb", "serial": ""})] {
        client.send(frame(&json!({"type": "info_sample", "source": nonsense, "sample": sample(1)}))).await;
    }
    talk.ines.say(&talk.lsid, &crate::stage::fresh_key(), "Done").await;
    loop {
        let frame = second.frame().await;
        assert_ne!(frame["type"], "info_sample", "the second console does not look any more");
        if frame["rows"].to_string().contains("Done") {
            break;
        }
    }
    drop(first);
    assert_eq!((told(&mut page).await, told(&mut client).await), (Value::Null, Value::Null));
}

#[tokio::test]
async fn it_stops_when_the_customer_stops_it_and_goes_on_when_it_is_allowed_again() {
    let (mut talk, _device, mut page, mut client) = connected().await;
    let mut console = talk.ines.live(None).await;
    looks(&talk, &mut console, Some(1_000)).await;
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(1_000), json!(1_000)));
    talk.withdraws().await;
    let late = json!({"type": "info_sample", "source": {"kind": "client"}, "sample": sample(1)});
    client.send(frame(&late)).await;
    assert_eq!((told(&mut page).await, told(&mut client).await), (Value::Null, Value::Null));
    let asked = talk.ask(&talk.ines, plain()).await;
    assert_eq!(talk.answers(&asked, json!({"allow": "info"})).await, 204);
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(1_000), json!(1_000)));
    page.send(frame(&json!({"type": "info_sample", "sample": sample(2)}))).await;
    assert_eq!(heard(&mut console).await.1, json!(2), "what came while it was not allowed reached nobody");
}

#[tokio::test]
async fn a_source_that_comes_back_is_told_again() {
    let (talk, device, page, client) = connected().await;
    let mut console = talk.ines.live(None).await;
    looks(&talk, &mut console, Some(1_000)).await;
    drop((page, client));
    let (mut page, mut client) = (talk.browser.live().await.unwrap(), device.live().await.unwrap());
    assert_eq!((told(&mut page).await, told(&mut client).await), (json!(1_000), json!(1_000)));
    let mut other = talk.browser.live().await.unwrap();
    assert_eq!(told(&mut other).await, json!(1_000), "each page");
}

#[tokio::test]
async fn only_those_who_take_part_look() {
    let (talk, _device, mut page, _client) = connected().await;
    let bram = talk.stage.rep("bram").await;
    let mut outside = bram.live(None).await;
    looks(&talk, &mut outside, Some(500)).await;
    let unknown = json!({"type": "watch_info", "lsid": "00112233445566778899aabbccddeeff", "every_ms": 500});
    outside.send(frame(&unknown)).await;
    let mut console = talk.ines.live(None).await;
    looks(&talk, &mut console, Some(4_000)).await;
    assert_eq!(told(&mut page).await, json!(4_000));
    joins(&talk).await;
    assert_eq!(
        told(&mut page).await,
        Value::Null,
        "Ines does not take part any more, and nothing is allowed"
    );
    talk.ask(&bram, plain()).await;
    looks(&talk, &mut outside, Some(3_000)).await;
    assert_eq!(told(&mut page).await, json!(3_000));
    bram.post(&format!("/sessions/{}/end", talk.lsid), json!({})).await;
    let watches = &talk.stage.running.app().feed.watches;
    eventually(async || watches.lookers(&talk.lsid).is_empty().then_some(())).await;
}

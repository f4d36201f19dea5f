//! The live feed: everybody's rows in order, once, across cuts and restarts.

use farhand_protocol::chat::NewMessage;
use farhand_protocol::people::Role;
use http::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stage::{Rep, Stage, client_id, fresh_key};

fn kind_and_session(change: &Value) -> Option<(String, String)> {
    let kind = change["kind"].as_str()?.to_owned();
    let lsid = change["session"]["lsid"].as_str().or(change["lsid"].as_str())?;
    Some((kind, lsid.to_owned()))
}

#[tokio::test]
async fn a_session_appears_goes_to_the_winner_and_leaves_the_others() {
    let stage = Stage::open().await;
    let (ines, bram, odile) = (stage.rep("ines").await, stage.rep("bram").await, stage.rep("odile").await);
    let (mut at_ines, mut at_bram) = (ines.live(None).await, bram.live(None).await);
    let mut at_odile = odile.live(None).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    for live in [&mut at_ines, &mut at_bram] {
        let seen = live.wait_for(kind_and_session).await;
        assert_eq!(seen, ("session_changed".to_owned(), lsid.to_string()));
    }
    bram.accept(&lsid).await;
    let gone = at_ines.wait_for(|change| Some(change["taken_by"].as_str()?.to_owned())).await;
    assert_eq!(gone, "Bram Voorbeeld");
    bram.say(&lsid, "hello-tobias", "Hello Tobias").await;
    let text = at_bram.wait_for(|c| Some(c["entry"]["body"]["text"].as_str()?.to_owned())).await;
    assert_eq!(text, "Hello Tobias");

    // What Odile sees first of all this is a session of her own team.
    let hers = stage.customer("Mara", "wifi-or-network").await.lsid;
    assert_eq!(at_odile.wait_for(kind_and_session).await.1, hers.to_string());
}

#[tokio::test]
async fn a_reader_resumes_where_it_was_also_across_a_restart() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let since = ines.snapshot().await["seq"].as_u64().unwrap();
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let mut keys = Vec::new();
    for n in 0..20 {
        let key = fresh_key();
        assert_eq!(ines.say(&lsid, &key, &format!("Number {n}")).await.0, StatusCode::OK);
        keys.push(key);
    }
    let stage = stage.restart().await;
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    let mut live = ines.live(Some(since)).await;
    let (mut place, mut seen) = (since, Vec::new());
    while seen.len() < keys.len() {
        let frame = live.frame().await;
        for row in frame["rows"].as_array().cloned().unwrap_or_default() {
            let seq = row["seq"].as_u64().unwrap();
            assert!(seq > place, "in order and once");
            place = seq;
            seen.extend(row["change"]["entry"]["client_id"].as_str().map(str::to_owned));
        }
    }
    assert_eq!(seen, keys);
}

#[tokio::test]
async fn a_place_that_is_forgotten_or_never_was_asks_for_a_new_snapshot() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let old = ines.snapshot().await["seq"].as_u64().unwrap();
    stage.clock.advance_s(8 * 24 * 3600);
    stage.customer("Tobias", "signing-in").await;
    stage.store().prune().await.unwrap();
    // Until then the newest rows are in memory too.
    let stage = stage.restart().await;
    let ines = stage.rep("ines").await;
    for since in [old - 3, old + 1000] {
        let mut live = ines.live(Some(since)).await;
        assert_eq!(live.frame().await["type"], "resync", "{since}");
        assert_eq!(live.closed().await, Some(1000));
    }
    // The log was cut right after this place, so it is still good.
    let mut live = ines.live(Some(old)).await;
    assert_eq!(live.wait_for(kind_and_session).await.0, "session_changed");
}

#[tokio::test]
async fn whoever_changes_team_takes_a_new_snapshot() {
    let stage = Stage::open().await;
    let bram = stage.rep("bram").await;
    let mut live = bram.live(None).await;
    stage.store().join_team("bram", "Field Devices", Role::Member).await.unwrap();
    loop {
        let frame = live.frame().await;
        if frame["type"] == "resync" {
            break;
        }
        assert_eq!(frame["type"], "rows");
    }
    let lsid = stage.customer("Mara", "wifi-or-network").await.lsid;
    assert_eq!(bram.session(&lsid).await["state"]["kind"], "waiting");
}

#[tokio::test]
async fn typing_and_reading_pass_by() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let feed = &stage.running.app().feed;
    let mut customer = feed.join_customer(lsid.clone()).await.unwrap();
    let mut live = ines.live(None).await;
    let passing = async |live: &mut crate::stage::Live, wanted: &str| loop {
        let frame = live.frame().await;
        if frame["type"] == wanted {
            return frame;
        }
    };
    feed.customer_types(&lsid).await.unwrap();
    assert_eq!(passing(&mut live, "typing").await["author"]["kind"], "customer");
    feed.customer_reads(&lsid, 2).await.unwrap();
    assert_eq!(passing(&mut live, "read").await["number"], 2);
    assert_eq!(ines.get(&format!("/sessions/{lsid}")).await.1["customer_read"], 2);

    let text = json!({"type": "typing", "lsid": lsid.as_str()}).to_string();
    live.send(Message::Text(text.into())).await;
    let name = loop {
        let news = tokio::time::timeout(crate::stage::SOON, customer.next()).await.unwrap().unwrap();
        if let farhand_appliance::feed::CustomerNews::Typing { name } = news {
            break name;
        }
    };
    assert_eq!(name, "Ines Exemplar");
}

#[tokio::test]
async fn a_customer_hears_of_the_own_session_and_of_the_line_before_it() {
    use farhand_appliance::feed::CustomerNews;
    use farhand_protocol::portal::CustomerState;

    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let first = stage.customer("Tobias", "signing-in").await.lsid;
    stage.clock.advance_s(1);
    let second = stage.customer("Mara", "signing-in").await.lsid;
    let mut feed = stage.running.app().feed.join_customer(second.clone()).await.unwrap();
    let before = async || match stage.store().customer_view(&second).await.unwrap().state {
        CustomerState::Waiting { before, .. } => before,
        other => panic!("{other:?}"),
    };
    assert_eq!(before().await, 1);
    ines.accept(&first).await;
    loop {
        let news = tokio::time::timeout(crate::stage::SOON, feed.next()).await.unwrap().unwrap();
        if matches!(news, CustomerNews::Log { view: true, .. }) && before().await == 0 {
            break;
        }
    }
    ines.accept(&second).await;
    let message = NewMessage { client_id: client_id(), text: "At last".to_owned() };
    let said = stage.store().customer_message(&second, message).await.unwrap();
    loop {
        let news = tokio::time::timeout(crate::stage::SOON, feed.next()).await.unwrap().unwrap();
        if matches!(news, CustomerNews::Log { entries, .. } if entries.contains(&said)) {
            break;
        }
    }
}

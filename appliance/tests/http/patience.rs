//! Those who take their time on purpose do not hold anything up for ever.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::stage::{Stage, fresh_key};

/// Sends the start of a request and nothing more; answers what comes before the end.
async fn dawdle(stage: &Stage, start: &str) -> String {
    let mut stream = TcpStream::connect(stage.running.addr()).await.unwrap();
    stream.write_all(start.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    timeout(Duration::from_secs(30), reading).await.expect("a slow request is cut").unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn slow_heads_and_bodies_are_cut_while_others_are_served() {
    let stage = Stage::open().await;
    let head = dawdle(&stage, "GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    let nothing = dawdle(&stage, "");
    let body = dawdle(
        &stage,
        "POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\
         Connection: close\r\n\r\n{\"user",
    );
    let served = async { stage.rep("ines").await.snapshot().await };
    let (head, nothing, body, snapshot) = tokio::join!(head, nothing, body, served);
    assert!(!head.contains("200 OK"), "{head}");
    assert!(!nothing.contains("200 OK"), "{nothing}");
    assert!(body.starts_with("HTTP/1.1 400") && body.contains("took too long"), "{body}");
    assert_eq!(snapshot["me"]["user_name"], "ines");
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_cut_and_the_others_miss_nothing() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    rep.accept(&lsid).await;
    let _idle = rep.live(None).await;
    let mut quick = rep.live(None).await;
    let connections = &stage.running.app().feed.representatives;
    assert_eq!(connections.count(), 2);
    // Each is six times as long on the wire; all together are more than the kernel's buffers hold.
    let text = "\u{1}".repeat(10 * 1024);
    for _ in 0..220 {
        let key = fresh_key();
        assert_eq!(rep.say(&lsid, &key, &text).await.0, http::StatusCode::OK);
        quick.wait_for(|change| (change["entry"]["client_id"] == key.as_str()).then_some(())).await;
    }
    let cut = async {
        while connections.count() > 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(30), cut).await.expect("a reader that does not read is cut");
}

#[tokio::test]
async fn a_full_house_lets_the_next_one_wait() {
    let stage = Stage::with(|config| config.caps.connections = 2).await;
    let first = TcpStream::connect(stage.running.addr()).await.unwrap();
    let second = TcpStream::connect(stage.running.addr()).await.unwrap();
    let mut third = TcpStream::connect(stage.running.addr()).await.unwrap();
    third.write_all(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let early = timeout(Duration::from_millis(300), third.read_to_string(&mut answer)).await;
    assert!(early.is_err(), "{answer}");
    drop((first, second));
    let mut rest = String::new();
    timeout(crate::stage::SOON, third.read_to_string(&mut rest)).await.unwrap().unwrap();
    assert!(format!("{answer}{rest}").contains("200 OK"));
}

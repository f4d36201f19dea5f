//! A sender who says nothing more.

use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::stage::{SOON, Stage};
use crate::transfer::{Peer, bytes, everything, shared, to_device};

const ID: &str = "transfer-1";

#[tokio::test]
async fn a_sender_who_is_silent_for_too_long_is_cut_and_what_came_stays() {
    let stage = Stage::with(|config| config.files.silence_s = 1).await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let whole = bytes(1_000);
    console.make(&to_device(ID), whole.len()).await;
    let mut silent = console.begin(ID, 0, whole.len(), &whole[..400]).await;
    let mut answer = [0; 12];
    timeout(SOON, silent.read_exact(&mut answer)).await.expect("it is cut").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 503", "it may come back");
    assert_eq!(console.offset(ID).await, 400);
    assert_eq!(console.write(ID, 400, &whole[400..]).await.status(), 204);
    assert_eq!(reader.read(ID, "bytes=0-").await.bytes().await.unwrap(), whole);
}

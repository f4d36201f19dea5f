use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::*;
use crate::eventually;

const SOON: Duration = Duration::from_secs(10);
/// Long enough for loopback to have shown what it would show.
const QUIET: Duration = Duration::from_millis(60);

/// A server that sends back what it gets.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = socket.split();
                tokio::io::copy(&mut read, &mut write).await
            });
        }
    });
    address
}

async fn proxy() -> FaultProxy {
    FaultProxy::start(echo().await).await.unwrap()
}

async fn client(proxy: &FaultProxy) -> TcpStream {
    TcpStream::connect(proxy.address()).await.unwrap()
}

async fn round(client: &mut TcpStream, text: &[u8]) -> io::Result<Vec<u8>> {
    client.write_all(text).await?;
    let mut back = vec![0; text.len()];
    timeout(SOON, client.read_exact(&mut back)).await.expect("an answer comes")?;
    Ok(back)
}

/// What the client sees at the end: what still came, and how it ended.
async fn rest(client: &mut TcpStream) -> (Vec<u8>, io::Result<usize>) {
    let mut all = Vec::new();
    let end = timeout(SOON, client.read_to_end(&mut all)).await.expect("the line ends");
    (all, end)
}

fn is_reset<T: std::fmt::Debug>(end: io::Result<T>) -> bool {
    end.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionReset)
}

#[tokio::test]
async fn bytes_pass_and_ends_close_in_order() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    assert_eq!(round(&mut client, b"hello").await.unwrap(), b"hello");
    client.shutdown().await.unwrap();
    assert_eq!(rest(&mut client).await.1.unwrap(), 0);
    let expected = Statistics { accepted: 1, up: 5, down: 5, ..Statistics::default() };
    eventually(SOON, "the line is counted as closed", || (proxy.statistics() == expected).then_some(()))
        .await;
}

#[tokio::test]
async fn delay_makes_bytes_late() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    round(&mut client, b"hello").await.unwrap();
    let (by, jitter) = (Duration::from_millis(40), Duration::from_millis(5));
    proxy.set(Fault::Delay { by, jitter });
    let begun = Instant::now();
    assert_eq!(round(&mut client, b"hello").await.unwrap(), b"hello");
    assert!(begun.elapsed() >= by * 2, "late in both directions: {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_half_open_line_is_silent_and_reset_afterwards() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    round(&mut client, b"hello").await.unwrap();
    proxy.set(Fault::HalfOpen);
    client.write_all(b"anybody?").await.unwrap();
    let mut byte = [0];
    assert!(timeout(QUIET, client.read(&mut byte)).await.is_err(), "neither an answer nor an end");
    proxy.set(Fault::None);
    assert!(is_reset(rest(&mut client).await.1));
    assert_eq!(proxy.statistics().up, 5, "what was swallowed never arrived");
}

#[tokio::test]
async fn a_line_that_was_quiet_while_half_open_goes_on() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    round(&mut client, b"hello").await.unwrap();
    proxy.set(Fault::HalfOpen);
    proxy.set(Fault::None);
    assert_eq!(round(&mut client, b"again").await.unwrap(), b"again");
}

#[tokio::test]
async fn cut_after_closes_in_order_at_the_byte() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    round(&mut client, b"hello").await.unwrap();
    proxy.set(Fault::CutAfter(8));
    client.write_all(b"world").await.unwrap();
    let (came, end) = rest(&mut client).await;
    assert_eq!((came.as_slice(), end.unwrap()), (&b"wor"[..], 3));
    eventually(SOON, "the cut is counted", || (proxy.statistics().cut == 1).then_some(())).await;
}

#[tokio::test]
async fn reset_after_resets_at_the_byte() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    proxy.set(Fault::ResetAfter(3));
    client.write_all(b"hello").await.unwrap();
    assert!(is_reset(rest(&mut client).await.1));
    eventually(SOON, "the reset is counted", || (proxy.statistics().reset == 1).then_some(())).await;
    assert_eq!(proxy.statistics().up, 3);
}

#[tokio::test]
async fn a_slow_reader_holds_the_sender_back() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    proxy.set(Fault::Slow { bytes_per_s: 2_000 });
    let begun = Instant::now();
    assert_eq!(round(&mut client, &[7; 400]).await.unwrap(), [7; 400]);
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
    let flood = vec![0; 64 * 1024 * 1024];
    assert!(timeout(QUIET, client.write_all(&flood)).await.is_err(), "the sender has to wait");
}

#[tokio::test]
async fn refuse_turns_new_lines_away_and_leaves_old_ones() {
    let proxy = proxy().await;
    let mut old = client(&proxy).await;
    round(&mut old, b"hello").await.unwrap();
    proxy.set(Fault::Refuse);
    let mut new = client(&proxy).await;
    assert!(round(&mut new, b"hello").await.is_err());
    assert_eq!(round(&mut old, b"hello").await.unwrap(), b"hello");
    assert_eq!(proxy.statistics().refused, 1);
}

#[tokio::test]
async fn cut_all_resets_what_is_open_and_nothing_later() {
    let proxy = proxy().await;
    let mut first = client(&proxy).await;
    let mut second = client(&proxy).await;
    round(&mut first, b"hello").await.unwrap();
    round(&mut second, b"hello").await.unwrap();
    proxy.cut_all();
    assert!(is_reset(rest(&mut first).await.1));
    assert!(is_reset(rest(&mut second).await.1));
    assert_eq!(round(&mut client(&proxy).await, b"hello").await.unwrap(), b"hello");
}

#[tokio::test]
async fn a_plan_gives_the_same_row_of_faults_for_the_same_seed() {
    async fn run(seed: u64) -> Vec<bool> {
        let proxy = proxy().await;
        proxy.plan(seed, |random| if random.percent(50) { Fault::ResetAfter(0) } else { Fault::None });
        let mut fine = Vec::new();
        for _ in 0..12 {
            fine.push(round(&mut client(&proxy).await, b"hello").await.is_ok());
        }
        fine
    }
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
    assert!(first.contains(&true) && first.contains(&false));
}

#[tokio::test]
async fn a_new_target_gets_the_new_lines() {
    let proxy = proxy().await;
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    proxy.set_target(gone.local_addr().unwrap());
    drop(gone);
    assert!(round(&mut client(&proxy).await, b"hello").await.is_err());
    proxy.set_target(echo().await);
    assert_eq!(round(&mut client(&proxy).await, b"hello").await.unwrap(), b"hello");
}

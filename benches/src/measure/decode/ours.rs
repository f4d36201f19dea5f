//! This console's viewer, and what feeds it and the others.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::{Result, ensure};
use farhand_engine::screen::Motion;
use farhand_rfb::Framebuffer;
use farhand_rfb::viewer::{Config, Video, Viewer};

use super::record::Recording;
use super::{Speed, median};
use crate::screen::cpu;

/// Bytes that the engine reads at a time.
const GULP: usize = 256 * 1024;

/// How fast our own viewer is, from a connection.
pub fn speed(recording: &Recording, rounds: usize) -> Result<Speed> {
    rounds_of(rounds, || {
        let (port, feeder) = feed(recording.bytes.clone())?;
        let speed = decode(recording.bytes.len(), || Ok(TcpStream::connect(("127.0.0.1", port))?))?;
        let feeding = feeder.join().expect("the feeder does not panic");
        Ok(Speed { busy: (speed.busy - feeding).max(0.0), ..speed })
    })
}

/// How fast our own viewer is, from a file.
pub fn speed_from_file(recording: &Recording, folder: &Path, rounds: usize) -> Result<Speed> {
    let file = folder.join("ours.rfb");
    fs::write(&file, &recording.bytes)?;
    rounds_of(rounds, || decode(recording.bytes.len(), || Ok(File::open(&file)?)))
}

/// The first round is for warming up.
fn rounds_of(rounds: usize, mut once: impl FnMut() -> Result<Speed>) -> Result<Speed> {
    let speeds = (0..=rounds).map(|_| once()).collect::<Result<Vec<_>>>()?;
    Ok(median(&speeds[1..]))
}

fn decode<S: Read>(length: usize, open: impl FnOnce() -> Result<S>) -> Result<Speed> {
    let video = Video::Decoded(Box::new(Motion::default()));
    let mut viewer = Viewer::new(Config { video, ..Config::default() });
    let mut picture = Framebuffer::default();
    let mut bytes = vec![0; GULP];
    let (begun, busy) = (Instant::now(), cpu::seconds_of_this_program());
    let mut stream = open()?;
    let mut received = 0;
    while received < length {
        let count = stream.read(&mut bytes)?;
        ensure!(count > 0, "the recording broke off");
        viewer.receive(&bytes[..count], &mut picture)?;
        while viewer.poll_event().is_some() {}
        // What it would say goes nowhere: the recording does not listen.
        let _ = viewer.output();
        received += count;
    }
    Ok(Speed { passed: begun.elapsed().as_secs_f64(), busy: cpu::seconds_of_this_program() - busy })
}

/// Sends bytes to the first who connects, and answers the port. The thread answers the seconds that
/// it was on a processor until all was sent.
pub fn feed(bytes: Arc<[u8]>) -> Result<(u16, JoinHandle<f64>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let feeder = std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return 0.0 };
        let hearing = stream.try_clone();
        let listening = std::thread::spawn(move || {
            let mut heard = [0; 4096];
            let mut hearing = hearing.ok();
            while hearing.as_mut().is_some_and(|stream| stream.read(&mut heard).is_ok_and(|count| count > 0))
            {
            }
        });
        // Who has heard enough hangs up.
        let _ = stream.write_all(&bytes);
        let busy = cpu::seconds_of_this_thread();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = listening.join();
        busy
    });
    Ok((port, feeder))
}

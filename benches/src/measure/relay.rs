//! The appliance's relay of screens, beside websockify, between the same two ends.
//!
//! Both ends are this program: a viewer and an RFB server, each as bare as it can be. The appliance
//! stands between two WebSockets and reads every message, because it enforces what the customer has
//! allowed; websockify passes bytes between a WebSocket and a plain connection. What a relay adds to
//! a round trip is its median less that of a plain connection between the same ends.

use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use farhand_protocol::device::DeviceFrame;

use super::Extent;
use super::site::Site;
use crate::appliance::free_address;
use crate::processes::{Program, wait_for};
use crate::report::{Bound, Report, Row};
use crate::samples::Samples;
use crate::screen::session::Shared;
use crate::screen::ws::Bare;
use crate::screen::{cpu::Cores, peers};

/// Pixels of the server's screen.
const SIZE: (u16, u16) = (1280, 800);
/// Bytes of a frame.
const FRAME: usize = 64 * 1024;
/// Bytes down and up in each measurement.
const DOWN: usize = 2_000_000_000;
const UP: usize = 400_000_000;
/// Round trips.
const ROUNDS: usize = 5000;
const VERSION: &[u8] = b"RFB 003.008\n";

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let direct = thread::spawn(move || direct()?.measure(extent)).join().expect("no panic")?;
    let ours = ours(extent).await?;
    let theirs = match peers::find("websockify") {
        Some(_) => Some(websockify(extent).await?),
        None => None,
    };
    if theirs.is_none() {
        peers::missing("websockify", "Debian's package websockify");
    }
    Ok(report(&direct, &ours, theirs.as_ref()))
}

/// What is measured, how it is read, its unit, and what it is held against.
type Reading = (&'static str, fn(&Figures) -> f64, &'static str, Option<Bound>);

fn report(direct: &Figures, ours: &Figures, theirs: Option<&Figures>) -> Report {
    let mut report = Report::new("relay");
    let rows: [Reading; 8] = [
        ("down, raw pixels", |figures| figures.raw.rate, "MB/s", Some(Bound::AtLeast(1.0))),
        ("down, Tight rectangles of 8 KB", |figures| figures.tight.rate, "MB/s", Some(Bound::AtLeast(1.0))),
        ("up, moves of the pointer", |figures| figures.pointer.rate, "MB/s", Some(Bound::AtLeast(3.0))),
        ("up, clipboards of 60 KB", |figures| figures.clipboard.rate, "MB/s", Some(Bound::AtLeast(3.0))),
        ("processor seconds for a GB of raw pixels", |figures| figures.raw.busy, "s", None),
        ("processor seconds for a GB of moves", |figures| figures.pointer.busy, "s", None),
        ("processor seconds for a GB of clipboards", |figures| figures.clipboard.busy, "s", None),
        ("round trip, p95", |figures| figures.trip.percentile(95) * 1000.0, "µs", None),
    ];
    for (name, figure, unit, bound) in rows {
        let row = Row::new(name, figure(ours), unit);
        report.add(match (theirs, bound) {
            (Some(theirs), Some(bound)) => row.against(figure(theirs), bound),
            (Some(theirs), None) => row.beside(figure(theirs)),
            (None, _) => row,
        });
        if unit != "s" {
            report.add(Row::new(format!("{name}, a plain connection"), figure(direct), unit));
        }
    }
    let added = |figures: &Figures| (figures.trip.percentile(50) - direct.trip.percentile(50)) * 1000.0;
    let row = Row::new("added to a round trip, p50", added(ours), "µs");
    report.add(theirs.map_or(row.clone(), |theirs| row.against(added(theirs), Bound::AtMost(0.5))));
    report
}

/// What one way between the ends does.
struct Figures {
    raw: Flow,
    tight: Flow,
    pointer: Flow,
    clipboard: Flow,
    trip: Samples,
}

/// What goes one way as fast as it can.
struct Flow {
    /// Million bytes a second.
    rate: f64,
    /// Processor seconds that what is between the ends needs for a GB.
    busy: f64,
}

/// Both ends, with or without something between them.
struct Ends {
    viewer: Bare,
    device: Bare,
    /// The process between them.
    between: Option<u32>,
}

fn direct() -> Result<Ends> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let viewer = Bare::plain(TcpStream::connect(listener.local_addr()?)?)?;
    Ends { viewer, device: Bare::plain(listener.accept()?.0)?, between: None }.joined()
}

async fn ours(extent: Extent) -> Result<Figures> {
    let site = Site::open().await?;
    let shared = Shared::begin(&site).await?;
    let token = shared.with_script().await?;
    let address = site.base().trim_start_matches("http://").to_owned();
    let mut live = Bare::open(&address, "/device/live", Some(&token))?;
    shared.allowed().await?;
    let path = shared.ticket().await?;
    let pid = site.pid();
    let measuring = move || {
        let viewer = Bare::open(&address, &path, None)?;
        let stream = told(&mut live)?;
        let device = Bare::open(&address, &format!("/device/screen/{stream}"), Some(&token))?;
        Ends { viewer, device, between: Some(pid) }.joined()?.measure(extent)
    };
    tokio::task::spawn_blocking(measuring).await?
}

/// The number of the stream that the device is told to open.
fn told(live: &mut Bare) -> Result<u64> {
    loop {
        let frame = live.frame()?;
        if let Ok(DeviceFrame::OpenScreen { stream, .. }) = serde_json::from_slice(&frame) {
            return Ok(stream);
        }
    }
}

async fn websockify(extent: Extent) -> Result<Figures> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = free_address()?;
    let mut command = Command::new("websockify");
    command.arg(&address).arg(listener.local_addr()?.to_string());
    let program = Program::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    let reachable = || Ok(TcpStream::connect(&address).ok().map(drop));
    wait_for("websockify", Duration::from_secs(10), reachable).await?;
    let pid = program.pid();
    let measuring = move || {
        let viewer = Bare::open(&address, "/", None)?;
        let device = Bare::plain(listener.accept()?.0)?;
        Ends { viewer, device, between: Some(pid) }.joined()?.measure(extent)
    };
    let figures = tokio::task::spawn_blocking(measuring).await?;
    drop(program);
    figures
}

impl Ends {
    /// The handshake, as a server without a password has it.
    fn joined(mut self) -> Result<Self> {
        let Self { viewer, device, .. } = &mut self;
        let mut init = [SIZE.0.to_be_bytes(), SIZE.1.to_be_bytes()].concat();
        init.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
        init.extend(*b"\0\0\0\x04test");
        for (down, up) in [(VERSION, VERSION), (&[1, 1], &[1]), (&[0; 4], &[1])] {
            device.send(down)?;
            viewer.read(down.len())?;
            viewer.send(up)?;
            device.read(up.len())?;
        }
        device.send(&init)?;
        viewer.read(init.len())?;
        let encodings = [2, 0, 0, 1, 0, 0, 0, 7];
        viewer.send(&encodings)?;
        device.read(8)?;
        viewer.send(&wish())?;
        Ok(self)
    }

    fn measure(mut self, extent: Extent) -> Result<Figures> {
        let (width, height) = (usize::from(SIZE.0), usize::from(SIZE.1));
        let raw = update(1, SIZE, 0, &vec![7; width * height * 4]);
        let tight = update(256, SIZE, 7, &[&[0x00, 0x80, 0x40][..], &vec![7; 0x2000]].concat());
        let pointer: Vec<u8> =
            (0..10_000_u16).flat_map(|x| [5, 0, (x >> 8) as u8 & 3, x as u8, 0, 7]).collect();
        let clipboard = [&[6, 0, 0, 0][..], &60_000_u32.to_be_bytes(), &[b'x'; 60_000]].concat();
        let trip = self.trips(extent.of(ROUNDS))?;
        let raw = self.flow(false, &raw, extent.of(DOWN))?;
        let tight = self.flow(false, &tight, extent.of(DOWN))?;
        let pointer = self.flow(true, &pointer, extent.of(UP))?;
        let clipboard = self.flow(true, &clipboard, extent.of(UP))?;
        Ok(Figures { raw, tight, pointer, clipboard, trip })
    }

    /// Sends about so many bytes one way as fast as possible.
    fn flow(&mut self, up: bool, said: &[u8], total: usize) -> Result<Flow> {
        let times = total.div_ceil(said.len());
        let (from, to) = if up { (&self.viewer, &mut self.device) } else { (&self.device, &mut self.viewer) };
        let mut sender = from.sender()?;
        let cores = self.between.map(Cores::of).transpose()?;
        let begun = Instant::now();
        thread::scope(|scope| {
            let sending = scope.spawn(move || -> Result<()> {
                for _ in 0..times {
                    said.chunks(FRAME).try_for_each(|frame| sender.send(frame))?;
                }
                Ok(())
            });
            let heard = to.skip(times * said.len());
            sending.join().expect("no panic").and(heard)
        })
        .with_context(|| format!("{} bytes", times * said.len()))?;
        let (seconds, gigabytes) = (begun.elapsed().as_secs_f64(), (times * said.len()) as f64 / 1e9);
        let cores = cores.map(|cores| cores.used()).transpose()?.unwrap_or(0.0);
        Ok(Flow { rate: gigabytes * 1e3 / seconds, busy: cores * seconds / gigabytes })
    }

    /// The viewer moves the pointer, and the server answers with one pixel.
    fn trips(&mut self, rounds: usize) -> Result<Samples> {
        let mut times = Vec::with_capacity(rounds);
        let answer = update(1, (1, 1), 0, &[1, 2, 3, 0]);
        let Self { viewer, device, .. } = self;
        let mut drained = 0;
        thread::scope(|scope| -> Result<()> {
            let answering = scope.spawn(|| -> Result<()> {
                while drained < rounds {
                    // Wishes for updates may come between.
                    match device.read(1)?[0] {
                        3 => drop(device.read(9)?),
                        _ => {
                            device.read(5)?;
                            device.send(&answer)?;
                            drained += 1;
                        }
                    }
                }
                Ok(())
            });
            for round in 0..rounds {
                let begun = Instant::now();
                viewer.send(&[5, 0, 0, round as u8, 0, 9])?;
                viewer.skip(answer.len())?;
                times.push(begun.elapsed());
            }
            answering.join().expect("no panic")
        })?;
        Ok(Samples::new(times))
    }
}

/// The viewer wants an update of everything.
fn wish() -> Vec<u8> {
    let mut wish = vec![3, 0, 0, 0, 0, 0];
    wish.extend(SIZE.0.to_be_bytes());
    wish.extend(SIZE.1.to_be_bytes());
    wish
}

/// An update of this many equal rectangles.
fn update(count: u16, size: (u16, u16), encoding: u8, body: &[u8]) -> Vec<u8> {
    let mut update = vec![0, 0];
    update.extend(count.to_be_bytes());
    for _ in 0..count {
        update.extend([0; 4]);
        update.extend(size.0.to_be_bytes());
        update.extend(size.1.to_be_bytes());
        update.extend([0, 0, 0, encoding]);
        update.extend_from_slice(body);
    }
    update
}

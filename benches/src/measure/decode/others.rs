//! The decoders of others.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::net::TcpStream;
use vnc::{PixelFormat, VncConnector, VncEncoding, VncEvent};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::ours::{self, feed};
use super::record::Recording;
use super::way::Way;
use super::{Speed, median};
use crate::screen::{cpu, peers};

/// A decoder of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Libvncclient,
    TigerVnc,
    VncRs,
}

impl Peer {
    /// All of them.
    pub const ALL: [Peer; 3] = [Peer::Libvncclient, Peer::TigerVnc, Peer::VncRs];

    /// What the design asks of ours by its speed.
    pub fn bound(self) -> f64 {
        match self {
            Peer::Libvncclient => 1.5,
            Peer::TigerVnc => 1.0,
            Peer::VncRs => 3.0,
        }
    }

    /// Whether it reads a file instead of a connection.
    pub fn reads_files(self) -> bool {
        self == Peer::TigerVnc
    }

    /// Whether it has no decoder for this, as its sources say.
    pub fn lacks(self, way: Way) -> bool {
        match self {
            Peer::Libvncclient => way == Way::H264,
            Peer::TigerVnc => false,
            Peer::VncRs => [Way::H264, Way::HEXTILE].contains(&way),
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Peer::Libvncclient => "libvncclient",
            Peer::TigerVnc => "TigerVNC",
            Peer::VncRs => "vnc-rs",
        })
    }
}

/// Those that are there.
pub struct Peers {
    folder: PathBuf,
    libvncclient: Option<PathBuf>,
    tigervnc: Option<PathBuf>,
}

impl Peers {
    /// Looks for them, and builds what must be built.
    pub fn prepare(folder: &Path) -> Self {
        let source = include_str!("../../peers/libvncclient.c");
        let libvncclient = peers::compile(folder, "libvncclient", source, "libvncclient");
        let libvncclient = libvncclient.inspect_err(|error| {
            peers::missing("libvncclient", &format!("package libvncserver-dev: {error:#}"))
        });
        let tigervnc = peers::named_by("FARHAND_DECPERF");
        if tigervnc.is_none() {
            peers::missing("TigerVNC's decoder", "FARHAND_DECPERF names no decperf (built from its sources)");
        }
        Self { folder: folder.to_owned(), libvncclient: libvncclient.ok(), tigervnc }
    }

    /// How fast one of them is; `None` when it is not there.
    pub async fn speed(&self, peer: Peer, recording: &Recording, rounds: usize) -> Result<Option<Speed>> {
        match peer {
            Peer::Libvncclient => self.libvncclient(recording, rounds),
            Peer::TigerVnc => self.tigervnc(recording),
            Peer::VncRs => {
                let mut speeds = Vec::new();
                for _ in 0..rounds {
                    speeds.push(vnc_rs(recording).await?);
                }
                Ok(Some(median(&speeds)))
            }
        }
    }

    /// How fast ours is from a file, as one of them reads it.
    pub fn ours(&self, recording: &Recording, rounds: usize) -> Result<Speed> {
        ours::speed_from_file(recording, &self.folder, rounds)
    }

    fn libvncclient(&self, recording: &Recording, rounds: usize) -> Result<Option<Speed>> {
        let Some(program) = self.libvncclient.clone() else { return Ok(None) };
        let mut speeds = Vec::new();
        for _ in 0..rounds {
            let (port, feeder) = feed(recording.bytes.clone())?;
            let printed = peers::printed(&program, &[port.to_string().as_ref()])?;
            feeder.join().expect("the feeder does not panic");
            let numbers: Vec<f64> = printed.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let [pixels, passed, busy] = numbers[..] else { anyhow::bail!("it printed {printed}") };
            let whole = recording.pixels / 1e6;
            ensure!(
                (pixels - whole).abs() <= whole / 1000.0,
                "it has decoded {pixels} of {whole} million pixels"
            );
            speeds.push(Speed { passed, busy });
        }
        Ok(Some(median(&speeds)))
    }

    /// By its own program: the median of nine rounds after one.
    fn tigervnc(&self, recording: &Recording) -> Result<Option<Speed>> {
        let Some(program) = &self.tigervnc else { return Ok(None) };
        let file = self.folder.join("tigervnc.rfb");
        std::fs::write(&file, as_decperf_wants(recording))?;
        let printed = peers::printed(program, &[file.as_os_str()])?;
        let figure = |start: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(start))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        };
        let (busy, cores) = figure("CPU time:").zip(figure("Core usage:")).context("decperf's words")?;
        Ok(Some(Speed { passed: busy / cores, busy }))
    }
}

/// From `ServerInit` on, with its pixels' red and blue exchanged: `decperf` keeps its picture in that
/// order, and would otherwise convert every pixel, which TigerVNC's viewer does not.
fn as_decperf_wants(recording: &Recording) -> Vec<u8> {
    /// In `ServerInit`: behind width, height, and ten bytes of the pixel format.
    const SHIFTS: usize = 2 + 2 + 10;
    let mut bytes = recording.bytes[recording.init..].to_vec();
    bytes[SHIFTS..SHIFTS + 3].reverse();
    bytes
}

async fn vnc_rs(recording: &Recording) -> Result<Speed> {
    let (port, feeder) = feed(recording.bytes.clone())?;
    let (begun, busy) = (Instant::now(), cpu::seconds_of_this_program());
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let connector = VncConnector::new(stream).set_auth_method(async { Ok(String::new()) });
    let connector = connector.add_encoding(VncEncoding::Tight).add_encoding(VncEncoding::Zrle);
    let connector = connector.add_encoding(VncEncoding::CopyRect).add_encoding(VncEncoding::Raw);
    let connector = connector.allow_shared(true).set_pixel_format(PixelFormat::bgra()).build()?;
    let viewer = connector.try_start().await?.finish()?;
    let mut pixels = 0.0;
    // An update of no rectangles is not told, so the pixels say when all has come.
    while pixels < recording.pixels {
        let heard = tokio::time::timeout(crate::line::LIMIT, viewer.recv_event()).await;
        match heard.context("it does not go on")?? {
            VncEvent::RawImage(rect, _) | VncEvent::Copy(rect, _) => {
                pixels += f64::from(rect.width) * f64::from(rect.height);
            }
            VncEvent::JpegImage(rect, data) => {
                JpegDecoder::new(ZCursor::new(&data)).decode()?;
                pixels += f64::from(rect.width) * f64::from(rect.height);
            }
            VncEvent::Error(error) => anyhow::bail!("{error}"),
            _ => {}
        }
    }
    let passed = begun.elapsed().as_secs_f64();
    let busy = cpu::seconds_of_this_program() - busy;
    viewer.close().await?;
    drop(viewer);
    let feeding =
        tokio::task::spawn_blocking(move || feeder.join()).await?.expect("the feeder does not panic");
    Ok(Speed { passed, busy: (busy - feeding).max(0.0) })
}

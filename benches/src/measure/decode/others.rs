//! The decoders of others.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::net::TcpStream;
use vnc::{PixelFormat, VncConnector, VncEncoding, VncEvent};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::ours::feed;
use super::record::Recording;
use super::{Speed, median};
use crate::screen::{cpu, peers};

/// Those that are there.
pub struct Peers {
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
        Self { libvncclient: libvncclient.ok(), tigervnc }
    }

    /// How fast libvncclient is.
    pub async fn libvncclient(&self, recording: &Recording, rounds: usize) -> Result<Option<Speed>> {
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
        Ok(Some(median(speeds)))
    }

    /// How fast TigerVNC's decoder is, by its own program: the median of nine rounds after one.
    pub fn tigervnc(&self, recording: &Recording, folder: &Path) -> Result<Option<Speed>> {
        let Some(program) = &self.tigervnc else { return Ok(None) };
        let file = folder.join("tigervnc.rfb");
        std::fs::write(&file, &recording.bytes[recording.init..])?;
        let printed = peers::printed(program, &[file.as_os_str()])?;
        let figure = |start: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(start))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        };
        let (busy, cores) = figure("CPU time:").zip(figure("Core usage:")).context("decperf's words")?;
        Ok(Some(Speed { passed: busy / cores, busy }))
    }

    /// How fast vnc-rs is.
    pub async fn vnc_rs(&self, recording: &Recording, rounds: usize) -> Result<Option<Speed>> {
        let mut speeds = Vec::new();
        for _ in 0..rounds {
            speeds.push(vnc_rs(recording).await?);
        }
        Ok(Some(median(speeds)))
    }
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

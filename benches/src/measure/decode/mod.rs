//! Recorded RFB streams, decoded as fast as possible: by this console's viewer, and in the same run
//! by libvncclient, vnc-rs and TigerVNC's decoder.
//!
//! The streams are recorded first, from TigerVNC's server at 1920×1080: pages of text, scrolling
//! text, photographs, a video. Each decoder then gets the same bytes as fast as it takes them, from
//! a connection on the loopback; TigerVNC's own program for this, `decperf`, reads its file. It is in
//! no package: `FARHAND_DECPERF` says where one was built. vnc-rs leaves JPEG to its user; zune-jpeg
//! does it here.
//!
//! Rates are pixels by the time passed, the median of several rounds; beside them, pixels by the
//! seconds on a processor, which tells what parallel decoding costs.

mod others;
mod ours;
mod record;

use std::path::Path;

use anyhow::Result;
use farhand_rfb::Encoding;

use super::Extent;
use crate::report::{Bound, Report, Row};
use record::{Material, Recording};

/// How often each decoder reads each stream.
const ROUNDS: usize = 9;

/// The streams: what is shown, how it is encoded, and the JPEG quality where there is one.
const STREAMS: [(&str, Material, Encoding, Option<u8>); 12] = [
    ("pages, Raw", Material::Pages, Encoding::RAW, None),
    ("pages, Hextile", Material::Pages, Encoding::HEXTILE, None),
    ("pages, Tight", Material::Pages, Encoding::TIGHT, None),
    ("pages, ZRLE", Material::Pages, Encoding::ZRLE, None),
    ("scrolling text, Hextile", Material::Scrolling, Encoding::HEXTILE, None),
    ("scrolling text, Tight", Material::Scrolling, Encoding::TIGHT, None),
    ("scrolling text, ZRLE", Material::Scrolling, Encoding::ZRLE, None),
    ("photographs, Tight", Material::Photographs, Encoding::TIGHT, None),
    ("photographs, Tight with JPEG 6", Material::Photographs, Encoding::TIGHT, Some(6)),
    ("photographs, ZRLE", Material::Photographs, Encoding::ZRLE, None),
    ("video, Tight with JPEG 6", Material::Video, Encoding::TIGHT, Some(6)),
    ("video, Tight with JPEG 8", Material::Video, Encoding::TIGHT, Some(8)),
];

/// How one decoder did with one stream, in seconds.
#[derive(Clone, Copy, Debug)]
struct Speed {
    passed: f64,
    busy: f64,
}

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let folder = tempfile::tempdir()?;
    let peers = others::Peers::prepare(folder.path());
    let mut report = Report::new("decode");
    for (name, material, encoding, jpeg) in STREAMS {
        let recording = record::record(material, encoding, jpeg, extent).await?;
        eprintln!(
            "  {name}: {} MB, {} million pixels",
            recording.bytes.len() / 1_000_000,
            recording.pixels / 1e6
        );
        measure(&mut report, name, recording, &peers, folder.path(), extent).await?;
    }
    Ok(report)
}

async fn measure(
    report: &mut Report,
    name: &str,
    recording: Recording,
    peers: &others::Peers,
    folder: &Path,
    extent: Extent,
) -> Result<()> {
    let rounds = extent.of(ROUNDS);
    let pixels = recording.pixels;
    let rate = |speed: Speed| pixels / 1e6 / speed.passed;
    let ours = ours::speed(&recording, rounds)?;
    let row = || Row::new(format!("{name}: MPixel/s"), rate(ours), "MP/s");
    report.add(Row::new(
        format!("{name}: MPixel per second on a processor"),
        pixels / 1e6 / ours.busy,
        "MP/s",
    ));
    let mut compare = |peer: &str, theirs: Result<Option<Speed>>, bound: f64| match theirs {
        Ok(None) => {}
        Ok(Some(theirs)) => {
            let against = row().against(rate(theirs), Bound::AtLeast(bound));
            report.add(Row { name: format!("{name}: MPixel/s, beside {peer}"), ..against });
            let (own, their) = (pixels / 1e6 / ours.busy, pixels / 1e6 / theirs.busy);
            let by_processor = format!("{name}: the same by processor seconds, beside {peer}");
            report.add(Row::new(by_processor, own, "MP/s").beside(their));
        }
        Err(error) => eprintln!("  {peer} does not decode {name}: {error:#}"),
    };
    compare("libvncclient", peers.libvncclient(&recording, rounds).await, 1.5);
    compare("TigerVNC", peers.tigervnc(&recording, folder), 1.0);
    compare("vnc-rs", peers.vnc_rs(&recording, rounds).await, 3.0);
    Ok(())
}

/// The round in the middle, by the time passed.
fn median(mut rounds: Vec<Speed>) -> Speed {
    rounds.sort_by(|one, other| one.passed.total_cmp(&other.passed));
    rounds[rounds.len() / 2]
}

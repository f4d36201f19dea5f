//! Recorded RFB streams, decoded as fast as possible: by this console's viewer, and in the same run
//! by libvncclient, vnc-rs and TigerVNC's decoder.
//!
//! The streams are recorded first, from TigerVNC's server at 1920×1080: pages of text, scrolling
//! text, photographs, a video. It sends no H.264, so that stream is [`video`]'s. Each decoder then
//! gets the same bytes as fast as it takes them, from a connection on the loopback; TigerVNC's own
//! program for this, `decperf`, reads a file, and beside it so does our viewer. It is in no package:
//! `FARHAND_DECPERF` says where one was built. vnc-rs leaves JPEG to its user; zune-jpeg does it here.
//! A decoder that does not know an encoding is said to lack it.
//!
//! Rates are pixels by the time passed, the median of several rounds; beside them, pixels by the
//! seconds on a processor, which tells what parallel decoding costs.

mod others;
mod ours;
mod record;
mod video;
mod way;

use anyhow::Result;

use super::Extent;
use crate::report::{Bound, Report, Row};
use others::{Peer, Peers};
use record::{Material, Recording};
use way::Way;

/// How often each decoder reads each stream.
const ROUNDS: usize = 9;

/// The streams: what is shown, and how it is encoded.
const STREAMS: [(Material, &[Way]); 4] = [
    (Material::Pages, &[Way::RAW, Way::HEXTILE, Way::TIGHT, Way::JPEG_6, Way::ZRLE]),
    (Material::Scrolling, &[Way::RAW, Way::HEXTILE, Way::TIGHT, Way::JPEG_6, Way::ZRLE]),
    (Material::Photographs, &[Way::RAW, Way::HEXTILE, Way::TIGHT, Way::JPEG_6, Way::JPEG_8, Way::ZRLE]),
    (Material::Video, &[Way::RAW, Way::HEXTILE, Way::TIGHT, Way::JPEG_6, Way::JPEG_8, Way::ZRLE, Way::H264]),
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
    let peers = Peers::prepare(folder.path());
    let mut report = Report::new("decode");
    for (material, ways) in STREAMS {
        for way in ways {
            let count = extent.of(material.count());
            let recording = match *way {
                Way::H264 => video::record(count)?,
                way => record::record(material, way, count).await?,
            };
            let (megabytes, pixels) = (recording.bytes.len() / 1_000_000, recording.pixels / 1e6);
            eprintln!("  {material}, {way}: {megabytes} MB, {pixels:.0} million pixels");
            let stream = Stream { name: format!("{material}, {way}"), way: *way, recording };
            measure(&mut report, &stream, &peers, extent.of(ROUNDS)).await?;
        }
    }
    Ok(report)
}

/// What each decoder is to read.
struct Stream {
    name: String,
    way: Way,
    recording: Recording,
}

async fn measure(report: &mut Report, stream: &Stream, peers: &Peers, rounds: usize) -> Result<()> {
    let Stream { name, way, recording } = stream;
    let millions = recording.pixels / 1e6;
    let connected = ours::speed(recording, rounds)?;
    report.add(Row::new(format!("{name}: MPixel/s"), millions / connected.passed, "MP/s"));
    let by_processor = format!("{name}: MPixel per processor second");
    report.add(Row::new(by_processor, millions / connected.busy, "MP/s"));
    for peer in Peer::ALL {
        if peer.lacks(*way) {
            eprintln!("  {peer} lacks {way}");
            continue;
        }
        match peers.speed(peer, recording, rounds).await {
            Ok(None) => {}
            Ok(Some(theirs)) => {
                let ours = if peer.reads_files() { peers.ours(recording, rounds)? } else { connected };
                let passed = format!("{name}: MPixel/s, beside {peer}");
                let passed = Row::new(passed, millions / ours.passed, "MP/s");
                report.add(passed.against(millions / theirs.passed, Bound::AtLeast(peer.bound())));
                let by_processor = format!("{name}: MPixel per processor second, beside {peer}");
                let by_processor = Row::new(by_processor, millions / ours.busy, "MP/s");
                report.add(by_processor.beside(millions / theirs.busy));
            }
            Err(error) => eprintln!("  {peer} does not decode {name}: {error:#}"),
        }
    }
    Ok(())
}

/// The middle of the rounds, of either time for itself.
fn median(rounds: &[Speed]) -> Speed {
    let middle = |time: fn(&Speed) -> f64| {
        let mut times: Vec<f64> = rounds.iter().map(time).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    Speed { passed: middle(|speed| speed.passed), busy: middle(|speed| speed.busy) }
}

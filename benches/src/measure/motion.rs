//! Full motion at 30 frames a second, 720p and 1080p: from a TigerVNC server, beside its own viewer
//! and noVNC, and from our own client, which sends H.264.
//!
//! Each frame has a square in its corner that tells its number. A frame counts as delivered when its
//! square was seen on the representative's display, and its time runs from the painting to that.
//! Sharp after motion: the time from the last frame until every pixel of the picture is shown as it
//! is, and until none is off by more than nobody sees. A viewer may never get exact: TigerVNC's server
//! takes a JPEG of its best quality for sharp enough, and its viewer and noVNC do not ask for more.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::block_in_place;

use super::Extent;
use crate::report::{Bound, Report, Row};
use crate::samples::Samples;
use crate::screen::cpu::Cores;
use crate::screen::display::Display;
use crate::screen::eye::Eye;
use crate::screen::painter::{MARK, MARKS, Painter, Video, number_of};
use crate::screen::peers;
use crate::screen::viewers::{Kind, Shown};

/// Frames of each video.
const FRAMES: usize = 300;
/// Frames at the beginning that do not count.
const WARM_UP: usize = 30;
/// The videos, and the screens that they run on.
const VIDEOS: [(u16, u16); 2] = [(1280, 720), (1920, 1080)];
const SCREENS: [(u16, u16); 2] = [(1280, 800), (1920, 1080)];
/// How long a picture may take to get sharp.
const SHARP: Duration = Duration::from_secs(10);
/// How far a part of a colour is off at most where nobody sees it.
const NEAR: u32 = 8;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("motion");
    for (video, screen) in VIDEOS.into_iter().zip(SCREENS) {
        let remote = Display::served(screen.0, screen.1).await?;
        let painter = Painter::open(&remote)?;
        let mut rival = None;
        for kind in [Kind::TigerVnc, Kind::NoVnc, Kind::Ours] {
            if let Some(package) = kind.missing() {
                peers::missing(kind.name(), package);
                continue;
            }
            match of_server(kind, &remote, &painter, video, extent).await {
                Ok(motion) => {
                    let beside = (kind == Kind::Ours).then_some(rival).flatten();
                    add(
                        &mut report,
                        &format!("{}p of a VNC server, {}", video.1, kind.name()),
                        &motion,
                        beside,
                    );
                    rival = (kind == Kind::NoVnc).then(|| motion.times.percentile(95));
                }
                Err(error) => eprintln!("  {}: {error:#}", kind.name()),
            }
        }
        drop((painter, remote));
        if let Err(error) = own_client(&mut report, video, screen, extent).await {
            eprintln!("  {}p of our own client: {error:#}", video.1);
        }
    }
    Ok(report)
}

async fn of_server(
    kind: Kind,
    remote: &Display,
    painter: &Painter,
    video: (u16, u16),
    extent: Extent,
) -> Result<Motion> {
    let shown = Shown::of_server(kind, remote, painter).await?;
    let motion = block_in_place(|| motion(painter, &shown, remote, video, extent));
    shown.close().await?;
    motion
}

async fn own_client(
    report: &mut Report,
    video: (u16, u16),
    screen: (u16, u16),
    extent: Extent,
) -> Result<()> {
    let remote = Display::plain(screen.0, screen.1).await?;
    let painter = Painter::open(&remote)?;
    let shown = Shown::of_client(&remote, &painter).await?;
    let motion = block_in_place(|| motion(&painter, &shown, &remote, video, extent))?;
    shown.close().await?;
    add(report, &format!("{}p of our own client, console", video.1), &motion, None);
    Ok(())
}

/// What came of a video.
struct Motion {
    /// Frames seen in a second.
    rate: f64,
    times: Samples,
    sharp: Sharp,
    viewer: f64,
    relay: Option<f64>,
    device: f64,
}

fn add(report: &mut Report, name: &str, motion: &Motion, rival: Option<f64>) {
    report.add(Row::new(format!("{name}: frames delivered of 30"), motion.rate, "/s"));
    for percent in [50, 95, 99] {
        let row =
            Row::new(format!("{name}: glass to glass, p{percent}"), motion.times.percentile(percent), "ms");
        let rival = rival.filter(|_| percent == 95);
        report.add(rival.map_or(row.clone(), |rival| row.against(rival, Bound::AtMost(1.0))));
    }
    report.add(Row::new(format!("{name}: viewer"), motion.viewer, "cores"));
    if let Some(relay) = motion.relay {
        report.add(Row::new(format!("{name}: relay"), relay, "cores"));
    }
    report.add(Row::new(format!("{name}: device"), motion.device, "cores"));
    motion.sharp.add(report, name);
}

fn motion(
    painter: &Painter,
    shown: &Shown,
    remote: &Display,
    size: (u16, u16),
    extent: Extent,
) -> Result<Motion> {
    let video = painter.video(size)?;
    let frames = extent.of(FRAMES) + WARM_UP;
    let cores = [Some(shown.pid), shown.relay, Some(shown.client.unwrap_or(remote.pid()))];
    let cores = cores.map(|pid| pid.map(Cores::of).transpose());
    let (painted, seen) = play(&video, shown, frames)?;
    let [viewer, relay, device] = cores.map(|cores| cores.and_then(|c| c.map(|c| c.used()).transpose()));
    let sharp = sharp(painter, shown, remote, *painted.last().context("no frame")?)?;
    let times: Vec<Duration> = seen
        .iter()
        .filter(|(number, _)| *number >= WARM_UP)
        .map(|(number, at)| at.saturating_duration_since(painted[*number]))
        .collect();
    let passed = painted[frames - 1] - painted[WARM_UP] + Video::period();
    anyhow::ensure!(!times.is_empty(), "no frame was seen within a second");
    Ok(Motion {
        rate: times.len() as f64 / passed.as_secs_f64(),
        times: Samples::new(times),
        sharp,
        viewer: viewer?.unwrap_or_default(),
        relay: relay?,
        device: device?.unwrap_or_default(),
    })
}

/// When each frame was painted, and which frames were seen when.
type Played = (Vec<Instant>, Vec<(usize, Instant)>);

/// Plays a video and watches for its marks. Answers when each frame was painted, and when which was
/// seen first.
fn play(video: &Video<'_>, shown: &Shown, frames: usize) -> Result<Played> {
    // The mark that comes before the first one.
    video.show(MARKS - 1)?;
    thread::sleep(Duration::from_millis(500));
    let begun = Instant::now();
    let end = begun + Video::period() * u32::try_from(frames)? + Duration::from_millis(700);
    thread::scope(|scope| {
        let watching = scope.spawn(|| watch(&shown.eye, shown.at((MARK / 2, MARK / 2)), frames, end));
        let mut painted = Vec::with_capacity(frames);
        for number in 0..frames {
            let due = begun + Video::period() * u32::try_from(number)?;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            painted.push(Instant::now());
            video.show(number)?;
        }
        Ok((painted, watching.join().expect("no panic")?))
    })
}

fn watch(eye: &Eye, place: (i16, i16), frames: usize, end: Instant) -> Result<Vec<(usize, Instant)>> {
    let mut seen: Vec<(usize, Instant)> = Vec::new();
    let mut next = 0;
    while Instant::now() < end && next < frames {
        eye.blink()?;
        let number = number_of(eye.colour(place)?);
        // The first frame from `next` on with this mark; one from long ago is not a new one.
        let ahead = (number + MARKS - next % MARKS) % MARKS;
        if ahead < MARKS / 2 && next + ahead < frames {
            seen.push((next + ahead, Instant::now()));
            next += ahead + 1;
        }
        eye.change(end)?;
    }
    Ok(seen)
}

/// Looks how sharp the picture gets after the last frame was painted.
fn sharp(painter: &Painter, shown: &Shown, remote: &Display, last: Instant) -> Result<Sharp> {
    // The edges may hold the pointer of either side.
    let (size, inset) = ((painter.width - 400, painter.height - 300), (100, 100));
    let wanted = Eye::open(remote.name())?.picture((100, 100), size)?;
    let place = shown.at(inset);
    let mut sharp = Sharp::default();
    while last.elapsed() < SHARP {
        shown.eye.blink()?;
        let at = Instant::now();
        sharp.look(&shown.eye.picture(place, size)?, &wanted, at - last);
        if sharp.exact.is_some() {
            break;
        }
        shown.eye.change(Instant::now() + Duration::from_millis(100))?;
    }
    Ok(sharp)
}

/// How sharp a picture got, and when.
#[derive(Default)]
struct Sharp {
    /// When every part of every colour was nearly right.
    near: Option<Duration>,
    /// When every pixel was right.
    exact: Option<Duration>,
    /// Pixels that were wrong at the last look, in percent.
    wrong: f64,
    /// How far a part of a colour was off at most then.
    off: u32,
}

impl Sharp {
    fn look(&mut self, picture: &[u32], wanted: &[u32], after: Duration) {
        let pairs = || picture.iter().zip(wanted).filter(|(one, other)| one != other);
        self.wrong = 100.0 * pairs().count() as f64 / wanted.len() as f64;
        self.off = pairs().map(|(one, other)| apart(*one, *other)).max().unwrap_or(0);
        if self.off <= NEAR {
            self.near.get_or_insert(after);
        }
        if self.off == 0 {
            self.exact = Some(after);
        }
    }

    fn add(&self, report: &mut Report, name: &str) {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        if let Some(near) = self.near {
            report.add(Row::new(format!("{name}: off by at most {NEAR} of 255 after"), ms(near), "ms"));
        }
        if let Some(exact) = self.exact {
            report.add(Row::new(format!("{name}: exact after"), ms(exact), "ms"));
        } else {
            let name = format!("{name}: not exact, after {} s", SHARP.as_secs());
            report.add(Row::new(format!("{name} wrong pixels"), self.wrong, "%"));
            report.add(Row::new(format!("{name} off by at most"), f64::from(self.off), "of 255"));
        }
    }
}

/// How far the parts of two colours are from each other at most.
fn apart(one: u32, other: u32) -> u32 {
    [0, 8, 16].map(|shift| (one >> shift & 255).abs_diff(other >> shift & 255)).into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_near_before_it_is_exact() {
        let mut sharp = Sharp::default();
        let wanted = [0x0010_2030, 0x00ff_ffff];
        let looks = [[0x0010_2030, 0], [0x0010_2030, 0x00ff_fff9], [0x0010_2031, 0x00ff_ffff], wanted];
        let mut seen = Vec::new();
        for (number, picture) in (1..).zip(looks) {
            sharp.look(&picture, &wanted, Duration::from_secs(number));
            seen.push((sharp.near.map(|at| at.as_secs()), sharp.exact.map(|at| at.as_secs()), sharp.off));
        }
        assert_eq!(seen, [(None, None, 255), (Some(2), None, 6), (Some(2), None, 1), (Some(2), Some(4), 0)]);
    }
}

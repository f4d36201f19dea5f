//! How a stream does, second by second.

use std::collections::BTreeMap;

use farhand_core::contract::ScreenStats;
use farhand_rfb::Encoding;
use farhand_rfb::viewer::Counters;
use tokio::time::Instant;

/// What was counted until the second before, and the pings that are out.
#[derive(Debug, Default)]
pub(super) struct Stats {
    updates: u64,
    received: u64,
    bytes: BTreeMap<Encoding, u64>,
    ping: Option<(u64, Instant)>,
    pings: u64,
    latency_ms: Option<u32>,
    told: Option<ScreenStats>,
}

impl Stats {
    /// The number of a ping that goes out now; none while one is out.
    pub fn ping(&mut self, now: Instant) -> Option<u64> {
        if self.ping.is_some() {
            return None;
        }
        self.pings += 1;
        self.ping = Some((self.pings, now));
        Some(self.pings)
    }

    /// A ping came back.
    pub fn pong(&mut self, number: u64, now: Instant) {
        if let Some((_, sent)) = self.ping.take_if(|(out, _)| *out == number) {
            self.latency_ms = u32::try_from((now - sent).as_millis()).ok();
        }
    }

    /// No ping went out after all.
    pub fn no_ping(&mut self) {
        self.ping = None;
    }

    /// A second is over. None when nothing is new.
    pub fn second(&mut self, counters: &Counters) -> Option<ScreenStats> {
        let stats = ScreenStats {
            latency_ms: self.latency_ms,
            frames: u32::try_from(counters.updates - self.updates).unwrap_or(u32::MAX),
            kbit: u32::try_from((counters.received - self.received) * 8 / 1000).unwrap_or(u32::MAX),
            codec: self.busiest(counters).map(name).unwrap_or_default(),
        };
        (self.updates, self.received) = (counters.updates, counters.received);
        self.bytes = counters.encodings.iter().map(|(encoding, count)| (*encoding, count.bytes)).collect();
        let new = self.told.as_ref() != Some(&stats);
        new.then(|| self.told.insert(stats).clone())
    }

    fn busiest(&self, counters: &Counters) -> Option<Encoding> {
        let pictures = counters
            .encodings
            .iter()
            .filter(|(encoding, _)| encoding.0 >= 0 || **encoding == Encoding::TIGHT_PNG);
        let grown = pictures
            .map(|(encoding, count)| (count.bytes - self.bytes.get(encoding).unwrap_or(&0), *encoding));
        grown.max().filter(|(bytes, _)| *bytes > 0).map(|(_, encoding)| encoding)
    }
}

fn name(encoding: Encoding) -> String {
    let name = match encoding {
        Encoding::RAW => "Raw",
        Encoding::COPY_RECT => "CopyRect",
        Encoding::RRE | Encoding::CORRE => "RRE",
        Encoding::HEXTILE => "Hextile",
        Encoding::ZLIB => "Zlib",
        Encoding::TIGHT => "Tight",
        Encoding::TIGHT_PNG => "TightPNG",
        Encoding::TRLE => "TRLE",
        Encoding::ZRLE => "ZRLE",
        Encoding::H264 => "H.264",
        Encoding(other) => return other.to_string(),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_rfb::viewer::EncodingCount;
    use std::time::Duration;

    #[test]
    fn each_second_tells_what_it_brought_and_rest_is_told_once() {
        let mut counters = Counters { received: 12_500, updates: 30, ..Counters::default() };
        let of = |bytes| EncodingCount { bytes, ..EncodingCount::default() };
        counters.encodings.insert(Encoding::RAW, of(100));
        counters.encodings.insert(Encoding::TIGHT, of(12_000));
        let mut stats = Stats::default();
        let first = stats.second(&counters).unwrap();
        assert_eq!((first.frames, first.kbit, first.codec.as_str()), (30, 100, "Tight"));
        counters.encodings.insert(Encoding::RAW, of(200));
        assert_eq!(stats.second(&counters).unwrap().codec, "Raw");
        let rest = stats.second(&counters).unwrap();
        assert_eq!((rest.frames, rest.kbit, rest.codec.as_str()), (0, 0, ""));
        assert_eq!(stats.second(&counters), None);
    }

    #[test]
    fn a_ping_is_measured_and_only_one_is_out() {
        let now = Instant::now();
        let mut stats = Stats::default();
        let number = stats.ping(now).unwrap();
        assert_eq!(stats.ping(now), None);
        stats.pong(number + 1, now);
        assert_eq!(stats.ping(now), None);
        stats.pong(number, now + Duration::from_millis(7));
        assert!(stats.ping(now).is_some());
        assert_eq!(stats.second(&Counters::default()).unwrap().latency_ms, Some(7));
    }
}

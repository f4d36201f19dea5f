//! What the client itself knows, and no reading of the computer tells: what it may do, how far the
//! clocks are apart, how long the way to the appliance is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farhand_protocol::Timestamp;
use farhand_protocol::device::{DeviceAbilities, FilesAbility};
use farhand_protocol::info::{Category, Group, Property, ReadingBody, Value};

/// The property that tells how far a clock is ahead of the appliance's.
const OFFSET: &str = "clock_offset";

/// See the module's comment. Clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Own(Arc<Mutex<Facts>>);

#[derive(Clone, Copy, Default)]
struct Facts {
    abilities: DeviceAbilities,
    ahead_ms: Option<i64>,
    latency: Option<Duration>,
}

impl Own {
    fn change(&self, change: impl FnOnce(&mut Facts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn facts(&self) -> Facts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client can do this now.
    pub fn can(&self, abilities: DeviceAbilities) {
        self.change(|facts| facts.abilities = abilities);
    }

    /// The appliance has just said what its clock shows.
    pub fn clock(&self, theirs: Timestamp) {
        let ours = SystemTime::now().duration_since(UNIX_EPOCH).ok();
        let ours = ours.and_then(|since| i64::try_from(since.as_millis()).ok());
        self.change(|facts| facts.ahead_ms = ours.and_then(|ours| ours.checked_sub(theirs.0)));
    }

    /// A round trip to the appliance took so long.
    pub fn round_trip(&self, latency: Duration) {
        self.change(|facts| facts.latency = Some(latency));
    }

    /// The last round trip, in milliseconds.
    pub fn latency_ms(&self) -> Option<u32> {
        u32::try_from(self.facts().latency?.as_millis()).ok()
    }

    /// What the client may do on the device, and what it may not.
    pub fn permissions(&self) -> ReadingBody {
        let DeviceAbilities { view, control, clipboard, annotations, files, info } = self.facts().abilities;
        let flag = |key, on| Property::new(key, Value::Flag { on });
        let accessibility = if cfg!(target_os = "macos") {
            // There the same permission stands for both.
            Value::Flag { on: control }
        } else {
            Value::NotSupported
        };
        let properties = vec![
            flag("view", view),
            flag("control", control),
            flag("clipboard", clipboard),
            Property {
                label: Some("Laser pointer and drawings".to_owned()),
                ..flag("annotations", annotations)
            },
            flag("files", files == FilesAbility::Yes),
            flag("info", info),
            Property::new("accessibility", accessibility),
            Property::new("location", Value::NotSupported),
        ];
        ReadingBody::Properties { groups: vec![Group::main(properties)] }
    }

    /// A phone's clock was compared with this computer's: makes it a comparison with the appliance's.
    pub fn correct(&self, category: Category, mut body: ReadingBody) -> ReadingBody {
        let ahead = self.facts().ahead_ms;
        if let (Category::System, ReadingBody::Properties { groups }) = (category, &mut body) {
            let all = groups.iter_mut().flat_map(|group| &mut group.properties);
            for property in all.filter(|property| property.key == OFFSET) {
                if let Value::Duration { ms } = property.value {
                    property.value = duration(ahead.and_then(|ahead| ms.checked_add(ahead)));
                }
            }
        }
        body
    }

    /// Adds what the client knows of a category to what the computer has told.
    pub fn complete(&self, category: Category, mut body: ReadingBody) -> ReadingBody {
        let facts = self.facts();
        let more = match category {
            Category::System => Property::new(OFFSET, duration(facts.ahead_ms)),
            Category::Network => {
                let ms = facts.latency.and_then(|latency| i64::try_from(latency.as_millis()).ok());
                Property::new("latency", duration(ms))
            }
            _ => return body,
        };
        if let ReadingBody::Properties { groups } = &mut body
            && let Some(main) = groups.iter_mut().find(|group| group.id == Group::MAIN)
        {
            main.properties.push(more);
        }
        body
    }
}

fn duration(ms: Option<i64>) -> Value {
    ms.filter(|ms| ms.abs() <= Value::LARGEST).map_or(Value::Unknown, |ms| Value::Duration { ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(body: &ReadingBody, key: &str) -> Option<Value> {
        let ReadingBody::Properties { groups } = body else { panic!("{body:?}") };
        groups[0].value(key).cloned()
    }

    #[test]
    fn the_system_gets_the_clock_and_the_network_the_latency() {
        let own = Own::default();
        let empty = || ReadingBody::Properties { groups: vec![Group::main(Vec::new())] };
        assert_eq!(value(&own.complete(Category::System, empty()), "clock_offset"), Some(Value::Unknown));
        let minute = Duration::from_secs(60);
        let past = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - minute;
        own.clock(Timestamp(past.as_millis().try_into().unwrap()));
        own.round_trip(Duration::from_millis(41));
        let Some(Value::Duration { ms }) = value(&own.complete(Category::System, empty()), "clock_offset")
        else {
            panic!("it is known")
        };
        assert!((60_000..61_000).contains(&ms), "{ms}");
        let latency = value(&own.complete(Category::Network, empty()), "latency");
        assert_eq!(latency, Some(Value::Duration { ms: 41 }));
        assert_eq!(value(&own.complete(Category::Device, empty()), "latency"), None);
        assert_eq!(own.complete(Category::System, ReadingBody::Unknown), ReadingBody::Unknown);
    }

    #[test]
    fn a_phones_clock_is_as_far_off_as_both_together() {
        let own = Own::default();
        let phone = || {
            let clock = Property::new("clock_offset", Value::Duration { ms: 5_000 });
            own.correct(Category::System, ReadingBody::Properties { groups: vec![Group::main(vec![clock])] })
        };
        assert_eq!(
            value(&phone(), "clock_offset"),
            Some(Value::Unknown),
            "nothing is known of the computer's"
        );
        own.clock(Timestamp(0));
        let Some(Value::Duration { ms }) = value(&phone(), "clock_offset") else { panic!("it is known") };
        assert!(ms > 1_000_000_000_000);
    }

    #[test]
    fn a_clock_that_cannot_be_is_unknown() {
        let own = Own::default();
        own.clock(Timestamp(i64::MIN));
        let body = ReadingBody::Properties { groups: vec![Group::main(Vec::new())] };
        assert_eq!(value(&own.complete(Category::System, body), "clock_offset"), Some(Value::Unknown));
    }
}

//! Linux: `/proc`, `/sys` and the files of the system. One file for each category.

mod apps;
mod battery;
mod device;
mod display;
mod drm;
mod host;
mod live;
mod log;
mod memory;
mod network;
mod processes;
mod processor;
mod release;
mod security;
mod services;
mod storage;
mod system;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use farhand_protocol::info::{Category, ReadingBody};

use crate::known::{Gap, Known};
use host::Host;
use processes::Processes;
use processor::Load;

pub(crate) use live::Live;

/// This computer. See [`crate::Computer`].
#[derive(Default)]
pub(crate) struct Own {
    host: Host,
    display: Option<String>,
    load: Load,
    processes: Processes,
}

impl Own {
    pub fn new(display: Option<String>) -> Self {
        Self { display, ..Self::default() }
    }

    pub fn read(&self, category: Category) -> ReadingBody {
        self.known(category).unwrap_or_else(ReadingBody::from)
    }

    fn known(&self, category: Category) -> Known<ReadingBody> {
        let host = &self.host;
        Ok(match category {
            Category::Device => device::read(host),
            Category::System => system::read(host),
            Category::Battery => battery::read(host)?,
            Category::Memory => memory::read(host)?,
            Category::Storage => storage::read(host)?,
            Category::Processor => processor::read(host, &self.load)?,
            Category::Display => display::read(host, self.display.as_deref())?,
            Category::Network => network::read(host)?,
            Category::Security => security::read(host),
            Category::Apps => apps::read(host)?,
            Category::Processes => self.processes.read(host)?,
            Category::Services => services::read(host)?,
            Category::Log => log::read(host)?,
            Category::Location | Category::Permissions | Category::Browser => {
                return Err(Gap::NotSupported);
            }
        })
    }
}
